//! Arbitrary small things that models are made of.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::bool::ANY as flag;
use proptest::collection::{btree_map, vec};
use proptest::num::{f32, f64};
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    GeoPoint, Payload, PointId, ShardKey, ShardKeySelector, Timestamp, UnknownValue, Uuid, Value,
};

use super::through;
use crate::proto::qdrant as proto;

pub(crate) fn name() -> impl Strategy<Value = String> {
    "[a-zä.\"\\[\\] ]{0,6}"
}

pub(crate) fn named<T: Debug>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = BTreeMap<String, T>> {
    btree_map(name(), values, 0..3)
}

/// A known value of an enum or one that only has a number.
pub(crate) fn wire<T: Clone + Debug>(
    known: &'static [T],
    unknown: fn(UnknownValue) -> T,
) -> impl Strategy<Value = T> {
    prop_oneof![
        9 => select(known),
        1 => (50..60).prop_map(move |number| unknown(UnknownValue::Number(number))),
    ]
}

pub(crate) fn single() -> impl Strategy<Value = f32> {
    f32::NORMAL | f32::ZERO
}

pub(crate) fn double() -> impl Strategy<Value = f64> {
    f64::NORMAL | f64::ZERO
}

pub(crate) fn point_id() -> impl Strategy<Value = PointId> {
    prop_oneof![
        any::<u64>().prop_map(PointId::Num),
        any::<u128>().prop_map(|bits| PointId::Uuid(Uuid::from_u128(bits))),
    ]
}

pub(crate) fn timestamp() -> impl Strategy<Value = Timestamp> {
    (-62_135_596_800_i64..253_402_207_200, 0..1_000_000_000)
        .prop_map(|(seconds, nanos)| Timestamp::from_unix(seconds, nanos).unwrap())
}

pub(crate) fn geo_point() -> impl Strategy<Value = GeoPoint> {
    (-180.0..180.0, -90.0..90.0).prop_map(|(lon, lat)| GeoPoint { lon, lat })
}

pub(crate) fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![name().prop_map(ShardKey::Keyword), any::<u64>().prop_map(ShardKey::Number)]
}

pub(crate) fn shard_key_selector() -> impl Strategy<Value = ShardKeySelector> {
    prop_oneof![
        vec(shard_key(), 0..3).prop_map(ShardKeySelector::Keys),
        (shard_key(), shard_key())
            .prop_map(|(target, fallback)| ShardKeySelector::WithFallback { target, fallback }),
    ]
}

/// JSON of which no number is above the signed range, because this wire rounds those.
pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        flag.prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        double().prop_map(Value::from),
        name().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            named(inner).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

pub(crate) fn payload() -> impl Strategy<Value = Payload> {
    named(json_value()).prop_map(|fields| fields.into_iter().collect())
}

proptest! {
    #[test]
    fn ids_survive(id in point_id()) {
        prop_assert_eq!(through::<proto::PointId, _>(id), id);
    }

    #[test]
    fn times_survive(time in timestamp()) {
        prop_assert_eq!(through::<prost_types::Timestamp, _>(time), time);
    }

    #[test]
    fn shard_keys_survive(selector in shard_key_selector()) {
        prop_assert_eq!(through::<proto::ShardKeySelector, _>(selector.clone()), selector);
    }

    #[test]
    fn json_survives(value in json_value()) {
        prop_assert_eq!(through::<proto::Value, _>(value.clone()), value);
    }
}
