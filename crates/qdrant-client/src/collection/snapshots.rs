//! Snapshots of a collection and of its shards.

use qdrant_core::{
    CreateShardSnapshotRequest, CreateSnapshotRequest, DeleteShardSnapshotRequest, DeleteSnapshotRequest,
    DownloadShardSnapshot, DownloadSnapshot, Error, ListShardSnapshotsRequest, ListSnapshotsRequest, Outcome,
    RecoverShardSnapshot, RecoverSnapshot, SnapshotDescription, SnapshotFile, StreamShardSnapshot,
    UploadShardSnapshot, UploadSnapshot,
};

use super::Collection;

impl Collection {
    /// Makes a snapshot on the server; the name in the request may be left empty.
    ///
    /// See [`Qdrant::create_snapshot`](crate::Qdrant::create_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn create_snapshot(
        &self,
        request: impl Into<CreateSnapshotRequest>,
    ) -> Result<Outcome<SnapshotDescription>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
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

    /// Deletes a snapshot; the collection's name in the request may be left empty.
    ///
    /// See [`Qdrant::delete_snapshot`](crate::Qdrant::delete_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection or
    /// the snapshot does not exist.
    pub async fn delete_snapshot(
        &self,
        request: impl Into<DeleteSnapshotRequest>,
    ) -> Result<Outcome<bool>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Downloads a snapshot, as a stream; the collection's name in the request may be left empty.
    ///
    /// See [`Qdrant::download_snapshot`](crate::Qdrant::download_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection or
    /// the snapshot does not exist.
    pub async fn download_snapshot(
        &self,
        request: impl Into<DownloadSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Downloads a snapshot to a file, the newest one unless named; the collection's name may be left empty.
    ///
    /// See [`Qdrant::save_snapshot`](crate::Qdrant::save_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when there is no such
    /// snapshot; `Io` when the file cannot be written or the bytes are not those of the snapshot.
    #[cfg(feature = "fs")]
    pub async fn save_snapshot(
        &self,
        request: impl Into<crate::SnapshotDownload>,
    ) -> Result<crate::SavedSnapshot, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.save_snapshot(request).await
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

    /// Makes a snapshot of one shard on the server; the name in the request may be left empty.
    ///
    /// See [`Qdrant::create_shard_snapshot`](crate::Qdrant::create_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn create_shard_snapshot(
        &self,
        request: impl Into<CreateShardSnapshotRequest>,
    ) -> Result<Outcome<SnapshotDescription>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns the snapshots of one shard; the name in the request may be left empty.
    ///
    /// See [`Qdrant::list_shard_snapshots`](crate::Qdrant::list_shard_snapshots).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn list_shard_snapshots(
        &self,
        request: impl Into<ListShardSnapshotsRequest>,
    ) -> Result<Vec<SnapshotDescription>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes a snapshot of one shard; the collection's name in the request may be left empty.
    ///
    /// See [`Qdrant::delete_shard_snapshot`](crate::Qdrant::delete_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection or
    /// the snapshot does not exist.
    pub async fn delete_shard_snapshot(
        &self,
        request: impl Into<DeleteShardSnapshotRequest>,
    ) -> Result<Outcome<bool>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Downloads a snapshot of one shard, as a stream; the collection's name in the request may be left empty.
    ///
    /// See [`Qdrant::download_shard_snapshot`](crate::Qdrant::download_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection or
    /// the snapshot does not exist.
    pub async fn download_shard_snapshot(
        &self,
        request: impl Into<DownloadShardSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Makes a snapshot of one shard and downloads it at once, as a stream; the name may be left empty.
    ///
    /// See [`Qdrant::stream_shard_snapshot`](crate::Qdrant::stream_shard_snapshot).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn stream_shard_snapshot(
        &self,
        request: impl Into<StreamShardSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
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
