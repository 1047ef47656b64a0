//! Dates and times of the standard library and of the usual crates.
//!
//! Whatever becomes a [`Timestamp`] becomes the bound of a range; with the conversions here it becomes the start of an
//! order, an expression and a payload value as well. Times outside of the years -9999 to 9999 are pinned to their
//! edge, which no stored time lies behind.

use std::time::SystemTime;

use serde_json::Value;

use crate::model::query::{Expression, StartFrom};
use crate::model::timestamp::Timestamp;

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::String(time.into())
    }
}

impl From<Timestamp> for Expression {
    fn from(time: Timestamp) -> Self {
        Self::datetime(time)
    }
}

/// Lets a type that becomes a timestamp stand where requests take numbers as well as times.
macro_rules! through_timestamp {
    ($([$($generics:tt)*] $source:ty),+ $(,)?) => {$(
        impl<$($generics)*> From<$source> for StartFrom {
            fn from(time: $source) -> Self {
                Self::Datetime(time.into())
            }
        }

        impl<$($generics)*> From<$source> for Expression {
            fn from(time: $source) -> Self {
                Timestamp::from(time).into()
            }
        }
    )+};
}

through_timestamp! { [] SystemTime }

#[cfg(feature = "chrono")]
mod chrono {
    use chrono::{DateTime, TimeZone, Utc};

    use super::{Expression, StartFrom, Timestamp};

    through_timestamp! { [Tz: TimeZone] DateTime<Tz> }

    impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
        fn from(time: DateTime<Tz>) -> Self {
            // A leap second has more than a second's nanoseconds.
            let nanoseconds = time.timestamp_subsec_nanos();
            let seconds = time.timestamp() + i64::from(nanoseconds / 1_000_000_000);
            Self::pinned(seconds, nanoseconds % 1_000_000_000)
        }
    }

    impl From<Timestamp> for DateTime<Utc> {
        fn from(time: Timestamp) -> Self {
            // The years of chrono reach further than those of a timestamp.
            let nanoseconds = time.subsecond_nanoseconds().unsigned_abs();
            Self::from_timestamp(time.unix_seconds(), nanoseconds).unwrap_or(Self::MAX_UTC)
        }
    }
}

#[cfg(feature = "time")]
mod time {
    use time::{OffsetDateTime, UtcDateTime};

    use super::{Expression, StartFrom, Timestamp};

    through_timestamp! { [] OffsetDateTime, [] UtcDateTime }

    impl From<OffsetDateTime> for Timestamp {
        fn from(time: OffsetDateTime) -> Self {
            Self::pinned(time.unix_timestamp(), time.nanosecond())
        }
    }

    impl From<UtcDateTime> for Timestamp {
        fn from(time: UtcDateTime) -> Self {
            Self::pinned(time.unix_timestamp(), time.nanosecond())
        }
    }

    impl From<Timestamp> for OffsetDateTime {
        fn from(time: Timestamp) -> Self {
            // Both have the years -9999 to 9999.
            let nanoseconds = i128::from(time.unix_seconds()) * 1_000_000_000;
            Self::from_unix_timestamp_nanos(nanoseconds + i128::from(time.subsecond_nanoseconds()))
                .unwrap_or(Self::UNIX_EPOCH)
        }
    }
}

#[cfg(feature = "jiff")]
mod jiff {
    use jiff::Zoned;

    use super::{Expression, StartFrom, Timestamp};

    through_timestamp! { [] jiff::Timestamp, [] Zoned, [] &Zoned }

    impl From<Zoned> for Timestamp {
        fn from(time: Zoned) -> Self {
            time.timestamp().into()
        }
    }

    impl From<&Zoned> for Timestamp {
        fn from(time: &Zoned) -> Self {
            time.timestamp().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::filter::DatetimeRange;
    use crate::model::query::{DecayParamsExpression, OrderBy};

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Asserts that a value is one time wherever a time is taken.
    fn is_everywhere<T>(value: &T, expected: &str)
    where
        T: Clone + Into<Timestamp> + Into<StartFrom> + Into<Expression>,
    {
        let timestamp = time(expected);
        assert_eq!(Into::<Timestamp>::into(value.clone()), timestamp);
        assert_eq!(DatetimeRange::default().gte(value.clone()).gte, Some(timestamp));
        assert_eq!(DatetimeRange::from(value.clone()..).gte, Some(timestamp));
        let order = OrderBy::new("at").start_from(value.clone());
        assert_eq!(order.start_from, Some(StartFrom::Datetime(timestamp)));
        let decay = DecayParamsExpression::new("at").target(value.clone());
        assert_eq!(decay.target, Some(Expression::datetime(expected)));
    }

    #[test]
    fn the_standard_library() {
        is_everywhere(&(SystemTime::UNIX_EPOCH + Duration::from_millis(1_500)), "1970-01-01T00:00:01.5Z");
        is_everywhere(&(SystemTime::UNIX_EPOCH - Duration::from_millis(250)), "1969-12-31T23:59:59.75Z");
    }

    #[test]
    fn a_timestamp_in_payload_is_its_text() {
        let payload = crate::model::Payload::from([("at", time("2024-02-29"))]);
        assert_eq!(payload["at"], "2024-02-29T00:00:00Z");
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono_of_any_zone() {
        use ::chrono::{DateTime, FixedOffset, NaiveDate, Utc};

        let zoned = DateTime::parse_from_rfc3339("1969-12-31T23:59:59.25+02:00").unwrap();
        is_everywhere::<DateTime<FixedOffset>>(&zoned, "1969-12-31T21:59:59.25Z");
        assert_eq!(DateTime::<Utc>::from(Timestamp::from(zoned)), zoned);

        let leap =
            NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_milli_opt(23, 59, 59, 1_500).unwrap();
        is_everywhere(&leap.and_utc(), "2017-01-01T00:00:00.5Z");
        assert_eq!(Timestamp::from(DateTime::<Utc>::MAX_UTC), Timestamp::pinned(i64::MAX, 0));
        assert_eq!(Timestamp::from(DateTime::<Utc>::MIN_UTC), Timestamp::pinned(i64::MIN, 0));
    }

    #[cfg(feature = "time")]
    #[test]
    fn time_of_any_offset() {
        use ::time::{OffsetDateTime, UtcDateTime, UtcOffset};

        let utc = OffsetDateTime::from_unix_timestamp_nanos(-750_000_000).unwrap();
        let zoned = utc.to_offset(UtcOffset::from_hms(2, 0, 0).unwrap());
        is_everywhere(&zoned, "1969-12-31T23:59:59.25Z");
        is_everywhere(&UtcDateTime::from(utc), "1969-12-31T23:59:59.25Z");
        assert_eq!(OffsetDateTime::from(Timestamp::from(zoned)), zoned);
        for edge in [i64::MIN, i64::MAX] {
            let edge = Timestamp::pinned(edge, 0);
            assert_eq!(Timestamp::from(OffsetDateTime::from(edge)), edge);
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff_of_any_zone() {
        let zoned: ::jiff::Zoned = "2024-02-29T12:00:00+02:00[+02:00]".parse().unwrap();
        is_everywhere(&zoned, "2024-02-29T10:00:00Z");
        is_everywhere(&&zoned, "2024-02-29T10:00:00Z");
        is_everywhere(&zoned.timestamp(), "2024-02-29T10:00:00Z");
        assert_eq!(::jiff::Timestamp::from(Timestamp::from(&zoned)), zoned.timestamp());
    }
}
