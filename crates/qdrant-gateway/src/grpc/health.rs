//! The health check of the gRPC project.

use bytes::Bytes;
use prost::Message;
use qdrant_grpc::proto::health::health_check_response::ServingStatus;
use qdrant_grpc::proto::health::{HealthCheckRequest, HealthCheckResponse};
use tonic::Status;

/// The rpc; the other one of the service, `Watch`, is not there, which clients take as well.
pub(crate) const CHECK: &str = "/grpc.health.v1.Health/Check";

/// Services that can be asked for; the empty name is the server as a whole.
const SERVICES: [&str; 5] =
    ["", "qdrant.Qdrant", "qdrant.Collections", "qdrant.Points", "grpc.health.v1.Health"];

/// Answers that the gateway serves, because it does whenever it answers.
pub(crate) fn check(message: &[u8]) -> Result<Bytes, Status> {
    let request =
        HealthCheckRequest::decode(message).map_err(|error| Status::invalid_argument(error.to_string()))?;
    if !SERVICES.contains(&request.service.as_str()) {
        return Err(Status::not_found(format!("unknown service {:?}", request.service)));
    }
    Ok(HealthCheckResponse { status: ServingStatus::Serving.into() }.encode_to_vec().into())
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use super::*;

    #[test]
    fn known_services_are_serving() {
        for service in SERVICES {
            let request = HealthCheckRequest { service: service.into() };
            assert_eq!(check(&request.encode_to_vec()).unwrap(), &[8, 1][..]);
        }
    }

    #[test]
    fn unknown_services_and_broken_messages_are_refused() {
        let request = HealthCheckRequest { service: "other".into() };
        assert_eq!(check(&request.encode_to_vec()).unwrap_err().code(), Code::NotFound);
        assert_eq!(check(&[0xff]).unwrap_err().code(), Code::InvalidArgument);
    }
}
