//! Arbitrary reports for property tests.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::bool::ANY as flag;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::{
    AppBuildTelemetry, ClusterStatusTelemetry, ClusterTelemetry, CollectionSnapshotTelemetry,
    CollectionTelemetry, CollectionTelemetryEntry, CollectionsAggregatedTelemetry, CollectionsTelemetry,
    DistributedClusterTelemetry, DistributedCollectionTelemetry, DistributedPeerDetails, DistributedPeerInfo,
    DistributedReplicaTelemetry, DistributedShardTelemetry, DistributedTelemetryData, HardwareTelemetry,
    LocalShardTelemetry, MemoryTelemetry, OperationDurationStatistics, PartialSnapshotTelemetry,
    PeerMetadata, QuotaExceeded, QuotaTelemetry, RemoteShardTelemetry, ReplicaSetTelemetry,
    RequestsTelemetry, ResponsesTelemetry, SearchThreadPoolTelemetry, ShardCleanStatus, TelemetryData,
};
use crate::model::cluster::strategies::{consensus_thread, peers, role};
use crate::model::collection::strategies::{name, wire};
use crate::model::collection::{CollectionStatus, UnknownVariant};
use crate::model::filter::strategies::timestamp;
use crate::model::quota::strategies::quota_config;
use crate::model::sharding::strategies::{peer_id, replica_state, resharding, shard_key, transfer};
use crate::model::usage::HardwareUsage;

/// What a newer server may add anywhere.
fn other() -> impl Strategy<Value = Map<String, Value>> {
    select(vec![
        json!({}),
        json!({"novel": null}),
        json!({"novel": {"7": [u64::MAX, -1, 0.5]}, "other": "x"}),
    ])
    .prop_map(|value| value.as_object().cloned().unwrap_or_default())
}

fn named<T: Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = BTreeMap<String, T>> {
    btree_map(name(), value, 0..3)
}

fn count() -> impl Strategy<Value = Option<u64>> {
    of(any::<u64>())
}

fn statistics() -> BoxedStrategy<OperationDurationStatistics> {
    let micros = || {
        of(any::<u32>().prop_map(|bits| Some(f32::from_bits(bits)).filter(|f| f.is_finite()).unwrap_or(0.5)))
    };
    let durations = (micros(), micros(), micros());
    (any::<u64>(), count(), durations, count(), of(timestamp()), other())
        .prop_map(|(count, fail_count, durations, total_duration_micros, last_responded, other)| {
            OperationDurationStatistics {
                count,
                fail_count,
                avg_duration_micros: durations.0,
                min_duration_micros: durations.1,
                max_duration_micros: durations.2,
                total_duration_micros,
                last_responded,
                other,
            }
        })
        .boxed()
}

fn responses() -> BoxedStrategy<ResponsesTelemetry> {
    (named(named(statistics())), other())
        .prop_map(|(responses, other)| ResponsesTelemetry { responses, other })
        .boxed()
}

fn clean_status() -> impl Strategy<Value = ShardCleanStatus> {
    let unknown = UnknownVariant::new("novel", json!({"novel": 1}));
    prop_oneof![
        Just(ShardCleanStatus::Started),
        any::<u64>().prop_map(|deleted_points| ShardCleanStatus::Progress { deleted_points }),
        Just(ShardCleanStatus::Done),
        name().prop_map(|reason| ShardCleanStatus::Failed { reason }),
        Just(ShardCleanStatus::Cancelled),
        Just(ShardCleanStatus::Unknown(unknown)),
    ]
}

fn partial_snapshot() -> impl Strategy<Value = PartialSnapshotTelemetry> {
    (any::<u64>(), flag, any::<u64>(), other()).prop_map(
        |(ongoing_create_snapshot_requests, is_recovering, recovery_timestamp, other)| {
            PartialSnapshotTelemetry {
                ongoing_create_snapshot_requests,
                is_recovering,
                recovery_timestamp,
                other,
            }
        },
    )
}

