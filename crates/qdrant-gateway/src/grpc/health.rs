//! The health check of the gRPC project.

use qdrant_core::{
    Error, ErrorKind, GrpcHealthCheckRequest, Operation, OperationKind, Reply, Request, ServerError,
    ServingStatus, SharedTransport,
};
use qdrant_grpc::METHODS;

use crate::execute::{Context, execute};

/// The rpc that asks once.
pub(crate) const CHECK: &str = "/grpc.health.v1.Health/Check";

/// The rpc that is told about every change.
pub(crate) const WATCH: &str = "/grpc.health.v1.Health/Watch";

/// The code `NOT_FOUND`, which the protocol asks for.
const NOT_FOUND: i32 = 5;

/// Answers for the transport, or for the gateway itself where the transport has no such operation.
///
/// REST has none. A gateway in front of it serves when it answers.
pub(crate) async fn answer(
    transport: &SharedTransport,
    request: GrpcHealthCheckRequest,
    context: Context,
) -> Result<Reply, Error> {
    if transport.info().capabilities.contains(OperationKind::GrpcHealthCheck) {
        let asked: Request = request.clone().into();
        match execute(transport, asked, context).await {
            Err(error) if error.is_unsupported() => {}
            result => return result,
        }
    }
    if is_known(&request.service) {
        return Ok(Reply::new(GrpcHealthCheckRequest::into_response(ServingStatus::Serving)));
    }
    let message = format!("unknown service {:?}", request.service);
    Err(Error::new(ErrorKind::NotFound, message.clone())
        .with_operation(OperationKind::GrpcHealthCheck)
        .with_server(ServerError::grpc(NOT_FOUND, message)))
}

/// Returns whether there is such a service; the empty name is the server as a whole.
fn is_known(service: &str) -> bool {
    service.is_empty() || METHODS.iter().any(|(path, _)| path.split('/').nth(1) == Some(service))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_of_the_api_is_known() {
        for service in [
            "",
            "qdrant.Qdrant",
            "qdrant.Collections",
            "qdrant.Points",
            "qdrant.Snapshots",
            "grpc.health.v1.Health",
        ] {
            assert!(is_known(service), "{service}");
        }
        for service in ["other", "qdrant", "Points", "qdrant.Points/Upsert", "/"] {
            assert!(!is_known(service), "{service}");
        }
    }

    #[test]
    fn the_check_is_an_operation_and_watching_is_none() {
        assert_eq!(qdrant_grpc::operation_at(CHECK), Some(OperationKind::GrpcHealthCheck));
        assert_eq!(qdrant_grpc::operation_at(WATCH), None);
    }
}
