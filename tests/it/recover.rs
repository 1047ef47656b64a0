//! Recovery from a snapshot that the server itself fetches, which here shares its files with the test.

use qdrant_client::{
    CountPoints, CreateCollection, CreateShardSnapshotRequest, CreateSnapshotRequest, DeletePoints, Distance,
    DownloadShardSnapshot, DownloadSnapshot, ErrorKind, Filter, Payload, PointStruct, Qdrant,
    RecoverShardSnapshot, RecoverSnapshot, SharedTransport, SnapshotFile, SnapshotPriority, TransportExt,
    UpsertPoints, VectorParams, json,
};

use crate::servers;

const POINTS: u64 = 7;

async fn fill(transport: &SharedTransport, name: &str) {
    let create = CreateCollection::new(name).vectors_config(VectorParams::new(2, Distance::Dot));
    transport.call(create).await.unwrap();
    let points: Vec<_> = (0..POINTS)
        .map(|id| PointStruct::new(id, vec![1.0, 0.5], Payload::try_from(json!({"n": id})).unwrap()))
        .collect();
    transport.call(UpsertPoints::new(name, points).wait(true)).await.unwrap();
}

async fn empty(transport: &SharedTransport, name: &str) {
    transport.call(DeletePoints::new(name).points(Filter::default()).wait(true)).await.unwrap();
    assert_eq!(count(transport, name).await, 0);
}

async fn count(transport: &SharedTransport, name: &str) -> u64 {
    transport.call(CountPoints::new(name).exact(true)).await.unwrap()
}

/// Writes a snapshot to a file, and returns its address.
async fn kept(folder: &tempfile::TempDir, name: &str, file: SnapshotFile) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, file.content.collect(1 << 30).await.unwrap()).unwrap();
    format!("file://{}", path.display())
}

async fn recovers(transport: SharedTransport) {
    let folder = tempfile::tempdir().unwrap();
    fill(&transport, "whole").await;
    let made = transport.call(CreateSnapshotRequest::new("whole")).await.unwrap().into_completed().unwrap();
    let file = transport.call(DownloadSnapshot::new("whole", &made.name)).await.unwrap();
    let location = kept(&folder, "whole.snapshot", file).await;
    let sum = made.checksum.unwrap();

    let whole =
        |name: &str| RecoverSnapshot::new(name, &location).priority(SnapshotPriority::Snapshot).wait(true);
    empty(&transport, "whole").await;
    assert!(transport.call(whole("whole").checksum(&sum)).await.unwrap().into_completed().unwrap());
    assert_eq!(count(&transport, "whole").await, POINTS);
    // What does not exist yet is made of it.
    assert!(transport.call(whole("another").checksum(&sum)).await.unwrap().into_completed().unwrap());
    assert_eq!(count(&transport, "another").await, POINTS);
    let error = transport.call(whole("whole").checksum("0".repeat(64))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");

    let create = CreateShardSnapshotRequest::new("whole", 0);
    let made = transport.call(create).await.unwrap().into_completed().unwrap();
    let file = transport.call(DownloadShardSnapshot::new("whole", 0, &made.name)).await.unwrap();
    let location = kept(&folder, "shard.snapshot", file).await;
    let shard =
        || RecoverShardSnapshot::new("whole", 0, &location).priority(SnapshotPriority::Snapshot).wait(true);
    empty(&transport, "whole").await;
    assert!(
        transport.call(shard().checksum(made.checksum.unwrap())).await.unwrap().into_completed().unwrap()
    );
    assert_eq!(count(&transport, "whole").await, POINTS);
    let error = transport.call(shard().checksum("0".repeat(64))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(count(&transport, "whole").await, POINTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_engine_recovers_from_a_file() {
    recovers(Qdrant::in_memory().unwrap().transport()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_rest_a_server_recovers_from_a_file() {
    let running = servers::gateway().await.unwrap();
    recovers(servers::rest(&running).unwrap().transport()).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_bridge_a_server_recovers_from_a_file() {
    let engine = servers::gateway().await.unwrap();
    let bridge = servers::serve(servers::rest(&engine).unwrap().transport()).await.unwrap();
    recovers(servers::route(&bridge).unwrap().transport()).await;
    for running in [bridge, engine] {
        running.shutdown().await;
    }
}
