//! The table of operations: one line an operation.
//!
//! It expands into [`OperationKind`], [`Request`], [`Response`] and the [`Operation`] impls. Everything else about an
//! operation is plain code in `ops/`.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::model::{
    AliasDescription, ClusterStatus, CollectionClusterInfo, CollectionDescription, CollectionInfo,
    DistributedTelemetryData, FacetHit, IssuesReport, OptimizationsReport, PointGroup, QuotaStatus,
    RetrievedPoint, ScoredPoint, ScrollResult, SearchMatrixOffsets, SearchMatrixPairs, ServingStatus,
    ShardKeyDescription, SnapshotDescription, SnapshotFile, TelemetryData, UpdateResult, VersionInfo,
};
use crate::operation::{Effect, Family, Operation, sealed};
use crate::ops::*;
use crate::outcome::Outcome;

macro_rules! operations {
    ($($(#[$meta:meta])* $kind:ident $name:literal $family:ident $effect:ident ($($field:tt),*) $op:ident => $output:ty;)+) => {
        /// Names an operation of Qdrant's API.
        ///
        /// The names are those of the API: `OperationKind::UpsertPoints` is `upsert_points`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum OperationKind {
            $($(#[$meta])* #[serde(rename = $name)] $kind,)+
        }

        impl OperationKind {
            /// Every operation, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Returns the API's name, such as `upsert_points`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// Returns the family that the operation belongs to.
            pub const fn family(self) -> Family {
                match self { $(Self::$kind => Family::$family,)+ }
            }

            /// Returns whether the operation carries a stream of bytes, in either direction.
            pub const fn streams(self) -> bool {
                matches!(
                    self,
                    Self::DownloadSnapshot
                        | Self::DownloadFullSnapshot
                        | Self::DownloadShardSnapshot
                        | Self::StreamShardSnapshot
                        | Self::UploadSnapshot
                        | Self::UploadShardSnapshot
                )
            }

            /// Returns what repeating the operation may do.
            pub const fn effect(self) -> Effect {
                match self { $(Self::$kind => Effect::$effect,)+ }
            }
        }

        /// An operation on its way to a transport; every payload is boxed.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Request {
            $($(#[$meta])* #[serde(rename = $name)] $kind(Box<$op>),)+
        }

        impl Request {
            /// Returns which operation this is.
            pub const fn kind(&self) -> OperationKind {
                match self { $(Self::$kind(_) => OperationKind::$kind,)+ }
            }

            /// Returns the collection that the operation works on, if it works on one.
            pub fn collection_name(&self) -> Option<&str> {
                match self { $(Self::$kind(operation) => Operation::collection_name(&**operation),)+ }
            }

            /// Returns the time that the server is given, if the operation says.
            pub fn timeout(&self) -> Option<Duration> {
                match self { $(Self::$kind(operation) => Operation::timeout(&**operation),)+ }
            }

            /// Checks what no server and no engine would accept.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::InvalidRequest`] with the path of the first field at fault.
            pub fn validate(&self) -> Result<(), Error> {
                match self { $(Self::$kind(operation) => Operation::validate(&**operation),)+ }
                    .map_err(|error| error.with_operation(self.kind()))
            }
        }

        /// An operation's answer; every payload is boxed.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Response {
            $($(#[$meta])* #[serde(rename = $name)] $kind(Box<$output>),)+
        }

        impl Response {
            /// Returns which operation this answers.
            pub const fn kind(&self) -> OperationKind {
                match self { $(Self::$kind(_) => OperationKind::$kind,)+ }
            }
        }

        $(
            impl sealed::Sealed for $op {}

            impl Operation for $op {
                type Output = $output;
                const KIND: OperationKind = OperationKind::$kind;

                fn into_request(self) -> Request {
                    Request::$kind(Box::new(self))
                }

                fn of(request: &Request) -> Option<&Self> {
                    if let Request::$kind(operation) = request { Some(operation) } else { None }
                }

                fn output(response: Response) -> Result<Self::Output, Error> {
                    match response {
                        Response::$kind(output) => Ok(*output),
                        other => Err(mismatch(Self::KIND, other.kind())),
                    }
                }

                fn into_response(output: Self::Output) -> Response {
                    Response::$kind(Box::new(output))
                }

                fn collection_name(&self) -> Option<&str> {
                    operations!(@collection self, $($field)*)
                }

                fn timeout(&self) -> Option<Duration> {
                    operations!(@timeout self, $($field)*)
                }

                fn validate(&self) -> Result<(), Error> {
                    self.check()
                }
            }

            impl From<$op> for Request {
                fn from(operation: $op) -> Self {
                    operation.into_request()
                }
            }
        )+
    };
    (@collection $this:ident, collection_name $($rest:ident)*) => { Some(&$this.collection_name) };
    (@collection $this:ident, 0) => { Some(&$this.0.collection_name) };
    (@collection $this:ident, $($rest:ident)*) => { None };
    (@timeout $this:ident, collection_name timeout) => { $this.timeout };
    (@timeout $this:ident, timeout) => { $this.timeout };
    (@timeout $this:ident, 0) => { $this.0.timeout };
    (@timeout $this:ident, $($rest:ident)*) => { None };
}

fn mismatch(asked: OperationKind, answered: OperationKind) -> Error {
    Error::new(ErrorKind::Decode, format!("the transport answered `{answered}` to `{asked}`"))
        .with_operation(asked)
}

operations! {
    /// Title and version of the server.
    GetVersionInfo "get_version_info" Service Read () HealthCheckRequest => VersionInfo;
    /// Health in the Kubernetes sense, as text.
    Healthz "healthz" Service Read () HealthzRequest => String;
    /// Liveness in the Kubernetes sense, as text.
    Livez "livez" Service Read () LivezRequest => String;
    /// Readiness in the Kubernetes sense, as text.
    Readyz "readyz" Service Read () ReadyzRequest => String;
    /// Health in the sense of gRPC's standard service.
    GrpcHealthCheck "grpc_health_check" Service Read () GrpcHealthCheckRequest => ServingStatus;
    /// What the server says about itself and its collections.
    Telemetry "telemetry" Service Read (timeout) TelemetryRequest => TelemetryData;
    /// Figures in the text format of Prometheus.
    Metrics "metrics" Service Read (timeout) MetricsRequest => String;

    /// The names of all collections.
    ListCollections "list_collections" Collections Read () ListCollectionsRequest => Vec<CollectionDescription>;
    /// State and configuration of a collection.
    GetCollectionInfo "get_collection_info" Collections Read (collection_name) GetCollectionInfoRequest => CollectionInfo;
    /// Creates a collection.
    CreateCollection "create_collection" Collections Once (collection_name, timeout) CreateCollection => bool;
    /// Changes the configuration of a collection.
    UpdateCollection "update_collection" Collections Idempotent (collection_name, timeout) UpdateCollection => bool;
    /// Deletes a collection with all of its points.
    DeleteCollection "delete_collection" Collections Idempotent (collection_name, timeout) DeleteCollection => bool;
    /// Whether a collection exists.
    CollectionExists "collection_exists" Collections Read (collection_name) CollectionExistsRequest => bool;
    /// What the optimizers of a collection do.
    GetOptimizations "get_optimizations" Collections Read (collection_name) GetOptimizations => OptimizationsReport;

    /// Creates, renames and deletes aliases in one atomic step.
    UpdateAliases "update_aliases" Aliases Once (timeout) ChangeAliases => bool;
    /// The aliases of one collection.
    ListCollectionAliases "list_collection_aliases" Aliases Read (collection_name) ListCollectionAliasesRequest => Vec<AliasDescription>;
    /// The aliases of all collections.
    ListAliases "list_aliases" Aliases Read () ListAliasesRequest => Vec<AliasDescription>;

    /// Creates an index over a payload field.
    CreateFieldIndex "create_field_index" Indexes Idempotent (collection_name, timeout) CreateFieldIndexCollection => UpdateResult;
    /// Deletes the index over a payload field.
    DeleteFieldIndex "delete_field_index" Indexes Idempotent (collection_name, timeout) DeleteFieldIndexCollection => UpdateResult;

    /// Inserts points or replaces those with the same id.
    UpsertPoints "upsert_points" Points Idempotent (collection_name, timeout) UpsertPoints => UpdateResult;
    /// Deletes points by id or filter.
    DeletePoints "delete_points" Points Idempotent (collection_name, timeout) DeletePoints => UpdateResult;
    /// Points by id.
    GetPoints "get_points" Points Read (collection_name, timeout) GetPoints => Vec<RetrievedPoint>;
    /// A page of the points that match a filter.
    ScrollPoints "scroll_points" Points Read (collection_name, timeout) ScrollPoints => ScrollResult;
    /// One point by id.
    GetPoint "get_point" Points Read (collection_name, timeout) GetPoint => RetrievedPoint;
    /// The number of points that match a filter.
    CountPoints "count_points" Points Read (collection_name, timeout) CountPoints => u64;

    /// Several updates in one call.
    UpdateBatchPoints "batch_update_points" Points Once (collection_name, timeout) UpdateBatchPoints => Vec<UpdateResult>;

    /// Adds a named vector to a collection.
    CreateVectorName "create_vector_name" Vectors Idempotent (collection_name, timeout) CreateVectorNameRequest => UpdateResult;
    /// Removes a named vector from a collection.
    DeleteVectorName "delete_vector_name" Vectors Idempotent (collection_name, timeout) DeleteVectorNameRequest => UpdateResult;
    /// Sets vectors of points.
    UpdateVectors "update_vectors" Vectors Idempotent (collection_name, timeout) UpdatePointVectors => UpdateResult;
    /// Removes vectors from points.
    DeleteVectors "delete_vectors" Vectors Idempotent (collection_name, timeout) DeletePointVectors => UpdateResult;

    /// Merges keys into the payload of points.
    SetPayload "set_payload" Payload Idempotent (collection_name, timeout) SetPayloadPoints => UpdateResult;
    /// Replaces the payload of points.
    OverwritePayload "overwrite_payload" Payload Idempotent (collection_name, timeout) OverwritePayloadPoints => UpdateResult;
    /// Deletes keys from the payload of points.
    DeletePayload "delete_payload" Payload Idempotent (collection_name, timeout) DeletePayloadPoints => UpdateResult;
    /// Deletes the whole payload of points.
    ClearPayload "clear_payload" Payload Idempotent (collection_name, timeout) ClearPayloadPoints => UpdateResult;

    /// Searches, recommends, discovers, fuses or orders points.
    QueryPoints "query_points" Query Read (collection_name, timeout) QueryPoints => Vec<ScoredPoint>;
    /// Several queries in one call.
    QueryBatchPoints "query_batch_points" Query Read (collection_name, timeout) QueryBatchPoints => Vec<Vec<ScoredPoint>>;
    /// The best points of each of the best groups.
    QueryPointsGroups "query_points_groups" Query Read (collection_name, timeout) QueryPointGroups => Vec<PointGroup>;
    /// Distances among sampled points, as pairs.
    SearchMatrixPairs "search_matrix_pairs" Query Read (0) SearchMatrixPairsRequest => SearchMatrixPairs;
    /// Distances among sampled points, as a sparse matrix.
    SearchMatrixOffsets "search_matrix_offsets" Query Read (0) SearchMatrixOffsetsRequest => SearchMatrixOffsets;
    /// How many points have each value of a payload field.
    Facet "facet" Query Read (collection_name, timeout) FacetCounts => Vec<FacetHit>;

    /// Searches points near a vector.
    SearchPoints "search_points" Legacy Read (collection_name, timeout) SearchPoints => Vec<ScoredPoint>;
    /// Several searches in one call.
    SearchBatchPoints "search_batch_points" Legacy Read (collection_name, timeout) SearchBatchPoints => Vec<Vec<ScoredPoint>>;
    /// The best points near a vector of each of the best groups.
    SearchPointsGroups "search_points_groups" Legacy Read (collection_name, timeout) SearchPointGroups => Vec<PointGroup>;
    /// Points like some examples and unlike others.
    RecommendPoints "recommend_points" Legacy Read (collection_name, timeout) RecommendPoints => Vec<ScoredPoint>;
    /// Several recommendations in one call.
    RecommendBatchPoints "recommend_batch_points" Legacy Read (collection_name, timeout) RecommendBatchPoints => Vec<Vec<ScoredPoint>>;
    /// The best recommendations of each of the best groups.
    RecommendPointsGroups "recommend_points_groups" Legacy Read (collection_name, timeout) RecommendPointGroups => Vec<PointGroup>;
    /// Points near a target in a space that pairs of examples divide.
    DiscoverPoints "discover_points" Legacy Read (collection_name, timeout) DiscoverPoints => Vec<ScoredPoint>;
    /// Several discoveries in one call.
    DiscoverBatchPoints "discover_batch_points" Legacy Read (collection_name, timeout) DiscoverBatchPoints => Vec<Vec<ScoredPoint>>;

    /// Where the shards of a collection are.
    CollectionClusterInfo "collection_cluster_info" Shards Read (collection_name) CollectionClusterInfoRequest => CollectionClusterInfo;
    /// Moves, copies, drops and reshards shards.
    UpdateCollectionCluster "update_collection_cluster" Shards Once (collection_name, timeout) UpdateCollectionClusterSetupRequest => bool;
    /// Creates shards with a key.
    CreateShardKey "create_shard_key" Shards Once (collection_name, timeout) CreateShardKeyRequest => bool;
    /// Deletes the shards of a key with their points.
    DeleteShardKey "delete_shard_key" Shards Idempotent (collection_name, timeout) DeleteShardKeyRequest => bool;
    /// The shard keys of a collection.
    ListShardKeys "list_shard_keys" Shards Read (collection_name) ListShardKeysRequest => Vec<ShardKeyDescription>;

    /// Creates a snapshot of a collection.
    CreateSnapshot "create_snapshot" Snapshots Once (collection_name) CreateSnapshotRequest => Outcome<SnapshotDescription>;
    /// The snapshots of a collection.
    ListSnapshots "list_snapshots" Snapshots Read (collection_name) ListSnapshotsRequest => Vec<SnapshotDescription>;
    /// Deletes a snapshot of a collection.
    DeleteSnapshot "delete_snapshot" Snapshots Idempotent (collection_name) DeleteSnapshotRequest => Outcome<bool>;
    /// Downloads a snapshot of a collection, as a stream.
    DownloadSnapshot "download_snapshot" Snapshots Read (collection_name) DownloadSnapshot => SnapshotFile;
    /// Uploads a snapshot and restores a collection from it, as a stream.
    UploadSnapshot "upload_snapshot" Snapshots Once (collection_name) UploadSnapshot => Outcome<bool>;
    /// Restores a collection from a snapshot that the server fetches.
    RecoverSnapshot "recover_snapshot" Snapshots Once (collection_name) RecoverSnapshot => Outcome<bool>;
    /// Creates a snapshot of the whole storage.
    CreateFullSnapshot "create_full_snapshot" Snapshots Once () CreateFullSnapshotRequest => Outcome<SnapshotDescription>;
    /// The snapshots of the whole storage.
    ListFullSnapshots "list_full_snapshots" Snapshots Read () ListFullSnapshotsRequest => Vec<SnapshotDescription>;
    /// Deletes a snapshot of the whole storage.
    DeleteFullSnapshot "delete_full_snapshot" Snapshots Idempotent () DeleteFullSnapshotRequest => Outcome<bool>;
    /// Downloads a snapshot of the whole storage, as a stream.
    DownloadFullSnapshot "download_full_snapshot" Snapshots Read () DownloadFullSnapshot => SnapshotFile;
    /// Creates a snapshot of a shard.
    CreateShardSnapshot "create_shard_snapshot" Snapshots Once (collection_name) CreateShardSnapshotRequest => Outcome<SnapshotDescription>;
    /// The snapshots of a shard.
    ListShardSnapshots "list_shard_snapshots" Snapshots Read (collection_name) ListShardSnapshotsRequest => Vec<SnapshotDescription>;
    /// Deletes a snapshot of a shard.
    DeleteShardSnapshot "delete_shard_snapshot" Snapshots Idempotent (collection_name) DeleteShardSnapshotRequest => Outcome<bool>;
    /// Downloads a snapshot of a shard, as a stream.
    DownloadShardSnapshot "download_shard_snapshot" Snapshots Read (collection_name) DownloadShardSnapshot => SnapshotFile;
    /// Makes a snapshot of a shard while it is downloaded, as a stream.
    StreamShardSnapshot "stream_shard_snapshot" Snapshots Read (collection_name) StreamShardSnapshot => SnapshotFile;
    /// Uploads a snapshot and restores a shard from it, as a stream.
    UploadShardSnapshot "upload_shard_snapshot" Snapshots Once (collection_name) UploadShardSnapshot => Outcome<bool>;
    /// Restores a shard from a snapshot that the server fetches.
    RecoverShardSnapshot "recover_shard_snapshot" Snapshots Once (collection_name) RecoverShardSnapshot => Outcome<bool>;

    /// Whether the server is part of a cluster, and of which.
    ClusterStatus "cluster_status" Cluster Read () ClusterStatusRequest => ClusterStatus;
    /// What all peers of a cluster say about themselves.
    ClusterTelemetry "cluster_telemetry" Cluster Read (timeout) ClusterTelemetryRequest => DistributedTelemetryData;
    /// Makes a peer that lost the cluster's state ask for it again.
    RecoverCurrentPeer "recover_current_peer" Cluster Idempotent () RecoverCurrentPeerRequest => bool;
    /// Removes a peer from a cluster.
    RemovePeer "remove_peer" Cluster Once (timeout) RemovePeer => bool;

    /// What the server says should be mended.
    GetIssues "get_issues" Issues Read () GetIssuesRequest => IssuesReport;
    /// Forgets the issues.
    ClearIssues "clear_issues" Issues Idempotent () ClearIssuesRequest => bool;

    /// Limits of memory and disk, and how far they are used.
    GetQuotas "get_quotas" Quotas Read () GetQuotasRequest => QuotaStatus;
    /// Sets the limits of memory and disk.
    UpdateQuotas "update_quotas" Quotas Idempotent () UpdateQuotas => bool;
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_responses_are_two_words_wide() {
        assert_eq!(size_of::<Request>(), 2 * size_of::<usize>());
        assert_eq!(size_of::<Response>(), 2 * size_of::<usize>());
    }

    #[test]
    fn names_are_unique_and_in_snake_case() {
        let mut names: Vec<_> = OperationKind::ALL.iter().map(|kind| kind.name()).collect();
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), OperationKind::ALL.len());
    }

    #[test]
    fn an_operation_is_found_in_its_request_alone() {
        let count = CountPoints::new("c");
        assert_eq!(CountPoints::of(&count.clone().into_request()), Some(&count));
        assert_eq!(CountPoints::of(&HealthzRequest {}.into_request()), None);
    }

    #[test]
    fn a_foreign_answer_is_a_decode_error() {
        let error = CountPoints::output(Response::Healthz(Box::default())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.operation(), Some(OperationKind::CountPoints));
    }
}
