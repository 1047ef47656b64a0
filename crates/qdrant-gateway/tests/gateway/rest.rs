//! Qdrant's REST API.

use std::io::{Read, Write};
use std::time::Duration;

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use qdrant_core::{OperationKind, Request, json};

use crate::fake::Fake;
use crate::http_client::{Connection, exchange, get, send_json};

const UPSERT: &str = "PUT /collections/c/points?wait=true";

#[tokio::test]
async fn the_root_tells_the_version_without_an_envelope() {
    let running = Fake::new().serve().await;
    let reply = get(running.rest_addr(), "/").await;
    assert_eq!((reply.status, reply.headers["content-type"].as_str()), (200, "application/json"));
    assert_eq!(reply.json(), json!({"title": "fake", "version": "1.19.0"}));
}

#[tokio::test]
async fn health_is_plain_text() {
    let running = Fake::new().serve().await;
    let well = get(running.rest_addr(), "/healthz").await;
    assert_eq!((well.status, well.text()), (200, "healthz check passed"));
    assert!(well.headers["content-type"].starts_with("text/plain"), "{well:?}");
    let unready = get(running.rest_addr(), "/readyz").await;
    assert_eq!((unready.status, unready.text()), (503, "some shards are not ready"));
    assert!(unready.headers["content-type"].starts_with("text/plain"), "{unready:?}");
}

#[tokio::test]
async fn a_result_is_in_the_envelope_of_the_server() {
    let running = Fake::new().serve().await;
    let reply = send_json(running.rest_addr(), "POST /collections/c/points/count", "{}").await;
    let body = reply.json();
    assert_eq!(reply.status, 200);
    assert_eq!((&body["result"], &body["status"]), (&json!({"count": 7}), &json!("ok")));
    assert!(body["time"].as_f64().is_some_and(|time| time > 0.0 && time < 20.0), "{body}");
    assert!(body["usage"].is_null());

    let body = send_json(running.rest_addr(), "POST /collections/measured/points/count", "{}").await.json();
    assert_eq!(body["usage"]["hardware"]["cpu"], 3);
    assert_eq!(body["time"], 0.25);
}

