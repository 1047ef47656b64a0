//! Random values.

use proptest::prelude::*;
use qdrant_core::{
    Condition, Document, Filter, Payload, PointId, PointStruct, PointVectors, PointsSelector, Range,
    ReadConsistency, ReadConsistencyType, SearchParams, ShardKeySelector, SparseVector, Uuid, Value, Vector,
    Vectors, WithLookup, WithPayloadSelector, WithVectorsSelector, WriteOrdering,
};

pub(crate) fn finite() -> impl Strategy<Value = f32> {
    prop_oneof![any::<f32>(), Just(0.1), Just(-0.0), Just(f32::MAX), Just(f32::MIN_POSITIVE)]
        .prop_filter("vectors are finite", |value| value.is_finite())
}

pub(crate) fn id() -> impl Strategy<Value = PointId> {
    prop_oneof![any::<u64>().prop_map(PointId::from), any::<u128>().prop_map(|n| Uuid::from_u128(n).into())]
}

pub(crate) fn sparse() -> impl Strategy<Value = SparseVector> {
    prop::collection::btree_map(any::<u32>(), finite(), 0..5).prop_map(|map| map.into_iter().collect())
}

pub(crate) fn vector() -> impl Strategy<Value = Vector> {
    prop_oneof![
        prop::collection::vec(finite(), 1..8).prop_map(Vector::from),
        sparse().prop_map(Vector::from),
        prop::collection::vec(prop::collection::vec(finite(), 2), 1..4).prop_map(Vector::from),
        (".*", "[a-z/]+").prop_map(|(text, model)| Document::new(text, model).into()),
    ]
}

pub(crate) fn vectors() -> impl Strategy<Value = Vectors> {
    let unnamed = vector()
        .prop_filter("REST has no unnamed sparse vectors", |vector| !matches!(vector, Vector::Sparse(_)));
    prop_oneof![
        unnamed.prop_map(Vectors::Single),
        prop::collection::btree_map(".{0,6}", vector(), 0..4).prop_map(Vectors::Named),
    ]
}

pub(crate) fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 4.0)),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

pub(crate) fn point() -> impl Strategy<Value = PointStruct> {
    (id(), vectors(), payload()).prop_map(|(id, vectors, payload)| PointStruct::new(id, vectors, payload))
}

pub(crate) fn payload() -> impl Strategy<Value = Payload> {
    prop::collection::btree_map(".{0,4}", json(), 0..4).prop_map(|map| map.into_iter().collect())
}

pub(crate) fn point_vectors() -> impl Strategy<Value = PointVectors> {
    (id(), vectors()).prop_map(|(id, vectors)| PointVectors::new(id, vectors))
}

pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (".{1,5}", ".*").prop_map(|(key, text)| Condition::matches(key, text)),
        (".{1,5}", any::<i64>()).prop_map(|(key, number)| Condition::matches(key, number)),
        (".{1,5}", -1e6..1e6_f64)
            .prop_map(|(key, from)| Condition::range(key, Range { gte: Some(from), ..Range::default() })),
        prop::collection::vec(id(), 0..3).prop_map(Condition::has_id),
        ".{1,5}".prop_map(Condition::is_empty),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let inner = prop::collection::vec(inner, 1..3);
        prop_oneof![
            inner.clone().prop_map(|conditions| Condition::filter(Filter::must_not(conditions))),
            ("[a-z]{1,5}", inner)
                .prop_map(|(key, conditions)| Condition::nested(key, Filter::should(conditions))),
        ]
    })
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let some = || prop::collection::vec(condition(), 0..3);
    (some(), some(), some())
        .prop_map(|(must, should, must_not)| Filter::must(must).and_should(should).and_must_not(must_not))
}

pub(crate) fn names() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(".{0,5}", 1..4)
}

/// A name that can be a part of a path.
pub(crate) fn segment() -> impl Strategy<Value = String> {
    "[^/\\PC]{1,12}|.{1,8}".prop_filter("stands for another path", |name| name != "." && name != "..")
}

pub(crate) fn ids() -> impl Strategy<Value = Vec<PointId>> {
    prop::collection::vec(id(), 0..4)
}

pub(crate) fn points_selector() -> impl Strategy<Value = PointsSelector> {
    prop_oneof![ids().prop_map(PointsSelector::from), filter().prop_map(PointsSelector::from)]
}

pub(crate) fn shards() -> impl Strategy<Value = ShardKeySelector> {
    prop_oneof![
        any::<u64>().prop_map(ShardKeySelector::from),
        "[a-z]{1,4}".prop_map(|key| ShardKeySelector::from(key.as_str())),
        ("[a-z]{1,4}", any::<u64>())
            .prop_map(|(key, fallback)| ShardKeySelector::with_fallback(key.as_str(), fallback)),
    ]
}

pub(crate) fn ordering() -> impl Strategy<Value = WriteOrdering> {
    prop::sample::select(WriteOrdering::ALL)
}

pub(crate) fn consistency() -> impl Strategy<Value = ReadConsistency> {
    prop_oneof![
        (1..u64::MAX).prop_map(ReadConsistency::Factor),
        prop::sample::select(ReadConsistencyType::ALL).prop_map(ReadConsistency::Type),
    ]
}

/// A time that the wire can carry.
pub(crate) fn timeout() -> impl Strategy<Value = std::time::Duration> {
    (1..100_000_u64).prop_map(std::time::Duration::from_secs)
}

pub(crate) fn with_payload() -> impl Strategy<Value = WithPayloadSelector> {
    prop_oneof![
        any::<bool>().prop_map(WithPayloadSelector::from),
        names().prop_map(WithPayloadSelector::from),
        names().prop_map(WithPayloadSelector::exclude),
    ]
}

pub(crate) fn with_vectors() -> impl Strategy<Value = WithVectorsSelector> {
    prop_oneof![
        any::<bool>().prop_map(WithVectorsSelector::from),
        names().prop_map(WithVectorsSelector::from),
    ]
}

pub(crate) fn with_lookup() -> impl Strategy<Value = WithLookup> {
    (".{1,5}", prop::option::of(with_payload()), prop::option::of(with_vectors())).prop_map(
        |(collection, with_payload, with_vectors)| WithLookup { collection, with_payload, with_vectors },
    )
}

pub(crate) fn params() -> impl Strategy<Value = SearchParams> {
    (any::<Option<bool>>(), prop::option::of(1..1000_u64)).prop_map(|(exact, hnsw_ef)| SearchParams {
        exact,
        hnsw_ef,
        ..SearchParams::default()
    })
}
