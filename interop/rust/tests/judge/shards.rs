//! Shards of a collection, their keys, and where they are.

use official::qdrant as q;
use q::update_collection_cluster_setup_request::Operation as Official;
use qdrant_core as core;
use qdrant_core::ClusterOperation as Core;
use qdrant_interop::model::filter;
use qdrant_interop::model::value::{keyword_key, number_key};
use qdrant_interop::twins::{list, none, required, same, some, text};
use qdrant_interop::{Pair, answered, sent, twins};

use crate::{TIME, timeout};

const STATES: [Pair<core::ReplicaState, q::ReplicaState>; 11] = [
    (core::ReplicaState::Active, q::ReplicaState::Active),
    (core::ReplicaState::Dead, q::ReplicaState::Dead),
    (core::ReplicaState::Partial, q::ReplicaState::Partial),
    (core::ReplicaState::Initializing, q::ReplicaState::Initializing),
    (core::ReplicaState::Listener, q::ReplicaState::Listener),
    (core::ReplicaState::PartialSnapshot, q::ReplicaState::PartialSnapshot),
    (core::ReplicaState::Recovery, q::ReplicaState::Recovery),
    (core::ReplicaState::Resharding, q::ReplicaState::Resharding),
    (core::ReplicaState::ReshardingScaleDown, q::ReplicaState::ReshardingScaleDown),
    (core::ReplicaState::ActiveRead, q::ReplicaState::ActiveRead),
    (core::ReplicaState::ManualRecovery, q::ReplicaState::ManualRecovery),
];

const METHODS: [Pair<core::ShardTransferMethod, q::ShardTransferMethod>; 4] = [
    (core::ShardTransferMethod::StreamRecords, q::ShardTransferMethod::StreamRecords),
    (core::ShardTransferMethod::Snapshot, q::ShardTransferMethod::Snapshot),
    (core::ShardTransferMethod::WalDelta, q::ShardTransferMethod::WalDelta),
    (core::ShardTransferMethod::ReshardingStreamRecords, q::ShardTransferMethod::ReshardingStreamRecords),
];

fn key(
    shard_key: Pair<core::ShardKey, q::ShardKey>,
    initial_state: Pair<Option<core::ReplicaState>, Option<i32>>,
) -> Pair<core::CreateShardKey, q::CreateShardKey> {
    twins!(CreateShardKey {
        shard_key: required(shard_key),
        shards_number: same(Some(2)),
        replication_factor: same(Some(3)),
        placement: same(vec![4, u64::MAX]),
        initial_state: initial_state,
    })
}

fn creations() -> Vec<Pair<core::CreateShardKey, q::CreateShardKey>> {
    STATES
        .into_iter()
        .map(|(state, official)| key(keyword_key(), some((state, official.into()))))
        .chain([key(number_key(), none())])
        .collect()
}

fn transfers(
    (method, official): Pair<core::ShardTransferMethod, q::ShardTransferMethod>,
) -> [Pair<Core, Official>; 3] {
    let moved = twins!(MoveShard {
        shard_id: same(1),
        to_shard_id: same(Some(2)),
        from_peer_id: same(3),
        to_peer_id: same(u64::MAX),
        method: some((method.clone(), official.into())),
    });
    let replicated = twins!(ReplicateShard {
        shard_id: same(1),
        to_shard_id: same(Some(2)),
        from_peer_id: same(3),
        to_peer_id: same(u64::MAX),
        method: some((method.clone(), official.into())),
    });
    let restarted = twins!(RestartTransfer {
        shard_id: same(1),
        to_shard_id: same(Some(2)),
        from_peer_id: same(3),
        to_peer_id: same(u64::MAX),
        method: (method, official.into()),
    });
    [
        (Core::MoveShard(moved.0), Official::MoveShard(moved.1)),
        (Core::ReplicateShard(replicated.0), Official::ReplicateShard(replicated.1)),
        (Core::RestartTransfer(restarted.0), Official::RestartTransfer(restarted.1)),
    ]
}

fn operations() -> Vec<Pair<Core, Official>> {
    let abort = twins!(AbortShardTransfer {
        shard_id: same(1),
        to_shard_id: same(Some(2)),
        from_peer_id: same(3),
        to_peer_id: same(u64::MAX),
    });
    let drop = twins!(Replica { shard_id: same(1), peer_id: same(u64::MAX) });
    let delete = twins!(DeleteShardKey { shard_key: required(keyword_key()) });
    let points = twins!(ReplicatePoints {
        from_shard_key: required(keyword_key()),
        to_shard_key: required(number_key()),
        filter: some(filter::full()),
    });
    let creations = creations().into_iter();
    METHODS
        .into_iter()
        .flat_map(transfers)
        .chain(
            creations
                .map(|(core, official)| (Core::CreateShardKey(core), Official::CreateShardKey(official))),
        )
        .chain([
            (Core::AbortTransfer(abort.0), Official::AbortTransfer(abort.1)),
            (Core::DropReplica(drop.0), Official::DropReplica(drop.1)),
            (Core::DeleteShardKey(delete.0), Official::DeleteShardKey(delete.1)),
            (Core::ReplicatePoints(points.0), Official::ReplicatePoints(points.1)),
        ])
        .collect()
}

