//! Points and their payload.

use std::time::Duration;

use qdrant_core::{
    ClearPayloadPoints, CountPoints, DeletePayloadPoints, DeletePoints, Direction, Document, Filter,
    GetPoint, GetPoints, OrderBy, OverwritePayloadPoints, Payload, PointId, PointStruct, ReadConsistencyType,
    ScrollPoints, SetPayloadPoints, ShardKeySelector, SparseVector, UpdateMode, UpsertPoints, Vector,
    WithPayloadSelector, WriteOrdering,
};
use serde_json::{Value, json};

use super::{Sample, UUID, berlin, berlin_json, sample, uuid};

pub(super) fn points() -> Vec<Sample> {
    let named = [
        ("", Vector::from(vec![0.5])),
        ("d", vec![1.0, -0.25].into()),
        ("s", SparseVector::from([(7, 0.5), (3, 1.5)]).into()),
        ("m", vec![vec![1.0], vec![2.0]].into()),
        ("t", Document::new("hi", "qdrant/bm25").into()),
    ];
    vec![
        sample(
            UpsertPoints::new(
                "c",
                vec![
                    PointStruct::new(u64::MAX, vec![0.5, -1.0], [("a", json!([1, 1.0, null]))]),
                    PointStruct::new(uuid(), named, Payload::new()),
                    PointStruct::new(3, qdrant_core::Vectors::none(), Payload::new()),
                    PointStruct::new(4, Document::new("hi", "m"), Payload::new()),
                ],
            )
            .wait(true)
            .ordering(WriteOrdering::Medium)
            .shard_key_selector("k")
            .update_filter(berlin())
            .update_mode(UpdateMode::InsertOnly)
            .timeout(Duration::from_secs(30)),
            "PUT /collections/c/points?wait=true&ordering=medium&timeout=30",
            json!({
                "points": [
                    {"id": u64::MAX, "vector": [0.5, -1.0], "payload": {"a": [1, 1.0, null]}},
                    {"id": UUID, "vector": {
                        "": [0.5], "d": [1.0, -0.25], "s": {"indices": [7, 3], "values": [0.5, 1.5]},
                        "m": [[1.0], [2.0]], "t": {"text": "hi", "model": "qdrant/bm25"},
                    }},
                    {"id": 3, "vector": {}},
                    {"id": 4, "vector": {"text": "hi", "model": "m"}},
                ],
                "shard_key": "k", "update_filter": berlin_json(), "update_mode": "insert_only",
            }),
        ),
        sample(
            DeletePoints::new("c")
                .points(vec![PointId::from(1), uuid()])
                .wait(true)
                .ordering(WriteOrdering::Weak)
                .shard_key_selector(["k", "l"])
                .timeout(Duration::from_secs(1)),
            "POST /collections/c/points/delete?wait=true&ordering=weak&timeout=1",
            json!({"points": [1, UUID], "shard_key": ["k", "l"]}),
        ),
        sample(
            DeletePoints::new("c").points(berlin()),
            "POST /collections/c/points/delete",
            json!({"filter": berlin_json()}),
        ),
        sample(
            GetPoints::new("c", [1_u64, 2])
                .with_payload(WithPayloadSelector::exclude(["a"]))
                .with_vectors(["d"])
                .read_consistency(ReadConsistencyType::Majority)
                .shard_key_selector(ShardKeySelector::with_fallback("k", 7))
                .timeout(Duration::from_secs(4)),
            "POST /collections/c/points?consistency=majority&timeout=4",
            json!({
                "ids": [1, 2], "with_payload": {"exclude": ["a"]}, "with_vector": ["d"],
                "shard_key": {"target": "k", "fallback": 7},
            }),
        ),
        sample(
            GetPoint::new("c", uuid()).read_consistency(ReadConsistencyType::Majority),
            "GET /collections/c/points/936da01f-9abd-4d9d-80c7-02af85c822a8?consistency=majority",
            Value::Null,
        ),
        sample(
            GetPoint::new("a/b", u64::MAX),
            "GET /collections/a%2Fb/points/18446744073709551615",
            Value::Null,
        ),
        sample(
            ScrollPoints::new("c")
                .filter(berlin())
                .offset(uuid())
                .limit(5)
                .with_payload(["a", "b"])
                .with_vectors(true)
                .read_consistency(2)
                .shard_key_selector("k")
                .order_by(OrderBy::new("price").direction(Direction::Desc).start_from(1.5))
                .timeout(Duration::from_secs(4)),
            "POST /collections/c/points/scroll?consistency=2&timeout=4",
            json!({
                "filter": berlin_json(), "offset": UUID, "limit": 5, "with_payload": ["a", "b"], "with_vector": true,
                "shard_key": "k", "order_by": {"key": "price", "direction": "desc", "start_from": 1.5},
            }),
        ),
        sample(
            CountPoints::new("c")
                .filter(berlin())
                .exact(false)
                .read_consistency(ReadConsistencyType::All)
                .shard_key_selector("k")
                .timeout(Duration::from_secs(4)),
            "POST /collections/c/points/count?consistency=all&timeout=4",
            json!({"filter": berlin_json(), "exact": false, "shard_key": "k"}),
        ),
    ]
}

pub(super) fn payload() -> Vec<Sample> {
    let set = SetPayloadPoints::new("c", [("a", json!({"b": null}))])
        .points_selector([1_u64])
        .key("k.l")
        .shard_key_selector("s")
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .timeout(Duration::from_secs(8));
    let set_json = json!({"payload": {"a": {"b": null}}, "points": [1], "key": "k.l", "shard_key": "s"});
    vec![
        sample(
            OverwritePayloadPoints::from(set.clone()),
            "PUT /collections/c/points/payload?wait=true&ordering=strong&timeout=8",
            set_json.clone(),
        ),
        sample(set, "POST /collections/c/points/payload?wait=true&ordering=strong&timeout=8", set_json),
        sample(
            SetPayloadPoints::new("c", [("a", 1)]).points_selector(Filter::default()),
            "POST /collections/c/points/payload",
            json!({"payload": {"a": 1}, "filter": {}}),
        ),
        sample(
            DeletePayloadPoints::new("c", ["a", "b.c"])
                .points_selector(berlin())
                .shard_key_selector("s")
                .wait(false)
                .ordering(WriteOrdering::Medium)
                .timeout(Duration::from_secs(8)),
            "POST /collections/c/points/payload/delete?wait=false&ordering=medium&timeout=8",
            json!({"keys": ["a", "b.c"], "filter": berlin_json(), "shard_key": "s"}),
        ),
        sample(
            ClearPayloadPoints::new("c")
                .points([1_u64])
                .shard_key_selector("s")
                .wait(true)
                .ordering(WriteOrdering::Weak)
                .timeout(Duration::from_secs(8)),
            "POST /collections/c/points/payload/clear?wait=true&ordering=weak&timeout=8",
            json!({"points": [1], "shard_key": "s"}),
        ),
    ]
}
