//! Health in the Kubernetes sense, which is asked for and answered in plain text.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use qdrant_core::{
    Error, HealthCheckRequest, HealthzRequest, LivezRequest, Operation, OperationKind, ReadyzRequest, Reply,
    Request, SharedTransport,
};

use crate::execute::{Context, execute};

/// What the server says when it is well.
const WELL: &str = "healthz check passed";

/// Returns whether an operation is about health.
pub(crate) fn is_meant(operation: OperationKind) -> bool {
    [OperationKind::Healthz, OperationKind::Livez, OperationKind::Readyz].contains(&operation)
}

/// Answers for the transport, or for the gateway itself where the transport has no such operation.
///
/// gRPC has none. A gateway in front of it lives when it answers, and is ready when the server behind it answers.
pub(crate) async fn answer(
    transport: &SharedTransport,
    request: Request,
    context: Context,
) -> Result<Response<Bytes>, Error> {
    let operation = request.kind();
    let result = if transport.info().capabilities.contains(operation) {
        execute(transport, request, context).await
    } else if operation == OperationKind::Readyz {
        let version = execute(transport, HealthCheckRequest::default().into(), context).await;
        version.map(|_| Reply::new(ReadyzRequest::into_response("all shards are ready".to_owned())))
    } else if operation == OperationKind::Livez {
        Ok(Reply::new(LivezRequest::into_response(WELL.to_owned())))
    } else {
        Ok(Reply::new(HealthzRequest::into_response(WELL.to_owned())))
    };
    match result {
        Ok(reply) => qdrant_rest::encode_reply(&reply),
        Err(error) => Ok(unwell(&error)),
    }
}

/// The status of the error, with its text alone.
fn unwell(error: &Error) -> Response<Bytes> {
    let text = error.server().map_or_else(|| error.message(), |server| &server.message);
    let mut reply = qdrant_rest::encode_error(error).map(|_| Bytes::copy_from_slice(text.as_bytes()));
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    reply
}
