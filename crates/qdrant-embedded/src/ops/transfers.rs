//! Operations that carry a stream of bytes.

use std::sync::Arc;

use qdrant_core::{
    DownloadFullSnapshot, DownloadShardSnapshot, DownloadSnapshot, Error, Operation, OperationKind, Outcome,
    Request, Response, SnapshotFile, StreamShardSnapshot, UploadShardSnapshot, UploadSnapshot,
};

use super::snapshots::{of_collection, of_shard};
use crate::registry::Registry;
use crate::root::Root;
use crate::snapshot::{self, Package, Shelf, create_unlisted};

/// An operation that carries a stream of bytes.
pub(crate) enum Transfer {
    Download(DownloadSnapshot),
    DownloadFull(DownloadFullSnapshot),
    DownloadShard(DownloadShardSnapshot),
    StreamShard(StreamShardSnapshot),
    Upload(UploadSnapshot),
    UploadShard(UploadShardSnapshot),
}

impl Transfer {
    /// Takes the operation if it is one of these.
    pub(crate) fn of(request: Request) -> Result<Self, Request> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "the others carry no stream")]
        match request {
            Request::DownloadSnapshot(operation) => Ok(Self::Download(*operation)),
            Request::DownloadFullSnapshot(operation) => Ok(Self::DownloadFull(*operation)),
            Request::DownloadShardSnapshot(operation) => Ok(Self::DownloadShard(*operation)),
            Request::StreamShardSnapshot(operation) => Ok(Self::StreamShard(*operation)),
            Request::UploadSnapshot(operation) => Ok(Self::Upload(*operation)),
            Request::UploadShardSnapshot(operation) => Ok(Self::UploadShard(*operation)),
            other => Err(other),
        }
    }

    pub(crate) fn kind(&self) -> OperationKind {
        match self {
            Self::Download(_) => OperationKind::DownloadSnapshot,
            Self::DownloadFull(_) => OperationKind::DownloadFullSnapshot,
            Self::DownloadShard(_) => OperationKind::DownloadShardSnapshot,
            Self::StreamShard(_) => OperationKind::StreamShardSnapshot,
            Self::Upload(_) => OperationKind::UploadSnapshot,
            Self::UploadShard(_) => OperationKind::UploadShardSnapshot,
        }
    }

    /// Receives what is sent, if anything is.
    pub(crate) async fn stage(self, root: Arc<Root>) -> Result<Staged, Error> {
        let package = match &self {
            Self::Upload(UploadSnapshot { snapshot, .. })
            | Self::UploadShard(UploadShardSnapshot { snapshot, .. }) => {
                Some(snapshot::stage(root, snapshot).await?)
            }
            Self::Download(_) | Self::DownloadFull(_) | Self::DownloadShard(_) | Self::StreamShard(_) => None,
        };
        Ok(Staged { transfer: self, package })
    }
}

/// An operation whose bytes have arrived.
pub(crate) struct Staged {
    transfer: Transfer,
    package: Option<Package>,
}

impl Staged {
    /// Returns the answer if the operation is not to be waited for.
    pub(crate) fn accepted(&self) -> Option<Response> {
        match &self.transfer {
            Transfer::Upload(operation) if operation.wait == Some(false) => {
                Some(UploadSnapshot::into_response(Outcome::Accepted))
            }
            Transfer::UploadShard(operation) if operation.wait == Some(false) => {
                Some(UploadShardSnapshot::into_response(Outcome::Accepted))
            }
            Transfer::Upload(_)
            | Transfer::UploadShard(_)
            | Transfer::Download(_)
            | Transfer::DownloadFull(_)
            | Transfer::DownloadShard(_)
            | Transfer::StreamShard(_) => None,
        }
    }

    /// Does what is left to do, which may block.
    pub(crate) fn run(self, registry: &Registry) -> Result<Response, Error> {
        let Self { transfer, package } = self;
        match transfer {
            Transfer::Download(operation) => {
                let (_, shelf) = of_collection(registry, &operation.collection_name)?;
                snapshot::download(&shelf.find(&operation.snapshot_name)?)
                    .map(DownloadSnapshot::into_response)
            }
            Transfer::DownloadFull(operation) => {
                let shelf = Shelf::full(&*registry.root()?);
                snapshot::download(&shelf.find(&operation.snapshot_name)?)
                    .map(DownloadFullSnapshot::into_response)
            }
            Transfer::DownloadShard(operation) => {
                let (_, shelf) = of_shard(registry, &operation.collection_name, operation.shard_id)?;
                snapshot::download(&shelf.find(&operation.snapshot_name)?)
                    .map(DownloadShardSnapshot::into_response)
            }
            Transfer::StreamShard(operation) => {
                stream(registry, &operation).map(StreamShardSnapshot::into_response)
            }
            Transfer::Upload(operation) => {
                let UploadSnapshot { collection_name, snapshot: _, wait: _, priority: _, checksum } =
                    operation;
                restore(registry, &collection_name, package, checksum.as_deref())
                    .map(UploadSnapshot::into_response)
            }
            Transfer::UploadShard(operation) => {
                let UploadShardSnapshot {
                    collection_name,
                    shard_id,
                    snapshot: _,
                    wait: _,
                    priority: _,
                    checksum,
                } = operation;
                of_shard(registry, &collection_name, shard_id)?;
                restore(registry, &collection_name, package, checksum.as_deref())
                    .map(UploadShardSnapshot::into_response)
            }
        }
    }
}

fn stream(registry: &Registry, operation: &StreamShardSnapshot) -> Result<SnapshotFile, Error> {
    let StreamShardSnapshot { collection_name, shard_id } = operation;
    let (collection, shelf) = of_shard(registry, collection_name, *shard_id)?;
    create_unlisted(&*registry.root()?, &collection)?.into_download(shelf.new_name())
}

fn restore(
    registry: &Registry,
    collection_name: &str,
    package: Option<Package>,
    checksum: Option<&str>,
) -> Result<Outcome<bool>, Error> {
    if let Some(package) = package {
        snapshot::recover(registry, collection_name, &package, checksum)?;
    }
    Ok(Outcome::Completed(true))
}
