//! A gateway before another server.

use std::sync::Arc;

use flate2::Crc;
use qdrant_client::Qdrant;
use qdrant_core::{
    ByteSource, ByteStream, CreateSnapshotRequest, DownloadSnapshot, GetPoint, ListSnapshotsRequest,
    OperationKind, Outcome, Request, SearchPoints, SharedTransport, TelemetryRequest, UploadSnapshot, json,
};
use qdrant_gateway::{Gateway, Running};

use crate::fake::Fake;
use crate::fake_files::{CHUNK, Digest, LARGE, chunk};
use crate::grpc_client::Caller;
use crate::http_client::{Connection, PATIENCE, exchange, get, send_json};

fn rest(running: &Running) -> Qdrant {
    Qdrant::from_url(running.rest_url()).check_compatibility(false).build().unwrap()
}

/// Reaches a gateway over both wires.
fn both(running: &Running) -> Qdrant {
    let client =
        Qdrant::from_url(running.rest_url()).check_compatibility(false).grpc_port(running.grpc_addr().port());
    client.prefer_grpc(true).build().unwrap()
}

fn grpc_alone(running: &Running) -> Qdrant {
    let client = Qdrant::from_url(format!("grpc://{}", running.grpc_addr()))
        .check_compatibility(false)
        .build()
        .unwrap();
    assert!(!client.supports(OperationKind::DownloadSnapshot));
    client
}

async fn before(client: &Qdrant) -> Running {
    Gateway::new(client.transport()).bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn large_files_go_through_in_both_directions() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    for upstream in [rest(&behind), both(&behind)] {
        let bridge = before(&upstream).await;
        let client = rest(&bridge);
        let mut file = client.call(DownloadSnapshot::new("c", "large")).await.unwrap();
        assert_eq!(file.content.length(), Some(LARGE));
        assert_eq!(file.file_name.as_deref(), Some("large ü.snapshot"));
        let mut crc = Crc::new();
        while let Some(chunk) = file.content.next_chunk().await.unwrap() {
            crc.update(&chunk);
        }
        assert_eq!(Digest::from(crc), Digest::of_large());

        let large = ByteStream::from_chunks((0..LARGE / CHUNK as u64).map(chunk));
        let upload = UploadSnapshot::new("c", ByteSource::once(large)).wait(true);
        assert_eq!(client.call(upload).await.unwrap(), Outcome::Completed(true));
        let uploaded = fake.files.uploads.lock().unwrap().pop().unwrap().unwrap();
        assert_eq!(uploaded, Digest::of_large());
        let accepted = client.call(UploadSnapshot::new("c", vec![1]).wait(false)).await.unwrap();
        assert_eq!(accepted, Outcome::Accepted);
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_behind_breaks_off_before() {
    let behind = Fake::new().serve().await;
    let bridge = before(&rest(&behind)).await;
    for name in ["breaks", "breaks-chunked", "short"] {
        let mut connection = Connection::open(bridge.rest_addr()).await;
        connection.send(&format!("GET /collections/c/snapshots/{name} HTTP/1.1"), b"").await;
        let head = connection.head().await.unwrap();
        assert_eq!(head.status, 200, "{name}");
        let body = tokio::time::timeout(PATIENCE, connection.body(&head)).await.unwrap();
        assert!(body.is_err(), "{name}: {body:?}");
    }
    assert_eq!(get(bridge.rest_addr(), "/collections/c/snapshots/none").await.status, 404);
}

#[tokio::test]
async fn an_upload_that_breaks_off_before_breaks_off_behind() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    let bridge = before(&rest(&behind)).await;
    let form = "content-type: multipart/form-data; boundary=b";
    let body = "--b\r\ncontent-disposition: form-data; name=\"snapshot\"\r\n\r\nhalf of a snap";
    let head = format!("POST /collections/c/snapshots/upload HTTP/1.1\n{form}");
    let reply = exchange(bridge.rest_addr(), &head, body.as_bytes()).await;
    assert_eq!(reply.status, 400, "{reply:?}");
    tokio::time::timeout(PATIENCE, bridge.shutdown()).await.unwrap();
    tokio::time::timeout(PATIENCE, behind.shutdown()).await.unwrap();
    let uploads = fake.files.uploads.lock().unwrap();
    assert!(uploads.iter().all(Result::is_err), "{uploads:?}");
}

#[tokio::test]
async fn operations_on_both_wires_cross_from_one_to_the_other() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    for (upstream, wire) in [(rest(&behind), "rest"), (grpc_alone(&behind), "grpc")] {
        let bridge = before(&upstream).await;
        for client in [rest(&bridge), grpc_alone(&bridge)] {
            fake.calls();
            let search = SearchPoints::new("c", [0.5, 1.0], 3).vector_name("v");
            let search = search.with_payload(true).with_vectors(false);
            let found = client.call(search.clone()).await.unwrap();
            assert_eq!((found.len(), found[0].score), (1, 0.5));
            assert_eq!(fake.only_call().request, Request::from(search), "{wire}");
            let created = client.call(CreateSnapshotRequest::new("c")).await.unwrap();
            assert_eq!(created.completed().unwrap().name, "c-1.snapshot");
            let listed = client.call(ListSnapshotsRequest::new("c")).await.unwrap();
            assert_eq!(listed[0].creation_time.unwrap().to_string(), "2025-01-31T10:00:00Z");
        }
    }
}

