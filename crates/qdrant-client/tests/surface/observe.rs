//! What a call leaves in the log, over each wire.

use qdrant_client::{CallOptions, CountPoints, GetCollectionInfoRequest, OperationKind};

use crate::log::Log;
use crate::server::Server;

/// The lines of the log about the end of the spans of a module.
fn ends(log: &Log, module: &str) -> Vec<String> {
    let end = format!("}}: {module}: close ");
    log.text().lines().filter(|line| line.contains(&end)).map(str::to_owned).collect()
}

#[test]
fn a_call_is_a_span_with_the_fields_of_the_conventions() {
    let server = Server::start();
    for builder in server.clients() {
        let log = Log::default();
        let listening = log.listen();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = builder.check_compatibility(false).request_ids(true).api_key("hush").build().unwrap();
        let wire = client.info().name;
        let (address, port) = ("127.0.0.1", server.port());
        let error = runtime.block_on(async {
            client.count(CountPoints::new("c")).await.unwrap();
            client.call_with(GetCollectionInfoRequest::new("d"), CallOptions::default()).await.unwrap_err()
        });
        drop((client, runtime, listening));

        let calls = ends(&log, "qdrant_core::layer::trace");
        assert_eq!(calls.len(), 2, "{calls:?}");
        let status = if wire == "rest" { 404 } else { 5 };
        let common = [
            r#"otel.kind="client""#.to_owned(),
            r#"db.system.name="qdrant""#.to_owned(),
            format!(r#"server.address="{address}""#),
            format!("server.port={port}"),
            "qdrant.attempts=1".to_owned(),
        ];
        let counted = [
            r#"db.operation.name="count_points""#.to_owned(),
            r#"db.collection.name="c""#.to_owned(),
            r#"otel.status_code="OK""#.to_owned(),
            "otel.name=count_points c".to_owned(),
        ];
        let failed = [
            format!(r#"db.operation.name="{}""#, OperationKind::GetCollectionInfo.name()),
            r#"db.collection.name="d""#.to_owned(),
            r#"otel.status_code="ERROR""#.to_owned(),
            format!(r#"error.type="{}""#, error.kind().as_str()),
            format!("db.response.status_code={status}"),
        ];
        for (call, facts) in calls.iter().zip([&counted[..], &failed[..]]) {
            for fact in common.iter().chain(facts) {
                assert!(call.contains(fact), "{fact} over {wire} in {call}");
            }
        }
        let attempts = ends(&log, "qdrant_http::trace");
        assert_eq!(attempts.len(), 2, "{attempts:?}");
        for attempt in attempts {
            for fact in [format!("server.port={port}"), "http.request.header.x-request-id=".to_owned()] {
                assert!(attempt.contains(&fact), "{fact} over {wire} in {attempt}");
            }
        }
        assert!(!log.text().contains("hush"));
    }
}

/// The name of a call is on the wire, and goes with the reply of a raw call.
#[cfg(feature = "rest")]
#[tokio::test]
async fn a_call_is_found_in_the_log_of_the_server_by_its_name() {
    let server = Server::start();
    let url = format!("http://127.0.0.1:{}", server.port());
    let client =
        qdrant_client::Qdrant::from_url(url).check_compatibility(false).request_ids(true).build().unwrap();
    let reply = client.rest().unwrap().raw(http::Request::new(bytes::Bytes::new())).await.unwrap();
    let id = reply.extensions().get::<qdrant_client::RequestId>().unwrap();
    assert_eq!(server.take_seen()[0].1["x-request-id"], id.as_str());
    let own = client.with_header("X-Request-Id", "own");
    own.count(CountPoints::new("c")).await.unwrap();
    assert_eq!(server.take_seen()[0].1["x-request-id"], "own");
}
