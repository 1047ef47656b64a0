//! The scenarios, a file a family.

mod aliases;
mod batch;
mod collections;
mod facet;
mod filters;
mod groups;
mod hostile;
mod indexes;
mod legacy;
mod payload;
mod points;
mod query;
mod query_variants;
mod reports;
mod service;
mod shard_snapshots;
mod shards;
mod snapshots;
mod vectors;

use super::Scenario;

/// Wraps an async function as a scenario of the same name.
macro_rules! scenario {
    ($module:ident :: $name:ident, $($kind:ident),*) => {
        Scenario {
            name: concat!(stringify!($module), "_", stringify!($name)),
            needs: &[$(qdrant_core::OperationKind::$kind),*],
            run: |context| Box::pin($module::$name(context)),
        }
    };
}

pub(super) const ALL: &[Scenario] = &[
    scenario!(service::version, GetVersionInfo),
    scenario!(service::health, Healthz, Livez, Readyz),
    scenario!(
        collections::lifecycle,
        CreateCollection,
        CollectionExists,
        ListCollections,
        GetCollectionInfo,
        DeleteCollection
    ),
    scenario!(
        collections::configuration,
        CreateCollection,
        GetCollectionInfo,
        UpdateCollection,
        DeleteCollection
    ),
    scenario!(
        aliases::switch,
        CreateCollection,
        UpdateAliases,
        ListAliases,
        ListCollectionAliases,
        CountPoints,
        UpsertPoints
    ),
    scenario!(points::write_and_read, CreateCollection, UpsertPoints, GetPoints, CountPoints),
    scenario!(points::pages, CreateCollection, UpsertPoints, ScrollPoints),
    scenario!(points::deletion, CreateCollection, UpsertPoints, DeletePoints, CountPoints, GetPoints),
    scenario!(points::conditional_upsert, CreateCollection, UpsertPoints, GetPoints),
    scenario!(points::unnamed_vector, CreateCollection, UpsertPoints, GetPoints, QueryPoints),
    scenario!(
        payload::changes,
        CreateCollection,
        UpsertPoints,
        SetPayload,
        OverwritePayload,
        DeletePayload,
        ClearPayload,
        GetPoints
    ),
    scenario!(payload::values, CreateCollection, UpsertPoints, GetPoints),
    scenario!(
        indexes::every_kind,
        CreateCollection,
        UpsertPoints,
        CreateFieldIndex,
        DeleteFieldIndex,
        GetCollectionInfo
    ),
    scenario!(
        filters::every_condition,
        CreateCollection,
        UpsertPoints,
        CreateFieldIndex,
        ScrollPoints,
        CountPoints
    ),
    scenario!(query::nearest, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(query::selection, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(query::fusion, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(
        query::order_and_sample,
        CreateCollection,
        UpsertPoints,
        CreateFieldIndex,
        QueryPoints,
        ScrollPoints
    ),
    scenario!(query::batch, CreateCollection, UpsertPoints, QueryBatchPoints),
    scenario!(query_variants::recommend, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(query_variants::discover, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(query_variants::diversity_and_feedback, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(query_variants::formula, CreateCollection, UpsertPoints, CreateFieldIndex, QueryPoints),
    scenario!(query_variants::lookup_from, CreateCollection, UpsertPoints, QueryPoints),
    scenario!(groups::by_payload, CreateCollection, UpsertPoints, CreateFieldIndex, QueryPointsGroups),
    scenario!(groups::lookup, CreateCollection, UpsertPoints, QueryPointsGroups),
    scenario!(groups::matrix, CreateCollection, UpsertPoints, SearchMatrixPairs, SearchMatrixOffsets),
    scenario!(
        vectors::of_points,
        CreateCollection,
        UpsertPoints,
        UpdateVectors,
        DeleteVectors,
        GetPoints,
        QueryPoints
    ),
    scenario!(
        vectors::names,
        CreateCollection,
        UpsertPoints,
        UpdateVectors,
        CreateVectorName,
        DeleteVectorName,
        QueryPoints,
        GetCollectionInfo
    ),
    scenario!(batch::every_step, CreateCollection, UpsertPoints, UpdateBatchPoints, GetPoints),
    scenario!(batch::one_point, CreateCollection, UpsertPoints, GetPoint),
    scenario!(
        legacy::search,
        CreateCollection,
        UpsertPoints,
        SearchPoints,
        SearchBatchPoints,
        SearchPointsGroups
    ),
    scenario!(
        legacy::recommend_and_discover,
        CreateCollection,
        UpsertPoints,
        RecommendPoints,
        RecommendBatchPoints,
        RecommendPointsGroups,
        DiscoverPoints,
        DiscoverBatchPoints
    ),
    scenario!(
        snapshots::lifecycle,
        CreateCollection,
        UpsertPoints,
        CreateSnapshot,
        ListSnapshots,
        DeleteSnapshot
    ),
    scenario!(
        snapshots::round_trip,
        CreateCollection,
        UpsertPoints,
        CreateSnapshot,
        DownloadSnapshot,
        UploadSnapshot,
        DeletePoints,
        DeleteCollection,
        CountPoints,
        CollectionExists
    ),
    scenario!(snapshots::recover, CreateCollection, UpsertPoints, RecoverSnapshot, CountPoints),
    scenario!(
        snapshots::of_everything,
        CreateCollection,
        UpsertPoints,
        CreateFullSnapshot,
        ListFullSnapshots,
        DeleteFullSnapshot
    ),
    scenario!(
        snapshots::download_of_everything,
        CreateCollection,
        UpsertPoints,
        CreateFullSnapshot,
        DownloadFullSnapshot,
        DeleteFullSnapshot
    ),
    scenario!(
        shard_snapshots::lifecycle,
        CreateCollection,
        UpsertPoints,
        CreateShardSnapshot,
        ListShardSnapshots,
        DeleteShardSnapshot
    ),
    scenario!(
        shard_snapshots::round_trip,
        CreateCollection,
        UpsertPoints,
        CreateShardSnapshot,
        DownloadShardSnapshot,
        StreamShardSnapshot,
        UploadShardSnapshot,
        RecoverShardSnapshot,
        DeletePoints,
        CountPoints
    ),
    scenario!(shards::places, CreateCollection, UpsertPoints, CollectionClusterInfo, UpdateCollectionCluster),
    scenario!(shards::keys, CreateCollection, ListShardKeys, CreateShardKey, DeleteShardKey),
    scenario!(shards::cluster, ClusterStatus, ClusterTelemetry, RemovePeer, RecoverCurrentPeer),
    scenario!(reports::telemetry, CreateCollection, Telemetry, Metrics),
    scenario!(reports::optimizations, CreateCollection, UpsertPoints, GetOptimizations),
    scenario!(reports::issues, GetIssues, ClearIssues),
    scenario!(facet::counts, CreateCollection, UpsertPoints, CreateFieldIndex, Facet),
    scenario!(hostile::names, CreateCollection, GetCollectionInfo, CountPoints, UpsertPoints),
    scenario!(hostile::vectors, CreateCollection, UpsertPoints, QueryPoints, CountPoints),
    scenario!(
        hostile::requests,
        CreateCollection,
        UpsertPoints,
        ScrollPoints,
        QueryPoints,
        SetPayload,
        CountPoints
    ),
];
