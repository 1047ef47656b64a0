//! Order by a payload field.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::macros::{closed_enum, setters};
use crate::model::filter::serialize_finite;
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
