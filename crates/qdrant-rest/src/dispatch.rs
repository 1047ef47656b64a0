//! Which operation goes where.

use http::{HeaderMap, Method, StatusCode};
use qdrant_core::{
    Answer, Capabilities, ChangeAliases, ClearPayloadPoints, CollectionExistsRequest, CountPoints,
    CreateCollection, CreateFieldIndexCollection, DeleteCollection, DeleteFieldIndexCollection,
    DeletePayloadPoints, DeletePoints, Error, FacetCounts, GetCollectionInfoRequest, GetPoints,
    HealthCheckRequest, HealthzRequest, ListAliasesRequest, ListCollectionAliasesRequest,
    ListCollectionsRequest, LivezRequest, OperationKind, OverwritePayloadPoints, QueryBatchPoints,
    QueryPoints, ReadyzRequest, Reply, Request, ScrollPoints, SetPayloadPoints, UpdateCollection,
    UpsertPoints,
};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::status;

/// The name of this transport.
pub(crate) const NAME: &str = "rest";

/// Every operation that REST has: method, template of the path, operation.
pub const ROUTES: &[(Method, &str, OperationKind)] = &[
    route::<HealthCheckRequest>(),
    route::<HealthzRequest>(),
    route::<LivezRequest>(),
    route::<ReadyzRequest>(),
    route::<ListCollectionsRequest>(),
    route::<GetCollectionInfoRequest>(),
    route::<CreateCollection>(),
    route::<UpdateCollection>(),
    route::<DeleteCollection>(),
    route::<CollectionExistsRequest>(),
    route::<ChangeAliases>(),
    route::<ListCollectionAliasesRequest>(),
    route::<ListAliasesRequest>(),
    route::<CreateFieldIndexCollection>(),
    route::<DeleteFieldIndexCollection>(),
    route::<UpsertPoints>(),
    route::<DeletePoints>(),
    route::<GetPoints>(),
    route::<ScrollPoints>(),
    route::<CountPoints>(),
    route::<SetPayloadPoints>(),
    route::<OverwritePayloadPoints>(),
    route::<DeletePayloadPoints>(),
    route::<ClearPayloadPoints>(),
    route::<QueryPoints>(),
    route::<QueryBatchPoints>(),
    route::<FacetCounts>(),
];

/// Operations that REST does not have.
const DECLINED: Capabilities = Capabilities::none();

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
        Request::ListCollections(operation) => operation.encode(),
        Request::GetCollectionInfo(operation) => operation.encode(),
        Request::CreateCollection(operation) => operation.encode(),
        Request::UpdateCollection(operation) => operation.encode(),
        Request::DeleteCollection(operation) => operation.encode(),
        Request::CollectionExists(operation) => operation.encode(),
        Request::UpdateAliases(operation) => operation.encode(),
        Request::ListCollectionAliases(operation) => operation.encode(),
        Request::ListAliases(operation) => operation.encode(),
        Request::CreateFieldIndex(operation) => operation.encode(),
        Request::DeleteFieldIndex(operation) => operation.encode(),
        Request::UpsertPoints(operation) => operation.encode(),
        Request::DeletePoints(operation) => operation.encode(),
        Request::GetPoints(operation) => operation.encode(),
        Request::ScrollPoints(operation) => operation.encode(),
        Request::CountPoints(operation) => operation.encode(),
        Request::SetPayload(operation) => operation.encode(),
        Request::OverwritePayload(operation) => operation.encode(),
        Request::DeletePayload(operation) => operation.encode(),
        Request::ClearPayload(operation) => operation.encode(),
        Request::QueryPoints(operation) => operation.encode(),
        Request::QueryBatchPoints(operation) => operation.encode(),
        Request::Facet(operation) => operation.encode(),
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
        read(operation, body)
    } else {
        Err(status::error(operation, status, headers, body))
    };
    decoded.map_err(|error| error.with_operation(operation).with_transport(NAME))
}

#[deny(clippy::wildcard_enum_match_arm)]
fn read(operation: OperationKind, body: &[u8]) -> Result<Reply, Error> {
    match operation {
        OperationKind::GetVersionInfo => reply::<HealthCheckRequest>(body),
        OperationKind::Healthz => reply::<HealthzRequest>(body),
        OperationKind::Livez => reply::<LivezRequest>(body),
        OperationKind::Readyz => reply::<ReadyzRequest>(body),
        OperationKind::ListCollections => reply::<ListCollectionsRequest>(body),
        OperationKind::GetCollectionInfo => reply::<GetCollectionInfoRequest>(body),
        OperationKind::CreateCollection => reply::<CreateCollection>(body),
        OperationKind::UpdateCollection => reply::<UpdateCollection>(body),
        OperationKind::DeleteCollection => reply::<DeleteCollection>(body),
        OperationKind::CollectionExists => reply::<CollectionExistsRequest>(body),
        OperationKind::UpdateAliases => reply::<ChangeAliases>(body),
        OperationKind::ListCollectionAliases => reply::<ListCollectionAliasesRequest>(body),
        OperationKind::ListAliases => reply::<ListAliasesRequest>(body),
        OperationKind::CreateFieldIndex => reply::<CreateFieldIndexCollection>(body),
        OperationKind::DeleteFieldIndex => reply::<DeleteFieldIndexCollection>(body),
        OperationKind::UpsertPoints => reply::<UpsertPoints>(body),
        OperationKind::DeletePoints => reply::<DeletePoints>(body),
        OperationKind::GetPoints => reply::<GetPoints>(body),
        OperationKind::ScrollPoints => reply::<ScrollPoints>(body),
        OperationKind::CountPoints => reply::<CountPoints>(body),
        OperationKind::SetPayload => reply::<SetPayloadPoints>(body),
        OperationKind::OverwritePayload => reply::<OverwritePayloadPoints>(body),
        OperationKind::DeletePayload => reply::<DeletePayloadPoints>(body),
        OperationKind::ClearPayload => reply::<ClearPayloadPoints>(body),
        OperationKind::QueryPoints => reply::<QueryPoints>(body),
        OperationKind::QueryBatchPoints => reply::<QueryBatchPoints>(body),
        OperationKind::Facet => reply::<FacetCounts>(body),
        other => Err(Error::unsupported(other, NAME)),
    }
}

fn reply<E: Endpoint>(body: &[u8]) -> Result<Reply, Error> {
    let Answer { output, meta } = E::decode(body)?;
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
    fn rest_has_every_operation() {
        assert_eq!(capabilities(), Capabilities::all());
    }
}
