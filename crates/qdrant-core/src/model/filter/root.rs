//! The filter itself.

use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::{Condition, OneOrMany};
use crate::validate::{at_least_one, each, part};

/// Says which points an operation is about.
///
/// A point matches if it satisfies all of the four parts. A part that is empty or absent asks for nothing, so that
/// an empty filter matches every point.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter};
///
/// let filter = Filter::must([Condition::matches("city", "Berlin"), Condition::range("age", 18.0..)])
///     .and_must_not([Condition::is_null("email")]);
/// assert_eq!(filter.must.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Filter {
    /// At least one of them must hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub should: Vec<Condition>,
    /// At least the given number of them must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_should: Option<MinShould>,
    /// All of them must hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub must: Vec<Condition>,
    /// None of them may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub must_not: Vec<Condition>,
}

impl Filter {
    /// Creates a filter that all of the conditions must satisfy.
    pub fn must(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::default().and_must(conditions)
    }

    /// Creates a filter that at least one of the conditions must satisfy.
    pub fn should(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::default().and_should(conditions)
    }

    /// Creates a filter that none of the conditions may satisfy.
    pub fn must_not(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::default().and_must_not(conditions)
    }

    /// Creates a filter that at least `min_count` of the conditions must satisfy.
    pub fn min_should(min_count: u64, conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self { min_should: Some(MinShould::new(min_count, conditions)), ..Self::default() }
    }

    /// Creates a filter that all of the conditions must satisfy, as [`Filter::must`].
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::must(conditions)
    }

    /// Creates a filter that at least one of the conditions must satisfy, as [`Filter::should`].
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::should(conditions)
    }

    /// Creates a filter that none of the conditions may satisfy, as [`Filter::must_not`].
    pub fn none(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::must_not(conditions)
    }

    /// Adds conditions that all must hold.
    #[must_use]
    pub fn and_must(mut self, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.must.extend(conditions);
        self
    }

    /// Adds conditions to those of which at least one must hold.
    #[must_use]
    pub fn and_should(mut self, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.should.extend(conditions);
        self
    }

    /// Adds conditions of which none may hold.
    #[must_use]
    pub fn and_must_not(mut self, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.must_not.extend(conditions);
        self
    }

    /// Returns whether the filter asks for nothing, so that every point matches.
    pub fn is_empty(&self) -> bool {
        let Self { should, min_should, must, must_not } = self;
        should.is_empty() && min_should.is_none() && must.is_empty() && must_not.is_empty()
    }

    /// Returns where the filter is invalid and why, or `None`.
    ///
    /// The place is relative to the filter, as in `must[0].range.gte`.
    #[must_use]
    pub fn find_invalid(&self) -> Option<(String, String)> {
        self.check().err().map(place_and_reason)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { should, min_should, must, must_not } = self;
        each("should", should, Condition::check)?;
        part("min_should", min_should.as_ref(), MinShould::check)?;
        each("must", must, Condition::check)?;
        each("must_not", must_not, Condition::check)
    }
}

impl From<Condition> for Filter {
    fn from(condition: Condition) -> Self {
        Self::must([condition])
    }
}

/// Takes an error apart for the public `find_invalid` methods.
pub(crate) fn place_and_reason(error: Error) -> (String, String) {
    (error.field().unwrap_or_default().to_owned(), error.message().to_owned())
}

/// Asks for a number of conditions out of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinShould {
    /// The conditions to count; at least one, because a server takes none for no clause at all.
    pub conditions: Vec<Condition>,
    /// How many of them must hold; at least 1.
    pub min_count: u64,
}

impl MinShould {
    /// Creates a clause that wants `min_count` of the conditions.
    pub fn new(min_count: u64, conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self { conditions: conditions.into_iter().collect(), min_count }
    }

    fn check(&self) -> Result<(), Error> {
        if self.conditions.is_empty() {
            return Err(Error::invalid("conditions", "is empty, which every point would satisfy"));
        }
        at_least_one("min_count", Some(self.min_count))?;
        each("conditions", &self.conditions, Condition::check)
    }
}

