use qdrant_core::{
    Capabilities, DownloadSnapshot, GetPoint, GrpcHealthCheckRequest, HealthCheckRequest, HealthzRequest,
    LivezRequest, Operation, OperationKind, ReadyzRequest, ServingStatus, UnknownValue, VersionInfo,
};
use qdrant_grpc::METHODS;
use qdrant_grpc::proto::health;

use super::{answered, encode, proto, sent};

#[test]
fn version() {
    let message: proto::HealthCheckRequest = sent(HealthCheckRequest {}, "/qdrant.Qdrant/HealthCheck");
    assert_eq!(message, proto::HealthCheckRequest {});
    let reply = proto::HealthCheckReply {
        title: "qdrant".into(),
        version: "1.19.0".into(),
        commit: Some("abc".into()),
    };
    let expected =
        VersionInfo { title: "qdrant".into(), version: "1.19.0".into(), commit: Some("abc".into()) };
    assert_eq!(answered::<HealthCheckRequest>(&reply).0, expected);
}

#[test]
fn what_grpc_lacks_is_declined_before_anything_is_sent() {
    for request in [
        HealthzRequest {}.into_request(),
        LivezRequest {}.into_request(),
        ReadyzRequest {}.into_request(),
        GetPoint::new("c", 1).into_request(),
        DownloadSnapshot::new("c", "s").into_request(),
    ] {
        let kind = request.kind();
        let error = encode(request).unwrap_err();
        assert!(error.is_unsupported() && error.is_not_sent());
        assert_eq!((error.operation(), error.transport()), (Some(kind), Some("grpc")));
        assert!(super::decode(kind, &[]).unwrap_err().is_unsupported());
    }
}

#[test]
fn health() {
    use health::health_check_response::ServingStatus as Wire;

    let request = GrpcHealthCheckRequest { service: "qdrant.Points".to_owned() };
    let message: health::HealthCheckRequest = sent(request, "/grpc.health.v1.Health/Check");
    assert_eq!(message, health::HealthCheckRequest { service: "qdrant.Points".into() });
    for (wire, status) in [
        (Wire::Serving, ServingStatus::Serving),
        (Wire::NotServing, ServingStatus::NotServing),
        (Wire::ServiceUnknown, ServingStatus::ServiceUnknown),
        (Wire::Unknown, ServingStatus::Unknown(UnknownValue::Number(0))),
    ] {
        let reply = health::HealthCheckResponse { status: wire.into() };
        let (output, meta) = answered::<GrpcHealthCheckRequest>(&reply);
        assert_eq!((output, meta.time), (status, None));
    }
}

#[test]
fn every_rpc_of_the_api_is_an_operation() {
    assert_eq!(METHODS.len(), 52);
    let qdrant = METHODS.iter().filter(|(path, _)| path.starts_with("/qdrant."));
    assert_eq!(qdrant.count(), 51);
    let known: Capabilities = METHODS.iter().map(|(_, operation)| *operation).collect();
    for operation in OperationKind::ALL {
        if !known.contains(*operation) {
            assert!(super::decode(*operation, &[]).unwrap_err().is_unsupported(), "{operation}");
            #[cfg(feature = "server")]
            assert!(
                qdrant_grpc::decode_request(*operation, &[]).unwrap_err().is_unsupported(),
                "{operation}"
            );
        }
    }
}
