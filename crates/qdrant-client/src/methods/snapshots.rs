//! Snapshots of collections and of the whole storage.

use qdrant_core::{
    CreateFullSnapshotRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest, DeleteSnapshotRequest,
    DownloadFullSnapshot, DownloadSnapshot, Error, ListFullSnapshotsRequest, ListSnapshotsRequest, Outcome,
    RecoverSnapshot, SnapshotDescription, SnapshotFile, UploadSnapshot,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Makes a snapshot of a collection on the server.
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
    /// let snapshot = client.create_snapshot("cities").await?.into_completed()?;
    /// println!("{} with {} bytes", snapshot.name, snapshot.size);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/snapshots`, rpc `qdrant.Snapshots/Create`.
    pub async fn create_snapshot(
        &self,
        request: impl Into<CreateSnapshotRequest>,
    ) -> Result<Outcome<SnapshotDescription>, Error> {
        self.call(request.into()).await
    }

    /// Returns the snapshots of a collection.
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
    /// # client.create_snapshot("cities").await?;
    /// for snapshot in client.list_snapshots("cities").await? {
    ///     println!("{}", snapshot.name);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/snapshots`, rpc `qdrant.Snapshots/List`.
    pub async fn list_snapshots(
        &self,
        collection_name: impl Into<ListSnapshotsRequest>,
    ) -> Result<Vec<SnapshotDescription>, Error> {
        self.call(collection_name.into()).await
    }

    /// Deletes a snapshot of a collection.
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
    /// use qdrant_client::DeleteSnapshotRequest;
    ///
    /// let snapshot = client.create_snapshot("cities").await?.into_completed()?;
    /// client.delete_snapshot(DeleteSnapshotRequest::new("cities", snapshot.name)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /collections/{collection_name}/snapshots/{snapshot_name}`, rpc `qdrant.Snapshots/Delete`.
    pub async fn delete_snapshot(
        &self,
        request: impl Into<DeleteSnapshotRequest>,
    ) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }

    /// Downloads a snapshot of a collection, as a stream.
    ///
    /// With the cargo feature `fs`, `save_snapshot` writes it to a file and compares its checksum.
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
    /// use qdrant_client::DownloadSnapshot;
    ///
    /// let snapshot = client.create_snapshot("cities").await?.into_completed()?;
    /// let mut file = client.download_snapshot(DownloadSnapshot::new("cities", snapshot.name)).await?;
    /// let mut bytes = 0;
    /// while let Some(chunk) = file.content.next_chunk().await? {
    ///     bytes += chunk.len() as u64;
    /// }
    /// assert_eq!(bytes, snapshot.size);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/snapshots/{snapshot_name}`, no rpc.
    pub async fn download_snapshot(
        &self,
        request: impl Into<DownloadSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        self.call(request.into()).await
    }

    /// Uploads a snapshot and restores a collection from it, as a stream.
    ///
    /// A collection that does not exist is created. With the cargo feature `fs`, `FileSource` reads the bytes from a file.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{DownloadSnapshot, SnapshotPriority, UploadSnapshot};
    ///
    /// let snapshot = client.create_snapshot("cities").await?.into_completed()?;
    /// let file = client.download_snapshot(DownloadSnapshot::new("cities", snapshot.name)).await?;
    /// let upload = UploadSnapshot::new("copy", file.content).priority(SnapshotPriority::Snapshot);
    /// client.upload_snapshot(upload).await?;
    /// # assert_eq!(client.collection("copy").count_all().await?, 4);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/snapshots/upload`, no rpc. Since 1.2.
    pub async fn upload_snapshot(&self, request: impl Into<UploadSnapshot>) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }

    /// Restores a collection from a snapshot that the server fetches.
    ///
    /// A collection that does not exist is created.
    ///
    /// # Errors
    ///
    /// `NotFound` when the server finds no snapshot at the location; `InvalidRequest` before anything is sent when the
    /// request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{RecoverSnapshot, SnapshotPriority};
    ///
    /// # let folder = tempfile::tempdir().expect("a folder for the example");
    /// # let path = folder.path().join("cities.snapshot");
    /// # let snapshot = client.create_snapshot("cities").await?.into_completed()?;
    /// # let file = client.download_snapshot(qdrant_client::DownloadSnapshot::new("cities", snapshot.name)).await?;
    /// # std::fs::write(&path, file.content.collect(64 << 20).await?).expect("room for a snapshot");
    /// # let location = format!("file://{}", path.display());
    /// // A file on the server's disk, or the URL of another server's snapshot.
    /// let recover = RecoverSnapshot::new("copy", location).priority(SnapshotPriority::Snapshot);
    /// client.recover_snapshot(recover).await?;
    /// # assert_eq!(client.collection("copy").count_all().await?, 4);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/snapshots/recover`, no rpc.
    pub async fn recover_snapshot(
        &self,
        request: impl Into<RecoverSnapshot>,
    ) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }

    /// Makes a snapshot of all collections and aliases on the server, and waits for it.
    ///
    /// To go on without waiting, [`call`](Self::call) takes a [`CreateFullSnapshotRequest`]. A server in a cluster refuses.
    ///
    /// # Errors
    ///
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let snapshot = client.create_full_snapshot().await?.into_completed()?;
    /// println!("{} with {} bytes", snapshot.name, snapshot.size);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /snapshots`, rpc `qdrant.Snapshots/CreateFull`.
    pub async fn create_full_snapshot(&self) -> Result<Outcome<SnapshotDescription>, Error> {
        self.call(CreateFullSnapshotRequest::new()).await
    }

    /// Returns the snapshots of the whole storage.
    ///
    /// # Errors
    ///
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// for snapshot in client.list_full_snapshots().await? {
    ///     println!("{}", snapshot.name);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /snapshots`, rpc `qdrant.Snapshots/ListFull`.
    pub async fn list_full_snapshots(&self) -> Result<Vec<SnapshotDescription>, Error> {
        self.call(ListFullSnapshotsRequest {}).await
    }

    /// Deletes a snapshot of the whole storage.
    ///
    /// When the answer of an attempt is lost, the next one may find the snapshot gone: that `NotFound` says so with
    /// [`Error::may_be_done`].
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none of this name; `InvalidRequest` before anything is sent when the request cannot be
    /// right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let snapshot = client.create_full_snapshot().await?.into_completed()?;
    /// client.delete_full_snapshot(snapshot.name).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /snapshots/{snapshot_name}`, rpc `qdrant.Snapshots/DeleteFull`.
    pub async fn delete_full_snapshot(
        &self,
        request: impl Into<DeleteFullSnapshotRequest>,
    ) -> Result<Outcome<bool>, Error> {
        self.call(request.into()).await
    }

    /// Downloads a snapshot of the whole storage, as a stream.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none of this name; `InvalidRequest` before anything is sent when the request cannot be
    /// right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let snapshot = client.create_full_snapshot().await?.into_completed()?;
    /// let file = client.download_full_snapshot(snapshot.name).await?;
    /// println!("{:?} bytes", file.content.length());
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /snapshots/{snapshot_name}`, no rpc.
    pub async fn download_full_snapshot(
        &self,
        request: impl Into<DownloadFullSnapshot>,
    ) -> Result<SnapshotFile, Error> {
        self.call(request.into()).await
    }
}