#[tokio::test]
async fn what_the_wire_behind_cannot_say_is_refused_by_name() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    let bridge = before(&grpc_alone(&behind)).await;
    let address = bridge.rest_addr();
    let reply = exchange(address, "POST /collections/c/snapshots?wait=false HTTP/1.1", b"").await;
    assert_eq!(reply.status, 501, "{reply:?}");
    assert!(reply.error().contains("wait") && reply.error().contains("gRPC"), "{}", reply.error());
    assert_eq!(exchange(address, "POST /collections/c/snapshots?wait=true HTTP/1.1", b"").await.status, 200);
    for (path, operation) in [
        ("/telemetry", "`telemetry`"),
        ("/collections/c/snapshots/whole", "`download_snapshot`"),
        ("/cluster", "`cluster_status`"),
    ] {
        let reply = get(address, path).await;
        assert_eq!(reply.status, 501, "{reply:?}");
        assert!(reply.error().contains(operation) && reply.error().contains("grpc"), "{}", reply.error());
    }
    // What the server behind declines.
    let bridge = before(&rest(&behind)).await;
    let caller = Caller::connect(bridge.grpc_addr()).await;
    assert_eq!(caller.call("/qdrant.Snapshots/ListFull", &[], b"").await.code, 12);
}

#[tokio::test]
async fn a_point_is_got_where_there_are_only_points() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    let bridge = before(&grpc_alone(&behind)).await;
    let reply = get(bridge.rest_addr(), "/collections/c/points/9?consistency=all").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json()["result"], json!({"id": 9, "payload": {"a": 1}, "vector": [0.5]}));
    let Request::GetPoints(call) = fake.only_call().request else { panic!() };
    assert!(call.read_consistency.is_some());
    let missing = get(bridge.rest_addr(), "/collections/c/points/8").await;
    assert_eq!(
        (missing.status, missing.error()),
        (404, "Not found: Point with id 8 does not exists!".into())
    );
    let error = rest(&bridge).call(GetPoint::new("c", 8)).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[tokio::test]
async fn both_wires_behind_are_used_for_what_they_have() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    let bridge = before(&both(&behind)).await;
    let client = rest(&bridge);
    assert_eq!(client.call(TelemetryRequest::new()).await.unwrap().id, "t");
    assert_eq!(client.call(DownloadSnapshot::new("c", "whole")).await.unwrap().content.length(), Some(10));
    assert_eq!(send_json(bridge.rest_addr(), "POST /collections/c/points/count", "{}").await.status, 200);
    assert_eq!(get(bridge.rest_addr(), "/metrics").await.text(), "# TYPE a gauge\na 1\n");
}

#[tokio::test]
async fn health_is_asked_over_the_wire_that_is_there() {
    let behind = Fake::new().serve().await;
    // REST is said to be where nothing is.
    let nothing = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = Qdrant::from_url(format!("http://{nothing}"))
        .check_compatibility(false)
        .grpc_port(behind.grpc_addr().port())
        .prefer_grpc(true)
        .build()
        .unwrap();
    let transport: SharedTransport = Arc::clone(&client.transport());
    let bridge = Gateway::new(transport).bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap();
    for path in ["/healthz", "/livez", "/readyz"] {
        assert_eq!(get(bridge.rest_addr(), path).await.status, 200, "{path}");
    }
    let reply = get(bridge.rest_addr(), "/telemetry").await;
    assert_eq!(reply.status, 502, "{reply:?}");
    assert!(reply.error().contains(&nothing.port().to_string()), "{}", reply.error());
    behind.shutdown().await;
    assert_eq!(get(bridge.rest_addr(), "/readyz").await.status, 502);
}
