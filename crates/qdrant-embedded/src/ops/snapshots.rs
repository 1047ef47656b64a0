//! Snapshots of collections, of their only shards and of everything.

use std::sync::Arc;

use qdrant_core::{
    CreateFullSnapshotRequest, CreateShardSnapshotRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest,
    DeleteShardSnapshotRequest, DeleteSnapshotRequest, Error, ErrorKind, ListShardSnapshotsRequest,
    ListSnapshotsRequest, Operation, Outcome, RecoverShardSnapshot, RecoverSnapshot, Request, Response,
    SnapshotDescription,
};

use super::standalone::SHARD;
use crate::collection::Collection;
use crate::registry::Registry;
use crate::snapshot::{self, Package, Shelf, locate};

/// Returns the answer to an operation that is not to be waited for.
pub(crate) fn accepted(request: &Request) -> Option<Response> {
    const LATER: Option<bool> = Some(false);
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others have no such choice")]
    match request {
        Request::CreateSnapshot(one) if one.wait == LATER => answer::<CreateSnapshotRequest, _>(),
        Request::DeleteSnapshot(one) if one.wait == LATER => answer::<DeleteSnapshotRequest, _>(),
        Request::RecoverSnapshot(one) if one.wait == LATER => answer::<RecoverSnapshot, _>(),
        Request::CreateFullSnapshot(one) if one.wait == LATER => answer::<CreateFullSnapshotRequest, _>(),
        Request::DeleteFullSnapshot(one) if one.wait == LATER => answer::<DeleteFullSnapshotRequest, _>(),
        Request::CreateShardSnapshot(one) if one.wait == LATER => answer::<CreateShardSnapshotRequest, _>(),
        Request::DeleteShardSnapshot(one) if one.wait == LATER => answer::<DeleteShardSnapshotRequest, _>(),
        Request::RecoverShardSnapshot(one) if one.wait == LATER => answer::<RecoverShardSnapshot, _>(),
        _ => None,
    }
}

fn answer<O: Operation<Output = Outcome<T>>, T>() -> Option<Response> {
    Some(O::into_response(Outcome::Accepted))
}

/// Finds a collection, whose snapshots are under its own name.
pub(super) fn of_collection(registry: &Registry, name: &str) -> Result<(Arc<Collection>, Shelf), Error> {
    let collection = registry.get(name)?;
    Ok((collection, Shelf::of_collection(&*registry.root()?, &registry.target(name)?)))
}

/// Finds a collection as its only shard.
pub(super) fn of_shard(
    registry: &Registry,
    name: &str,
    shard: u32,
) -> Result<(Arc<Collection>, Shelf), Error> {
    let collection = registry.get(name)?;
    only_shard(shard)?;
    Ok((collection, Shelf::of_shard(&*registry.root()?, &registry.target(name)?)))
}

pub(super) fn only_shard(shard: u32) -> Result<(), Error> {
    if shard == SHARD {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::NotFound, format!("Not found: Shard {shard} not found")))
    }
}

pub(super) fn create(
    registry: &Registry,
    operation: &CreateSnapshotRequest,
) -> Result<Outcome<SnapshotDescription>, Error> {
    let (collection, shelf) = of_collection(registry, &operation.collection_name)?;
    snapshot::create(&*registry.root()?, &collection, &shelf).map(Outcome::Completed)
}

pub(super) fn list(
    registry: &Registry,
    operation: &ListSnapshotsRequest,
) -> Result<Vec<SnapshotDescription>, Error> {
    of_collection(registry, &operation.collection_name)?.1.list()
}

pub(super) fn delete(registry: &Registry, operation: &DeleteSnapshotRequest) -> Result<Outcome<bool>, Error> {
    of_collection(registry, &operation.collection_name)?.1.delete(&operation.snapshot_name)?;
    Ok(Outcome::Completed(true))
}

/// Restores a collection; there are no other replicas, so that none can have the better state.
pub(super) fn recover(registry: &Registry, operation: &RecoverSnapshot) -> Result<Outcome<bool>, Error> {
    let RecoverSnapshot { collection_name, location, priority: _, checksum, api_key: _, wait: _ } = operation;
    // The collection may be what is missing.
    let shelf = Shelf::of_collection(&*registry.root()?, &registry.target(collection_name)?);
    let package = Package::File(locate(&shelf, location)?);
    snapshot::recover(registry, collection_name, &package, checksum.as_deref())?;
    Ok(Outcome::Completed(true))
}

pub(super) fn create_full(registry: &Registry) -> Result<Outcome<SnapshotDescription>, Error> {
    snapshot::create_full(registry).map(Outcome::Completed)
}

pub(super) fn list_full(registry: &Registry) -> Result<Vec<SnapshotDescription>, Error> {
    Shelf::full(&*registry.root()?).list()
}

pub(super) fn delete_full(
    registry: &Registry,
    operation: &DeleteFullSnapshotRequest,
) -> Result<Outcome<bool>, Error> {
    Shelf::full(&*registry.root()?).delete(&operation.snapshot_name)?;
    Ok(Outcome::Completed(true))
}

pub(super) fn create_shard(
    registry: &Registry,
    operation: &CreateShardSnapshotRequest,
) -> Result<Outcome<SnapshotDescription>, Error> {
    let (collection, shelf) = of_shard(registry, &operation.collection_name, operation.shard_id)?;
    snapshot::create(&*registry.root()?, &collection, &shelf).map(Outcome::Completed)
}

pub(super) fn list_shard(
    registry: &Registry,
    operation: &ListShardSnapshotsRequest,
) -> Result<Vec<SnapshotDescription>, Error> {
    of_shard(registry, &operation.collection_name, operation.shard_id)?.1.list()
}

pub(super) fn delete_shard(
    registry: &Registry,
    operation: &DeleteShardSnapshotRequest,
) -> Result<Outcome<bool>, Error> {
    let (_, shelf) = of_shard(registry, &operation.collection_name, operation.shard_id)?;
    shelf.delete(&operation.snapshot_name)?;
    Ok(Outcome::Completed(true))
}

pub(super) fn recover_shard(
    registry: &Registry,
    operation: &RecoverShardSnapshot,
) -> Result<Outcome<bool>, Error> {
    let RecoverShardSnapshot {
        collection_name,
        shard_id,
        location,
        priority: _,
        checksum,
        api_key: _,
        wait: _,
    } = operation;
    // A shard does not make a collection.
    let (_, shelf) = of_shard(registry, collection_name, *shard_id)?;
    let package = Package::File(locate(&shelf, location)?);
    snapshot::recover(registry, collection_name, &package, checksum.as_deref())?;
    Ok(Outcome::Completed(true))
}
