//! The header `Retry-After`.

use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};
use qdrant_core::OperationKind;

/// Seconds from now to a time that no date of HTTP reaches: there are four digits for the year.
const BEYOND_DATES: u64 = 10_000 * 366 * 24 * 60 * 60;

/// Numbers are seconds, dates are not far away, and the error of a reply says the same.
pub fn run(input: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(input) else { return };
    let text = value.to_str().map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    headers.insert(RETRY_AFTER, value);
    let wait = qdrant_http::retry_after(&headers);
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        let seconds = text.parse().unwrap_or(u64::MAX);
        assert_eq!(wait, Some(Duration::from_secs(seconds)));
    } else if let Some(wait) = wait {
        assert!(wait < Duration::from_secs(BEYOND_DATES), "{wait:?}");
        assert!(SystemTime::now().checked_add(wait).is_some());
    }
    let error = qdrant_rest::decode(OperationKind::CountPoints, StatusCode::TOO_MANY_REQUESTS, &headers, b"");
    let told = error.expect_err("429 is an error").retry_after();
    assert_eq!(told.is_some(), wait.is_some());
    if is_number {
        assert_eq!(told, wait);
    }
}
