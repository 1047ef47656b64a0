//! Which operation goes where.

use http::{HeaderMap, Method, StatusCode};
use qdrant_core::{
    Answer, Capabilities, ChangeAliases, ClearIssuesRequest, ClearPayloadPoints, ClusterStatusRequest,
    ClusterTelemetryRequest, CollectionClusterInfoRequest, CollectionExistsRequest, CountPoints,
    CreateCollection, CreateFieldIndexCollection, CreateFullSnapshotRequest, CreateShardKeyRequest,
    CreateShardSnapshotRequest, CreateSnapshotRequest, CreateVectorNameRequest, DeleteCollection,
    DeleteFieldIndexCollection, DeleteFullSnapshotRequest, DeletePayloadPoints, DeletePointVectors,
    DeletePoints, DeleteShardKeyRequest, DeleteShardSnapshotRequest, DeleteSnapshotRequest,
    DeleteVectorNameRequest, DiscoverBatchPoints, DiscoverPoints, DownloadFullSnapshot,
    DownloadShardSnapshot, DownloadSnapshot, Error, FacetCounts, GetCollectionInfoRequest, GetIssuesRequest,
    GetOptimizations, GetPoint, GetPoints, GetQuotasRequest, HealthCheckRequest, HealthzRequest,
    ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, ListFullSnapshotsRequest,
    ListShardKeysRequest, ListShardSnapshotsRequest, ListSnapshotsRequest, LivezRequest, MetricsRequest,
    OperationKind, OverwritePayloadPoints, QueryBatchPoints, QueryPointGroups, QueryPoints, ReadyzRequest,
    RecommendBatchPoints, RecommendPointGroups, RecommendPoints, RecoverCurrentPeerRequest,
    RecoverShardSnapshot, RecoverSnapshot, RemovePeer, Reply, Request, ScrollPoints, SearchBatchPoints,
    SearchMatrixOffsetsRequest, SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, SetPayloadPoints,
    StreamShardSnapshot, TelemetryRequest, UpdateBatchPoints, UpdateCollection,
    UpdateCollectionClusterSetupRequest, UpdatePointVectors, UpdateQuotas, UploadShardSnapshot,
    UploadSnapshot, UpsertPoints,
};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::{foreign, status};

/// The name of this transport.
pub(crate) const NAME: &str = "rest";

/// Every operation that REST has: method, template of the path, operation.
pub const ROUTES: &[(Method, &str, OperationKind)] = &[
    route::<HealthCheckRequest>(),
    route::<HealthzRequest>(),
    route::<LivezRequest>(),
    route::<ReadyzRequest>(),
    route::<TelemetryRequest>(),
    route::<MetricsRequest>(),
    route::<ListCollectionsRequest>(),
    route::<GetCollectionInfoRequest>(),
    route::<CreateCollection>(),
    route::<UpdateCollection>(),
    route::<DeleteCollection>(),
    route::<CollectionExistsRequest>(),
    route::<GetOptimizations>(),
    route::<ChangeAliases>(),
    route::<ListCollectionAliasesRequest>(),
    route::<ListAliasesRequest>(),
    route::<CreateFieldIndexCollection>(),
    route::<DeleteFieldIndexCollection>(),
    route::<UpsertPoints>(),
    route::<DeletePoints>(),
    route::<GetPoints>(),
    route::<ScrollPoints>(),
    route::<GetPoint>(),
    route::<CountPoints>(),
    route::<UpdateBatchPoints>(),
    route::<CreateVectorNameRequest>(),
    route::<DeleteVectorNameRequest>(),
    route::<UpdatePointVectors>(),
    route::<DeletePointVectors>(),
    route::<SetPayloadPoints>(),
    route::<OverwritePayloadPoints>(),
    route::<DeletePayloadPoints>(),
    route::<ClearPayloadPoints>(),
    route::<QueryPoints>(),
    route::<QueryBatchPoints>(),
    route::<QueryPointGroups>(),
    route::<SearchMatrixPairsRequest>(),
    route::<SearchMatrixOffsetsRequest>(),
    route::<FacetCounts>(),
    route::<SearchPoints>(),
    route::<SearchBatchPoints>(),
    route::<SearchPointGroups>(),
    route::<RecommendPoints>(),
    route::<RecommendBatchPoints>(),
    route::<RecommendPointGroups>(),
    route::<DiscoverPoints>(),
    route::<DiscoverBatchPoints>(),
    route::<CollectionClusterInfoRequest>(),
    route::<UpdateCollectionClusterSetupRequest>(),
    route::<CreateShardKeyRequest>(),
    route::<DeleteShardKeyRequest>(),
    route::<ListShardKeysRequest>(),
    route::<CreateSnapshotRequest>(),
    route::<ListSnapshotsRequest>(),
    route::<DeleteSnapshotRequest>(),
    route::<DownloadSnapshot>(),
    route::<UploadSnapshot>(),
    route::<RecoverSnapshot>(),
    route::<CreateFullSnapshotRequest>(),
    route::<ListFullSnapshotsRequest>(),
    route::<DeleteFullSnapshotRequest>(),
    route::<DownloadFullSnapshot>(),
    route::<CreateShardSnapshotRequest>(),
    route::<ListShardSnapshotsRequest>(),
    route::<DeleteShardSnapshotRequest>(),
    route::<DownloadShardSnapshot>(),
    route::<StreamShardSnapshot>(),
    route::<UploadShardSnapshot>(),
    route::<RecoverShardSnapshot>(),
    route::<ClusterStatusRequest>(),
    route::<ClusterTelemetryRequest>(),
    route::<RecoverCurrentPeerRequest>(),
    route::<RemovePeer>(),
    route::<GetIssuesRequest>(),
    route::<ClearIssuesRequest>(),
    route::<GetQuotasRequest>(),
    route::<UpdateQuotas>(),
];

