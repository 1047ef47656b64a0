//! Points in time.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use jiff::tz::TimeZone;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind};

/// A point in time in UTC; Qdrant keeps microseconds.
///
/// It reads every format that Qdrant reads: RFC 3339, without a zone (taken as UTC), with a space for the `T`,
/// without seconds, and a date alone.
///
/// A `SystemTime` becomes one; with the features `chrono`, `time` and `jiff`, the times with a zone of these crates do.
///
/// # Examples
///
/// ```
/// use qdrant_core::Timestamp;
///
/// let time: Timestamp = "2024-02-29T12:00:00+02:00".parse()?;
/// assert_eq!(time.to_string(), "2024-02-29T10:00:00Z");
/// assert_eq!("2024-02-29".parse::<Timestamp>()?.to_string(), "2024-02-29T00:00:00Z");
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Creates a timestamp from seconds and nanoseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] outside of the years -9999 to 9999.
    pub fn from_unix(seconds: i64, nanoseconds: i32) -> Result<Self, Error> {
        jiff::Timestamp::new(seconds, nanoseconds).map(Self).map_err(|error| {
            Error::new(ErrorKind::InvalidRequest, format!("{seconds} s {nanoseconds} ns is no timestamp"))
                .with_source(error)
        })
    }

    /// Creates a timestamp; one outside of the years -9999 to 9999 is pinned to their edge.
    #[cfg(any(feature = "chrono", feature = "time"))]
    pub(crate) fn pinned(seconds: i64, nanoseconds: u32) -> Self {
        let edge = if seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let timestamp =
            i32::try_from(nanoseconds).map(|nanoseconds| jiff::Timestamp::new(seconds, nanoseconds));
        Self(timestamp.ok().and_then(Result::ok).unwrap_or(edge))
    }

    /// Returns whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second() - i64::from(self.0.subsec_nanosecond() < 0)
    }

    /// Returns the nanoseconds after [`unix_seconds`](Self::unix_seconds), 0 to 999,999,999.
    pub fn subsecond_nanoseconds(self) -> i32 {
        self.0.subsec_nanosecond().rem_euclid(1_000_000_000)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = |error: jiff::Error| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("{text:?} is no date and time; expected RFC 3339, such as 2024-02-29T12:00:00Z"),
            )
            .with_source(error)
        };
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(timestamp));
        }
        let local = text.parse::<civil::DateTime>().map_err(refused)?;
        TimeZone::UTC.to_timestamp(local).map(Self).map_err(refused)
    }
}

impl TryFrom<&str> for Timestamp {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        text.parse()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<std::time::SystemTime> for Timestamp {
    fn from(time: std::time::SystemTime) -> Self {
        // The clock of a machine that is outside of the years -9999 to 9999 is pinned to their edge.
        let edge = if time < std::time::UNIX_EPOCH { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Self(jiff::Timestamp::try_from(time).unwrap_or(edge))
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp)
    }
}

#[cfg(feature = "jiff")]
impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| D::Error::custom(error.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_of_the_server_is_read() {
        for (text, expected) in [
            ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
            ("2024-02-29T12:00:00.123456Z", "2024-02-29T12:00:00.123456Z"),
            ("2024-02-29t12:00:00z", "2024-02-29T12:00:00Z"),
            ("2024-02-29 12:00:00+01:00", "2024-02-29T11:00:00Z"),
            ("2024-02-29T12:00:00", "2024-02-29T12:00:00Z"),
            ("2024-02-29 12:00:00", "2024-02-29T12:00:00Z"),
            ("2024-02-29 12:00", "2024-02-29T12:00:00Z"),
            ("2024-02-29T12:00", "2024-02-29T12:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
        ] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2023-02-29", "2024-13-01", "12:00"] {
            let error = text.parse::<Timestamp>().unwrap_err();
            assert!(error.message().contains("RFC 3339"), "{text}: {error}");
        }
    }

    #[test]
    fn times_before_1970_round_down() {
        let time = "1969-12-31T23:59:59.25Z".parse::<Timestamp>().unwrap();
        assert_eq!((time.unix_seconds(), time.subsecond_nanoseconds()), (-1, 250_000_000));
        assert_eq!(Timestamp::from_unix(-1, 250_000_000).unwrap(), time);
    }
}
