//! Several updates in one call.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{PointsUpdateOperation, WriteOrdering};
use crate::validate;

/// Runs several updates one after the other in one call.
///
/// The answers come in the order of the updates. It is not a transaction: an update that fails leaves those before it
/// applied.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ClearPayloadOperation, PointStruct, PointStructList, UpdateBatchPoints};
///
/// let batch = UpdateBatchPoints::new("cities", [
///     PointStructList::new([PointStruct::new(1, vec![1.0, 2.0], [("city", "Berlin")])]).into(),
///     ClearPayloadOperation::new([2_u64]).into(),
/// ]).wait(true);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/batch`, rpc `qdrant.Points/UpdateBatch`. Since 1.5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateBatchPoints {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the writes are applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The updates.
    pub operations: Vec<PointsUpdateOperation>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl UpdateBatchPoints {
    /// Creates a batch of updates.
    pub fn new(
        collection_name: impl Into<String>,
        operations: impl Into<Vec<PointsUpdateOperation>>,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            operations: operations.into(),
            ordering: None,
            timeout: None,
        }
    }

    /// Adds an update.
    #[must_use]
    pub fn add_operation(mut self, operation: impl Into<PointsUpdateOperation>) -> Self {
        self.operations.push(operation.into());
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::each("operations", &self.operations, PointsUpdateOperation::check)
    }
}

setters! {
    impl UpdateBatchPoints {
        wait: Option<bool>,
        operations: Vec<PointsUpdateOperation>,
        ordering: Option<WriteOrdering>,
        timeout: Option<Duration>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ClearPayloadOperation, Condition, DeletePayloadOperation, DeletePointsOperation,
        DeleteVectorsOperation, Filter, PointStruct, PointStructList, PointVectors, SetPayloadOperation,
        UpdateVectorsOperation, VectorsSelector,
    };

    fn every_step() -> Vec<PointsUpdateOperation> {
        vec![
            PointStructList::new([PointStruct::new(1, vec![1.0], [("a", 1)])]).into(),
            DeletePointsOperation::new([1_u64]).into(),
            PointsUpdateOperation::SetPayload(SetPayloadOperation::new([1_u64], [("a", 1)]).key("b")),
            PointsUpdateOperation::OverwritePayload(SetPayloadOperation::new([1_u64], [("a", 1)])),
            DeletePayloadOperation::new(Filter::must([Condition::is_null("x")]), ["a"]).into(),
            ClearPayloadOperation::new([1_u64]).into(),
            UpdateVectorsOperation::new([PointVectors::new(1, vec![1.0])]).into(),
            DeleteVectorsOperation::new([1_u64], ["v"]).shard_key_selector("k").into(),
        ]
    }

    #[test]
    fn faults_of_a_batch_name_their_place() {
        let place = |step: PointsUpdateOperation| {
            let batch = UpdateBatchPoints::new("c", every_step()).add_operation(step);
            batch.check().unwrap_err().field().unwrap_or_default().to_owned()
        };
        assert!(UpdateBatchPoints::new("c", every_step()).check().is_ok());
        assert_eq!(
            place(PointStructList::new([PointStruct::new(1, vec![f32::NAN], [("a", 1)])]).into()),
            "operations[8].upsert.points[0].vector[0]"
        );
        assert_eq!(
            place(DeleteVectorsOperation::new([1_u64], VectorsSelector::default()).into()),
            "operations[8].delete_vectors.vectors"
        );
        assert_eq!(
            place(PointsUpdateOperation::SetPayload(SetPayloadOperation::new([1_u64], [("a", 1)]).key(""))),
            "operations[8].set_payload.key"
        );
    }

    #[test]
    fn the_record_of_an_operation_is_complete() {
        let batch = UpdateBatchPoints::new("c", every_step()).wait(true).ordering(WriteOrdering::Strong);
        let json = serde_json::to_string(&batch).unwrap();
        assert_eq!(serde_json::from_str::<UpdateBatchPoints>(&json).unwrap(), batch);
    }
}
