//! Operations, one struct each, grouped by family.

mod aliases;
mod cluster;
mod collections;
mod full_snapshots;
mod groups;
mod indexes;
mod issues;
mod legacy;
mod matrix;
mod optimizations;
mod payload;
mod points;
mod points_batch;
mod query;
mod quotas;
mod service;
mod shard_snapshots;
mod shards;
mod snapshots;
mod vectors;

pub use self::aliases::{ChangeAliases, ListAliasesRequest, ListCollectionAliasesRequest};
pub use self::cluster::{
    ClusterStatusRequest, ClusterTelemetryRequest, RecoverCurrentPeerRequest, RemovePeer,
};
pub use self::collections::{
    CollectionExistsRequest, CreateCollection, DeleteCollection, GetCollectionInfoRequest,
    ListCollectionsRequest, UpdateCollection,
};
pub use self::full_snapshots::{
    CreateFullSnapshotRequest, DeleteFullSnapshotRequest, DownloadFullSnapshot, ListFullSnapshotsRequest,
};
pub use self::groups::QueryPointGroups;
pub use self::indexes::{CreateFieldIndexCollection, DeleteFieldIndexCollection};
pub use self::issues::{ClearIssuesRequest, GetIssuesRequest};
pub use self::legacy::{
    DiscoverBatchPoints, DiscoverPoints, RecommendBatchPoints, RecommendPointGroups, RecommendPoints,
    SearchBatchPoints, SearchPointGroups, SearchPoints,
};
pub use self::matrix::{SearchMatrixOffsetsRequest, SearchMatrixPairsRequest, SearchMatrixPoints};
pub use self::optimizations::GetOptimizations;
pub use self::payload::{ClearPayloadPoints, DeletePayloadPoints, OverwritePayloadPoints, SetPayloadPoints};
pub use self::points::{CountPoints, DeletePoints, GetPoint, GetPoints, ScrollPoints, UpsertPoints};
pub use self::points_batch::UpdateBatchPoints;
pub use self::query::{FacetCounts, QueryBatchPoints, QueryPoints};
pub use self::quotas::{GetQuotasRequest, UpdateQuotas};
pub use self::service::{
    GrpcHealthCheckRequest, HealthCheckRequest, HealthzRequest, LivezRequest, MetricsRequest, ReadyzRequest,
    TelemetryRequest,
};
pub use self::shard_snapshots::{
    CreateShardSnapshotRequest, DeleteShardSnapshotRequest, DownloadShardSnapshot, ListShardSnapshotsRequest,
    RecoverShardSnapshot, StreamShardSnapshot, UploadShardSnapshot,
};
pub use self::shards::{
    CollectionClusterInfoRequest, CreateShardKeyRequest, DeleteShardKeyRequest, ListShardKeysRequest,
    UpdateCollectionClusterSetupRequest,
};
pub use self::snapshots::{
    CreateSnapshotRequest, DeleteSnapshotRequest, DownloadSnapshot, ListSnapshotsRequest, RecoverSnapshot,
    UploadSnapshot,
};
pub use self::vectors::{
    CreateVectorNameRequest, DeletePointVectors, DeleteVectorNameRequest, UpdatePointVectors,
};