setters! { impl MinShould { conditions: Vec<Condition>, min_count: u64 } }

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not derived: a derived struct also reads a JSON array, so that `[]` would be a filter that matches all.
        deserializer.deserialize_map(FilterVisitor)
    }
}

struct FilterVisitor;

impl<'de> Visitor<'de> for FilterVisitor {
    type Value = Filter;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a filter object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Filter, A::Error> {
        let mut parts = FilterParts::default();
        while let Some(name) = map.next_key::<String>()? {
            if !parts.accept(&name, &mut map)? {
                return Err(A::Error::unknown_field(&name, FilterParts::KEYS));
            }
        }
        Ok(parts.finish())
    }
}

/// The parts of a filter while its keys are being read.
#[derive(Default)]
pub(super) struct FilterParts {
    should: Option<Vec<Condition>>,
    min_should: Option<Option<MinShould>>,
    must: Option<Vec<Condition>>,
    must_not: Option<Vec<Condition>>,
}

impl FilterParts {
    const KEYS: &'static [&'static str] = &["should", "min_should", "must", "must_not"];

    /// Reads the value of a key; `false` if no filter has such a key.
    pub(super) fn accept<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        match name {
            "should" => list("should", &mut self.should, map)?,
            "must" => list("must", &mut self.must, map)?,
            "must_not" => list("must_not", &mut self.must_not, map)?,
            "min_should" => {
                if self.min_should.replace(map.next_value()?).is_some() {
                    return Err(A::Error::duplicate_field("min_should"));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Returns the first key that was seen.
    pub(super) fn seen(&self) -> Option<&'static str> {
        let Self { should, min_should, must, must_not } = self;
        let seen = [should.is_some(), min_should.is_some(), must.is_some(), must_not.is_some()];
        Self::KEYS.iter().zip(seen).find_map(|(key, seen)| seen.then_some(*key))
    }

    pub(super) fn finish(self) -> Filter {
        Filter {
            should: self.should.unwrap_or_default(),
            min_should: self.min_should.flatten(),
            must: self.must.unwrap_or_default(),
            must_not: self.must_not.unwrap_or_default(),
        }
    }
}

fn list<'de, A: MapAccess<'de>>(
    name: &'static str,
    slot: &mut Option<Vec<Condition>>,
    map: &mut A,
) -> Result<(), A::Error> {
    let OneOrMany(conditions) = map.next_value()?;
    match slot.replace(conditions) {
        None => Ok(()),
        Some(_) => Err(A::Error::duplicate_field(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::filter::{GeoPoint, GeoRadius};

    fn read(json: &str) -> Result<Filter, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn null(key: &str) -> Condition {
        Condition::is_null(key)
    }

    #[test]
    fn a_list_may_be_one_condition_or_null() {
        let filter =
            read(r#"{"must":{"is_null":{"key":"a"}},"should":null,"must_not":[],"min_should":null}"#)
                .unwrap();
        assert_eq!(filter, Filter::from(null("a")));
        assert_eq!(serde_json::to_string(&filter).unwrap(), r#"{"must":[{"is_null":{"key":"a"}}]}"#);
        assert_eq!(read("{}").unwrap(), Filter::default());
        assert_eq!(serde_json::to_string(&Filter::default()).unwrap(), "{}");
    }

    #[test]
    fn all_parts_have_their_key() {
        let filter = Filter {
            should: vec![null("a")],
            min_should: Some(MinShould::new(2, [null("b"), null("c")])),
            must: vec![null("d")],
            must_not: vec![null("e")],
        };
        let json = concat!(
            r#"{"should":[{"is_null":{"key":"a"}}],"#,
            r#""min_should":{"conditions":[{"is_null":{"key":"b"}},{"is_null":{"key":"c"}}],"min_count":2},"#,
            r#""must":[{"is_null":{"key":"d"}}],"must_not":[{"is_null":{"key":"e"}}]}"#
        );
        assert_eq!(serde_json::to_string(&filter).unwrap(), json);
        assert_eq!(read(json).unwrap(), filter);
    }

    #[test]
    fn constructors_and_adders_fill_the_parts() {
        assert_eq!(Filter::all([null("a")]), Filter::must([null("a")]));
        assert_eq!(Filter::any([null("a")]), Filter::should([null("a")]));
        assert_eq!(Filter::none([null("a")]), Filter::must_not([null("a")]));
        let filter =
            Filter::must([null("a")]).and_must([null("b")]).and_should([null("c")]).and_must_not([null("d")]);
        assert_eq!((filter.must.len(), filter.should.len(), filter.must_not.len()), (2, 1, 1));
        assert!(!filter.is_empty() && Filter::default().is_empty());
        assert!(!Filter::min_should(1, []).is_empty());
    }

    #[test]
    fn wrong_filters_are_refused() {
        for (json, message) in [
            // A derived decoder would read this as a filter that matches every point.
            ("[]", "a filter object"),
            ("null", "a filter object"),
            (r#"{"musst":[]}"#, "unknown field `musst`"),
            (r#"{"key":"a","match":{"value":1}}"#, "unknown field `key`"),
            (r#"{"must":[],"must":[]}"#, "duplicate field `must`"),
            (r#"{"must":"a"}"#, "an object, a list of objects, or null"),
            (r#"{"must":[[]]}"#, "a condition object"),
            (r#"{"must":[{}]}"#, "an empty filter is no condition"),
            (r#"{"min_should":{"conditions":[]}}"#, "missing field `min_count`"),
            (r#"{"min_should":{"conditions":[],"min_count":-1}}"#, "expected u64"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    #[test]
    fn faults_name_their_place() {
        let radius = GeoRadius::new(GeoPoint::new(181.0, 0.0), 1.0);
        for (place, condition) in [
            ("range.gte", Condition::range("a", f64::NAN..)),
            ("range", Condition::datetime_range("a", crate::model::filter::DatetimeRange::default())),
            ("geo_radius.center.lon", Condition::geo_radius("a", radius)),
            ("slice.total", Condition::slice(0, 0)),
            ("slice.index", Condition::slice(3, 3)),
            ("nested.filter", Condition::nested("a", Filter::default())),
            ("nested.filter.should[1].slice.index", {
                Condition::nested("a", Filter::should([null("a"), Condition::slice(1, 1)]))
            }),
            ("must_not[0].range.lt", Filter::must_not([Condition::range("a", ..f64::INFINITY)]).into()),
            ("min_should.conditions", Filter::min_should(1, []).into()),
            ("min_should.min_count", Filter::min_should(0, [null("a")]).into()),
            ("min_should.conditions[0].slice.total", Filter::min_should(1, [Condition::slice(0, 0)]).into()),
        ] {
            let found = Filter::must([null("x"), condition]).find_invalid().unwrap();
            assert_eq!(found.0, format!("must[1].{place}"), "{}", found.1);
        }
        let found = Filter::must([Condition::filter(Filter::default())]).find_invalid().unwrap();
        assert_eq!(
            found,
            ("must[0]".into(), "an empty filter is no condition, because every point satisfies it".into())
        );
        assert_eq!(Filter::must([null("a"), Condition::slice(4, 0)]).find_invalid(), None);
    }

    #[test]
    fn hostile_depth_is_an_error_and_no_overflow() {
        for (open, close) in [
            (r#"{"must":["#, "]}"),
            (r#"{"must":"#, "}"),
            (r#"{"must":[{"nested":{"key":"a","filter":"#, "}}]}"),
        ] {
            let depth = 100_000;
            let json = open.repeat(depth) + r#"{"is_null":{"key":"a"}}"# + &close.repeat(depth);
            let error = read(&json).unwrap_err().to_string();
            assert!(error.contains("recursion limit"), "{error}");
        }
    }

    #[test]
    fn a_deep_filter_decodes() {
        // Two levels of JSON each, just below the limit of the parser.
        let depth = 60;
        let json = r#"{"must":["#.repeat(depth) + r#"{"is_null":{"key":"a"}}"# + &"]}".repeat(depth);
        let filter = read(&json).unwrap();
        assert_eq!(serde_json::to_string(&filter).unwrap(), json);
    }
}
