//! Points, their vectors, and what is done to them.

use qdrant_core::{
    ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation,
    DenseVector, Document, Image, InferenceObject, MultiDenseVector, PointStruct, PointStructList,
    PointVectors, PointsSelector, PointsUpdateOperation, ReadConsistency, ReadConsistencyType,
    SetPayloadOperation, ShardKeySelector, SparseVector, UpdateMode, UpdateVectorsOperation, Vector, Vectors,
    VectorsSelector, WithPayloadSelector, WithVectorsSelector, WriteOrdering,
};

use crate::generate::{Any, Source, fill, known, variants};

known! { ReadConsistencyType UpdateMode WriteOrdering }

fill! {
    DenseVector { data }
    Document { text, model, options }
    Image { image, model, options }
    InferenceObject { object, model, options }
    PointStruct { id, vectors, payload }
    PointVectors { id, vectors }
    VectorsSelector { names }
    PointStructList { points, shard_key_selector, update_filter, update_mode }
    DeletePointsOperation { points, shard_key_selector }
    SetPayloadOperation { payload, points_selector, shard_key_selector, key }
    DeletePayloadOperation { keys, points_selector, shard_key_selector }
    ClearPayloadOperation { points, shard_key_selector }
    UpdateVectorsOperation { points, shard_key_selector, update_filter }
    DeleteVectorsOperation { points_selector, vectors, shard_key_selector }
}

variants! {
    Vector { Dense Sparse MultiDense Document Image Object;; }
    Vectors { Named Single;; }
    ReadConsistency { Type Factor;; }
    PointsSelector { Points Filter;; }
    WithPayloadSelector { Enable Include Exclude;; }
    WithVectorsSelector { Enable Include;; }
    PointsUpdateOperation {
        Upsert DeletePoints SetPayload OverwritePayload DeletePayload ClearPayload UpdateVectors DeleteVectors;;
    }
}

impl Any for SparseVector {
    fn any(source: &mut Source) -> Self {
        let pairs: Vec<(u32, f32)> = vec![(0, source.any()), (7, source.any()), (u32::MAX, source.any())];
        pairs.into()
    }
}

impl Any for MultiDenseVector {
    fn any(source: &mut Source) -> Self {
        let width = 1 + source.below(3);
        let height = 1 + source.below(3);
        Self { vectors: (0..height).map(|_| DenseVector { data: source.list(width) }).collect() }
    }
}

impl Any for ShardKeySelector {
    fn any(source: &mut Source) -> Self {
        if source.any() {
            Self::Keys(source.any())
        } else {
            Self::WithFallback { target: source.any(), fallback: source.any() }
        }
    }
}
