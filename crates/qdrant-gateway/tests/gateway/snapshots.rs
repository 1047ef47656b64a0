//! Snapshots over REST, but for uploads.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::handshake;
use hyper_util::rt::{TokioExecutor, TokioIo};
use qdrant_core::{Request as Operation, json};
use tokio::net::TcpStream;

use crate::fake::Fake;
use crate::fake_files::{CHECKSUM, Digest, LARGE};
use crate::http_client::{Connection, PATIENCE, exchange, get, send_json};

/// More than sockets hold on their way, and less than the whole.
const SOME: u64 = LARGE * 3 / 4;

#[tokio::test]
async fn snapshots_are_made_listed_and_deleted_without_a_body() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let address = running.rest_addr();
    let described = json!({
        "name": "c-1.snapshot", "creation_time": "2025-01-31T10:00:00", "size": 512, "checksum": CHECKSUM,
    });
    for line in ["POST /collections/c/snapshots", "POST /snapshots?wait=true"] {
        let reply = exchange(address, &format!("{line} HTTP/1.1"), b"").await;
        assert_eq!((reply.status, &reply.json()["result"]), (200, &described), "{line}");
    }
    // A body is nobody's business, as with the server.
    let reply = send_json(address, "POST /collections/c/snapshots", "{").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let list = get(address, "/collections/c/snapshots").await.json();
    assert_eq!((&list["result"], &list["status"]), (&json!([described]), &json!("ok")));
    let reply = exchange(address, "DELETE /collections/c/snapshots/a%20b HTTP/1.1", b"").await;
    assert_eq!(reply.json()["result"], true);
    let Operation::DeleteSnapshot(request) = fake.calls().pop().unwrap().request else { panic!() };
    assert_eq!(request.snapshot_name, "a b");
}

#[tokio::test]
async fn what_is_finished_later_is_accepted() {
    let running = Fake::new().serve().await;
    let address = running.rest_addr();
    let created = exchange(address, "POST /collections/c/snapshots?wait=false HTTP/1.1", b"").await;
    let recover = r#"{"location":"file:///x","priority":"snapshot","api_key":"k"}"#;
    let recovered = send_json(address, "PUT /collections/c/snapshots/recover?wait=false", recover).await;
    for reply in [created, recovered] {
        let body = reply.json();
        assert_eq!((reply.status, &body["status"]), (202, &json!("accepted")), "{reply:?}");
        assert!(body.get("result").is_none() && body["time"].is_f64(), "{body}");
    }
    let waited = send_json(address, "PUT /collections/c/snapshots/recover", recover).await;
    assert_eq!((waited.status, &waited.json()["result"]), (200, &json!(true)));
}

#[tokio::test]
async fn a_file_comes_with_its_name_and_its_length() {
    let running = Fake::new().serve().await;
    let reply = exchange(
        running.rest_addr(),
        "GET /collections/c/snapshots/whole HTTP/1.1\naccept-encoding: gzip",
        b"",
    )
    .await;
    assert_eq!((reply.status, reply.text()), (200, "a snapshot"));
    assert_eq!(reply.headers["content-length"], "10");
    assert_eq!(reply.headers["content-type"], "application/octet-stream");
    assert_eq!(
        reply.headers["content-disposition"],
        "attachment; filename=\"whole _.snapshot\"; filename*=UTF-8''whole%20%C3%BC.snapshot"
    );
    assert!(!reply.headers.contains_key("content-encoding"));

    let empty = get(running.rest_addr(), "/collections/c/snapshots/empty").await;
    assert_eq!((empty.status, empty.headers["content-length"].as_str()), (200, "0"));
    assert!(empty.headers["repr-digest"].starts_with("sha-256=:"), "{empty:?}");
    let missing = get(running.rest_addr(), "/collections/c/snapshots/none").await;
    assert_eq!(missing.status, 404);
    assert!(missing.error().contains("Snapshot none"), "{missing:?}");
}

#[tokio::test]
async fn a_file_of_unknown_length_comes_in_chunks_and_the_connection_lives_on() {
    let running = Fake::new().serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    for _ in 0..2 {
        let reply = connection.exchange("GET /collections/c/shards/7/snapshot HTTP/1.1", b"").await;
        assert_eq!((reply.status, reply.text()), (200, "a snapshot"));
        assert_eq!(reply.headers["transfer-encoding"], "chunked");
    }
    let head = connection.exchange("HEAD /collections/c/snapshots/whole HTTP/1.1", b"").await;
    assert_eq!((head.status, head.headers["content-length"].as_str()), (200, "10"));
    assert_eq!(
        connection.exchange("GET /collections/c/snapshots/whole HTTP/1.1", b"").await.text(),
        "a snapshot"
    );
}

#[tokio::test]
async fn a_file_that_breaks_off_never_looks_whole() {
    let running = Fake::new().serve().await;
    for name in ["breaks", "breaks-chunked", "short"] {
        let path = format!("/collections/c/snapshots/{name}");
        let mut connection = Connection::open(running.rest_addr()).await;
        connection.send(&format!("GET {path} HTTP/1.1"), b"").await;
        let head = connection.head().await.unwrap();
        assert_eq!(head.status, 200, "{name}");
        let body = tokio::time::timeout(PATIENCE, connection.body(&head)).await.unwrap();
        assert!(body.is_err(), "{name}: {body:?}");
        assert!(connection.receive(true).await.is_none(), "{name}");

        let socket = TcpStream::connect(running.rest_addr()).await.unwrap();
        let (mut sender, http) = handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
        tokio::spawn(http);
        let uri = format!("http://gateway{path}");
        let request = Request::builder().method(Method::GET).uri(uri).body(Full::new(Bytes::new())).unwrap();
        let reply = sender.send_request(request).await.unwrap();
        let body = tokio::time::timeout(PATIENCE, reply.into_body().collect()).await.unwrap();
        assert!(body.is_err(), "{name}: {body:?}");
    }
    assert_eq!(get(running.rest_addr(), "/healthz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_never_held() {
    for name in ["large", "large-chunked"] {
        let fake = Fake::new();
        let running = fake.serve().await;
        let mut connection = Connection::open(running.rest_addr()).await;
        connection.send(&format!("GET /collections/c/snapshots/{name} HTTP/1.1"), b"").await;
        let head = connection.head().await.unwrap();
        // Nothing is read for a while, in which no more is made than sockets hold.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let made = fake.files.made.load(Ordering::SeqCst);
        assert!(made > 0 && made < SOME, "{made}");
        let body = tokio::time::timeout(PATIENCE, connection.body(&head)).await.unwrap().unwrap();
        assert_eq!(Digest::of(&body), Digest::of_large(), "{name}");
    }
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_download() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    connection.send("GET /collections/c/snapshots/large HTTP/1.1", b"").await;
    assert_eq!(connection.head().await.unwrap().status, 200);
    assert_eq!(Arc::strong_count(&fake.files.open), 2);
    fake.calls();
    drop(connection);
    tokio::time::timeout(PATIENCE, async {
        while Arc::strong_count(&fake.files.open) > 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the download goes on");
    assert!(fake.files.made.load(Ordering::SeqCst) < LARGE);
}

#[tokio::test]
async fn a_shutdown_cuts_a_download_that_does_not_end() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.shutdown_grace(Duration::from_millis(100))).await;
    let mut connection = Connection::open(running.rest_addr()).await;
    connection.send("GET /collections/c/snapshots/large HTTP/1.1", b"").await;
    let head = connection.head().await.unwrap();
    tokio::time::timeout(PATIENCE, running.shutdown()).await.unwrap();
    assert!(connection.body(&head).await.is_err());
}
