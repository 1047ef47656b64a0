//! Which operation is which rpc.

use qdrant_core::{
    Capabilities, ChangeAliases, ClearPayloadPoints, CollectionClusterInfoRequest, CollectionExistsRequest,
    CountPoints, CreateCollection, CreateFieldIndexCollection, CreateFullSnapshotRequest,
    CreateShardKeyRequest, CreateSnapshotRequest, CreateVectorNameRequest, DeleteCollection,
    DeleteFieldIndexCollection, DeleteFullSnapshotRequest, DeletePayloadPoints, DeletePointVectors,
    DeletePoints, DeleteShardKeyRequest, DeleteSnapshotRequest, DeleteVectorNameRequest, DiscoverBatchPoints,
    DiscoverPoints, FacetCounts, GetCollectionInfoRequest, GetPoints, GrpcHealthCheckRequest,
    HealthCheckRequest, ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest,
    ListFullSnapshotsRequest, ListShardKeysRequest, ListSnapshotsRequest, OperationKind,
    OverwritePayloadPoints, QueryBatchPoints, QueryPointGroups, QueryPoints, RecommendBatchPoints,
    RecommendPointGroups, RecommendPoints, ScrollPoints, SearchBatchPoints, SearchMatrixOffsetsRequest,
    SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, SetPayloadPoints, UpdateBatchPoints,
    UpdateCollection, UpdateCollectionClusterSetupRequest, UpdatePointVectors, UpsertPoints,
};

use crate::rpc::Rpc;

/// Every operation that gRPC has: path of the rpc, operation.
pub const METHODS: &[(&str, OperationKind)] = &[
    method::<HealthCheckRequest>(),
    method::<GrpcHealthCheckRequest>(),
    method::<ListCollectionsRequest>(),
    method::<GetCollectionInfoRequest>(),
    method::<CreateCollection>(),
    method::<UpdateCollection>(),
    method::<DeleteCollection>(),
    method::<CollectionExistsRequest>(),
    method::<ChangeAliases>(),
    method::<ListCollectionAliasesRequest>(),
    method::<ListAliasesRequest>(),
    method::<CreateFieldIndexCollection>(),
    method::<DeleteFieldIndexCollection>(),
    method::<UpsertPoints>(),
    method::<DeletePoints>(),
    method::<GetPoints>(),
    method::<ScrollPoints>(),
    method::<CountPoints>(),
    method::<UpdateBatchPoints>(),
    method::<CreateVectorNameRequest>(),
    method::<DeleteVectorNameRequest>(),
    method::<UpdatePointVectors>(),
    method::<DeletePointVectors>(),
    method::<SetPayloadPoints>(),
    method::<OverwritePayloadPoints>(),
    method::<DeletePayloadPoints>(),
    method::<ClearPayloadPoints>(),
    method::<QueryPoints>(),
    method::<QueryBatchPoints>(),
    method::<QueryPointGroups>(),
    method::<SearchMatrixPairsRequest>(),
    method::<SearchMatrixOffsetsRequest>(),
    method::<FacetCounts>(),
    method::<SearchPoints>(),
    method::<SearchBatchPoints>(),
    method::<SearchPointGroups>(),
    method::<RecommendPoints>(),
    method::<RecommendBatchPoints>(),
    method::<RecommendPointGroups>(),
    method::<DiscoverPoints>(),
    method::<DiscoverBatchPoints>(),
    method::<CollectionClusterInfoRequest>(),
    method::<UpdateCollectionClusterSetupRequest>(),
    method::<CreateShardKeyRequest>(),
    method::<DeleteShardKeyRequest>(),
    method::<ListShardKeysRequest>(),
    method::<CreateSnapshotRequest>(),
    method::<ListSnapshotsRequest>(),
    method::<DeleteSnapshotRequest>(),
    method::<CreateFullSnapshotRequest>(),
    method::<ListFullSnapshotsRequest>(),
    method::<DeleteFullSnapshotRequest>(),
];

