//! An arbitrary request of each operation.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test sees to it that no operation is left out")]

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::*;

use super::basics::{
    consistency, file_name, name, new_name, ordering, payload, point_id, shard_key, shards, text, timeout,
    with_payload, with_vectors,
};
use super::filters::{filter, points_selector};
use super::points::{point_vectors, points, step, vector_config, vector_names};
use super::queries::order_by;
use super::searches::searches;
use super::sharding::{cluster_operation, create_shard_key};
use super::{collections, indexes};

fn wait() -> impl Strategy<Value = Option<bool>> {
    of(flag)
}

/// A request of some operation; none for those that carry a file.
pub(crate) fn request(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    match operation.family() {
        Family::Service | Family::Cluster | Family::Issues | Family::Quotas => about_the_server(operation),
        Family::Collections | Family::Aliases | Family::Indexes => about_collections(operation),
        Family::Points | Family::Payload | Family::Vectors => about_points(operation),
        Family::Query | Family::Legacy => searches(operation),
        Family::Shards => about_shards(operation),
        Family::Snapshots => about_snapshots(operation),
        _ => None,
    }
}

fn just(operation: impl Operation) -> Option<BoxedStrategy<Request>> {
    Some(Just(operation.into_request()).boxed())
}

pub(super) fn any_of<O: Operation>(
    operation: impl Strategy<Value = O> + 'static,
) -> Option<BoxedStrategy<Request>> {
    Some(operation.prop_map(O::into_request).boxed())
}

fn about_the_server(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    let percent = |least: u8| of(least..=100);
    match operation {
        OperationKind::GetVersionInfo => just(HealthCheckRequest {}),
        OperationKind::Healthz => just(HealthzRequest {}),
        OperationKind::Livez => just(LivezRequest {}),
        OperationKind::Readyz => just(ReadyzRequest {}),
        OperationKind::GrpcHealthCheck => {
            any_of(text().prop_map(|service| GrpcHealthCheckRequest { service }))
        }
        OperationKind::Telemetry => any_of((of(flag), of(any::<u64>()), of(flag), timeout()).prop_map(
            |(anonymize, details_level, per_collection, timeout)| TelemetryRequest {
                anonymize,
                details_level,
                per_collection,
                timeout,
            },
        )),
        OperationKind::Metrics => {
            any_of((of(flag), of(flag), timeout()).prop_map(|(anonymize, per_collection, timeout)| {
                MetricsRequest { anonymize, per_collection, timeout }
            }))
        }
        OperationKind::ClusterStatus => just(ClusterStatusRequest {}),
        OperationKind::ClusterTelemetry => any_of(
            (of(any::<u64>()), timeout())
                .prop_map(|(details_level, timeout)| ClusterTelemetryRequest { details_level, timeout }),
        ),
        OperationKind::RecoverCurrentPeer => just(RecoverCurrentPeerRequest {}),
        OperationKind::RemovePeer => {
            any_of((any::<u64>(), of(flag), timeout()).prop_map(|(peer_id, force, timeout)| RemovePeer {
                peer_id,
                force,
                timeout,
            }))
        }
        OperationKind::GetIssues => just(GetIssuesRequest {}),
        OperationKind::ClearIssues => just(ClearIssuesRequest {}),
        OperationKind::GetQuotas => just(GetQuotasRequest {}),
        OperationKind::UpdateQuotas => {
            any_of((of(flag), percent(1), percent(1), percent(0), wait()).prop_map(
                |(
                    enabled,
                    max_resident_memory_percent,
                    max_disk_usage_percent,
                    release_margin_percent,
                    wait,
                )| {
                    let config = QuotaConfig {
                        enabled,
                        max_resident_memory_percent,
                        max_disk_usage_percent,
                        release_margin_percent,
                    };
                    UpdateQuotas { config, wait }
                },
            ))
        }
        _ => None,
    }
}

