//! Reports, clusters, shards and quotas.

use proptest::prelude::*;
use qdrant_core::{
    AbortShardTransfer, ClusterOperation, ClusterTelemetryRequest, CollectionClusterInfo,
    CollectionClusterInfoRequest, CreateShardKey, CreateShardKeyRequest, DeleteShardKey,
    DeleteShardKeyRequest, GetOptimizations, GetQuotasRequest, ListShardKeysRequest, LocalShardInfo,
    MetricsRequest, MoveShard, Operation, OptimizationPart, PeerQuotaUsage, QuotaConfig, QuotaStatus,
    QuotaUsage, RemoteShardInfo, RemovePeer, Replica, ReplicaState, ReplicatePoints, ReplicateShard, Reply,
    ReshardingDirection, ReshardingInfo, RestartTransfer, ShardKey, ShardKeyDescription, ShardTransferInfo,
    ShardTransferMethod, StartResharding, TelemetryRequest, UpdateCollectionClusterSetupRequest,
    UpdateQuotas,
};

use super::{answered, received};
use crate::strategies::{filter, segment, timeout};

fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![any::<u64>().prop_map(ShardKey::from), ".{1,6}".prop_map(ShardKey::from)]
}

fn peer() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), (1_u64 << 53)..(1 << 53) + 9]
}

fn state() -> impl Strategy<Value = ReplicaState> {
    prop::sample::select(ReplicaState::ALL)
}

fn method() -> impl Strategy<Value = ShardTransferMethod> {
    prop::sample::select(ShardTransferMethod::ALL)
}

fn direction() -> impl Strategy<Value = ReshardingDirection> {
    prop::sample::select(ReshardingDirection::ALL)
}

fn create() -> impl Strategy<Value = CreateShardKey> {
    let number = || prop::option::of(1..u32::MAX);
    (shard_key(), number(), number(), prop::collection::vec(peer(), 0..3), prop::option::of(state()))
        .prop_map(|(shard_key, shards_number, replication_factor, placement, initial_state)| CreateShardKey {
            shard_key,
            shards_number,
            replication_factor,
            placement,
            initial_state,
        })
}

fn operation() -> impl Strategy<Value = ClusterOperation> {
    let ends = || (any::<u32>(), peer(), peer(), any::<Option<u32>>());
    prop_oneof![
        (ends(), prop::option::of(method())).prop_map(
            |((shard_id, from_peer_id, to_peer_id, to_shard_id), method)| {
                MoveShard { shard_id, to_peer_id, from_peer_id, method, to_shard_id }.into()
            }
        ),
        (ends(), prop::option::of(method())).prop_map(
            |((shard_id, from_peer_id, to_peer_id, to_shard_id), method)| {
                ReplicateShard { shard_id, to_peer_id, from_peer_id, method, to_shard_id }.into()
            }
        ),
        ends().prop_map(|(shard_id, from_peer_id, to_peer_id, to_shard_id)| {
            AbortShardTransfer { shard_id, to_peer_id, from_peer_id, to_shard_id }.into()
        }),
        (ends(), method()).prop_map(|((shard_id, from_peer_id, to_peer_id, to_shard_id), method)| {
            RestartTransfer { shard_id, from_peer_id, to_peer_id, method, to_shard_id }.into()
        }),
        (any::<u32>(), peer()).prop_map(|(shard_id, peer_id)| Replica { shard_id, peer_id }.into()),
        create().prop_map(ClusterOperation::from),
        shard_key().prop_map(|shard_key| DeleteShardKey { shard_key }.into()),
        (prop::option::of(filter()), shard_key(), shard_key()).prop_map(
            |(filter, from_shard_key, to_shard_key)| {
                ReplicatePoints { filter, from_shard_key, to_shard_key }.into()
            }
        ),
        (direction(), prop::option::of(peer()), prop::option::of(shard_key())).prop_map(
            |(direction, peer_id, shard_key)| StartResharding { direction, peer_id, shard_key }.into()
        ),
        Just(ClusterOperation::AbortResharding),
    ]
}

fn percent(least: u8) -> impl Strategy<Value = Option<u8>> {
    prop::option::of(least..=100)
}

fn quotas() -> impl Strategy<Value = QuotaConfig> {
    (any::<Option<bool>>(), percent(1), percent(1), percent(0)).prop_map(
        |(enabled, max_resident_memory_percent, max_disk_usage_percent, release_margin_percent)| {
            QuotaConfig {
                enabled,
                max_resident_memory_percent,
                max_disk_usage_percent,
                release_margin_percent,
            }
        },
    )
}

