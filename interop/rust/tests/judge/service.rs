use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::{answered, sent};

#[test]
fn version() {
    sent(core::HealthCheckRequest::default(), "/qdrant.Qdrant/HealthCheck", q::HealthCheckRequest {});
    for commit in [None, Some("abc".to_owned())] {
        answered::<core::HealthCheckRequest, _>(
            core::VersionInfo { title: "a server".into(), version: "1.20.0".into(), commit: commit.clone() },
            None,
            q::HealthCheckReply { title: "a server".into(), version: "1.20.0".into(), commit },
        );
    }
}
