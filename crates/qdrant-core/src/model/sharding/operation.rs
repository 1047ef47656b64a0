//! What can be done to the shards of a collection.

use serde::{Deserialize, Serialize};

use super::{CreateShardKey, DeleteShardKey, ReshardingDirection, ShardTransferMethod};
use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::Filter;
use crate::model::shard::ShardKey;
use crate::validate;

/// Moves a shard from one peer to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MoveShard {
    /// The number of the shard.
    pub shard_id: u32,
    /// The peer that receives it.
    pub to_peer_id: u64,
    /// The peer that gives it away.
    pub from_peer_id: u64,
    /// How it is sent. The server chooses when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<ShardTransferMethod>,
    /// The shard that receives the points, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_shard_id: Option<u32>,
}

impl MoveShard {
    /// Creates the move of a shard.
    pub const fn new(shard_id: u32, from_peer_id: u64, to_peer_id: u64) -> Self {
        Self { shard_id, to_peer_id, from_peer_id, method: None, to_shard_id: None }
    }
}

setters! {
    impl MoveShard {
        shard_id: u32,
        to_peer_id: u64,
        from_peer_id: u64,
        method: Option<ShardTransferMethod>,
        to_shard_id: Option<u32>,
    }
}

/// Copies a shard from one peer to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReplicateShard {
    /// The number of the shard.
    pub shard_id: u32,
    /// The peer that receives the copy.
    pub to_peer_id: u64,
    /// The peer that sends it.
    pub from_peer_id: u64,
    /// How it is sent. The server chooses when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<ShardTransferMethod>,
    /// The shard that receives the points, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_shard_id: Option<u32>,
}

impl ReplicateShard {
    /// Creates the copy of a shard.
    pub const fn new(shard_id: u32, from_peer_id: u64, to_peer_id: u64) -> Self {
        Self { shard_id, to_peer_id, from_peer_id, method: None, to_shard_id: None }
    }
}

setters! {
    impl ReplicateShard {
        shard_id: u32,
        to_peer_id: u64,
        from_peer_id: u64,
        method: Option<ShardTransferMethod>,
        to_shard_id: Option<u32>,
    }
}

/// Stops a transfer that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AbortShardTransfer {
    /// The number of the shard.
    pub shard_id: u32,
    /// The peer that receives it.
    pub to_peer_id: u64,
    /// The peer that sends it.
    pub from_peer_id: u64,
    /// The shard that receives the points, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_shard_id: Option<u32>,
}

impl AbortShardTransfer {
    /// Names the transfer to stop.
    pub const fn new(shard_id: u32, from_peer_id: u64, to_peer_id: u64) -> Self {
        Self { shard_id, to_peer_id, from_peer_id, to_shard_id: None }
    }
}

setters! {
    impl AbortShardTransfer { shard_id: u32, to_peer_id: u64, from_peer_id: u64, to_shard_id: Option<u32> }
}

/// Starts a transfer that is under way once more, by another method.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RestartTransfer {
    /// The number of the shard.
    pub shard_id: u32,
    /// The peer that sends it.
    pub from_peer_id: u64,
    /// The peer that receives it.
    pub to_peer_id: u64,
    /// How it is sent from now on.
    pub method: ShardTransferMethod,
    /// The shard that receives the points, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_shard_id: Option<u32>,
}

impl RestartTransfer {
    /// Names the transfer to start again and its method.
    pub fn new(
        shard_id: u32,
        from_peer_id: u64,
        to_peer_id: u64,
        method: impl Into<ShardTransferMethod>,
    ) -> Self {
        Self { shard_id, from_peer_id, to_peer_id, method: method.into(), to_shard_id: None }
    }
}

setters! {
    impl RestartTransfer {
        shard_id: u32,
        from_peer_id: u64,
        to_peer_id: u64,
        method: ShardTransferMethod,
        to_shard_id: Option<u32>,
    }
}

