//! The time that a client gives a call.

use std::time::Duration;

use http::HeaderMap;

/// The header, made of up to eight digits and a unit.
const GRPC_TIMEOUT: &str = "grpc-timeout";

/// A timeout that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Reads the time that the client gives the call.
pub(crate) fn read(headers: &HeaderMap) -> Result<Option<Duration>, Malformed> {
    let Some(value) = headers.get(GRPC_TIMEOUT) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Malformed)?;
    let (digits, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or(Malformed)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Malformed);
    }
    let count: u64 = digits.parse().map_err(|_| Malformed)?;
    let time = match unit {
        "H" => Duration::from_secs(count * 3_600),
        "M" => Duration::from_secs(count * 60),
        "S" => Duration::from_secs(count),
        "m" => Duration::from_millis(count),
        "u" => Duration::from_micros(count),
        "n" => Duration::from_nanos(count),
        _ => return Err(Malformed),
    };
    Ok(Some(time))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn given(value: &'static str) -> Result<Option<Duration>, Malformed> {
        read(&HeaderMap::from_iter([(
            HeaderName::from_static(GRPC_TIMEOUT),
            HeaderValue::from_static(value),
        )]))
    }

    #[test]
    fn every_unit_is_read() {
        for (value, time) in [
            ("1H", Duration::from_secs(3_600)),
            ("2M", Duration::from_secs(120)),
            ("03S", Duration::from_secs(3)),
            ("4m", Duration::from_millis(4)),
            ("5u", Duration::from_micros(5)),
            ("99999999n", Duration::from_nanos(99_999_999)),
            ("99999999H", Duration::from_secs(99_999_999 * 3_600)),
            ("0S", Duration::ZERO),
        ] {
            assert_eq!(given(value), Ok(Some(time)), "{value}");
        }
        assert_eq!(read(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn what_is_no_timeout_is_refused() {
        for value in ["", "S", "1", "1s", "-1S", "1.5S", "123456789S", "1 S", "+1S"] {
            assert_eq!(given(value), Err(Malformed), "{value:?}");
        }
    }
}