fn replica_set() -> BoxedStrategy<ReplicaSetTelemetry> {
    let local = (of(name()), of(wire(CollectionStatus::ALL)), any::<u64>(), vec(count(), 4), other());
    let local = (local, of(named(any::<u64>()))).prop_map(
        |((variant_name, status, total_optimized_points, counts, other), num_vectors_by_name)| {
            LocalShardTelemetry {
                variant_name,
                status,
                total_optimized_points,
                vectors_size_bytes: counts[0],
                payloads_size_bytes: counts[1],
                num_points: counts[2],
                num_vectors: counts[3],
                num_vectors_by_name,
                other,
            }
        },
    );
    let remote = (any::<u32>(), peer_id(), of(statistics()), of(statistics()), other()).prop_map(
        |(shard_id, peer_id, searches, updates, other)| RemoteShardTelemetry {
            shard_id,
            peer_id,
            searches,
            updates,
            other,
        },
    );
    let states = btree_map(peer_id(), replica_state(), 0..3);
    (any::<u32>(), of(shard_key()), of(local), vec(remote, 0..2), states, of(partial_snapshot()), other())
        .prop_map(|(id, key, local, remote, replicate_states, partial_snapshot, other)| ReplicaSetTelemetry {
            id,
            key,
            local,
            remote,
            replicate_states,
            partial_snapshot,
            other,
        })
        .boxed()
}

fn collection() -> BoxedStrategy<CollectionTelemetryEntry> {
    let moves = (of(vec(transfer(), 0..2)), of(vec(resharding(), 0..2)));
    let tasks = of(btree_map(any::<u32>(), clean_status(), 0..3));
    let detailed = (name(), count(), of(vec(replica_set(), 0..2)), moves, tasks, other()).prop_map(
        |(id, init_time_ms, shards, (transfers, resharding), shard_clean_tasks, other)| {
            CollectionTelemetryEntry::Detailed(CollectionTelemetry {
                id,
                init_time_ms,
                shards,
                transfers,
                resharding,
                shard_clean_tasks,
                other,
            })
        },
    );
    let aggregated = (any::<u64>(), other()).prop_map(|(vectors, other)| {
        CollectionTelemetryEntry::Aggregated(CollectionsAggregatedTelemetry { vectors, other })
    });
    prop_oneof![detailed, aggregated].boxed()
}

fn collections() -> BoxedStrategy<CollectionsTelemetry> {
    let snapshot = (name(), count(), count(), count(), other()).prop_map(
        |(id, running_snapshots, running_snapshot_recovery, total_snapshot_creations, other)| {
            CollectionSnapshotTelemetry {
                id,
                running_snapshots,
                running_snapshot_recovery,
                total_snapshot_creations,
                other,
            }
        },
    );
    (any::<u64>(), count(), of(vec(collection(), 0..2)), of(vec(snapshot, 0..2)), other())
        .prop_map(|(number_of_collections, max_collections, collections, snapshots, other)| {
            CollectionsTelemetry { number_of_collections, max_collections, collections, snapshots, other }
        })
        .boxed()
}

fn cluster() -> BoxedStrategy<ClusterTelemetry> {
    let status = (vec(any::<u64>(), 4), of(role()), flag, of(peer_id()), consensus_thread(), other())
        .prop_map(|(numbers, role, is_voter, peer_id, consensus_thread_status, other)| {
            ClusterStatusTelemetry {
                number_of_peers: numbers[0],
                term: numbers[1],
                commit: numbers[2],
                pending_operations: numbers[3],
                role,
                is_voter,
                peer_id,
                consensus_thread_status,
                other,
            }
        });
    let metadata = (name(), other()).prop_map(|(version, other)| PeerMetadata { version, other });
    (flag, of(status), peers(), btree_map(peer_id(), metadata, 0..3), of(flag), other())
        .prop_map(|(enabled, status, peers, peer_metadata, resharding_enabled, other)| ClusterTelemetry {
            enabled,
            status,
            peers,
            peer_metadata,
            resharding_enabled,
            other,
        })
        .boxed()
}

fn hardware() -> BoxedStrategy<HardwareTelemetry> {
    let usage = vec(any::<u64>(), 7).prop_map(|counters| HardwareUsage {
        cpu: counters[0],
        payload_io_read: counters[1],
        payload_io_write: counters[2],
        payload_index_io_read: counters[3],
        payload_index_io_write: counters[4],
        vector_io_read: counters[5],
        vector_io_write: counters[6],
    });
    (named(usage), other())
        .prop_map(|(collection_data, other)| HardwareTelemetry { collection_data, other })
        .boxed()
}

