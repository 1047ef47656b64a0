//! Which operation is served by what.

use bytes::Bytes;
use qdrant_core::{
    ChangeAliases, ClearPayloadPoints, CollectionClusterInfoRequest, CollectionExistsRequest, CountPoints,
    CreateCollection, CreateFieldIndexCollection, CreateFullSnapshotRequest, CreateShardKeyRequest,
    CreateSnapshotRequest, CreateVectorNameRequest, DeleteCollection, DeleteFieldIndexCollection,
    DeleteFullSnapshotRequest, DeletePayloadPoints, DeletePointVectors, DeletePoints, DeleteShardKeyRequest,
    DeleteSnapshotRequest, DeleteVectorNameRequest, DiscoverBatchPoints, DiscoverPoints, Error, ErrorKind,
    FacetCounts, GetCollectionInfoRequest, GetPoints, GrpcHealthCheckRequest, HealthCheckRequest,
    ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, ListFullSnapshotsRequest,
    ListShardKeysRequest, ListSnapshotsRequest, Operation, OperationKind, OverwritePayloadPoints,
    QueryBatchPoints, QueryPointGroups, QueryPoints, RecommendBatchPoints, RecommendPointGroups,
    RecommendPoints, Reply, ReplyMeta, Request, Response, ScrollPoints, SearchBatchPoints,
    SearchMatrixOffsetsRequest, SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, SetPayloadPoints,
    UpdateBatchPoints, UpdateCollection, UpdateCollectionClusterSetupRequest, UpdatePointVectors,
    UpsertPoints,
};

use crate::dispatch::NAME;
use crate::frame;
use crate::server::Served;

/// Reads an operation that a client has sent; [`operation_at`](crate::operation_at) tells which one it is.
///
/// # Errors
///
/// `InvalidRequest` for bytes that are no such message and for values that no server accepts, with the path of the
/// field; `Unsupported` for operations that gRPC lacks.
pub fn decode_request(operation: OperationKind, message: &[u8]) -> Result<Request, Error> {
    let received = receive(operation, message).map_err(of_client).and_then(|request| {
        request.validate()?;
        Ok(request)
    });
    received.map_err(|error| error.with_operation(operation))
}

/// Here a message that cannot be read is the client's fault.
fn of_client(error: Error) -> Error {
    if error.kind() != ErrorKind::Decode {
        return error;
    }
    let field = error.field().unwrap_or_default().to_owned();
    Error::invalid(field, error.message().to_owned()).with_source(error)
}

