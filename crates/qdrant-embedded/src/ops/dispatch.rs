//! Which code answers which operation.

use qdrant_core::{Capabilities, Error, Operation, OperationKind, Request, Response};

use super::{
    aliases, batch, collections, indexes, legacy, payload, points, query, service, snapshots, standalone,
    telemetry, vectors,
};
use crate::expand;
use crate::failure::TRANSPORT;
use crate::registry::Registry;
use crate::strict;

/// What is answered elsewhere: at once, as something else, or with a stream.
const ELSEWHERE: [OperationKind; 19] = [
    OperationKind::GetVersionInfo,
    OperationKind::Healthz,
    OperationKind::Livez,
    OperationKind::Readyz,
    OperationKind::GrpcHealthCheck,
    OperationKind::SearchPoints,
    OperationKind::SearchBatchPoints,
    OperationKind::SearchPointsGroups,
    OperationKind::RecommendPoints,
    OperationKind::RecommendBatchPoints,
    OperationKind::RecommendPointsGroups,
    OperationKind::DiscoverPoints,
    OperationKind::DiscoverBatchPoints,
    OperationKind::DownloadSnapshot,
    OperationKind::DownloadFullSnapshot,
    OperationKind::DownloadShardSnapshot,
    OperationKind::StreamShardSnapshot,
    OperationKind::UploadSnapshot,
    OperationKind::UploadShardSnapshot,
];

/// Returns what is answered.
pub(crate) fn capabilities() -> Capabilities {
    ELSEWHERE.iter().chain(ANSWERED).copied().collect()
}

/// Answers what needs neither files nor the engine.
pub(crate) fn immediate(request: &Request) -> Option<Response> {
    service::answer(request)
}

/// Answers an operation; it may take long and must not run on an asynchronous thread.
pub(crate) fn dispatch(registry: &Registry, request: Request) -> Result<Response, Error> {
    let (mut request, replaced) = legacy::lower(request);
    strict::check(registry, &request)?;
    expand::reads(registry, &mut request)?;
    let response = answer(registry, request)?;
    Ok(match replaced {
        None => response,
        Some(kind) => legacy::rename(response, kind),
    })
}

macro_rules! answers {
    ($registry:ident; $($kind:ident($operation:pat) => $answer:expr;)+) => {
        const ANSWERED: &[OperationKind] = &[$(OperationKind::$kind),+];

        fn answer($registry: &Registry, request: Request) -> Result<Response, Error> {
            let kind = request.kind();
            match request {
                $(Request::$kind(operation) => run(*operation, |$operation| $answer),)+
                _ => Err(Error::unsupported(kind, TRANSPORT)),
            }
        }
    };
}

fn run<O: Operation>(
    operation: O,
    work: impl FnOnce(O) -> Result<O::Output, Error>,
) -> Result<Response, Error> {
    work(operation).map(O::into_response)
}

answers! {
    registry;

    Telemetry(operation) => telemetry::telemetry(registry, &operation);
    Metrics(operation) => telemetry::metrics(registry, &operation);

    ListCollections(_) => collections::list(registry);
    GetCollectionInfo(operation) => collections::info(registry, operation);
    CreateCollection(operation) => collections::create(registry, operation);
    UpdateCollection(operation) => collections::update(registry, operation);
    DeleteCollection(operation) => collections::delete(registry, &operation);
    CollectionExists(operation) => collections::exists(registry, &operation);
    GetOptimizations(operation) => collections::optimizations(registry, &operation);

    UpdateAliases(operation) => aliases::change(registry, operation);
    ListCollectionAliases(operation) => aliases::of(registry, &operation);
    ListAliases(_) => aliases::list(registry);

    CreateFieldIndex(operation) => indexes::create(registry, operation);
    DeleteFieldIndex(operation) => indexes::delete(registry, &operation);

    UpsertPoints(operation) => points::upsert(registry, operation);
    DeletePoints(operation) => points::delete(registry, operation);
    GetPoints(operation) => points::get(registry, &operation);
    GetPoint(operation) => points::get_one(registry, &operation);
    ScrollPoints(operation) => points::scroll(registry, &operation);
    CountPoints(operation) => points::count(registry, &operation);
    UpdateBatchPoints(operation) => batch::update(registry, operation);

    CreateVectorName(operation) => vectors::create(registry, &operation);
    DeleteVectorName(operation) => vectors::delete(registry, &operation);
    UpdateVectors(operation) => vectors::update(registry, operation);
    DeleteVectors(operation) => vectors::remove(registry, operation);

    SetPayload(operation) => payload::set(registry, operation);
    OverwritePayload(operation) => payload::overwrite(registry, operation);
    DeletePayload(operation) => payload::delete(registry, operation);
    ClearPayload(operation) => payload::clear(registry, operation);

    QueryPoints(operation) => query::query(registry, operation);
    QueryBatchPoints(operation) => query::batch(registry, operation);
    QueryPointsGroups(operation) => query::groups(registry, operation);
    SearchMatrixPairs(operation) => query::matrix_pairs(registry, operation);
    SearchMatrixOffsets(operation) => query::matrix_offsets(registry, operation);
    Facet(operation) => query::facet(registry, &operation);

    CreateSnapshot(operation) => snapshots::create(registry, &operation);
    ListSnapshots(operation) => snapshots::list(registry, &operation);
    DeleteSnapshot(operation) => snapshots::delete(registry, &operation);
    RecoverSnapshot(operation) => snapshots::recover(registry, &operation);
    CreateFullSnapshot(_) => snapshots::create_full(registry);
    ListFullSnapshots(_) => snapshots::list_full(registry);
    DeleteFullSnapshot(operation) => snapshots::delete_full(registry, &operation);
    CreateShardSnapshot(operation) => snapshots::create_shard(registry, &operation);
    ListShardSnapshots(operation) => snapshots::list_shard(registry, &operation);
    DeleteShardSnapshot(operation) => snapshots::delete_shard(registry, &operation);
    RecoverShardSnapshot(operation) => snapshots::recover_shard(registry, &operation);

    CollectionClusterInfo(operation) => standalone::shards(registry, &operation);
    UpdateCollectionCluster(operation) => standalone::no_shards(registry, &operation.collection_name);
    CreateShardKey(operation) => standalone::no_shards(registry, &operation.collection_name);
    DeleteShardKey(operation) => standalone::no_shards(registry, &operation.collection_name);
    ListShardKeys(operation) => standalone::shard_keys(registry, &operation);
    ClusterStatus(_) => Ok(qdrant_core::ClusterStatus::Disabled);
    ClusterTelemetry(_) => Err(standalone::no_cluster());
    RecoverCurrentPeer(_) => Err(standalone::no_consensus());
    RemovePeer(_) => Err(standalone::no_cluster());
    GetIssues(_) => Ok(standalone::issues());
    ClearIssues(_) => Ok(true);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::support_note;

    #[test]
    fn nothing_is_answered_twice() {
        assert_eq!(capabilities().iter().count(), ELSEWHERE.len() + ANSWERED.len());
    }

    #[test]
    fn what_is_declined_has_a_reason() {
        for kind in OperationKind::ALL.iter().filter(|kind| !capabilities().contains(**kind)) {
            assert!(support_note(*kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn what_carries_a_stream_is_not_dispatched() {
        for kind in OperationKind::ALL.iter().filter(|kind| kind.streams()) {
            assert!(ELSEWHERE.contains(kind), "{kind}");
        }
    }
}
