//! What a server that is no part of a cluster answers.

use qdrant_core::{
    CollectionClusterInfo, CollectionClusterInfoRequest, Error, ErrorKind, IssuesReport,
    ListShardKeysRequest, LocalShardInfo, ReplicaState, ShardKeyDescription, Value,
};

use crate::registry::Registry;

/// The only shard of a collection, and the only peer.
pub(super) const SHARD: u32 = 0;
const PEER: u64 = 0;

/// Describes the only shard.
pub(super) fn shards(
    registry: &Registry,
    operation: &CollectionClusterInfoRequest,
) -> Result<CollectionClusterInfo, Error> {
    let info = registry.get(&operation.collection_name)?.read(|shard| shard.info())?;
    let shard = LocalShardInfo {
        shard_id: SHARD,
        shard_key: None,
        points_count: u64::try_from(info.points_count).unwrap_or(u64::MAX),
        state: ReplicaState::Active,
    };
    Ok(CollectionClusterInfo {
        peer_id: PEER,
        shard_count: 1,
        local_shards: vec![shard],
        remote_shards: Vec::new(),
        shard_transfers: Vec::new(),
        resharding_operations: Vec::new(),
    })
}

/// Lists the shard keys, of which there are none.
pub(super) fn shard_keys(
    registry: &Registry,
    operation: &ListShardKeysRequest,
) -> Result<Vec<ShardKeyDescription>, Error> {
    registry.get(&operation.collection_name)?;
    Ok(Vec::new())
}

/// Refuses to change the shards of a collection.
pub(super) fn no_shards(registry: &Registry, collection_name: &str) -> Result<bool, Error> {
    registry.get(collection_name)?;
    Err(no_cluster())
}

pub(super) fn no_cluster() -> Error {
    Error::new(ErrorKind::InvalidRequest, "Bad request: Distributed mode disabled")
}

pub(super) fn no_consensus() -> Error {
    Error::new(ErrorKind::Server, "Service internal error: Qdrant is running in standalone mode")
}

/// Nothing watches how the engine is used, so that there is nothing to report.
pub(super) fn issues() -> IssuesReport {
    let none = ("issues".to_owned(), Value::Array(Vec::new()));
    IssuesReport([none].into_iter().collect())
}
