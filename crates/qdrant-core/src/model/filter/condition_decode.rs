//! Reads a condition from JSON by the keys that it has.
//!
//! The keys are read one after the other, without a copy of the whole object: errors keep their place in the text,
//! and nested filters cost one pass.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::filter::condition::EMPTY_FILTER;
use crate::model::filter::range::AnyRange;
use crate::model::filter::root::FilterParts;
use crate::model::filter::{
    Condition, FieldClause, FieldCondition, Filter, HasIdCondition, HasVectorCondition, IsEmptyCondition,
    IsNullCondition, NestedCondition, SliceCondition,
};

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ConditionVisitor)
    }
}

struct ConditionVisitor;

impl<'de> Visitor<'de> for ConditionVisitor {
    type Value = Condition;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a condition object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Condition, A::Error> {
        let mut parts = ConditionParts::default();
        while let Some(name) = map.next_key::<String>()? {
            if !parts.accept(&name, &mut map)? {
                return Err(A::Error::unknown_field(&name, ConditionParts::KEYS));
            }
        }
        parts.finish()
    }
}

/// The parts of a condition while its keys are being read.
#[derive(Default)]
pub(crate) struct ConditionParts {
    key: Option<String>,
    clause: Option<(&'static str, FieldClause)>,
    /// A second clause, reported at the end because the key may come last.
    second: Option<&'static str>,
    whole: Option<(&'static str, Condition)>,
    filter: FilterParts,
}

impl ConditionParts {
    /// Every key that a condition may have.
    pub(crate) const KEYS: &'static [&'static str] = &[
        "key",
        "match",
        "range",
        "geo_bounding_box",
        "geo_radius",
        "geo_polygon",
        "values_count",
        "is_empty",
        "is_null",
        "has_id",
        "has_vector",
        "slice",
        "nested",
        "should",
        "min_should",
        "must",
        "must_not",
    ];

    /// Reads the value of a key; `false` if no condition has such a key.
    pub(crate) fn accept<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        match name {
            "key" => {
                if self.key.replace(map.next_value()?).is_some() {
                    return Err(A::Error::duplicate_field("key"));
                }
            }
            "match" => self.clause("match", map, FieldClause::Match)?,
            "range" => self.clause("range", map, AnyRange::into_clause)?,
            "geo_bounding_box" => self.clause("geo_bounding_box", map, FieldClause::GeoBoundingBox)?,
            "geo_radius" => self.clause("geo_radius", map, FieldClause::GeoRadius)?,
            "geo_polygon" => self.clause("geo_polygon", map, FieldClause::GeoPolygon)?,
            "values_count" => self.clause("values_count", map, FieldClause::ValuesCount)?,
            "is_empty" => match map.next_value()? {
                None => {}
                Some(FlagOrKey::Flag(flag)) => self.put_clause("is_empty", FieldClause::IsEmpty(flag)),
                Some(FlagOrKey::Key(key)) => self.put_whole("is_empty", IsEmptyCondition { key })?,
            },
            "is_null" => match map.next_value()? {
                None => {}
                Some(FlagOrKey::Flag(flag)) => self.put_clause("is_null", FieldClause::IsNull(flag)),
                Some(FlagOrKey::Key(key)) => self.put_whole("is_null", IsNullCondition { key })?,
            },
            "has_id" => self.put_whole("has_id", HasIdCondition { has_id: map.next_value()? })?,
            "has_vector" => {
                self.put_whole("has_vector", HasVectorCondition { has_vector: map.next_value()? })?
            }
            "slice" => {
                let Slice { total, index } = map.next_value()?;
                self.put_whole("slice", SliceCondition { total, index })?;
            }
            "nested" => {
                let Nested { key, filter } = map.next_value()?;
                if filter.is_empty() {
                    return Err(A::Error::custom(format_args!(
                        "nested condition on `{key}`: {EMPTY_FILTER}"
                    )));
                }
                self.put_whole("nested", NestedCondition { key, filter })?;
            }
            _ => return self.filter.accept(name, map),
        }
        Ok(true)
    }

