//! Which operation is carried by what.

use bytes::Bytes;
use qdrant_core::{
    Answer, ChangeAliases, ClearPayloadPoints, CollectionClusterInfoRequest, CollectionExistsRequest,
    CountPoints, CreateCollection, CreateFieldIndexCollection, CreateFullSnapshotRequest,
    CreateShardKeyRequest, CreateSnapshotRequest, CreateVectorNameRequest, DeleteCollection,
    DeleteFieldIndexCollection, DeleteFullSnapshotRequest, DeletePayloadPoints, DeletePointVectors,
    DeletePoints, DeleteShardKeyRequest, DeleteSnapshotRequest, DeleteVectorNameRequest, DiscoverBatchPoints,
    DiscoverPoints, Error, FacetCounts, GetCollectionInfoRequest, GetPoints, GrpcHealthCheckRequest,
    HealthCheckRequest, ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest,
    ListFullSnapshotsRequest, ListShardKeysRequest, ListSnapshotsRequest, OperationKind,
    OverwritePayloadPoints, QueryBatchPoints, QueryPointGroups, QueryPoints, RecommendBatchPoints,
    RecommendPointGroups, RecommendPoints, Reply, Request, ScrollPoints, SearchBatchPoints,
    SearchMatrixOffsetsRequest, SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, SetPayloadPoints,
    UpdateBatchPoints, UpdateCollection, UpdateCollectionClusterSetupRequest, UpdatePointVectors,
    UpsertPoints,
};

use crate::frame;
use crate::rpc::Rpc;

/// The name of this transport.
pub(crate) const NAME: &str = "grpc";

/// Turns an operation into the path and the message of its rpc.
///
/// # Errors
///
/// `InvalidRequest` for what no server accepts, `Unsupported` for operations that gRPC lacks, `Encode` for what
/// protobuf cannot carry; each with the path of the field.
pub fn encode(request: Request) -> Result<(&'static str, Bytes), Error> {
    let (path, frame) = encode_frame(request)?;
    Ok((path, frame::into_message(frame)))
}

/// Turns an operation into the path of its rpc and a frame that is not sealed yet.
pub(crate) fn encode_frame(request: Request) -> Result<(&'static str, Vec<u8>), Error> {
    let operation = request.kind();
    let encoded = request.validate().and_then(|()| dispatch(request));
    encoded.map_err(|error| error.with_operation(operation).with_transport(NAME).with_not_sent())
}

