//! Both wires, side by side: what an operation looks like on each, and what comes out at the other end.

use percent_encoding::percent_decode_str;
use prost::Message;
use qdrant_core::{Error, Operation, OperationKind, Reply, Request, Value};
use qdrant_rest::{HttpCall, ROUTES};

/// Reads JSON that a test has written itself.
pub(crate) fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap()
}

/// The line and the body of an operation on REST.
pub(crate) fn rest_line(request: impl Into<Request>) -> (String, Value) {
    let call = qdrant_rest::encode(request.into()).unwrap();
    let body = call.body.json().map_or(Value::Null, |body| json(body));
    (format!("{} {}", call.method, call.path_and_query()), body)
}

/// The body of an operation on REST.
pub(crate) fn rest_body(request: impl Into<Request>) -> Value {
    rest_line(request).1
}

/// The error of an operation that REST does not send.
pub(crate) fn rest_refusal(request: impl Into<Request>) -> Error {
    let error = qdrant_rest::encode(request.into()).unwrap_err();
    assert!(error.is_not_sent(), "{error}");
    error
}

/// Finds the route of a call as a router does, and the values of its placeholders.
fn route(call: &HttpCall) -> (OperationKind, Vec<(&'static str, String)>) {
    let path: Vec<_> = call.path.split('/').collect();
    let fits = |template: &'static str| {
        let template: Vec<_> = template.split('/').collect();
        let mut names = Vec::new();
        for (expected, segment) in template.iter().zip(&path) {
            match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => {
                    names.push((name, percent_decode_str(segment).decode_utf8().unwrap().into_owned()));
                }
                None if expected == segment => {}
                None => return None,
            }
        }
        (template.len() == path.len()).then_some(names)
    };
    ROUTES
        .iter()
        .filter(|(method, ..)| *method == call.method)
        .find_map(|(_, template, operation)| Some((*operation, fits(template)?)))
        .unwrap()
}

/// Sends an operation over REST to a server.
pub(crate) fn through_rest(request: Request) -> Result<Request, Error> {
    let call = qdrant_rest::encode(request)?;
    let (operation, names) = route(&call);
    let names: Vec<_> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = call.body.json().map_or(&[][..], |body| &body[..]);
    qdrant_rest::decode_request(operation, &names, &call.query, body)
}

/// Gives a server a body on a collection `c`.
pub(crate) fn rest_server(operation: OperationKind, body: &Value) -> Result<Request, Error> {
    let names =
        [("collection_name", "c"), ("id", "1"), ("field_name", "f"), ("vector_name", "v"), ("shard_id", "0")];
    qdrant_rest::decode_request(operation, &names, "", body.to_string().as_bytes())
}

/// The message of an operation on gRPC.
pub(crate) fn grpc_message<M: Message + Default>(request: impl Into<Request>) -> M {
    let (_, bytes) = qdrant_grpc::encode(request.into()).unwrap();
    M::decode(bytes).unwrap()
}

/// The error of an operation that gRPC does not send.
pub(crate) fn grpc_refusal(request: impl Into<Request>) -> Error {
    let error = qdrant_grpc::encode(request.into()).unwrap_err();
    assert!(error.is_not_sent(), "{error}");
    error
}

/// Sends an operation over gRPC to a server.
pub(crate) fn through_grpc(request: Request) -> Result<Request, Error> {
    let (path, bytes) = qdrant_grpc::encode(request)?;
    qdrant_grpc::decode_request(qdrant_grpc::operation_at(path).unwrap(), &bytes)
}

/// Gives a server a message.
pub(crate) fn grpc_server(operation: OperationKind, message: &impl Message) -> Result<Request, Error> {
    qdrant_grpc::decode_request(operation, &message.encode_to_vec())
}

/// What a client makes of a `result` on REST.
pub(crate) fn rest_result<O: Operation>(result: &Value) -> Result<O::Output, Error> {
    let body = qdrant_core::json!({"result": result, "status": "ok", "time": 0.5});
    rest_reply::<O>(&body)
}

/// What a client makes of a whole reply on REST.
pub(crate) fn rest_reply<O: Operation>(body: &Value) -> Result<O::Output, Error> {
    O::output(rest_whole(O::KIND, body)?.response)
}

/// What a client makes of a whole reply on REST, with time and usage.
pub(crate) fn rest_whole(operation: OperationKind, body: &Value) -> Result<Reply, Error> {
    let ok = http::StatusCode::OK;
    qdrant_rest::decode(operation, ok, &http::HeaderMap::new(), body.to_string().as_bytes())
}

/// What a client makes of a reply on gRPC.
pub(crate) fn grpc_reply<O: Operation>(message: &impl Message) -> Result<O::Output, Error> {
    O::output(qdrant_grpc::decode(O::KIND, &message.encode_to_vec())?.response)
}

/// Sends a reply over REST to a client.
pub(crate) fn answered_over_rest(reply: &Reply) -> Result<Reply, Error> {
    let response = qdrant_rest::encode_reply(reply)?;
    qdrant_rest::decode(reply.response.kind(), response.status(), response.headers(), response.body())
}

/// Sends a reply over gRPC to a client.
pub(crate) fn answered_over_grpc(reply: Reply) -> Result<Reply, Error> {
    let operation = reply.response.kind();
    qdrant_grpc::decode(operation, &qdrant_grpc::encode_reply(reply)?)
}
