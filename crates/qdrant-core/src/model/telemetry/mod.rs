//! What servers and clusters report about their work.
//!
//! These reports grow with each release. Identifiers, versions and counts are typed; everything else is kept in the
//! fields `other` as the server sent it.

mod cluster;
mod collection;
mod distributed;
mod request;
mod server;
#[cfg(test)]
pub(crate) mod strategies;

pub use self::cluster::{ClusterStatusTelemetry, ClusterTelemetry, PeerMetadata};
pub use self::collection::{
    CollectionSnapshotTelemetry, CollectionTelemetry, CollectionTelemetryEntry,
    CollectionsAggregatedTelemetry, CollectionsTelemetry, LocalShardTelemetry, PartialSnapshotTelemetry,
    RemoteShardTelemetry, ReplicaSetTelemetry, ShardCleanStatus,
};
pub use self::distributed::{
    DistributedClusterTelemetry, DistributedCollectionTelemetry, DistributedPeerDetails, DistributedPeerInfo,
    DistributedReplicaTelemetry, DistributedShardTelemetry, DistributedTelemetryData,
};
pub use self::request::{OperationDurationStatistics, RequestsTelemetry, ResponsesTelemetry};
pub use self::server::{
    AppBuildTelemetry, HardwareTelemetry, MemoryTelemetry, QuotaExceeded, QuotaTelemetry,
    SearchThreadPoolTelemetry, TelemetryData,
};
