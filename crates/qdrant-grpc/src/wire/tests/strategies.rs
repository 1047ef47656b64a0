//! Any points.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use qdrant_core::{
    DenseVector, Document, GroupId, Image, InferenceObject, MultiDenseVector, OrderValue, Payload,
    PointGroup, PointId, PointStruct, RetrievedPoint, ScoredPoint, ShardKey, SparseVector, Uuid, Value,
    Vector, VectorOutput, Vectors, VectorsOutput,
};

pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z]{1,3}", any::<String>(), "x{120,140}"]
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-200_i64..200).prop_map(Value::from),
        prop::num::f64::ANY
            .prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(text(), inner, 0..6).prop_map(|map| Payload::from_iter(map).into()),
        ]
    })
}

pub(super) fn payload() -> impl Strategy<Value = Payload> {
    btree_map(text(), value(), 0..6).prop_map(Payload::from_iter)
}

fn id() -> impl Strategy<Value = PointId> {
    prop_oneof![
        any::<u64>().prop_map(PointId::Num),
        any::<u128>().prop_map(|bits| PointId::Uuid(Uuid::from_u128(bits))),
    ]
}

fn floats(lengths: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f32>> {
    vec(-1e6_f32..1e6, lengths)
}

fn dense() -> impl Strategy<Value = DenseVector> {
    floats(0..40).prop_map(DenseVector::from)
}

pub(super) fn vector_output() -> impl Strategy<Value = VectorOutput> {
    prop_oneof![
        dense().prop_map(VectorOutput::Dense),
        btree_map(any::<u32>(), -1e6_f32..1e6, 0..40)
            .prop_map(|pairs| VectorOutput::Sparse(SparseVector::from_iter(pairs))),
        vec(dense(), 0..5).prop_map(|vectors| VectorOutput::MultiDense(MultiDenseVector { vectors })),
    ]
}

fn vector() -> impl Strategy<Value = Vector> {
    prop_oneof![
        4 => vector_output().prop_map(Vector::from),
        1 => (text(), text(), payload())
            .prop_map(|(text, model, options)| Document { text, model, options }.into()),
        1 => (value(), text(), payload()).prop_map(|(image, model, options)| Image { image, model, options }.into()),
        1 => (value(), text(), payload())
            .prop_map(|(object, model, options)| InferenceObject { object, model, options }.into()),
    ]
}

pub(super) fn point() -> impl Strategy<Value = PointStruct> {
    let vectors = prop_oneof![
        vector().prop_map(Vectors::Single),
        btree_map(text(), vector(), 0..4).prop_map(Vectors::Named),
    ];
    (id(), vectors, payload()).prop_map(|(id, vectors, payload)| PointStruct { id, vectors, payload })
}

fn vectors_output() -> impl Strategy<Value = VectorsOutput> {
    prop_oneof![
        vector_output().prop_map(VectorsOutput::Single),
        btree_map(text(), vector_output(), 0..4).prop_map(VectorsOutput::Named),
    ]
}

fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![text().prop_map(ShardKey::Keyword), any::<u64>().prop_map(ShardKey::Number)]
}

fn order_value() -> impl Strategy<Value = OrderValue> {
    prop_oneof![any::<i64>().prop_map(OrderValue::Int), (-1e9..1e9).prop_map(OrderValue::Float)]
}

pub(super) fn retrieved() -> impl Strategy<Value = RetrievedPoint> {
    let rest =
        (prop::option::of(vectors_output()), prop::option::of(shard_key()), prop::option::of(order_value()));
    (id(), payload(), rest).prop_map(|(id, payload, (vectors, shard_key, order_value))| RetrievedPoint {
        id,
        payload,
        vectors,
        shard_key,
        order_value,
    })
}

pub(super) fn scored() -> impl Strategy<Value = ScoredPoint> {
    let score = prop_oneof![Just(0.0_f32), -1e3_f32..1e3];
    (retrieved(), prop_oneof![Just(0), any::<u64>()], score).prop_map(|(point, version, score)| {
        let RetrievedPoint { id, payload, vectors, shard_key, order_value } = point;
        ScoredPoint { id, version, score, payload, vectors, shard_key, order_value }
    })
}

pub(super) fn group() -> impl Strategy<Value = PointGroup> {
    let id = prop_oneof![
        any::<u64>().prop_map(GroupId::Unsigned),
        any::<i64>().prop_map(GroupId::Integer),
        text().prop_map(GroupId::String),
    ];
    (id, vec(scored(), 0..3), prop::option::of(retrieved())).prop_map(|(id, hits, lookup)| PointGroup {
        id,
        hits,
        lookup,
    })
}
