//! Any points that the core lets pass.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use qdrant_core::{
    DenseVector, Document, Image, InferenceObject, MultiDenseVector, OrderValue, Payload, PointId,
    PointStruct, RetrievedPoint, ScoredPoint, ShardKey, SparseVector, Uuid, Value, Vector, VectorOutput,
    Vectors, VectorsOutput,
};

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z]{1,3}", any::<String>(), "x{120,140}"]
}

/// JSON without integers above 2^63 - 1, which travel as doubles and come back as such.
pub fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-200_i64..200).prop_map(Value::from),
        prop::num::f64::ANY
            .prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(text(), inner, 0..6).prop_map(|map| Payload::from_iter(map).into()),
        ]
    })
}

pub fn payload() -> impl Strategy<Value = Payload> {
    btree_map(text(), value(), 0..6).prop_map(Payload::from_iter)
}

pub fn id() -> impl Strategy<Value = PointId> {
    prop_oneof![
        any::<u64>().prop_map(PointId::Num),
        any::<u128>().prop_map(|bits| PointId::Uuid(Uuid::from_u128(bits))),
    ]
}

fn float() -> impl Strategy<Value = f32> {
    prop_oneof![prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO, -2_f32..2.0]
}

fn dense() -> impl Strategy<Value = DenseVector> {
    vec(float(), 1..40).prop_map(DenseVector::from)
}

/// Vectors that can be sent; the rows of a multivector have one length.
fn vector_output() -> impl Strategy<Value = VectorOutput> {
    let multi = (1_usize..6).prop_flat_map(|width| vec(vec(float(), width), 1..5));
    prop_oneof![
        dense().prop_map(VectorOutput::Dense),
        btree_map(any::<u32>(), float(), 0..40)
            .prop_map(|pairs| VectorOutput::Sparse(SparseVector::from_iter(pairs))),
        multi.prop_map(|rows| VectorOutput::MultiDense(MultiDenseVector {
            vectors: rows.into_iter().map(DenseVector::from).collect()
        })),
    ]
}

fn vector() -> impl Strategy<Value = Vector> {
    let model = "[a-zä/]{1,9}";
    prop_oneof![
        4 => vector_output().prop_map(Vector::from),
        1 => (text(), model, payload())
            .prop_map(|(text, model, options)| Document { text, model, options }.into()),
        1 => (value(), model, payload()).prop_map(|(image, model, options)| Image { image, model, options }.into()),
        1 => (value(), model, payload())
            .prop_map(|(object, model, options)| InferenceObject { object, model, options }.into()),
    ]
}

pub fn point() -> impl Strategy<Value = PointStruct> {
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

pub fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![text().prop_map(ShardKey::Keyword), any::<u64>().prop_map(ShardKey::Number)]
}

fn order_value() -> impl Strategy<Value = OrderValue> {
    prop_oneof![any::<i64>().prop_map(OrderValue::Int), (-1e9..1e9).prop_map(OrderValue::Float)]
}

pub fn retrieved() -> impl Strategy<Value = RetrievedPoint> {
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

pub fn scored() -> impl Strategy<Value = ScoredPoint> {
    (retrieved(), prop_oneof![0_u64..3, any::<u64>()], float()).prop_map(|(point, version, score)| {
        let RetrievedPoint { id, payload, vectors, shard_key, order_value } = point;
        ScoredPoint { id, version, score, payload, vectors, shard_key, order_value }
    })
}
