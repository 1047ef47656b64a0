//! Any parts of operations and answers.

use std::time::Duration;

use proptest::bool::ANY as flag;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    DenseVector, Filter, GroupId, MultiDenseVector, OrderValue, PointGroup, PointStruct, PointVectors,
    PointsSelector, ReadConsistency, ReadConsistencyType, RetrievedPoint, ScoredPoint, SearchParams,
    ShardKeySelector, SparseVector, UpdateResult, UpdateStatus, Vector, VectorExample, VectorOutput, Vectors,
    VectorsOutput, WithLookup, WithPayloadSelector, WithVectorsSelector, WriteOrdering,
};

use crate::convert::tests::basics::{
    double, name, payload, point_id, shard_key, shard_key_selector, single, wire,
};
use crate::convert::tests::filters::filter;
use crate::convert::tests::queries::search_params;
use crate::convert::tests::sharding::example;

/// Whole seconds, as the wire has them.
pub(super) fn timeout() -> impl Strategy<Value = Option<Duration>> {
    of((1..=u64::MAX).prop_map(Duration::from_secs))
}

pub(super) fn ordering() -> impl Strategy<Value = Option<WriteOrdering>> {
    of(select(WriteOrdering::ALL))
}

pub(super) fn shards() -> impl Strategy<Value = Option<ShardKeySelector>> {
    of(shard_key_selector())
}

pub(super) fn consistency() -> impl Strategy<Value = Option<ReadConsistency>> {
    of(prop_oneof![
        select(ReadConsistencyType::ALL).prop_map(ReadConsistency::Type),
        any::<u64>().prop_map(ReadConsistency::Factor),
    ])
}

fn names() -> impl Strategy<Value = Vec<String>> {
    vec(name(), 0..3)
}

/// Always set, because what is not set is told as the default.
pub(super) fn with_payload() -> impl Strategy<Value = Option<WithPayloadSelector>> {
    prop_oneof![
        flag.prop_map(WithPayloadSelector::Enable),
        names().prop_map(WithPayloadSelector::Include),
        names().prop_map(WithPayloadSelector::Exclude),
    ]
    .prop_map(Some)
}

/// Always set, because what is not set is told as the default.
pub(super) fn with_vectors() -> impl Strategy<Value = Option<WithVectorsSelector>> {
    prop_oneof![flag.prop_map(WithVectorsSelector::Enable), names().prop_map(WithVectorsSelector::Include)]
        .prop_map(Some)
}

pub(super) fn with_lookup() -> impl Strategy<Value = Option<WithLookup>> {
    of((name(), with_payload(), with_vectors()).prop_map(|(collection, with_payload, with_vectors)| {
        WithLookup { collection, with_payload, with_vectors }
    }))
}

pub(super) fn points_selector() -> impl Strategy<Value = PointsSelector> {
    prop_oneof![
        vec(point_id(), 0..3).prop_map(PointsSelector::Points),
        filter().prop_map(PointsSelector::Filter),
    ]
}

pub(super) fn vector() -> impl Strategy<Value = Vector> {
    example().prop_map(|example| match example {
        VectorExample::Vector(vector) => vector,
        VectorExample::Id(_) => [0.5].into(),
    })
}

fn vectors() -> impl Strategy<Value = Vectors> {
    prop_oneof![
        vector().prop_map(Vectors::Single),
        btree_map(name(), vector(), 0..3).prop_map(Vectors::Named),
    ]
}

pub(super) fn point() -> impl Strategy<Value = PointStruct> {
    (point_id(), vectors(), payload()).prop_map(|(id, vectors, payload)| PointStruct { id, vectors, payload })
}

pub(super) fn point_vectors() -> impl Strategy<Value = PointVectors> {
    (point_id(), vectors()).prop_map(|(id, vectors)| PointVectors { id, vectors })
}

pub(super) fn update_result() -> impl Strategy<Value = UpdateResult> {
    (of(any::<u64>()), wire(UpdateStatus::ALL, UpdateStatus::Unknown))
        .prop_map(|(operation_id, status)| UpdateResult { operation_id, status })
}

fn vector_output() -> impl Strategy<Value = VectorOutput> {
    let dense = || vec(single(), 0..4).prop_map(DenseVector::from);
    prop_oneof![
        dense().prop_map(VectorOutput::Dense),
        vec((any::<u32>(), single()), 0..4)
            .prop_map(|pairs| VectorOutput::Sparse(SparseVector::from_iter(pairs))),
        vec(dense(), 0..3).prop_map(|vectors| VectorOutput::MultiDense(MultiDenseVector { vectors })),
    ]
}

fn vectors_output() -> impl Strategy<Value = VectorsOutput> {
    prop_oneof![
        vector_output().prop_map(VectorsOutput::Single),
        btree_map(name(), vector_output(), 0..3).prop_map(VectorsOutput::Named),
    ]
}

fn retrieved() -> impl Strategy<Value = RetrievedPoint> {
    let order = prop_oneof![any::<i64>().prop_map(OrderValue::Int), double().prop_map(OrderValue::Float)];
    (point_id(), payload(), of(vectors_output()), of(shard_key()), of(order)).prop_map(
        |(id, payload, vectors, shard_key, order_value)| RetrievedPoint {
            id,
            payload,
            vectors,
            shard_key,
            order_value,
        },
    )
}

pub(super) fn scored() -> impl Strategy<Value = ScoredPoint> {
    (retrieved(), any::<u64>(), single()).prop_map(|(point, version, score)| {
        let RetrievedPoint { id, payload, vectors, shard_key, order_value } = point;
        ScoredPoint { id, version, score, payload, vectors, shard_key, order_value }
    })
}

pub(super) fn group() -> impl Strategy<Value = PointGroup> {
    let id = prop_oneof![
        any::<u64>().prop_map(GroupId::Unsigned),
        any::<i64>().prop_map(GroupId::Integer),
        name().prop_map(GroupId::String),
    ];
    (id, vec(scored(), 0..3), of(retrieved())).prop_map(|(id, hits, lookup)| PointGroup { id, hits, lookup })
}

/// What the old searches share: filter, parameters, selectors, guarantees.
pub(super) type Common = (
    Option<Filter>,
    Option<SearchParams>,
    Option<WithPayloadSelector>,
    Option<WithVectorsSelector>,
    Option<ReadConsistency>,
    Option<Duration>,
    Option<ShardKeySelector>,
);

pub(super) fn common() -> BoxedStrategy<Common> {
    (of(filter()), of(search_params()), with_payload(), with_vectors(), consistency(), timeout(), shards())
        .boxed()
}
