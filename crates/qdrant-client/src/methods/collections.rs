//! Collections and their configuration.

use qdrant_core::{
    CollectionDescription, CollectionExistsRequest, CollectionInfo, CreateCollection, DeleteCollection,
    Error, GetCollectionInfoRequest, GetOptimizations, ListCollectionsRequest, OptimizationsReport,
    UpdateCollection,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns the names of all collections.
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
    /// for collection in client.list_collections().await? {
    ///     println!("{}", collection.name);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections`, rpc `qdrant.Collections/List`.
    pub async fn list_collections(&self) -> Result<Vec<CollectionDescription>, Error> {
        self.call(ListCollectionsRequest {}).await
    }

    /// Returns state and configuration of a collection.
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
    /// let info = client.collection_info("cities").await?;
    /// println!("{:?} points", info.points_count);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}`, rpc `qdrant.Collections/Get`.
    pub async fn collection_info(
        &self,
        collection_name: impl Into<GetCollectionInfoRequest>,
    ) -> Result<CollectionInfo, Error> {
        self.call(collection_name.into()).await
    }

    /// Creates a collection.
    ///
    /// # Errors
    ///
    /// `AlreadyExists` when there is one of this name; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{CreateCollection, Distance, VectorParams};
    ///
    /// let config = CreateCollection::new("songs").vectors_config(VectorParams::new(4, Distance::Cosine));
    /// client.create_collection(config).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}`, rpc `qdrant.Collections/Create`.
    pub async fn create_collection(&self, request: impl Into<CreateCollection>) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Changes the configuration of a collection.
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
    /// use qdrant_client::{OptimizersConfigDiff, UpdateCollection};
    ///
    /// let optimizers = OptimizersConfigDiff::default().indexing_threshold(10_000);
    /// client.update_collection(UpdateCollection::new("cities").optimizers_config(optimizers)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PATCH /collections/{collection_name}`, rpc `qdrant.Collections/Update`.
    pub async fn update_collection(&self, request: impl Into<UpdateCollection>) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Deletes a collection with all of its points; `false` when it did not exist.
    ///
    /// It is `false` as well when the answer of an attempt was lost and the next one found the collection gone; with
    /// [`call_with`](Self::call_with) the number of attempts tells the difference.
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
    /// client.delete_collection("cities").await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /collections/{collection_name}`, rpc `qdrant.Collections/Delete`.
    pub async fn delete_collection(&self, request: impl Into<DeleteCollection>) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Returns whether a collection exists.
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
    /// if !client.collection_exists("cities").await? {
    ///     println!("nothing yet");
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/exists`, rpc `qdrant.Collections/CollectionExists`. Since 1.8.
    pub async fn collection_exists(
        &self,
        collection_name: impl Into<CollectionExistsRequest>,
    ) -> Result<bool, Error> {
        self.call(collection_name.into()).await
    }

    /// Returns what the optimizers of a collection do, did and will do.
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
    /// use qdrant_client::{GetOptimizations, OptimizationPart};
    ///
    /// let history = GetOptimizations::new("cities").with([OptimizationPart::Completed]).completed_limit(5);
    /// let report = client.get_optimizations(history).await?;
    /// println!("{} under way, {} waiting", report.running.len(), report.summary.queued_optimizations);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/optimizations`, no rpc. Since 1.17.
    pub async fn get_optimizations(
        &self,
        request: impl Into<GetOptimizations>,
    ) -> Result<OptimizationsReport, Error> {
        self.call(request.into()).await
    }
}
