//! Which operation is served by what.

use bytes::Bytes;
use http::Response as HttpResponse;
use qdrant_core::{
    ChangeAliases, ClearPayloadPoints, CollectionExistsRequest, CountPoints, CreateCollection,
    CreateFieldIndexCollection, DeleteCollection, DeleteFieldIndexCollection, DeletePayloadPoints,
    DeletePoints, Error, FacetCounts, GetCollectionInfoRequest, GetPoints, HealthCheckRequest,
    HealthzRequest, ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, LivezRequest,
    OperationKind, OverwritePayloadPoints, QueryBatchPoints, QueryPoints, ReadyzRequest, Reply, Request,
    Response, ScrollPoints, SetPayloadPoints, UpdateCollection, UpsertPoints,
};

use crate::dispatch::NAME;
use crate::server::error::validation_error;
use crate::server::{Incoming, Served};

/// Reads an operation that a client has sent.
///
/// `names` are the values of the placeholders of the route, percent-decoded; `query` is the raw query without `?`.
/// Like the server, it ignores parameters and keys of the body that it does not know.
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
    let received = receive(operation, &Incoming::new(names, query, body)).and_then(|request| {
        request.validate().map_err(validation_error)?;
        Ok(request)
    });
    received.map_err(|error| error.with_operation(operation))
}

#[deny(clippy::wildcard_enum_match_arm)]
fn receive(operation: OperationKind, request: &Incoming<'_>) -> Result<Request, Error> {
    match operation {
        OperationKind::GetVersionInfo => request_of::<HealthCheckRequest>(request),
        OperationKind::Healthz => request_of::<HealthzRequest>(request),
        OperationKind::Livez => request_of::<LivezRequest>(request),
        OperationKind::Readyz => request_of::<ReadyzRequest>(request),
        OperationKind::ListCollections => request_of::<ListCollectionsRequest>(request),
        OperationKind::GetCollectionInfo => request_of::<GetCollectionInfoRequest>(request),
        OperationKind::CreateCollection => request_of::<CreateCollection>(request),
        OperationKind::UpdateCollection => request_of::<UpdateCollection>(request),
        OperationKind::DeleteCollection => request_of::<DeleteCollection>(request),
        OperationKind::CollectionExists => request_of::<CollectionExistsRequest>(request),
        OperationKind::UpdateAliases => request_of::<ChangeAliases>(request),
        OperationKind::ListCollectionAliases => request_of::<ListCollectionAliasesRequest>(request),
        OperationKind::ListAliases => request_of::<ListAliasesRequest>(request),
        OperationKind::CreateFieldIndex => request_of::<CreateFieldIndexCollection>(request),
        OperationKind::DeleteFieldIndex => request_of::<DeleteFieldIndexCollection>(request),
        OperationKind::UpsertPoints => request_of::<UpsertPoints>(request),
        OperationKind::DeletePoints => request_of::<DeletePoints>(request),
        OperationKind::GetPoints => request_of::<GetPoints>(request),
        OperationKind::ScrollPoints => request_of::<ScrollPoints>(request),
        OperationKind::CountPoints => request_of::<CountPoints>(request),
        OperationKind::SetPayload => request_of::<SetPayloadPoints>(request),
        OperationKind::OverwritePayload => request_of::<OverwritePayloadPoints>(request),
        OperationKind::DeletePayload => request_of::<DeletePayloadPoints>(request),
        OperationKind::ClearPayload => request_of::<ClearPayloadPoints>(request),
        OperationKind::QueryPoints => request_of::<QueryPoints>(request),
        OperationKind::QueryBatchPoints => request_of::<QueryBatchPoints>(request),
        OperationKind::Facet => request_of::<FacetCounts>(request),
        other => Err(Error::unsupported(other, NAME)),
    }
}

fn request_of<S: Served>(request: &Incoming<'_>) -> Result<Request, Error> {
    S::receive(request).map(S::into_request)
}

/// Writes the reply to an operation.
///
/// # Errors
///
/// `Encode` for values that came over gRPC and have no name.
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
        Response::ListCollections(output) => ListCollectionsRequest::respond(output, meta),
        Response::GetCollectionInfo(output) => GetCollectionInfoRequest::respond(output, meta),
        Response::CreateCollection(output) => CreateCollection::respond(output, meta),
        Response::UpdateCollection(output) => UpdateCollection::respond(output, meta),
        Response::DeleteCollection(output) => DeleteCollection::respond(output, meta),
        Response::CollectionExists(output) => CollectionExistsRequest::respond(output, meta),
        Response::UpdateAliases(output) => ChangeAliases::respond(output, meta),
        Response::ListCollectionAliases(output) => ListCollectionAliasesRequest::respond(output, meta),
        Response::ListAliases(output) => ListAliasesRequest::respond(output, meta),
        Response::CreateFieldIndex(output) => CreateFieldIndexCollection::respond(output, meta),
        Response::DeleteFieldIndex(output) => DeleteFieldIndexCollection::respond(output, meta),
        Response::UpsertPoints(output) => UpsertPoints::respond(output, meta),
        Response::DeletePoints(output) => DeletePoints::respond(output, meta),
        Response::GetPoints(output) => GetPoints::respond(output, meta),
        Response::ScrollPoints(output) => ScrollPoints::respond(output, meta),
        Response::CountPoints(output) => CountPoints::respond(output, meta),
        Response::SetPayload(output) => SetPayloadPoints::respond(output, meta),
        Response::OverwritePayload(output) => OverwritePayloadPoints::respond(output, meta),
        Response::DeletePayload(output) => DeletePayloadPoints::respond(output, meta),
        Response::ClearPayload(output) => ClearPayloadPoints::respond(output, meta),
        Response::QueryPoints(output) => QueryPoints::respond(output, meta),
        Response::QueryBatchPoints(output) => QueryBatchPoints::respond(output, meta),
        Response::Facet(output) => FacetCounts::respond(output, meta),
        other => Err(Error::unsupported(other.kind(), NAME)),
    }
}
