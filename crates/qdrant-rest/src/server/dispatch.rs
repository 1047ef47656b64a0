//! Which operation is served by what.

use bytes::Bytes;
use http::Response as HttpResponse;
use qdrant_core::{
    ChangeAliases, ClearIssuesRequest, ClearPayloadPoints, ClusterStatusRequest, ClusterTelemetryRequest,
    CollectionClusterInfoRequest, CollectionExistsRequest, CountPoints, CreateCollection,
    CreateFieldIndexCollection, CreateFullSnapshotRequest, CreateShardKeyRequest, CreateShardSnapshotRequest,
    CreateSnapshotRequest, CreateVectorNameRequest, DeleteCollection, DeleteFieldIndexCollection,
    DeleteFullSnapshotRequest, DeletePayloadPoints, DeletePointVectors, DeletePoints, DeleteShardKeyRequest,
    DeleteShardSnapshotRequest, DeleteSnapshotRequest, DeleteVectorNameRequest, DiscoverBatchPoints,
    DiscoverPoints, DownloadFullSnapshot, DownloadShardSnapshot, DownloadSnapshot, Error, FacetCounts,
    GetCollectionInfoRequest, GetIssuesRequest, GetOptimizations, GetPoint, GetPoints, GetQuotasRequest,
    HealthCheckRequest, HealthzRequest, ListAliasesRequest, ListCollectionAliasesRequest,
    ListCollectionsRequest, ListFullSnapshotsRequest, ListShardKeysRequest, ListShardSnapshotsRequest,
    ListSnapshotsRequest, LivezRequest, MetricsRequest, OperationKind, OverwritePayloadPoints,
    QueryBatchPoints, QueryPointGroups, QueryPoints, ReadyzRequest, RecommendBatchPoints,
    RecommendPointGroups, RecommendPoints, RecoverCurrentPeerRequest, RecoverShardSnapshot, RecoverSnapshot,
    RemovePeer, Reply, Request, Response, ScrollPoints, SearchBatchPoints, SearchMatrixOffsetsRequest,
    SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, SetPayloadPoints, StreamShardSnapshot,
    TelemetryRequest, UpdateBatchPoints, UpdateCollection, UpdateCollectionClusterSetupRequest,
    UpdatePointVectors, UpdateQuotas, UploadShardSnapshot, UploadSnapshot, UpsertPoints,
};

use crate::dispatch::NAME;
use crate::server::error::validation_error;
use crate::server::{Incoming, Served, ServedBody, outgoing};

/// Reads an operation that a client has sent.
///
/// `names` are the values of the placeholders of the route, percent-decoded; `query` is the raw query without `?`.
/// Like the server, it ignores parameters and keys of the body that it does not know. Uploads are read by
/// [`decode_upload`](crate::decode_upload).
///
/// # Errors
///
/// `InvalidRequest` with the status and text of Qdrant's reply, as [`encode_error`](crate::encode_error) sends it:
/// 400 for what cannot be read, 422 for values that no server accepts.
pub fn decode_request(
    operation: OperationKind,
    names: &[(&str, &str)],
    query: &str,
    body: &[u8],
) -> Result<Request, Error> {
    received(operation, &Incoming::new(names, query, body)).map_err(|error| error.with_operation(operation))
}

/// Reads and checks an operation.
pub(super) fn received(operation: OperationKind, request: &Incoming<'_>) -> Result<Request, Error> {
    let request = receive(operation, request)?;
    request.validate().map_err(validation_error)?;
    Ok(request)
}

