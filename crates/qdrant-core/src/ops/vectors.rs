//! Vectors of points, and the named vectors of a collection.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, PointVectors, PointsSelector, ShardKeySelector, VectorNameConfig, VectorsSelector, WriteOrdering,
};
use crate::validate;

/// Adds a named vector to a collection; its points have none under that name yet.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CreateVectorNameRequest, DenseVectorCreationConfig, Distance};
///
/// let create = CreateVectorNameRequest::new("cities", "image", DenseVectorCreationConfig::new(512, Distance::Cosine));
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/vectors/{vector_name}`, rpc `qdrant.Points/CreateVectorName`. Since 1.18.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateVectorNameRequest {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The name of the new vector.
    pub vector_name: String,
    /// What the vector is.
    pub vector_config: VectorNameConfig,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
}

impl CreateVectorNameRequest {
    /// Creates a request for a new named vector.
    pub fn new(
        collection_name: impl Into<String>,
        vector_name: impl Into<String>,
        vector_config: impl Into<VectorNameConfig>,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            vector_name: vector_name.into(),
            vector_config: vector_config.into(),
            timeout: None,
            ordering: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::segment("vector_name", &self.vector_name)?;
        validate::part("vector_config", Some(&self.vector_config), VectorNameConfig::check)
    }
}

setters! {
    impl CreateVectorNameRequest {
        wait: Option<bool>,
        timeout: Option<Duration>,
        ordering: Option<WriteOrdering>,
    }
}

/// Removes a named vector from a collection and from all of its points.
///
/// # Examples
///
/// ```
/// use qdrant_core::DeleteVectorNameRequest;
///
/// let delete = DeleteVectorNameRequest::new("cities", "image").wait(true);
/// ```
///
/// # Support
///
/// REST `DELETE /collections/{collection_name}/vectors/{vector_name}`, rpc `qdrant.Points/DeleteVectorName`. Since
/// 1.18.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeleteVectorNameRequest {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The name of the vector.
    pub vector_name: String,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
}

impl DeleteVectorNameRequest {
    /// Creates a request to remove a named vector.
    pub fn new(collection_name: impl Into<String>, vector_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            vector_name: vector_name.into(),
            timeout: None,
            ordering: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::segment("vector_name", &self.vector_name)
    }
}

setters! {
    impl DeleteVectorNameRequest {
        wait: Option<bool>,
        timeout: Option<Duration>,
        ordering: Option<WriteOrdering>,
    }
}

/// Sets vectors of points that exist; their payload and their other vectors stay.
///
/// # Examples
///
/// ```
/// use qdrant_core::{PointVectors, UpdatePointVectors};
///
/// let update = UpdatePointVectors::new("cities", [
///     PointVectors::new(1, [("image", vec![0.1, 0.2])]),
///     PointVectors::new(2, vec![0.9, 0.8]),
/// ]);
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/points/vectors`, rpc `qdrant.Points/UpdateVectors`. Since 1.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdatePointVectors {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The points with their new vectors.
    pub points: Batch<PointVectors>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Only points that match this are changed; all of them unless set. Since 1.17.
    pub update_filter: Option<Filter>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl UpdatePointVectors {
    /// Creates an update of these vectors.
    pub fn new(collection_name: impl Into<String>, points: impl Into<Batch<PointVectors>>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            points: points.into(),
            ordering: None,
            shard_key_selector: None,
            update_filter: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)?;
        validate::part("update_filter", self.update_filter.as_ref(), validate::filter)?;
        validate::each("points", &self.points, PointVectors::check)
    }
}

setters! {
    impl UpdatePointVectors {
        wait: Option<bool>,
        ordering: Option<WriteOrdering>,
        shard_key_selector: Option<ShardKeySelector>,
        update_filter: Option<Filter>,
        timeout: Option<Duration>,
    }
}

/// Removes vectors from points; the points and their payload stay.
///
/// # Examples
///
/// ```
/// use qdrant_core::DeletePointVectors;
///
/// let delete = DeletePointVectors::new("cities").points_selector([1_u64, 2]).vectors(["image"]);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/vectors/delete`, rpc `qdrant.Points/DeleteVectors`. Since 1.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeletePointVectors {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The points to change; required.
    pub points_selector: Option<PointsSelector>,
    /// The names of the vectors to remove, at least one.
    pub vectors: VectorsSelector,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DeletePointVectors {
    /// Creates a removal from no points yet: set [`points_selector`](field@Self::points_selector) and
    /// [`vectors`](field@Self::vectors).
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            points_selector: None,
            vectors: VectorsSelector::default(),
            ordering: None,
            shard_key_selector: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)?;
        validate::selection("points_selector", self.points_selector.as_ref())?;
        validate::part("vectors", Some(&self.vectors), VectorsSelector::check)
    }
}

setters! {
    impl DeletePointVectors {
        wait: Option<bool>,
        points_selector: Option<PointsSelector>,
        vectors: VectorsSelector,
        ordering: Option<WriteOrdering>,
        shard_key_selector: Option<ShardKeySelector>,
        timeout: Option<Duration>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Condition, DenseVectorCreationConfig, Distance, Vectors};

    fn place(found: Result<(), Error>) -> String {
        found.unwrap_err().field().unwrap_or_default().to_owned()
    }

    #[test]
    fn faults_name_their_place() {
        let dense = |size| DenseVectorCreationConfig::new(size, Distance::Dot);
        assert!(CreateVectorNameRequest::new("c", "v", dense(4)).check().is_ok());
        assert_eq!(place(CreateVectorNameRequest::new("c", "", dense(4)).check()), "vector_name");
        assert_eq!(place(CreateVectorNameRequest::new("c", "..", dense(4)).check()), "vector_name");
        assert_eq!(
            place(CreateVectorNameRequest::new("c", "v", dense(0)).check()),
            "vector_config.dense.size"
        );
        assert_eq!(place(DeleteVectorNameRequest::new("c", "").check()), "vector_name");
        let update = |vectors: Vectors| UpdatePointVectors::new("c", [PointVectors::new(1, vectors)]);
        assert!(update(vec![1.0].into()).check().is_ok());
        assert_eq!(place(update(vec![f32::NAN].into()).check()), "points[0].vector[0]");
        let delete = || DeletePointVectors::new("c").points_selector([1]);
        assert!(delete().vectors(["v"]).check().is_ok());
        assert_eq!(place(delete().check()), "vectors");
        assert_eq!(
            place(delete().vectors(["v"]).points_selector(Filter::must([Condition::slice(0, 0)])).check()),
            "points_selector.filter.must[0].slice.total"
        );
    }

    #[test]
    fn the_record_of_an_operation_is_complete() {
        let update = UpdatePointVectors::new("c", [PointVectors::new(1, [("a", vec![0.5])])])
            .wait(true)
            .update_filter(Condition::is_null("x"));
        let json = serde_json::to_string(&update).unwrap();
        assert_eq!(serde_json::from_str::<UpdatePointVectors>(&json).unwrap(), update);
        let delete = DeletePointVectors::new("c").points_selector([1]).vectors(["a", "b"]);
        let json = serde_json::to_string(&delete).unwrap();
        assert_eq!(serde_json::from_str::<DeletePointVectors>(&json).unwrap(), delete);
    }
}