/// Operations that REST does not have.
const DECLINED: Capabilities = Capabilities::none().with(OperationKind::GrpcHealthCheck);

const fn route<E: Endpoint>() -> (Method, &'static str, OperationKind) {
    (E::METHOD, E::PATH, E::KIND)
}

// The compiler demands a wildcard in a match over operations, because the core may add some. This is what stops the
// build when it has: every operation has a route or is declined.
const _: () = {
    let mut served = DECLINED;
    let mut index = 0;
    while index < ROUTES.len() {
        assert!(!served.contains(ROUTES[index].2), "an operation has two routes");
        served = served.with(ROUTES[index].2);
        index += 1;
    }
    let mut index = 0;
    while index < OperationKind::ALL.len() {
        assert!(served.contains(OperationKind::ALL[index]), "an operation has no route");
        index += 1;
    }
};

/// Returns the operations that REST has.
pub(crate) fn capabilities() -> Capabilities {
    ROUTES.iter().map(|(_, _, operation)| *operation).collect()
}

/// Turns an operation into an HTTP request.
///
/// # Errors
///
/// `InvalidRequest` for what no server accepts, `Unsupported` for what REST cannot carry, `Encode` for values that
/// came over gRPC and have no name; each with the path of the field.
pub fn encode(request: Request) -> Result<HttpCall, Error> {
    let operation = request.kind();
    let encoded = request.validate().and_then(|()| dispatch(request));
    encoded.map_err(|error| error.with_operation(operation).with_transport(NAME).with_not_sent())
}

