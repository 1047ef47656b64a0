//! Points on their way out.

use qdrant_core::{
    DenseVector, FacetHit, FacetValue, MultiDenseVector, OrderValue, Payload, PointId, RetrievedPoint,
    ScoredPoint, SparseVector, Uuid, VectorOutput, VectorsOutput,
};

use crate::engine::{self, TypedMultiDenseVector, VectorInternal, VectorStructInternal};

pub(crate) fn point_id(id: engine::PointId) -> PointId {
    match id {
        engine::PointId::NumId(number) => PointId::Num(number),
        engine::PointId::Uuid(uuid) => PointId::Uuid(uuid),
    }
}

pub(crate) fn record(record: engine::Record) -> RetrievedPoint {
    // A single shard has no key.
    let engine::Record { id, payload, vector, shard_key: _, order_value } = record;
    RetrievedPoint {
        id: point_id(id),
        payload: payload_out(payload),
        vectors: vector.map(vectors),
        shard_key: None,
        order_value: order_value.map(order),
    }
}

pub(crate) fn scored_point(point: engine::ScoredPoint) -> ScoredPoint {
    let engine::ScoredPoint { id, version, score, payload, vector, shard_key: _, order_value } = point;
    ScoredPoint {
        id: point_id(id),
        version,
        score,
        payload: payload_out(payload),
        vectors: vector.map(vectors),
        shard_key: None,
        order_value: order_value.map(order),
    }
}

pub(crate) fn facet_hits(hits: Vec<(engine::FacetValue, usize)>) -> Vec<FacetHit> {
    let hit = |(value, count)| FacetHit {
        value: facet_value(value),
        count: u64::try_from(count).unwrap_or(u64::MAX),
    };
    hits.into_iter().map(hit).collect()
}

fn facet_value(value: engine::FacetValue) -> FacetValue {
    match value {
        engine::FacetValue::Keyword(text) => FacetValue::String(text),
        engine::FacetValue::Int(number) => FacetValue::Integer(number),
        engine::FacetValue::Uuid(uuid) => {
            FacetValue::String(Uuid::from_u128(uuid).as_hyphenated().to_string())
        }
        engine::FacetValue::Bool(flag) => FacetValue::Bool(flag),
    }
}

fn payload_out(payload: Option<engine::Payload>) -> Payload {
    Payload(payload.map(|payload| payload.0).unwrap_or_default())
}

fn order(value: engine::OrderValue) -> OrderValue {
    match value {
        engine::OrderValue::Int(number) => OrderValue::Int(number),
        engine::OrderValue::Float(number) => OrderValue::Float(number),
    }
}

fn vectors(vectors: VectorStructInternal) -> VectorsOutput {
    match vectors {
        VectorStructInternal::Single(data) => {
            VectorsOutput::Single(VectorOutput::Dense(DenseVector { data }))
        }
        VectorStructInternal::MultiDense(vectors) => {
            VectorsOutput::Single(VectorOutput::MultiDense(multi(vectors)))
        }
        VectorStructInternal::Named(vectors) => {
            VectorsOutput::Named(vectors.into_iter().map(|(name, one)| (name, vector(one))).collect())
        }
    }
}

fn vector(vector: VectorInternal) -> VectorOutput {
    match vector {
        VectorInternal::Dense(data) => VectorOutput::Dense(DenseVector { data }),
        VectorInternal::Sparse(engine::SparseVector { indices, values }) => {
            VectorOutput::Sparse(SparseVector { indices, values })
        }
        VectorInternal::MultiDense(vectors) => VectorOutput::MultiDense(multi(vectors)),
    }
}

fn multi(vectors: TypedMultiDenseVector<f32>) -> MultiDenseVector {
    let TypedMultiDenseVector { flattened_vectors, dim } = vectors;
    let row = |row: &[f32]| DenseVector { data: row.to_vec() };
    MultiDenseVector { vectors: flattened_vectors.chunks_exact(dim.max(1)).map(row).collect() }
}
