//! Requests that a server gets over gRPC: the name of an operation and a message.

use crate::{input, tree, wires};

/// A request that is read is written and read again.
pub fn run(input: &[u8]) {
    let (name, body) = input::line(input);
    let (name, message) = tree::message(name, body);
    let request = match qdrant_grpc::decode_request(input::operation(name), &message) {
        Ok(request) => request,
        Err(error) => return wires::refused(&error),
    };
    wires::kept_by_grpc(&request);
    wires::settled_by_rest(&request);
}
