//! Small things that models are made of.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use proptest::bool::ANY as flag;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    GeoPoint, Payload, PointId, ReadConsistency, ReadConsistencyType, ShardKey, ShardKeySelector, Timestamp,
    Uuid, Value, WithLookup, WithPayloadSelector, WithVectorsSelector, WriteOrdering,
};

/// A name that is not empty, with characters that a path, a query or JSON must escape.
pub(super) fn name() -> impl Strategy<Value = String> {
    "[a-z]{1,3}([ä.\"\\[\\]% ?&#+]{0,3}[a-z]{0,2})"
}

/// A name that a new collection or alias may have.
pub(super) fn new_name() -> impl Strategy<Value = String> {
    "[a-z]{1,3}[ä. %&#+]{0,3}"
}

/// A name of a snapshot: one segment of a path.
pub(super) fn file_name() -> impl Strategy<Value = String> {
    "[a-z]{1,5}-[0-9]{1,4}\\.snapshot"
}

pub(super) fn text() -> impl Strategy<Value = String> {
    "[a-zß\"\\\\ ]{0,6}"
}

pub(super) fn named<T: Debug>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = BTreeMap<String, T>> {
    btree_map(name(), values, 0..3)
}

pub(super) fn single() -> impl Strategy<Value = f32> {
    use proptest::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![NORMAL | ZERO | SUBNORMAL | POSITIVE | NEGATIVE, Just(0.1), Just(f32::MAX)]
        .prop_filter("is sent", |value| value.is_finite())
}

pub(super) fn double() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, ZERO};
    prop_oneof![NORMAL | ZERO | POSITIVE | NEGATIVE, Just(0.1), Just(1.0)]
        .prop_filter("is sent", |value| value.is_finite())
}

pub(super) fn point_id() -> impl Strategy<Value = PointId> {
    prop_oneof![
        any::<u64>().prop_map(PointId::Num),
        any::<u128>().prop_map(|bits| PointId::Uuid(Uuid::from_u128(bits))),
    ]
}

pub(super) fn timestamp() -> impl Strategy<Value = Timestamp> {
    (-62_135_596_800_i64..253_402_207_200, 0..1_000_000_000)
        .prop_map(|(seconds, nanos)| Timestamp::from_unix(seconds, nanos).unwrap())
}

pub(super) fn geo_point() -> impl Strategy<Value = GeoPoint> {
    (-180.0..180.0, -90.0..90.0).prop_map(|(lon, lat)| GeoPoint { lon, lat })
}

pub(super) fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![text().prop_map(ShardKey::Keyword), any::<u64>().prop_map(ShardKey::Number)]
}

pub(super) fn shards() -> impl Strategy<Value = Option<ShardKeySelector>> {
    of(prop_oneof![
        vec(shard_key(), 1..3).prop_map(ShardKeySelector::Keys),
        (shard_key(), shard_key())
            .prop_map(|(target, fallback)| ShardKeySelector::WithFallback { target, fallback }),
    ])
}

/// JSON of which no number is above the signed range, because gRPC rounds those.
pub(super) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        flag.prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        double().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            named(inner).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

pub(super) fn payload() -> impl Strategy<Value = Payload> {
    named(json_value()).prop_map(|fields| fields.into_iter().collect())
}

/// Whole seconds, as both wires have them.
pub(super) fn timeout() -> impl Strategy<Value = Option<Duration>> {
    of((1..=u64::from(u32::MAX)).prop_map(Duration::from_secs))
}

pub(super) fn ordering() -> impl Strategy<Value = Option<WriteOrdering>> {
    of(select(WriteOrdering::ALL))
}

pub(super) fn consistency() -> impl Strategy<Value = Option<ReadConsistency>> {
    of(prop_oneof![
        select(ReadConsistencyType::ALL).prop_map(ReadConsistency::Type),
        (1..=u64::MAX).prop_map(ReadConsistency::Factor),
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
