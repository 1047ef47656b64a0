//! What happens in the background: indexing and cutting the log.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use qdrant_core::{
    BinaryQuantization, BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CollectionStatus,
    CompressionRatio, Condition, CountPoints, CreateCollection, Datatype, DeletePoints, Distance, FieldType,
    Filter, GetCollectionInfoRequest, HnswConfigDiff, Memory, MultiVectorComparator, OptimizersConfigDiff,
    Payload, PointStruct, ProductQuantization, QuantizationConfig, QueryPoints, Range, ScalarQuantization,
    ScrollPoints, SetPayloadPoints, SparseIndexConfig, SparseVector, TransportExt, TurboQuantBitSize,
    TurboQuantization, UpdateCollection, UpsertPoints, Vector, VectorParams, WalConfigDiff,
};
use qdrant_embedded::{Durability, EmbeddedTransport};

use crate::support::{Dice, NAME, get, ids, index, info, number, odd, upsert};

fn open(path: &Path) -> EmbeddedTransport {
    EmbeddedTransport::open(path).unwrap()
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
    let parity = if number.is_multiple_of(2) { "even" } else { "odd" };
    PointStruct::new(number, [("a", vector), ("b", vec![number as f32, 1.0])], [("parity", parity)])
}

async fn until_indexed(transport: &EmbeddedTransport) {
    for _ in 0..600 {
        let info = info(transport).await;
        if info.indexed_vectors_count.is_some_and(|count| count > 0) && info.status == CollectionStatus::Green
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
    let found =
        transport.call(QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("b").limit(2)).await.unwrap();
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
        if info(&transport).await.status == CollectionStatus::Yellow {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_is_indexed_while_it_is_written_to_all_the_time() {
    let dir = tempfile::tempdir().unwrap();
    let transport = Arc::new(
        EmbeddedTransport::builder().path(dir.path()).durability(Durability::Interval).build().unwrap(),
    );
    // A graph that is built fast: what counts is that it is built at all.
    let create = CreateCollection::new(NAME)
        .vectors_config(VectorParams::new(8, Distance::Dot))
        .hnsw_config(HnswConfigDiff::default().m(4).ef_construct(8))
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(1));
    transport.call(create).await.unwrap();
    let point = |number: u64| {
        let vector: Vec<f32> = (0..8).map(|at| ((number * 31 + at * 7) % 97) as f32).collect();
        PointStruct::new(number, vector, Payload::new())
    };
    let stop = Arc::new(AtomicBool::new(false));
    let write = |first: u64| {
        let (transport, stop) = (Arc::clone(&transport), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut next = first;
            while !stop.load(Ordering::Relaxed) {
                upsert(&transport, (next..next + 20).map(point)).await;
                next += 20;
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
            next - first
        })
    };
    let writers = [write(1_000_000), write(2_000_000)];
    let began = Instant::now();
    while info(&transport).await.indexed_vectors_count == Some(0) {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing was indexed within a minute");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Each change of the configuration waits for the optimizer, which must come to its end in spite of the writers.
    for threshold in [2, 1] {
        let optimizers = OptimizersConfigDiff::default().indexing_threshold(threshold);
        let update = UpdateCollection::new(NAME).optimizers_config(optimizers);
        tokio::time::timeout(Duration::from_secs(60), transport.call(update)).await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut written = 0;
    for writer in writers {
        written += writer.await.unwrap();
    }
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), written);
    transport.close().await.unwrap();
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
    let collection =
        std::fs::read_dir(dir.path().join("collections")).unwrap().next().unwrap().unwrap().path();
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

#[tokio::test(flavor = "multi_thread")]
async fn long_histories_with_indexing_and_reopening_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut transport = open(dir.path());
    indexed_early(&transport, 8).await;
    index(&transport, "parity", FieldType::Keyword).await;
    let mut model = BTreeMap::<u64, u64>::new();
    let mut dice = Dice(7);
    for step in 1..=400_u64 {
        let id = dice.below(150) + 1;
        match dice.below(10) {
            0..=5 => {
                let mut point = wide_point(id, 8);
                point.payload.insert("step", step);
                upsert(&transport, [point]).await;
                model.insert(id, step);
            }
            6 | 7 => {
                transport.call(DeletePoints::new(NAME).points([id]).wait(true)).await.unwrap();
                model.remove(&id);
            }
            8 => {
                let filter = Filter::must([Condition::has_id([id, id + 1])]);
                let set = SetPayloadPoints::new(NAME, [("step", step)]).points_selector(filter);
                transport.call(set.wait(true)).await.unwrap();
                model.range_mut(id..=id + 1).for_each(|(_, last)| *last = step);
            }
            _ => {
                let range = Range::from(..step as f64 - 120.0);
                let old = Filter::must([Condition::range("step", range)]);
                transport.call(DeletePoints::new(NAME).points(old).wait(true)).await.unwrap();
                model.retain(|_, last| *last as f64 >= step as f64 - 120.0);
            }
        }
        if step.is_multiple_of(100) {
            // Time for the optimizer.
            tokio::time::sleep(Duration::from_millis(2_200)).await;
        }
        if step.is_multiple_of(150) {
            transport.close().await.unwrap();
            transport = open(dir.path());
        }
        if step.is_multiple_of(50) {
            let page = transport.call(ScrollPoints::new(NAME).limit(1_000)).await.unwrap();
            let found =
                page.points.iter().map(|point| (number(point.id), point.payload["step"].as_u64().unwrap()));
            assert_eq!(found.collect::<BTreeMap<_, _>>(), model, "after step {step}");
            let odd_points = model.keys().filter(|id| *id % 2 == 1).count() as u64;
            assert_eq!(transport.call(CountPoints::new(NAME).filter(odd())).await.unwrap(), odd_points);
            let nearest = QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("b").limit(1_000);
            let mut by_distance = ids(&transport.call(nearest).await.unwrap());
            by_distance.reverse();
            assert_eq!(by_distance, model.keys().copied().collect::<Vec<_>>(), "after step {step}");
        }
    }
}

/// Returns a request for each way of storing and compressing vectors.
fn every_storage() -> Vec<(String, CreateCollection)> {
    let vector = || VectorParams::new(16, Distance::Cosine);
    let quantized = |config: QuantizationConfig| vector().quantization_config(config);
    let mut ways = vec![
        vector().datatype(Datatype::Float16),
        vector().datatype(Datatype::Uint8),
        vector().memory(Memory::Cold),
        vector().multivector_config(MultiVectorComparator::MaxSim),
        quantized(ScalarQuantization::default().quantile(0.99).memory(Memory::Pinned).into()),
        quantized(ScalarQuantization::default().into()).multivector_config(MultiVectorComparator::MaxSim),
        quantized(ScalarQuantization::default().into())
            .hnsw_config(HnswConfigDiff::default().inline_storage(true)),
    ];
    for ratio in CompressionRatio::ALL {
        ways.push(quantized(ProductQuantization::new(ratio.clone()).into()));
    }
    let encodings = BinaryQuantizationEncoding::ALL.iter().cycle();
    for (query, encoding) in BinaryQuantizationQueryEncoding::ALL.iter().zip(encodings) {
        let binary = BinaryQuantization::default().encoding(encoding.clone());
        ways.push(quantized(binary.query_encoding(query.clone()).into()));
    }
    for bits in [
        TurboQuantBitSize::Bits1,
        TurboQuantBitSize::Bits1_5,
        TurboQuantBitSize::Bits2,
        TurboQuantBitSize::Bits4,
    ] {
        ways.push(quantized(TurboQuantization::default().bits(bits).into()));
    }
    let distances = Distance::ALL.iter().map(|distance| VectorParams::new(16, distance.clone()));
    let early = || OptimizersConfigDiff::default().indexing_threshold(1);
    let numbered = |(number, vector): (usize, VectorParams)| {
        let name = format!("c{number}");
        let create = CreateCollection::new(&name).optimizers_config(early()).vectors_config([("v", vector)]);
        let datatypes = [Datatype::Float32, Datatype::Float16, Datatype::Uint8];
        let sparse = SparseIndexConfig::default()
            .datatype(datatypes[number % 3].clone())
            .on_disk(number.is_multiple_of(2));
        (name, create.sparse_vectors_config([("s", sparse)]))
    };
    ways.into_iter().chain(distances).enumerate().map(numbered).collect()
}

async fn search_all(transport: &EmbeddedTransport, storages: &[(String, CreateCollection)]) {
    for (name, create) in storages {
        let dense = QueryPoints::new(name).query(7).using("v").limit(5);
        let found = transport.call(dense).await.unwrap_or_else(|error| panic!("{create:?}: {error}"));
        assert_eq!(found.len(), 5, "{create:?}");
        let sparse = QueryPoints::new(name).query(SparseVector::from([(3, 1.0)])).using("s").limit(5);
        let found = transport.call(sparse).await.unwrap_or_else(|error| panic!("{create:?}: {error}"));
        assert_eq!(found.len(), 5, "{create:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_storage_works_before_and_after_indexing_and_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let builder = EmbeddedTransport::builder().path(dir.path()).durability(Durability::Interval);
    let transport = builder.build().unwrap();
    let storages = every_storage();
    for (name, create) in &storages {
        transport.call(create.clone()).await.unwrap_or_else(|error| panic!("{create:?}: {error}"));
        let points: Vec<_> = (1..=120_u16)
            .map(|number| {
                let vector: Vec<f32> = (1..=16).map(|at| f32::from(number * at % 101)).collect();
                let sparse = SparseVector::from([(u32::from(number % 7), 1.0), (3, f32::from(number) + 1.0)]);
                let sparse: SparseVector = sparse
                    .indices
                    .into_iter()
                    .zip(sparse.values)
                    .collect::<BTreeMap<_, _>>()
                    .into_iter()
                    .collect();
                let vectors = [("v", Vector::from(vector)), ("s", sparse.into())];
                PointStruct::new(u64::from(number), vectors, Payload::new())
            })
            .collect();
        let upsert = UpsertPoints::new(name, points).wait(true);
        transport.call(upsert).await.unwrap_or_else(|error| panic!("{create:?}: {error}"));
    }
    search_all(&transport, &storages).await;
    for (name, create) in &storages {
        let mut patience = 300;
        loop {
            let info = transport.call(GetCollectionInfoRequest::new(name)).await.unwrap();
            // The points of the sparse vector count from the beginning.
            if info.indexed_vectors_count > Some(120) && info.status == CollectionStatus::Green {
                break;
            }
            patience -= 1;
            assert!(patience > 0, "{create:?} was not indexed: {info:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    search_all(&transport, &storages).await;
    transport.close().await.unwrap();
    search_all(&open(dir.path()), &storages).await;
}