pub(super) fn alias_action() -> BoxedStrategy<AliasOperations> {
    prop_oneof![
        (name(), new_name()).prop_map(|(collection_name, alias_name)| AliasOperations::Create(CreateAlias {
            collection_name,
            alias_name
        })),
        (name(), new_name()).prop_map(|(old_alias_name, new_alias_name)| AliasOperations::Rename(
            RenameAlias { old_alias_name, new_alias_name }
        )),
        name().prop_map(|alias_name| AliasOperations::Delete(DeleteAlias { alias_name })),
    ]
    .boxed()
}

fn about_collections(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    match operation {
        OperationKind::ListCollections => just(ListCollectionsRequest {}),
        OperationKind::GetCollectionInfo => any_of(name().prop_map(GetCollectionInfoRequest::new)),
        OperationKind::CreateCollection => any_of(collections::create()),
        OperationKind::UpdateCollection => any_of(collections::update()),
        OperationKind::DeleteCollection => any_of(
            (name(), timeout())
                .prop_map(|(collection_name, timeout)| DeleteCollection { collection_name, timeout }),
        ),
        OperationKind::CollectionExists => any_of(name().prop_map(CollectionExistsRequest::new)),
        OperationKind::GetOptimizations => {
            any_of((name(), vec(select(OptimizationPart::ALL), 0..4), of(any::<u64>())).prop_map(
                |(collection_name, with, completed_limit)| GetOptimizations {
                    collection_name,
                    with,
                    completed_limit,
                },
            ))
        }
        OperationKind::UpdateAliases => any_of(
            (vec(alias_action(), 0..3), timeout())
                .prop_map(|(actions, timeout)| ChangeAliases { actions, timeout }),
        ),
        OperationKind::ListCollectionAliases => any_of(name().prop_map(ListCollectionAliasesRequest::new)),
        OperationKind::ListAliases => just(ListAliasesRequest {}),
        OperationKind::CreateFieldIndex => {
            any_of((name(), wait(), name(), indexes::schema(), ordering(), timeout()).prop_map(
                |(collection_name, wait, field_name, field_schema, ordering, timeout)| {
                    CreateFieldIndexCollection {
                        collection_name,
                        wait,
                        field_name,
                        field_schema,
                        ordering,
                        timeout,
                    }
                },
            ))
        }
        OperationKind::DeleteFieldIndex => any_of((name(), wait(), name(), ordering(), timeout()).prop_map(
            |(collection_name, wait, field_name, ordering, timeout)| DeleteFieldIndexCollection {
                collection_name,
                wait,
                field_name,
                ordering,
                timeout,
            },
        )),
        _ => None,
    }
}

/// Collection, wait, ordering, shards and timeout: what the writes share.
type Write =
    (String, Option<bool>, Option<WriteOrdering>, Option<ShardKeySelector>, Option<std::time::Duration>);

fn write() -> BoxedStrategy<Write> {
    (name(), wait(), ordering(), shards(), timeout()).boxed()
}

