//! What one step of a batch of updates does.

use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, Payload, PointStruct, PointVectors, PointsSelector, ShardKeySelector, UpdateMode, VectorsSelector,
};
use crate::validate;

/// One step of a batch of updates.
///
/// # Examples
///
/// ```
/// use qdrant_core::{PointStruct, PointStructList, PointsUpdateOperation, SetPayloadOperation};
///
/// let steps: [PointsUpdateOperation; 2] = [
///     PointStructList::new([PointStruct::new(1, vec![1.0, 2.0], [("city", "Berlin")])]).into(),
///     PointsUpdateOperation::SetPayload(SetPayloadOperation::new([1_u64], [("visited", true)])),
/// ];
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsUpdateOperation {
    /// Inserts points or replaces those with the same id.
    Upsert(PointStructList),
    /// Deletes points.
    DeletePoints(DeletePointsOperation),
    /// Merges keys into the payload of points.
    SetPayload(SetPayloadOperation),
    /// Replaces the payload of points.
    OverwritePayload(SetPayloadOperation),
    /// Deletes keys from the payload of points.
    DeletePayload(DeletePayloadOperation),
    /// Deletes the whole payload of points.
    ClearPayload(ClearPayloadOperation),
    /// Sets vectors of points.
    UpdateVectors(UpdateVectorsOperation),
    /// Removes vectors from points.
    DeleteVectors(DeleteVectorsOperation),
}

impl PointsUpdateOperation {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let (name, checked) = match self {
            Self::Upsert(step) => ("upsert", step.check()),
            Self::DeletePoints(step) => ("delete_points", step.check()),
            Self::SetPayload(step) => ("set_payload", step.check()),
            Self::OverwritePayload(step) => ("overwrite_payload", step.check()),
            Self::DeletePayload(step) => ("delete_payload", step.check()),
            Self::ClearPayload(step) => ("clear_payload", step.check()),
            Self::UpdateVectors(step) => ("update_vectors", step.check()),
            Self::DeleteVectors(step) => ("delete_vectors", step.check()),
        };
        checked.map_err(|error| error.within(name))
    }
}

macro_rules! step {
    ($variant:ident, $name:ident) => {
        impl From<$name> for PointsUpdateOperation {
            fn from(step: $name) -> Self {
                Self::$variant(step)
            }
        }
    };
}

step!(Upsert, PointStructList);
step!(DeletePoints, DeletePointsOperation);
step!(DeletePayload, DeletePayloadOperation);
step!(ClearPayload, ClearPayloadOperation);
step!(UpdateVectors, UpdateVectorsOperation);
step!(DeleteVectors, DeleteVectorsOperation);

fn check_shards(shards: Option<&ShardKeySelector>) -> Result<(), Error> {
    validate::part("shard_key_selector", shards, ShardKeySelector::check)
}

/// Points to insert or replace.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PointStructList {
    /// The points.
    pub points: Batch<PointStruct>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Points that exist are replaced only if they match; all of them unless set. Since 1.16.
    pub update_filter: Option<Filter>,
    /// What to do with points that exist or do not; the server's default is `upsert`. Since 1.17.
    pub update_mode: Option<UpdateMode>,
}

impl PointStructList {
    /// Creates a step that upserts points.
    pub fn new(points: impl Into<Batch<PointStruct>>) -> Self {
        Self { points: points.into(), ..Self::default() }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("update_filter", self.update_filter.as_ref(), validate::filter)?;
        validate::each("points", &self.points, PointStruct::check)
    }
}

setters! {
    impl PointStructList {
        shard_key_selector: Option<ShardKeySelector>,
        update_filter: Option<Filter>,
        update_mode: Option<UpdateMode>,
    }
}

/// Points to delete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeletePointsOperation {
    /// The points.
    pub points: PointsSelector,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl DeletePointsOperation {
    /// Creates a step that deletes points.
    pub fn new(points: impl Into<PointsSelector>) -> Self {
        Self { points: points.into(), shard_key_selector: None }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("points", Some(&self.points), PointsSelector::check)
    }
}