/// Operations that gRPC does not have.
const DECLINED: Capabilities = Capabilities::none()
    .with(OperationKind::Healthz)
    .with(OperationKind::Livez)
    .with(OperationKind::Readyz)
    .with(OperationKind::Telemetry)
    .with(OperationKind::Metrics)
    .with(OperationKind::GetOptimizations)
    .with(OperationKind::GetPoint)
    .with(OperationKind::DownloadSnapshot)
    .with(OperationKind::UploadSnapshot)
    .with(OperationKind::RecoverSnapshot)
    .with(OperationKind::DownloadFullSnapshot)
    .with(OperationKind::CreateShardSnapshot)
    .with(OperationKind::ListShardSnapshots)
    .with(OperationKind::DeleteShardSnapshot)
    .with(OperationKind::DownloadShardSnapshot)
    .with(OperationKind::StreamShardSnapshot)
    .with(OperationKind::UploadShardSnapshot)
    .with(OperationKind::RecoverShardSnapshot)
    .with(OperationKind::ClusterStatus)
    .with(OperationKind::ClusterTelemetry)
    .with(OperationKind::RecoverCurrentPeer)
    .with(OperationKind::RemovePeer)
    .with(OperationKind::GetIssues)
    .with(OperationKind::ClearIssues)
    .with(OperationKind::GetQuotas)
    .with(OperationKind::UpdateQuotas);

const fn method<R: Rpc>() -> (&'static str, OperationKind) {
    (R::PATH, R::KIND)
}

// The compiler demands a wildcard in a match over operations, because the core may add some. This is what stops the
// build when it has: every operation has an rpc or is declined.
const _: () = {
    let mut known = DECLINED;
    let mut index = 0;
    while index < METHODS.len() {
        assert!(!known.contains(METHODS[index].1), "an operation has two rpcs");
        known = known.with(METHODS[index].1);
        index += 1;
    }
    let mut index = 0;
    while index < OperationKind::ALL.len() {
        assert!(known.contains(OperationKind::ALL[index]), "an operation has no rpc");
        index += 1;
    }
};

/// Returns the path of the rpc of an operation, such as `/qdrant.Points/Upsert`; `None` if it has none.
pub fn path_of(operation: OperationKind) -> Option<&'static str> {
    METHODS.iter().find(|(_, known)| *known == operation).map(|(path, _)| *path)
}

/// Returns the operation whose rpc has this path.
pub fn operation_at(path: &str) -> Option<OperationKind> {
    METHODS.iter().find(|(known, _)| *known == path).map(|(_, operation)| *operation)
}

/// Returns the operations that gRPC has.
pub(crate) fn capabilities() -> Capabilities {
    METHODS.iter().map(|(_, operation)| *operation).collect()
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use prost_types::FileDescriptorSet;

    use super::*;
    use crate::proto::FILE_DESCRIPTOR_SET;

    #[test]
    fn every_path_is_an_rpc_of_the_api() {
        let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
        let mut rpcs = Vec::new();
        for file in &set.file {
            for service in &file.service {
                let path = |method: &str| format!("/{}.{}/{method}", file.package(), service.name());
                rpcs.extend(service.method.iter().map(|method| path(method.name())));
            }
        }
        for (path, _) in METHODS {
            assert!(rpcs.iter().any(|rpc| rpc == path), "{path}");
        }
    }

    #[test]
    fn paths_and_operations_lead_to_each_other() {
        for operation in OperationKind::ALL {
            match path_of(*operation) {
                Some(path) => assert_eq!(operation_at(path), Some(*operation)),
                None => assert!(DECLINED.contains(*operation), "{operation}"),
            }
        }
        assert_eq!(operation_at("/qdrant.Points/Find"), None);
        assert_eq!(capabilities().intersection(DECLINED), Capabilities::none());
        assert_eq!(capabilities().union(DECLINED), Capabilities::all());
    }
}
