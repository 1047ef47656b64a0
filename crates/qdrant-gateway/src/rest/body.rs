//! Reading the body of a request.

use std::pin::pin;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use http_body::Body;
use http_body_util::BodyExt;
use qdrant_core::{Error, ErrorKind, ServerError};

use super::gzip::{self, Inflate};

/// How much of a body that is too large is read and thrown away, so that the client gets to read the reply.
pub(super) const DRAINED: u64 = 256 * 1024 * 1024;

/// How long nothing of a body may come.
const IDLE: Duration = Duration::from_secs(60);

/// How much memory is set aside for what a client only says that it will send.
const BEFOREHAND: usize = 1024 * 1024;

/// Reads the JSON body of a request up to a limit, as the server does.
pub(crate) async fn read<B: Body>(headers: &HeaderMap, body: B, limit: usize) -> Result<Bytes, Error> {
    let collected = collect(body, limit).await?;
    if !is_json(headers) {
        return Err(refused("Content type error"));
    }
    match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase()).as_deref() {
        None | Some(b"" | b"identity") => Ok(collected),
        Some(b"gzip" | b"x-gzip") => gzip::inflate(&collected, limit).map_err(|failed| match failed {
            Inflate::TooLarge => too_large(limit),
            Inflate::Broken => refused("Format error in JSON body: the body is no gzip"),
        }),
        Some(_) => {
            Err(refused("Format error in JSON body: the encoding is not known; expected gzip or none"))
        }
    }
}

async fn collect<B: Body>(body: B, limit: usize) -> Result<Bytes, Error> {
    let mut body = pin!(body);
    let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut collected = BytesMut::with_capacity(declared.min(limit).min(BEFOREHAND));
    let mut dropped = 0_u64;
    while let Some(frame) = tokio::time::timeout(IDLE, body.frame()).await.map_err(|_| too_slow())? {
        // The connection broke; nobody will read this.
        let frame = frame.map_err(|_| refused("the body ended early"))?;
        let Ok(mut data) = frame.into_data() else { continue };
        if dropped == 0 && data.remaining() <= limit - collected.len() {
            while data.has_remaining() {
                let chunk = data.chunk();
                collected.extend_from_slice(chunk);
                let length = chunk.len();
                data.advance(length);
            }
        } else {
            collected = BytesMut::new();
            dropped = dropped.saturating_add(data.remaining() as u64);
            if dropped > DRAINED {
                break;
            }
        }
    }
    if dropped > 0 { Err(too_large(limit)) } else { Ok(collected.freeze()) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.split_once('/').is_some_and(|(_, subtype)| subtype == "json" || subtype.ends_with("+json"))
}

fn too_large(limit: usize) -> Error {
    refused(format!("JSON payload has exceeded limit ({limit} bytes)."))
}

fn too_slow() -> Error {
    let message = format!("Nothing of the body came for {} seconds.", IDLE.as_secs());
    Error::new(ErrorKind::Timeout, message.clone()).with_server(ServerError::http(408, message))
}

/// An error for a body that is no good.
pub(super) fn refused(message: impl Into<String>) -> Error {
    let message = message.into();
    Error::new(ErrorKind::InvalidRequest, message.clone()).with_server(ServerError::http(400, message))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http_body_util::{Full, StreamBody};

    use super::*;

    fn json() -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))])
    }

    fn chunks(chunks: &'static [&'static str]) -> impl Body<Data = Bytes, Error = std::io::Error> {
        let frames =
            chunks.iter().map(|chunk| Ok(http_body::Frame::data(Bytes::from_static(chunk.as_bytes()))));
        StreamBody::new(futures_util::stream::iter(frames))
    }

    #[tokio::test]
    async fn chunks_are_put_together_up_to_the_limit() {
        let body = || chunks(&["{\"a\"", ":", "1}"]);
        assert_eq!(read(&json(), body(), 7).await.unwrap(), "{\"a\":1}");
        let error = read(&json(), body(), 6).await.unwrap_err();
        assert_eq!(error.server().unwrap().http_status, Some(400));
        assert_eq!(error.message(), "JSON payload has exceeded limit (6 bytes).");
        // What was too much is not forgotten when smaller chunks follow.
        assert!(read(&json(), chunks(&["123456789", "1"]), 5).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let first =
            futures_util::stream::iter([Ok::<_, std::io::Error>(http_body::Frame::data(Bytes::from("{")))]);
        let body = StreamBody::new(futures_util::StreamExt::chain(first, futures_util::stream::pending()));
        let error = read(&json(), body, 9).await.unwrap_err();
        assert_eq!(error.server().unwrap().http_status, Some(408));
    }

    #[tokio::test]
    async fn a_body_is_declared_as_json() {
        for value in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.x+json"] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(value))]);
            assert!(read(&headers, Full::new(Bytes::from("{}")), 9).await.is_ok(), "{value}");
        }
        for headers in [
            HeaderMap::new(),
            HeaderMap::from_iter([(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            )]),
        ] {
            let error = read(&headers, Full::new(Bytes::from("{}")), 9).await.unwrap_err();
            assert_eq!(error.message(), "Content type error");
        }
    }

    #[tokio::test]
    async fn a_compressed_body_is_limited_by_what_is_in_it() {
        let long = vec![b' '; 100_000];
        let reply = gzip::compress(http::Response::new(long.into()), true).into_body();
        let mut headers = json();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let body = || Full::new(reply.clone());
        assert_eq!(read(&headers, body(), 100_000).await.unwrap().len(), 100_000);
        assert!(read(&headers, body(), 99_999).await.unwrap_err().message().contains("exceeded limit"));
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        assert!(read(&headers, body(), 100_000).await.unwrap_err().message().contains("expected gzip"));
    }
}
