//! Snapshots of the only shard.

use qdrant_core::{
    CountPoints, CreateShardSnapshotRequest, DeleteShardSnapshotRequest, DownloadShardSnapshot,
    ListShardSnapshotsRequest, ListSnapshotsRequest, Outcome, RecoverShardSnapshot, StreamShardSnapshot,
    TransportExt, UploadShardSnapshot,
};

use crate::support::{NAME, in_memory, plain, point, upsert};

#[tokio::test]
async fn the_only_shard_is_the_collection() {
    let transport = plain(4).await;
    let made =
        transport.call(CreateShardSnapshotRequest::new(NAME, 0)).await.unwrap().into_completed().unwrap();
    assert!(made.name.starts_with("things-shard-0-"), "{}", made.name);
    assert_eq!(
        transport.call(ListShardSnapshotsRequest::new(NAME, 0)).await.unwrap(),
        std::slice::from_ref(&made)
    );
    assert!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap().is_empty());
    upsert(&transport, [point(5)]).await;
    let recovered = transport.call(RecoverShardSnapshot::new(NAME, 0, made.name.as_str())).await.unwrap();
    assert_eq!(recovered, Outcome::Completed(true));
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 4);
    let file = transport.call(DownloadShardSnapshot::new(NAME, 0, made.name.as_str())).await.unwrap();
    let content = file.content.collect(1 << 20).await.unwrap();
    assert_eq!(content.len() as u64, made.size);
    upsert(&transport, [point(5)]).await;
    transport
        .call(UploadShardSnapshot::new(NAME, 0, content.clone()))
        .await
        .unwrap()
        .into_completed()
        .unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 4);
    transport
        .call(DeleteShardSnapshotRequest::new(NAME, 0, made.name))
        .await
        .unwrap()
        .into_completed()
        .unwrap();
    assert!(transport.call(ListShardSnapshotsRequest::new(NAME, 0)).await.unwrap().is_empty());
    // A shard does not make a collection.
    let other = in_memory();
    assert!(other.call(UploadShardSnapshot::new(NAME, 0, content)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_shard_is_streamed_without_being_listed() {
    let transport = plain(4).await;
    let file = transport.call(StreamShardSnapshot::new(NAME, 0)).await.unwrap();
    assert!(file.file_name.as_ref().unwrap().starts_with("things-shard-0-"));
    let content = file.content.collect(1 << 20).await.unwrap();
    assert!(transport.call(ListShardSnapshotsRequest::new(NAME, 0)).await.unwrap().is_empty());
    upsert(&transport, [point(5)]).await;
    let sent = UploadShardSnapshot::new(NAME, 0, content).checksum(file.checksum.unwrap());
    transport.call(sent).await.unwrap().into_completed().unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 4);
}

#[tokio::test]
async fn there_is_no_other_shard() {
    let transport = plain(1).await;
    let error = transport.call(CreateShardSnapshotRequest::new(NAME, 1)).await.unwrap_err();
    assert_eq!(error.message(), "Not found: Shard 1 not found");
    assert!(transport.call(ListShardSnapshotsRequest::new(NAME, 1)).await.unwrap_err().is_not_found());
    assert!(transport.call(StreamShardSnapshot::new(NAME, 1)).await.unwrap_err().is_not_found());
    assert!(transport.call(RecoverShardSnapshot::new(NAME, 1, "a")).await.unwrap_err().is_not_found());
    assert!(transport.call(UploadShardSnapshot::new(NAME, 1, vec![1])).await.unwrap_err().is_not_found());
}
