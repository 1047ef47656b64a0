//! What a peer says about its cluster.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::collection::{RawVariant, UnknownVariant};
use super::id_map;
use super::timestamp::Timestamp;
use crate::macros::wire_enum;

/// Whether a server is part of a cluster, and what it knows of it.
///
/// # Examples
///
/// ```
/// use qdrant_core::ClusterStatus;
///
/// let status: ClusterStatus = serde_json::from_str(r#"{"status":"disabled"}"#)?;
/// assert!(status.details().is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(tag = "status")]
pub enum ClusterStatus {
    /// The server runs alone.
    #[default]
    #[serde(rename = "disabled")]
    Disabled,
    /// The server is a peer of a cluster.
    #[serde(rename = "enabled")]
    Enabled(ClusterDetails),
    /// A state that this version does not know or understand, as the server sent it.
    #[serde(untagged)]
    Unknown(Value),
}

impl ClusterStatus {
    /// Returns what the peer knows of its cluster, if it is part of one.
    pub fn details(&self) -> Option<&ClusterDetails> {
        match self {
            Self::Enabled(details) => Some(details),
            Self::Disabled | Self::Unknown(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for ClusterStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = RawVariant::tagged(deserializer, "status")?;
        let known = |variant: &RawVariant| match variant.name() {
            "disabled" => Ok(Some(Self::Disabled)),
            "enabled" => variant.whole().map(Self::Enabled).map(Some),
            _ => Ok(None),
        };
        variant.sort(known, |unknown| Self::Unknown(unknown.value))
    }
}

/// What a peer knows of its cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClusterDetails {
    /// The peer that answers.
    pub peer_id: u64,
    /// All peers by their id.
    #[serde(default, with = "id_map")]
    pub peers: BTreeMap<u64, PeerInfo>,
    /// State of the consensus.
    pub raft_info: RaftInfo,
    /// State of the thread that works on the consensus.
    pub consensus_thread_status: ConsensusThreadStatus,
    /// Messages that did not arrive, by the address of the receiver.
    #[serde(default, deserialize_with = "super::inference::null_as_default")]
    pub message_send_failures: BTreeMap<String, MessageSendErrors>,
}

/// A peer of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PeerInfo {
    /// The address by which the other peers reach it.
    pub uri: String,
}

impl PeerInfo {
    /// Creates the description of a peer.
    pub fn new(uri: impl Into<String>) -> Self {
        Self { uri: uri.into() }
    }
}

wire_enum! {
    /// What a peer does in the consensus.
    pub enum StateRole {
        /// It follows the leader.
        Follower = "Follower",
        /// It stands for election.
        Candidate = "Candidate",
        /// It leads.
        Leader = "Leader",
        /// It asks whether it could be elected.
        PreCandidate = "PreCandidate",
    }
}

/// State of the consensus, as one peer sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RaftInfo {
    /// Number of the term; each election begins one.
    pub term: u64,
    /// Number of the last entry that is agreed on.
    pub commit: u64,
    /// Number of entries that this peer has yet to apply.
    pub pending_operations: u64,
    /// The leader, if the peer knows one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader: Option<u64>,
    /// What the peer does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<StateRole>,
    /// Whether the peer has a vote.
    pub is_voter: bool,
}

/// State of the thread that works on the consensus.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(tag = "consensus_thread_status", rename_all = "snake_case")]
pub enum ConsensusThreadStatus {
    /// It works.
    Working {
        /// When it last did.
        last_update: Timestamp,
    },
    /// It was stopped.
    #[default]
    Stopped,
    /// It stopped because of an error.
    StoppedWithErr {
        /// The server's text.
        err: String,
    },
    /// A state that this version does not know.
    #[serde(untagged)]
    Unknown(UnknownVariant),
}

impl ConsensusThreadStatus {
    /// Returns whether the thread works.
    pub fn is_working(&self) -> bool {
        matches!(self, Self::Working { .. })
    }
}

