//! Clauses that want a value between bounds.

use std::fmt;
use std::ops;

use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::ser::{self, SerializeStruct};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::macros::setters;
use crate::model::filter::{FieldClause, serialize_finite};
use crate::model::timestamp::Timestamp;
use crate::validate::finite;

/// Bounds of a number; without any, every number is inside.
///
/// Made from the ranges of Rust over `f64`, `f32`, `i32` and `u32`. A bound is an `f64` for the server as well, so that
/// integers of 64 bits need a cast, which is exact up to 2^53.
///
/// # Examples
///
/// ```
/// use qdrant_core::Range;
///
/// assert_eq!(Range::from(1.0..=2.0), Range::default().gte(1.0).lte(2.0));
/// assert_eq!(Range::from(..5.0), Range::default().lt(5.0));
/// assert_eq!(Range::from(18..), Range::default().gte(18.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Below this.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub lt: Option<f64>,
    /// Above this.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub gt: Option<f64>,
    /// At least this.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub gte: Option<f64>,
    /// At most this.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub lte: Option<f64>,
}

setters! { impl Range { lt: Option<f64>, gt: Option<f64>, gte: Option<f64>, lte: Option<f64> } }

impl Range {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { lt, gt, gte, lte } = *self;
        finite("lt", lt)?;
        finite("gt", gt)?;
        finite("gte", gte)?;
        finite("lte", lte)
    }
}

/// Only from numbers that `f64` holds exactly, so that no bound moves.
macro_rules! bounds {
    ($($number:ty),+) => {$(
        impl From<ops::Range<$number>> for Range {
            fn from(range: ops::Range<$number>) -> Self {
                Self::default().gte(range.start.into()).lt(range.end.into())
            }
        }

        impl From<ops::RangeInclusive<$number>> for Range {
            fn from(range: ops::RangeInclusive<$number>) -> Self {
                let (start, end) = range.into_inner();
                Self::default().gte(start.into()).lte(end.into())
            }
        }

        impl From<ops::RangeFrom<$number>> for Range {
            fn from(range: ops::RangeFrom<$number>) -> Self {
                Self::default().gte(range.start.into())
            }
        }

        impl From<ops::RangeTo<$number>> for Range {
            fn from(range: ops::RangeTo<$number>) -> Self {
                Self::default().lt(range.end.into())
            }
        }

        impl From<ops::RangeToInclusive<$number>> for Range {
            fn from(range: ops::RangeToInclusive<$number>) -> Self {
                Self::default().lte(range.end.into())
            }
        }
    )+};
}

bounds!(f64, f32, i32, u32);

/// Bounds of a date and time; at least one is needed.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, DatetimeRange, Timestamp};
///
/// let (from, to): (Timestamp, Timestamp) = ("2024-01-01".parse()?, "2025-01-01".parse()?);
/// assert_eq!(DatetimeRange::from(from..to), DatetimeRange::default().gte(from).lt(to));
/// let recent = Condition::datetime_range("at", std::time::SystemTime::now()..);
/// # Ok::<(), qdrant_core::Error>(())
/// ```
///
/// JSON cannot tell an empty one from an empty [`Range`], so that it is refused when it is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatetimeRange {
    /// Before this.
    pub lt: Option<Timestamp>,
    /// After this.
    pub gt: Option<Timestamp>,
    /// At this or after.
    pub gte: Option<Timestamp>,
    /// At this or before.
    pub lte: Option<Timestamp>,
}

setters! {
    impl DatetimeRange { lt: Option<Timestamp>, gt: Option<Timestamp>, gte: Option<Timestamp>, lte: Option<Timestamp> }
}

impl<T: Into<Timestamp>> From<ops::Range<T>> for DatetimeRange {
    fn from(range: ops::Range<T>) -> Self {
        Self::default().gte(range.start).lt(range.end)
    }
}

impl<T: Into<Timestamp>> From<ops::RangeInclusive<T>> for DatetimeRange {
    fn from(range: ops::RangeInclusive<T>) -> Self {
        let (start, end) = range.into_inner();
        Self::default().gte(start).lte(end)
    }
}

