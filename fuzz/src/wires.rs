//! Requests and replies, through a wire and back.
//!
//! A wire keeps all of what came over it. Of what came from elsewhere it keeps what it can: gRPC has narrower numbers
//! and writes defaults out, JSON has one kind of whole numbers. That settles after the first time.

use std::fmt::Debug;

use http::uri::PathAndQuery;
use qdrant_core::{Error, ErrorKind, Reply, Request};

use crate::{check, route};

/// The longest target of a request that the HTTP library takes, in bytes.
const MAX_TARGET: usize = u16::MAX as usize - 1;

/// What the transport says of a longer one.
const TOO_LONG: &str = "the names are too long for a URL";

/// What may go wrong with the writing of what is valid.
const ENCODING: &[ErrorKind] = &[ErrorKind::Encode, ErrorKind::Unsupported, ErrorKind::InvalidRequest];

/// What may go wrong with a request that is read.
const RECEIVING: &[ErrorKind] = &[ErrorKind::InvalidRequest, ErrorKind::Unsupported, ErrorKind::Server];

/// Checks a request that came over REST.
pub(crate) fn kept_by_rest(request: &Request) {
    kept(request, over_rest(request));
}

/// Checks a request that came over gRPC.
pub(crate) fn kept_by_grpc(request: &Request) {
    kept(request, over_grpc(request));
}

/// Checks a request that came from elsewhere, on its way over REST.
pub(crate) fn settled_by_rest(request: &Request) {
    if let Ok(once) = over_rest(request) {
        kept_by_rest(&once);
    }
}

/// Checks a request that came from elsewhere, on its way over gRPC.
pub(crate) fn settled_by_grpc(request: &Request) {
    if let Ok(once) = over_grpc(request) {
        kept_by_grpc(&once);
    }
}

/// Checks a reply that came over REST, there and on gRPC.
pub(crate) fn reply_from_rest(reply: &Reply) {
    kept(&reply.response, reply_over_rest(reply).map(|back| back.response));
    if let Ok(once) = reply_over_grpc(reply) {
        kept(&once.response, reply_over_grpc(&once).map(|back| back.response));
    }
}

/// Checks a reply that came over gRPC, there and on REST.
pub(crate) fn reply_from_grpc(reply: &Reply) {
    match reply_over_grpc(reply) {
        // What newer servers say is read as unknown, and cannot be said again.
        Err(error) if error.kind() == ErrorKind::Unsupported => {}
        back => kept(&reply.response, back.map(|back| back.response)),
    }
    if let Ok(once) = reply_over_rest(reply) {
        kept(&once.response, reply_over_rest(&once).map(|back| back.response));
    }
}

/// Checks the error of a server that could not read a request, and what it would answer.
pub(crate) fn refused(error: &Error) {
    check::error(error, RECEIVING);
    let reply = qdrant_rest::encode_error(error);
    assert!(reply.status().is_client_error() || reply.status().is_server_error());
    assert_ne!(qdrant_grpc::encode_error(error).code, 0);
}

fn kept<T: PartialEq + Debug>(value: &T, back: Result<T, Error>) {
    match back {
        Ok(back) => check::same(value, &back),
        Err(error) if is_limit(&error) => {}
        // Like the server, it writes `null` for what is not a finite number.
        Err(_) if !check::is_finite(value) => {}
        Err(error) => panic!("what was read is not carried: {error:?}: {value:?}"),
    }
}

/// Whether something is nested too deep: readers take a little more than writers make.
fn is_limit(error: &Error) -> bool {
    error.message() == TOO_LONG
        || error.message().starts_with("recursion limit exceeded")
        || error.message().starts_with("is nested too deep")
}

/// Sends a request over REST and reads it as a server.
fn over_rest(request: &Request) -> Result<Request, Error> {
    let operation = request.kind();
    let call = written(qdrant_rest::encode(request.clone()))?;
    assert!(call.path.starts_with('/') && call.path.is_ascii() && call.query.is_ascii());
    let target = call.path_and_query();
    if target.len() > MAX_TARGET {
        return Err(Error::new(ErrorKind::Encode, TOO_LONG));
    }
    target.parse::<PathAndQuery>().expect("a path of HTTP");
    let names = route::of(operation, &call.method, &call.path);
    let names: Vec<_> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = call.body.json().cloned().unwrap_or_default();
    qdrant_rest::decode_request(operation, &names, &call.query, &body)
}

/// Sends a request over gRPC and reads it as a server.
fn over_grpc(request: &Request) -> Result<Request, Error> {
    let (path, message) = written(qdrant_grpc::encode(request.clone()))?;
    assert_eq!(qdrant_grpc::operation_at(path), Some(request.kind()));
    Ok(qdrant_grpc::decode_request(request.kind(), &message).expect("what was sent is read"))
}

/// Sends a reply over REST and reads it as a client.
fn reply_over_rest(reply: &Reply) -> Result<Reply, Error> {
    let (head, body) = written(qdrant_rest::encode_reply(reply))?.into_parts();
    qdrant_rest::decode(reply.response.kind(), head.status, &head.headers, &body)
}

/// Sends a reply over gRPC and reads it as a client.
fn reply_over_grpc(reply: &Reply) -> Result<Reply, Error> {
    let message = written(qdrant_grpc::encode_reply(reply.clone()))?;
    Ok(qdrant_grpc::decode(reply.response.kind(), &message).expect("what was sent is read"))
}

fn written<T>(written: Result<T, Error>) -> Result<T, Error> {
    written.inspect_err(|error| check::error(error, ENCODING))
}