fn about_points(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    let set = || {
        (write(), payload(), points_selector(), of(name())).prop_map(|(write, payload, selector, key)| {
            let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
            SetPayloadPoints {
                collection_name,
                wait,
                payload,
                points_selector: Some(selector),
                ordering,
                shard_key_selector,
                key,
                timeout,
            }
        })
    };
    let read = (with_payload(), with_vectors(), consistency(), shards(), timeout());
    match operation {
        OperationKind::UpsertPoints => {
            any_of((write(), points(), of(filter()), of(select(UpdateMode::ALL))).prop_map(
                |(write, points, update_filter, update_mode)| {
                    let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
                    UpsertPoints {
                        collection_name,
                        wait,
                        points,
                        ordering,
                        shard_key_selector,
                        update_filter,
                        timeout,
                        update_mode,
                    }
                },
            ))
        }
        OperationKind::DeletePoints => any_of((write(), points_selector()).prop_map(|(write, points)| {
            let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
            let points = Some(points);
            DeletePoints { collection_name, wait, points, ordering, shard_key_selector, timeout }
        })),
        OperationKind::GetPoints => {
            any_of((name(), vec(point_id(), 0..3), read).prop_map(|(collection_name, ids, read)| {
                let (with_payload, with_vectors, read_consistency, shard_key_selector, timeout) = read;
                GetPoints {
                    collection_name,
                    ids,
                    with_payload,
                    with_vectors,
                    read_consistency,
                    shard_key_selector,
                    timeout,
                }
            }))
        }
        OperationKind::ScrollPoints => {
            let page = (of(point_id()), of(1..=u32::MAX), of(order_by()));
            any_of((name(), of(filter()), page, read).prop_map(|(collection_name, filter, page, read)| {
                let (with_payload, with_vectors, read_consistency, shard_key_selector, timeout) = read;
                let (offset, limit, order_by) = page;
                ScrollPoints {
                    collection_name,
                    filter,
                    offset,
                    limit,
                    with_payload,
                    with_vectors,
                    read_consistency,
                    shard_key_selector,
                    order_by,
                    timeout,
                }
            }))
        }
        OperationKind::GetPoint => any_of((name(), point_id(), consistency(), timeout()).prop_map(
            |(collection_name, id, read_consistency, timeout)| GetPoint {
                collection_name,
                id,
                read_consistency,
                timeout,
            },
        )),
        OperationKind::CountPoints => any_of((name(), of(filter()), flag, read).prop_map(
            |(collection_name, filter, exact, (_, _, read_consistency, shard_key_selector, timeout))| {
                CountPoints {
                    collection_name,
                    filter,
                    exact: Some(exact),
                    read_consistency,
                    shard_key_selector,
                    timeout,
                }
            },
        )),
        OperationKind::UpdateBatchPoints => {
            any_of((name(), wait(), vec(step(), 0..4), ordering(), timeout()).prop_map(
                |(collection_name, wait, operations, ordering, timeout)| UpdateBatchPoints {
                    collection_name,
                    wait,
                    operations,
                    ordering,
                    timeout,
                },
            ))
        }
        OperationKind::CreateVectorName => any_of((write(), name(), vector_config()).prop_map(
            |((collection_name, wait, ordering, _, timeout), vector_name, vector_config)| {
                CreateVectorNameRequest {
                    collection_name,
                    wait,
                    vector_name,
                    vector_config,
                    timeout,
                    ordering,
                }
            },
        )),
        OperationKind::DeleteVectorName => any_of((write(), name()).prop_map(
            |((collection_name, wait, ordering, _, timeout), vector_name)| DeleteVectorNameRequest {
                collection_name,
                wait,
                vector_name,
                timeout,
                ordering,
            },
        )),
        OperationKind::UpdateVectors => {
            any_of((write(), point_vectors(), of(filter())).prop_map(|(write, points, update_filter)| {
                let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
                UpdatePointVectors {
                    collection_name,
                    wait,
                    points,
                    ordering,
                    shard_key_selector,
                    update_filter,
                    timeout,
                }
            }))
        }
        OperationKind::DeleteVectors => any_of((write(), points_selector(), vector_names()).prop_map(
            |(write, points_selector, vectors)| {
                let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
                DeletePointVectors {
                    collection_name,
                    wait,
                    points_selector: Some(points_selector),
                    vectors,
                    ordering,
                    shard_key_selector,
                    timeout,
                }
            },
        )),
        OperationKind::SetPayload => any_of(set()),
        OperationKind::OverwritePayload => any_of(set().prop_map(OverwritePayloadPoints::from)),
        OperationKind::DeletePayload => any_of((write(), vec(name(), 0..3), points_selector()).prop_map(
            |(write, keys, points_selector)| {
                let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
                DeletePayloadPoints {
                    collection_name,
                    wait,
                    keys,
                    points_selector: Some(points_selector),
                    ordering,
                    shard_key_selector,
                    timeout,
                }
            },
        )),
        OperationKind::ClearPayload => any_of((write(), points_selector()).prop_map(|(write, points)| {
            let (collection_name, wait, ordering, shard_key_selector, timeout) = write;
            let points = Some(points);
            ClearPayloadPoints { collection_name, wait, points, ordering, shard_key_selector, timeout }
        })),
        _ => None,
    }
}

