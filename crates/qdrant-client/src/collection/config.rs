//! Configuration of a collection: indexes, named vectors, aliases, shards.

use qdrant_core::{
    AliasDescription, ClusterOperation, CollectionClusterInfo, CollectionClusterInfoRequest,
    CreateFieldIndexCollection, CreateShardKey, CreateShardKeyRequest, CreateVectorNameRequest,
    DeleteFieldIndexCollection, DeleteShardKey, DeleteShardKeyRequest, DeleteVectorNameRequest, Error,
    GetOptimizations, ListCollectionAliasesRequest, ListShardKeysRequest, OptimizationsReport,
    ShardKeyDescription, UpdateCollection, UpdateCollectionClusterSetupRequest, UpdateResult,
};

use super::Collection;

impl Collection {
    /// Changes the configuration; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn update(&self, request: impl Into<UpdateCollection>) -> Result<bool, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns what the optimizers do, did and will do; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn get_optimizations(
        &self,
        request: impl Into<GetOptimizations>,
    ) -> Result<OptimizationsReport, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns the aliases of the collection.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn list_aliases(&self) -> Result<Vec<AliasDescription>, Error> {
        self.client.call(ListCollectionAliasesRequest::new(self.name())).await
    }

    /// Creates an index over a payload field; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn create_field_index(
        &self,
        request: impl Into<CreateFieldIndexCollection>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes the index over a payload field and waits until it is gone; the payload stays.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn delete_field_index(&self, field_name: impl Into<String>) -> Result<UpdateResult, Error> {
        self.client.call(DeleteFieldIndexCollection::new(self.name(), field_name).wait(true)).await
    }

    /// Adds a named vector; the name of the collection in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn create_vector_name(
        &self,
        request: impl Into<CreateVectorNameRequest>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Removes a named vector from the collection and its points, and waits until it is gone.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn delete_vector_name(&self, vector_name: impl Into<String>) -> Result<UpdateResult, Error> {
        self.client.call(DeleteVectorNameRequest::new(self.name(), vector_name).wait(true)).await
    }

    /// Returns where the shards are, as the answering peer sees it.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn cluster_info(&self) -> Result<CollectionClusterInfo, Error> {
        self.client.call(CollectionClusterInfoRequest::new(self.name())).await
    }

    /// Moves, copies, drops and reshards shards.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn update_cluster_setup(&self, operation: impl Into<ClusterOperation>) -> Result<bool, Error> {
        self.client.call(UpdateCollectionClusterSetupRequest::new(self.name(), operation)).await
    }

    /// Creates a shard key and its shards, where the collection has custom sharding.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn create_shard_key(&self, key: impl Into<CreateShardKey>) -> Result<bool, Error> {
        self.client.call(CreateShardKeyRequest::new(self.name(), key)).await
    }

    /// Deletes a shard key with its shards and their points.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn delete_shard_key(&self, key: impl Into<DeleteShardKey>) -> Result<bool, Error> {
        self.client.call(DeleteShardKeyRequest::new(self.name(), key)).await
    }

    /// Returns the shard keys.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn list_shard_keys(&self) -> Result<Vec<ShardKeyDescription>, Error> {
        self.client.call(ListShardKeysRequest::new(self.name())).await
    }
}
