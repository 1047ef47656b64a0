//! Ids, payloads, keys, times.

use std::collections::HashMap;

use official::qdrant as q;
use q::value::Kind;
use qdrant_core as core;
use serde_json::json;

use super::map;
use crate::Pair;

/// A UUID in the form of the wire.
pub const UUID: &str = "0f3c1c2e-7c1b-4a51-9d6e-3f1f5f0f6a11";

/// The largest number.
pub fn number() -> Pair<core::PointId, q::PointId> {
    (
        core::PointId::Num(u64::MAX),
        q::PointId { point_id_options: Some(q::point_id::PointIdOptions::Num(u64::MAX)) },
    )
}

/// A UUID.
pub fn uuid() -> Pair<core::PointId, q::PointId> {
    let official = q::PointId { point_id_options: Some(q::point_id::PointIdOptions::Uuid(UUID.into())) };
    (UUID.parse().expect("a valid id"), official)
}

/// An official value.
pub fn value(kind: Kind) -> q::Value {
    q::Value { kind: Some(kind) }
}

/// A payload with every kind of value.
pub fn payload() -> Pair<core::Payload, HashMap<String, q::Value>> {
    let json = json!({
        "null": null, "true": true, "false": false, "least": i64::MIN, "most": i64::MAX, "whole": 3.0, "float": 0.1,
        "text": "ümläut \u{0} 😀", "empty": "", "list": [1, "x", null, [], {}], "object": {"a.b": {"": [1.5]}},
    });
    let text = |text: &str| value(Kind::StringValue(text.into()));
    let list = |values| value(Kind::ListValue(q::ListValue { values }));
    let object = |fields| value(Kind::StructValue(q::Struct { fields }));
    let official = [
        ("null", value(Kind::NullValue(0))),
        ("true", value(Kind::BoolValue(true))),
        ("false", value(Kind::BoolValue(false))),
        ("least", value(Kind::IntegerValue(i64::MIN))),
        ("most", value(Kind::IntegerValue(i64::MAX))),
        ("whole", value(Kind::DoubleValue(3.0))),
        ("float", value(Kind::DoubleValue(0.1))),
        ("text", text("ümläut \u{0} 😀")),
        ("empty", text("")),
        (
            "list",
            list(vec![
                value(Kind::IntegerValue(1)),
                text("x"),
                value(Kind::NullValue(0)),
                list(vec![]),
                object(HashMap::new()),
            ]),
        ),
        ("object", object(map([("a.b", object(map([("", list(vec![value(Kind::DoubleValue(1.5))]))])))]))),
    ];
    (core::Payload::try_from(json).expect("an object"), map(official))
}

/// A small payload.
pub fn small(key: &str) -> Pair<core::Payload, HashMap<String, q::Value>> {
    (core::Payload::from([(key, 7)]), map([(key, value(Kind::IntegerValue(7)))]))
}

/// A point in time with nanoseconds.
pub fn time() -> Pair<core::Timestamp, prost_types::Timestamp> {
    let core = core::Timestamp::from_unix(1_700_000_000, 123_456_000).expect("a valid time");
    (core, prost_types::Timestamp { seconds: 1_700_000_000, nanos: 123_456_000 })
}

/// A key of a shard by name.
pub fn keyword_key() -> Pair<core::ShardKey, q::ShardKey> {
    (core::ShardKey::from("tenant"), q::ShardKey { key: Some(q::shard_key::Key::Keyword("tenant".into())) })
}

/// A key of a shard by number.
pub fn number_key() -> Pair<core::ShardKey, q::ShardKey> {
    (core::ShardKey::from(u64::MAX), q::ShardKey { key: Some(q::shard_key::Key::Number(u64::MAX)) })
}
