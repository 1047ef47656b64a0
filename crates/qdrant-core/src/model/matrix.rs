//! Distances among a sample of points.

use serde::{Deserialize, Serialize};

use crate::model::id::PointId;

/// The nearest neighbours of each sampled point, as pairs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SearchMatrixPairs {
    /// The pairs.
    pub pairs: Vec<SearchMatrixPair>,
}

/// Two points and how close they are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SearchMatrixPair {
    /// One point.
    pub a: PointId,
    /// The other point.
    pub b: PointId,
    /// The score of the pair.
    pub score: f32,
}

/// The nearest neighbours of each sampled point, as a sparse matrix.
///
/// Entry `i` says that the points `ids[offsets_row[i]]` and `ids[offsets_col[i]]` have the score `scores[i]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SearchMatrixOffsets {
    /// Rows of the entries.
    pub offsets_row: Vec<u64>,
    /// Columns of the entries.
    pub offsets_col: Vec<u64>,
    /// Scores of the entries.
    pub scores: Vec<f32>,
    /// The sampled points, in the order of rows and columns.
    pub ids: Vec<PointId>,
}