    /// Makes the condition out of the keys that were read.
    pub(crate) fn finish<E: Error>(self) -> Result<Condition, E> {
        let Self { key, clause, second, whole, filter } = self;
        let field = key.is_some().then_some("key").or(clause.as_ref().map(|(name, _)| *name));
        let kinds = [field, whole.as_ref().map(|(name, _)| *name), filter.seen()];
        if let [Some(one), Some(other), ..]
        | [Some(one), None, Some(other)]
        | [None, Some(one), Some(other)] = kinds
        {
            return Err(E::custom(format_args!("a condition cannot have both `{one}` and `{other}`")));
        }
        if let Some((_, condition)) = whole {
            return Ok(condition);
        }
        match (key, clause) {
            (Some(key), Some((name, clause))) => match second {
                None => Ok(Condition::Field(FieldCondition { key, clause })),
                Some(second) => Err(E::custom(format_args!(
                    "field condition on `{key}` has both `{name}` and `{second}`: write one condition for each"
                ))),
            },
            (Some(key), None) => Err(E::custom(format_args!(
                "field condition on `{key}` has no clause: expected one of match, range, geo_bounding_box, \
                 geo_radius, geo_polygon, values_count, is_empty, is_null"
            ))),
            (None, Some((name, _))) => Err(E::custom(format_args!("`{name}` needs a `key` beside it"))),
            (None, None) => {
                let filter = filter.finish();
                if filter.is_empty() { Err(E::custom(EMPTY_FILTER)) } else { Ok(Condition::Filter(filter)) }
            }
        }
    }

