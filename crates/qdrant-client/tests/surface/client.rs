//! One method an operation.

use std::collections::BTreeSet;

use qdrant_client::{
    CallOptions, ClearPayloadPoints, ClusterOperation, ClusterTelemetryRequest, CountPoints, CreateAlias,
    CreateCollection, CreateFieldIndexCollection, CreateShardKeyRequest, CreateShardSnapshotRequest,
    CreateSnapshotRequest, CreateVectorNameRequest, DeleteFieldIndexCollection, DeletePayloadPoints,
    DeletePointVectors, DeletePoints, DeletePointsOperation, DeleteShardKeyRequest,
    DeleteShardSnapshotRequest, DeleteSnapshotRequest, DeleteVectorNameRequest, DiscoverBatchPoints,
    DiscoverPoints, DownloadShardSnapshot, DownloadSnapshot, Error, FacetCounts, GetPoint, GetPoints,
    HealthzRequest, ListShardSnapshotsRequest, MetricsRequest, OperationKind, OverwritePayloadPoints,
    Payload, PayloadSchemaType, PointStruct, PointVectors, Qdrant, QueryBatchPoints, QueryPointGroups,
    QueryPoints, QuotaConfig, RecommendBatchPoints, RecommendPointGroups, RecommendPoints,
    RecoverShardSnapshot, RecoverSnapshot, RenameAlias, ScrollPoints, SearchBatchPoints, SearchMatrixPoints,
    SearchPointGroups, SearchPoints, SetPayloadPoints, SparseVectorCreationConfig, StreamShardSnapshot,
    TelemetryRequest, UpdateBatchPoints, UpdateCollection, UpdateCollectionClusterSetupRequest,
    UpdatePointVectors, UploadShardSnapshot, UploadSnapshot, UpsertPoints,
};

use crate::{called, mocked, sendable};

macro_rules! methods {
    ($($kind:ident => $method:ident($($argument:expr)?)),+ $(,)?) => {
        pub(crate) const METHODS: &[(OperationKind, &str)] = &[$((OperationKind::$kind, stringify!($method))),+];

        /// What each method is called with, as it is written.
        pub(crate) const ARGUMENTS: &[&str] = &[$(stringify!($($argument)?)),+];

        /// Calls every method, each with a client of its own, and returns how it failed, if it did.
        #[cfg(feature = "embedded")]
        pub(crate) async fn failures(client: impl Fn() -> Qdrant) -> Vec<(&'static str, Option<Error>)> {
            vec![$((stringify!($method), client().$method($($argument),*).await.err())),+]
        }

        /// Calls every method in the order of the list, none of which can succeed.
        pub(crate) async fn call_each(client: &Qdrant) -> Vec<Error> {
            vec![$(sendable(client.$method($($argument)?)).await.unwrap_err()),+]
        }
    };
}

