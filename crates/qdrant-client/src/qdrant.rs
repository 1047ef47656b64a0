//! The models and operations under the path that they have in the official Rust crate.
//!
//! A program that was written for that crate keeps its `use qdrant_client::qdrant::…` lines and drops `Builder` from
//! the names of types: `UpsertPointsBuilder` is [`UpsertPoints`]. New programs take the same types from the root of
//! this crate, which has fewer names: those that only this module has stand for messages of protobuf.
//!
//! # Examples
//!
//! ```
//! use qdrant_client::qdrant::{ClearPayloadPoints, PointsIdsList};
//!
//! let official = ClearPayloadPoints::new("cities").points(PointsIdsList { ids: vec![0.into(), 3.into()] });
//! let ours = ClearPayloadPoints::new("cities").points([0, 3]);
//! assert_eq!(official, ours);
//! ```

#[doc(no_inline)]
pub use qdrant_core::model::*;
#[doc(no_inline)]
pub use qdrant_core::ops::*;
#[doc(no_inline)]
pub use qdrant_core::{SparseVectorConfig as SparseVectorsConfig, Vectors as NamedVectors};

#[cfg(feature = "fs")]
#[doc(no_inline)]
pub use crate::fs::SnapshotDownload;

/// A list of point ids; a [`PointsSelector`] takes any list of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PointsIdsList {
    /// The ids.
    pub ids: Vec<PointId>,
}

impl<I: Into<PointId>> From<Vec<I>> for PointsIdsList {
    fn from(ids: Vec<I>) -> Self {
        Self { ids: ids.into_iter().map(Into::into).collect() }
    }
}

impl<I: Into<PointId>, const N: usize> From<[I; N]> for PointsIdsList {
    fn from(ids: [I; N]) -> Self {
        Self { ids: ids.into_iter().map(Into::into).collect() }
    }
}

impl From<PointsIdsList> for PointsSelector {
    fn from(list: PointsIdsList) -> Self {
        Self::Points(list.ids)
    }
}

/// The kinds of a [`PointsSelector`].
pub mod points_selector {
    use qdrant_core::{Filter, PointsSelector};

    use super::PointsIdsList;

    /// The points that a write applies to; a [`PointsSelector`] with the official names.
    #[derive(Debug, Clone, PartialEq)]
    pub enum PointsSelectorOneOf {
        /// The points with these ids.
        Points(PointsIdsList),
        /// The points that match the filter.
        Filter(Filter),
    }

    impl From<PointsSelectorOneOf> for PointsSelector {
        fn from(selector: PointsSelectorOneOf) -> Self {
            match selector {
                PointsSelectorOneOf::Points(list) => list.into(),
                PointsSelectorOneOf::Filter(filter) => Self::Filter(filter),
            }
        }
    }
}

/// Puts an enum into a module, under the name that it has there in the official crate.
macro_rules! kinds {
    ($($module:ident: $model:ident as $name:ident),+ $(,)?) => {$(
        #[doc = concat!("The kinds of a [`", stringify!($model), "`](qdrant_core::", stringify!($model), ").")]
        pub mod $module {
            #[doc(no_inline)]
            pub use qdrant_core::$model as $name;
        }
    )+};
}

kinds! {
    condition: Condition as ConditionOneOf,
    feedback_strategy: FeedbackStrategy as Variant,
    r#match: Match as MatchValue,
    order_value: OrderValue as Variant,
    point_id: PointId as PointIdOptions,
    quantization_config: QuantizationConfig as Quantization,
    quantization_config_diff: QuantizationConfigDiff as Quantization,
    query: Query as Variant,
    read_consistency: ReadConsistency as Value,
    shard_key: ShardKey as Key,
    target_vector: TargetVector as Target,
    update_collection_cluster_setup_request: ClusterOperation as Operation,
    vector: Vector as Vector,
    vector_example: VectorExample as Example,
    vector_input: VectorInput as Variant,
    vector_output: VectorOutput as Vector,
    vectors_config: VectorsConfig as Config,
    vectors_config_diff: VectorsConfigDiff as Config,
}

/// The kinds of a [`PointsUpdateOperation`].
pub mod points_update_operation {
    #[doc(no_inline)]
    pub use qdrant_core::{
        ClearPayloadOperation as ClearPayload, DeletePayloadOperation as DeletePayload,
        DeletePointsOperation as DeletePoints, DeleteVectorsOperation as DeleteVectors, PointStructList,
        PointsUpdateOperation as Operation, SetPayloadOperation as OverwritePayload,
        SetPayloadOperation as SetPayload, UpdateVectorsOperation as UpdateVectors,
    };
}
