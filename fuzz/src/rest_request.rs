//! Requests that a server gets over REST: a request line and a body.

use crate::{input, route, wires};

/// A request that is read is written and read again.
pub fn run(input: &[u8]) {
    let (line, body) = input::line(input);
    let Some(target) = route::parse(line) else { return };
    let request = match qdrant_rest::decode_request(target.operation, &target.names(), target.query, body) {
        Ok(request) => request,
        Err(error) => return wires::refused(&error),
    };
    assert_eq!(request.kind(), target.operation);
    wires::kept_by_rest(&request);
    wires::settled_by_grpc(&request);
}
