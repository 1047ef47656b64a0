//! What a server reports about its collections.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::OperationDurationStatistics;
use crate::model::collection::{CollectionStatus, RawVariant, UnknownVariant};
use crate::model::id_map;
use crate::model::inference::null_as_default;
use crate::model::shard::ShardKey;
use crate::model::sharding::{ReplicaState, ReshardingInfo, ShardTransferInfo};

/// What a server reports about all of its collections.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionsTelemetry {
    /// Number of collections.
    pub number_of_collections: u64,
    /// The most that there may be; absent without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_collections: Option<u64>,
    /// The collections, from the first level of detail on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collections: Option<Vec<CollectionTelemetryEntry>>,
    /// Their snapshots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<Vec<CollectionSnapshotTelemetry>>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A collection in a report; how much is told depends on the level of detail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CollectionTelemetryEntry {
    /// A collection by name.
    Detailed(CollectionTelemetry),
    /// A collection without its name.
    Aggregated(CollectionsAggregatedTelemetry),
}

/// What a server reports about a collection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionTelemetry {
    /// The name of the collection.
    pub id: String,
    /// How long it took to load, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_time_ms: Option<u64>,
    /// Its shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shards: Option<Vec<ReplicaSetTelemetry>>,
    /// Transfers that are under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfers: Option<Vec<ShardTransferInfo>>,
    /// Changes of the number of shards that are under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resharding: Option<Vec<ReshardingInfo>>,
    /// Removals of points that belong to other shards, by the number of the shard.
    #[serde(default, with = "id_map::optional", skip_serializing_if = "Option::is_none")]
    pub shard_clean_tasks: Option<BTreeMap<u32, ShardCleanStatus>>,
    /// Everything else: the configuration.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a server reports about a collection whose name is not told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionsAggregatedTelemetry {
    /// Number of vectors.
    #[serde(default, deserialize_with = "null_as_default")]
    pub vectors: u64,
    /// Everything else: the state of the optimizers and the parameters of the collection.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a server reports about a shard and its copies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplicaSetTelemetry {
    /// The number of the shard.
    pub id: u32,
    /// Its key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<ShardKey>,
    /// The copy that the server holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalShardTelemetry>,
    /// Copies on other peers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub remote: Vec<RemoteShardTelemetry>,
    /// What each copy is fit for, by the id of its peer.
    #[serde(default, with = "id_map")]
    pub replicate_states: BTreeMap<u64, ReplicaState>,
    /// Partial snapshots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_snapshot: Option<PartialSnapshotTelemetry>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a server reports about its copy of a shard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LocalShardTelemetry {
    /// What kind of shard it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_name: Option<String>,
    /// How far it is from having everything indexed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CollectionStatus>,
    /// Number of points that optimizations have worked on.
    #[serde(default, deserialize_with = "null_as_default")]
    pub total_optimized_points: u64,
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
    /// Everything else: segments, optimizations and the queue of writes.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a server reports about a copy of a shard on another peer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RemoteShardTelemetry {
    /// The number of the shard.
    pub shard_id: u32,
    /// The peer that holds the copy.
    pub peer_id: u64,
    /// Searches that were sent there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searches: Option<OperationDurationStatistics>,
    /// Writes that were sent there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<OperationDurationStatistics>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a server reports about partial snapshots of a shard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartialSnapshotTelemetry {
    /// Number of snapshots that are being made.
    pub ongoing_create_snapshot_requests: u64,
    /// Whether the shard is being recovered from one.
    pub is_recovering: bool,
    /// When it last was, in seconds since 1970; 0 for never.
    pub recovery_timestamp: u64,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How far the removal of points is that belong to another shard.
#[derive(Debug, Clone, PartialEq)]
pub enum ShardCleanStatus {
    /// It began.
    Started,
    /// It removed points.
    Progress {
        /// Number of points removed so far.
        deleted_points: u64,
    },
    /// It is done.
    Done,
    /// It failed.
    Failed {
        /// The server's text.
        reason: String,
    },
    /// It was cancelled.
    Cancelled,
    /// A state that this version does not know.
    Unknown(UnknownVariant),
}