#[deny(clippy::wildcard_enum_match_arm)]
fn dispatch(request: Request) -> Result<(&'static str, Vec<u8>), Error> {
    match request {
        Request::GetVersionInfo(operation) => call(*operation),
        Request::GrpcHealthCheck(operation) => call(*operation),
        Request::ListCollections(operation) => call(*operation),
        Request::GetCollectionInfo(operation) => call(*operation),
        Request::CreateCollection(operation) => call(*operation),
        Request::UpdateCollection(operation) => call(*operation),
        Request::DeleteCollection(operation) => call(*operation),
        Request::CollectionExists(operation) => call(*operation),
        Request::UpdateAliases(operation) => call(*operation),
        Request::ListCollectionAliases(operation) => call(*operation),
        Request::ListAliases(operation) => call(*operation),
        Request::CreateFieldIndex(operation) => call(*operation),
        Request::DeleteFieldIndex(operation) => call(*operation),
        Request::UpsertPoints(operation) => call(*operation),
        Request::DeletePoints(operation) => call(*operation),
        Request::GetPoints(operation) => call(*operation),
        Request::ScrollPoints(operation) => call(*operation),
        Request::CountPoints(operation) => call(*operation),
        Request::UpdateBatchPoints(operation) => call(*operation),
        Request::CreateVectorName(operation) => call(*operation),
        Request::DeleteVectorName(operation) => call(*operation),
        Request::UpdateVectors(operation) => call(*operation),
        Request::DeleteVectors(operation) => call(*operation),
        Request::SetPayload(operation) => call(*operation),
        Request::OverwritePayload(operation) => call(*operation),
        Request::DeletePayload(operation) => call(*operation),
        Request::ClearPayload(operation) => call(*operation),
        Request::QueryPoints(operation) => call(*operation),
        Request::QueryBatchPoints(operation) => call(*operation),
        Request::QueryPointsGroups(operation) => call(*operation),
        Request::SearchMatrixPairs(operation) => call(*operation),
        Request::SearchMatrixOffsets(operation) => call(*operation),
        Request::Facet(operation) => call(*operation),
        Request::SearchPoints(operation) => call(*operation),
        Request::SearchBatchPoints(operation) => call(*operation),
        Request::SearchPointsGroups(operation) => call(*operation),
        Request::RecommendPoints(operation) => call(*operation),
        Request::RecommendBatchPoints(operation) => call(*operation),
        Request::RecommendPointsGroups(operation) => call(*operation),
        Request::DiscoverPoints(operation) => call(*operation),
        Request::DiscoverBatchPoints(operation) => call(*operation),
        Request::CollectionClusterInfo(operation) => call(*operation),
        Request::UpdateCollectionCluster(operation) => call(*operation),
        Request::CreateShardKey(operation) => call(*operation),
        Request::DeleteShardKey(operation) => call(*operation),
        Request::ListShardKeys(operation) => call(*operation),
        Request::CreateSnapshot(operation) => call(*operation),
        Request::ListSnapshots(operation) => call(*operation),
        Request::DeleteSnapshot(operation) => call(*operation),
        Request::CreateFullSnapshot(operation) => call(*operation),
        Request::ListFullSnapshots(operation) => call(*operation),
        Request::DeleteFullSnapshot(operation) => call(*operation),
        Request::Healthz(_)
        | Request::Livez(_)
        | Request::Readyz(_)
        | Request::Telemetry(_)
        | Request::Metrics(_)
        | Request::GetOptimizations(_)
        | Request::GetPoint(_)
        | Request::DownloadSnapshot(_)
        | Request::UploadSnapshot(_)
        | Request::RecoverSnapshot(_)
        | Request::DownloadFullSnapshot(_)
        | Request::CreateShardSnapshot(_)
        | Request::ListShardSnapshots(_)
        | Request::DeleteShardSnapshot(_)
        | Request::DownloadShardSnapshot(_)
        | Request::StreamShardSnapshot(_)
        | Request::UploadShardSnapshot(_)
        | Request::RecoverShardSnapshot(_)
        | Request::ClusterStatus(_)
        | Request::ClusterTelemetry(_)
        | Request::RecoverCurrentPeer(_)
        | Request::RemovePeer(_)
        | Request::GetIssues(_)
        | Request::ClearIssues(_)
        | Request::GetQuotas(_)
        | Request::UpdateQuotas(_) => Err(Error::unsupported(request.kind(), NAME)),
        other => Err(Error::unsupported(other.kind(), NAME)),
    }
}

fn call<R: Rpc>(operation: R) -> Result<(&'static str, Vec<u8>), Error> {
    Ok((R::PATH, operation.encode()?))
}

/// Turns the message of a successful reply into the operation's answer.
///
/// # Errors
///
/// `Decode` with the path of the value that could not be read; `Unsupported` for operations that gRPC lacks.
pub fn decode(operation: OperationKind, message: &[u8]) -> Result<Reply, Error> {
    read(operation, message).map_err(|error| error.with_operation(operation).with_transport(NAME))
}

