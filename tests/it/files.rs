//! Snapshots from and to files, over every wire.

use qdrant_client::{
    CreateCollection, DeleteSnapshotRequest, Distance, DownloadSnapshot, FileSource, Payload, PointStruct,
    Qdrant, SnapshotDownload, SnapshotFileExt, SnapshotPriority, UploadSnapshot, VectorParams,
};

use crate::servers;

/// Saves a snapshot of a collection, and makes another collection of it.
async fn there_and_back(client: &Qdrant, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.snapshot");
    let collection = client.collection(name);
    let vectors = VectorParams::new(2, Distance::Dot);
    collection.create(CreateCollection::new(&collection).vectors_config(vectors)).await.unwrap();
    let points: Vec<_> =
        (0..100_u64).map(|id| PointStruct::new(id, [id as f32, 1.0], Payload::new())).collect();
    collection.upsert(points).await.unwrap();

    let made = collection.create_snapshot(&collection).await.unwrap().into_completed().unwrap();
    let saved = collection.save_snapshot(SnapshotDownload::new(&path, &collection)).await.unwrap();
    assert_eq!(saved.size, made.size, "{name}");
    assert_eq!(std::fs::metadata(&path).unwrap().len(), made.size, "{name}");
    if let Some(checksum) = &made.checksum {
        assert_eq!(saved.checksum, *checksum, "{name}");
    }

    let copy = client.collection(format!("{name}-copy"));
    let file = FileSource::open(&path).await.unwrap();
    let upload =
        UploadSnapshot::new(&copy, file).priority(SnapshotPriority::Snapshot).checksum(saved.checksum);
    copy.upload_snapshot(upload).await.unwrap().into_completed().unwrap();
    assert_eq!(copy.count_all().await.unwrap(), 100, "{name}");

    let wrong = UploadSnapshot::new(&copy, FileSource::open(&path).await.unwrap()).checksum("0".repeat(64));
    copy.upload_snapshot(wrong).await.unwrap_err();
    let delete = DeleteSnapshotRequest::new(&collection, &*made.name);
    collection.delete_snapshot(delete).await.unwrap().into_completed().unwrap();
    let download = DownloadSnapshot::new(&collection, made.name);
    let gone = collection.download_snapshot(download).await.unwrap_err();
    assert!(gone.is_not_found(), "{name}: {gone:?}");

    let full = client.create_full_snapshot().await.unwrap().into_completed().unwrap();
    let saved = client.download_full_snapshot(&full.name).await.unwrap().save(&path).await.unwrap();
    assert_eq!(saved.size, full.size, "{name}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_goes_to_a_file_and_back_in_process() {
    there_and_back(&Qdrant::in_memory().unwrap(), "embedded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_goes_to_a_file_and_back_over_a_server() {
    let running = servers::gateway().await.unwrap();
    there_and_back(&servers::rest(&running).unwrap(), "rest").await;
    there_and_back(&servers::route(&running).unwrap(), "route").await;
    running.shutdown().await;
}
