//! Replies that a server sends.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use qdrant_core::{Error, ReplyMeta, Usage};
use serde::Serialize;

use crate::json;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

#[derive(Serialize)]
struct Envelope<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<&'a Usage>,
    result: &'a T,
    status: &'static str,
    time: f64,
}

/// Writes a result with what belongs around it.
pub(crate) fn enveloped(result: &impl Serialize, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
    let time = meta.time.unwrap_or_default().as_secs_f64();
    bare(&Envelope { usage: meta.usage.as_ref(), result, status: "ok", time })
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