#[deny(clippy::wildcard_enum_match_arm)]
fn read(operation: OperationKind, message: &[u8]) -> Result<Reply, Error> {
    match operation {
        OperationKind::GetVersionInfo => reply::<HealthCheckRequest>(message),
        OperationKind::GrpcHealthCheck => reply::<GrpcHealthCheckRequest>(message),
        OperationKind::ListCollections => reply::<ListCollectionsRequest>(message),
        OperationKind::GetCollectionInfo => reply::<GetCollectionInfoRequest>(message),
        OperationKind::CreateCollection => reply::<CreateCollection>(message),
        OperationKind::UpdateCollection => reply::<UpdateCollection>(message),
        OperationKind::DeleteCollection => reply::<DeleteCollection>(message),
        OperationKind::CollectionExists => reply::<CollectionExistsRequest>(message),
        OperationKind::UpdateAliases => reply::<ChangeAliases>(message),
        OperationKind::ListCollectionAliases => reply::<ListCollectionAliasesRequest>(message),
        OperationKind::ListAliases => reply::<ListAliasesRequest>(message),
        OperationKind::CreateFieldIndex => reply::<CreateFieldIndexCollection>(message),
        OperationKind::DeleteFieldIndex => reply::<DeleteFieldIndexCollection>(message),
        OperationKind::UpsertPoints => reply::<UpsertPoints>(message),
        OperationKind::DeletePoints => reply::<DeletePoints>(message),
        OperationKind::GetPoints => reply::<GetPoints>(message),
        OperationKind::ScrollPoints => reply::<ScrollPoints>(message),
        OperationKind::CountPoints => reply::<CountPoints>(message),
        OperationKind::UpdateBatchPoints => reply::<UpdateBatchPoints>(message),
        OperationKind::CreateVectorName => reply::<CreateVectorNameRequest>(message),
        OperationKind::DeleteVectorName => reply::<DeleteVectorNameRequest>(message),
        OperationKind::UpdateVectors => reply::<UpdatePointVectors>(message),
        OperationKind::DeleteVectors => reply::<DeletePointVectors>(message),
        OperationKind::SetPayload => reply::<SetPayloadPoints>(message),
        OperationKind::OverwritePayload => reply::<OverwritePayloadPoints>(message),
        OperationKind::DeletePayload => reply::<DeletePayloadPoints>(message),
        OperationKind::ClearPayload => reply::<ClearPayloadPoints>(message),
        OperationKind::QueryPoints => reply::<QueryPoints>(message),
        OperationKind::QueryBatchPoints => reply::<QueryBatchPoints>(message),
        OperationKind::QueryPointsGroups => reply::<QueryPointGroups>(message),
        OperationKind::SearchMatrixPairs => reply::<SearchMatrixPairsRequest>(message),
        OperationKind::SearchMatrixOffsets => reply::<SearchMatrixOffsetsRequest>(message),
        OperationKind::Facet => reply::<FacetCounts>(message),
        OperationKind::SearchPoints => reply::<SearchPoints>(message),
        OperationKind::SearchBatchPoints => reply::<SearchBatchPoints>(message),
        OperationKind::SearchPointsGroups => reply::<SearchPointGroups>(message),
        OperationKind::RecommendPoints => reply::<RecommendPoints>(message),
        OperationKind::RecommendBatchPoints => reply::<RecommendBatchPoints>(message),
        OperationKind::RecommendPointsGroups => reply::<RecommendPointGroups>(message),
        OperationKind::DiscoverPoints => reply::<DiscoverPoints>(message),
        OperationKind::DiscoverBatchPoints => reply::<DiscoverBatchPoints>(message),
        OperationKind::CollectionClusterInfo => reply::<CollectionClusterInfoRequest>(message),
        OperationKind::UpdateCollectionCluster => reply::<UpdateCollectionClusterSetupRequest>(message),
        OperationKind::CreateShardKey => reply::<CreateShardKeyRequest>(message),
        OperationKind::DeleteShardKey => reply::<DeleteShardKeyRequest>(message),
        OperationKind::ListShardKeys => reply::<ListShardKeysRequest>(message),
        OperationKind::CreateSnapshot => reply::<CreateSnapshotRequest>(message),
        OperationKind::ListSnapshots => reply::<ListSnapshotsRequest>(message),
        OperationKind::DeleteSnapshot => reply::<DeleteSnapshotRequest>(message),
        OperationKind::CreateFullSnapshot => reply::<CreateFullSnapshotRequest>(message),
        OperationKind::ListFullSnapshots => reply::<ListFullSnapshotsRequest>(message),
        OperationKind::DeleteFullSnapshot => reply::<DeleteFullSnapshotRequest>(message),
        OperationKind::Healthz
        | OperationKind::Livez
        | OperationKind::Readyz
        | OperationKind::Telemetry
        | OperationKind::Metrics
        | OperationKind::GetOptimizations
        | OperationKind::GetPoint
        | OperationKind::DownloadSnapshot
        | OperationKind::UploadSnapshot
        | OperationKind::RecoverSnapshot
        | OperationKind::DownloadFullSnapshot
        | OperationKind::CreateShardSnapshot
        | OperationKind::ListShardSnapshots
        | OperationKind::DeleteShardSnapshot
        | OperationKind::DownloadShardSnapshot
        | OperationKind::StreamShardSnapshot
        | OperationKind::UploadShardSnapshot
        | OperationKind::RecoverShardSnapshot
        | OperationKind::ClusterStatus
        | OperationKind::ClusterTelemetry
        | OperationKind::RecoverCurrentPeer
        | OperationKind::RemovePeer
        | OperationKind::GetIssues
        | OperationKind::ClearIssues
        | OperationKind::GetQuotas
        | OperationKind::UpdateQuotas => Err(Error::unsupported(operation, NAME)),
        other => Err(Error::unsupported(other, NAME)),
    }
}

fn reply<R: Rpc>(message: &[u8]) -> Result<Reply, Error> {
    let Answer { output, meta } = R::decode(message)?;
    Ok(Reply { response: R::into_response(output), meta })
}
