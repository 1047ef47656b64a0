//! Groups, matrices, shards, snapshots and the health check.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use qdrant_core::{
    AbortShardTransfer, ClusterOperation, CollectionClusterInfoRequest, CreateFullSnapshotRequest,
    CreateShardKey, CreateShardKeyRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest, DeleteShardKey,
    DeleteShardKeyRequest, DeleteSnapshotRequest, GrpcHealthCheckRequest, ListFullSnapshotsRequest,
    ListShardKeysRequest, ListSnapshotsRequest, MoveShard, Outcome, QueryPointGroups, Replica,
    ReplicatePoints, ReplicateShard, RestartTransfer, SearchMatrixOffsetsRequest, SearchMatrixPairsRequest,
    SearchMatrixPoints, ServingStatus, ShardKeyDescription, ShardTransferMethod,
    UpdateCollectionClusterSetupRequest,
};

use super::strategies::{common, consistency, group, shards, timeout, with_lookup};
use super::{answers, answers_with_time, answers_with_usage, survives};
use crate::convert::tests::basics::{name, shard_key, single, wire};
use crate::convert::tests::filters::filter;
use crate::convert::tests::queries::{lookup, prefetch, query};
use crate::convert::tests::sharding::{cluster_info, matrix_offsets, matrix_pairs, replica_state, snapshot};
use crate::proto::{health, qdrant as proto};

fn create_shard_key() -> impl Strategy<Value = CreateShardKey> {
    let numbers = (of(any::<u32>()), of(any::<u32>()));
    (shard_key(), numbers, vec(any::<u64>(), 0..3), of(replica_state())).prop_map(
        |(shard_key, (shards_number, replication_factor), placement, initial_state)| CreateShardKey {
            shard_key,
            shards_number,
            replication_factor,
            placement,
            initial_state,
        },
    )
}

