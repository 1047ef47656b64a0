//! The operations of REST.

use qdrant_core::{
    ChangeAliases, ClearIssuesRequest, ClearPayloadPoints, ClusterStatusRequest, ClusterTelemetryRequest,
    CollectionClusterInfoRequest, CollectionExistsRequest, CountPoints, CreateCollection,
    CreateFieldIndexCollection, CreateFullSnapshotRequest, CreateShardKeyRequest, CreateShardSnapshotRequest,
    CreateSnapshotRequest, CreateVectorNameRequest, DeleteCollection, DeleteFieldIndexCollection,
    DeleteFullSnapshotRequest, DeletePayloadPoints, DeletePointVectors, DeletePoints, DeleteShardKeyRequest,
    DeleteShardSnapshotRequest, DeleteSnapshotRequest, DeleteVectorNameRequest, DiscoverBatchPoints,
    DiscoverPoints, DownloadFullSnapshot, DownloadShardSnapshot, DownloadSnapshot, FacetCounts,
    GetCollectionInfoRequest, GetIssuesRequest, GetOptimizations, GetPoint, GetPoints, GetQuotasRequest,
    HealthCheckRequest, HealthzRequest, ListAliasesRequest, ListCollectionAliasesRequest,
    ListCollectionsRequest, ListFullSnapshotsRequest, ListShardKeysRequest, ListShardSnapshotsRequest,
    ListSnapshotsRequest, LivezRequest, MetricsRequest, Operation, OperationKind, OverwritePayloadPoints,
    QueryBatchPoints, QueryPointGroups, QueryPoints, ReadyzRequest, RecommendBatchPoints,
    RecommendPointGroups, RecommendPoints, RecoverCurrentPeerRequest, RecoverShardSnapshot, RecoverSnapshot,
    RemovePeer, Request, ScrollPoints, SearchBatchPoints, SearchMatrixOffsetsRequest,
    SearchMatrixPairsRequest, SearchMatrixPoints, SearchPointGroups, SearchPoints, SetPayloadPoints,
    StreamShardSnapshot, TelemetryRequest, UpdateBatchPoints, UpdateCollection,
    UpdateCollectionClusterSetupRequest, UpdatePointVectors, UpdateQuotas, UploadShardSnapshot,
    UploadSnapshot, UpsertPoints, Vector,
};

use crate::generate::{Any, Source, fill};
use crate::queries::plain;

/// Draws the request of an operation.
pub(crate) type Maker = fn(&mut Source) -> Request;

