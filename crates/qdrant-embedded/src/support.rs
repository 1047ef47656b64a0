//! What the embedded engine does not do as a server with all of its parts does.

use qdrant_core::OperationKind;

/// Returns why an operation is declined, or how its answer differs from that of a server in a cluster.
///
/// `None` means that the operation does what it does on a server.
///
/// # Examples
///
/// ```
/// use qdrant_core::OperationKind;
/// use qdrant_embedded::support_note;
///
/// assert_eq!(support_note(OperationKind::UpsertPoints), None);
/// assert!(support_note(OperationKind::RemovePeer).unwrap().contains("standalone"));
/// ```
#[expect(clippy::wildcard_enum_match_arm, reason = "most operations need no note")]
pub fn support_note(operation: OperationKind) -> Option<&'static str> {
    use OperationKind as Kind;
    match operation {
        Kind::Telemetry => {
            Some("Its own figures stand under `embedded`; operations are not counted by collection.")
        }
        Kind::Metrics => {
            Some("Names of a server where the figure is the same, else `embedded_`; not by collection.")
        }
        Kind::GetQuotas | Kind::UpdateQuotas => {
            Some("Limits of memory and disk are those of the whole process, which is not ours alone.")
        }
        Kind::CreateCollection => Some(
            "No custom sharding, as there is one shard; no `turbo` data types and no TurboQuant of 8 bits, \
             which the engine, that of 1.18, cannot store.",
        ),
        Kind::CreateVectorName => {
            Some("No `turbo` data types and no TurboQuant of 8 bits: the engine is that of 1.18.")
        }
        Kind::CreateFieldIndex => Some(
            "No `scoring`, `nested` and `code` tokenizer: the engine is that of 1.18. `prefix` is kept, and \
             makes nothing faster.",
        ),
        Kind::QueryPoints | Kind::QueryBatchPoints | Kind::QueryPointsGroups => Some(
            "No text ranking, and no statistics over a filter: the engine counts over everything. Only the \
             outermost query can be a diverse search over sparse vectors, or have a threshold for scores of \
             recommendations, discoveries and feedback over Euclidean or Manhattan vectors.",
        ),
        Kind::GetOptimizations => {
            Some("Counts segments; the engine plans and runs at once, so nothing is queued or remembered.")
        }
        Kind::ClusterStatus => Some("Standalone: always disabled."),
        Kind::CollectionClusterInfo => Some("Standalone: one active shard 0 on peer 0."),
        Kind::ListShardKeys => Some("Standalone: there are no shard keys."),
        Kind::UpdateCollectionCluster
        | Kind::CreateShardKey
        | Kind::DeleteShardKey
        | Kind::ClusterTelemetry
        | Kind::RemovePeer => Some("Answers as a standalone server: distributed mode is disabled."),
        Kind::RecoverCurrentPeer => Some("Answers as a standalone server: there is no consensus to recover."),
        Kind::GetIssues | Kind::ClearIssues => Some("Nothing looks for issues, so there are none."),
        Kind::CreateShardSnapshot
        | Kind::ListShardSnapshots
        | Kind::DeleteShardSnapshot
        | Kind::DownloadShardSnapshot
        | Kind::StreamShardSnapshot
        | Kind::UploadShardSnapshot
        | Kind::RecoverShardSnapshot => {
            Some("Shard 0 is the whole collection; snapshots are of its own format and engine version.")
        }
        Kind::CreateSnapshot
        | Kind::UploadSnapshot
        | Kind::DownloadSnapshot
        | Kind::CreateFullSnapshot
        | Kind::DownloadFullSnapshot => Some("Snapshots are of its own format and engine version."),
        Kind::RecoverSnapshot => {
            Some("From files only, not over HTTP; snapshots are of its own format and engine version.")
        }
        _ => None,
    }
}
