//! Shards, snapshots, named vectors and examples there and back.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use qdrant_core::{
    CollectionClusterInfo, ContextExamplePair, LocalShardInfo, RemoteShardInfo, ReplicaState,
    ReshardingDirection, ReshardingInfo, SearchMatrixOffsets, SearchMatrixPair, SearchMatrixPairs,
    ShardTransferInfo, SnapshotDescription, TargetVector, VectorExample,
};

use super::basics::{name, point_id, shard_key, single, timestamp, wire};
use super::queries::input;
use super::through;
use crate::proto::qdrant as proto;

pub(crate) fn replica_state() -> impl Strategy<Value = ReplicaState> {
    wire(ReplicaState::ALL, ReplicaState::Unknown)
}

/// Without what this wire does not tell about transfers.
pub(crate) fn cluster_info() -> BoxedStrategy<CollectionClusterInfo> {
    let local = (any::<u32>(), of(shard_key()), any::<u64>(), replica_state()).prop_map(
        |(shard_id, shard_key, points_count, state)| LocalShardInfo {
            shard_id,
            shard_key,
            points_count,
            state,
        },
    );
    let remote = (any::<u32>(), of(shard_key()), any::<u64>(), replica_state()).prop_map(
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
    let direction = wire(ReshardingDirection::ALL, ReshardingDirection::Unknown);
    let resharding = (direction, any::<u32>(), any::<u64>(), of(shard_key())).prop_map(
        |(direction, shard_id, peer_id, shard_key)| ReshardingInfo {
            direction,
            shard_id,
            peer_id,
            shard_key,
        },
    );
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

pub(crate) fn snapshot() -> impl Strategy<Value = SnapshotDescription> {
    (name(), of(timestamp()), 0..=i64::MAX.unsigned_abs(), of(name())).prop_map(
        |(name, creation_time, size, checksum)| SnapshotDescription { name, creation_time, size, checksum },
    )
}

pub(crate) fn example() -> impl Strategy<Value = VectorExample> {
    input().prop_map(VectorExample::from)
}

pub(crate) fn pair() -> impl Strategy<Value = ContextExamplePair> {
    (example(), example()).prop_map(|(positive, negative)| ContextExamplePair { positive, negative })
}

pub(crate) fn matrix_pairs() -> impl Strategy<Value = SearchMatrixPairs> {
    let pair = (point_id(), point_id(), single()).prop_map(|(a, b, score)| SearchMatrixPair { a, b, score });
    vec(pair, 0..4).prop_map(|pairs| SearchMatrixPairs { pairs })
}

pub(crate) fn matrix_offsets() -> impl Strategy<Value = SearchMatrixOffsets> {
    (vec(any::<u64>(), 0..4), vec(any::<u64>(), 0..4), vec(single(), 0..4), vec(point_id(), 0..4)).prop_map(
        |(offsets_row, offsets_col, scores, ids)| SearchMatrixOffsets {
            offsets_row,
            offsets_col,
            scores,
            ids,
        },
    )
}

proptest! {
    #[test]
    fn shards_survive(info in cluster_info()) {
        for shard in info.local_shards {
            prop_assert_eq!(&through::<proto::LocalShardInfo, _>(shard.clone()), &shard);
        }
        for shard in info.remote_shards {
            prop_assert_eq!(&through::<proto::RemoteShardInfo, _>(shard.clone()), &shard);
        }
        for transfer in info.shard_transfers {
            prop_assert_eq!(&through::<proto::ShardTransferInfo, _>(transfer.clone()), &transfer);
        }
        for resharding in info.resharding_operations {
            prop_assert_eq!(&through::<proto::ReshardingInfo, _>(resharding.clone()), &resharding);
        }
    }

    #[test]
    fn snapshots_survive(snapshot in snapshot()) {
        prop_assert_eq!(through::<proto::SnapshotDescription, _>(snapshot.clone()), snapshot);
    }

    #[test]
    fn targets_survive(example in example()) {
        let target = TargetVector::Single(example);
        prop_assert_eq!(through::<proto::TargetVector, _>(target.clone()), target);
    }

    #[test]
    fn pairs_of_examples_survive(pair in pair()) {
        prop_assert_eq!(through::<proto::ContextExamplePair, _>(pair.clone()), pair);
    }

    #[test]
    fn matrices_survive(pairs in matrix_pairs(), offsets in matrix_offsets()) {
        prop_assert_eq!(&through::<proto::SearchMatrixPairs, _>(pairs.clone()), &pairs);
        prop_assert_eq!(&through::<proto::SearchMatrixOffsets, _>(offsets.clone()), &offsets);
    }
}
