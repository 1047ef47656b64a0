//! Which code answers which operation.

use qdrant_core::{Capabilities, Error, Operation, OperationKind, Request, Response};

use super::{aliases, collections, indexes, payload, points, query, service, slices};
use crate::failure::TRANSPORT;
use crate::registry::Registry;

/// Returns what [`dispatch`] answers.
pub(crate) fn capabilities() -> Capabilities {
    use OperationKind as Kind;
    Capabilities::from_iter([
        Kind::GetVersionInfo,
        Kind::Healthz,
        Kind::Livez,
        Kind::Readyz,
        Kind::ListCollections,
        Kind::GetCollectionInfo,
        Kind::CreateCollection,
        Kind::UpdateCollection,
        Kind::DeleteCollection,
        Kind::CollectionExists,
        Kind::UpdateAliases,
        Kind::ListCollectionAliases,
        Kind::ListAliases,
        Kind::CreateFieldIndex,
        Kind::DeleteFieldIndex,
        Kind::UpsertPoints,
        Kind::DeletePoints,
        Kind::GetPoints,
        Kind::ScrollPoints,
        Kind::CountPoints,
        Kind::SetPayload,
        Kind::OverwritePayload,
        Kind::DeletePayload,
        Kind::ClearPayload,
        Kind::QueryPoints,
        Kind::QueryBatchPoints,
        Kind::Facet,
    ])
}

/// Answers what needs neither files nor the engine.
pub(crate) fn immediate(request: &Request) -> Option<Response> {
    service::answer(request)
}

/// Answers an operation; it may take long and must not run on an asynchronous thread.
pub(crate) fn dispatch(registry: &Registry, mut request: Request) -> Result<Response, Error> {
    let kind = request.kind();
    slices::expand(registry, &mut request)?;
    match request {
        Request::GetVersionInfo(_) | Request::Healthz(_) | Request::Livez(_) | Request::Readyz(_) => {
            immediate(&request).ok_or_else(|| Error::unsupported(kind, TRANSPORT))
        }
        Request::ListCollections(operation) => run(*operation, |_| collections::list(registry)),
        Request::GetCollectionInfo(operation) => {
            run(*operation, |operation| collections::info(registry, operation))
        }
        Request::CreateCollection(operation) => {
            run(*operation, |operation| collections::create(registry, operation))
        }
        Request::UpdateCollection(operation) => {
            run(*operation, |operation| collections::update(registry, operation))
        }
        Request::DeleteCollection(operation) => {
            run(*operation, |operation| collections::delete(registry, &operation))
        }
        Request::CollectionExists(operation) => {
            run(*operation, |operation| collections::exists(registry, &operation))
        }
        Request::UpdateAliases(operation) => {
            run(*operation, |operation| aliases::change(registry, operation))
        }
        Request::ListCollectionAliases(operation) => {
            run(*operation, |operation| aliases::of(registry, &operation))
        }
        Request::ListAliases(operation) => run(*operation, |_| aliases::list(registry)),
        Request::CreateFieldIndex(operation) => {
            run(*operation, |operation| indexes::create(registry, operation))
        }
        Request::DeleteFieldIndex(operation) => {
            run(*operation, |operation| indexes::delete(registry, &operation))
        }
        Request::UpsertPoints(operation) => run(*operation, |operation| points::upsert(registry, operation)),
        Request::DeletePoints(operation) => run(*operation, |operation| points::delete(registry, operation)),
        Request::GetPoints(operation) => run(*operation, |operation| points::get(registry, &operation)),
        Request::ScrollPoints(operation) => run(*operation, |operation| points::scroll(registry, &operation)),
        Request::CountPoints(operation) => run(*operation, |operation| points::count(registry, &operation)),
        Request::SetPayload(operation) => run(*operation, |operation| payload::set(registry, operation)),
        Request::OverwritePayload(operation) => {
            run(*operation, |operation| payload::overwrite(registry, operation))
        }
        Request::DeletePayload(operation) => {
            run(*operation, |operation| payload::delete(registry, operation))
        }
        Request::ClearPayload(operation) => run(*operation, |operation| payload::clear(registry, operation)),
        Request::QueryPoints(operation) => run(*operation, |operation| query::query(registry, operation)),
        Request::QueryBatchPoints(operation) => {
            run(*operation, |operation| query::batch(registry, operation))
        }
        Request::Facet(operation) => run(*operation, |operation| query::facet(registry, &operation)),
        _ => Err(Error::unsupported(kind, TRANSPORT)),
    }
}

fn run<O: Operation>(
    operation: O,
    work: impl FnOnce(O) -> Result<O::Output, Error>,
) -> Result<Response, Error> {
    work(operation).map(O::into_response)
}