#[test]
pub(crate) fn setup() {
    for (core, official) in operations() {
        let (core, official) = twins!(UpdateCollectionClusterSetupRequest {
            collection_name: text("c"),
            operation: (core, Some(official)),
            timeout: timeout(),
        });
        sent(core, "/qdrant.Collections/UpdateCollectionClusterSetup", official);
    }
    for result in [true, false] {
        let official = q::UpdateCollectionClusterSetupResponse { result, time: TIME };
        answered::<core::UpdateCollectionClusterSetupRequest, _>(result, None, official);
    }
}

#[test]
pub(crate) fn keys() {
    for creation in creations() {
        let (core, official) = twins!(CreateShardKeyRequest {
            collection_name: text("c"),
            request: required(creation),
            timeout: timeout(),
        });
        sent(core, "/qdrant.Collections/CreateShardKey", official);
    }
    for shard_key in [keyword_key(), number_key()] {
        let (core, official) = twins!(DeleteShardKeyRequest {
            collection_name: text("c"),
            request: required(twins!(DeleteShardKey { shard_key: required(shard_key) })),
            timeout: timeout(),
        });
        sent(core, "/qdrant.Collections/DeleteShardKey", official);
    }
    let (core, official) = twins!(ListShardKeysRequest { collection_name: text("c") });
    sent(core, "/qdrant.Collections/ListShardKeys", official);

    for result in [true, false] {
        let official = q::CreateShardKeyResponse { result, time: TIME };
        answered::<core::CreateShardKeyRequest, _>(result, None, official);
        let official = q::DeleteShardKeyResponse { result, time: TIME };
        answered::<core::DeleteShardKeyRequest, _>(result, None, official);
    }
    let (core, shard_keys) =
        list([keyword_key(), number_key()].map(|key| twins!(ShardKeyDescription { key: required(key) })));
    answered::<core::ListShardKeysRequest, _>(
        core,
        None,
        q::ListShardKeysResponse { shard_keys, time: TIME },
    );
}

#[test]
pub(crate) fn places() {
    let (core, official) = twins!(CollectionClusterInfoRequest { collection_name: text("c") });
    sent(core, "/qdrant.Collections/CollectionClusterInfo", official);

    let (local_shards, official_local) = list(STATES.into_iter().map(|(state, official)| {
        twins!(LocalShardInfo {
            shard_id: same(1),
            points_count: same(u64::MAX),
            state: (state, official.into()),
            shard_key: some(keyword_key()),
        })
    }));
    let (remote_shards, official_remote) = list(STATES.into_iter().map(|(state, official)| {
        twins!(RemoteShardInfo {
            shard_id: same(1),
            peer_id: same(u64::MAX),
            state: (state, official.into()),
            shard_key: none(),
        })
    }));
    // Only REST tells the method and the comment.
    let transfer = core::ShardTransferInfo {
        shard_id: 1,
        to_shard_id: Some(2),
        from: 3,
        to: u64::MAX,
        sync: true,
        method: None,
        comment: None,
    };
    let official_transfer =
        q::ShardTransferInfo { shard_id: 1, to_shard_id: Some(2), from: 3, to: u64::MAX, sync: true };
    let directions = [
        (core::ReshardingDirection::Up, q::ReshardingDirection::Up),
        (core::ReshardingDirection::Down, q::ReshardingDirection::Down),
    ];
    let (resharding_operations, official_resharding) = list(directions.map(|(direction, official)| {
        twins!(ReshardingInfo {
            shard_id: same(1),
            peer_id: same(u64::MAX),
            shard_key: some(number_key()),
            direction: (direction, official.into()),
        })
    }));
    let core = core::CollectionClusterInfo {
        peer_id: u64::MAX,
        shard_count: 2,
        local_shards,
        remote_shards,
        shard_transfers: vec![transfer],
        resharding_operations,
    };
    let official = q::CollectionClusterInfoResponse {
        peer_id: u64::MAX,
        shard_count: 2,
        local_shards: official_local,
        remote_shards: official_remote,
        shard_transfers: vec![official_transfer],
        resharding_operations: official_resharding,
        time: TIME,
    };
    answered::<core::CollectionClusterInfoRequest, _>(core, None, official);
}
