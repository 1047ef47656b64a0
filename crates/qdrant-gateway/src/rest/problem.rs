//! Replies to requests that ask for no operation.

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::{Method, Response};
use qdrant_core::{Error, ErrorKind, ServerError};

/// There is no such route.
///
/// A Qdrant server answers without a body. This one says what is wrong, in words that clients of this workspace tell
/// from those about a thing that does not exist.
pub(crate) fn unknown_route(method: &Method, path: &str) -> Response<Bytes> {
    problem(ErrorKind::Unsupported, 404, format!("Unknown route: {method} {path}"))
}

/// There is such a route, with other methods.
pub(crate) fn other_methods(method: &Method, path: &str, allowed: &[Method]) -> Response<Bytes> {
    let mut names: Vec<_> = allowed.iter().map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.sort_unstable();
    let names = names.join(", ");
    let mut reply = problem(
        ErrorKind::Unsupported,
        405,
        format!("Method not allowed: {method} {path}, which has {names}"),
    );
    // Names of methods are always valid in a header.
    if let Ok(value) = HeaderValue::from_str(&names) {
        reply.headers_mut().insert(ALLOW, value);
    }
    reply
}

/// A name in the path is no text.
pub(crate) fn bad_name(name: &str) -> Response<Bytes> {
    let message = format!("Deserialize error in path parameters: {name}: the value is no UTF-8");
    problem(ErrorKind::InvalidRequest, 400, message)
}

/// The request is gRPC.
pub(crate) fn grpc() -> Response<Bytes> {
    let message = "This port speaks REST. gRPC is at the other port, 6334 unless configured.";
    problem(ErrorKind::Unsupported, 415, message.to_owned())
}

fn problem(kind: ErrorKind, status: u16, message: String) -> Response<Bytes> {
    qdrant_rest::encode_error(&Error::new(kind, "").with_server(ServerError::http(status, message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_have_the_envelope_of_the_server() {
        let reply = unknown_route(&Method::GET, "/nowhere");
        assert_eq!(reply.status(), 404);
        assert_eq!(reply.body(), r#"{"status":{"error":"Unknown route: GET /nowhere"},"time":0.0}"#);
        assert_eq!(bad_name("collection_name").status(), 400);
    }

    #[test]
    fn the_methods_of_a_route_are_told_in_order() {
        let reply = other_methods(&Method::POST, "/x", &[Method::PUT, Method::GET]);
        assert_eq!(
            (reply.status().as_u16(), reply.headers()[ALLOW].to_str().unwrap()),
            (405, "GET, HEAD, PUT")
        );
    }
}
