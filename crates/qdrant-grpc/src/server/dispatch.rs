//! Which operation is served by what.

use bytes::Bytes;
use qdrant_core::{
    ChangeAliases, ClearPayloadPoints, CollectionExistsRequest, CountPoints, CreateCollection,
    CreateFieldIndexCollection, DeleteCollection, DeleteFieldIndexCollection, DeletePayloadPoints,
    DeletePoints, Error, ErrorKind, FacetCounts, GetCollectionInfoRequest, GetPoints, HealthCheckRequest,
    ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, Operation, OperationKind,
    OverwritePayloadPoints, QueryBatchPoints, QueryPoints, Reply, ReplyMeta, Request, Response, ScrollPoints,
    SetPayloadPoints, UpdateCollection, UpsertPoints,
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
        OperationKind::SetPayload => request_of::<SetPayloadPoints>(message),
        OperationKind::OverwritePayload => request_of::<OverwritePayloadPoints>(message),
        OperationKind::DeletePayload => request_of::<DeletePayloadPoints>(message),
        OperationKind::ClearPayload => request_of::<ClearPayloadPoints>(message),
        OperationKind::QueryPoints => request_of::<QueryPoints>(message),
        OperationKind::QueryBatchPoints => request_of::<QueryBatchPoints>(message),
        OperationKind::Facet => request_of::<FacetCounts>(message),
        OperationKind::Healthz | OperationKind::Livez | OperationKind::Readyz => {
            Err(Error::unsupported(operation, NAME))
        }
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
        Response::SetPayload(output) => reply_of::<SetPayloadPoints>(*output, meta),
        Response::OverwritePayload(output) => reply_of::<OverwritePayloadPoints>(*output, meta),
        Response::DeletePayload(output) => reply_of::<DeletePayloadPoints>(*output, meta),
        Response::ClearPayload(output) => reply_of::<ClearPayloadPoints>(*output, meta),
        Response::QueryPoints(output) => reply_of::<QueryPoints>(*output, meta),
        Response::QueryBatchPoints(output) => reply_of::<QueryBatchPoints>(*output, meta),
        Response::Facet(output) => reply_of::<FacetCounts>(*output, meta),
        Response::Healthz(_) | Response::Livez(_) | Response::Readyz(_) => {
            Err(Error::unsupported(response.kind(), NAME))
        }
        other => Err(Error::unsupported(other.kind(), NAME)),
    }
}

fn reply_of<S: Served>(output: <S as Operation>::Output, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
    S::respond(output, meta)
}
