//! Snapshots of a collection and of its shards.

use qdrant_core::{
    CreateShardSnapshotRequest, CreateSnapshotRequest, DeleteShardSnapshotRequest, DeleteSnapshotRequest,
    DownloadShardSnapshot, DownloadSnapshot, Error, ListShardSnapshotsRequest, ListSnapshotsRequest, Outcome,
    RecoverShardSnapshot, RecoverSnapshot, SnapshotDescription, SnapshotFile, StreamShardSnapshot,
    UploadShardSnapshot, UploadSnapshot,
};

use super::Collection;

impl Collection {
    /// Makes a snapshot on the server and waits for it.
    ///
    /// See [`Qdrant::create_snapshot`](crate::Qdrant::create_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn create_snapshot(&self) -> Result<Outcome<SnapshotDescription>, Error> {
        self.client.call(CreateSnapshotRequest::new(self.name())).await
    }

    /// Returns the snapshots.
    ///
    /// See [`Qdrant::list_snapshots`](crate::Qdrant::list_snapshots).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn list_snapshots(&self) -> Result<Vec<SnapshotDescription>, Error> {
        self.client.call(ListSnapshotsRequest::new(self.name())).await
    }

    /// Deletes a snapshot and waits until it is gone.
    ///
    /// See [`Qdrant::delete_snapshot`](crate::Qdrant::delete_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `InvalidRequest` when the request cannot be
    /// right.
    pub async fn delete_snapshot(&self, snapshot_name: impl Into<String>) -> Result<Outcome<bool>, Error> {
        self.client.call(DeleteSnapshotRequest::new(self.name(), snapshot_name)).await
    }

    /// Downloads a snapshot, as a stream.
    ///
    /// See [`Qdrant::download_snapshot`](crate::Qdrant::download_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `InvalidRequest` when the request cannot be
    /// right.
    pub async fn download_snapshot(&self, snapshot_name: impl Into<String>) -> Result<SnapshotFile, Error> {
        self.client.call(DownloadSnapshot::new(self.name(), snapshot_name)).await
    }

    /// Downloads the newest snapshot to a file: see [`Qdrant::save_snapshot`](crate::Qdrant::save_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; `Io` when the file cannot be written or the bytes are not those of the snapshot;
    /// `InvalidRequest` when the request cannot be right.
    #[cfg(feature = "fs")]
    pub async fn save_snapshot(
        &self,
        path: impl Into<std::path::PathBuf>,
    ) -> Result<crate::SavedSnapshot, Error> {
        self.client.save_snapshot(crate::SnapshotDownload::new(path, self.name())).await
    }

    /// Uploads a snapshot and restores the collection from it; the name in the request may be left empty.
    ///
    /// See [`Qdrant::upload_snapshot`](crate::Qdrant::upload_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right.
    pub async fn upload_snapshot(&self, request: impl Into<UploadSnapshot>) -> Result<Outcome<bool>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Restores the collection from a snapshot that the server fetches; the name may be left empty.
    ///
    /// See [`Qdrant::recover_snapshot`](crate::Qdrant::recover_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the server finds
    /// no snapshot at the location.
    pub async fn recover_snapshot(
        &self,
        request: impl Into<RecoverSnapshot>,
    ) -> Result<Outcome<bool>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Makes a snapshot of one shard on the server and waits for it.
    ///
    /// See [`Qdrant::create_shard_snapshot`](crate::Qdrant::create_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` when the request cannot be right.
    pub async fn create_shard_snapshot(&self, shard_id: u32) -> Result<Outcome<SnapshotDescription>, Error> {
        self.client.call(CreateShardSnapshotRequest::new(self.name(), shard_id)).await
    }

    /// Returns the snapshots of one shard.
    ///
    /// See [`Qdrant::list_shard_snapshots`](crate::Qdrant::list_shard_snapshots).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` when the request cannot be right.
    pub async fn list_shard_snapshots(&self, shard_id: u32) -> Result<Vec<SnapshotDescription>, Error> {
        self.client.call(ListShardSnapshotsRequest::new(self.name(), shard_id)).await
    }

    /// Deletes a snapshot of one shard and waits until it is gone.
    ///
    /// See [`Qdrant::delete_shard_snapshot`](crate::Qdrant::delete_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `InvalidRequest` when the request cannot be
    /// right.
    pub async fn delete_shard_snapshot(
        &self,
        shard_id: u32,
        snapshot_name: impl Into<String>,
    ) -> Result<Outcome<bool>, Error> {
        self.client.call(DeleteShardSnapshotRequest::new(self.name(), shard_id, snapshot_name)).await
    }

    /// Downloads a snapshot of one shard, as a stream.
    ///
    /// See [`Qdrant::download_shard_snapshot`](crate::Qdrant::download_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `InvalidRequest` when the request cannot be
    /// right.
    pub async fn download_shard_snapshot(
        &self,
        shard_id: u32,
        snapshot_name: impl Into<String>,
    ) -> Result<SnapshotFile, Error> {
        self.client.call(DownloadShardSnapshot::new(self.name(), shard_id, snapshot_name)).await
    }

    /// Makes a snapshot of one shard and downloads it at once, as a stream.
    ///
    /// See [`Qdrant::stream_shard_snapshot`](crate::Qdrant::stream_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` when the request cannot be right.
    pub async fn stream_shard_snapshot(&self, shard_id: u32) -> Result<SnapshotFile, Error> {
        self.client.call(StreamShardSnapshot::new(self.name(), shard_id)).await
    }

    /// Uploads a snapshot of one shard and recovers the shard; the name in the request may be left empty.
    ///
    /// See [`Qdrant::upload_shard_snapshot`](crate::Qdrant::upload_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn upload_shard_snapshot(
        &self,
        request: impl Into<UploadShardSnapshot>,
    ) -> Result<Outcome<bool>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Recovers one shard from a snapshot that the server has or fetches; the name may be left empty.
    ///
    /// See [`Qdrant::recover_shard_snapshot`](crate::Qdrant::recover_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn recover_shard_snapshot(
        &self,
        request: impl Into<RecoverShardSnapshot>,
    ) -> Result<Outcome<bool>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }
}
