//! Configuration of a collection: indexes, named vectors, aliases, shards.

use qdrant_core::{
    AliasDescription, ClusterOperation, CollectionClusterInfo, CollectionClusterInfoRequest,
    CreateFieldIndexCollection, CreateShardKeyRequest, CreateVectorNameRequest, DeleteFieldIndexCollection,
    DeleteShardKeyRequest, DeleteVectorNameRequest, Error, GetOptimizations, ListCollectionAliasesRequest,
    ListShardKeysRequest, OptimizationsReport, ShardKeyDescription, UpdateCollection,
    UpdateCollectionClusterSetupRequest, UpdateResult,
};

use super::Collection;

impl Collection {
    /// Changes the configuration; the name in the request may be left empty.
    ///
    /// See [`Qdrant::update_collection`](crate::Qdrant::update_collection).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn update(&self, request: impl Into<UpdateCollection>) -> Result<bool, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns what the optimizers do, did and will do; the name in the request may be left empty.
    ///
    /// See [`Qdrant::get_optimizations`](crate::Qdrant::get_optimizations).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
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
    /// See [`Qdrant::list_collection_aliases`](crate::Qdrant::list_collection_aliases).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn aliases(&self) -> Result<Vec<AliasDescription>, Error> {
        self.client.call(ListCollectionAliasesRequest::new(self.name())).await
    }

    /// Creates an index over a payload field; the name in the request may be left empty.
    ///
    /// See [`Qdrant::create_field_index`](crate::Qdrant::create_field_index); it waits until the write is applied only
    /// with `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn create_field_index(
        &self,
        request: impl Into<CreateFieldIndexCollection>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes the index over a payload field; the payload stays.
    ///
    /// See [`Qdrant::delete_field_index`](crate::Qdrant::delete_field_index); it waits until the write is applied only
    /// with `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn delete_field_index(
        &self,
        request: impl Into<DeleteFieldIndexCollection>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Adds a named vector; the name of the collection in the request may be left empty.
    ///
    /// See [`Qdrant::create_vector_name`](crate::Qdrant::create_vector_name); it waits until the write is applied only
    /// with `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn create_vector_name(
        &self,
        request: impl Into<CreateVectorNameRequest>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Removes a named vector from the collection and its points.
    ///
    /// See [`Qdrant::delete_vector_name`](crate::Qdrant::delete_vector_name); it waits until the write is applied only
    /// with `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn delete_vector_name(
        &self,
        request: impl Into<DeleteVectorNameRequest>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns where the shards are, as the answering peer sees it.
    ///
    /// See [`Qdrant::collection_cluster_info`](crate::Qdrant::collection_cluster_info).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn cluster_info(&self) -> Result<CollectionClusterInfo, Error> {
        self.client.call(CollectionClusterInfoRequest::new(self.name())).await
    }

    /// Moves, copies, drops and reshards shards.
    ///
    /// See [`Qdrant::update_collection_cluster_setup`](crate::Qdrant::update_collection_cluster_setup).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` when the request cannot be right.
    pub async fn update_cluster_setup(&self, operation: impl Into<ClusterOperation>) -> Result<bool, Error> {
        self.client.call(UpdateCollectionClusterSetupRequest::new(self.name(), operation)).await
    }

    /// Creates a shard key and its shards, where the collection has custom sharding.
    ///
    /// See [`Qdrant::create_shard_key`](crate::Qdrant::create_shard_key).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn create_shard_key(&self, request: impl Into<CreateShardKeyRequest>) -> Result<bool, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes a shard key with its shards and their points.
    ///
    /// See [`Qdrant::delete_shard_key`](crate::Qdrant::delete_shard_key).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn delete_shard_key(&self, request: impl Into<DeleteShardKeyRequest>) -> Result<bool, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns the shard keys.
    ///
    /// See [`Qdrant::list_shard_keys`](crate::Qdrant::list_shard_keys).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn list_shard_keys(&self) -> Result<Vec<ShardKeyDescription>, Error> {
        self.client.call(ListShardKeysRequest::new(self.name())).await
    }
}
