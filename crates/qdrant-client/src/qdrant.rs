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

/// The kinds of a [`Match`].
pub mod r#match {
    #[doc(no_inline)]
    pub use qdrant_core::Match as MatchValue;
}

/// The kinds of a [`PointId`].
pub mod point_id {
    #[doc(no_inline)]
    pub use qdrant_core::PointId as PointIdOptions;
}

/// The kinds of a [`ShardKey`].
pub mod shard_key {
    #[doc(no_inline)]
    pub use qdrant_core::ShardKey as Key;
}

/// The kinds of a [`VectorsConfig`].
pub mod vectors_config {
    #[doc(no_inline)]
    pub use qdrant_core::VectorsConfig as Config;
}

/// The kinds of a [`VectorsConfigDiff`].
pub mod vectors_config_diff {
    #[doc(no_inline)]
    pub use qdrant_core::VectorsConfigDiff as Config;
}
