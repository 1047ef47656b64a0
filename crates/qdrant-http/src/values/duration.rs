//! Times.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;
use qdrant_core::{Error, ErrorKind};
use serde::de::{self, Visitor};
use serde::{Deserializer, Serializer};

/// Reads a time such as `30`, `0.5`, `1m 30s` or `250ms`; a number without a unit is in seconds.
///
/// # Errors
///
/// `Config` for what is no time, and for one below zero.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use qdrant_http::values::duration;
///
/// assert_eq!(duration::parse("1m 30s")?, Duration::from_secs(90));
/// assert_eq!(duration::parse("0.5")?, Duration::from_millis(500));
/// # Ok::<(), qdrant_core::Error>(())
/// ```
pub fn parse(text: &str) -> Result<Duration, Error> {
    let refuse = || Error::new(ErrorKind::Config, "must be a time such as `30`, `1m 30s` or `250ms`");
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return text.parse().ok().and_then(seconds).ok_or_else(refuse);
    }
    let time: SignedDuration = text.parse().map_err(|error: jiff::Error| refuse().with_source(error))?;
    time.try_into().map_err(|_| refuse())
}

/// Writes a time so that [`parse`] reads it back.
pub fn format(time: Duration) -> String {
    match SignedDuration::try_from(time) {
        Ok(time) => format!("{time:#}"),
        // Longer than anything can last.
        Err(_) => time.as_secs().to_string(),
    }
}

/// Reads a time.
///
/// # Errors
///
/// Those of the format, and for what is no time.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    deserializer.deserialize_any(Time)
}

/// Writes a time as text.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*time))
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

struct Time;

impl Visitor<'_> for Time {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds or a time such as \"1m 30s\"")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Duration, E> {
        Ok(Duration::from_secs(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Duration, E> {
        u64::try_from(number).map(Duration::from_secs).map_err(|_| E::custom("a time below zero"))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Duration, E> {
        seconds(number).ok_or_else(|| E::custom("not a number of seconds"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
        parse(text).map_err(|error| E::custom(error.message().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn times_are_read_in_all_spellings() {
        for (text, milliseconds) in [
            ("30", 30_000),
            ("0", 0),
            ("0.5", 500),
            (" 1m 30s ", 90_000),
            ("1h30m", 5_400_000),
            ("250ms", 250),
            ("2 minutes", 120_000),
            ("PT5S", 5_000),
        ] {
            assert_eq!(parse(text).unwrap(), Duration::from_millis(milliseconds), "{text}");
        }
        for text in ["", "soon", "-1s", "-1", "1.2.3", "5 parsecs", "1e400", "."] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(time in any::<Duration>()) {
            if time < Duration::from_secs(1 << 52) {
                assert_eq!(parse(&format(time)).unwrap(), time);
            } else {
                assert!(parse(&format(time)).is_ok());
            }
        }

        #[test]
        fn no_text_is_a_panic(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