/// Names the copy of a shard that a peer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Replica {
    /// The number of the shard.
    pub shard_id: u32,
    /// The peer that holds the copy.
    pub peer_id: u64,
}

impl Replica {
    /// Names a copy.
    pub const fn new(shard_id: u32, peer_id: u64) -> Self {
        Self { shard_id, peer_id }
    }
}

/// Copies points from the shards of one key to those of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplicatePoints {
    /// The points to copy. Default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// The key that has the points.
    pub from_shard_key: ShardKey,
    /// The key that receives them.
    pub to_shard_key: ShardKey,
}

impl ReplicatePoints {
    /// Creates the copy of all points of a key.
    pub fn new(from_shard_key: impl Into<ShardKey>, to_shard_key: impl Into<ShardKey>) -> Self {
        Self { filter: None, from_shard_key: from_shard_key.into(), to_shard_key: to_shard_key.into() }
    }

    fn check(&self) -> Result<(), Error> {
        validate::part("filter", self.filter.as_ref(), validate::filter)
    }
}

setters! {
    impl ReplicatePoints { filter: Option<Filter>, from_shard_key: ShardKey, to_shard_key: ShardKey }
}

/// Changes the number of shards by one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StartResharding {
    /// Whether the number grows or shrinks.
    pub direction: ReshardingDirection,
    /// The peer that gets the new shard. The server chooses when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer_id: Option<u64>,
    /// The key whose shards are meant, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_key: Option<ShardKey>,
}

impl StartResharding {
    /// Creates the change of the number of shards.
    pub fn new(direction: impl Into<ReshardingDirection>) -> Self {
        Self { direction: direction.into(), peer_id: None, shard_key: None }
    }
}

setters! {
    impl StartResharding { direction: ReshardingDirection, peer_id: Option<u64>, shard_key: Option<ShardKey> }
}

/// One change of how a collection lies on its cluster.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ClusterOperation, CreateShardKey, MoveShard, ShardTransferMethod};
///
/// let step: ClusterOperation = MoveShard::new(0, 11, 12).method(ShardTransferMethod::Snapshot).into();
/// let json = serde_json::to_value(&step)?;
/// assert_eq!(json["move_shard"]["to_peer_id"], 12);
///
/// let key = ClusterOperation::from(CreateShardKey::new("berlin"));
/// assert_eq!(serde_json::to_string(&key)?, r#"{"create_sharding_key":{"shard_key":"berlin"}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterOperation {
    /// Moves a shard.
    MoveShard(MoveShard),
    /// Copies a shard.
    ReplicateShard(ReplicateShard),
    /// Stops a transfer.
    AbortTransfer(AbortShardTransfer),
    /// Deletes a copy of a shard.
    DropReplica(Replica),
    /// Creates a shard key.
    #[serde(rename = "create_sharding_key")]
    CreateShardKey(CreateShardKey),
    /// Deletes a shard key with its points.
    #[serde(rename = "drop_sharding_key")]
    DeleteShardKey(DeleteShardKey),
    /// Starts a transfer once more.
    RestartTransfer(RestartTransfer),
    /// Copies points from one shard key to another.
    ReplicatePoints(ReplicatePoints),
    /// Changes the number of shards. REST only.
    StartResharding(StartResharding),
    /// Undoes a change of the number of shards that is under way. REST only.
    #[serde(with = "empty_object")]
    AbortResharding,
}

impl ClusterOperation {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::CreateShardKey(key) => key.check().map_err(|error| error.within("create_shard_key")),
            Self::ReplicatePoints(points) => points.check().map_err(|error| error.within("replicate_points")),
            Self::MoveShard(_)
            | Self::ReplicateShard(_)
            | Self::AbortTransfer(_)
            | Self::DropReplica(_)
            | Self::DeleteShardKey(_)
            | Self::RestartTransfer(_)
            | Self::StartResharding(_)
            | Self::AbortResharding => Ok(()),
        }
    }
}