impl<T: Into<Timestamp>> From<ops::RangeFrom<T>> for DatetimeRange {
    fn from(range: ops::RangeFrom<T>) -> Self {
        Self::default().gte(range.start)
    }
}

impl<T: Into<Timestamp>> From<ops::RangeTo<T>> for DatetimeRange {
    fn from(range: ops::RangeTo<T>) -> Self {
        Self::default().lt(range.end)
    }
}

impl<T: Into<Timestamp>> From<ops::RangeToInclusive<T>> for DatetimeRange {
    fn from(range: ops::RangeToInclusive<T>) -> Self {
        Self::default().lte(range.end)
    }
}

const NO_BOUND: &str = "a datetime range needs at least one bound";

impl DatetimeRange {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { lt, gt, gte, lte } = self;
        let bounded = [lt, gt, gte, lte].into_iter().any(Option::is_some);
        if bounded { Ok(()) } else { Err(Error::new(ErrorKind::InvalidRequest, NO_BOUND)) }
    }
}

impl Serialize for DatetimeRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { lt, gt, gte, lte } = self;
        let bounds = [("lt", lt), ("gt", gt), ("gte", gte), ("lte", lte)];
        let count = bounds.iter().filter(|(_, bound)| bound.is_some()).count();
        if count == 0 {
            return Err(ser::Error::custom(NO_BOUND));
        }
        let mut object = serializer.serialize_struct("DatetimeRange", count)?;
        for (name, bound) in bounds {
            if let Some(bound) = bound {
                object.serialize_field(name, bound)?;
            }
        }
        object.end()
    }
}

/// Bounds of the number of values that a field has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuesCount {
    /// Fewer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lt: Option<u64>,
    /// More than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gt: Option<u64>,
    /// At least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gte: Option<u64>,
    /// At most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lte: Option<u64>,
}

setters! { impl ValuesCount { lt: Option<u64>, gt: Option<u64>, gte: Option<u64>, lte: Option<u64> } }

/// The REST key `range`, whose kind shows in the type of its bounds.
pub(super) enum AnyRange {
    Number(Range),
    Datetime(DatetimeRange),
}

impl AnyRange {
    pub(super) fn into_clause(self) -> FieldClause {
        match self {
            Self::Number(range) => FieldClause::Range(range),
            Self::Datetime(range) => FieldClause::DatetimeRange(range),
        }
    }
}

impl<'de> Deserialize<'de> for AnyRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RangeVisitor)
    }
}

const KEYS: &[&str] = &["lt", "gt", "gte", "lte"];

struct RangeVisitor;

impl<'de> Visitor<'de> for RangeVisitor {
    type Value = AnyRange;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a range object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyRange, A::Error> {
        let mut numbers = Range::default();
        let mut times = DatetimeRange::default();
        let mut seen = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            let Some(key) = KEYS.iter().position(|key| *key == name) else {
                return Err(de::Error::unknown_field(&name, KEYS));
            };
            let number_slot = [&mut numbers.lt, &mut numbers.gt, &mut numbers.gte, &mut numbers.lte];
            let time_slot = [&mut times.lt, &mut times.gt, &mut times.gte, &mut times.lte];
            match map.next_value::<Option<Bound>>()? {
                None => {}
                Some(Bound::Number(value)) => {
                    *number_slot[key] = Some(value);
                    seen.0 = Some(KEYS[key]);
                }
                Some(Bound::Time(value)) => {
                    *time_slot[key] = Some(value);
                    seen.1 = Some(KEYS[key]);
                }
            }
        }
        match seen {
            (Some(number), Some(time)) => Err(de::Error::custom(format_args!(
                "range mixes types: `{number}` is a number and `{time}` a date and time"
            ))),
            (None, Some(_)) => Ok(AnyRange::Datetime(times)),
            (_, None) => Ok(AnyRange::Number(numbers)),
        }
    }
}

enum Bound {
    Number(f64),
    Time(Timestamp),
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BoundVisitor)
    }
}

struct BoundVisitor;