setters! { impl DeletePointsOperation { shard_key_selector: Option<ShardKeySelector> } }

/// Payload to write to points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetPayloadOperation {
    /// The payload.
    pub payload: Payload,
    /// The points to write to.
    pub points_selector: PointsSelector,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// The path of the object inside the payload to write into; the payload itself unless set.
    pub key: Option<String>,
}

impl SetPayloadOperation {
    /// Creates a step that writes payload to points.
    pub fn new(points: impl Into<PointsSelector>, payload: impl Into<Payload>) -> Self {
        Self { payload: payload.into(), points_selector: points.into(), shard_key_selector: None, key: None }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("points_selector", Some(&self.points_selector), PointsSelector::check)?;
        self.key.as_deref().map_or(Ok(()), |key| validate::not_empty("key", key))
    }
}

setters! { impl SetPayloadOperation { shard_key_selector: Option<ShardKeySelector>, key: Option<String> } }

/// Payload keys to delete from points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeletePayloadOperation {
    /// Paths of the keys.
    pub keys: Vec<String>,
    /// The points to change.
    pub points_selector: PointsSelector,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl DeletePayloadOperation {
    /// Creates a step that deletes keys from the payload of points.
    pub fn new(points: impl Into<PointsSelector>, keys: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            keys: keys.into_iter().map(Into::into).collect(),
            points_selector: points.into(),
            shard_key_selector: None,
        }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("points_selector", Some(&self.points_selector), PointsSelector::check)
    }
}

setters! { impl DeletePayloadOperation { shard_key_selector: Option<ShardKeySelector> } }

/// Points that lose their whole payload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClearPayloadOperation {
    /// The points.
    pub points: PointsSelector,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl ClearPayloadOperation {
    /// Creates a step that clears the payload of points.
    pub fn new(points: impl Into<PointsSelector>) -> Self {
        Self { points: points.into(), shard_key_selector: None }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("points", Some(&self.points), PointsSelector::check)
    }
}

setters! { impl ClearPayloadOperation { shard_key_selector: Option<ShardKeySelector> } }

/// Vectors to set on points.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UpdateVectorsOperation {
    /// The points with their new vectors.
    pub points: Batch<PointVectors>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Only points that match this are changed; all of them unless set. Since 1.17.
    pub update_filter: Option<Filter>,
}

impl UpdateVectorsOperation {
    /// Creates a step that sets vectors.
    pub fn new(points: impl Into<Batch<PointVectors>>) -> Self {
        Self { points: points.into(), ..Self::default() }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("update_filter", self.update_filter.as_ref(), validate::filter)?;
        validate::each("points", &self.points, PointVectors::check)
    }
}

setters! {
    impl UpdateVectorsOperation {
        shard_key_selector: Option<ShardKeySelector>,
        update_filter: Option<Filter>,
    }
}

/// Vectors to remove from points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeleteVectorsOperation {
    /// The points to change.
    pub points_selector: PointsSelector,
    /// The names of the vectors, at least one.
    pub vectors: VectorsSelector,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl DeleteVectorsOperation {
    /// Creates a step that removes vectors.
    pub fn new(points: impl Into<PointsSelector>, vectors: impl Into<VectorsSelector>) -> Self {
        Self { points_selector: points.into(), vectors: vectors.into(), shard_key_selector: None }
    }

    fn check(&self) -> Result<(), Error> {
        check_shards(self.shard_key_selector.as_ref())?;
        validate::part("points_selector", Some(&self.points_selector), PointsSelector::check)?;
        validate::part("vectors", Some(&self.vectors), VectorsSelector::check)
    }
}

setters! { impl DeleteVectorsOperation { shard_key_selector: Option<ShardKeySelector> } }