#[deny(clippy::wildcard_enum_match_arm)]
fn receive(operation: OperationKind, request: &Incoming<'_>) -> Result<Request, Error> {
    match operation {
        OperationKind::GetVersionInfo => request_of::<HealthCheckRequest>(request),
        OperationKind::Healthz => request_of::<HealthzRequest>(request),
        OperationKind::Livez => request_of::<LivezRequest>(request),
        OperationKind::Readyz => request_of::<ReadyzRequest>(request),
        OperationKind::Telemetry => request_of::<TelemetryRequest>(request),
        OperationKind::Metrics => request_of::<MetricsRequest>(request),
        OperationKind::ListCollections => request_of::<ListCollectionsRequest>(request),
        OperationKind::GetCollectionInfo => request_of::<GetCollectionInfoRequest>(request),
        OperationKind::CreateCollection => request_of::<CreateCollection>(request),
        OperationKind::UpdateCollection => request_of::<UpdateCollection>(request),
        OperationKind::DeleteCollection => request_of::<DeleteCollection>(request),
        OperationKind::CollectionExists => request_of::<CollectionExistsRequest>(request),
        OperationKind::GetOptimizations => request_of::<GetOptimizations>(request),
        OperationKind::UpdateAliases => request_of::<ChangeAliases>(request),
        OperationKind::ListCollectionAliases => request_of::<ListCollectionAliasesRequest>(request),
        OperationKind::ListAliases => request_of::<ListAliasesRequest>(request),
        OperationKind::CreateFieldIndex => request_of::<CreateFieldIndexCollection>(request),
        OperationKind::DeleteFieldIndex => request_of::<DeleteFieldIndexCollection>(request),
        OperationKind::UpsertPoints => request_of::<UpsertPoints>(request),
        OperationKind::DeletePoints => request_of::<DeletePoints>(request),
        OperationKind::GetPoints => request_of::<GetPoints>(request),
        OperationKind::ScrollPoints => request_of::<ScrollPoints>(request),
        OperationKind::GetPoint => request_of::<GetPoint>(request),
        OperationKind::CountPoints => request_of::<CountPoints>(request),
        OperationKind::UpdateBatchPoints => request_of::<UpdateBatchPoints>(request),
        OperationKind::CreateVectorName => request_of::<CreateVectorNameRequest>(request),
        OperationKind::DeleteVectorName => request_of::<DeleteVectorNameRequest>(request),
        OperationKind::UpdateVectors => request_of::<UpdatePointVectors>(request),
        OperationKind::DeleteVectors => request_of::<DeletePointVectors>(request),
        OperationKind::SetPayload => request_of::<SetPayloadPoints>(request),
        OperationKind::OverwritePayload => request_of::<OverwritePayloadPoints>(request),
        OperationKind::DeletePayload => request_of::<DeletePayloadPoints>(request),
        OperationKind::ClearPayload => request_of::<ClearPayloadPoints>(request),
        OperationKind::QueryPoints => request_of::<QueryPoints>(request),
        OperationKind::QueryBatchPoints => request_of::<QueryBatchPoints>(request),
        OperationKind::QueryPointsGroups => request_of::<QueryPointGroups>(request),
        OperationKind::SearchMatrixPairs => request_of::<SearchMatrixPairsRequest>(request),
        OperationKind::SearchMatrixOffsets => request_of::<SearchMatrixOffsetsRequest>(request),
        OperationKind::Facet => request_of::<FacetCounts>(request),
        OperationKind::SearchPoints => request_of::<SearchPoints>(request),
        OperationKind::SearchBatchPoints => request_of::<SearchBatchPoints>(request),
        OperationKind::SearchPointsGroups => request_of::<SearchPointGroups>(request),
        OperationKind::RecommendPoints => request_of::<RecommendPoints>(request),
        OperationKind::RecommendBatchPoints => request_of::<RecommendBatchPoints>(request),
        OperationKind::RecommendPointsGroups => request_of::<RecommendPointGroups>(request),
        OperationKind::DiscoverPoints => request_of::<DiscoverPoints>(request),
        OperationKind::DiscoverBatchPoints => request_of::<DiscoverBatchPoints>(request),
        OperationKind::CollectionClusterInfo => request_of::<CollectionClusterInfoRequest>(request),
        OperationKind::UpdateCollectionCluster => request_of::<UpdateCollectionClusterSetupRequest>(request),
        OperationKind::CreateShardKey => request_of::<CreateShardKeyRequest>(request),
        OperationKind::DeleteShardKey => request_of::<DeleteShardKeyRequest>(request),
        OperationKind::ListShardKeys => request_of::<ListShardKeysRequest>(request),
        OperationKind::CreateSnapshot => request_of::<CreateSnapshotRequest>(request),
        OperationKind::ListSnapshots => request_of::<ListSnapshotsRequest>(request),
        OperationKind::DeleteSnapshot => request_of::<DeleteSnapshotRequest>(request),
        OperationKind::DownloadSnapshot => request_of::<DownloadSnapshot>(request),
        OperationKind::UploadSnapshot => request_of::<UploadSnapshot>(request),
        OperationKind::RecoverSnapshot => request_of::<RecoverSnapshot>(request),
        OperationKind::CreateFullSnapshot => request_of::<CreateFullSnapshotRequest>(request),
        OperationKind::ListFullSnapshots => request_of::<ListFullSnapshotsRequest>(request),
        OperationKind::DeleteFullSnapshot => request_of::<DeleteFullSnapshotRequest>(request),
        OperationKind::DownloadFullSnapshot => request_of::<DownloadFullSnapshot>(request),
        OperationKind::CreateShardSnapshot => request_of::<CreateShardSnapshotRequest>(request),
        OperationKind::ListShardSnapshots => request_of::<ListShardSnapshotsRequest>(request),
        OperationKind::DeleteShardSnapshot => request_of::<DeleteShardSnapshotRequest>(request),
        OperationKind::DownloadShardSnapshot => request_of::<DownloadShardSnapshot>(request),
        OperationKind::StreamShardSnapshot => request_of::<StreamShardSnapshot>(request),
        OperationKind::UploadShardSnapshot => request_of::<UploadShardSnapshot>(request),
        OperationKind::RecoverShardSnapshot => request_of::<RecoverShardSnapshot>(request),
        OperationKind::ClusterStatus => request_of::<ClusterStatusRequest>(request),
        OperationKind::ClusterTelemetry => request_of::<ClusterTelemetryRequest>(request),
        OperationKind::RecoverCurrentPeer => request_of::<RecoverCurrentPeerRequest>(request),
        OperationKind::RemovePeer => request_of::<RemovePeer>(request),
        OperationKind::GetIssues => request_of::<GetIssuesRequest>(request),
        OperationKind::ClearIssues => request_of::<ClearIssuesRequest>(request),
        OperationKind::GetQuotas => request_of::<GetQuotasRequest>(request),
        OperationKind::UpdateQuotas => request_of::<UpdateQuotas>(request),
        OperationKind::GrpcHealthCheck => Err(Error::unsupported(OperationKind::GrpcHealthCheck, NAME)),
        other => Err(Error::unsupported(other, NAME)),
    }
}

