//! The header `Retry-After`.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// Reads `Retry-After` in both of its forms: seconds, or a date of HTTP.
///
/// The gRPC wire has the same name in its trailers. A date that has passed means no wait; what is neither form means
/// nothing.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use http::{HeaderMap, HeaderValue, header::RETRY_AFTER};
/// use qdrant_http::retry_after;
///
/// let mut headers = HeaderMap::new();
/// headers.insert(RETRY_AFTER, HeaderValue::from_static("7"));
/// assert_eq!(retry_after(&headers), Some(Duration::from_secs(7)));
/// ```
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    parse(headers.get(RETRY_AFTER)?.to_str().ok()?, SystemTime::now())
}

fn parse(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are still a number of seconds.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::{any, proptest};

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn both_forms_are_read() {
        let now = at(784_111_770);
        assert_eq!(parse("120", now), Some(Duration::from_secs(120)));
        assert_eq!(parse(" 0 ", now), Some(Duration::ZERO));
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(7)));
        assert_eq!(parse("Sunday, 06-Nov-94 08:49:37 GMT", now), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_date_that_has_passed_means_no_wait() {
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT", SystemTime::now()), Some(Duration::ZERO));
    }

    #[test]
    fn anything_else_means_nothing() {
        for value in ["", "soon", "-1", "1.5", "12 s", "Sun, 31 Feb 1994 08:49:37"] {
            assert_eq!(parse(value, at(0)), None, "{value}");
        }
        assert_eq!(parse("99999999999999999999999", at(0)), Some(Duration::from_secs(u64::MAX)));
    }

    proptest! {
        #[test]
        fn every_number_of_seconds_is_read_back(seconds in any::<u64>()) {
            assert_eq!(parse(&seconds.to_string(), at(0)), Some(Duration::from_secs(seconds)));
        }

        #[test]
        fn every_date_is_read_back(now in 0_u64..4_000_000_000, wait in 0_u64..1_000_000) {
            let date = httpdate::fmt_http_date(at(now + wait));
            assert_eq!(parse(&date, at(now)), Some(Duration::from_secs(wait)));
        }

        #[test]
        fn no_text_is_a_panic(text in any::<String>()) {
            let _ = parse(&text, at(0));
        }
    }
}
