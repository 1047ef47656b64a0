//! What a folder remembers.

use std::path::Path;

use qdrant_core::{
    AliasDescription, ChangeAliases, CollectionExistsRequest, CountPoints, CreateAlias, CreateCollection,
    DeleteCollection, ErrorKind, FieldType, GetCollectionInfoRequest, HnswConfigDiff, ListAliasesRequest,
    ListCollectionsRequest, OrderBy, QueryPoints, ScrollPoints, TransportExt, UpdateCollection, UpsertPoints,
    json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{
    NAME, create_plain, create_rich, get, ids, index, info, payload, point, rich_point, upsert,
};

fn open(path: &Path) -> EmbeddedTransport {
    EmbeddedTransport::open(path).unwrap()
}

#[tokio::test]
async fn reopening_finds_everything_again() {
    let dir = tempfile::tempdir().unwrap();
    let transport = open(dir.path());
    create_rich(&transport).await;
    upsert(&transport, (1..=5_u8).map(|number| rich_point(number.into(), number.into(), 1.0))).await;
    index(&transport, "x", FieldType::Float).await;
    let update = UpdateCollection::new(NAME)
        .hnsw_config(HnswConfigDiff::default().m(8))
        .metadata(payload(json!({"kept": [1, {"a": null}]})));
    transport.call(update).await.unwrap();
    transport.call(CreateCollection::new("empty")).await.unwrap();
    transport.call(CreateCollection::new("gone")).await.unwrap();
    transport.call(ChangeAliases::new([CreateAlias::new(NAME, "alias")])).await.unwrap();
    transport.call(DeleteCollection::new("gone")).await.unwrap();
    let before = info(&transport).await;
    let points = transport.call(ScrollPoints::new(NAME).with_vectors(true)).await.unwrap();
    transport.close().await.unwrap();

    let transport = open(dir.path());
    let names = transport.call(ListCollectionsRequest::default()).await.unwrap();
    assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["empty", NAME]);
    assert_eq!(info(&transport).await, before);
    assert_eq!(transport.call(ScrollPoints::new(NAME).with_vectors(true)).await.unwrap(), points);
    let aliases = transport.call(ListAliasesRequest::default()).await.unwrap();
    assert_eq!(aliases, [AliasDescription::new("alias", NAME)]);
    let ordered = QueryPoints::new("alias").query(OrderBy::new("x")).limit(2);
    assert_eq!(ids(&transport.call(ordered).await.unwrap()), [1, 2]);
    // What is written now has higher numbers than what was written before, or the engine would ignore it.
    upsert(&transport, [rich_point(1, 9.0, 9.0), rich_point(6, 6.0, 1.0)]).await;
    assert_eq!(get(&transport, 1).await.unwrap().payload["x"], 9.0);
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 6);
    transport.close().await.unwrap();
}

#[tokio::test]
async fn numbers_of_operations_go_on_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let transport = open(dir.path());
    create_plain(&transport).await;
    upsert(&transport, [point(1)]).await;
    transport.close().await.unwrap();
    let transport = open(dir.path());
    let result = transport.call(UpsertPoints::new(NAME, vec![point(2)]).wait(true)).await.unwrap();
    assert_eq!(result.operation_id, Some(1));
    let found = transport.call(QueryPoints::new(NAME).query(vec![1.0, 0.0]).limit(1)).await.unwrap();
    assert_eq!(found[0].version, 1);
    // Dropping without closing keeps everything as well.
    drop(transport);
    let transport = open(dir.path());
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 2);
}

#[tokio::test]
async fn a_folder_has_one_client_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    create_plain(&first).await;
    let error = EmbeddedTransport::open(dir.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.message().contains(&std::process::id().to_string()), "{error}");
    assert!(error.message().contains(dir.path().file_name().unwrap().to_str().unwrap()), "{error}");
    first.close().await.unwrap();
    let second = open(dir.path());
    assert!(second.call(CollectionExistsRequest::new(NAME)).await.unwrap());
}

#[tokio::test]
async fn a_damaged_collection_does_not_take_the_others_along() {
    let dir = tempfile::tempdir().unwrap();
    let transport = open(dir.path());
    create_plain(&transport).await;
    upsert(&transport, [point(1)]).await;
    transport.close().await.unwrap();
    let transport = open(dir.path());
    transport.call(CreateCollection::new("damaged")).await.unwrap();
    transport.close().await.unwrap();
    for entry in std::fs::read_dir(dir.path().join("collections")).unwrap() {
        let file = entry.unwrap().path().join("collection.json");
        if !std::fs::read_to_string(&file).unwrap().contains("\"Dot\"") {
            std::fs::write(file, "{\"con").unwrap();
        }
    }
    let transport = open(dir.path());
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 1);
    let error = transport.call(GetCollectionInfoRequest::new("damaged")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.message().contains("collection.json is damaged"), "{error}");
    assert!(transport.call(DeleteCollection::new("damaged")).await.unwrap());
    transport.call(CreateCollection::new("damaged")).await.unwrap();
}

#[tokio::test]
async fn folders_of_deleted_collections_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    let transport = open(dir.path());
    create_plain(&transport).await;
    let folders = || std::fs::read_dir(dir.path().join("collections")).unwrap().count();
    assert_eq!(folders(), 1);
    transport.call(DeleteCollection::new(NAME)).await.unwrap();
    assert_eq!(folders(), 0);
    // A creation that was cut short is swept when the folder is opened again.
    transport.close().await.unwrap();
    std::fs::create_dir_all(dir.path().join("collections/936da01f-9abd-4d9d-80c7-02af85c822a8/shard"))
        .unwrap();
    drop(open(dir.path()));
    assert_eq!(folders(), 0);
}
