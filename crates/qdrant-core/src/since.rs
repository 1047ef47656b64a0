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

    /// The structs of all operations by the names of their kinds, as the table has them.
    fn structs() -> Vec<(&'static str, &'static str)> {
        let line = |line: &'static str| {
            let (kind, rest) = line.trim().split_once(" \"")?;
            let (_, rest) = rest.split_once(") ")?;
            Some((kind, rest.split_once(" => ")?.0))
        };
        include_str!("table.rs").lines().filter_map(line).collect()
    }

    fn sources(folder: &std::path::Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, text)
            } else {
                *text += &std::fs::read_to_string(path).unwrap()
            }
        }
    }

    #[test]
    fn the_docs_of_an_operation_say_since_when_it_is_there() {
        let mut text = String::new();
        sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ops")), &mut text);
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        let docs_of = |name: &str| {
            let at = |head: String| lines.iter().position(|line| line.starts_with(&head));
            // Macros name the struct below its docs.
            let place = at(format!("pub struct {name} {{"))
                .or_else(|| at(format!("{name}, ")))
                .or_else(|| lines.iter().position(|line| *line == name));
            let above = lines[..place.unwrap_or_else(|| panic!("no struct {name}"))].iter().rev();
            let docs =
                above.skip_while(|line| line.starts_with("#[")).map_while(|line| line.strip_prefix("///"));
            docs.collect::<Vec<_>>().into_iter().rev().collect::<String>()
        };
        let structs = structs();
        assert_eq!(structs.len(), OperationKind::ALL.len());
        for kind in OperationKind::ALL {
            let (_, name) = structs.iter().find(|(name, _)| *name == format!("{kind:?}")).unwrap();
            let (docs, since) = (docs_of(name), kind.since());
            assert!(docs.contains("# Support"), "{name}: {docs}");
            assert!(since == "1.0" || docs.contains(&format!("Since {since}.")), "{name}, {since}: {docs}");
        }
    }

    #[test]
    fn eight_operations_are_deprecated() {
        assert_eq!(OperationKind::ALL.iter().filter(|kind| kind.is_deprecated()).count(), 8);
        assert_eq!(OperationKind::ALL.len(), 78);
    }
}