macro_rules! from_parts {
    ($($variant:ident($part:ident)),+ $(,)?) => {$(
        impl From<$part> for ClusterOperation {
            fn from(operation: $part) -> Self {
                Self::$variant(operation)
            }
        }
    )+};
}

from_parts! {
    MoveShard(MoveShard),
    ReplicateShard(ReplicateShard),
    AbortTransfer(AbortShardTransfer),
    DropReplica(Replica),
    CreateShardKey(CreateShardKey),
    DeleteShardKey(DeleteShardKey),
    RestartTransfer(RestartTransfer),
    ReplicatePoints(ReplicatePoints),
    StartResharding(StartResharding),
}

/// The body `{}` of an operation without parameters.
mod empty_object {
    use serde::de::IgnoredAny;
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::filter::{Condition, Range};
    use crate::model::sharding::strategies::cluster_operation;

    #[test]
    fn every_operation_has_its_name_in_rest() {
        let cases: [(&str, ClusterOperation); 10] = [
            (
                r#"{"move_shard":{"shard_id":1,"from_peer_id":9007199254740993,"to_peer_id":3,"method":"wal_delta"}}"#,
                MoveShard::new(1, 9_007_199_254_740_993, 3).method(ShardTransferMethod::WalDelta).into(),
            ),
            (
                r#"{"replicate_shard":{"shard_id":1,"from_peer_id":2,"to_peer_id":3,"to_shard_id":4}}"#,
                ReplicateShard::new(1, 2, 3).to_shard_id(4).into(),
            ),
            (
                r#"{"abort_transfer":{"shard_id":1,"from_peer_id":2,"to_peer_id":3}}"#,
                AbortShardTransfer::new(1, 2, 3).into(),
            ),
            (r#"{"drop_replica":{"shard_id":1,"peer_id":2}}"#, Replica::new(1, 2).into()),
            (r#"{"create_sharding_key":{"shard_key":"a"}}"#, CreateShardKey::new("a").into()),
            (r#"{"drop_sharding_key":{"shard_key":5}}"#, DeleteShardKey::new(5).into()),
            (
                r#"{"restart_transfer":{"shard_id":1,"from_peer_id":2,"to_peer_id":3,"method":"snapshot"}}"#,
                RestartTransfer::new(1, 2, 3, "snapshot").into(),
            ),
            (
                r#"{"replicate_points":{"from_shard_key":"a","to_shard_key":"b"}}"#,
                ReplicatePoints::new("a", "b").into(),
            ),
            (
                r#"{"start_resharding":{"direction":"up","peer_id":2,"shard_key":"a"}}"#,
                StartResharding::new("up").peer_id(2).shard_key("a").into(),
            ),
            (r#"{"abort_resharding":{}}"#, ClusterOperation::AbortResharding),
        ];
        for (json, operation) in cases {
            assert_eq!(golden::<ClusterOperation>(json), operation);
        }
    }

    #[test]
    fn a_restart_without_its_method_is_refused() {
        let json = r#"{"restart_transfer":{"shard_id":1,"from_peer_id":2,"to_peer_id":3}}"#;
        let error = serde_json::from_str::<ClusterOperation>(json).unwrap_err();
        assert!(error.to_string().contains("method"), "{error}");
    }

    #[test]
    fn faults_are_found_under_the_name_of_the_operation() {
        let field = |operation: ClusterOperation| operation.check().unwrap_err().field().unwrap().to_owned();
        let key = CreateShardKey::new("a").shards_number(0);
        assert_eq!(field(key.into()), "create_shard_key.shards_number");
        let filter = Filter::must([Condition::range("size", Range::default().gte(f64::NAN))]);
        let points = ReplicatePoints::new("a", "b").filter(filter);
        assert!(field(points.into()).starts_with("replicate_points.filter.must[0]"));
        ClusterOperation::AbortResharding.check().unwrap();
    }

    proptest! {
        #[test]
        fn operations_survive_json(operation in cluster_operation()) {
            prop_assert_eq!(&through_json(&operation), &operation);
        }
    }
}