#[deny(clippy::wildcard_enum_match_arm)]
fn receive(operation: OperationKind, message: &[u8]) -> Result<Request, Error> {
    match operation {
        OperationKind::GetVersionInfo => request_of::<HealthCheckRequest>(message),
        OperationKind::GrpcHealthCheck => request_of::<GrpcHealthCheckRequest>(message),
        OperationKind::ListCollections => request_of::<ListCollectionsRequest>(message),
        OperationKind::GetCollectionInfo => request_of::<GetCollectionInfoRequest>(message),
        OperationKind::CreateCollection => request_of::<CreateCollection>(message),
        OperationKind::UpdateCollection => request_of::<UpdateCollection>(message),
        OperationKind::DeleteCollection => request_of::<DeleteCollection>(message),
        OperationKind::CollectionExists => request_of::<CollectionExistsRequest>(message),
        OperationKind::UpdateAliases => request_of::<ChangeAliases>(message),
        OperationKind::ListCollectionAliases => request_of::<ListCollectionAliasesRequest>(message),
        OperationKind::ListAliases => request_of::<ListAliasesRequest>(message),
        OperationKind::CreateFieldIndex => request_of::<CreateFieldIndexCollection>(message),
        OperationKind::DeleteFieldIndex => request_of::<DeleteFieldIndexCollection>(message),
        OperationKind::UpsertPoints => request_of::<UpsertPoints>(message),
        OperationKind::DeletePoints => request_of::<DeletePoints>(message),
        OperationKind::GetPoints => request_of::<GetPoints>(message),
        OperationKind::ScrollPoints => request_of::<ScrollPoints>(message),
        OperationKind::CountPoints => request_of::<CountPoints>(message),
        OperationKind::UpdateBatchPoints => request_of::<UpdateBatchPoints>(message),
        OperationKind::CreateVectorName => request_of::<CreateVectorNameRequest>(message),
        OperationKind::DeleteVectorName => request_of::<DeleteVectorNameRequest>(message),
        OperationKind::UpdateVectors => request_of::<UpdatePointVectors>(message),
        OperationKind::DeleteVectors => request_of::<DeletePointVectors>(message),
        OperationKind::SetPayload => request_of::<SetPayloadPoints>(message),
        OperationKind::OverwritePayload => request_of::<OverwritePayloadPoints>(message),
        OperationKind::DeletePayload => request_of::<DeletePayloadPoints>(message),
        OperationKind::ClearPayload => request_of::<ClearPayloadPoints>(message),
        OperationKind::QueryPoints => request_of::<QueryPoints>(message),
        OperationKind::QueryBatchPoints => request_of::<QueryBatchPoints>(message),
        OperationKind::QueryPointsGroups => request_of::<QueryPointGroups>(message),
        OperationKind::SearchMatrixPairs => request_of::<SearchMatrixPairsRequest>(message),
        OperationKind::SearchMatrixOffsets => request_of::<SearchMatrixOffsetsRequest>(message),
        OperationKind::Facet => request_of::<FacetCounts>(message),
        OperationKind::SearchPoints => request_of::<SearchPoints>(message),
        OperationKind::SearchBatchPoints => request_of::<SearchBatchPoints>(message),
        OperationKind::SearchPointsGroups => request_of::<SearchPointGroups>(message),
        OperationKind::RecommendPoints => request_of::<RecommendPoints>(message),
        OperationKind::RecommendBatchPoints => request_of::<RecommendBatchPoints>(message),
        OperationKind::RecommendPointsGroups => request_of::<RecommendPointGroups>(message),
        OperationKind::DiscoverPoints => request_of::<DiscoverPoints>(message),
        OperationKind::DiscoverBatchPoints => request_of::<DiscoverBatchPoints>(message),
        OperationKind::CollectionClusterInfo => request_of::<CollectionClusterInfoRequest>(message),
        OperationKind::UpdateCollectionCluster => request_of::<UpdateCollectionClusterSetupRequest>(message),
        OperationKind::CreateShardKey => request_of::<CreateShardKeyRequest>(message),
        OperationKind::DeleteShardKey => request_of::<DeleteShardKeyRequest>(message),
        OperationKind::ListShardKeys => request_of::<ListShardKeysRequest>(message),
        OperationKind::CreateSnapshot => request_of::<CreateSnapshotRequest>(message),
        OperationKind::ListSnapshots => request_of::<ListSnapshotsRequest>(message),
        OperationKind::DeleteSnapshot => request_of::<DeleteSnapshotRequest>(message),
        OperationKind::CreateFullSnapshot => request_of::<CreateFullSnapshotRequest>(message),
        OperationKind::ListFullSnapshots => request_of::<ListFullSnapshotsRequest>(message),
        OperationKind::DeleteFullSnapshot => request_of::<DeleteFullSnapshotRequest>(message),
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

fn request_of<S: Served>(message: &[u8]) -> Result<Request, Error> {
    S::receive(message).map(S::into_request)
}

/// Writes the message of the reply to an operation.
///
/// # Errors
///
/// `Encode` for values that came over REST and have no number, and for what protobuf cannot carry; `Unsupported` for
/// operations that gRPC lacks.
pub fn encode_reply(reply: Reply) -> Result<Bytes, Error> {
    let operation = reply.response.kind();
    let frame = respond(reply).map_err(|error| error.with_operation(operation))?;
    Ok(frame::into_message(frame))
}

#[deny(clippy::wildcard_enum_match_arm)]
fn respond(reply: Reply) -> Result<Vec<u8>, Error> {
    let Reply { response, meta } = reply;
    match response {
        Response::GetVersionInfo(output) => reply_of::<HealthCheckRequest>(*output, meta),
        Response::GrpcHealthCheck(output) => reply_of::<GrpcHealthCheckRequest>(*output, meta),
        Response::ListCollections(output) => reply_of::<ListCollectionsRequest>(*output, meta),
        Response::GetCollectionInfo(output) => reply_of::<GetCollectionInfoRequest>(*output, meta),
        Response::CreateCollection(output) => reply_of::<CreateCollection>(*output, meta),
        Response::UpdateCollection(output) => reply_of::<UpdateCollection>(*output, meta),
        Response::DeleteCollection(output) => reply_of::<DeleteCollection>(*output, meta),
        Response::CollectionExists(output) => reply_of::<CollectionExistsRequest>(*output, meta),
        Response::UpdateAliases(output) => reply_of::<ChangeAliases>(*output, meta),
        Response::ListCollectionAliases(output) => reply_of::<ListCollectionAliasesRequest>(*output, meta),
        Response::ListAliases(output) => reply_of::<ListAliasesRequest>(*output, meta),
        Response::CreateFieldIndex(output) => reply_of::<CreateFieldIndexCollection>(*output, meta),
        Response::DeleteFieldIndex(output) => reply_of::<DeleteFieldIndexCollection>(*output, meta),
        Response::UpsertPoints(output) => reply_of::<UpsertPoints>(*output, meta),
        Response::DeletePoints(output) => reply_of::<DeletePoints>(*output, meta),
        Response::GetPoints(output) => reply_of::<GetPoints>(*output, meta),
        Response::ScrollPoints(output) => reply_of::<ScrollPoints>(*output, meta),
        Response::CountPoints(output) => reply_of::<CountPoints>(*output, meta),
        Response::UpdateBatchPoints(output) => reply_of::<UpdateBatchPoints>(*output, meta),
        Response::CreateVectorName(output) => reply_of::<CreateVectorNameRequest>(*output, meta),
        Response::DeleteVectorName(output) => reply_of::<DeleteVectorNameRequest>(*output, meta),
        Response::UpdateVectors(output) => reply_of::<UpdatePointVectors>(*output, meta),
        Response::DeleteVectors(output) => reply_of::<DeletePointVectors>(*output, meta),
        Response::SetPayload(output) => reply_of::<SetPayloadPoints>(*output, meta),
        Response::OverwritePayload(output) => reply_of::<OverwritePayloadPoints>(*output, meta),
        Response::DeletePayload(output) => reply_of::<DeletePayloadPoints>(*output, meta),
        Response::ClearPayload(output) => reply_of::<ClearPayloadPoints>(*output, meta),
        Response::QueryPoints(output) => reply_of::<QueryPoints>(*output, meta),
        Response::QueryBatchPoints(output) => reply_of::<QueryBatchPoints>(*output, meta),
        Response::QueryPointsGroups(output) => reply_of::<QueryPointGroups>(*output, meta),
        Response::SearchMatrixPairs(output) => reply_of::<SearchMatrixPairsRequest>(*output, meta),
        Response::SearchMatrixOffsets(output) => reply_of::<SearchMatrixOffsetsRequest>(*output, meta),
        Response::Facet(output) => reply_of::<FacetCounts>(*output, meta),
        Response::SearchPoints(output) => reply_of::<SearchPoints>(*output, meta),
        Response::SearchBatchPoints(output) => reply_of::<SearchBatchPoints>(*output, meta),
        Response::SearchPointsGroups(output) => reply_of::<SearchPointGroups>(*output, meta),
        Response::RecommendPoints(output) => reply_of::<RecommendPoints>(*output, meta),
        Response::RecommendBatchPoints(output) => reply_of::<RecommendBatchPoints>(*output, meta),
        Response::RecommendPointsGroups(output) => reply_of::<RecommendPointGroups>(*output, meta),
        Response::DiscoverPoints(output) => reply_of::<DiscoverPoints>(*output, meta),
        Response::DiscoverBatchPoints(output) => reply_of::<DiscoverBatchPoints>(*output, meta),
        Response::CollectionClusterInfo(output) => reply_of::<CollectionClusterInfoRequest>(*output, meta),
        Response::UpdateCollectionCluster(output) => {
            reply_of::<UpdateCollectionClusterSetupRequest>(*output, meta)
        }
        Response::CreateShardKey(output) => reply_of::<CreateShardKeyRequest>(*output, meta),
        Response::DeleteShardKey(output) => reply_of::<DeleteShardKeyRequest>(*output, meta),
        Response::ListShardKeys(output) => reply_of::<ListShardKeysRequest>(*output, meta),
        Response::CreateSnapshot(output) => reply_of::<CreateSnapshotRequest>(*output, meta),
        Response::ListSnapshots(output) => reply_of::<ListSnapshotsRequest>(*output, meta),
        Response::DeleteSnapshot(output) => reply_of::<DeleteSnapshotRequest>(*output, meta),
        Response::CreateFullSnapshot(output) => reply_of::<CreateFullSnapshotRequest>(*output, meta),
        Response::ListFullSnapshots(output) => reply_of::<ListFullSnapshotsRequest>(*output, meta),
        Response::DeleteFullSnapshot(output) => reply_of::<DeleteFullSnapshotRequest>(*output, meta),
        Response::Healthz(_)
        | Response::Livez(_)
        | Response::Readyz(_)
        | Response::Telemetry(_)
        | Response::Metrics(_)
        | Response::GetOptimizations(_)
        | Response::GetPoint(_)
        | Response::DownloadSnapshot(_)
        | Response::UploadSnapshot(_)
        | Response::RecoverSnapshot(_)
        | Response::DownloadFullSnapshot(_)
        | Response::CreateShardSnapshot(_)
        | Response::ListShardSnapshots(_)
        | Response::DeleteShardSnapshot(_)
        | Response::DownloadShardSnapshot(_)
        | Response::StreamShardSnapshot(_)
        | Response::UploadShardSnapshot(_)
        | Response::RecoverShardSnapshot(_)
        | Response::ClusterStatus(_)
        | Response::ClusterTelemetry(_)
        | Response::RecoverCurrentPeer(_)
        | Response::RemovePeer(_)
        | Response::GetIssues(_)
        | Response::ClearIssues(_)
        | Response::GetQuotas(_)
        | Response::UpdateQuotas(_) => Err(Error::unsupported(response.kind(), NAME)),
        other => Err(Error::unsupported(other.kind(), NAME)),
    }
}

fn reply_of<S: Served>(output: <S as Operation>::Output, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
    S::respond(output, meta)
}
