//! What a folder remembers.

use std::path::Path;
use std::time::Duration;

use qdrant_core::{
    AliasDescription, ChangeAliases, CollectionExistsRequest, CountPoints, CreateAlias, CreateCollection,
    DeleteCollection, DeletePoints, Distance, ErrorKind, FieldType, GetCollectionInfoRequest, HnswConfigDiff,
    ListAliasesRequest, ListCollectionsRequest, OptimizersConfigDiff, OrderBy, Payload, PointStruct, QueryPoints,
    ScrollPoints, TransportExt, UpdateCollection, UpsertPoints, VectorParams, WalConfigDiff, json,
};
use qdrant_embedded::{Durability, EmbeddedTransport};

use crate::support::{
    NAME, create_plain, create_rich, get, ids, index, info, odd, payload, point, rich_point, upsert,
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
    std::fs::create_dir_all(dir.path().join("collections/936da01f-9abd-4d9d-80c7-02af85c822a8/shard")).unwrap();
    drop(open(dir.path()));
    assert_eq!(folders(), 0);
}

#[tokio::test]
async fn a_temporary_folder_is_removed_in_the_end() {
    let transport = EmbeddedTransport::in_memory().unwrap();
    create_plain(&transport).await;
    upsert(&transport, [point(1)]).await;
    let ours = || {
        let bases = [std::env::temp_dir(), "/dev/shm".into()];
        let entries = bases.iter().filter_map(|base| std::fs::read_dir(base).ok()).flatten();
        let pid = std::process::id().to_string();
        let lock = |path: std::path::PathBuf| std::fs::read_to_string(path.join(".lock")).unwrap_or_default();
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().contains("qdrant-embedded-") && lock(path.clone()) == pid)
            .collect::<Vec<_>>()
    };
    let before = ours();
    assert!(!before.is_empty());
    transport.close().await.unwrap();
    drop(transport);
    assert!(ours().len() < before.len() || before.iter().any(|path| !path.exists()));
}

/// Returns a collection whose segments are optimized as soon as there are a few points.
async fn indexed_early(transport: &EmbeddedTransport, dimensions: usize) {
    let create = CreateCollection::new(NAME)
        .vectors_config([
            ("a", VectorParams::new(dimensions as u64, Distance::Dot)),
            ("b", VectorParams::new(2, Distance::Dot)),
        ])
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(1));
    transport.call(create).await.unwrap();
}

fn wide_point(number: u64, dimensions: usize) -> PointStruct {
    let vector: Vec<f32> = (0..dimensions).map(|at| ((number * 31 + at as u64 * 7) % 97) as f32).collect();
    let parity = if number % 2 == 0 { "even" } else { "odd" };
    PointStruct::new(number, [("a", vector), ("b", vec![number as f32, 1.0])], [("parity", parity)])
}

