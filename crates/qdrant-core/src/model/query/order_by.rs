//! Order by a payload field.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::macros::{closed_enum, setters};
use crate::model::filter::serialize_finite;
use crate::model::point::OrderValue;
use crate::model::timestamp::Timestamp;
use crate::validate::finite;

closed_enum! {
    /// Direction of an order.
    pub enum Direction {
        /// From small to large; the default.
        Asc = "asc",
        /// From large to small.
        Desc = "desc",
    }
}

/// Wants points in the order of a payload field, which needs an index of numbers or dates.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Direction, OrderBy};
///
/// let order = OrderBy::new("price").direction(Direction::Desc).start_from(99.5);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderBy {
    /// Path of the field.
    pub key: String,
    /// Direction; ascending by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Value to begin with; the first one by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_from: Option<StartFrom>,
}

/// The value that an order begins with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StartFrom {
    /// A floating-point number.
    Float(f64),
    /// An integer.
    Integer(i64),
    /// A date and time.
    Datetime(Timestamp),
}

impl OrderBy {
    /// Creates an ascending order by a field.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), direction: None, start_from: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.start_from {
            Some(StartFrom::Float(value)) => finite("start_from", value),
            Some(StartFrom::Integer(_) | StartFrom::Datetime(_)) | None => Ok(()),
        }
    }
}

setters! { impl OrderBy { key: String, direction: Option<Direction>, start_from: Option<StartFrom> } }

impl From<&str> for OrderBy {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

impl From<String> for OrderBy {
    fn from(key: String) -> Self {
        Self::new(key)
    }
}

impl From<f64> for StartFrom {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<i64> for StartFrom {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<Timestamp> for StartFrom {
    fn from(value: Timestamp) -> Self {
        Self::Datetime(value)
    }
}

impl From<OrderValue> for StartFrom {
    /// Goes on at the value of the last point of a page; the points of that value come again.
    fn from(value: OrderValue) -> Self {
        match value {
            OrderValue::Int(value) => Self::Integer(value),
            OrderValue::Float(value) => Self::Float(value),
        }
    }
}

impl<'de> Deserialize<'de> for OrderBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OrderByVisitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderByObject {
    key: String,
    direction: Option<Direction>,
    start_from: Option<StartFrom>,
}

struct OrderByVisitor;

impl<'de> Visitor<'de> for OrderByVisitor {
    type Value = OrderBy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path of a payload field, or an object with `key`")
    }

    fn visit_str<E>(self, key: &str) -> Result<OrderBy, E> {
        Ok(OrderBy::new(key))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OrderBy, A::Error> {
        let OrderByObject { key, direction, start_from } =
            OrderByObject::deserialize(MapAccessDeserializer::new(map))?;
        Ok(OrderBy { key, direction, start_from })
    }
}

impl Serialize for StartFrom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Float(value) => serialize_finite(&Some(*value), serializer),
            Self::Integer(value) => value.serialize(serializer),
            Self::Datetime(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for StartFrom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StartFromVisitor)
    }
}

struct StartFromVisitor;

impl Visitor<'_> for StartFromVisitor {
    type Value = StartFrom;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a date and time")
    }

    fn visit_f64<E>(self, value: f64) -> Result<StartFrom, E> {
        Ok(StartFrom::Float(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<StartFrom, E> {
        Ok(StartFrom::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<StartFrom, E> {
        // As on the server: what no i64 can hold is read as a float.
        Ok(i64::try_from(value).map_or(StartFrom::Float(value as f64), StartFrom::Integer))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<StartFrom, E> {
        Timestamp::deserialize(text.into_deserializer()).map(StartFrom::Datetime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_keeps_its_type() {
        for (json, start) in [
            ("1", StartFrom::Integer(1)),
            ("-1", StartFrom::Integer(-1)),
            ("1.0", StartFrom::Float(1.0)),
            (r#""2024-02-29T12:00:00Z""#, StartFrom::Datetime("2024-02-29 12:00".parse().unwrap())),
        ] {
            assert_eq!(serde_json::from_str::<StartFrom>(json).unwrap(), start, "{json}");
            assert_eq!(serde_json::to_string(&start).unwrap(), json);
            let tree: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::from_value::<StartFrom>(tree).unwrap(), start, "{json}");
        }
        let large: StartFrom = serde_json::from_str("18446744073709551615").unwrap();
        assert_eq!(large, StartFrom::Float(18_446_744_073_709_551_615.0));
    }

    #[test]
    fn a_string_is_the_key() {
        let full = OrderBy::new("a").direction(Direction::Desc).start_from(5);
        let json = r#"{"key":"a","direction":"desc","start_from":5}"#;
        assert_eq!(serde_json::from_str::<OrderBy>(json).unwrap(), full);
        assert_eq!(serde_json::to_string(&full).unwrap(), json);
        assert_eq!(serde_json::from_str::<OrderBy>("\"a\"").unwrap(), OrderBy::from("a"));
        let nulls = r#"{"key":"a","direction":null,"start_from":null}"#;
        assert_eq!(serde_json::from_str::<OrderBy>(nulls).unwrap(), OrderBy::new("a"));
    }

    #[test]
    fn wrong_orders_are_refused() {
        for (json, message) in [
            ("{}", "missing field `key`"),
            ("7", "the path of a payload field"),
            (r#"{"key":"a","direction":"up"}"#, "unknown variant `up`"),
            (r#"{"key":"a","start_from":"soon"}"#, "no date and time"),
            (r#"{"key":"a","start_from":true}"#, "a number or a date and time"),
            (r#"{"key":"a","order":"asc"}"#, "unknown field `order`"),
        ] {
            let error = serde_json::from_str::<OrderBy>(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    #[test]
    fn a_start_never_turns_into_null() {
        let order = OrderBy::new("a").start_from(f64::NAN);
        assert!(serde_json::to_string(&order).is_err());
        assert_eq!(order.check().unwrap_err().field(), Some("start_from"));
    }
}
