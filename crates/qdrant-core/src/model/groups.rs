//! Groups of points.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::point::{RetrievedPoint, ScoredPoint};

/// The value of a payload field that the points of a group share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "the id of a group: a string or an integer")]
pub enum GroupId {
    /// An integer that is not negative.
    Unsigned(u64),
    /// A negative integer.
    Integer(i64),
    /// A text.
    String(String),
}

impl From<u64> for GroupId {
    fn from(id: u64) -> Self {
        Self::Unsigned(id)
    }
}

impl From<i64> for GroupId {
    /// Chooses the variant that a server uses: unsigned unless negative.
    fn from(id: i64) -> Self {
        u64::try_from(id).map_or(Self::Integer(id), Self::Unsigned)
    }
}

impl From<&str> for GroupId {
    fn from(id: &str) -> Self {
        Self::String(id.to_owned())
    }
}

impl From<String> for GroupId {
    fn from(id: String) -> Self {
        Self::String(id)
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned(id) => fmt::Display::fmt(id, f),
            Self::Integer(id) => fmt::Display::fmt(id, f),
            Self::String(id) => fmt::Display::fmt(id, f),
        }
    }
}

/// The best points of those that share a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointGroup {
    /// The value that they share.
    pub id: GroupId,
    /// The points, the best first.
    pub hits: Vec<ScoredPoint>,
    /// The point with this id in the collection of `with_lookup`, if one was asked for and it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup: Option<RetrievedPoint>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_kind() {
        for (json, id) in [
            ("5", GroupId::from(5_i64)),
            ("-5", GroupId::from(-5_i64)),
            ("18446744073709551615", GroupId::from(u64::MAX)),
            ("\"5\"", GroupId::from("5")),
        ] {
            assert_eq!(serde_json::from_str::<GroupId>(json).unwrap(), id);
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
            assert_eq!(id.to_string(), json.trim_matches('"'));
        }
        assert!(serde_json::from_str::<GroupId>("1.5").is_err());
    }

    #[test]
    fn a_group_may_have_no_lookup() {
        let group: PointGroup = serde_json::from_str(r#"{"id": "a", "hits": [], "lookup": null}"#).unwrap();
        assert_eq!(serde_json::to_string(&group).unwrap(), r#"{"id":"a","hits":[]}"#);
    }
}
