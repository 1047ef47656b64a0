//! How much faster are our vector messages than those that prost derives?
//!
//! Both are measured in the same run on 100 vectors of 768 floats, and on one sparse vector of 12,800 elements. After
//! the statistics of criterion, the ratio of medians over interleaved rounds is printed.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use prost::Message;
use qdrant_grpc::proto;

const VECTORS: usize = 100;
const DIMENSIONS: usize = 768;
const ELEMENTS: usize = 12_800;
const ROUNDS: usize = 400;

/// The messages as prost derives them.
mod plain {
    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct DenseVector {
        #[prost(float, repeated, tag = "1")]
        pub(crate) data: Vec<f32>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct MultiDenseVector {
        #[prost(message, repeated, tag = "1")]
        pub(crate) vectors: Vec<DenseVector>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(crate) struct SparseVector {
        #[prost(float, repeated, tag = "1")]
        pub(crate) values: Vec<f32>,
        #[prost(uint32, repeated, tag = "2")]
        pub(crate) indices: Vec<u32>,
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let bytes = dense().encode_to_vec();
    let hot = decode::<proto::MultiDenseVector>(&bytes);
    assert_eq!(hot.encode_to_vec(), bytes, "both write the same bytes");
    compare(&mut criterion, "dense_100x768", &hot, &dense());

    let bytes = sparse().encode_to_vec();
    let hot = decode::<proto::SparseVector>(&bytes);
    assert_eq!(hot.encode_to_vec(), bytes, "both write the same bytes");
    compare(&mut criterion, "sparse_12800", &hot, &sparse());
    criterion.final_summary();
}

fn dense() -> plain::MultiDenseVector {
    let vector = |row: usize| plain::DenseVector {
        data: (0..DIMENSIONS).map(|column| ((row * DIMENSIONS + column) as f32).sin()).collect(),
    };
    plain::MultiDenseVector { vectors: (0..VECTORS).map(vector).collect() }
}

fn sparse() -> plain::SparseVector {
    let indices: Vec<u32> = (0..).step_by(37).take(ELEMENTS).collect();
    plain::SparseVector { values: indices.iter().map(|index| (*index as f32).sin()).collect(), indices }
}

fn decode<M: Message + Default>(bytes: &[u8]) -> M {
    match M::decode(bytes) {
        Ok(message) => message,
        Err(error) => panic!("the bytes of the twin message: {error}"),
    }
}

fn compare<H, P>(criterion: &mut Criterion, name: &str, hot: &H, plain: &P)
where
    H: Message + Default,
    P: Message + Default,
{
    let bytes = plain.encode_to_vec();
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("encode/hot", |bencher| bencher.iter(|| hot.encode_to_vec()));
    group.bench_function("encode/prost", |bencher| bencher.iter(|| plain.encode_to_vec()));
    group.bench_function("decode/hot", |bencher| bencher.iter(|| decode::<H>(&bytes)));
    group.bench_function("decode/prost", |bencher| bencher.iter(|| decode::<P>(&bytes)));
    group.finish();
    report(&format!("{name} encode"), || hot.encode_to_vec(), || plain.encode_to_vec());
    report(&format!("{name} decode"), || decode::<H>(&bytes), || decode::<P>(&bytes));
}

/// Prints how many times faster `hot` is than `plain`.
#[expect(clippy::print_stdout, reason = "a benchmark tells its result")]
fn report<A, B>(name: &str, hot: impl Fn() -> A, plain: impl Fn() -> B) {
    let rounds: Vec<(Duration, Duration)> = (0..ROUNDS).map(|_| (time(&hot), time(&plain))).collect();
    let hot = median(rounds.iter().map(|round| round.0));
    let plain = median(rounds.iter().map(|round| round.1));
    let ratio = plain.as_secs_f64() / hot.as_secs_f64();
    println!("{name}: hot {hot:.2?}, prost {plain:.2?}, {ratio:.1} times faster\n");
}

fn time<T>(work: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(work());
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}