impl<'de> Deserialize<'de> for ConsensusThreadStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Working {
            last_update: Timestamp,
        }
        #[derive(Deserialize)]
        struct StoppedWithErr {
            err: String,
        }
        let variant = RawVariant::tagged(deserializer, "consensus_thread_status")?;
        let known = |variant: &RawVariant| {
            Ok(Some(match variant.name() {
                "working" => {
                    let Working { last_update } = variant.whole()?;
                    Self::Working { last_update }
                }
                "stopped" => Self::Stopped,
                "stopped_with_err" => {
                    let StoppedWithErr { err } = variant.whole()?;
                    Self::StoppedWithErr { err }
                }
                _ => return Ok(None),
            }))
        };
        variant.sort(known, Self::Unknown)
    }
}

/// Messages to a peer that did not arrive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageSendErrors {
    /// Number of them.
    pub count: u64,
    /// What went wrong with the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_error: Option<String>,
    /// When the last one failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_error_timestamp: Option<Timestamp>,
}

#[cfg(test)]
pub(crate) mod strategies {
    use proptest::bool::ANY as flag;
    use proptest::collection::btree_map;
    use proptest::option::of;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::strategies::{name, wire};
    use crate::model::filter::strategies::timestamp;
    use crate::model::sharding::strategies::peer_id;

    pub(crate) fn peers() -> impl Strategy<Value = BTreeMap<u64, PeerInfo>> {
        btree_map(peer_id(), name().prop_map(|uri| PeerInfo { uri }), 0..3)
    }

    pub(crate) fn role() -> impl Strategy<Value = StateRole> {
        wire(StateRole::ALL)
    }

    pub(crate) fn consensus_thread() -> impl Strategy<Value = ConsensusThreadStatus> {
        let unknown =
            UnknownVariant::new("dreams", json!({"consensus_thread_status": "dreams", "of": u64::MAX}));
        prop_oneof![
            timestamp().prop_map(|last_update| ConsensusThreadStatus::Working { last_update }),
            Just(ConsensusThreadStatus::Stopped),
            name().prop_map(|err| ConsensusThreadStatus::StoppedWithErr { err }),
            Just(ConsensusThreadStatus::Unknown(unknown)),
        ]
    }

    pub(super) fn cluster_status() -> BoxedStrategy<ClusterStatus> {
        let numbers = (any::<u64>(), any::<u64>(), any::<u64>());
        let raft_info = (numbers, of(peer_id()), of(role()), flag).prop_map(
            |((term, commit, pending_operations), leader, role, is_voter)| RaftInfo {
                term,
                commit,
                pending_operations,
                leader,
                role,
                is_voter,
            },
        );
        let failures = (any::<u64>(), of(name()), of(timestamp())).prop_map(
            |(count, latest_error, latest_error_timestamp)| MessageSendErrors {
                count,
                latest_error,
                latest_error_timestamp,
            },
        );
        let details = (peer_id(), peers(), raft_info, consensus_thread(), btree_map(name(), failures, 0..3))
            .prop_map(|(peer_id, peers, raft_info, consensus_thread_status, message_send_failures)| {
                ClusterDetails { peer_id, peers, raft_info, consensus_thread_status, message_send_failures }
            });
        prop_oneof![
            4 => details.prop_map(ClusterStatus::Enabled),
            1 => Just(ClusterStatus::Disabled),
            1 => Just(ClusterStatus::Unknown(json!({"status": "dissolving", "peer_id": u64::MAX}))),
        ]
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::strategies::cluster_status;
    use super::*;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::strictly;

    const FULL: &str = r#"{"status":"enabled","peer_id":9007199254740993,
        "peers":{"9007199254740993":{"uri":"http://a:6335/"},"18446744073709551615":{"uri":"http://b:6335/"}},
        "raft_info":{"term":3,"commit":40,"pending_operations":1,"leader":18446744073709551615,
            "role":"PreCandidate","is_voter":true},
        "consensus_thread_status":{"consensus_thread_status":"working","last_update":"2026-01-31T10:00:00.5Z"},
        "message_send_failures":{"http://b:6335/":{"count":2,"latest_error":"refused",
            "latest_error_timestamp":"2026-01-31T09:00:00Z"}}}"#;

