//! Filters and their conditions.

mod build;
mod condition;
mod condition_decode;
mod field;
mod geo;
mod matching;
mod number;
mod one_or_many;
mod range;
mod root;
#[cfg(test)]
pub(crate) mod strategies;
mod wrapped;

pub use self::condition::{
    Condition, HasIdCondition, HasVectorCondition, IsEmptyCondition, IsNullCondition, NestedCondition,
    SliceCondition,
};
pub(crate) use self::condition_decode::ConditionParts;
pub use self::field::{FieldClause, FieldCondition};
pub use self::geo::{GeoBoundingBox, GeoLineString, GeoPoint, GeoPolygon, GeoRadius};
pub use self::matching::Match;
pub(crate) use self::number::serialize_finite;
pub(crate) use self::one_or_many::{OneOrMany, one_or_many};
pub use self::range::{DatetimeRange, Range, ValuesCount};
pub(crate) use self::root::place_and_reason;
pub use self::root::{Filter, MinShould};
pub(crate) use self::wrapped::wrapped;