pub(crate) fn telemetry_data() -> BoxedStrategy<TelemetryData> {
    let app = (name(), name(), of(timestamp()), other())
        .prop_map(|(name, version, startup, other)| AppBuildTelemetry { name, version, startup, other });
    let requests = (responses(), responses(), other()).prop_map(|(rest, grpc, other)| RequestsTelemetry {
        rest,
        grpc,
        other,
    });
    let memory = (vec(any::<u64>(), 5), other()).prop_map(|(bytes, other)| MemoryTelemetry {
        active_bytes: bytes[0],
        allocated_bytes: bytes[1],
        metadata_bytes: bytes[2],
        resident_bytes: bytes[3],
        retained_bytes: bytes[4],
        other,
    });
    let search_pool = (name(), any::<u64>(), any::<u64>(), other()).prop_map(
        |(mode, high_cpu_threads, high_io_threads, other)| SearchThreadPoolTelemetry {
            mode,
            high_cpu_threads,
            high_io_threads,
            other,
        },
    );
    let quota = (quota_config(), of(flag), of(flag), other()).prop_map(
        |(config, resident_memory, disk_usage, other)| QuotaTelemetry {
            config,
            exceeded: QuotaExceeded { resident_memory, disk_usage },
            other,
        },
    );
    let machine = (of(memory), of(hardware()), of(search_pool), of(quota));
    (name(), of(app), collections(), of(cluster()), of(requests), machine, other())
        .prop_map(|(id, app, collections, cluster, requests, machine, other)| TelemetryData {
            id,
            app,
            collections,
            cluster,
            requests,
            memory: machine.0,
            hardware: machine.1,
            search_pool: machine.2,
            quota: machine.3,
            other,
        })
        .boxed()
}

fn distributed_replica() -> BoxedStrategy<DistributedReplicaTelemetry> {
    let state = (replica_state(), of(wire(CollectionStatus::ALL)));
    let rest = (of(named(any::<u64>())), of(clean_status()), of(partial_snapshot()), other());
    (peer_id(), state, vec(count(), 5), rest)
        .prop_map(|(peer_id, (state, status), counts, rest)| DistributedReplicaTelemetry {
            peer_id,
            state,
            status,
            total_optimized_points: counts[0],
            vectors_size_bytes: counts[1],
            payloads_size_bytes: counts[2],
            num_points: counts[3],
            num_vectors: counts[4],
            num_vectors_by_name: rest.0,
            shard_cleaning_status: rest.1,
            partial_snapshot: rest.2,
            other: rest.3,
        })
        .boxed()
}

fn distributed_cluster() -> BoxedStrategy<DistributedClusterTelemetry> {
    let details = (name(), of(role()), flag, vec(any::<u64>(), 3), consensus_thread(), other()).prop_map(
        |(version, role, is_voter, numbers, consensus_thread_status, other)| DistributedPeerDetails {
            version,
            role,
            is_voter,
            term: numbers[0],
            commit: numbers[1],
            num_pending_operations: numbers[2],
            consensus_thread_status,
            other,
        },
    );
    let peer = (name(), flag, of(details), other()).prop_map(|(uri, responsive, details, other)| {
        DistributedPeerInfo { uri, responsive, details, other }
    });
    (flag, count(), btree_map(peer_id(), peer, 0..3), other())
        .prop_map(|(enabled, number_of_peers, peers, other)| DistributedClusterTelemetry {
            enabled,
            number_of_peers,
            peers,
            other,
        })
        .boxed()
}

pub(crate) fn distributed_telemetry() -> BoxedStrategy<DistributedTelemetryData> {
    let shard = (any::<u32>(), of(shard_key()), vec(distributed_replica(), 0..2), other())
        .prop_map(|(id, key, replicas, other)| DistributedShardTelemetry { id, key, replicas, other });
    let moves = (of(vec(resharding(), 0..2)), of(vec(transfer(), 0..2)));
    let collection = (name(), of(vec(shard, 0..2)), moves, other()).prop_map(
        |(id, shards, (reshardings, shard_transfers), other)| DistributedCollectionTelemetry {
            id,
            shards,
            reshardings,
            shard_transfers,
            other,
        },
    );
    (named(collection), of(distributed_cluster()), other())
        .prop_map(|(collections, cluster, other)| DistributedTelemetryData { collections, cluster, other })
        .boxed()
}