fn about_shards(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    match operation {
        OperationKind::CollectionClusterInfo => any_of(name().prop_map(CollectionClusterInfoRequest::new)),
        OperationKind::UpdateCollectionCluster => any_of((name(), cluster_operation(), timeout()).prop_map(
            |(collection_name, operation, timeout)| UpdateCollectionClusterSetupRequest {
                collection_name,
                operation,
                timeout,
            },
        )),
        OperationKind::CreateShardKey => {
            any_of((name(), create_shard_key(), timeout()).prop_map(|(collection_name, request, timeout)| {
                CreateShardKeyRequest { collection_name, request, timeout }
            }))
        }
        OperationKind::DeleteShardKey => {
            any_of((name(), shard_key(), timeout()).prop_map(|(collection_name, shard_key, timeout)| {
                DeleteShardKeyRequest { collection_name, request: DeleteShardKey { shard_key }, timeout }
            }))
        }
        OperationKind::ListShardKeys => any_of(name().prop_map(ListShardKeysRequest::new)),
        _ => None,
    }
}

fn about_snapshots(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    // Over gRPC, who serves is always told to wait.
    let wait = Some(true);
    let shard = || (name(), any::<u32>());
    let options = (of(select(SnapshotPriority::ALL)), of("[0-9a-f]{64}"), of(text().prop_map(Secret::from)));
    match operation {
        OperationKind::CreateSnapshot => {
            any_of(name().prop_map(move |collection_name| CreateSnapshotRequest { collection_name, wait }))
        }
        OperationKind::ListSnapshots => any_of(name().prop_map(ListSnapshotsRequest::new)),
        OperationKind::DeleteSnapshot => {
            any_of((name(), file_name()).prop_map(move |(collection_name, snapshot_name)| {
                DeleteSnapshotRequest { collection_name, snapshot_name, wait }
            }))
        }
        OperationKind::DownloadSnapshot => {
            any_of((name(), file_name()).prop_map(|(collection_name, snapshot_name)| DownloadSnapshot {
                collection_name,
                snapshot_name,
            }))
        }
        OperationKind::RecoverSnapshot => any_of((name(), name(), options).prop_map(
            move |(collection_name, location, (priority, checksum, api_key))| RecoverSnapshot {
                collection_name,
                location,
                priority,
                checksum,
                api_key,
                wait,
            },
        )),
        OperationKind::CreateFullSnapshot => just(CreateFullSnapshotRequest { wait }),
        OperationKind::ListFullSnapshots => just(ListFullSnapshotsRequest {}),
        OperationKind::DeleteFullSnapshot => any_of(
            file_name().prop_map(move |snapshot_name| DeleteFullSnapshotRequest { snapshot_name, wait }),
        ),
        OperationKind::DownloadFullSnapshot => any_of(file_name().prop_map(DownloadFullSnapshot::new)),
        OperationKind::CreateShardSnapshot => any_of(shard().prop_map(move |(collection_name, shard_id)| {
            CreateShardSnapshotRequest { collection_name, shard_id, wait }
        })),
        OperationKind::ListShardSnapshots => {
            any_of(shard().prop_map(|(collection_name, shard_id)| ListShardSnapshotsRequest {
                collection_name,
                shard_id,
            }))
        }
        OperationKind::DeleteShardSnapshot => {
            any_of((shard(), file_name()).prop_map(move |((collection_name, shard_id), snapshot_name)| {
                DeleteShardSnapshotRequest { collection_name, shard_id, snapshot_name, wait }
            }))
        }
        OperationKind::DownloadShardSnapshot => {
            any_of((shard(), file_name()).prop_map(|((collection_name, shard_id), snapshot_name)| {
                DownloadShardSnapshot { collection_name, shard_id, snapshot_name }
            }))
        }
        OperationKind::StreamShardSnapshot => any_of(
            shard().prop_map(|(collection_name, shard_id)| StreamShardSnapshot { collection_name, shard_id }),
        ),
        OperationKind::RecoverShardSnapshot => any_of((shard(), name(), options).prop_map(
            move |((collection_name, shard_id), location, (priority, checksum, api_key))| {
                RecoverShardSnapshot {
                    collection_name,
                    shard_id,
                    location,
                    priority,
                    checksum,
                    api_key,
                    wait,
                }
            },
        )),
        _ => None,
    }
}
