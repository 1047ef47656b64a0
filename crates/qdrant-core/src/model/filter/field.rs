//! Conditions on one payload field.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::{
    Condition, DatetimeRange, GeoBoundingBox, GeoPolygon, GeoRadius, Match, Range, ValuesCount,
};

/// Wants a payload field to satisfy exactly one clause.
///
/// Several clauses on one field are several conditions: what a server makes of one condition with two clauses is
/// undefined.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Condition")]
pub struct FieldCondition {
    /// Path of the field, as in `address.city` or `tags[].name`.
    pub key: String,
    /// What the field must satisfy.
    pub clause: FieldClause,
}

/// What a payload field must satisfy.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldClause {
    /// The value equals or contains something.
    Match(Match),
    /// The number lies in a range.
    Range(Range),
    /// The date and time lie in a range.
    DatetimeRange(DatetimeRange),
    /// The geo point lies in a rectangle.
    GeoBoundingBox(GeoBoundingBox),
    /// The geo point lies in a circle.
    GeoRadius(GeoRadius),
    /// The geo point lies in a polygon.
    GeoPolygon(GeoPolygon),
    /// The number of values lies in a range.
    ValuesCount(ValuesCount),
    /// The field is (true) or is not (false) absent, null or an empty list.
    IsEmpty(bool),
    /// The field is (true) or is not (false) null.
    IsNull(bool),
}

impl FieldCondition {
    /// Creates the condition from a field path and a clause.
    pub fn new(key: impl Into<String>, clause: impl Into<FieldClause>) -> Self {
        Self { key: key.into(), clause: clause.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let (name, checked) = match &self.clause {
            FieldClause::Match(_)
            | FieldClause::ValuesCount(_)
            | FieldClause::IsEmpty(_)
            | FieldClause::IsNull(_) => return Ok(()),
            FieldClause::Range(range) => ("range", range.check()),
            FieldClause::DatetimeRange(range) => ("range", range.check()),
            FieldClause::GeoBoundingBox(area) => ("geo_bounding_box", area.check()),
            FieldClause::GeoRadius(area) => ("geo_radius", area.check()),
            FieldClause::GeoPolygon(area) => ("geo_polygon", area.check()),
        };
        checked.map_err(|error| error.within(name))
    }
}

setters! { impl FieldCondition { key: String, clause: FieldClause } }

impl Serialize for FieldCondition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("FieldCondition", 2)?;
        object.serialize_field("key", &self.key)?;
        match &self.clause {
            FieldClause::Match(value) => object.serialize_field("match", value)?,
            FieldClause::Range(range) => object.serialize_field("range", range)?,
            FieldClause::DatetimeRange(range) => object.serialize_field("range", range)?,
            FieldClause::GeoBoundingBox(area) => object.serialize_field("geo_bounding_box", area)?,
            FieldClause::GeoRadius(area) => object.serialize_field("geo_radius", area)?,
            FieldClause::GeoPolygon(area) => object.serialize_field("geo_polygon", area)?,
            FieldClause::ValuesCount(count) => object.serialize_field("values_count", count)?,
            FieldClause::IsEmpty(flag) => object.serialize_field("is_empty", flag)?,
            FieldClause::IsNull(flag) => object.serialize_field("is_null", flag)?,
        }
        object.end()
    }
}

/// Writes `From` for the clauses that have a type of their own.
macro_rules! clause_from {
    ($($ty:ident),+) => {$(
        impl From<$ty> for FieldClause {
            fn from(clause: $ty) -> Self {
                Self::$ty(clause)
            }
        }
    )+};
}

clause_from!(Match, Range, DatetimeRange, GeoBoundingBox, GeoRadius, GeoPolygon, ValuesCount);