fn cluster_info() -> impl Strategy<Value = CollectionClusterInfo> {
    let key = || prop::option::of(shard_key());
    let local = (any::<u32>(), key(), any::<u64>(), state()).prop_map(
        |(shard_id, shard_key, points_count, state)| LocalShardInfo {
            shard_id,
            shard_key,
            points_count,
            state,
        },
    );
    let remote = (any::<u32>(), key(), peer(), state()).prop_map(|(shard_id, shard_key, peer_id, state)| {
        RemoteShardInfo { shard_id, shard_key, peer_id, state }
    });
    let transfer =
        (any::<(u32, Option<u32>, u64, u64, bool)>(), prop::option::of(method()), any::<Option<String>>())
            .prop_map(|((shard_id, to_shard_id, from, to, sync), method, comment)| ShardTransferInfo {
                shard_id,
                to_shard_id,
                from,
                to,
                sync,
                method,
                comment,
            });
    let resharding =
        (direction(), any::<u32>(), peer(), key()).prop_map(|(direction, shard_id, peer_id, shard_key)| {
            ReshardingInfo { direction, shard_id, peer_id, shard_key }
        });
    let some = 0..3_usize;
    (
        any::<(u64, u64)>(),
        prop::collection::vec(local, some.clone()),
        prop::collection::vec(remote, some.clone()),
        prop::collection::vec(transfer, some.clone()),
        prop::collection::vec(resharding, some),
    )
        .prop_map(
            |(
                (peer_id, shard_count),
                local_shards,
                remote_shards,
                shard_transfers,
                resharding_operations,
            )| {
                CollectionClusterInfo {
                    peer_id,
                    shard_count,
                    local_shards,
                    remote_shards,
                    shard_transfers,
                    resharding_operations,
                }
            },
        )
}

fn arrives(operation: impl Operation + Clone) -> Result<(), TestCaseError> {
    let sent = operation.into_request();
    prop_assert_eq!(received(sent.clone()), sent);
    Ok(())
}

proptest! {
    #[test]
    fn reports_are_asked_for(
        anonymize in any::<Option<bool>>(),
        details_level in any::<Option<u64>>(),
        per_collection in any::<Option<bool>>(),
        timeout in prop::option::of(timeout()),
        collection_name in segment(),
        with in prop::collection::vec(prop::sample::select(OptimizationPart::ALL), 0..4),
    ) {
        arrives(TelemetryRequest { anonymize, details_level, per_collection, timeout })?;
        arrives(MetricsRequest { anonymize, per_collection, timeout })?;
        arrives(ClusterTelemetryRequest { details_level, timeout })?;
        arrives(GetOptimizations { collection_name, with, completed_limit: details_level })?;
    }

    #[test]
    fn clusters_are_changed(
        collection_name in segment(),
        operation in operation(),
        request in create(),
        shard_key in shard_key(),
        peer_id in peer(),
        force in any::<Option<bool>>(),
        timeout in prop::option::of(timeout()),
    ) {
        arrives(UpdateCollectionClusterSetupRequest {
            collection_name: collection_name.clone(), operation, timeout,
        })?;
        arrives(CreateShardKeyRequest { collection_name: collection_name.clone(), request, timeout })?;
        let request = DeleteShardKey { shard_key };
        arrives(DeleteShardKeyRequest { collection_name: collection_name.clone(), request, timeout })?;
        arrives(CollectionClusterInfoRequest { collection_name: collection_name.clone() })?;
        arrives(ListShardKeysRequest { collection_name })?;
        arrives(RemovePeer { peer_id, force, timeout })?;
    }

    #[test]
    fn quotas_are_set(config in quotas(), wait in any::<Option<bool>>()) {
        arrives(UpdateQuotas { config, wait })?;
    }

    #[test]
    fn shards_are_described(info in cluster_info(), keys in prop::collection::vec(shard_key(), 0..4)) {
        let reply = Reply::new(CollectionClusterInfoRequest::into_response(info));
        prop_assert_eq!(answered(&reply).response, reply.response);
        let keys = keys.into_iter().map(|key| ShardKeyDescription { key }).collect();
        let reply = Reply::new(ListShardKeysRequest::into_response(keys));
        prop_assert_eq!(answered(&reply).response, reply.response);
    }

    #[test]
    fn quotas_are_told(
        config in quotas(),
        usage in any::<(Option<u8>, Option<u8>)>(),
        peers in any::<Option<std::collections::BTreeMap<u64, (bool, Option<u8>, Option<u8>)>>>(),
    ) {
        let peer = |(exceeded, resident_memory_percent, disk_usage_percent)| PeerQuotaUsage {
            exceeded, resident_memory_percent, disk_usage_percent,
        };
        let (resident_memory_percent, disk_usage_percent) = usage;
        let status = QuotaStatus {
            config,
            usage: QuotaUsage { resident_memory_percent, disk_usage_percent },
            peers: peers.map(|peers| peers.into_iter().map(|(id, usage)| (id, peer(usage))).collect()),
        };
        let reply = Reply::new(GetQuotasRequest::into_response(status));
        prop_assert_eq!(answered(&reply).response, reply.response);
    }
}
