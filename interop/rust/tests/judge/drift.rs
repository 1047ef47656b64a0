//! Replies of older and newer servers.

use official::qdrant as q;
use prost::Message;
use qdrant_core as core;
use qdrant_core::{Operation, UnknownValue};
use qdrant_interop::model::value::number;
use qdrant_interop::model::vector::{dense, sparse};

use crate::TIME;

fn read<O: Operation>(official: impl Message) -> O::Output {
    let reply = qdrant_grpc::decode(O::KIND, &official.encode_to_vec()).expect("the reply is read");
    O::output(reply.response).expect("the answer to this operation")
}

fn vectors(output: q::VectorOutput) -> Option<core::VectorsOutput> {
    let options = q::vectors_output::VectorsOptions::Vector(output);
    let point = q::RetrievedPoint {
        id: Some(number().1),
        vectors: Some(q::VectorsOutput { vectors_options: Some(options) }),
        ..Default::default()
    };
    let reply = q::GetResponse { result: vec![point], time: TIME, usage: None };
    read::<core::GetPoints>(reply).remove(0).vectors
}

/// Servers up to 1.15 fill other fields.
#[test]
fn former_vectors() {
    let old = |data: &[f32], indices: Option<Vec<u32>>, vectors_count| q::VectorOutput {
        data: data.to_vec(),
        indices: indices.map(|data| q::SparseIndices { data }),
        vectors_count,
        vector: None,
    };
    let single = |vector| Some(core::VectorsOutput::Single(vector));
    let expected = core::DenseVector { data: vec![1.0, 2.0] };
    assert_eq!(vectors(old(&[1.0, 2.0], None, None)), single(core::VectorOutput::Dense(expected)));
    let q::SparseVector { values, indices } = sparse();
    let expected = core::SparseVector { indices: indices.clone(), values: values.clone() };
    assert_eq!(vectors(old(&values, Some(indices), None)), single(core::VectorOutput::Sparse(expected)));
    let rows = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    let expected = core::MultiDenseVector {
        vectors: rows.iter().map(|row| core::DenseVector { data: row.to_vec() }).collect(),
    };
    let flat = rows.concat();
    assert_eq!(vectors(old(&flat, None, Some(3))), single(core::VectorOutput::MultiDense(expected)));
    let expected = core::DenseVector { data: flat.clone() };
    assert_eq!(vectors(old(&flat, None, Some(0))), single(core::VectorOutput::Dense(expected)));
}

/// The new field wins when a server fills both.
#[test]
fn former_and_new_vectors() {
    let both = q::VectorOutput {
        data: vec![9.0],
        indices: None,
        vectors_count: None,
        vector: Some(q::vector_output::Vector::Dense(dense(&[1.0, 2.0]))),
    };
    let expected = core::VectorOutput::Dense(core::DenseVector { data: vec![1.0, 2.0] });
    assert_eq!(vectors(both), Some(core::VectorsOutput::Single(expected)));
}

/// A length that does not divide is an error, not a panic.
#[test]
fn former_vectors_that_do_not_fit() {
    for vectors_count in [2, u32::MAX] {
        let output =
            q::VectorOutput { data: vec![1.0; 3], vectors_count: Some(vectors_count), ..Default::default() };
        let point = q::RetrievedPoint {
            id: Some(number().1),
            vectors: Some(q::VectorsOutput {
                vectors_options: Some(q::vectors_output::VectorsOptions::Vector(output)),
            }),
            ..Default::default()
        };
        let reply = q::GetResponse { result: vec![point], time: TIME, usage: None };
        let error = qdrant_grpc::decode(core::GetPoints::KIND, &reply.encode_to_vec());
        assert_eq!(error.map_err(|error| error.kind()).err(), Some(core::ErrorKind::Decode));
    }
}

/// Servers up to 1.9 fill the former field of the limit on threads.
#[test]
fn former_optimization_threads() {
    let optimizers =
        q::OptimizersConfigDiff { deprecated_max_optimization_threads: Some(4), ..Default::default() };
    let info = q::CollectionInfo {
        status: q::CollectionStatus::Green.into(),
        optimizer_status: Some(q::OptimizerStatus { ok: true, error: String::new() }),
        config: Some(q::CollectionConfig {
            params: Some(q::CollectionParams { shard_number: 1, ..Default::default() }),
            hnsw_config: Some(q::HnswConfigDiff::default()),
            optimizer_config: Some(optimizers),
            wal_config: Some(q::WalConfigDiff::default()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let info = read::<core::GetCollectionInfoRequest>(q::GetCollectionInfoResponse {
        result: Some(info),
        time: TIME,
    });
    let threads = info.config.optimizer_config.max_optimization_threads;
    assert_eq!(threads, Some(core::MaxOptimizationThreads::Value(4)));
}

/// What a newer server says is kept.
#[test]
fn unknown_values() {
    let result = q::UpdateResult { operation_id: None, status: 77 };
    let reply = q::PointsOperationResponse { result: Some(result), time: TIME, usage: None };
    let status = read::<core::UpsertPoints>(reply).status;
    assert_eq!(status, core::UpdateStatus::Unknown(UnknownValue::Number(77)));

    let params = q::VectorParams { size: 4, distance: 77, datatype: Some(78), ..Default::default() };
    let info = q::CollectionInfo {
        status: 79,
        optimizer_status: Some(q::OptimizerStatus { ok: true, error: String::new() }),
        config: Some(q::CollectionConfig {
            params: Some(q::CollectionParams {
                shard_number: 1,
                vectors_config: Some(q::VectorsConfig {
                    config: Some(q::vectors_config::Config::Params(params)),
                }),
                ..Default::default()
            }),
            hnsw_config: Some(q::HnswConfigDiff::default()),
            optimizer_config: Some(q::OptimizersConfigDiff::default()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let info = read::<core::GetCollectionInfoRequest>(q::GetCollectionInfoResponse {
        result: Some(info),
        time: TIME,
    });
    assert_eq!(info.status, core::CollectionStatus::Unknown(UnknownValue::Number(79)));
    match info.config.params.vectors_config {
        Some(core::VectorsConfig::Single(params)) => {
            assert_eq!(params.distance, core::Distance::Unknown(UnknownValue::Number(77)));
            assert_eq!(params.datatype, Some(core::Datatype::Unknown(UnknownValue::Number(78))));
        }
        other => panic!("{other:?}"),
    }
}

/// Fields that a newer server adds are skipped, wherever they are.
#[test]
fn unknown_fields() {
    let point = q::ScoredPoint { id: Some(number().1), score: 0.5, ..Default::default() };
    let mut bytes = q::QueryResponse { result: vec![point], time: TIME, usage: None }.encode_to_vec();
    // Field 1000, length-delimited, three bytes; field 1001, varint.
    bytes.extend([0xc2, 0x3e, 3, 1, 2, 3, 0xc8, 0x3e, 5]);
    let reply = qdrant_grpc::decode(core::QueryPoints::KIND, &bytes).expect("the reply is read");
    let hits = core::QueryPoints::output(reply.response).expect("hits");
    assert_eq!(hits[0].score, 0.5);
}
