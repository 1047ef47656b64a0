//! Recommendation: like these, unlike those.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::{closed_enum, setters};
use crate::model::inference::null_as_default;
use crate::model::query::VectorInput;
use crate::validate::each;

closed_enum! {
    /// How examples become a score.
    pub enum RecommendStrategy {
        /// Search near the average of the positives, away from that of the negatives; the default.
        AverageVector = "average_vector",
        /// Compare each point with every example and keep the best score.
        BestScore = "best_score",
        /// Compare each point with every example and add the scores up.
        SumScores = "sum_scores",
    }
}

/// Wants points that are like some examples and unlike others.
///
/// # Examples
///
/// ```
/// use qdrant_core::{RecommendInput, RecommendStrategy};
///
/// let input = RecommendInput::default()
///     .add_positive(1)
///     .add_positive([0.1, 0.2])
///     .add_negative(2)
///     .strategy(RecommendStrategy::BestScore);
/// assert_eq!(input.positive.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendInput {
    /// Look for points near these.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub positive: Vec<VectorInput>,
    /// Avoid points near these.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub negative: Vec<VectorInput>,
    /// How examples become a score; average vector by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<RecommendStrategy>,
}

impl RecommendInput {
    /// Creates a recommendation from positive and negative examples.
    pub fn new(
        positive: impl IntoIterator<Item = impl Into<VectorInput>>,
        negative: impl IntoIterator<Item = impl Into<VectorInput>>,
    ) -> Self {
        Self {
            positive: positive.into_iter().map(Into::into).collect(),
            negative: negative.into_iter().map(Into::into).collect(),
            strategy: None,
        }
    }

    /// Adds a positive example.
    #[must_use]
    pub fn add_positive(mut self, example: impl Into<VectorInput>) -> Self {
        self.positive.push(example.into());
        self
    }

    /// Adds a negative example.
    #[must_use]
    pub fn add_negative(mut self, example: impl Into<VectorInput>) -> Self {
        self.negative.push(example.into());
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        each("positive", &self.positive, VectorInput::check)?;
        each("negative", &self.negative, VectorInput::check)
    }
}

setters! {
    impl RecommendInput {
        positive: Vec<VectorInput>, negative: Vec<VectorInput>, strategy: Option<RecommendStrategy>
    }
}
