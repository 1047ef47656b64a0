//! Shards of a collection: where they are, and how they are moved and created.

mod info;
mod key;
mod operation;
#[cfg(test)]
pub(crate) mod strategies;

pub use self::info::{
    CollectionClusterInfo, LocalShardInfo, RemoteShardInfo, ReplicaState, ReshardingDirection,
    ReshardingInfo, ShardTransferInfo, ShardTransferMethod,
};
pub use self::key::{CreateShardKey, DeleteShardKey, ShardKeyDescription};
pub use self::operation::{
    AbortShardTransfer, ClusterOperation, MoveShard, Replica, ReplicatePoints, ReplicateShard,
    RestartTransfer, StartResharding,
};
