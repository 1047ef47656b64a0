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

/// The fields of the span of the one call that was made.
#[cfg(all(feature = "rest", feature = "grpc"))]
fn span_of(client: &qdrant_client::Qdrant, call: impl AsyncFnOnce(&qdrant_client::Qdrant)) -> String {
    let log = Log::default();
    let listening = log.listen();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(call(client));
    drop(listening);
    let mut calls = ends(&log, "qdrant_core::layer::trace");
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

#[cfg(all(feature = "rest", feature = "grpc"))]
#[test]
fn the_span_of_a_call_says_where_this_one_went() {
    use qdrant_client::Qdrant;

    let (one, two) = (Server::start(), Server::start());
    let (grpc, rest) = (one.port(), two.port());
    let count = async |client: &Qdrant| assert_eq!(client.count(CountPoints::new("c")).await.unwrap(), 7);
    let holds = |span: &str, facts: &[String]| {
        for fact in facts {
            assert_eq!(span.matches(fact.as_str()).count(), 1, "{fact} in {span}");
        }
        assert_eq!((span.matches("server.port").count(), span.matches("qdrant.transport").count()), (1, 1));
    };
    let place = |wire: &str, port: u16| {
        [
            format!("qdrant.transport=\"{wire}\""),
            r#"server.address="127.0.0.1""#.to_owned(),
            format!("server.port={port}"),
        ]
    };

    let both = Qdrant::from_url(format!("grpc://127.0.0.1:{grpc}")).port(rest).check_compatibility(false);
    let both = both.build().unwrap();
    holds(&span_of(&both, count), &place("grpc", grpc));
    let telemetry = async |client: &Qdrant| {
        let error = client.telemetry(qdrant_client::TelemetryRequest::default()).await.unwrap_err();
        assert_eq!(error.address(), Some(&*format!("http://127.0.0.1:{rest}")), "{error:?}");
    };
    holds(&span_of(&both, telemetry), &place("rest", rest));
    let missing = async |client: &Qdrant| {
        client.collection_info("d").await.unwrap_err();
    };
    holds(&span_of(&both, missing), &place("grpc", grpc));

    for scheme in ["http", "grpc"] {
        let urls = [grpc, rest].map(|port| format!("{scheme}://127.0.0.1:{port}"));
        let several = Qdrant::builder().urls(urls).check_compatibility(false).build().unwrap();
        let wire = several.info().name;
        let spans = [span_of(&several, count), span_of(&several, count)];
        let (first, second) = if spans[0].contains(&format!("server.port={grpc}")) { (0, 1) } else { (1, 0) };
        holds(&spans[first], &place(&wire, grpc));
        holds(&spans[second], &place(&wire, rest));
    }
}

/// A call has the name that is on the wire, whatever comes of it.
#[tokio::test]
async fn replies_and_errors_have_the_name_under_which_the_server_knows_the_call() {
    let server = Server::start();
    for builder in server.clients() {
        let client = builder.check_compatibility(false).request_ids(true).build().unwrap();
        let on_the_wire = || {
            let seen = server.take_seen();
            assert_eq!(seen.len(), 1);
            seen[0].1["x-request-id"].to_str().unwrap().to_owned()
        };
        let answer = client.call_with(CountPoints::new("c"), CallOptions::default()).await.unwrap();
        let first = on_the_wire();
        assert_eq!(answer.meta.request_id.as_deref(), Some(first.as_str()));
        let error = client.collection_info("d").await.unwrap_err();
        let second = on_the_wire();
        assert_eq!(error.request_id(), Some(second.as_str()), "{error:?}");
        assert_ne!(first, second);
        server.hold(true);
        let hurried = client.with_timeout(std::time::Duration::from_millis(900));
        let error = hurried.count(CountPoints::new("c")).await.unwrap_err();
        server.hold(false);
        assert!(error.is_timeout() && error.request_id() == Some(on_the_wire().as_str()), "{error:?}");
    }
    for builder in server.clients() {
        let client = builder.check_compatibility(false).build().unwrap();
        let answer = client.call_with(CountPoints::new("c"), CallOptions::default()).await.unwrap();
        let error = client.collection_info("d").await.unwrap_err();
        assert_eq!((answer.meta.request_id, error.request_id()), (None, None));
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