/// The shape of [`ShardCleanStatus`] in JSON, apart from what is unknown.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum CleanJson<'a> {
    Started,
    Progress { deleted_points: u64 },
    Done,
    Failed { reason: &'a str },
    Cancelled,
}

#[derive(Deserialize)]
struct Progress {
    deleted_points: u64,
}

#[derive(Deserialize)]
struct Failed {
    reason: String,
}

impl Serialize for ShardCleanStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Started => CleanJson::Started,
            Self::Progress { deleted_points } => CleanJson::Progress { deleted_points: *deleted_points },
            Self::Done => CleanJson::Done,
            Self::Failed { reason } => CleanJson::Failed { reason },
            Self::Cancelled => CleanJson::Cancelled,
            Self::Unknown(variant) => return variant.serialize(serializer),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ShardCleanStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = RawVariant::keyed(deserializer, &["progress", "failed"])?;
        let known = |variant: &RawVariant| {
            Ok(Some(match variant.name() {
                "started" => Self::Started,
                "progress" => {
                    let Progress { deleted_points } = variant.content()?;
                    Self::Progress { deleted_points }
                }
                "done" => Self::Done,
                "failed" => {
                    let Failed { reason } = variant.content()?;
                    Self::Failed { reason }
                }
                "cancelled" => Self::Cancelled,
                _ => return Ok(None),
            }))
        };
        variant.sort(known, Self::Unknown)
    }
}

/// What a server reports about the snapshots of a collection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionSnapshotTelemetry {
    /// The name of the collection.
    pub id: String,
    /// Number of snapshots that are being made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running_snapshots: Option<u64>,
    /// Number of recoveries from a snapshot that are under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running_snapshot_recovery: Option<u64>,
    /// Number of snapshots made since the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_snapshot_creations: Option<u64>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn a_collection_with_a_name_is_detailed_and_one_without_is_not() {
        let list = golden::<Vec<CollectionTelemetryEntry>>(
            r#"[{"id":"docs","init_time_ms":5,"config":{"params":{}},"transfers":[],
                 "shard_clean_tasks":{"3":{"progress":{"deleted_points":9}},"4":"done"},
                 "shards":[{"id":0,"key":"a","remote":[{"shard_id":0,"peer_id":18446744073709551615,
                        "searches":{"count":2}}],
                    "replicate_states":{"9007199254740993":"Active"},
                    "local":{"variant_name":"local shard","status":"green","total_optimized_points":1,
                        "num_vectors_by_name":{"":4},"segments":[{"info":{}}]},
                    "partial_snapshot":{"ongoing_create_snapshot_requests":0,"is_recovering":false,
                        "recovery_timestamp":0}}]},
                {"vectors":12,"optimizers_status":"ok","params":{"vectors":{}}}]"#,
        );
        let CollectionTelemetryEntry::Detailed(docs) = &list[0] else { panic!("{list:?}") };
        let shard = &docs.shards.as_ref().unwrap()[0];
        assert_eq!(shard.remote[0].peer_id, u64::MAX);
        assert_eq!(shard.replicate_states[&((1 << 53) + 1)], ReplicaState::Active);
        assert_eq!(shard.local.as_ref().unwrap().other["segments"], json!([{"info": {}}]));
        let tasks = docs.shard_clean_tasks.as_ref().unwrap();
        assert_eq!(tasks[&3], ShardCleanStatus::Progress { deleted_points: 9 });
        assert_eq!(tasks[&4], ShardCleanStatus::Done);
        let CollectionTelemetryEntry::Aggregated(other) = &list[1] else { panic!("{list:?}") };
        assert_eq!((other.vectors, &other.other["optimizers_status"]), (12, &json!("ok")));
    }

    #[test]
    fn a_state_of_cleaning_that_is_not_known_is_kept() {
        let read = golden::<ShardCleanStatus>;
        assert_eq!(
            read(r#"{"failed":{"reason":"disk"}}"#),
            ShardCleanStatus::Failed { reason: "disk".into() }
        );
        assert_eq!(read(r#""paused""#), ShardCleanStatus::Unknown(UnknownVariant::new("paused", "paused")));
    }
}