fn request_of<S: Served>(request: &Incoming<'_>) -> Result<Request, Error> {
    S::receive(request).map(S::into_request)
}

/// Writes the reply to an operation, be it in memory or a file that is streamed.
///
/// The body implements `http_body::Body`; a file that breaks off ends it with an error, upon which a web server closes
/// the connection.
///
/// # Errors
///
/// `Encode` for values that came over gRPC and have no name.
pub fn serve_reply(reply: &Reply) -> Result<HttpResponse<ServedBody>, Error> {
    if let Response::DownloadSnapshot(file)
    | Response::DownloadFullSnapshot(file)
    | Response::DownloadShardSnapshot(file)
    | Response::StreamShardSnapshot(file) = &reply.response
    {
        return Ok(outgoing::file(file));
    }
    encode_reply(reply).map(|reply| reply.map(ServedBody::Bytes))
}

/// Writes the reply to an operation that is in memory.
///
/// # Errors
///
/// `Encode` for values that came over gRPC and have no name, and for files, which [`serve_reply`] streams.
pub fn encode_reply(reply: &Reply) -> Result<HttpResponse<Bytes>, Error> {
    respond(reply).map_err(|error| error.with_operation(reply.response.kind()))
}

#[deny(clippy::wildcard_enum_match_arm)]
fn respond(reply: &Reply) -> Result<HttpResponse<Bytes>, Error> {
    let Reply { response, meta } = reply;
    match response {
        Response::GetVersionInfo(output) => HealthCheckRequest::respond(output, meta),
        Response::Healthz(output) => HealthzRequest::respond(output, meta),
        Response::Livez(output) => LivezRequest::respond(output, meta),
        Response::Readyz(output) => ReadyzRequest::respond(output, meta),
        Response::Telemetry(output) => TelemetryRequest::respond(output, meta),
        Response::Metrics(output) => MetricsRequest::respond(output, meta),
        Response::ListCollections(output) => ListCollectionsRequest::respond(output, meta),
        Response::GetCollectionInfo(output) => GetCollectionInfoRequest::respond(output, meta),
        Response::CreateCollection(output) => CreateCollection::respond(output, meta),
        Response::UpdateCollection(output) => UpdateCollection::respond(output, meta),
        Response::DeleteCollection(output) => DeleteCollection::respond(output, meta),
        Response::CollectionExists(output) => CollectionExistsRequest::respond(output, meta),
        Response::GetOptimizations(output) => GetOptimizations::respond(output, meta),
        Response::UpdateAliases(output) => ChangeAliases::respond(output, meta),
        Response::ListCollectionAliases(output) => ListCollectionAliasesRequest::respond(output, meta),
        Response::ListAliases(output) => ListAliasesRequest::respond(output, meta),
        Response::CreateFieldIndex(output) => CreateFieldIndexCollection::respond(output, meta),
        Response::DeleteFieldIndex(output) => DeleteFieldIndexCollection::respond(output, meta),
        Response::UpsertPoints(output) => UpsertPoints::respond(output, meta),
        Response::DeletePoints(output) => DeletePoints::respond(output, meta),
        Response::GetPoints(output) => GetPoints::respond(output, meta),
        Response::ScrollPoints(output) => ScrollPoints::respond(output, meta),
        Response::GetPoint(output) => GetPoint::respond(output, meta),
        Response::CountPoints(output) => CountPoints::respond(output, meta),
        Response::UpdateBatchPoints(output) => UpdateBatchPoints::respond(output, meta),
        Response::CreateVectorName(output) => CreateVectorNameRequest::respond(output, meta),
        Response::DeleteVectorName(output) => DeleteVectorNameRequest::respond(output, meta),
        Response::UpdateVectors(output) => UpdatePointVectors::respond(output, meta),
        Response::DeleteVectors(output) => DeletePointVectors::respond(output, meta),
        Response::SetPayload(output) => SetPayloadPoints::respond(output, meta),
        Response::OverwritePayload(output) => OverwritePayloadPoints::respond(output, meta),
        Response::DeletePayload(output) => DeletePayloadPoints::respond(output, meta),
        Response::ClearPayload(output) => ClearPayloadPoints::respond(output, meta),
        Response::QueryPoints(output) => QueryPoints::respond(output, meta),
        Response::QueryBatchPoints(output) => QueryBatchPoints::respond(output, meta),
        Response::QueryPointsGroups(output) => QueryPointGroups::respond(output, meta),
        Response::SearchMatrixPairs(output) => SearchMatrixPairsRequest::respond(output, meta),
        Response::SearchMatrixOffsets(output) => SearchMatrixOffsetsRequest::respond(output, meta),
        Response::Facet(output) => FacetCounts::respond(output, meta),
        Response::SearchPoints(output) => SearchPoints::respond(output, meta),
        Response::SearchBatchPoints(output) => SearchBatchPoints::respond(output, meta),
        Response::SearchPointsGroups(output) => SearchPointGroups::respond(output, meta),
        Response::RecommendPoints(output) => RecommendPoints::respond(output, meta),
        Response::RecommendBatchPoints(output) => RecommendBatchPoints::respond(output, meta),
        Response::RecommendPointsGroups(output) => RecommendPointGroups::respond(output, meta),
        Response::DiscoverPoints(output) => DiscoverPoints::respond(output, meta),
        Response::DiscoverBatchPoints(output) => DiscoverBatchPoints::respond(output, meta),
        Response::CollectionClusterInfo(output) => CollectionClusterInfoRequest::respond(output, meta),
        Response::UpdateCollectionCluster(output) => {
            UpdateCollectionClusterSetupRequest::respond(output, meta)
        }
        Response::CreateShardKey(output) => CreateShardKeyRequest::respond(output, meta),
        Response::DeleteShardKey(output) => DeleteShardKeyRequest::respond(output, meta),
        Response::ListShardKeys(output) => ListShardKeysRequest::respond(output, meta),
        Response::CreateSnapshot(output) => CreateSnapshotRequest::respond(output, meta),
        Response::ListSnapshots(output) => ListSnapshotsRequest::respond(output, meta),
        Response::DeleteSnapshot(output) => DeleteSnapshotRequest::respond(output, meta),
        Response::DownloadSnapshot(output) => DownloadSnapshot::respond(output, meta),
        Response::UploadSnapshot(output) => UploadSnapshot::respond(output, meta),
        Response::RecoverSnapshot(output) => RecoverSnapshot::respond(output, meta),
        Response::CreateFullSnapshot(output) => CreateFullSnapshotRequest::respond(output, meta),
        Response::ListFullSnapshots(output) => ListFullSnapshotsRequest::respond(output, meta),
        Response::DeleteFullSnapshot(output) => DeleteFullSnapshotRequest::respond(output, meta),
        Response::DownloadFullSnapshot(output) => DownloadFullSnapshot::respond(output, meta),
        Response::CreateShardSnapshot(output) => CreateShardSnapshotRequest::respond(output, meta),
        Response::ListShardSnapshots(output) => ListShardSnapshotsRequest::respond(output, meta),
        Response::DeleteShardSnapshot(output) => DeleteShardSnapshotRequest::respond(output, meta),
        Response::DownloadShardSnapshot(output) => DownloadShardSnapshot::respond(output, meta),
        Response::StreamShardSnapshot(output) => StreamShardSnapshot::respond(output, meta),
        Response::UploadShardSnapshot(output) => UploadShardSnapshot::respond(output, meta),
        Response::RecoverShardSnapshot(output) => RecoverShardSnapshot::respond(output, meta),
        Response::ClusterStatus(output) => ClusterStatusRequest::respond(output, meta),
        Response::ClusterTelemetry(output) => ClusterTelemetryRequest::respond(output, meta),
        Response::RecoverCurrentPeer(output) => RecoverCurrentPeerRequest::respond(output, meta),
        Response::RemovePeer(output) => RemovePeer::respond(output, meta),
        Response::GetIssues(output) => GetIssuesRequest::respond(output, meta),
        Response::ClearIssues(output) => ClearIssuesRequest::respond(output, meta),
        Response::GetQuotas(output) => GetQuotasRequest::respond(output, meta),
        Response::UpdateQuotas(output) => UpdateQuotas::respond(output, meta),
        Response::GrpcHealthCheck(_) => Err(Error::unsupported(OperationKind::GrpcHealthCheck, NAME)),
        other => Err(Error::unsupported(other.kind(), NAME)),
    }
}
