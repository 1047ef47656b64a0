//! Snapshots of everything.

use qdrant_core::{
    AliasDescription, ChangeAliases, CountPoints, CreateAlias, CreateCollection, CreateFullSnapshotRequest,
    DeleteFullSnapshotRequest, DownloadFullSnapshot, ErrorKind, ListAliasesRequest, ListCollectionsRequest,
    ListFullSnapshotsRequest, Outcome, TransportExt,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{NAME, get, in_memory, plain, point, upsert};

async fn filled() -> EmbeddedTransport {
    let transport = plain(7).await;
    transport.call(CreateCollection::new("empty")).await.unwrap();
    transport.call(ChangeAliases::new([CreateAlias::new(NAME, "alias")])).await.unwrap();
    transport
}

#[tokio::test]
async fn everything_is_in_a_full_snapshot_and_comes_back() {
    let transport = filled().await;
    let made = transport.call(CreateFullSnapshotRequest::new()).await.unwrap().into_completed().unwrap();
    assert!(made.name.starts_with("full-snapshot-"), "{}", made.name);
    assert_eq!(transport.call(ListFullSnapshotsRequest {}).await.unwrap(), std::slice::from_ref(&made));
    let file = transport.call(DownloadFullSnapshot::new(made.name.as_str())).await.unwrap();
    assert_eq!(file.checksum, made.checksum);
    let content = file.content.collect(1 << 22).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("full.snapshot");
    std::fs::write(&path, &content).unwrap();

    let root = dir.path().join("root");
    let open = || EmbeddedTransport::builder().path(&root);
    let restored = open().recover_full(&path).build().unwrap();
    for _ in 0..2 {
        let names = restored.call(ListCollectionsRequest::default()).await.unwrap();
        assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["empty", NAME]);
    }
    let aliases = restored.call(ListAliasesRequest::default()).await.unwrap();
    assert_eq!(aliases, [AliasDescription::new("alias", NAME)]);
    assert_eq!(get(&restored, 7).await.unwrap().payload["n"], 7);
    upsert(&restored, [point(8)]).await;
    restored.close().await.unwrap();
    // A second time there is something already.
    let error = open().recover_full(&path).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let reopened = open().build().unwrap();
    assert_eq!(reopened.call(CountPoints::new("alias")).await.unwrap(), 8);
    let delete = DeleteFullSnapshotRequest::new(made.name.as_str());
    assert_eq!(transport.call(delete.clone()).await.unwrap(), Outcome::Completed(true));
    assert!(transport.call(delete).await.unwrap_err().is_not_found());
    assert!(transport.call(DownloadFullSnapshot::new(made.name)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_damaged_full_snapshot_restores_nothing() {
    let transport = filled().await;
    let made = transport.call(CreateFullSnapshotRequest::new()).await.unwrap().into_completed().unwrap();
    let file = transport.call(DownloadFullSnapshot::new(made.name)).await.unwrap();
    let content = file.content.collect(1 << 22).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (path, root) = (dir.path().join("full.snapshot"), dir.path().join("root"));
    let mut twisted = content.to_vec();
    // Inside of the log of a collection, which nobody reads.
    let place = twisted.windows(3).rposition(|window| window == b"seg").unwrap();
    twisted[place] ^= 2;
    for wrong in [content.slice(..content.len() * 2 / 3).to_vec(), b"text".to_vec(), Vec::new(), twisted] {
        std::fs::write(&path, wrong).unwrap();
        EmbeddedTransport::builder().path(&root).recover_full(&path).build().map(drop).unwrap_err();
        let after = EmbeddedTransport::open(&root).unwrap();
        assert!(after.call(ListCollectionsRequest::default()).await.unwrap().is_empty());
        assert_eq!(std::fs::read_dir(root.join("collections")).unwrap().count(), 0);
        after.close().await.unwrap();
    }
    let missing =
        EmbeddedTransport::builder().recover_full("/nowhere/full.snapshot").build().map(drop).unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
}

#[tokio::test]
async fn a_full_snapshot_is_made_in_the_background() {
    let transport = filled().await;
    let accepted = transport.call(CreateFullSnapshotRequest::new().wait(false)).await.unwrap();
    assert!(accepted.is_accepted());
    // Closing waits for it.
    while transport.call(ListFullSnapshotsRequest {}).await.unwrap().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let nothing = in_memory();
    let made = nothing.call(CreateFullSnapshotRequest::new()).await.unwrap().into_completed().unwrap();
    assert!(made.size > 0);
}