/// How to draw each operation.
pub(crate) const OPERATIONS: &[(OperationKind, Maker)] = &[
    maker::<ChangeAliases>(),
    maker::<ListCollectionAliasesRequest>(),
    maker::<ListAliasesRequest>(),
    maker::<ClusterStatusRequest>(),
    maker::<ClusterTelemetryRequest>(),
    maker::<RecoverCurrentPeerRequest>(),
    maker::<RemovePeer>(),
    maker::<ListCollectionsRequest>(),
    maker::<GetCollectionInfoRequest>(),
    maker::<CollectionExistsRequest>(),
    maker::<CreateCollection>(),
    maker::<UpdateCollection>(),
    maker::<DeleteCollection>(),
    maker::<CreateFullSnapshotRequest>(),
    maker::<ListFullSnapshotsRequest>(),
    maker::<DeleteFullSnapshotRequest>(),
    maker::<DownloadFullSnapshot>(),
    maker::<QueryPointGroups>(),
    maker::<CreateFieldIndexCollection>(),
    maker::<DeleteFieldIndexCollection>(),
    maker::<GetIssuesRequest>(),
    maker::<ClearIssuesRequest>(),
    maker::<DiscoverPoints>(),
    maker::<DiscoverBatchPoints>(),
    maker::<RecommendPoints>(),
    maker::<RecommendBatchPoints>(),
    maker::<RecommendPointGroups>(),
    maker::<SearchPoints>(),
    maker::<SearchBatchPoints>(),
    maker::<SearchPointGroups>(),
    maker::<GetOptimizations>(),
    maker::<DeletePayloadPoints>(),
    maker::<ClearPayloadPoints>(),
    maker::<UpsertPoints>(),
    maker::<DeletePoints>(),
    maker::<GetPoints>(),
    maker::<GetPoint>(),
    maker::<ScrollPoints>(),
    maker::<CountPoints>(),
    maker::<UpdateBatchPoints>(),
    maker::<QueryPoints>(),
    maker::<QueryBatchPoints>(),
    maker::<FacetCounts>(),
    maker::<GetQuotasRequest>(),
    maker::<UpdateQuotas>(),
    maker::<HealthCheckRequest>(),
    maker::<HealthzRequest>(),
    maker::<LivezRequest>(),
    maker::<ReadyzRequest>(),
    maker::<TelemetryRequest>(),
    maker::<MetricsRequest>(),
    maker::<CreateShardSnapshotRequest>(),
    maker::<ListShardSnapshotsRequest>(),
    maker::<DeleteShardSnapshotRequest>(),
    maker::<DownloadShardSnapshot>(),
    maker::<StreamShardSnapshot>(),
    maker::<UploadShardSnapshot>(),
    maker::<RecoverShardSnapshot>(),
    maker::<CollectionClusterInfoRequest>(),
    maker::<UpdateCollectionClusterSetupRequest>(),
    maker::<CreateShardKeyRequest>(),
    maker::<DeleteShardKeyRequest>(),
    maker::<ListShardKeysRequest>(),
    maker::<CreateSnapshotRequest>(),
    maker::<ListSnapshotsRequest>(),
    maker::<DeleteSnapshotRequest>(),
    maker::<DownloadSnapshot>(),
    maker::<UploadSnapshot>(),
    maker::<RecoverSnapshot>(),
    maker::<CreateVectorNameRequest>(),
    maker::<DeleteVectorNameRequest>(),
    maker::<UpdatePointVectors>(),
    maker::<DeletePointVectors>(),
    maker::<SetPayloadPoints>(),
    maker::<OverwritePayloadPoints>(),
    maker::<SearchMatrixOffsetsRequest>(),
    maker::<SearchMatrixPairsRequest>(),
];

const fn maker<O: Operation + Any>() -> (OperationKind, Maker) {
    (O::KIND, |source| O::any(source).into_request())
}

/// The collection of a batch and of its parts.
fn batch() -> String {
    "Größe 1".to_owned()
}

/// The parts of a batch, which have no options of their own.
fn parts<T: Any>(source: &mut Source, tidy: fn(&mut T)) -> Vec<T> {
    let mut parts: Vec<T> = source.any();
    parts.iter_mut().for_each(tidy);
    parts
}

/// Vectors that the operations of old take.
fn plains(source: &mut Source) -> Vec<Vector> {
    vec![plain(source), plain(source)]
}

