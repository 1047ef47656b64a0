//! Unpacking of gzip.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use qdrant_core::{Error, ErrorKind};

use super::coding::{is_plain, unexpected};
use crate::body::{CollectedBody, too_large};
use crate::service::HttpResponse;

/// Bytes that are unpacked before other tasks get their turn.
const STEP: usize = 256 << 10;

/// Unpacks the body of a reply, if it is packed.
pub(super) async fn unpack(response: HttpResponse, limit: usize) -> Result<HttpResponse, Error> {
    let Some(coding) = response.headers().get(CONTENT_ENCODING) else { return Ok(response) };
    let coding = coding.as_bytes().trim_ascii();
    let packed = coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip");
    if !packed && !is_plain(coding) {
        return Err(unexpected(coding));
    }
    let (mut parts, body) = response.into_parts();
    let (data, trailers) = body.into_parts();
    parts.headers.remove(CONTENT_ENCODING);
    let data = if packed && !data.is_empty() {
        parts.headers.remove(CONTENT_LENGTH);
        inflate(&data, limit).await?.into()
    } else {
        data
    };
    Ok(HttpResponse::from_parts(parts, CollectedBody::new(data, trailers)))
}

async fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut decoder = MultiGzDecoder::new(packed);
    let mut data = Vec::with_capacity(packed.len().saturating_mul(4).min(STEP).min(limit));
    loop {
        // One byte over the limit tells a reply that is too large from one that just fits.
        let room = (limit - data.len()).saturating_add(1).min(STEP);
        let read = decoder.by_ref().take(room as u64).read_to_end(&mut data).map_err(damaged)?;
        if data.len() > limit {
            return Err(too_large(limit));
        }
        if read < room {
            return Ok(data);
        }
        tokio::task::yield_now().await;
    }
}

fn damaged(error: io::Error) -> Error {
    Error::new(ErrorKind::Decode, "the reply is damaged gzip").with_source(error)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::HeaderValue;
    use http::header::ACCEPT_ENCODING;
    use tower_layer::Layer;

    use super::super::EncodingLayer;
    use super::*;
    use crate::service::call;
    use crate::testing::{Mock, reply, request};

    fn pack(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    async fn receive(coding: &'static str, body: Vec<u8>, limit: usize) -> Result<HttpResponse, Error> {
        let mock = Mock::new(move |request| {
            assert_eq!(request.headers()[ACCEPT_ENCODING], "gzip");
            let mut response = reply(200).map(|_| CollectedBody::new(body.clone(), None));
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            std::future::ready(Ok(response))
        });
        call(&mut EncodingLayer::new(true, limit).unwrap().layer(mock), request()).await
    }

    #[tokio::test]
    async fn packed_replies_are_unpacked() {
        for size in [0, 1, 1000, 256 << 10, (256 << 10) + 1, 1 << 20] {
            let data = vec![b'x'; size];
            let response = receive("gzip", pack(&data), 1 << 20).await.unwrap();
            assert_eq!(response.body().data(), &data);
            assert!(!response.headers().contains_key(CONTENT_ENCODING));
        }
    }

    #[tokio::test]
    async fn members_after_the_first_are_unpacked_too() {
        let body = [pack(b"one "), pack(b"two")].concat();
        assert_eq!(receive("GZIP", body, 100).await.unwrap().body().data(), "one two");
    }

    #[tokio::test]
    async fn plain_replies_are_left_alone() {
        assert_eq!(receive("identity", b"plain".to_vec(), 100).await.unwrap().body().data(), "plain");
        assert!(receive("gzip", Vec::new(), 100).await.unwrap().body().data().is_empty());
    }

    #[tokio::test]
    async fn a_bomb_stops_at_the_limit() {
        let bomb = pack(&vec![0; 50 << 20]);
        assert!(bomb.len() < 60 << 10);
        let error = receive("gzip", bomb, 1 << 20).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.message().contains("1048576 bytes (`max_response_bytes`)"), "{error}");
        assert!(receive("gzip", pack(&[0; 100]), 100).await.is_ok());
        assert!(receive("gzip", pack(&[0; 101]), 100).await.is_err());
    }

    #[tokio::test]
    async fn damaged_and_unknown_codings_are_errors() {
        let mut cut = pack(&[7; 1000]);
        cut.truncate(cut.len() - 9);
        assert_eq!(receive("gzip", cut, 1 << 20).await.unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(receive("gzip", b"no gzip".to_vec(), 100).await.unwrap_err().kind(), ErrorKind::Decode);
        let error = receive("br", b"x".to_vec(), 100).await.unwrap_err();
        assert!(error.message().contains("`br`"), "{error}");
    }

    #[tokio::test]
    async fn nothing_is_asked_for_when_it_is_not_wanted() {
        let mock = Mock::new(|request| {
            assert!(!request.headers().contains_key(ACCEPT_ENCODING));
            std::future::ready(Ok(reply(200)))
        });
        call(&mut EncodingLayer::new(false, 100).unwrap().layer(mock), request()).await.unwrap();
    }
}
