//! Shards and shard keys of a collection.

use qdrant_core::{
    CollectionClusterInfo, CollectionClusterInfoRequest, CreateShardKeyRequest, DeleteShardKeyRequest, Error,
    ListShardKeysRequest, ShardKeyDescription, UpdateCollectionClusterSetupRequest,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns where the shards of a collection are, as the answering peer sees it.
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
    /// let cluster = client.collection_cluster_info("cities").await?;
    /// println!("{} shards here, {} elsewhere", cluster.local_shards.len(), cluster.remote_shards.len());
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/cluster`, rpc `qdrant.Collections/CollectionClusterInfo`.
    pub async fn collection_cluster_info(
        &self,
        collection_name: impl Into<CollectionClusterInfoRequest>,
    ) -> Result<CollectionClusterInfo, Error> {
        self.call(collection_name.into()).await
    }

    /// Moves, copies, drops and reshards the shards of a collection.
    ///
    /// The answer comes when the change is agreed on; transfers go on after it.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::{MoveShard, UpdateCollectionClusterSetupRequest};
    ///
    /// let transfer = UpdateCollectionClusterSetupRequest::new("cities", MoveShard::new(0, 11, 12));
    /// client.update_collection_cluster_setup(transfer).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/cluster`, rpc `qdrant.Collections/UpdateCollectionClusterSetup`.
    pub async fn update_collection_cluster_setup(
        &self,
        request: impl Into<UpdateCollectionClusterSetupRequest>,
    ) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Creates a shard key and its shards, in a collection with custom sharding.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::CreateShardKeyRequest;
    ///
    /// client.create_shard_key(CreateShardKeyRequest::new("cities", "germany")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/shards`, rpc `qdrant.Collections/CreateShardKey`. Since 1.7.
    pub async fn create_shard_key(&self, request: impl Into<CreateShardKeyRequest>) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Deletes a shard key with its shards and their points.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::DeleteShardKeyRequest;
    ///
    /// client.delete_shard_key(DeleteShardKeyRequest::new("cities", "germany")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/shards/delete`, rpc `qdrant.Collections/DeleteShardKey`. Since
    /// 1.7.
    pub async fn delete_shard_key(&self, request: impl Into<DeleteShardKeyRequest>) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Returns the shard keys of a collection.
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
    /// for description in client.list_shard_keys("cities").await? {
    ///     println!("{:?}", description.key);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/shards`, rpc `qdrant.Collections/ListShardKeys`. Since 1.17.
    pub async fn list_shard_keys(
        &self,
        collection_name: impl Into<ListShardKeysRequest>,
    ) -> Result<Vec<ShardKeyDescription>, Error> {
        self.call(collection_name.into()).await
    }
}