/// Every operation that this wire has.
fn cluster_operation() -> BoxedStrategy<ClusterOperation> {
    let transfer = || (any::<u32>(), any::<u64>(), any::<u64>(), of(any::<u32>()));
    let method = || wire(ShardTransferMethod::ALL, ShardTransferMethod::Unknown);
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

fn query_groups() -> BoxedStrategy<QueryPointGroups> {
    let own = (name(), of(query()), of(name()), of(single()), of(any::<u64>()), of(any::<u64>()), name());
    (own, common(), vec(prefetch(), 0..2), of(lookup()), with_lookup())
        .prop_map(|(own, common, prefetch, lookup_from, with_lookup)| {
            let (collection_name, query, using, score_threshold, limit, group_size, group_by) = own;
            let (filter, params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector) =
                common;
            QueryPointGroups {
                collection_name,
                prefetch,
                query,
                using,
                filter,
                params,
                score_threshold,
                with_payload,
                with_vectors,
                lookup_from,
                limit,
                group_size,
                group_by,
                read_consistency,
                with_lookup,
                timeout,
                shard_key_selector,
            }
        })
        .boxed()
}

proptest! {
    #[test]
    fn grouped_queries(query in query_groups(), groups in vec(group(), 0..3)) {
        survives::<proto::QueryPointGroups, _>(&query);
        answers_with_usage::<proto::QueryGroupsResponse, QueryPointGroups>(&groups);
    }

    #[test]
    fn matrices(
        (collection_name, filter, sample, limit) in (name(), of(filter()), any::<Option<u64>>(), any::<Option<u64>>()),
        (using, timeout, read_consistency) in (of(name()), timeout(), consistency()),
        shard_key_selector in shards(),
        (pairs, offsets) in (matrix_pairs(), matrix_offsets()),
    ) {
        let points = SearchMatrixPoints {
            collection_name,
            filter,
            sample,
            limit,
            using,
            timeout,
            read_consistency,
            shard_key_selector,
        };
        survives::<proto::SearchMatrixPoints, _>(&SearchMatrixPairsRequest(points.clone()));
        survives::<proto::SearchMatrixPoints, _>(&SearchMatrixOffsetsRequest(points));
        answers_with_usage::<proto::SearchMatrixPairsResponse, SearchMatrixPairsRequest>(&pairs);
        answers_with_usage::<proto::SearchMatrixOffsetsResponse, SearchMatrixOffsetsRequest>(&offsets);
    }

    #[test]
    fn shards_of_a_collection(
        (collection_name, timeout, operation) in (name(), timeout(), cluster_operation()),
        (create, key, keys) in (create_shard_key(), shard_key(), vec(shard_key(), 0..3)),
        (info, done) in (cluster_info(), any::<bool>()),
    ) {
        survives::<proto::CollectionClusterInfoRequest, _>(&CollectionClusterInfoRequest {
            collection_name: collection_name.clone(),
        });
        survives::<proto::ListShardKeysRequest, _>(&ListShardKeysRequest {
            collection_name: collection_name.clone(),
        });
        survives::<proto::UpdateCollectionClusterSetupRequest, _>(&UpdateCollectionClusterSetupRequest {
            collection_name: collection_name.clone(),
            operation,
            timeout,
        });
        survives::<proto::CreateShardKeyRequest, _>(&CreateShardKeyRequest {
            collection_name: collection_name.clone(),
            request: create,
            timeout,
        });
        survives::<proto::DeleteShardKeyRequest, _>(&DeleteShardKeyRequest {
            collection_name,
            request: DeleteShardKey { shard_key: key },
            timeout,
        });
        answers_with_time::<proto::CollectionClusterInfoResponse, CollectionClusterInfoRequest>(&info);
        let keys: Vec<_> = keys.into_iter().map(|key| ShardKeyDescription { key }).collect();
        answers_with_time::<proto::ListShardKeysResponse, ListShardKeysRequest>(&keys);
        answers_with_time::<proto::UpdateCollectionClusterSetupResponse, UpdateCollectionClusterSetupRequest>(&done);
        answers_with_time::<proto::CreateShardKeyResponse, CreateShardKeyRequest>(&done);
        answers_with_time::<proto::DeleteShardKeyResponse, DeleteShardKeyRequest>(&done);
    }

    #[test]
    fn snapshots(
        (collection_name, snapshot_name) in (name(), name()),
        list in vec(snapshot(), 1..3),
    ) {
        // Who serves gRPC is told to wait, whatever the client left out.
        let wait = Some(true);
        survives::<proto::CreateSnapshotRequest, _>(&CreateSnapshotRequest {
            collection_name: collection_name.clone(),
            wait,
        });
        survives::<proto::ListSnapshotsRequest, _>(&ListSnapshotsRequest {
            collection_name: collection_name.clone(),
        });
        survives::<proto::DeleteSnapshotRequest, _>(&DeleteSnapshotRequest {
            collection_name,
            snapshot_name: snapshot_name.clone(),
            wait,
        });
        survives::<proto::CreateFullSnapshotRequest, _>(&CreateFullSnapshotRequest { wait });
        survives::<proto::ListFullSnapshotsRequest, _>(&ListFullSnapshotsRequest {});
        survives::<proto::DeleteFullSnapshotRequest, _>(&DeleteFullSnapshotRequest { snapshot_name, wait });
        let created = Outcome::Completed(list[0].clone());
        answers_with_time::<proto::CreateSnapshotResponse, CreateSnapshotRequest>(&created);
        answers_with_time::<proto::CreateSnapshotResponse, CreateFullSnapshotRequest>(&created);
        answers_with_time::<proto::ListSnapshotsResponse, ListSnapshotsRequest>(&list);
        answers_with_time::<proto::ListSnapshotsResponse, ListFullSnapshotsRequest>(&list);
        let deleted = Outcome::Completed(true);
        answers_with_time::<proto::DeleteSnapshotResponse, DeleteSnapshotRequest>(&deleted);
        answers_with_time::<proto::DeleteSnapshotResponse, DeleteFullSnapshotRequest>(&deleted);
    }

    #[test]
    fn health(service in name(), status in wire(ServingStatus::ALL, ServingStatus::Unknown)) {
        survives::<health::HealthCheckRequest, _>(&GrpcHealthCheckRequest { service });
        let meta = answers::<health::HealthCheckResponse, GrpcHealthCheckRequest>(&status);
        prop_assert_eq!((meta.time, meta.usage), (None, None));
    }
}
