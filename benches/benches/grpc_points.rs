//! What do points cost on their way into and out of protobuf?
//!
//! 100 points of 768 dimensions with a payload of five fields are encoded as an upsert, and decoded as the reply to a
//! query. Compared are our own way, the same messages as prost derives them with the conversion from and to the core
//! model, and the floor: copying the finished bytes. The medians are taken over interleaved rounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, Throughput};
use prost::Message;
use prost::bytes::Bytes;
use qdrant_core::{
    Batch, Operation, OperationKind, Payload, PointId, PointStruct, QueryPoints, ScoredPoint, UpsertPoints,
    Value, Vector, VectorOutput, Vectors, VectorsOutput, json,
};

const POINTS: usize = 100;
const DIMENSIONS: usize = 768;
const ROUNDS: usize = 1_000;

/// The messages as prost derives them, field by field those of the API.
mod plain {
    use std::collections::BTreeMap;

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct UpsertPoints {
        #[prost(string, tag = "1")]
        pub(crate) collection_name: String,
        #[prost(message, repeated, tag = "3")]
        pub(crate) points: Vec<PointStruct>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct PointStruct {
        #[prost(message, optional, tag = "1")]
        pub(crate) id: Option<PointId>,
        #[prost(btree_map = "string, message", tag = "3")]
        pub(crate) payload: BTreeMap<String, Value>,
        #[prost(message, optional, tag = "4")]
        pub(crate) vectors: Option<Vectors>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct QueryResponse {
        #[prost(message, repeated, tag = "1")]
        pub(crate) result: Vec<ScoredPoint>,
        #[prost(double, tag = "2")]
        pub(crate) time: f64,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct ScoredPoint {
        #[prost(message, optional, tag = "1")]
        pub(crate) id: Option<PointId>,
        #[prost(btree_map = "string, message", tag = "2")]
        pub(crate) payload: BTreeMap<String, Value>,
        #[prost(float, tag = "3")]
        pub(crate) score: f32,
        #[prost(uint64, tag = "5")]
        pub(crate) version: u64,
        #[prost(message, optional, tag = "6")]
        pub(crate) vectors: Option<Vectors>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct PointId {
        #[prost(uint64, tag = "1")]
        pub(crate) num: u64,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct Vectors {
        #[prost(message, optional, tag = "1")]
        pub(crate) vector: Option<Vector>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct Vector {
        #[prost(message, optional, tag = "101")]
        pub(crate) dense: Option<DenseVector>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct DenseVector {
        #[prost(float, repeated, tag = "1")]
        pub(crate) data: Vec<f32>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct Value {
        #[prost(oneof = "Kind", tags = "2, 3, 4, 5, 7")]
        pub(crate) kind: Option<Kind>,
    }

    #[derive(Clone, PartialEq, prost::Oneof)]
    pub(crate) enum Kind {
        #[prost(double, tag = "2")]
        Double(f64),
        #[prost(int64, tag = "3")]
        Integer(i64),
        #[prost(string, tag = "4")]
        String(String),
        #[prost(bool, tag = "5")]
        Bool(bool),
        #[prost(message, tag = "7")]
        List(ListValue),
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct ListValue {
        #[prost(message, repeated, tag = "1")]
        pub(crate) values: Vec<Value>,
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    encode(&mut criterion);
    decode(&mut criterion, "with vectors", &reply(true));
    decode(&mut criterion, "without vectors", &reply(false));
    criterion.final_summary();
}

fn encode(criterion: &mut Criterion) {
    let shared = Batch::from(points());
    let bytes = ours_out(shared.clone());
    assert_eq!(bytes, plain_out(points()), "both write the same bytes");

    let mut group = criterion.benchmark_group("upsert_100x768");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("encode/ours", |bencher| {
        bencher.iter_batched(points, ours_out, BatchSize::LargeInput);
    });
    group.bench_function("encode/prost", |bencher| {
        bencher.iter_batched(points, plain_out, BatchSize::LargeInput);
    });
    group.bench_function("encode/floor", |bencher| bencher.iter(|| bytes.to_vec()));
    group.finish();

    let upsert = UpsertPoints::new("c", shared.clone());
    report(
        "encode",
        &mut [
            ("copying the bytes", &mut || time((), |()| bytes.to_vec())),
            ("checking the points", &mut || time(&upsert, |upsert| upsert.validate().is_ok())),
            ("ours, points kept", &mut || time(shared.clone(), ours_out)),
            ("copying the bytes, points freed", &mut || {
                time(points(), |points| (bytes.to_vec(), drop(points)))
            }),
            ("ours, points freed", &mut || time(points(), ours_out)),
            ("prost, points freed", &mut || time(points(), plain_out)),
        ],
    );
}

fn decode(criterion: &mut Criterion, name: &str, bytes: &[u8]) {
    assert_eq!(ours_in(bytes), plain_in(bytes), "both read the same points");

    let mut group = criterion.benchmark_group(format!("query_100, {name}"));
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("decode/ours", |bencher| bencher.iter(|| ours_in(bytes)));
    group.bench_function("decode/prost", |bencher| bencher.iter(|| plain_in(bytes)));
    group.bench_function("decode/floor", |bencher| bencher.iter(|| bytes.to_vec()));
    group.finish();

    report(
        &format!("decode {name}"),
        &mut [
            ("copying the bytes", &mut || time((), |()| bytes.to_vec())),
            ("ours", &mut || time((), |()| ours_in(bytes))),
            ("prost", &mut || time((), |()| plain_in(bytes))),
        ],
    );
}

fn vector(row: usize) -> Vec<f32> {
    (0..DIMENSIONS).map(|column| ((row * DIMENSIONS + column) as f32).sin()).collect()
}

fn payload(row: usize) -> Payload {
    Payload::from([
        ("city", json!("Berlin")),
        ("title", json!(format!("The document of number {row} has a title of usual length"))),
        ("price", json!(row as f64 * 1.5)),
        ("count", json!(row * 1_000)),
        ("tags", json!(["red", "green"])),
    ])
}

fn points() -> Vec<PointStruct> {
    (0..POINTS).map(|row| PointStruct::new(row as u64 + 1, vector(row), payload(row))).collect()
}

fn ours_out(points: impl Into<Batch<PointStruct>>) -> Bytes {
    match qdrant_grpc::encode(UpsertPoints::new("c", points).into()) {
        Ok((_, message)) => message,
        Err(error) => panic!("{error}"),
    }
}

fn plain_out(points: Vec<PointStruct>) -> Vec<u8> {
    let points = points.into_iter().map(|PointStruct { id, vectors, payload }| plain::PointStruct {
        id: plain_id(id),
        payload: payload.into_iter().map(|(key, value)| (key, plain_value(value))).collect(),
        vectors: match vectors {
            Vectors::Single(Vector::Dense(dense)) => plain_vectors(dense.data),
            other @ (Vectors::Single(_) | Vectors::Named(_)) => panic!("{other:?}"),
        },
    });
    plain::UpsertPoints { collection_name: "c".to_owned(), points: points.collect() }.encode_to_vec()
}

fn plain_id(id: PointId) -> Option<plain::PointId> {
    match id {
        PointId::Num(num) => Some(plain::PointId { num }),
        PointId::Uuid(uuid) => panic!("{uuid}"),
    }
}

fn plain_vectors(data: Vec<f32>) -> Option<plain::Vectors> {
    let dense = Some(plain::DenseVector { data });
    Some(plain::Vectors { vector: Some(plain::Vector { dense }) })
}

fn plain_value(value: Value) -> plain::Value {
    use plain::Kind;

    let kind = match value {
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Kind::Integer(integer),
            (None, Some(double)) => Kind::Double(double),
            (None, None) => panic!("{number}"),
        },
        Value::Bool(value) => Kind::Bool(value),
        Value::String(text) => Kind::String(text),
        Value::Array(items) => {
            Kind::List(plain::ListValue { values: items.into_iter().map(plain_value).collect() })
        }
        other @ (Value::Null | Value::Object(_)) => panic!("{other}"),
    };
    plain::Value { kind: Some(kind) }
}

fn core_value(value: plain::Value) -> Value {
    use plain::Kind;

    match value.kind {
        None => Value::Null,
        Some(Kind::Double(value)) => value.into(),
        Some(Kind::Integer(value)) => value.into(),
        Some(Kind::String(value)) => value.into(),
        Some(Kind::Bool(value)) => value.into(),
        Some(Kind::List(list)) => list.values.into_iter().map(core_value).collect(),
    }
}

/// The reply to a query.
fn reply(has_vectors: bool) -> Vec<u8> {
    let point = |row: usize| plain::ScoredPoint {
        id: plain_id(PointId::Num(row as u64 + 1)),
        payload: payload(row).into_iter().map(|(key, value)| (key, plain_value(value))).collect(),
        score: 0.5,
        version: 7,
        vectors: if has_vectors { plain_vectors(vector(row)) } else { None },
    };
    plain::QueryResponse { result: (0..POINTS).map(point).collect(), time: 0.25 }.encode_to_vec()
}

fn ours_in(bytes: &[u8]) -> Vec<ScoredPoint> {
    match qdrant_grpc::decode(OperationKind::QueryPoints, bytes)
        .map(|reply| QueryPoints::output(reply.response))
    {
        Ok(Ok(points)) => points,
        other => panic!("{other:?}"),
    }
}

fn plain_in(bytes: &[u8]) -> Vec<ScoredPoint> {
    let plain::QueryResponse { result, time: _ } = match plain::QueryResponse::decode(bytes) {
        Ok(reply) => reply,
        Err(error) => panic!("{error}"),
    };
    let dense = |vectors: plain::Vectors| {
        let data = vectors.vector.and_then(|vector| vector.dense).map(|dense| dense.data).unwrap_or_default();
        VectorsOutput::Single(VectorOutput::Dense(data.into()))
    };
    let point = |plain::ScoredPoint { id, payload, score, version, vectors }| ScoredPoint {
        id: PointId::Num(id.unwrap_or_default().num),
        version,
        score,
        payload: payload.into_iter().map(|(key, value)| (key, core_value(value))).collect(),
        vectors: vectors.map(dense),
        shard_key: None,
        order_value: None,
    };
    result.into_iter().map(point).collect()
}

/// Times the work; making its input and dropping its result do not count.
fn time<I, O>(input: I, work: impl FnOnce(I) -> O) -> Duration {
    let start = Instant::now();
    let result = black_box(work(black_box(input)));
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

/// Prints the medians, and how many times the first one each is.
#[expect(clippy::print_stdout, reason = "a benchmark tells its result")]
fn report(name: &str, contenders: &mut [(&str, &mut dyn FnMut() -> Duration)]) {
    let mut rounds = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, contender), times) in contenders.iter_mut().zip(&mut rounds) {
            times.push(contender());
        }
    }
    let medians: Vec<Duration> = rounds.iter_mut().map(|times| median(times)).collect();
    for ((contender, _), time) in contenders.iter().zip(&medians) {
        let ratio = time.as_secs_f64() / medians[0].as_secs_f64();
        println!("{name}: {contender}: {time:.1?}, {ratio:.1} times the floor");
    }
    println!();
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