    #[test]
    fn ids_of_peers_keep_every_bit() {
        let status = golden::<ClusterStatus>(FULL);
        let details = status.details().unwrap();
        assert_eq!(details.peer_id, (1 << 53) + 1);
        assert_eq!(details.peers[&u64::MAX], PeerInfo::new("http://b:6335/"));
        assert_eq!(details.raft_info.leader, Some(u64::MAX));
        assert_eq!(details.raft_info.role, Some(StateRole::PreCandidate));
        assert!(details.consensus_thread_status.is_working());
        assert_eq!(details.message_send_failures["http://b:6335/"].count, 2);
    }

    #[test]
    fn a_status_that_is_not_known_is_kept_with_all_of_its_parts() {
        let status = golden::<ClusterStatus>(r#"{"status":"dissolving","peers":[18446744073709551615]}"#);
        assert_eq!(status, ClusterStatus::Unknown(json!({"status": "dissolving", "peers": [u64::MAX]})));
        assert_eq!(golden::<ClusterStatus>("{}"), ClusterStatus::Unknown(json!({})));
        assert_eq!(golden::<ClusterStatus>(r#"{"status":"disabled"}"#), ClusterStatus::Disabled);
    }

    #[test]
    fn a_known_status_that_is_not_understood_is_kept_and_told_only_where_it_must_be() {
        let broken = r#"{"status":"enabled"}"#;
        assert_eq!(golden::<ClusterStatus>(broken), ClusterStatus::Unknown(json!({"status": "enabled"})));
        let error = strictly(|| serde_json::from_str::<ClusterStatus>(broken)).unwrap_err();
        assert!(error.to_string().contains("enabled") && error.to_string().contains("peer_id"), "{error}");
    }

    #[test]
    fn a_thread_that_is_not_understood_leaves_the_rest_of_the_status_readable() {
        for thread in [
            json!({"consensus_thread_status": "working"}),
            json!({"consensus_thread_status": "working", "last_update": {"at": 1}}),
            json!({"consensus_thread_status": "stopped_with_err", "err": {"code": 5}}),
        ] {
            let mut status: Value = serde_json::from_str(FULL).unwrap();
            status["consensus_thread_status"] = thread.clone();
            let read = golden::<ClusterStatus>(&status.to_string());
            let name = thread["consensus_thread_status"].as_str().unwrap().to_owned();
            assert_eq!(
                read.details().unwrap().consensus_thread_status,
                ConsensusThreadStatus::Unknown(UnknownVariant::new(name, thread))
            );
            assert_eq!(read.details().unwrap().peers.len(), 2);
        }
    }

    #[test]
    fn the_thread_is_tagged_by_a_field_of_its_own_name() {
        let read = golden::<ConsensusThreadStatus>;
        assert_eq!(read(r#"{"consensus_thread_status":"stopped"}"#), ConsensusThreadStatus::Stopped);
        assert_eq!(
            read(r#"{"consensus_thread_status":"stopped_with_err","err":"disk"}"#),
            ConsensusThreadStatus::StoppedWithErr { err: "disk".into() }
        );
        let json = json!({"consensus_thread_status": "dreaming", "since": 1});
        assert_eq!(
            read(&json.to_string()),
            ConsensusThreadStatus::Unknown(UnknownVariant::new("dreaming", json))
        );
    }

    proptest! {
        #[test]
        fn statuses_survive_json(status in cluster_status()) {
            prop_assert_eq!(&through_json(&status), &status);
        }
    }
}
