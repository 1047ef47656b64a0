//! Values of a payload field and how often they occur.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A value of a payload field.
///
/// # Examples
///
/// ```
/// use qdrant_core::FacetValue;
///
/// let value: FacetValue = serde_json::from_str("\"Berlin\"")?;
/// assert_eq!(value, FacetValue::from("Berlin"));
/// assert_eq!(value.to_string(), "Berlin");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum FacetValue {
    /// A text; UUIDs come as text too.
    String(String),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Bool(bool),
}

/// A value and the number of points that have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FacetHit {
    /// The value.
    pub value: FacetValue,
    /// The number of points.
    pub count: u64,
}

impl FacetHit {
    /// Creates a hit.
    pub fn new(value: impl Into<FacetValue>, count: u64) -> Self {
        Self { value: value.into(), count }
    }
}

impl From<&str> for FacetValue {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for FacetValue {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<i64> for FacetValue {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for FacetValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl fmt::Display for FacetValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(value) => fmt::Display::fmt(value, f),
            Self::Integer(value) => fmt::Display::fmt(value, f),
            Self::Bool(value) => fmt::Display::fmt(value, f),
        }
    }
}

impl<'de> Deserialize<'de> for FacetValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FacetValueVisitor)
    }
}

struct FacetValueVisitor;

impl Visitor<'_> for FacetValueVisitor {
    type Value = FacetValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a 64-bit integer, true or false")
    }

    fn visit_bool<E>(self, value: bool) -> Result<FacetValue, E> {
        Ok(FacetValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<FacetValue, E> {
        Ok(FacetValue::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<FacetValue, E> {
        match i64::try_from(value) {
            Ok(value) => Ok(FacetValue::Integer(value)),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<FacetValue, E> {
        Ok(FacetValue::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<FacetValue, E> {
        Ok(FacetValue::String(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_keep_the_type_of_their_value() {
        for (json, hit) in [
            (r#"{"value":"a","count":3}"#, FacetHit::new("a", 3)),
            (r#"{"value":-7,"count":0}"#, FacetHit::new(-7, 0)),
            (r#"{"value":true,"count":18446744073709551615}"#, FacetHit::new(true, u64::MAX)),
        ] {
            assert_eq!(serde_json::from_str::<FacetHit>(json).unwrap(), hit);
            assert_eq!(serde_json::to_string(&hit).unwrap(), json);
        }
    }

    #[test]
    fn a_newer_server_may_add_fields() {
        let hit: FacetHit = serde_json::from_str(r#"{"value":"a","count":3,"share":0.5}"#).unwrap();
        assert_eq!(hit, FacetHit::new("a", 3));
    }

    #[test]
    fn other_types_are_refused() {
        for json in ["1.5", "null", "[]", "9223372036854775808"] {
            assert!(serde_json::from_str::<FacetValue>(json).is_err(), "{json}");
        }
    }
}
