//! What one server reports about its cluster.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::cluster::{ConsensusThreadStatus, PeerInfo, StateRole};
use crate::model::id_map;

/// What a server reports about its cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClusterTelemetry {
    /// Whether the server is part of a cluster.
    pub enabled: bool,
    /// State of the consensus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ClusterStatusTelemetry>,
    /// All peers by their id.
    #[serde(default, with = "id_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub peers: BTreeMap<u64, PeerInfo>,
    /// What is known of the peers, by their id.
    #[serde(default, with = "id_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub peer_metadata: BTreeMap<u64, PeerMetadata>,
    /// Whether the number of shards can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resharding_enabled: Option<bool>,
    /// Everything else: the configuration, and the metadata that the cluster keeps for its users.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// State of the consensus in a report of a server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClusterStatusTelemetry {
    /// Number of peers.
    pub number_of_peers: u64,
    /// Number of the term; each election begins one.
    pub term: u64,
    /// Number of the last entry that is agreed on.
    pub commit: u64,
    /// Number of entries that this peer has yet to apply.
    pub pending_operations: u64,
    /// What the peer does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<StateRole>,
    /// Whether the peer has a vote.
    pub is_voter: bool,
    /// The peer that reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer_id: Option<u64>,
    /// State of the thread that works on the consensus.
    pub consensus_thread_status: ConsensusThreadStatus,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What is known of a peer beside its address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PeerMetadata {
    /// Its version, such as `1.19.0`.
    pub version: String,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