#[deny(clippy::wildcard_enum_match_arm)]
fn dispatch(request: Request) -> Result<HttpCall, Error> {
    match request {
        Request::GetVersionInfo(operation) => operation.encode(),
        Request::Healthz(operation) => operation.encode(),
        Request::Livez(operation) => operation.encode(),
        Request::Readyz(operation) => operation.encode(),
        Request::Telemetry(operation) => operation.encode(),
        Request::Metrics(operation) => operation.encode(),
        Request::ListCollections(operation) => operation.encode(),
        Request::GetCollectionInfo(operation) => operation.encode(),
        Request::CreateCollection(operation) => operation.encode(),
        Request::UpdateCollection(operation) => operation.encode(),
        Request::DeleteCollection(operation) => operation.encode(),
        Request::CollectionExists(operation) => operation.encode(),
        Request::GetOptimizations(operation) => operation.encode(),
        Request::UpdateAliases(operation) => operation.encode(),
        Request::ListCollectionAliases(operation) => operation.encode(),
        Request::ListAliases(operation) => operation.encode(),
        Request::CreateFieldIndex(operation) => operation.encode(),
        Request::DeleteFieldIndex(operation) => operation.encode(),
        Request::UpsertPoints(operation) => operation.encode(),
        Request::DeletePoints(operation) => operation.encode(),
        Request::GetPoints(operation) => operation.encode(),
        Request::ScrollPoints(operation) => operation.encode(),
        Request::GetPoint(operation) => operation.encode(),
        Request::CountPoints(operation) => operation.encode(),
        Request::UpdateBatchPoints(operation) => operation.encode(),
        Request::CreateVectorName(operation) => operation.encode(),
        Request::DeleteVectorName(operation) => operation.encode(),
        Request::UpdateVectors(operation) => operation.encode(),
        Request::DeleteVectors(operation) => operation.encode(),
        Request::SetPayload(operation) => operation.encode(),
        Request::OverwritePayload(operation) => operation.encode(),
        Request::DeletePayload(operation) => operation.encode(),
        Request::ClearPayload(operation) => operation.encode(),
        Request::QueryPoints(operation) => operation.encode(),
        Request::QueryBatchPoints(operation) => operation.encode(),
        Request::QueryPointsGroups(operation) => operation.encode(),
        Request::SearchMatrixPairs(operation) => operation.encode(),
        Request::SearchMatrixOffsets(operation) => operation.encode(),
        Request::Facet(operation) => operation.encode(),
        Request::SearchPoints(operation) => operation.encode(),
        Request::SearchBatchPoints(operation) => operation.encode(),
        Request::SearchPointsGroups(operation) => operation.encode(),
        Request::RecommendPoints(operation) => operation.encode(),
        Request::RecommendBatchPoints(operation) => operation.encode(),
        Request::RecommendPointsGroups(operation) => operation.encode(),
        Request::DiscoverPoints(operation) => operation.encode(),
        Request::DiscoverBatchPoints(operation) => operation.encode(),
        Request::CollectionClusterInfo(operation) => operation.encode(),
        Request::UpdateCollectionCluster(operation) => operation.encode(),
        Request::CreateShardKey(operation) => operation.encode(),
        Request::DeleteShardKey(operation) => operation.encode(),
        Request::ListShardKeys(operation) => operation.encode(),
        Request::CreateSnapshot(operation) => operation.encode(),
        Request::ListSnapshots(operation) => operation.encode(),
        Request::DeleteSnapshot(operation) => operation.encode(),
        Request::DownloadSnapshot(operation) => operation.encode(),
        Request::UploadSnapshot(operation) => operation.encode(),
        Request::RecoverSnapshot(operation) => operation.encode(),
        Request::CreateFullSnapshot(operation) => operation.encode(),
        Request::ListFullSnapshots(operation) => operation.encode(),
        Request::DeleteFullSnapshot(operation) => operation.encode(),
        Request::DownloadFullSnapshot(operation) => operation.encode(),
        Request::CreateShardSnapshot(operation) => operation.encode(),
        Request::ListShardSnapshots(operation) => operation.encode(),
        Request::DeleteShardSnapshot(operation) => operation.encode(),
        Request::DownloadShardSnapshot(operation) => operation.encode(),
        Request::StreamShardSnapshot(operation) => operation.encode(),
        Request::UploadShardSnapshot(operation) => operation.encode(),
        Request::RecoverShardSnapshot(operation) => operation.encode(),
        Request::ClusterStatus(operation) => operation.encode(),
        Request::ClusterTelemetry(operation) => operation.encode(),
        Request::RecoverCurrentPeer(operation) => operation.encode(),
        Request::RemovePeer(operation) => operation.encode(),
        Request::GetIssues(operation) => operation.encode(),
        Request::ClearIssues(operation) => operation.encode(),
        Request::GetQuotas(operation) => operation.encode(),
        Request::UpdateQuotas(operation) => operation.encode(),
        Request::GrpcHealthCheck(_) => Err(Error::unsupported(OperationKind::GrpcHealthCheck, NAME)),
        other => Err(Error::unsupported(other.kind(), NAME)),
    }
}

