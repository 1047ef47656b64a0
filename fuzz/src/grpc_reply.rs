//! Replies that a client gets over gRPC: the name of an operation and a message.

use qdrant_core::ErrorKind;

use crate::{check, input, tree, wires};

/// A reply that is read is written and read again.
pub fn run(input: &[u8]) {
    let (name, body) = input::line(input);
    let (name, message) = tree::message(name, body);
    match qdrant_grpc::decode(input::operation(name), &message) {
        Ok(reply) => wires::reply_from_grpc(&reply),
        Err(error) => check::error(&error, &[ErrorKind::Decode, ErrorKind::Unsupported]),
    }
}
