//! Which servers have an operation.

use crate::operation::{Family, OperationKind};

impl OperationKind {
    /// Returns the first version of Qdrant that has the operation, such as `1.18`.
    ///
    /// `1.0` stands for 1.0 and everything before it. Single fields may be younger; their docs say so.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::OperationKind;
    ///
    /// assert_eq!(OperationKind::QueryPoints.since(), "1.10");
    /// ```
    pub const fn since(self) -> &'static str {
        match self {
            Self::UploadSnapshot
            | Self::UpdateVectors
            | Self::DeleteVectors
            | Self::SearchPointsGroups
            | Self::RecommendPointsGroups => "1.2",
            Self::Healthz
            | Self::Livez
            | Self::Readyz
            | Self::UpdateBatchPoints
            | Self::CreateShardSnapshot
            | Self::ListShardSnapshots
            | Self::DeleteShardSnapshot
            | Self::DownloadShardSnapshot
            | Self::UploadShardSnapshot
            | Self::RecoverShardSnapshot => "1.5",
            Self::CreateShardKey
            | Self::DeleteShardKey
            | Self::DiscoverPoints
            | Self::DiscoverBatchPoints => "1.7",
            Self::CollectionExists => "1.8",
            Self::QueryPoints | Self::QueryBatchPoints | Self::GetIssues | Self::ClearIssues => "1.10",
            Self::QueryPointsGroups => "1.11",
            Self::SearchMatrixPairs | Self::SearchMatrixOffsets | Self::Facet => "1.12",
            Self::GetOptimizations
            | Self::ClusterTelemetry
            | Self::ListShardKeys
            | Self::StreamShardSnapshot => "1.17",
            Self::CreateVectorName | Self::DeleteVectorName => "1.18",
            Self::GetQuotas | Self::UpdateQuotas => "1.19",
            Self::GetVersionInfo
            | Self::GrpcHealthCheck
            | Self::Telemetry
            | Self::Metrics
            | Self::ListCollections
            | Self::GetCollectionInfo
            | Self::CreateCollection
            | Self::UpdateCollection
            | Self::DeleteCollection
            | Self::UpdateAliases
            | Self::ListCollectionAliases
            | Self::ListAliases
            | Self::CreateFieldIndex
            | Self::DeleteFieldIndex
            | Self::UpsertPoints
            | Self::DeletePoints
            | Self::GetPoints
            | Self::ScrollPoints
            | Self::GetPoint
            | Self::CountPoints
            | Self::SetPayload
            | Self::OverwritePayload
            | Self::DeletePayload
            | Self::ClearPayload
            | Self::SearchPoints
            | Self::SearchBatchPoints
            | Self::RecommendPoints
            | Self::RecommendBatchPoints
            | Self::CollectionClusterInfo
            | Self::UpdateCollectionCluster
            | Self::CreateSnapshot
            | Self::ListSnapshots
            | Self::DeleteSnapshot
            | Self::DownloadSnapshot
            | Self::RecoverSnapshot
            | Self::CreateFullSnapshot
            | Self::ListFullSnapshots
            | Self::DeleteFullSnapshot
            | Self::DownloadFullSnapshot
            | Self::ClusterStatus
            | Self::RecoverCurrentPeer
            | Self::RemovePeer => "1.0",
        }
    }

    /// Returns whether the operation has a successor that new programs should use.
    pub const fn is_deprecated(self) -> bool {
        matches!(self.family(), Family::Legacy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_of_one_major() {
        for kind in OperationKind::ALL {
            let (major, minor) = kind.since().split_once('.').unwrap();
            assert_eq!(major, "1", "{kind}");
            assert!(minor.parse::<u32>().unwrap() <= 20, "{kind}");
        }
    }

    #[test]
    fn eight_operations_are_deprecated() {
        assert_eq!(OperationKind::ALL.iter().filter(|kind| kind.is_deprecated()).count(), 8);
        assert_eq!(OperationKind::ALL.len(), 78);
    }
}
