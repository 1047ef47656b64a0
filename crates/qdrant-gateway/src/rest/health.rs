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

/// What the server says when it is ready.
const READY: &str = "all shards are ready";

/// Returns whether an operation is about health.
pub(crate) fn is_meant(operation: OperationKind) -> bool {
    [OperationKind::Healthz, OperationKind::Livez, OperationKind::Readyz].contains(&operation)
}

/// Answers for the transport, or for the gateway itself where the transport has no such operation.
///
/// gRPC has none. A gateway in front of it lives when it answers, and is ready when the server behind it answers.
/// Where REST is a second wire to that server and cannot be reached, the other one is asked in its place.
pub(crate) async fn answer(
    transport: &SharedTransport,
    request: Request,
    context: Context,
) -> Result<Response<Bytes>, Error> {
    let operation = request.kind();
    let version = execute(transport, HealthCheckRequest::default().into(), context.clone());
    let result = if transport.info().capabilities.contains(operation) {
        match execute(transport, request, context).await {
            Err(error) if error.is_connect() => version.await.map(|_| well(operation)).map_err(|_| error),
            result => result,
        }
    } else if operation == OperationKind::Readyz {
        version.await.map(|_| well(operation))
    } else {
        Ok(well(operation))
    };
    match result {
        Ok(reply) => qdrant_rest::encode_reply(&reply),
        Err(error) => Ok(unwell(&error)),
    }
}

/// What the server would say.
fn well(operation: OperationKind) -> Reply {
    Reply::new(if operation == OperationKind::Readyz {
        ReadyzRequest::into_response(READY.to_owned())
    } else if operation == OperationKind::Livez {
        LivezRequest::into_response(WELL.to_owned())
    } else {
        HealthzRequest::into_response(WELL.to_owned())
    })
}

/// The status of the error, with its text alone.
fn unwell(error: &Error) -> Response<Bytes> {
    let text = error.server().map_or_else(|| error.message(), |server| &server.message);
    let mut reply = qdrant_rest::encode_error(error).map(|_| Bytes::copy_from_slice(text.as_bytes()));
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    reply
}
