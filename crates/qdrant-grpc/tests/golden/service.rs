use qdrant_core::{HealthCheckRequest, HealthzRequest, LivezRequest, Operation, ReadyzRequest, VersionInfo};

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
    for request in
        [HealthzRequest {}.into_request(), LivezRequest {}.into_request(), ReadyzRequest {}.into_request()]
    {
        let kind = request.kind();
        let error = encode(request).unwrap_err();
        assert!(error.is_unsupported() && error.is_not_sent());
        assert_eq!((error.operation(), error.transport()), (Some(kind), Some("grpc")));
        assert!(super::decode(kind, &[]).unwrap_err().is_unsupported());
    }
}
