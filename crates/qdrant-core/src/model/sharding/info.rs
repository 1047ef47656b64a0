//! Where the shards of a collection are.

use serde::{Deserialize, Serialize};

use crate::macros::wire_enum;
use crate::model::inference::null_as_default;
use crate::model::shard::ShardKey;

wire_enum! {
    /// What a copy of a shard is fit for.
    pub enum ReplicaState {
        /// It serves reads and writes.
        Active = "Active",
        /// It failed and takes no part until it is recovered.
        Dead = "Dead",
        /// It receives a transfer, and writes beside it.
        Partial = "Partial",
        /// Its collection is being created.
        Initializing = "Initializing",
        /// It takes writes and serves no reads.
        Listener = "Listener",
        /// It receives a snapshot.
        PartialSnapshot = "PartialSnapshot",
        /// It is being recovered by another copy.
        Recovery = "Recovery",
        /// It receives points because the number of shards grows.
        Resharding = "Resharding",
        /// It gives points away because the number of shards shrinks.
        ReshardingScaleDown = "ReshardingScaleDown",
        /// It serves reads while it receives a transfer.
        ActiveRead = "ActiveRead",
        /// It waits for somebody to recover it.
        ManualRecovery = "ManualRecovery",
    }
}

wire_enum! {
    /// How a shard gets to another peer.
    pub enum ShardTransferMethod {
        /// Point by point, in batches.
        StreamRecords = "stream_records",
        /// As a snapshot with its indexes.
        Snapshot = "snapshot",
        /// Only what the write-ahead log has more than the other peer.
        WalDelta = "wal_delta",
        /// Point by point into a shard of another number; for resharding.
        ReshardingStreamRecords = "resharding_stream_records",
    }
}

wire_enum! {
    /// Whether the number of shards grows or shrinks.
    pub enum ReshardingDirection {
        /// One shard more.
        Up = "up",
        /// One shard less.
        Down = "down",
    }
}

/// A shard that the answering peer holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LocalShardInfo {
    /// The number of the shard.
    pub shard_id: u32,
    /// Its key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_key: Option<ShardKey>,
    /// Number of points in it.
    pub points_count: u64,
    /// What this copy is fit for.
    pub state: ReplicaState,
}

/// A shard that another peer holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RemoteShardInfo {
    /// The number of the shard.
    pub shard_id: u32,
    /// Its key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_key: Option<ShardKey>,
    /// The peer that holds it.
    pub peer_id: u64,
    /// What this copy is fit for.
    pub state: ReplicaState,
}

/// A transfer of a shard that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShardTransferInfo {
    /// The number of the shard.
    pub shard_id: u32,
    /// The shard that receives the points, if that is another one: when resharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_shard_id: Option<u32>,
    /// The peer that sends.
    pub from: u64,
    /// The peer that receives.
    pub to: u64,
    /// Whether the sender keeps its copy.
    pub sync: bool,
    /// How the shard is sent. REST only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<ShardTransferMethod>,
    /// The server's text about the progress. REST only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A change of the number of shards that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReshardingInfo {
    /// Whether the number grows or shrinks.
    pub direction: ReshardingDirection,
    /// The shard that is added or removed.
    pub shard_id: u32,
    /// The peer that holds it.
    pub peer_id: u64,
    /// Its key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_key: Option<ShardKey>,
}

/// Where the shards of a collection are, as one peer sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CollectionClusterInfo {
    /// The peer that answers.
    pub peer_id: u64,
    /// Number of shards of the collection.
    pub shard_count: u64,
    /// Shards that the peer holds.
    #[serde(default, deserialize_with = "null_as_default")]
    pub local_shards: Vec<LocalShardInfo>,
    /// Shards that other peers hold.
    #[serde(default, deserialize_with = "null_as_default")]
    pub remote_shards: Vec<RemoteShardInfo>,
    /// Transfers that are under way.
    #[serde(default, deserialize_with = "null_as_default")]
    pub shard_transfers: Vec<ShardTransferInfo>,
    /// Changes of the number of shards that are under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub resharding_operations: Vec<ReshardingInfo>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::sharding::strategies::cluster_info;

    #[test]
    fn a_full_info_is_the_rest_json() {
        let info = golden::<CollectionClusterInfo>(
            r#"{"peer_id":9007199254740993,"shard_count":2,
                "local_shards":[{"shard_id":0,"shard_key":"berlin","points_count":7,"state":"Active"}],
                "remote_shards":[{"shard_id":1,"shard_key":5,"peer_id":18446744073709551615,"state":"ManualRecovery"}],
                "shard_transfers":[{"shard_id":1,"to_shard_id":2,"from":1,"to":2,"sync":true,
                    "method":"wal_delta","comment":"half"}],
                "resharding_operations":[{"direction":"down","shard_id":1,"peer_id":3,"shard_key":"berlin"}]}"#,
        );
        assert_eq!(info.peer_id, (1 << 53) + 1);
        assert_eq!(info.remote_shards[0].peer_id, u64::MAX);
        assert_eq!(info.remote_shards[0].state, ReplicaState::ManualRecovery);
        assert_eq!(info.shard_transfers[0].method, Some(ShardTransferMethod::WalDelta));
        assert_eq!(info.resharding_operations[0].direction, ReshardingDirection::Down);
    }

    #[test]
    fn what_a_newer_server_invents_does_not_fail_a_reply() {
        let info: CollectionClusterInfo = serde_json::from_value(json!({
            "peer_id": 1, "shard_count": 1, "remote_shards": null, "shard_transfers": [], "moon": "full",
            "local_shards": [{"shard_id": 0, "shard_key": null, "points_count": 0, "state": "Dreaming"}],
        }))
        .unwrap();
        assert_eq!(info.local_shards[0].state, ReplicaState::from("Dreaming"));
        assert!(info.remote_shards.is_empty() && info.resharding_operations.is_empty());
    }

    #[test]
    fn the_names_of_states_are_those_of_the_server() {
        assert_eq!(ReplicaState::ALL.len(), 11);
        assert_eq!(
            golden::<Vec<ShardTransferMethod>>(
                r#"["stream_records","snapshot","wal_delta","resharding_stream_records"]"#
            ),
            ShardTransferMethod::ALL
        );
        assert_eq!(golden::<Vec<ReshardingDirection>>(r#"["up","down"]"#), ReshardingDirection::ALL);
    }

    proptest! {
        #[test]
        fn infos_survive_json(info in cluster_info()) {
            prop_assert_eq!(&through_json(&info), &info);
        }
    }
}
