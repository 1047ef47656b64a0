//! Which JSON library reads and writes vectors fastest, and what a whole request or reply costs?
//!
//! An upsert and the reply to a query, each of 100 points with 768 floats and a payload of five fields, are written
//! and read by serde_json and by sonic-rs, through the same models. `encode` and `decode` are what the REST transport
//! does to them, validation included.

use criterion::{BatchSize, Criterion, Throughput};
use http::{HeaderMap, StatusCode};
use qdrant_core::{
    OperationKind, Payload, PointStruct, Request, ScoredPoint, UpsertPoints, Value, VectorOutput,
    VectorsOutput, json,
};
use serde::{Deserialize, Serialize};

const POINTS: usize = 100;
const DIMENSIONS: usize = 768;

/// The body of an upsert, and the result of a query.
#[derive(Serialize, Deserialize)]
struct Points<T> {
    points: Vec<T>,
}

/// What is around a result.
#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    result: T,
    status: String,
    time: f64,
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    upsert(&mut criterion);
    reply(&mut criterion);
    criterion.final_summary();
}

fn upsert(criterion: &mut Criterion) {
    let body = Points { points: (0..POINTS).map(point).collect() };
    let text = checked(serde_json::to_vec(&body));
    assert_eq!(checked(sonic_rs::to_vec(&body)).len(), text.len(), "both write the same numbers");
    let request = Request::from(UpsertPoints::new("c", (0..POINTS).map(point).collect::<Vec<_>>()));

    let mut group = criterion.benchmark_group("upsert_100x768");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("write/serde_json", |bencher| bencher.iter(|| checked(serde_json::to_vec(&body))));
    group.bench_function("write/sonic_rs", |bencher| bencher.iter(|| checked(sonic_rs::to_vec(&body))));
    group.bench_function("write/encode", |bencher| {
        // The points of a request are shared, so that its copy costs nothing.
        bencher.iter_batched(
            || request.clone(),
            |request| checked(qdrant_rest::encode(request)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("read/serde_json", |bencher| {
        bencher.iter(|| checked(serde_json::from_slice::<Points<PointStruct>>(&text)));
    });
    group.bench_function("read/sonic_rs", |bencher| {
        bencher.iter(|| checked(sonic_rs::from_slice::<Points<PointStruct>>(&text)));
    });
    group.finish();
}

fn reply(criterion: &mut Criterion) {
    let result = Points { points: (0..POINTS).map(scored).collect() };
    let text = checked(serde_json::to_vec(&Envelope { result, status: "ok".to_owned(), time: 0.001 }));
    let headers = HeaderMap::new();

    let mut group = criterion.benchmark_group("query_reply_100x768");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read/serde_json", |bencher| {
        bencher.iter(|| checked(serde_json::from_slice::<Envelope<Points<ScoredPoint>>>(&text)));
    });
    group.bench_function("read/sonic_rs", |bencher| {
        bencher.iter(|| checked(sonic_rs::from_slice::<Envelope<Points<ScoredPoint>>>(&text)));
    });
    group.bench_function("read/decode", |bencher| {
        bencher.iter(|| {
            checked(qdrant_rest::decode(OperationKind::QueryPoints, StatusCode::OK, &headers, &text))
        });
    });
    group.finish();
}

fn vector(row: usize) -> Vec<f32> {
    (0..DIMENSIONS).map(|column| ((row * DIMENSIONS + column) as f32).sin() * 0.1).collect()
}

fn payload(row: usize) -> Payload {
    Payload::from([
        ("city", Value::from("Berlin")),
        ("visits", Value::from(row)),
        ("price", Value::from(12.5)),
        ("tags", json!(["a", "b"])),
        ("text", Value::from("the quick brown fox")),
    ])
}

fn point(row: usize) -> PointStruct {
    PointStruct::new(row as u64, vector(row), payload(row))
}

fn scored(row: usize) -> ScoredPoint {
    ScoredPoint {
        id: (row as u64).into(),
        version: 3,
        score: 0.75,
        payload: payload(row),
        vectors: Some(VectorsOutput::Single(VectorOutput::Dense(vector(row).into()))),
        shard_key: None,
        order_value: None,
    }
}

fn checked<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("what was written here can be read: {error}"),
    }
}