    fn clause<'de, A, T>(
        &mut self,
        name: &'static str,
        map: &mut A,
        make: impl FnOnce(T) -> FieldClause,
    ) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Deserialize<'de>,
    {
        // Null is the same as absent.
        if let Some(value) = map.next_value::<Option<T>>()? {
            self.put_clause(name, make(value));
        }
        Ok(())
    }

    fn put_clause(&mut self, name: &'static str, clause: FieldClause) {
        if self.clause.is_some() {
            self.second.get_or_insert(name);
        } else {
            self.clause = Some((name, clause));
        }
    }

    fn put_whole<E: Error>(&mut self, name: &'static str, condition: impl Into<Condition>) -> Result<(), E> {
        match self.whole.replace((name, condition.into())) {
            None => Ok(()),
            Some((first, _)) if first == name => Err(E::duplicate_field(name)),
            Some((first, _)) => {
                Err(E::custom(format_args!("a condition cannot have both `{first}` and `{name}`")))
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slice {
    total: u32,
    index: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nested {
    key: String,
    filter: Filter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayloadField {
    key: String,
}

/// `is_empty` and `is_null` are a flag beside `key`, or an object of their own.
enum FlagOrKey {
    Flag(bool),
    Key(String),
}

impl<'de> Deserialize<'de> for FlagOrKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FlagOrKeyVisitor)
    }
}

struct FlagOrKeyVisitor;

impl<'de> Visitor<'de> for FlagOrKeyVisitor {
    type Value = FlagOrKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false beside `key`, or an object with `key`")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<FlagOrKey, E> {
        Ok(FlagOrKey::Flag(flag))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FlagOrKey, A::Error> {
        PayloadField::deserialize(MapAccessDeserializer::new(map))
            .map(|PayloadField { key }| FlagOrKey::Key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::filter::{
        DatetimeRange, GeoBoundingBox, GeoLineString, GeoPoint, GeoPolygon, GeoRadius,
    };
    use crate::model::filter::{Match, Range, ValuesCount};
    use crate::model::id::PointId;

    fn refusal(json: &str) -> String {
        serde_json::from_str::<Condition>(json).unwrap_err().to_string()
    }

    #[test]
    fn each_kind_has_its_json() {
        let point = GeoPoint::new(1.5, 2.0);
        let uuid: PointId = "936da01f-9abd-4d9d-80c7-02af85c822a8".parse().unwrap();
        for (json, condition) in [
            (r#"{"key":"a.b[]","match":{"value":"x"}}"#, Condition::matches("a.b[]", "x")),
            (r#"{"key":"a","range":{"gte":1.0}}"#, Condition::range("a", 1.0..)),
            (
                r#"{"key":"a","range":{"lt":"2024-01-01T00:00:00Z"}}"#,
                Condition::datetime_range(
                    "a",
                    DatetimeRange::default()
                        .lt("2024-01-01".parse::<crate::model::timestamp::Timestamp>().unwrap()),
                ),
            ),
            (
                r#"{"key":"a","geo_bounding_box":{"top_left":{"lon":1.5,"lat":2.0},"bottom_right":{"lon":1.5,"lat":2.0}}}"#,
                Condition::geo_bounding_box("a", GeoBoundingBox::new(point, point)),
            ),
            (
                r#"{"key":"a","geo_radius":{"center":{"lon":1.5,"lat":2.0},"radius":1234567.89}}"#,
                Condition::geo_radius("a", GeoRadius::new(point, 1_234_567.89)),
            ),
            (
                r#"{"key":"a","geo_polygon":{"exterior":{"points":[{"lon":1.5,"lat":2.0}]},"interiors":[{"points":[]}]}}"#,
                Condition::geo_polygon(
                    "a",
                    GeoPolygon::new(GeoLineString::new([point])).interiors(vec![GeoLineString::default()]),
                ),
            ),
            (
                r#"{"key":"a","values_count":{"gt":1}}"#,
                Condition::values_count("a", ValuesCount::default().gt(1_u64)),
            ),
            (r#"{"key":"a","is_empty":false}"#, FieldCondition::new("a", FieldClause::IsEmpty(false)).into()),
            (r#"{"key":"a","is_null":true}"#, FieldCondition::new("a", FieldClause::IsNull(true)).into()),
            (r#"{"is_empty":{"key":"a"}}"#, Condition::is_empty("a")),
            (r#"{"is_null":{"key":"a"}}"#, Condition::is_null("a")),
            (
                r#"{"has_id":[5,"936da01f-9abd-4d9d-80c7-02af85c822a8"]}"#,
                Condition::has_id([PointId::from(5_u64), uuid]),
            ),
            (r#"{"has_id":[]}"#, HasIdCondition::default().into()),
            (r#"{"has_vector":""}"#, Condition::has_vector("")),
            (r#"{"slice":{"total":4,"index":3}}"#, Condition::slice(4, 3)),
            (
                r#"{"nested":{"key":"diet","filter":{"must":[{"key":"food","match":{"value":"meat"}}]}}}"#,
                Condition::nested("diet", Condition::matches("food", "meat")),
            ),
            (
                r#"{"should":[{"is_null":{"key":"a"}}],"must_not":[{"has_vector":"v"}]}"#,
                Filter::should([Condition::is_null("a")]).and_must_not([Condition::has_vector("v")]).into(),
            ),
            (
                r#"{"min_should":{"conditions":[{"is_null":{"key":"a"}}],"min_count":1}}"#,
                Filter::min_should(1, [Condition::is_null("a")]).into(),
            ),
        ] {
            assert_eq!(serde_json::from_str::<Condition>(json).unwrap(), condition, "{json}");
            assert_eq!(serde_json::to_string(&condition).unwrap(), json);
            // Nothing depends on text as the source.
            let tree: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::from_value::<Condition>(tree).unwrap(), condition, "{json}");
        }
    }

    #[test]
    fn the_key_may_come_last_and_other_clauses_may_be_null() {
        let json = r#"{"range":null,"match":{"any":[1]},"is_empty":null,"key":"a"}"#;
        assert_eq!(serde_json::from_str::<Condition>(json).unwrap(), Condition::matches("a", [1]));
    }

    #[test]
    fn the_kinds_decode_by_themselves() {
        let field: FieldCondition = serde_json::from_str(r#"{"key":"a","range":{"lt":1}}"#).unwrap();
        assert_eq!(field, FieldCondition::new("a", Range::from(..1.0)));
        let slice: SliceCondition = serde_json::from_str(r#"{"slice":{"total":2,"index":0}}"#).unwrap();
        assert_eq!(slice, SliceCondition::new(2, 0));
        let error = serde_json::from_str::<FieldCondition>(r#"{"is_null":{"key":"a"}}"#).unwrap_err();
        assert!(error.to_string().contains("expected a field condition"), "{error}");
        let vector: HasVectorCondition = serde_json::from_str(r#"{"has_vector":"v"}"#).unwrap();
        assert_eq!(vector, HasVectorCondition::new("v"));
    }

    #[test]
    fn what_every_point_satisfies_is_no_condition() {
        for json in
            ["{}", r#"{"must":[]}"#, r#"{"must":null,"should":[]}"#, r#"{"nested":{"key":"a","filter":{}}}"#]
        {
            assert!(refusal(json).contains("an empty filter is no condition"), "{json}: {}", refusal(json));
        }
        let error = serde_json::to_string(&Condition::filter(Filter::default())).unwrap_err();
        assert!(error.to_string().contains("an empty filter is no condition"), "{error}");
        assert!(serde_json::to_string(&Condition::nested("a", Filter::default())).is_err());
    }

    #[test]
    fn wrong_conditions_are_refused() {
        for (json, message) in [
            (r#"{"key":"a"}"#, "field condition on `a` has no clause"),
            (r#"{"key":"a","match":null}"#, "field condition on `a` has no clause"),
            (r#"{"key":"a","match":{"value":1},"range":{"lt":1}}"#, "on `a` has both `match` and `range`"),
            (r#"{"range":{"lt":1},"is_null":true,"key":"b"}"#, "on `b` has both `range` and `is_null`"),
            (r#"{"match":{"value":1}}"#, "`match` needs a `key`"),
            (r#"{"is_empty":true}"#, "`is_empty` needs a `key`"),
            (r#"{"key":"a","is_empty":{"key":"a"}}"#, "both `key` and `is_empty`"),
            (r#"{"is_empty":{"key":"a"},"is_null":{"key":"b"}}"#, "both `is_empty` and `is_null`"),
            (r#"{"key":"a","match":{"value":1},"must":[]}"#, "both `key` and `must`"),
            (r#"{"has_id":[1],"should":[]}"#, "both `has_id` and `should`"),
            (r#"{"key":"a","matches":{"value":1}}"#, "unknown field `matches`"),
            (r#"{"key":"a","key":"b"}"#, "duplicate field `key`"),
            (r#"{"has_id":[1],"has_id":[2]}"#, "duplicate field `has_id`"),
            (r#"{"has_id":["5"]}"#, "point id"),
            (r#"{"slice":{"total":1}}"#, "missing field `index`"),
            (r#"{"nested":{"key":"a"}}"#, "missing field `filter`"),
            (r#"{"is_empty":"a"}"#, "true or false beside `key`"),
            ("[]", "a condition object"),
            ("null", "a condition object"),
        ] {
            assert!(refusal(json).contains(message), "{json}: {}", refusal(json));
        }
    }

    #[test]
    fn match_by_text_and_co_have_constructors() {
        let by = |found: Match| Condition::from(FieldCondition::new("a", found));
        assert_eq!(Condition::matches_text("a", "x"), by(Match::Text("x".into())));
        assert_eq!(Condition::matches_text_any("a", "x"), by(Match::TextAny("x".into())));
        assert_eq!(Condition::matches_phrase("a", "x"), by(Match::Phrase("x".into())));
        assert_eq!(Condition::matches_prefix("a", "x"), by(Match::Prefix("x".into())));
        assert_eq!(Condition::matches_substring("a", "x"), by(Match::Substring("x".into())));
    }
}
