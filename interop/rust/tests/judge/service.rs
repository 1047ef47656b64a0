use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::{answered, sent};

#[test]
pub(crate) fn version() {
    sent(core::HealthCheckRequest::default(), "/qdrant.Qdrant/HealthCheck", q::HealthCheckRequest {});
    for commit in [None, Some("abc".to_owned())] {
        answered::<core::HealthCheckRequest, _>(
            core::VersionInfo { title: "a server".into(), version: "1.20.0".into(), commit: commit.clone() },
            None,
            q::HealthCheckReply { title: "a server".into(), version: "1.20.0".into(), commit },
        );
    }
}

/// The official client lacks the standard health check, which is judged by tonic's messages.
#[test]
pub(crate) fn health() {
    use tonic_health::pb::health_check_response::ServingStatus as Official;
    use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
    for service in ["", "qdrant.Points"] {
        let official = HealthCheckRequest { service: service.into() };
        sent(core::GrpcHealthCheckRequest::new(service), "/grpc.health.v1.Health/Check", official);
    }
    for (status, official) in [
        (core::ServingStatus::Serving, Official::Serving),
        (core::ServingStatus::NotServing, Official::NotServing),
        (core::ServingStatus::ServiceUnknown, Official::ServiceUnknown),
    ] {
        let official = HealthCheckResponse { status: official.into() };
        answered::<core::GrpcHealthCheckRequest, _>(status, None, official);
    }
}
