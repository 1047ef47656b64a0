//! Which points, and what of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::model::filter::Filter;
use crate::model::id::PointId;

/// The points that a write applies to: by id, or by filter.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter, PointsSelector};
///
/// let by_id = PointsSelector::from([1_u64, 2, 3]);
/// let by_filter = PointsSelector::from(Filter::must([Condition::matches("city", "Berlin")]));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsSelector {
    /// The points with these ids.
    Points(Vec<PointId>),
    /// The points that match the filter; an empty filter matches every point.
    Filter(Filter),
}

impl PointsSelector {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Points(_) => Ok(()),
            Self::Filter(filter) => crate::validate::filter(filter).map_err(|error| error.within("filter")),
        }
    }
}

impl<I: Into<PointId>> From<Vec<I>> for PointsSelector {
    fn from(ids: Vec<I>) -> Self {
        Self::Points(ids.into_iter().map(Into::into).collect())
    }
}

impl<I: Into<PointId>, const N: usize> From<[I; N]> for PointsSelector {
    fn from(ids: [I; N]) -> Self {
        Self::Points(ids.into_iter().map(Into::into).collect())
    }
}

impl From<PointId> for PointsSelector {
    fn from(id: PointId) -> Self {
        Self::Points(vec![id])
    }
}

impl From<Filter> for PointsSelector {
    fn from(filter: Filter) -> Self {
        Self::Filter(filter)
    }
}

/// The part of the payload that a read returns.
///
/// # Examples
///
/// ```
/// use qdrant_core::WithPayloadSelector;
///
/// let all = WithPayloadSelector::from(true);
/// let some = WithPayloadSelector::from(["city", "country.name"]);
/// let rest = WithPayloadSelector::exclude(["text"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WithPayloadSelector {
    /// All of it, or nothing.
    Enable(bool),
    /// These fields, as paths such as `country.name`.
    Include(Vec<String>),
    /// All but these fields.
    Exclude(Vec<String>),
}

impl WithPayloadSelector {
    /// Returns these fields only.
    pub fn include(fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Include(fields.into_iter().map(Into::into).collect())
    }

    /// Returns all but these fields.
    pub fn exclude(fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Exclude(fields.into_iter().map(Into::into).collect())
    }
}

impl From<bool> for WithPayloadSelector {
    fn from(enable: bool) -> Self {
        Self::Enable(enable)
    }
}

impl<F: Into<String>, const N: usize> From<[F; N]> for WithPayloadSelector {
    fn from(fields: [F; N]) -> Self {
        Self::include(fields)
    }
}

impl<F: Into<String>> From<Vec<F>> for WithPayloadSelector {
    fn from(fields: Vec<F>) -> Self {
        Self::include(fields)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "a boolean, a list of fields, or an object of `include` or `exclude`")]
enum WithPayloadJson {
    Enable(bool),
    Fields(Vec<String>),
    Selector(PayloadSelectorJson),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PayloadSelectorJson {
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Serialize for WithPayloadSelector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Exclude<'a> {
            exclude: &'a [String],
        }
        match self {
            Self::Enable(enable) => serializer.serialize_bool(*enable),
            Self::Include(fields) => fields.serialize(serializer),
            Self::Exclude(fields) => Exclude { exclude: fields }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for WithPayloadSelector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match WithPayloadJson::deserialize(deserializer)? {
            WithPayloadJson::Enable(enable) => Self::Enable(enable),
            WithPayloadJson::Fields(fields)
            | WithPayloadJson::Selector(PayloadSelectorJson::Include(fields)) => Self::Include(fields),
            WithPayloadJson::Selector(PayloadSelectorJson::Exclude(fields)) => Self::Exclude(fields),
        })
    }
}

/// The vectors that a read returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a boolean or a list of vector names")]
pub enum WithVectorsSelector {
    /// All of them, or none.
    Enable(bool),
    /// Those with these names.
    Include(Vec<String>),
}

impl From<bool> for WithVectorsSelector {
    fn from(enable: bool) -> Self {
        Self::Enable(enable)
    }
}

impl<N: Into<String>, const LEN: usize> From<[N; LEN]> for WithVectorsSelector {
    fn from(names: [N; LEN]) -> Self {
        Self::Include(names.into_iter().map(Into::into).collect())
    }
}

impl<N: Into<String>> From<Vec<N>> for WithVectorsSelector {
    fn from(names: Vec<N>) -> Self {
        Self::Include(names.into_iter().map(Into::into).collect())
    }
}

/// The named vectors that a write applies to.
///
/// # Examples
///
/// ```
/// use qdrant_core::VectorsSelector;
///
/// let names = VectorsSelector::from(["image", "text"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VectorsSelector {
    /// The names, at least one; `""` is the unnamed vector.
    pub names: Vec<String>,
}

impl VectorsSelector {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.names.is_empty() { Err(Error::invalid("", "names no vector")) } else { Ok(()) }
    }
}

impl<N: Into<String>, const LEN: usize> From<[N; LEN]> for VectorsSelector {
    fn from(names: [N; LEN]) -> Self {
        Self { names: names.into_iter().map(Into::into).collect() }
    }
}

impl<N: Into<String>> From<Vec<N>> for VectorsSelector {
    fn from(names: Vec<N>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn payload_selectors_have_the_shapes_of_the_api() {
        for (selector, json) in [
            (WithPayloadSelector::from(false), json!(false)),
            (WithPayloadSelector::from(["a.b"]), json!(["a.b"])),
            (WithPayloadSelector::exclude(["a"]), json!({"exclude": ["a"]})),
        ] {
            assert_eq!(serde_json::to_value(&selector).unwrap(), json);
            assert_eq!(serde_json::from_value::<WithPayloadSelector>(json).unwrap(), selector);
        }
        let include: WithPayloadSelector = serde_json::from_value(json!({"include": ["a"]})).unwrap();
        assert_eq!(include, WithPayloadSelector::include(["a"]));
    }

    #[test]
    fn vector_selectors_have_the_shapes_of_the_api() {
        for (selector, json) in [
            (WithVectorsSelector::from(true), json!(true)),
            (WithVectorsSelector::from(["a", ""]), json!(["a", ""])),
        ] {
            assert_eq!(serde_json::to_value(&selector).unwrap(), json);
            assert_eq!(serde_json::from_value::<WithVectorsSelector>(json).unwrap(), selector);
        }
        assert!(serde_json::from_value::<WithVectorsSelector>(json!("a")).is_err());
    }
}
