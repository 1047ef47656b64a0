//! Shards, their keys and what is done to them.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    AbortShardTransfer, ClusterOperation, CollectionClusterInfo, CreateShardKey, DeleteShardKey,
    LocalShardInfo, MoveShard, RemoteShardInfo, Replica, ReplicaState, ReplicatePoints, ReplicateShard,
    ReshardingDirection, ReshardingInfo, RestartTransfer, ShardTransferInfo, ShardTransferMethod,
};

use super::basics::shard_key;
use super::filters::filter;

pub(super) fn create_shard_key() -> impl Strategy<Value = CreateShardKey> {
    let numbers = (of(1..=u32::MAX), of(1..=u32::MAX));
    (shard_key(), numbers, vec(any::<u64>(), 0..3), of(select(ReplicaState::ALL))).prop_map(
        |(shard_key, (shards_number, replication_factor), placement, initial_state)| CreateShardKey {
            shard_key,
            shards_number,
            replication_factor,
            placement,
            initial_state,
        },
    )
}

/// Every operation that gRPC has: those of resharding are for `losses`.
pub(super) fn cluster_operation() -> BoxedStrategy<ClusterOperation> {
    let transfer = || (any::<u32>(), any::<u64>(), any::<u64>(), of(any::<u32>()));
    let method = || select(ShardTransferMethod::ALL);
    prop_oneof![
        (transfer(), of(method())).prop_map(|((shard_id, from_peer_id, to_peer_id, to_shard_id), method)| {
            MoveShard { shard_id, to_peer_id, from_peer_id, method, to_shard_id }.into()
        }),
        (transfer(), of(method())).prop_map(|((shard_id, from_peer_id, to_peer_id, to_shard_id), method)| {
            ReplicateShard { shard_id, to_peer_id, from_peer_id, method, to_shard_id }.into()
        }),
        transfer().prop_map(|(shard_id, from_peer_id, to_peer_id, to_shard_id)| {
            AbortShardTransfer { shard_id, to_peer_id, from_peer_id, to_shard_id }.into()
        }),
        (transfer(), method()).prop_map(|((shard_id, from_peer_id, to_peer_id, to_shard_id), method)| {
            RestartTransfer { shard_id, from_peer_id, to_peer_id, method, to_shard_id }.into()
        }),
        (any::<u32>(), any::<u64>()).prop_map(|(shard_id, peer_id)| Replica { shard_id, peer_id }.into()),
        create_shard_key().prop_map(ClusterOperation::from),
        shard_key().prop_map(|shard_key| DeleteShardKey { shard_key }.into()),
        (of(filter()), shard_key(), shard_key()).prop_map(|(filter, from_shard_key, to_shard_key)| {
            ReplicatePoints { filter, from_shard_key, to_shard_key }.into()
        }),
    ]
    .boxed()
}

/// Without what gRPC does not tell about transfers.
pub(super) fn cluster_info() -> BoxedStrategy<CollectionClusterInfo> {
    let state = || select(ReplicaState::ALL);
    let local = (any::<u32>(), of(shard_key()), any::<u64>(), state()).prop_map(
        |(shard_id, shard_key, points_count, state)| LocalShardInfo {
            shard_id,
            shard_key,
            points_count,
            state,
        },
    );
    let remote = (any::<u32>(), of(shard_key()), any::<u64>(), state()).prop_map(
        |(shard_id, shard_key, peer_id, state)| RemoteShardInfo { shard_id, shard_key, peer_id, state },
    );
    let transfer = (any::<u32>(), of(any::<u32>()), any::<u64>(), any::<u64>(), flag).prop_map(
        |(shard_id, to_shard_id, from, to, sync)| ShardTransferInfo {
            shard_id,
            to_shard_id,
            from,
            to,
            sync,
            method: None,
            comment: None,
        },
    );
    let resharding = (select(ReshardingDirection::ALL), any::<u32>(), any::<u64>(), of(shard_key()))
        .prop_map(|(direction, shard_id, peer_id, shard_key)| ReshardingInfo {
            direction,
            shard_id,
            peer_id,
            shard_key,
        });
    let lists = (vec(local, 0..3), vec(remote, 0..3), vec(transfer, 0..3), vec(resharding, 0..2));
    (any::<u64>(), any::<u64>(), lists)
        .prop_map(|(peer_id, shard_count, lists)| CollectionClusterInfo {
            peer_id,
            shard_count,
            local_shards: lists.0,
            remote_shards: lists.1,
            shard_transfers: lists.2,
            resharding_operations: lists.3,
        })
        .boxed()
}
