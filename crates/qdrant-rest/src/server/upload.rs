//! Uploads, whose body does not fit into memory.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use qdrant_core::{ByteStream, Error, OperationKind, Request};

use crate::params;
use crate::server::dispatch::received;
use crate::server::error::refused;
use crate::server::{Incoming, multipart};
use crate::upload::FIELD;

/// The longest boundary that RFC 2046 allows.
const LONGEST_BOUNDARY: usize = 70;

/// Reads an operation that uploads a file, up to the beginning of the file.
///
/// It is [`decode_request`](crate::decode_request) for operations with a body in `multipart/form-data`. The file is
/// the field `snapshot`; fields before it are skipped, at most 1 MiB of them. The source of the request goes on
/// reading the body, can be opened once, and holds little more than one chunk of the body in memory. It fails with
/// `InvalidRequest` when the body ends before the file does, and with the error of the body as it is.
///
/// # Errors
///
/// `InvalidRequest` with the status and text of the reply for what is no such form or lacks the file; the error of
/// the body as it is.
///
/// # Cancellation
///
/// Dropping the future drops the body.
pub async fn decode_upload(
    operation: OperationKind,
    names: &[(&str, &str)],
    query: &str,
    headers: &HeaderMap,
    body: ByteStream,
) -> Result<Request, Error> {
    let file = match boundary(headers) {
        Ok(boundary) => multipart::field(body, &boundary, FIELD).await,
        Err(error) => Err(error),
    };
    file.and_then(|file| received(operation, &Incoming::uploading(names, query, file)))
        .map_err(|error| error.with_operation(operation))
}

/// Returns what separates the parts of the body.
fn boundary(headers: &HeaderMap) -> Result<String, Error> {
    let header = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !params::value(header).eq_ignore_ascii_case("multipart/form-data") {
        return Err(bad_form("expected the content type multipart/form-data"));
    }
    match params::parameter(header, "boundary") {
        Some(boundary) if boundary.len() > LONGEST_BOUNDARY => Err(bad_form("the boundary is too long")),
        Some(boundary) if !boundary.is_empty() => Ok(boundary.into_owned()),
        _ => Err(bad_form("the content type has no boundary")),
    }
}

/// An error for a body that is not the form that is asked for.
pub(super) fn bad_form(message: &str) -> Error {
    refused(400, format!("Format error in multipart body: {message}"))
}
