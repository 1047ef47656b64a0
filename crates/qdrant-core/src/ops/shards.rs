//! Shards and shard keys of a collection.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{ClusterOperation, CreateShardKey, DeleteShardKey};
use crate::validate;

/// Returns where the shards of a collection are, as the answering peer sees it.
///
/// # Examples
///
/// ```
/// use qdrant_core::CollectionClusterInfoRequest;
///
/// assert_eq!(CollectionClusterInfoRequest::new("cities"), "cities".into());
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/cluster`, rpc `qdrant.Collections/CollectionClusterInfo`; method and comment
/// of transfers over REST only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CollectionClusterInfoRequest {
    /// The collection.
    pub collection_name: String,
}

impl CollectionClusterInfoRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

impl<S: Into<String>> From<S> for CollectionClusterInfoRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Changes how a collection lies on its cluster; the answer is `true`.
///
/// The answer comes when the change is agreed on. Transfers go on after it:
/// [`CollectionClusterInfoRequest`] shows them.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ClusterOperation, MoveShard, Replica, UpdateCollectionClusterSetupRequest};
///
/// let transfer = UpdateCollectionClusterSetupRequest::new("cities", MoveShard::new(0, 11, 12));
/// let drop = UpdateCollectionClusterSetupRequest::new("cities", Replica::new(0, 11));
/// let undo = UpdateCollectionClusterSetupRequest::new("cities", ClusterOperation::AbortResharding);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/cluster`, rpc `qdrant.Collections/UpdateCollectionClusterSetup`; resharding
/// over REST only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateCollectionClusterSetupRequest {
    /// The collection.
    pub collection_name: String,
    /// The change.
    pub operation: ClusterOperation,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl UpdateCollectionClusterSetupRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, operation: impl Into<ClusterOperation>) -> Self {
        Self { collection_name: collection_name.into(), operation: operation.into(), timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        self.operation.check().map_err(|error| error.within("operation"))
    }
}

setters! {
    impl UpdateCollectionClusterSetupRequest {
        collection_name: String,
        operation: ClusterOperation,
        timeout: Option<Duration>,
    }
}

/// Creates a shard key and its shards; the answer is `true`.
///
/// The collection must have custom sharding.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CreateShardKey, CreateShardKeyRequest};
///
/// let plain = CreateShardKeyRequest::new("cities", "berlin");
/// let spread = CreateShardKeyRequest::new("cities", CreateShardKey::new(7).shards_number(2));
/// # assert_ne!(plain, spread);
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/shards`, rpc `qdrant.Collections/CreateShardKey`. Since 1.7.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreateShardKeyRequest {
    /// The collection.
    pub collection_name: String,
    /// The key and its shards.
    pub request: CreateShardKey,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl CreateShardKeyRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, request: impl Into<CreateShardKey>) -> Self {
        Self { collection_name: collection_name.into(), request: request.into(), timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        self.request.check().map_err(|error| error.within("request"))
    }
}

setters! {
    impl CreateShardKeyRequest {
        collection_name: String,
        request: CreateShardKey,
        timeout: Option<Duration>,
    }
}

/// Deletes a shard key with its shards and their points; the answer is `true`.
///
/// # Examples
///
/// ```
/// use qdrant_core::DeleteShardKeyRequest;
///
/// let delete = DeleteShardKeyRequest::new("cities", "berlin");
/// # assert_eq!(delete.timeout, None);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/shards/delete`, rpc `qdrant.Collections/DeleteShardKey`. Since 1.7.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteShardKeyRequest {
    /// The collection.
    pub collection_name: String,
    /// The key.
    pub request: DeleteShardKey,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DeleteShardKeyRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, request: impl Into<DeleteShardKey>) -> Self {
        Self { collection_name: collection_name.into(), request: request.into(), timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)
    }
}

setters! {
    impl DeleteShardKeyRequest {
        collection_name: String,
        request: DeleteShardKey,
        timeout: Option<Duration>,
    }
}

/// Lists the shard keys of a collection.
///
/// # Examples
///
/// ```
/// use qdrant_core::ListShardKeysRequest;
///
/// assert_eq!(ListShardKeysRequest::new("cities"), "cities".into());
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/shards`, rpc `qdrant.Collections/ListShardKeys`. Since 1.17.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListShardKeysRequest {
    /// The collection.
    pub collection_name: String,
}

impl ListShardKeysRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

impl<S: Into<String>> From<S> for ListShardKeysRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::{MoveShard, ShardKey};

    fn field(result: Result<(), Error>) -> String {
        result.unwrap_err().field().unwrap_or_default().to_owned()
    }

    #[test]
    fn records_hold_every_parameter() {
        let create = golden::<CreateShardKeyRequest>(
            r#"{"collection_name":"a","request":{"shard_key":7},"timeout":{"secs":1,"nanos":0}}"#,
        );
        assert_eq!(create, CreateShardKeyRequest::new("a", 7_u64).timeout(Duration::from_secs(1)));
        let delete = golden::<DeleteShardKeyRequest>(
            r#"{"collection_name":"a","request":{"shard_key":"k"},"timeout":null}"#,
        );
        assert_eq!(delete, DeleteShardKeyRequest::new("a", ShardKey::from("k")));
        let update = golden::<UpdateCollectionClusterSetupRequest>(
            r#"{"collection_name":"a","operation":{"abort_resharding":{}},"timeout":null}"#,
        );
        assert_eq!(update, UpdateCollectionClusterSetupRequest::new("a", ClusterOperation::AbortResharding));
    }

    #[test]
    fn what_no_server_takes_is_refused_by_its_path() {
        let key = CreateShardKey::new("k").replication_factor(0);
        let create = CreateShardKeyRequest::new("a", key.clone());
        assert_eq!(field(create.check()), "request.replication_factor");
        let update = UpdateCollectionClusterSetupRequest::new("a", key);
        assert_eq!(field(update.check()), "operation.create_shard_key.replication_factor");
        let transfer = UpdateCollectionClusterSetupRequest::new("", MoveShard::new(0, 1, 2));
        assert_eq!(field(transfer.check()), "collection_name");
        let delete = DeleteShardKeyRequest::new("a", "k").timeout(Duration::ZERO);
        assert_eq!(field(delete.check()), "timeout");
        assert_eq!(field(ListShardKeysRequest::from("").check()), "collection_name");
        assert_eq!(field(CollectionClusterInfoRequest::from("..").check()), "collection_name");
        transfer.collection_name("a").check().unwrap();
    }
}