impl Visitor<'_> for BoundVisitor {
    type Value = Bound;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a date and time")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Bound, E> {
        Ok(Bound::Number(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Bound, E> {
        Ok(Bound::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Bound, E> {
        Ok(Bound::Number(value as f64))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bound, E> {
        Timestamp::deserialize(text.into_deserializer()).map(Bound::Time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_integers_and_single_floats_are_bounds() {
        assert_eq!(Range::from(-3..7), Range::default().gte(-3.0).lt(7.0));
        assert_eq!(Range::from(1..=u32::MAX), Range::default().gte(1.0).lte(4_294_967_295.0));
        assert_eq!(Range::from(..5_u32), Range::default().lt(5.0));
        assert_eq!(Range::from(..=0.5_f32), Range::default().lte(0.5));
    }

    fn read(json: &str) -> Result<FieldClause, serde_json::Error> {
        serde_json::from_str(json).map(AnyRange::into_clause)
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_type_of_the_bounds_tells_the_kind() {
        for (json, clause) in [
            ("{}", Range::default().into()),
            (r#"{"lt":null,"gte":null}"#, Range::default().into()),
            (r#"{"gte":1,"lt":2.5}"#, FieldClause::from(Range::from(1.0..2.5))),
            (r#"{"lte":-1,"gt":null}"#, Range::from(..=-1.0).into()),
            (r#"{"gt":"2024-01-01"}"#, DatetimeRange::default().gt(time("2024-01-01T00:00:00Z")).into()),
            (
                r#"{"gte":"2024-01-01 10:00","lt":"2024-01-02T00:00:00+01:00","lte":null}"#,
                DatetimeRange::default()
                    .gte(time("2024-01-01T10:00:00Z"))
                    .lt(time("2024-01-01T23:00:00Z"))
                    .into(),
            ),
        ] {
            assert_eq!(read(json).unwrap(), clause, "{json}");
        }
    }

    #[test]
    fn only_set_bounds_are_written() {
        assert_eq!(serde_json::to_string(&Range::from(1.0..=2.5)).unwrap(), r#"{"gte":1.0,"lte":2.5}"#);
        assert_eq!(serde_json::to_string(&Range::default()).unwrap(), "{}");
        let range = DatetimeRange::default().lt(time("2024-02-29T12:00:00Z"));
        assert_eq!(serde_json::to_string(&range).unwrap(), r#"{"lt":"2024-02-29T12:00:00Z"}"#);
        assert_eq!(serde_json::to_string(&ValuesCount::default().gt(2_u64)).unwrap(), r#"{"gt":2}"#);
    }

    #[test]
    fn every_range_of_rust_converts() {
        assert_eq!(Range::from(1.0..), Range { gte: Some(1.0), ..Range::default() });
        assert_eq!(Range::from(..1.0), Range { lt: Some(1.0), ..Range::default() });
        assert_eq!(Range::from(..=1.0), Range { lte: Some(1.0), ..Range::default() });
        let (from, to) = (time("2024-01-01"), time("2024-01-02"));
        let empty = DatetimeRange::default;
        assert_eq!(DatetimeRange::from(from..to), empty().gte(from).lt(to));
        assert_eq!(DatetimeRange::from(from..=to), empty().gte(from).lte(to));
        assert_eq!(DatetimeRange::from(from..), empty().gte(from));
        assert_eq!(DatetimeRange::from(..to), empty().lt(to));
        assert_eq!(DatetimeRange::from(..=to), empty().lte(to));
    }

    #[test]
    fn wrong_ranges_are_refused() {
        for (json, message) in [
            (r#"{"gte":1,"lt":"2024-01-01"}"#, "`gte` is a number and `lt` a date and time"),
            (r#"{"from":1}"#, "unknown field `from`"),
            (r#"{"gte":"yesterday"}"#, "no date and time"),
            (r#"{"gte":true}"#, "a number or a date and time"),
            ("[]", "a range object"),
        ] {
            let error = read(json).err().unwrap().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    #[test]
    fn a_bound_never_turns_into_null() {
        for range in [Range::from(f64::NAN..), Range::from(..f64::INFINITY)] {
            assert!(serde_json::to_string(&range).unwrap_err().to_string().contains("finite"), "{range:?}");
            assert!(range.check().is_err());
        }
        assert!(serde_json::to_string(&DatetimeRange::default()).unwrap_err().to_string().contains("bound"));
    }
}