fill! {
    ChangeAliases { actions, timeout }
    ListCollectionAliasesRequest { collection_name: Source::name }
    ListAliasesRequest {}
    ClusterStatusRequest {}
    ClusterTelemetryRequest { details_level, timeout }
    RecoverCurrentPeerRequest {}
    RemovePeer { peer_id, force, timeout }
    ListCollectionsRequest {}
    GetCollectionInfoRequest { collection_name: Source::name }
    CollectionExistsRequest { collection_name: Source::name }
    CreateCollection {
        collection_name: Source::name, hnsw_config, wal_config, optimizers_config, shard_number,
        on_disk_payload, timeout, vectors_config, replication_factor, write_consistency_factor,
        quantization_config, sharding_method, sparse_vectors_config, strict_mode_config, metadata, payload,
        id_tracker,
    }
    UpdateCollection {
        collection_name: Source::name, optimizers_config, timeout, params, hnsw_config, vectors_config,
        quantization_config, sparse_vectors_config, strict_mode_config, metadata,
    }
    DeleteCollection { collection_name: Source::name, timeout }
    CreateFullSnapshotRequest { wait }
    ListFullSnapshotsRequest {}
    DeleteFullSnapshotRequest { snapshot_name: Source::name, wait }
    DownloadFullSnapshot { snapshot_name: Source::name }
    QueryPointGroups {
        collection_name: Source::name, prefetch, query, using, filter, params, score_threshold, with_payload,
        with_vectors, lookup_from, limit, group_size, group_by: Source::path, read_consistency, with_lookup,
        timeout, shard_key_selector,
    }
    CreateFieldIndexCollection {
        collection_name: Source::name, wait, field_name: Source::path, field_schema, ordering, timeout,
    }
    DeleteFieldIndexCollection {
        collection_name: Source::name, wait, field_name: Source::path, ordering, timeout,
    }
    GetIssuesRequest {}
    ClearIssuesRequest {}
    DiscoverPoints {
        collection_name: Source::name, target, context, filter, limit, with_payload, params, offset, using,
        with_vectors, lookup_from, read_consistency, timeout, shard_key_selector,
    }
    DiscoverBatchPoints {
        collection_name: |_| batch(),
        discover_points: |source: &mut Source| parts(source, |part: &mut DiscoverPoints| { part.collection_name = batch(); part.timeout = None; part.read_consistency = None; }),
        read_consistency, timeout,
    }
    RecommendPoints {
        collection_name: Source::name, positive, negative, filter, limit, with_payload, params,
        score_threshold, offset, using, with_vectors, lookup_from, read_consistency, strategy,
        positive_vectors: plains, negative_vectors: plains, timeout, shard_key_selector,
    }
    RecommendBatchPoints {
        collection_name: |_| batch(),
        recommend_points: |source: &mut Source| parts(source, |part: &mut RecommendPoints| { part.collection_name = batch(); part.timeout = None; part.read_consistency = None; }),
        read_consistency, timeout,
    }
    RecommendPointGroups {
        collection_name: Source::name, positive, negative, filter, limit, with_payload, params,
        score_threshold, using, with_vectors, lookup_from, group_by: Source::path, group_size,
        read_consistency, with_lookup, strategy, positive_vectors: plains, negative_vectors: plains, timeout,
        shard_key_selector,
    }
    SearchPoints {
        collection_name: Source::name, vector: |source: &mut Source| source.list(3), filter, limit, with_payload, params, score_threshold, offset,
        vector_name, with_vectors, read_consistency, timeout, shard_key_selector, sparse_indices: |source: &mut Source| bool::any(source).then(|| [0, 7, 9].into()),
    }
    SearchBatchPoints {
        collection_name: |_| batch(),
        search_points: |source: &mut Source| parts(source, |part: &mut SearchPoints| { part.collection_name = batch(); part.timeout = None; part.read_consistency = None; }),
        read_consistency, timeout,
    }
    SearchPointGroups {
        collection_name: Source::name, vector: |source: &mut Source| source.list(3), filter, limit, with_payload, params, score_threshold,
        vector_name, with_vectors, group_by: Source::path, group_size, read_consistency, with_lookup, timeout,
        shard_key_selector, sparse_indices: |source: &mut Source| bool::any(source).then(|| [0, 7, 9].into()),
    }
    SearchMatrixPoints {
        collection_name: Source::name, filter, sample, limit, using, timeout, read_consistency,
        shard_key_selector,
    }
    GetOptimizations { collection_name: Source::name, with, completed_limit }
    DeletePayloadPoints {
        collection_name: Source::name, wait, keys, points_selector: |source: &mut Source| Some(source.any()),
        ordering, shard_key_selector, timeout,
    }
    ClearPayloadPoints {
        collection_name: Source::name, wait, points: |source: &mut Source| Some(source.any()), ordering,
        shard_key_selector, timeout,
    }
    UpsertPoints {
        collection_name: Source::name, wait, points, ordering, shard_key_selector, update_filter, timeout,
        update_mode,
    }
    DeletePoints {
        collection_name: Source::name, wait, points: |source: &mut Source| Some(source.any()), ordering,
        shard_key_selector, timeout,
    }
    GetPoints {
        collection_name: Source::name, ids, with_payload, with_vectors, read_consistency, shard_key_selector,
        timeout,
    }
    GetPoint { collection_name: Source::name, id, read_consistency, timeout }
    ScrollPoints {
        collection_name: Source::name, filter, offset, limit, with_payload, with_vectors, read_consistency,
        shard_key_selector, order_by, timeout,
    }
    CountPoints {
        collection_name: Source::name, filter, exact, read_consistency, shard_key_selector, timeout,
    }
    UpdateBatchPoints { collection_name: Source::name, wait, operations, ordering, timeout }
    QueryPoints {
        collection_name: Source::name, prefetch, query, using, filter, params, score_threshold, limit, offset,
        with_vectors, with_payload, read_consistency, shard_key_selector, lookup_from, timeout,
    }
    QueryBatchPoints {
        collection_name: |_| batch(),
        query_points: |source: &mut Source| parts(source, |part: &mut QueryPoints| { part.collection_name = batch(); part.timeout = None; part.read_consistency = None; }),
        read_consistency, timeout,
    }
    FacetCounts {
        collection_name: Source::name, key: Source::path, filter, limit, exact, timeout, read_consistency,
        shard_key_selector,
    }
    GetQuotasRequest {}
    UpdateQuotas { config, wait }
    HealthCheckRequest {}
    HealthzRequest {}
    LivezRequest {}
    ReadyzRequest {}
    TelemetryRequest { anonymize, details_level, per_collection, timeout }
    MetricsRequest { anonymize, per_collection, timeout }
    CreateShardSnapshotRequest { collection_name: Source::name, shard_id, wait }
    ListShardSnapshotsRequest { collection_name: Source::name, shard_id }
    DeleteShardSnapshotRequest { collection_name: Source::name, shard_id, snapshot_name: Source::name, wait }
    DownloadShardSnapshot { collection_name: Source::name, shard_id, snapshot_name: Source::name }
    StreamShardSnapshot { collection_name: Source::name, shard_id }
    UploadShardSnapshot { collection_name: Source::name, shard_id, snapshot, wait, priority, checksum: Source::checksum }
    RecoverShardSnapshot {
        collection_name: Source::name, shard_id, location, priority, checksum: Source::checksum, api_key, wait,
    }
    CollectionClusterInfoRequest { collection_name: Source::name }
    UpdateCollectionClusterSetupRequest { collection_name: Source::name, operation, timeout }
    CreateShardKeyRequest { collection_name: Source::name, request, timeout }
    DeleteShardKeyRequest { collection_name: Source::name, request, timeout }
    ListShardKeysRequest { collection_name: Source::name }
    CreateSnapshotRequest { collection_name: Source::name, wait }
    ListSnapshotsRequest { collection_name: Source::name }
    DeleteSnapshotRequest { collection_name: Source::name, snapshot_name: Source::name, wait }
    DownloadSnapshot { collection_name: Source::name, snapshot_name: Source::name }
    UploadSnapshot { collection_name: Source::name, snapshot, wait, priority, checksum: Source::checksum }
    RecoverSnapshot { collection_name: Source::name, location, priority, checksum: Source::checksum, api_key, wait }
    CreateVectorNameRequest {
        collection_name: Source::name, wait, vector_name: Source::name, vector_config, timeout, ordering,
    }
    DeleteVectorNameRequest {
        collection_name: Source::name, wait, vector_name: Source::name, timeout, ordering,
    }
    UpdatePointVectors {
        collection_name: Source::name, wait, points, ordering, shard_key_selector, update_filter, timeout,
    }
    DeletePointVectors {
        collection_name: Source::name, wait, points_selector: |source: &mut Source| Some(source.any()), vectors,
        ordering, shard_key_selector, timeout,
    }
    SetPayloadPoints {
        collection_name: Source::name, wait, payload,
        points_selector: |source: &mut Source| Some(source.any()), ordering, shard_key_selector, key, timeout,
    }
    OverwritePayloadPoints {
        collection_name: Source::name, wait, payload,
        points_selector: |source: &mut Source| Some(source.any()), ordering, shard_key_selector, key, timeout,
    }
}

impl Any for SearchMatrixOffsetsRequest {
    fn any(source: &mut Source) -> Self {
        Self(source.any())
    }
}

impl Any for SearchMatrixPairsRequest {
    fn any(source: &mut Source) -> Self {
        Self(source.any())
    }
}