#[tokio::test]
async fn names_of_the_path_and_parameters_of_the_query_are_decoded() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let reply = get(running.rest_addr(), "/collections/a%2Fb%20%C3%BC%3F/exists").await;
    assert_eq!(reply.json()["result"], json!({"exists": true}));
    assert_eq!(fake.only_call().request.collection_name(), Some("a/b ü?"));

    let reply = send_json(running.rest_addr(), UPSERT, r#"{"points":[{"id":1,"vector":[0.5]}]}"#).await;
    assert_eq!(reply.json()["result"], json!({"operation_id": 1, "status": "completed"}));
    let Request::UpsertPoints(upsert) = fake.only_call().request else { panic!() };
    assert_eq!((upsert.wait, upsert.collection_name.as_str()), (Some(true), "c"));

    assert_eq!(get(running.rest_addr(), "/collections/%FF/exists").await.status, 400);
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn an_unknown_route_and_a_wrong_method_are_told() {
    let fake = Fake::new();
    let running = fake.serve().await;
    for path in ["/nowhere", "/collections/", "/collections//points", "/collections/c/points/query/extra"] {
        let reply = get(running.rest_addr(), path).await;
        assert_eq!((reply.status, reply.error()), (404, format!("Unknown route: GET {path}")));
    }
    let reply = exchange(running.rest_addr(), "POST /collections/c/exists HTTP/1.1", b"").await;
    assert_eq!((reply.status, reply.headers["allow"].as_str()), (405, "GET, HEAD"));
    assert!(reply.error().contains("POST /collections/c/exists"), "{}", reply.error());
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn a_bad_body_is_told_with_its_place() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let address = running.rest_addr();
    for (body, place) in [
        (r#"{"points":[{"id":1,"vector":[0.5]},{"id":-2,"vector":[0.5]}]}"#, "points[1].id"),
        ("{\"points\":[\n{\"id\":1,", "line 2"),
        ("", "EOF"),
        (r#"{"neither":[]}"#, "Format error in JSON body"),
    ] {
        let reply = send_json(address, UPSERT, body).await;
        assert_eq!(reply.status, 400, "{body}");
        let error = reply.error();
        assert!(error.starts_with("Format error in JSON body: ") && error.contains(place), "{error}");
    }
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn bad_values_and_bad_parameters_are_told_apart() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let address = running.rest_addr();
    let reply = send_json(address, "POST /collections/c/points/query", r#"{"limit":0}"#).await;
    assert_eq!(reply.status, 422, "{reply:?}");
    assert!(reply.error().starts_with("Validation error in JSON body: [limit: "), "{}", reply.error());
    let reply = send_json(address, "POST /collections/c/points/count?timeout=0", "{}").await;
    assert_eq!(reply.status, 400);
    assert!(reply.error().starts_with("Deserialize error in query parameters: timeout"), "{}", reply.error());
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn a_body_has_a_type_and_a_limit() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.max_body_size(1_000)).await;
    let address = running.rest_addr();
    let reply = exchange(address, "POST /collections/c/points/count HTTP/1.1", b"{}").await;
    assert_eq!((reply.status, reply.error()), (400, "Content type error".into()));

    let long = format!("{{{}}}", " ".repeat(3_000_000));
    let reply = send_json(address, "POST /collections/c/points/count", &long).await;
    assert_eq!((reply.status, reply.error()), (400, "JSON payload has exceeded limit (1000 bytes).".into()));
    assert!(fake.calls().is_empty());
    let reply =
        send_json(address, "POST /collections/c/points/count", &format!("{{{}}}", " ".repeat(998))).await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn the_limit_is_that_of_the_server_unless_set() {
    let running = Fake::new().serve().await;
    let mut body = format!("{{}}{}", " ".repeat(32 * 1024 * 1024 - 2));
    let reply = send_json(running.rest_addr(), "POST /collections/c/points/count", &body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    body.push(' ');
    let reply = send_json(running.rest_addr(), "POST /collections/c/points/count", &body).await;
    assert_eq!(
        (reply.status, reply.error()),
        (400, "JSON payload has exceeded limit (33554432 bytes).".into())
    );
}

#[tokio::test]
async fn bodies_come_in_chunks_and_compressed() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    let head = "POST /collections/c/points/count HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    connection.write(head.as_bytes()).await;
    for chunk in ["2\r\n{\"\r\n", "5\r\nexact\r\n", "7\r\n\":true}\r\n", "0\r\n\r\n"] {
        connection.write(chunk.as_bytes()).await;
    }
    assert_eq!(connection.receive(true).await.unwrap().status, 200);
    let Request::CountPoints(count) = fake.only_call().request else { panic!() };
    assert_eq!(count.exact, Some(true));

    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(br#"{"exact":false}"#).unwrap();
    let head =
        "POST /collections/c/points/count HTTP/1.1\ncontent-type: application/json\ncontent-encoding: gzip";
    assert_eq!(connection.exchange(head, &gzip.finish().unwrap()).await.status, 200);
    let Request::CountPoints(count) = fake.only_call().request else { panic!() };
    assert_eq!(count.exact, Some(false));
    assert_eq!(connection.exchange(head, b"no gzip").await.status, 400);
}

#[tokio::test]
async fn replies_are_compressed_for_those_who_ask() {
    let running = Fake::new().serve().await;
    let plain = get(running.rest_addr(), "/collections").await;
    assert!(!plain.headers.contains_key("content-encoding"));
    assert_eq!(plain.json()["result"]["collections"].as_array().unwrap().len(), 1_000);

    let reply =
        exchange(running.rest_addr(), "GET /collections HTTP/1.1\naccept-encoding: deflate, gzip", b"").await;
    assert_eq!(reply.headers["content-encoding"], "gzip");
    assert!(reply.body.len() * 2 < plain.body.len());
    let mut text = String::new();
    GzDecoder::new(&reply.body[..]).read_to_string(&mut text).unwrap();
    assert!(text.contains("\"collection-999\""));
}

#[tokio::test]
async fn a_connection_serves_many_requests_and_head() {
    let running = Fake::new().serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    for _ in 0..3 {
        assert_eq!(connection.exchange("GET /healthz HTTP/1.1", b"").await.text(), "healthz check passed");
    }
    let head = connection.exchange("HEAD /healthz HTTP/1.1", b"").await;
    assert_eq!((head.status, head.headers["content-length"].as_str()), (200, "20"));
    assert_eq!(connection.exchange("GET /healthz HTTP/1.1", b"").await.status, 200);
}

#[tokio::test]
async fn errors_of_the_transport_have_the_status_of_the_server() {
    let running = Fake::new().serve().await;
    let address = running.rest_addr();
    let count = async |collection: &str| {
        send_json(address, &format!("POST /collections/{collection}/points/count"), "{}").await
    };
    let missing = count("missing").await;
    assert_eq!(missing.status, 404);
    assert!(missing.error().contains("Collection `missing` doesn't exist!"), "{}", missing.error());
    let busy = count("busy").await;
    assert_eq!((busy.status, busy.headers["retry-after"].as_str()), (429, "7"));
    assert_eq!(count("full").await.status, 507);
    let unsupported = send_json(address, "POST /collections/c/facet", r#"{"key":"k"}"#).await;
    assert_eq!(unsupported.status, 501);
    assert!(unsupported.error().contains("`facet`"), "{}", unsupported.error());
}

#[tokio::test]
async fn a_panic_ends_one_request_and_nothing_else() {
    let running = Fake::new().serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    let reply = connection.exchange("GET /collections/panic/exists HTTP/1.1", b"").await;
    assert_eq!(reply.status, 500);
    assert!(!reply.error().contains("the fake panics"), "{}", reply.error());
    assert_eq!(connection.exchange("GET /healthz HTTP/1.1", b"").await.status, 200);
}

#[tokio::test]
async fn a_transport_that_answers_something_else_is_found_out() {
    let running = Fake::new().serve().await;
    let reply = get(running.rest_addr(), "/collections/confused/exists").await;
    assert_eq!(reply.status, 502);
    assert!(reply.error().contains("`count_points`"), "{}", reply.error());
}

#[tokio::test]
async fn headers_and_time_reach_the_transport() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let head = "POST /collections/c/points/count?timeout=60 HTTP/1.1\ncontent-type: application/json\n\
                x-request-id: 42\nopenai-api-key: k\napi-key: not-for-others\nuser-agent: test";
    exchange(running.rest_addr(), head, b"{}").await;
    let call = fake.only_call();
    assert_eq!(call.request.kind(), OperationKind::CountPoints);
    assert!(call.options.timeout.is_some_and(|time| time > Duration::from_secs(60)), "{:?}", call.options);
    let mut headers: Vec<_> =
        call.options.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    headers.sort_unstable();
    assert_eq!(headers, [("openai-api-key", "k"), ("x-request-id", "42")]);
}
