//! Clusters, shards and shard keys.

use std::time::Duration;

use qdrant_core::{
    AbortShardTransfer, ClusterOperation, ClusterStatusRequest, ClusterTelemetryRequest,
    CollectionClusterInfoRequest, CreateShardKey, CreateShardKeyRequest, DeleteShardKey,
    DeleteShardKeyRequest, ListShardKeysRequest, MoveShard, RecoverCurrentPeerRequest, RemovePeer, Replica,
    ReplicaState, ReplicatePoints, ReplicateShard, ReshardingDirection, RestartTransfer, ShardTransferMethod,
    StartResharding, UpdateCollectionClusterSetupRequest,
};
use serde_json::{Value, json};

use super::{Sample, berlin, berlin_json, sample};

/// No `f64` is this number, nor the other.
const PEER: u64 = (1 << 53) + 1;

pub(super) fn cluster() -> Vec<Sample> {
    let six = Duration::from_secs(6);
    vec![
        sample(ClusterStatusRequest {}, "GET /cluster", Value::Null),
        sample(
            ClusterTelemetryRequest::new().details_level(2).timeout(six),
            "GET /cluster/telemetry?details_level=2&timeout=6",
            Value::Null,
        ),
        sample(RecoverCurrentPeerRequest {}, "POST /cluster/recover", Value::Null),
        sample(
            RemovePeer::new(u64::MAX).force(true).timeout(six),
            "DELETE /cluster/peer/18446744073709551615?force=true&timeout=6",
            Value::Null,
        ),
        sample(RemovePeer::new(PEER), "DELETE /cluster/peer/9007199254740993", Value::Null),
    ]
}

pub(super) fn shards() -> Vec<Sample> {
    let six = Duration::from_secs(6);
    let create = CreateShardKey::new("berlin")
        .shards_number(2)
        .replication_factor(3)
        .placement(vec![PEER, u64::MAX])
        .initial_state(ReplicaState::Partial);
    let create_json = json!({
        "shard_key": "berlin", "shards_number": 2, "replication_factor": 3, "placement": [PEER, u64::MAX],
        "initial_state": "Partial",
    });
    let mut samples = vec![
        sample(CollectionClusterInfoRequest::new("c"), "GET /collections/c/cluster", Value::Null),
        sample(
            CreateShardKeyRequest::new("c", create.clone()).timeout(six),
            "PUT /collections/c/shards?timeout=6",
            create_json.clone(),
        ),
        sample(
            CreateShardKeyRequest::new("c", u64::MAX),
            "PUT /collections/c/shards",
            json!({"shard_key": u64::MAX}),
        ),
        sample(
            DeleteShardKeyRequest::new("c", "berlin").timeout(six),
            "POST /collections/c/shards/delete?timeout=6",
            json!({"shard_key": "berlin"}),
        ),
        sample(
            DeleteShardKeyRequest::new("c", 7),
            "POST /collections/c/shards/delete",
            json!({"shard_key": 7}),
        ),
        sample(ListShardKeysRequest::new("c"), "GET /collections/c/shards", Value::Null),
    ];
    let transfer_json = json!({
        "shard_id": 1, "from_peer_id": PEER, "to_peer_id": 9, "to_shard_id": 4, "method": "wal_delta",
    });
    let abort_json = json!({"shard_id": 1, "from_peer_id": PEER, "to_peer_id": 9, "to_shard_id": 4});
    let wal_delta = ShardTransferMethod::WalDelta;
    let operations: [(ClusterOperation, Value); 10] = [
        (
            MoveShard::new(1, PEER, 9).method(wal_delta.clone()).to_shard_id(4).into(),
            json!({"move_shard": transfer_json}),
        ),
        (
            ReplicateShard::new(1, PEER, 9).method(wal_delta.clone()).to_shard_id(4).into(),
            json!({"replicate_shard": transfer_json}),
        ),
        (AbortShardTransfer::new(1, PEER, 9).to_shard_id(4).into(), json!({"abort_transfer": abort_json})),
        (
            RestartTransfer::new(1, PEER, 9, wal_delta).to_shard_id(4).into(),
            json!({"restart_transfer": transfer_json}),
        ),
        (Replica::new(1, u64::MAX).into(), json!({"drop_replica": {"shard_id": 1, "peer_id": u64::MAX}})),
        (create.into(), json!({"create_sharding_key": create_json})),
        (DeleteShardKey::new(7).into(), json!({"drop_sharding_key": {"shard_key": 7}})),
        (
            ReplicatePoints::new("a", 7).filter(berlin()).into(),
            json!({"replicate_points": {"filter": berlin_json(), "from_shard_key": "a", "to_shard_key": 7}}),
        ),
        (
            StartResharding::new(ReshardingDirection::Down).peer_id(PEER).shard_key("a").into(),
            json!({"start_resharding": {"direction": "down", "peer_id": PEER, "shard_key": "a"}}),
        ),
        (ClusterOperation::AbortResharding, json!({"abort_resharding": {}})),
    ];
    for (operation, body) in operations {
        let update = UpdateCollectionClusterSetupRequest::new("c", operation).timeout(six);
        samples.push(sample(update, "POST /collections/c/cluster?timeout=6", body));
    }
    samples
}
