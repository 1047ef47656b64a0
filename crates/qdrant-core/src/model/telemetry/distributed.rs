//! What all peers of a cluster report together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{PartialSnapshotTelemetry, ShardCleanStatus};
use crate::model::cluster::{ConsensusThreadStatus, StateRole};
use crate::model::collection::CollectionStatus;
use crate::model::id_map;
use crate::model::inference::null_as_default;
use crate::model::shard::ShardKey;
use crate::model::sharding::{ReplicaState, ReshardingInfo, ShardTransferInfo};

/// What all peers of a cluster report together.
///
/// # Examples
///
/// ```
/// use qdrant_core::DistributedTelemetryData;
///
/// let report: DistributedTelemetryData = serde_json::from_str(
///     r#"{"collections":{},"cluster":{"enabled":true,"peers":{"7":{"uri":"http://a:6335","responsive":false}}}}"#,
/// )?;
/// let silent = report.cluster.iter().flat_map(|cluster| &cluster.peers).filter(|(_, peer)| !peer.responsive);
/// assert_eq!(silent.map(|(id, _)| *id).collect::<Vec<u64>>(), [7]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributedTelemetryData {
    /// The collections by name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub collections: BTreeMap<String, DistributedCollectionTelemetry>,
    /// The cluster and its peers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<DistributedClusterTelemetry>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A collection as its cluster sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributedCollectionTelemetry {
    /// The name of the collection.
    pub id: String,
    /// Its shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shards: Option<Vec<DistributedShardTelemetry>>,
    /// Changes of the number of shards that are under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reshardings: Option<Vec<ReshardingInfo>>,
    /// Transfers that are under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_transfers: Option<Vec<ShardTransferInfo>>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A shard as its cluster sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributedShardTelemetry {
    /// The number of the shard.
    pub id: u32,
    /// Its key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<ShardKey>,
    /// Its copies.
    #[serde(default, deserialize_with = "null_as_default")]
    pub replicas: Vec<DistributedReplicaTelemetry>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A copy of a shard as its cluster sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistributedReplicaTelemetry {
    /// The peer that holds it.
    pub peer_id: u64,
    /// What it is fit for.
    pub state: ReplicaState,
    /// How far it is from having everything indexed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CollectionStatus>,
    /// Number of points that optimizations have worked on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_optimized_points: Option<u64>,
    /// Bytes of its vectors, approximately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vectors_size_bytes: Option<u64>,
    /// Bytes of its payloads, approximately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payloads_size_bytes: Option<u64>,
    /// Number of its points, approximately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_points: Option<u64>,
    /// Number of its vectors, approximately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_vectors: Option<u64>,
    /// The same by the name of the vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_vectors_by_name: Option<BTreeMap<String, u64>>,
    /// Removal of points that belong to other shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_cleaning_status: Option<ShardCleanStatus>,
    /// Partial snapshots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_snapshot: Option<PartialSnapshotTelemetry>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The cluster and its peers in a common report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributedClusterTelemetry {
    /// Whether there is a cluster.
    pub enabled: bool,
    /// Number of peers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_peers: Option<u64>,
    /// The peers by their id.
    #[serde(default, with = "id_map")]
    pub peers: BTreeMap<u64, DistributedPeerInfo>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A peer in a common report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributedPeerInfo {
    /// The address by which the other peers reach it.
    pub uri: String,
    /// Whether it answered.
    pub responsive: bool,
    /// What it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<DistributedPeerDetails>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a peer told for a common report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributedPeerDetails {
    /// Its version, such as `1.19.0`.
    pub version: String,
    /// What it does in the consensus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<StateRole>,
    /// Whether it has a vote.
    pub is_voter: bool,
    /// Number of the term; each election begins one.
    pub term: u64,
    /// Number of the last entry that is agreed on.
    pub commit: u64,
    /// Number of entries that it has yet to apply.
    pub num_pending_operations: u64,
    /// State of the thread that works on the consensus.
    pub consensus_thread_status: ConsensusThreadStatus,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::telemetry::strategies::distributed_telemetry;

    #[test]
    fn a_full_report_is_the_rest_json() {
        let report = golden::<DistributedTelemetryData>(
            r#"{"collections":{"docs":{"id":"docs",
                    "shards":[{"id":0,"key":5,"replicas":[{"peer_id":18446744073709551615,"state":"Active",
                        "status":"grey","num_points":7,"num_vectors_by_name":{"text":7},
                        "shard_cleaning_status":"started","dreams":[18446744073709551615]}]}],
                    "shard_transfers":[{"shard_id":0,"from":1,"to":18446744073709551615,"sync":false}]}},
                "cluster":{"enabled":true,"number_of_peers":2,"peers":{"18446744073709551615":{
                    "uri":"http://a:6335/","responsive":true,"details":{"version":"1.19.0","role":"Leader",
                        "is_voter":true,"term":1,"commit":2,"num_pending_operations":0,
                        "consensus_thread_status":{"consensus_thread_status":"stopped_with_err","err":"disk"}}}}}}"#,
        );
        let replica = &report.collections["docs"].shards.as_ref().unwrap()[0].replicas[0];
        assert_eq!((replica.peer_id, &replica.status), (u64::MAX, &Some(CollectionStatus::Grey)));
        assert_eq!(replica.shard_cleaning_status, Some(ShardCleanStatus::Started));
        assert_eq!(replica.other["dreams"], json!([u64::MAX]));
        let details = report.cluster.unwrap().peers[&u64::MAX].details.clone().unwrap();
        assert_eq!(details.role, Some(StateRole::Leader));
        let failed = ConsensusThreadStatus::StoppedWithErr { err: "disk".into() };
        assert_eq!(details.consensus_thread_status, failed);
    }

    proptest! {
        #[test]
        fn reports_survive_json(report in distributed_telemetry()) {
            prop_assert_eq!(&through_json(&report), &report);
        }
    }
}
