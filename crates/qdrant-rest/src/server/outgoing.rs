//! Replies that a server sends.

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use qdrant_core::{Error, ErrorKind, Outcome, ReplyMeta, SnapshotFile, Usage};
use serde::Serialize;

use crate::server::ServedBody;
use crate::{digest, download, json};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const FILE: HeaderValue = HeaderValue::from_static("application/octet-stream");

#[derive(Serialize)]
struct Envelope<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<&'a Usage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a T>,
    status: &'static str,
    time: f64,
}

/// Writes a result with what belongs around it.
pub(crate) fn enveloped(result: &impl Serialize, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
    bare(&envelope(Some(result), "ok", meta))
}

/// Writes what became of an operation that may be finished later.
pub(crate) fn outcome<T: Serialize>(
    outcome: &Outcome<T>,
    meta: &ReplyMeta,
) -> Result<Response<Bytes>, Error> {
    match outcome {
        Outcome::Completed(result) => enveloped(result, meta),
        Outcome::Accepted => {
            let body = json::write(&envelope(None::<&()>, "accepted", meta))?;
            Ok(reply(StatusCode::ACCEPTED, JSON, body))
        }
    }
}

fn envelope<'a, T>(result: Option<&'a T>, status: &'static str, meta: &'a ReplyMeta) -> Envelope<'a, T> {
    let time = meta.time.unwrap_or_default().as_secs_f64();
    Envelope { usage: meta.usage.as_ref(), result, status, time }
}

/// Writes a file, with its name and checksum in the head.
pub(super) fn file(file: &SnapshotFile) -> Response<ServedBody> {
    let SnapshotFile { content, file_name, checksum } = file;
    let mut reply = Response::new(ServedBody::Stream(content.clone()));
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, FILE);
    let mut tell = |name: HeaderName, text: Option<String>| {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    };
    tell(CONTENT_DISPOSITION, file_name.as_deref().map(download::disposition));
    tell(HeaderName::from_static(digest::HEADER), checksum.as_deref().and_then(digest::write));
    reply
}

/// The error of writing a file where only what is in memory is written.
pub(crate) fn not_in_memory() -> Error {
    Error::new(ErrorKind::Encode, "the reply is a file, which `serve_reply` streams")
}

/// Writes JSON without an envelope.
pub(crate) fn bare(body: &impl Serialize) -> Result<Response<Bytes>, Error> {
    Ok(reply(StatusCode::OK, JSON, json::write(body)?))
}

/// Writes JSON that is there already.
pub(super) fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    reply(status, JSON, body.into())
}

/// Writes a plain text.
pub(crate) fn plain_text(status: StatusCode, text: String) -> Response<Bytes> {
    reply(status, TEXT, text.into())
}

fn reply(status: StatusCode, content_type: HeaderValue, body: Bytes) -> Response<Bytes> {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, content_type);
    reply
}
