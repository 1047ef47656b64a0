//! Snapshots of single shards.

use qdrant_core::{
    CreateShardSnapshotRequest, DeleteShardSnapshotRequest, DownloadShardSnapshot, Error,
    ListShardSnapshotsRequest, Outcome, RecoverShardSnapshot, SnapshotDescription, SnapshotFile,
    StreamShardSnapshot, UploadShardSnapshot,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Makes a snapshot of one shard on the server.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::CreateShardSnapshotRequest;
    ///
    /// let create = CreateShardSnapshotRequest::new("cities", 0);
    /// let snapshot = client.create_shard_snapshot(create).await?.into_completed()?;
    /// println!("{} with {} bytes", snapshot.name, snapshot.size);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/shards/{shard_id}/snapshots`, no rpc. Since 1.5.
    pub async fn create_shard_snapshot(
        &self,
        request: impl Into<CreateShardSnapshotRequest>,
    ) -> Result<Outcome<SnapshotDescription>, Error> {
        self.call(request.into()).await
    }

    /// Returns the snapshots of one shard.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::ListShardSnapshotsRequest;
    ///
    /// for snapshot in client.list_shard_snapshots(ListShardSnapshotsRequest::new("cities", 0)).await? {
    ///     println!("{}", snapshot.name);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/shards/{shard_id}/snapshots`, no rpc. Since 1.5.
    pub async fn list_shard_snapshots(
        &self,
        request: impl Into<ListShardSnapshotsRequest>,
    ) -> Result<Vec<SnapshotDescription>, Error> {
        self.call(request.into()).await
    }

    /// Deletes a snapshot of one shard.
    ///
    /// When the answer of an attempt is lost, the next one may find the snapshot gone: that `NotFound` says so with
    /// [`Error::may_be_done`].
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `InvalidRequest` before anything is sent when the
    /// request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{CreateShardSnapshotRequest, DeleteShardSnapshotRequest};
    ///
    /// let create = CreateShardSnapshotRequest::new("cities", 0);
    /// let snapshot = client.create_shard_snapshot(create).await?.into_completed()?;
    /// client.delete_shard_snapshot(DeleteShardSnapshotRequest::new("cities", 0, snapshot.name)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}`, no rpc. Since 1.5.
    pub async fn delete_shard_snapshot(
        &self,
        request: impl Into<DeleteShardSnapshotRequest>,
    ) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }

    /// Downloads a snapshot of one shard, as a stream.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `InvalidRequest` before anything is sent when the
    /// request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{CreateShardSnapshotRequest, DownloadShardSnapshot};
    ///
    /// let create = CreateShardSnapshotRequest::new("cities", 0);
    /// let snapshot = client.create_shard_snapshot(create).await?.into_completed()?;
    /// let download = DownloadShardSnapshot::new("cities", 0, snapshot.name);
    /// let file = client.download_shard_snapshot(download).await?;
    /// println!("{:?} bytes", file.content.length());
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}`, no rpc. Since 1.5.
    pub async fn download_shard_snapshot(
        &self,
        request: impl Into<DownloadShardSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        self.call(request.into()).await
    }

    /// Makes a snapshot of one shard and downloads it at once; nothing stays on the server.
    ///
    /// Neither length nor checksum is known beforehand.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::StreamShardSnapshot;
    ///
    /// let mut file = client.stream_shard_snapshot(StreamShardSnapshot::new("cities", 0)).await?;
    /// while let Some(chunk) = file.content.next_chunk().await? {
    ///     println!("{} bytes", chunk.len());
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/shards/{shard_id}/snapshot`, no rpc. Since 1.17.
    pub async fn stream_shard_snapshot(
        &self,
        request: impl Into<StreamShardSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        self.call(request.into()).await
    }

    /// Uploads a snapshot of one shard and recovers the shard from it, as a stream.
    ///
    /// With the cargo feature `fs`, `FileSource` reads the bytes from a file.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{SnapshotPriority, StreamShardSnapshot, UploadShardSnapshot};
    ///
    /// let file = client.stream_shard_snapshot(StreamShardSnapshot::new("cities", 0)).await?;
    /// let upload = UploadShardSnapshot::new("cities", 0, file.content).priority(SnapshotPriority::Snapshot);
    /// client.upload_shard_snapshot(upload).await?;
    /// # assert_eq!(client.collection("cities").count_all().await?, 4);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/shards/{shard_id}/snapshots/upload`, no rpc. Since 1.5.
    pub async fn upload_shard_snapshot(
        &self,
        request: impl Into<UploadShardSnapshot>,
    ) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }

    /// Recovers one shard from a snapshot that the server has or fetches.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{CreateShardSnapshotRequest, RecoverShardSnapshot};
    ///
    /// let create = CreateShardSnapshotRequest::new("cities", 0);
    /// let snapshot = client.create_shard_snapshot(create).await?.into_completed()?;
    /// client.recover_shard_snapshot(RecoverShardSnapshot::new("cities", 0, snapshot.name)).await?;
    /// # assert_eq!(client.collection("cities").count_all().await?, 4);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/shards/{shard_id}/snapshots/recover`, no rpc. Since 1.5.
    pub async fn recover_shard_snapshot(
        &self,
        request: impl Into<RecoverShardSnapshot>,
    ) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }
}
