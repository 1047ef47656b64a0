//! Arbitrary shards, transfers and operations for property tests.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::{
    AbortShardTransfer, ClusterOperation, CollectionClusterInfo, CreateShardKey, DeleteShardKey,
    LocalShardInfo, MoveShard, RemoteShardInfo, Replica, ReplicaState, ReplicatePoints, ReplicateShard,
    ReshardingDirection, ReshardingInfo, RestartTransfer, ShardTransferInfo, ShardTransferMethod,
    StartResharding,
};
use crate::model::collection::strategies::{name, wire};
use crate::model::filter::strategies::filter;
use crate::model::shard::ShardKey;

/// An identifier of a peer; half of them do not fit into a double.
pub(crate) fn peer_id() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), (1_u64 << 53)..(1 << 53) + 9]
}

pub(crate) fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![name().prop_map(ShardKey::Keyword), any::<u64>().prop_map(ShardKey::Number)]
}

pub(crate) fn replica_state() -> impl Strategy<Value = ReplicaState> {
    wire(ReplicaState::ALL)
}

pub(crate) fn transfer() -> impl Strategy<Value = ShardTransferInfo> {
    let method = of(wire(ShardTransferMethod::ALL));
    (any::<u32>(), of(any::<u32>()), peer_id(), peer_id(), flag, method, of(name())).prop_map(
        |(shard_id, to_shard_id, from, to, sync, method, comment)| ShardTransferInfo {
            shard_id,
            to_shard_id,
            from,
            to,
            sync,
            method,
            comment,
        },
    )
}

pub(crate) fn resharding() -> impl Strategy<Value = ReshardingInfo> {
    (wire(ReshardingDirection::ALL), any::<u32>(), peer_id(), of(shard_key())).prop_map(
        |(direction, shard_id, peer_id, shard_key)| ReshardingInfo {
            direction,
            shard_id,
            peer_id,
            shard_key,
        },
    )
}

pub(crate) fn cluster_info() -> BoxedStrategy<CollectionClusterInfo> {
    let local = (any::<u32>(), of(shard_key()), any::<u64>(), replica_state()).prop_map(
        |(shard_id, shard_key, points_count, state)| LocalShardInfo {
            shard_id,
            shard_key,
            points_count,
            state,
        },
    );
    let remote = (any::<u32>(), of(shard_key()), peer_id(), replica_state()).prop_map(
        |(shard_id, shard_key, peer_id, state)| RemoteShardInfo { shard_id, shard_key, peer_id, state },
    );
    let shards = (vec(local, 0..3), vec(remote, 0..3));
    (peer_id(), any::<u64>(), shards, vec(transfer(), 0..3), vec(resharding(), 0..2))
        .prop_map(|(peer_id, shard_count, shards, shard_transfers, resharding_operations)| {
            CollectionClusterInfo {
                peer_id,
                shard_count,
                local_shards: shards.0,
                remote_shards: shards.1,
                shard_transfers,
                resharding_operations,
            }
        })
        .boxed()
}

pub(crate) fn create_shard_key() -> BoxedStrategy<CreateShardKey> {
    let numbers = (of(any::<u32>()), of(any::<u32>()));
    (shard_key(), numbers, vec(peer_id(), 0..3), of(replica_state()))
        .prop_map(|(shard_key, (shards_number, replication_factor), placement, initial_state)| {
            CreateShardKey { shard_key, shards_number, replication_factor, placement, initial_state }
        })
        .boxed()
}

pub(crate) fn cluster_operation() -> BoxedStrategy<ClusterOperation> {
    let transfer = || (any::<u32>(), peer_id(), peer_id(), of(any::<u32>()));
    let method = || wire(ShardTransferMethod::ALL);
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
        (any::<u32>(), peer_id()).prop_map(|(shard_id, peer_id)| Replica { shard_id, peer_id }.into()),
        create_shard_key().prop_map(ClusterOperation::from),
        shard_key().prop_map(|shard_key| DeleteShardKey { shard_key }.into()),
        (of(filter()), shard_key(), shard_key()).prop_map(|(filter, from_shard_key, to_shard_key)| {
            ReplicatePoints { filter, from_shard_key, to_shard_key }.into()
        }),
        (wire(ReshardingDirection::ALL), of(peer_id()), of(shard_key())).prop_map(
            |(direction, peer_id, shard_key)| StartResharding { direction, peer_id, shard_key }.into()
        ),
        Just(ClusterOperation::AbortResharding),
    ]
    .boxed()
}