async fn until_indexed(transport: &EmbeddedTransport) {
    for _ in 0..600 {
        let info = info(transport).await;
        if info.indexed_vectors_count.is_some_and(|count| count > 0)
            && info.status == qdrant_core::CollectionStatus::Green
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the collection was not indexed within a minute");
}

#[tokio::test]
async fn segments_are_indexed_when_nothing_else_is_to_do_and_everything_still_works() {
    let dir = tempfile::tempdir().unwrap();
    let transport = open(dir.path());
    indexed_early(&transport, 32).await;
    upsert(&transport, (1..=200).map(|number| wide_point(number, 32))).await;
    index(&transport, "parity", FieldType::Keyword).await;
    until_indexed(&transport).await;
    // These points are in a segment that is only read.
    let replaced = PointStruct::new(1, [("b", vec![500.0, 0.0])], Payload::new());
    upsert(&transport, [replaced]).await;
    let point = get(&transport, 1).await.unwrap();
    assert!(point.payload.is_empty());
    let vectors = point.vectors.unwrap();
    assert!(vectors.get("a").is_none(), "the old vector is still there");
    assert_eq!(vectors.get("b").unwrap().as_dense(), Some(&[500.0, 0.0][..]));
    transport.call(DeletePoints::new(NAME).points([2_u64]).wait(true)).await.unwrap();
    let found = transport.call(QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("b").limit(2)).await.unwrap();
    assert_eq!(ids(&found), [1, 200]);
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 199);
    assert_eq!(transport.call(CountPoints::new(NAME).filter(odd())).await.unwrap(), 99);
    transport.close().await.unwrap();
    let transport = open(dir.path());
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 199);
    assert_eq!(get(&transport, 1).await.unwrap().vectors.unwrap().get("a"), None);
    assert!(info(&transport).await.indexed_vectors_count.unwrap() > 0);
    assert_eq!(transport.call(CountPoints::new(NAME).filter(odd())).await.unwrap(), 99);
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_and_reads_go_on_while_segments_are_optimized() {
    let dir = tempfile::tempdir().unwrap();
    let transport = open(dir.path());
    indexed_early(&transport, 64).await;
    for start in (1..=4_000).step_by(500) {
        upsert(&transport, (start..start + 500).map(|number| wide_point(number, 64))).await;
    }
    let mut number = 10_000;
    let mut meanwhile = 0;
    while info(&transport).await.indexed_vectors_count == Some(0) {
        number += 1;
        upsert(&transport, [wide_point(number, 64), wide_point(number - 9_999, 64)]).await;
        transport.call(DeletePoints::new(NAME).points([number - 8_000]).wait(true)).await.unwrap();
        assert_eq!(get(&transport, number - 8_000).await, None);
        if info(&transport).await.status == qdrant_core::CollectionStatus::Yellow {
            meanwhile += 1;
        }
        tokio::time::sleep(Duration::from_millis(if meanwhile > 0 { 1 } else { 1_500 })).await;
    }
    assert!(meanwhile > 0, "the segments were optimized too fast to notice");
    let written = number - 10_000;
    until_indexed(&transport).await;
    let expected = 4_000 + written - written.min(2_000);
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), expected);
    transport.close().await.unwrap();
    let transport = open(dir.path());
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), expected);
    assert_eq!(info(&transport).await.points_count, Some(expected));
}

#[tokio::test]
async fn without_optimizing_nothing_is_indexed() {
    let transport = EmbeddedTransport::builder().optimize(false).build().unwrap();
    indexed_early(&transport, 32).await;
    upsert(&transport, (1..=200).map(|number| wide_point(number, 32))).await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(info(&transport).await.indexed_vectors_count, Some(0));
}

#[tokio::test]
async fn the_log_does_not_grow_for_ever_and_may_be_cut() {
    let dir = tempfile::tempdir().unwrap();
    let builder = || {
        EmbeddedTransport::builder()
            .path(dir.path())
            .durability(Durability::Interval)
            .flush_interval(Duration::from_millis(100))
    };
    let transport = builder().build().unwrap();
    let create = CreateCollection::new(NAME)
        .vectors_config(VectorParams::new(256, Distance::Dot))
        .wal_config(WalConfigDiff::default().wal_capacity_mb(1));
    transport.call(create).await.unwrap();
    let batch = |round: u64| {
        (0..100).map(move |number| PointStruct::new(number, vec![round as f32; 256], [("round", round)]))
    };
    // Each round is about 130 kB in the log.
    for round in 0..60 {
        upsert(&transport, batch(round)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let collection = std::fs::read_dir(dir.path().join("collections")).unwrap().next().unwrap().unwrap().path();
    let log = || {
        let files = std::fs::read_dir(collection.join("shard/wal")).unwrap().map(|entry| entry.unwrap());
        files.filter(|file| file.file_name().to_string_lossy().starts_with("closed-")).count()
    };
    assert_eq!(log(), 1);
    transport.close().await.unwrap();
    let transport = builder().build().unwrap();
    upsert(&transport, batch(99)).await;
    assert_eq!(get(&transport, 7).await.unwrap().payload["round"], 99);
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 100);
    for round in 100..130 {
        upsert(&transport, batch(round)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(log(), 1);
    assert_eq!(get(&transport, 7).await.unwrap().payload["round"], 129);
}
