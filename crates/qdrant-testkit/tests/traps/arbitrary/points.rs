//! Points, their vectors, and the steps of a batch.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    Batch, ClearPayloadOperation, Datatype, DeletePayloadOperation, DeletePointsOperation,
    DeleteVectorsOperation, DenseVector, DenseVectorCreationConfig, Distance, Document, Image,
    InferenceObject, Modifier, MultiDenseVector, MultiVectorComparator, MultiVectorConfig, PointStruct,
    PointStructList, PointVectors, PointsUpdateOperation, SetPayloadOperation, SparseVector,
    SparseVectorCreationConfig, UpdateMode, UpdateVectorsOperation, Vector, VectorNameConfig, Vectors,
    VectorsSelector,
};

use super::basics::{json_value, name, payload, point_id, shards, single, text};
use super::filters::{filter, points_selector};

pub(super) fn dense() -> impl Strategy<Value = DenseVector> {
    vec(single(), 1..5).prop_map(|data| DenseVector { data })
}

pub(super) fn sparse() -> impl Strategy<Value = SparseVector> {
    (btree_set(any::<u32>(), 0..4), vec(single(), 4)).prop_map(|(indices, mut values)| {
        values.truncate(indices.len());
        // In any order, as the server takes them.
        SparseVector { indices: indices.into_iter().rev().collect(), values }
    })
}

pub(super) fn multi() -> impl Strategy<Value = MultiDenseVector> {
    let vectors = (1..4_usize).prop_flat_map(|length| vec(vec(single(), length), 1..4));
    vectors.prop_map(|vectors| MultiDenseVector {
        vectors: vectors.into_iter().map(|data| DenseVector { data }).collect(),
    })
}

pub(super) fn document() -> impl Strategy<Value = Document> {
    (text(), name(), payload()).prop_map(|(text, model, options)| Document { text, model, options })
}

pub(super) fn image() -> impl Strategy<Value = Image> {
    (json_value(), name(), payload()).prop_map(|(image, model, options)| Image { image, model, options })
}

pub(super) fn object() -> impl Strategy<Value = InferenceObject> {
    (json_value(), name(), payload()).prop_map(|(object, model, options)| InferenceObject {
        object,
        model,
        options,
    })
}

/// A vector that has no name: REST cannot say that such a one is sparse.
fn unnamed() -> impl Strategy<Value = Vector> {
    prop_oneof![
        dense().prop_map(Vector::Dense),
        multi().prop_map(Vector::MultiDense),
        document().prop_map(Vector::Document),
        image().prop_map(Vector::Image),
        object().prop_map(Vector::Object),
    ]
}

pub(super) fn vectors() -> impl Strategy<Value = Vectors> {
    let key = prop_oneof![name(), select(vec!["", "text", "model", "indices"]).prop_map(String::from)];
    let vector = prop_oneof![unnamed(), sparse().prop_map(Vector::Sparse)];
    prop_oneof![unnamed().prop_map(Vectors::Single), btree_map(key, vector, 0..3).prop_map(Vectors::Named)]
}

pub(super) fn points() -> impl Strategy<Value = Batch<PointStruct>> {
    let point = (point_id(), vectors(), payload()).prop_map(|(id, vectors, payload)| PointStruct {
        id,
        vectors,
        payload,
    });
    vec(point, 0..3).prop_map(Batch::from)
}

pub(super) fn point_vectors() -> impl Strategy<Value = Batch<PointVectors>> {
    let point = (point_id(), vectors()).prop_map(|(id, vectors)| PointVectors { id, vectors });
    vec(point, 0..3).prop_map(Batch::from)
}

pub(super) fn vector_names() -> impl Strategy<Value = VectorsSelector> {
    vec(name(), 1..3).prop_map(VectorsSelector::from)
}

pub(super) fn vector_config() -> impl Strategy<Value = VectorNameConfig> {
    let datatype = || of(select(Datatype::ALL));
    let multi = select(MultiVectorComparator::ALL).prop_map(|comparator| MultiVectorConfig { comparator });
    let dense = (1..=u64::MAX, select(Distance::ALL), of(multi), datatype()).prop_map(
        |(size, distance, multivector_config, datatype)| DenseVectorCreationConfig {
            size,
            distance,
            multivector_config,
            datatype,
        },
    );
    let sparse = (of(select(Modifier::ALL)), datatype())
        .prop_map(|(modifier, datatype)| SparseVectorCreationConfig { modifier, datatype });
    prop_oneof![dense.prop_map(VectorNameConfig::Dense), sparse.prop_map(VectorNameConfig::Sparse)]
}

pub(super) fn step() -> BoxedStrategy<PointsUpdateOperation> {
    let set = || {
        (payload(), points_selector(), shards(), of(name())).prop_map(
            |(payload, points_selector, shard_key_selector, key)| SetPayloadOperation {
                payload,
                points_selector,
                shard_key_selector,
                key,
            },
        )
    };
    prop_oneof![
        (points(), shards(), of(filter()), of(select(UpdateMode::ALL))).prop_map(
            |(points, shard_key_selector, update_filter, update_mode)| {
                PointStructList { points, shard_key_selector, update_filter, update_mode }.into()
            }
        ),
        (points_selector(), shards()).prop_map(|(points, shard_key_selector)| {
            DeletePointsOperation { points, shard_key_selector }.into()
        }),
        set().prop_map(PointsUpdateOperation::SetPayload),
        set().prop_map(PointsUpdateOperation::OverwritePayload),
        (vec(name(), 0..3), points_selector(), shards()).prop_map(
            |(keys, points_selector, shard_key_selector)| {
                DeletePayloadOperation { keys, points_selector, shard_key_selector }.into()
            }
        ),
        (points_selector(), shards()).prop_map(|(points, shard_key_selector)| {
            ClearPayloadOperation { points, shard_key_selector }.into()
        }),
        (point_vectors(), shards(), of(filter())).prop_map(|(points, shard_key_selector, update_filter)| {
            UpdateVectorsOperation { points, shard_key_selector, update_filter }.into()
        }),
        (points_selector(), vector_names(), shards()).prop_map(
            |(points_selector, vectors, shard_key_selector)| {
                DeleteVectorsOperation { points_selector, vectors, shard_key_selector }.into()
            }
        ),
    ]
    .boxed()
}