/// Turns an HTTP reply into the operation's answer.
///
/// # Errors
///
/// What the server answered, or `Decode` with the path of the value that could not be read.
pub fn decode(
    operation: OperationKind,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Reply, Error> {
    let decoded = if status.is_success() {
        read(operation, status, headers, body).map_err(|error| foreign::explain(error, status, headers, body))
    } else {
        Err(status::error(operation, status, headers, body))
    };
    decoded.map_err(|error| error.with_operation(operation).with_transport(NAME))
}

#[deny(clippy::wildcard_enum_match_arm)]
fn read(
    operation: OperationKind,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Reply, Error> {
    match operation {
        OperationKind::GetVersionInfo => reply::<HealthCheckRequest>(status, headers, body),
        OperationKind::Healthz => reply::<HealthzRequest>(status, headers, body),
        OperationKind::Livez => reply::<LivezRequest>(status, headers, body),
        OperationKind::Readyz => reply::<ReadyzRequest>(status, headers, body),
        OperationKind::Telemetry => reply::<TelemetryRequest>(status, headers, body),
        OperationKind::Metrics => reply::<MetricsRequest>(status, headers, body),
        OperationKind::ListCollections => reply::<ListCollectionsRequest>(status, headers, body),
        OperationKind::GetCollectionInfo => reply::<GetCollectionInfoRequest>(status, headers, body),
        OperationKind::CreateCollection => reply::<CreateCollection>(status, headers, body),
        OperationKind::UpdateCollection => reply::<UpdateCollection>(status, headers, body),
        OperationKind::DeleteCollection => reply::<DeleteCollection>(status, headers, body),
        OperationKind::CollectionExists => reply::<CollectionExistsRequest>(status, headers, body),
        OperationKind::GetOptimizations => reply::<GetOptimizations>(status, headers, body),
        OperationKind::UpdateAliases => reply::<ChangeAliases>(status, headers, body),
        OperationKind::ListCollectionAliases => reply::<ListCollectionAliasesRequest>(status, headers, body),
        OperationKind::ListAliases => reply::<ListAliasesRequest>(status, headers, body),
        OperationKind::CreateFieldIndex => reply::<CreateFieldIndexCollection>(status, headers, body),
        OperationKind::DeleteFieldIndex => reply::<DeleteFieldIndexCollection>(status, headers, body),
        OperationKind::UpsertPoints => reply::<UpsertPoints>(status, headers, body),
        OperationKind::DeletePoints => reply::<DeletePoints>(status, headers, body),
        OperationKind::GetPoints => reply::<GetPoints>(status, headers, body),
        OperationKind::ScrollPoints => reply::<ScrollPoints>(status, headers, body),
        OperationKind::GetPoint => reply::<GetPoint>(status, headers, body),
        OperationKind::CountPoints => reply::<CountPoints>(status, headers, body),
        OperationKind::UpdateBatchPoints => reply::<UpdateBatchPoints>(status, headers, body),
        OperationKind::CreateVectorName => reply::<CreateVectorNameRequest>(status, headers, body),
        OperationKind::DeleteVectorName => reply::<DeleteVectorNameRequest>(status, headers, body),
        OperationKind::UpdateVectors => reply::<UpdatePointVectors>(status, headers, body),
        OperationKind::DeleteVectors => reply::<DeletePointVectors>(status, headers, body),
        OperationKind::SetPayload => reply::<SetPayloadPoints>(status, headers, body),
        OperationKind::OverwritePayload => reply::<OverwritePayloadPoints>(status, headers, body),
        OperationKind::DeletePayload => reply::<DeletePayloadPoints>(status, headers, body),
        OperationKind::ClearPayload => reply::<ClearPayloadPoints>(status, headers, body),
        OperationKind::QueryPoints => reply::<QueryPoints>(status, headers, body),
        OperationKind::QueryBatchPoints => reply::<QueryBatchPoints>(status, headers, body),
        OperationKind::QueryPointsGroups => reply::<QueryPointGroups>(status, headers, body),
        OperationKind::SearchMatrixPairs => reply::<SearchMatrixPairsRequest>(status, headers, body),
        OperationKind::SearchMatrixOffsets => reply::<SearchMatrixOffsetsRequest>(status, headers, body),
        OperationKind::Facet => reply::<FacetCounts>(status, headers, body),
        OperationKind::SearchPoints => reply::<SearchPoints>(status, headers, body),
        OperationKind::SearchBatchPoints => reply::<SearchBatchPoints>(status, headers, body),
        OperationKind::SearchPointsGroups => reply::<SearchPointGroups>(status, headers, body),
        OperationKind::RecommendPoints => reply::<RecommendPoints>(status, headers, body),
        OperationKind::RecommendBatchPoints => reply::<RecommendBatchPoints>(status, headers, body),
        OperationKind::RecommendPointsGroups => reply::<RecommendPointGroups>(status, headers, body),
        OperationKind::DiscoverPoints => reply::<DiscoverPoints>(status, headers, body),
        OperationKind::DiscoverBatchPoints => reply::<DiscoverBatchPoints>(status, headers, body),
        OperationKind::CollectionClusterInfo => reply::<CollectionClusterInfoRequest>(status, headers, body),
        OperationKind::UpdateCollectionCluster => {
            reply::<UpdateCollectionClusterSetupRequest>(status, headers, body)
        }
        OperationKind::CreateShardKey => reply::<CreateShardKeyRequest>(status, headers, body),
        OperationKind::DeleteShardKey => reply::<DeleteShardKeyRequest>(status, headers, body),
        OperationKind::ListShardKeys => reply::<ListShardKeysRequest>(status, headers, body),
        OperationKind::CreateSnapshot => reply::<CreateSnapshotRequest>(status, headers, body),
        OperationKind::ListSnapshots => reply::<ListSnapshotsRequest>(status, headers, body),
        OperationKind::DeleteSnapshot => reply::<DeleteSnapshotRequest>(status, headers, body),
        OperationKind::DownloadSnapshot => reply::<DownloadSnapshot>(status, headers, body),
        OperationKind::UploadSnapshot => reply::<UploadSnapshot>(status, headers, body),
        OperationKind::RecoverSnapshot => reply::<RecoverSnapshot>(status, headers, body),
        OperationKind::CreateFullSnapshot => reply::<CreateFullSnapshotRequest>(status, headers, body),
        OperationKind::ListFullSnapshots => reply::<ListFullSnapshotsRequest>(status, headers, body),
        OperationKind::DeleteFullSnapshot => reply::<DeleteFullSnapshotRequest>(status, headers, body),
        OperationKind::DownloadFullSnapshot => reply::<DownloadFullSnapshot>(status, headers, body),
        OperationKind::CreateShardSnapshot => reply::<CreateShardSnapshotRequest>(status, headers, body),
        OperationKind::ListShardSnapshots => reply::<ListShardSnapshotsRequest>(status, headers, body),
        OperationKind::DeleteShardSnapshot => reply::<DeleteShardSnapshotRequest>(status, headers, body),
        OperationKind::DownloadShardSnapshot => reply::<DownloadShardSnapshot>(status, headers, body),
        OperationKind::StreamShardSnapshot => reply::<StreamShardSnapshot>(status, headers, body),
        OperationKind::UploadShardSnapshot => reply::<UploadShardSnapshot>(status, headers, body),
        OperationKind::RecoverShardSnapshot => reply::<RecoverShardSnapshot>(status, headers, body),
        OperationKind::ClusterStatus => reply::<ClusterStatusRequest>(status, headers, body),
        OperationKind::ClusterTelemetry => reply::<ClusterTelemetryRequest>(status, headers, body),
        OperationKind::RecoverCurrentPeer => reply::<RecoverCurrentPeerRequest>(status, headers, body),
        OperationKind::RemovePeer => reply::<RemovePeer>(status, headers, body),
        OperationKind::GetIssues => reply::<GetIssuesRequest>(status, headers, body),
        OperationKind::ClearIssues => reply::<ClearIssuesRequest>(status, headers, body),
        OperationKind::GetQuotas => reply::<GetQuotasRequest>(status, headers, body),
        OperationKind::UpdateQuotas => reply::<UpdateQuotas>(status, headers, body),
        OperationKind::GrpcHealthCheck => Err(Error::unsupported(OperationKind::GrpcHealthCheck, NAME)),
        other => Err(Error::unsupported(other, NAME)),
    }
}

fn reply<E: Endpoint>(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Reply, Error> {
    let Answer { output, meta } = E::decode_reply(status, headers, body)?;
    Ok(Reply { response: E::into_response(output), meta })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_operations_share_a_route() {
        let mut routes: Vec<_> = ROUTES.iter().map(|(method, path, _)| (method.as_str(), *path)).collect();
        routes.sort_unstable();
        routes.dedup();
        assert_eq!(routes.len(), ROUTES.len());
    }

    #[test]
    fn rest_has_every_operation_but_the_health_check_of_grpc() {
        assert_eq!(capabilities(), Capabilities::all().without(OperationKind::GrpcHealthCheck));
    }
}