methods! {
    GetVersionInfo => health_check(),
    Healthz => healthz(),
    Livez => livez(),
    Readyz => readyz(),
    GrpcHealthCheck => grpc_health_check(""),
    Telemetry => telemetry(TelemetryRequest::new()),
    Metrics => metrics(MetricsRequest::new()),
    ListCollections => list_collections(),
    GetCollectionInfo => collection_info("c"),
    CreateCollection => create_collection(CreateCollection::new("c")),
    UpdateCollection => update_collection(UpdateCollection::new("c")),
    DeleteCollection => delete_collection("c"),
    CollectionExists => collection_exists("c"),
    GetOptimizations => get_optimizations("c"),
    UpdateAliases => update_aliases(CreateAlias::new("c", "a")),
    ListCollectionAliases => list_collection_aliases("c"),
    ListAliases => list_aliases(),
    CreateFieldIndex =>
        create_field_index(CreateFieldIndexCollection::new("c", "f", PayloadSchemaType::Keyword)),
    DeleteFieldIndex => delete_field_index(DeleteFieldIndexCollection::new("c", "f")),
    UpsertPoints => upsert_points(UpsertPoints::new("c", vec![PointStruct::new(1, [1.0], Payload::new())])),
    DeletePoints => delete_points(DeletePoints::new("c").points([1_u64])),
    GetPoints => get_points(GetPoints::new("c", [1_u64])),
    GetPoint => get_point(GetPoint::new("c", 1)),
    ScrollPoints => scroll(ScrollPoints::new("c")),
    CountPoints => count(CountPoints::new("c")),
    UpdateBatchPoints =>
        update_points_batch(UpdateBatchPoints::new("c", [DeletePointsOperation::new([1_u64]).into()])),
    CreateVectorName =>
        create_vector_name(CreateVectorNameRequest::new("c", "v", SparseVectorCreationConfig::new())),
    DeleteVectorName => delete_vector_name(DeleteVectorNameRequest::new("c", "v")),
    UpdateVectors => update_vectors(UpdatePointVectors::new("c", [PointVectors::new(1, [1.0])])),
    DeleteVectors => delete_vectors(DeletePointVectors::new("c").points_selector([1_u64]).vectors(["v"])),
    SetPayload => set_payload(SetPayloadPoints::new("c", [("a", 1)]).points_selector([1_u64])),
    OverwritePayload => overwrite_payload(OverwritePayloadPoints::new("c", [("a", 1)]).points_selector([1_u64])),
    DeletePayload => delete_payload(DeletePayloadPoints::new("c", ["a"]).points_selector([1_u64])),
    ClearPayload => clear_payload(ClearPayloadPoints::new("c").points([1_u64])),
    QueryPoints => query(QueryPoints::new("c")),
    QueryBatchPoints => query_batch(QueryBatchPoints::new("c", [QueryPoints::new("c"), QueryPoints::new("c")])),
    QueryPointsGroups => query_groups(QueryPointGroups::new("c", "f")),
    SearchMatrixPairs => search_matrix_pairs(SearchMatrixPoints::new("c")),
    SearchMatrixOffsets => search_matrix_offsets(SearchMatrixPoints::new("c")),
    Facet => facet(FacetCounts::new("c", "f")),
    SearchPoints => search_points(SearchPoints::new("c", [1.0], 1)),
    SearchBatchPoints => search_batch_points(SearchBatchPoints::new("c", [SearchPoints::new("c", [1.0], 1)])),
    SearchPointsGroups => search_groups(SearchPointGroups::new("c", [1.0], 1, "f", 1)),
    RecommendPoints => recommend(RecommendPoints::new("c", 1).add_positive(1)),
    RecommendBatchPoints =>
        recommend_batch(RecommendBatchPoints::new("c", [RecommendPoints::new("c", 1).add_positive(1)])),
    RecommendPointsGroups => recommend_groups(RecommendPointGroups::new("c", "f", 1, 1).add_positive(1)),
    DiscoverPoints => discover(DiscoverPoints::new("c", [], 1).target(1)),
    DiscoverBatchPoints =>
        discover_batch(DiscoverBatchPoints::new("c", [DiscoverPoints::new("c", [], 1).target(1)])),
    CollectionClusterInfo => collection_cluster_info("c"),
    UpdateCollectionCluster => update_collection_cluster_setup(
        UpdateCollectionClusterSetupRequest::new("c", ClusterOperation::AbortResharding)
    ),
    CreateShardKey => create_shard_key(CreateShardKeyRequest::new("c", "k")),
    DeleteShardKey => delete_shard_key(DeleteShardKeyRequest::new("c", "k")),
    ListShardKeys => list_shard_keys("c"),
    CreateSnapshot => create_snapshot(CreateSnapshotRequest::new("c").wait(true)),
    ListSnapshots => list_snapshots("c"),
    DeleteSnapshot => delete_snapshot(DeleteSnapshotRequest::new("c", "s").wait(true)),
    DownloadSnapshot => download_snapshot(DownloadSnapshot::new("c", "s")),
    UploadSnapshot => upload_snapshot(UploadSnapshot::new("c", vec![1])),
    RecoverSnapshot => recover_snapshot(RecoverSnapshot::new("c", "file:///s")),
    CreateFullSnapshot => create_full_snapshot(),
    ListFullSnapshots => list_full_snapshots(),
    DeleteFullSnapshot => delete_full_snapshot("s"),
    DownloadFullSnapshot => download_full_snapshot("s"),
    CreateShardSnapshot => create_shard_snapshot(CreateShardSnapshotRequest::new("c", 0).wait(true)),
    ListShardSnapshots => list_shard_snapshots(ListShardSnapshotsRequest::new("c", 0)),
    DeleteShardSnapshot => delete_shard_snapshot(DeleteShardSnapshotRequest::new("c", 0, "s").wait(true)),
    DownloadShardSnapshot => download_shard_snapshot(DownloadShardSnapshot::new("c", 0, "s")),
    StreamShardSnapshot => stream_shard_snapshot(StreamShardSnapshot::new("c", 0)),
    UploadShardSnapshot => upload_shard_snapshot(UploadShardSnapshot::new("c", 0, vec![1])),
    RecoverShardSnapshot => recover_shard_snapshot(RecoverShardSnapshot::new("c", 0, "s")),
    ClusterStatus => cluster_status(),
    ClusterTelemetry => cluster_telemetry(ClusterTelemetryRequest::new()),
    RecoverCurrentPeer => recover_current_peer(),
    RemovePeer => remove_peer(7),
    GetIssues => get_issues(),
    ClearIssues => clear_issues(),
    GetQuotas => get_quotas(),
    UpdateQuotas => update_quotas(QuotaConfig::default()),
}

#[tokio::test]
async fn every_operation_has_a_method_that_calls_it() {
    let (mock, client) = mocked();
    call_each(&client).await;
    let listed: Vec<OperationKind> = METHODS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(called(&mock), listed);
    let covered: BTreeSet<OperationKind> = listed.into_iter().collect();
    let without: Vec<_> = OperationKind::ALL.iter().filter(|kind| !covered.contains(kind)).collect();
    assert!(without.is_empty(), "no method for {without:?}");
    assert_eq!(METHODS.len(), OperationKind::ALL.len());
}

#[tokio::test]
async fn the_methods_that_make_an_operation_out_of_a_part_call_it() {
    let (mock, client) = mocked();
    sendable(client.create_alias(CreateAlias::new("c", "a"))).await.unwrap_err();
    sendable(client.rename_alias(RenameAlias::new("a", "b"))).await.unwrap_err();
    sendable(client.delete_alias("b")).await.unwrap_err();
    assert_eq!(called(&mock), [OperationKind::UpdateAliases; 3]);
}

#[tokio::test]
async fn what_is_more_than_a_call_goes_between_threads_too() {
    let (mock, client) = mocked();
    let point = PointStruct::new(1, [1.0], Payload::new());
    sendable(client.upload_points("c", [point]).into_future()).await.unwrap_err();
    sendable(client.call_with(HealthzRequest {}, CallOptions::default())).await.unwrap_err();
    #[cfg(feature = "fs")]
    sendable(client.save_snapshot(qdrant_client::SnapshotDownload::new("a.snapshot", "c")))
        .await
        .unwrap_err();
    sendable(client.close()).await.unwrap();
    let listed = cfg!(feature = "fs").then_some(OperationKind::ListSnapshots);
    let expected: Vec<_> =
        [OperationKind::UpsertPoints, OperationKind::Healthz].into_iter().chain(listed).collect();
    assert_eq!(called(&mock), expected);
}
