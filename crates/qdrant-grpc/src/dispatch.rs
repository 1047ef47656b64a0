//! Which operation is carried by what.

use bytes::Bytes;
use qdrant_core::{
    Answer, ChangeAliases, ClearPayloadPoints, CollectionExistsRequest, CountPoints, CreateCollection,
    CreateFieldIndexCollection, DeleteCollection, DeleteFieldIndexCollection, DeletePayloadPoints,
    DeletePoints, Error, FacetCounts, GetCollectionInfoRequest, GetPoints, HealthCheckRequest,
    ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, OperationKind,
    OverwritePayloadPoints, QueryBatchPoints, QueryPoints, Reply, Request, ScrollPoints, SetPayloadPoints,
    UpdateCollection, UpsertPoints,
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
        Request::SetPayload(operation) => call(*operation),
        Request::OverwritePayload(operation) => call(*operation),
        Request::DeletePayload(operation) => call(*operation),
        Request::ClearPayload(operation) => call(*operation),
        Request::QueryPoints(operation) => call(*operation),
        Request::QueryBatchPoints(operation) => call(*operation),
        Request::Facet(operation) => call(*operation),
        Request::Healthz(_) | Request::Livez(_) | Request::Readyz(_) => {
            Err(Error::unsupported(request.kind(), NAME))
        }
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
        OperationKind::SetPayload => reply::<SetPayloadPoints>(message),
        OperationKind::OverwritePayload => reply::<OverwritePayloadPoints>(message),
        OperationKind::DeletePayload => reply::<DeletePayloadPoints>(message),
        OperationKind::ClearPayload => reply::<ClearPayloadPoints>(message),
        OperationKind::QueryPoints => reply::<QueryPoints>(message),
        OperationKind::QueryBatchPoints => reply::<QueryBatchPoints>(message),
        OperationKind::Facet => reply::<FacetCounts>(message),
        OperationKind::Healthz | OperationKind::Livez | OperationKind::Readyz => {
            Err(Error::unsupported(operation, NAME))
        }
        other => Err(Error::unsupported(other, NAME)),
    }
}

fn reply<R: Rpc>(message: &[u8]) -> Result<Reply, Error> {
    let Answer { output, meta } = R::decode(message)?;
    Ok(Reply { response: R::into_response(output), meta })
}
