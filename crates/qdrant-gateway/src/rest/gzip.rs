//! Compression of bodies.

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use http::Response;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderValue, VARY};

/// Bodies shorter than this go as they are, because compression would not save a packet.
const MIN_LENGTH: usize = 1_024;

/// Compresses a reply if the client asked for it and it is worth it.
pub(crate) fn compress(reply: Response<Bytes>, accepted: bool) -> Response<Bytes> {
    let (mut parts, body) = reply.into_parts();
    parts.headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if !accepted || body.len() < MIN_LENGTH {
        return Response::from_parts(parts, body);
    }
    match deflate(&body) {
        Some(compressed) => {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, compressed)
        }
        None => Response::from_parts(parts, body),
    }
}

fn deflate(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), Compression::fast());
    encoder.write_all(body).ok()?;
    Some(encoder.finish().ok()?.into())
}

/// Returns whether the client takes gzip.
pub(crate) fn is_accepted(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut anything = false;
    for choice in values.flat_map(|value| value.split(',')) {
        let (coding, parameters) = choice.split_once(';').unwrap_or((choice, ""));
        let refused = parameters.split(';').any(|parameter| {
            let weight = parameter.trim().strip_prefix("q=").map(str::trim);
            weight.is_some_and(|weight| weight.parse() == Ok(0.0_f32))
        });
        match coding.trim() {
            name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => {
                return !refused;
            }
            "*" => anything = !refused,
            _ => {}
        }
    }
    anything
}

/// Why a body could not be decompressed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inflate {
    TooLarge,
    Broken,
}

/// Decompresses a body up to a limit.
pub(crate) fn inflate(body: &[u8], limit: usize) -> Result<Bytes, Inflate> {
    let mut inflated = Vec::new();
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(body).take(one_more).read_to_end(&mut inflated).map_err(|_| Inflate::Broken)?;
    if inflated.len() > limit { Err(Inflate::TooLarge) } else { Ok(inflated.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(value: &'static str) -> bool {
        is_accepted(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]))
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for value in ["gzip", "deflate, gzip", "GZIP;q=0.5, identity", "br;q=1.0, *;q=0.1", "x-gzip"] {
            assert!(accepted(value), "{value}");
        }
        for value in ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, *", "*;q=0"] {
            assert!(!accepted(value), "{value}");
        }
        assert!(!is_accepted(&HeaderMap::new()));
    }

    #[test]
    fn only_long_replies_are_compressed() {
        let reply = |length| compress(Response::new(Bytes::from(vec![b'a'; length])), true);
        assert!(!reply(MIN_LENGTH - 1).headers().contains_key(CONTENT_ENCODING));
        let long = reply(100_000);
        assert_eq!(long.headers()[CONTENT_ENCODING], "gzip");
        assert!(long.body().len() < 1_000);
        assert_eq!(inflate(long.body(), 100_000).unwrap().len(), 100_000);
    }

    #[test]
    fn decompression_stops_at_the_limit() {
        let bomb = deflate(&vec![0; 1_000_000]).unwrap();
        assert_eq!(inflate(&bomb, 999_999), Err(Inflate::TooLarge));
        assert_eq!(inflate(b"no gzip", 10), Err(Inflate::Broken));
        assert_eq!(inflate(&bomb[..bomb.len() / 2], 2_000_000), Err(Inflate::Broken));
    }
}
