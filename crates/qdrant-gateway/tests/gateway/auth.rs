//! Who may call.

use qdrant_grpc::proto::health::HealthCheckRequest;

use crate::fake::Fake;
use crate::grpc_client::Caller;
use crate::http_client::{exchange, get};

const MISSING: &str = "Must provide an API key or an Authorization bearer token";
const WRONG: &str = "Invalid API key or JWT";

#[tokio::test]
async fn rest_asks_for_a_key_in_plain_text() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.api_key("right")).await;
    let ask = async |headers: &str| {
        let head = format!("GET /collections HTTP/1.1{headers}");
        let reply = exchange(running.rest_addr(), &head, b"").await;
        let text = if reply.status == 200 { String::new() } else { reply.text().to_owned() };
        assert!(reply.status == 200 || reply.headers["content-type"].starts_with("text/plain"), "{reply:?}");
        (reply.status, text)
    };
    assert_eq!(ask("").await, (401, MISSING.into()));
    assert_eq!(ask("\nauthorization: Basic x").await, (401, MISSING.into()));
    assert_eq!(ask("\napi-key: wrong").await, (401, WRONG.into()));
    assert_eq!(ask("\nauthorization: Bearer wrong").await, (401, WRONG.into()));
    assert_eq!(ask("\napi-key: wrong\nauthorization: Bearer right").await, (401, WRONG.into()));
    assert!(fake.calls().is_empty());
    assert_eq!(ask("\napi-key: right").await.0, 200);
    assert_eq!(ask("\nauthorization: Bearer right").await.0, 200);
    // Whether a route exists is nobody's business either.
    assert_eq!(get(running.rest_addr(), "/nowhere").await.status, 401);
}

#[tokio::test]
async fn version_and_health_need_no_key_over_rest() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    for (path, status) in [("/", 200), ("/healthz", 200), ("/readyz", 503), ("/livez", 501)] {
        assert_eq!(get(running.rest_addr(), path).await.status, status, "{path}");
    }
    assert_eq!(get(running.rest_addr(), "/healthz/").await.status, 401);
}

#[tokio::test]
async fn grpc_asks_for_a_key_with_a_status() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.api_key("right")).await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let ask = async |headers: &[(&'static str, &str)]| {
        let reply = caller.call("/qdrant.Collections/List", headers, b"").await;
        (reply.code, reply.message)
    };
    assert_eq!(ask(&[]).await, (16, MISSING.into()));
    assert_eq!(ask(&[("api-key", "wrong")]).await, (16, WRONG.into()));
    assert_eq!(ask(&[("api-key", "wrong"), ("authorization", "Bearer right")]).await, (16, WRONG.into()));
    assert!(fake.calls().is_empty());
    assert_eq!(ask(&[("api-key", "right")]).await.0, 0);
    assert_eq!(ask(&[("authorization", "Bearer right")]).await.0, 0);
    assert_eq!(caller.call("/qdrant.Points/Nothing", &[], b"").await.code, 16);
}

#[tokio::test]
async fn version_and_health_need_no_key_over_grpc() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    let caller = Caller::connect(running.grpc_addr()).await;
    assert_eq!(caller.call("/qdrant.Qdrant/HealthCheck", &[], b"").await.code, 0);
    assert_eq!(caller.message("/grpc.health.v1.Health/Check", &HealthCheckRequest::default()).await.code, 0);
}

#[tokio::test]
async fn a_key_for_reading_changes_nothing_over_either_wire() {
    let fake = Fake::new();
    let keys = |gateway: qdrant_gateway::Gateway| gateway.api_key("right").read_only_api_key("reads");
    let running = fake.serve_with(keys).await;
    let ask = async |head: &str| {
        exchange(running.rest_addr(), &format!("{head} HTTP/1.1\napi-key: reads"), b"").await
    };
    assert_eq!(ask("GET /collections").await.status, 200);
    assert_eq!(fake.calls().len(), 1);
    let reply = ask("DELETE /collections/c").await;
    assert_eq!((reply.status, reply.error()), (403, "Forbidden: Global manage access is required".into()));
    assert_eq!(ask("POST /collections/c/snapshots/upload").await.status, 403);

    let caller = Caller::connect(running.grpc_addr()).await;
    let key = [("api-key", "reads")];
    assert_eq!(caller.call("/qdrant.Collections/List", &key, b"").await.code, 0);
    assert_eq!(fake.calls().len(), 1);
    let reply = caller.call("/qdrant.Collections/Delete", &key, b"").await;
    assert_eq!((reply.code, reply.message.as_str()), (7, "Forbidden: Global manage access is required"));
    assert!(fake.calls().is_empty());
    let head = "DELETE /collections/c HTTP/1.1\napi-key: right";
    assert_ne!(exchange(running.rest_addr(), head, b"").await.status, 403);
}

#[tokio::test]
async fn an_empty_key_lets_nobody_through() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("")).await;
    let reply = exchange(running.rest_addr(), "GET /collections HTTP/1.1\napi-key:", b"").await;
    assert_eq!((reply.status, reply.text()), (401, WRONG));
}
