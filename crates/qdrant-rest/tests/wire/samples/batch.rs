//! Several updates in one call.

use std::time::Duration;

use qdrant_core::{
    ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation,
    PointStruct, PointStructList, PointVectors, PointsUpdateOperation, SetPayloadOperation,
    UpdateBatchPoints, UpdateMode, UpdateVectorsOperation, WriteOrdering,
};
use serde_json::json;

use super::{Sample, berlin, berlin_json, sample};

pub(super) fn batch() -> Vec<Sample> {
    let upsert = PointStructList::new([PointStruct::new(1, vec![0.5], [("a", 1)])])
        .shard_key_selector("k")
        .update_filter(berlin())
        .update_mode(UpdateMode::UpdateOnly);
    let set =
        SetPayloadOperation::new([1_u64], [("a", json!({"b": null}))]).key("k.l").shard_key_selector("k");
    let update = UpdateVectorsOperation::new([PointVectors::new(1, [("d", vec![0.5])])])
        .shard_key_selector("k")
        .update_filter(berlin());
    let steps = [
        upsert.into(),
        DeletePointsOperation::new([1_u64]).shard_key_selector("k").into(),
        PointsUpdateOperation::SetPayload(set),
        PointsUpdateOperation::OverwritePayload(SetPayloadOperation::new(berlin(), [("a", 1)])),
        DeletePayloadOperation::new([1_u64], ["a", "b.c"]).shard_key_selector("k").into(),
        ClearPayloadOperation::new(berlin()).shard_key_selector("k").into(),
        update.into(),
        DeleteVectorsOperation::new([1_u64], ["d", "s"]).shard_key_selector("k").into(),
        DeletePointsOperation::new(berlin()).into(),
        DeletePayloadOperation::new(berlin(), ["a"]).into(),
        DeleteVectorsOperation::new(berlin(), ["d"]).into(),
    ];
    let steps_json = json!({"operations": [
        {"upsert": {
            "points": [{"id": 1, "vector": [0.5], "payload": {"a": 1}}],
            "shard_key": "k", "update_filter": berlin_json(), "update_mode": "update_only",
        }},
        {"delete": {"points": [1], "shard_key": "k"}},
        {"set_payload": {"payload": {"a": {"b": null}}, "points": [1], "shard_key": "k", "key": "k.l"}},
        {"overwrite_payload": {"payload": {"a": 1}, "filter": berlin_json()}},
        {"delete_payload": {"keys": ["a", "b.c"], "points": [1], "shard_key": "k"}},
        {"clear_payload": {"filter": berlin_json(), "shard_key": "k"}},
        {"update_vectors": {
            "points": [{"id": 1, "vector": {"d": [0.5]}}], "shard_key": "k", "update_filter": berlin_json(),
        }},
        {"delete_vectors": {"points": [1], "vector": ["d", "s"], "shard_key": "k"}},
        {"delete": {"filter": berlin_json()}},
        {"delete_payload": {"keys": ["a"], "filter": berlin_json()}},
        {"delete_vectors": {"filter": berlin_json(), "vector": ["d"]}},
    ]});
    vec![
        sample(
            UpdateBatchPoints::new("c", steps)
                .wait(true)
                .ordering(WriteOrdering::Strong)
                .timeout(Duration::from_secs(8)),
            "POST /collections/c/points/batch?wait=true&ordering=strong&timeout=8",
            steps_json,
        ),
        sample(
            UpdateBatchPoints::new("c", []),
            "POST /collections/c/points/batch",
            json!({"operations": []}),
        ),
    ]
}
