//! Relevance feedback: a search that learns from scored examples.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::query::VectorInput;
use crate::validate::{each, finite, part};

/// Wants points near a target, corrected by what is known of some results (server 1.17).
///
/// # Examples
///
/// ```
/// use qdrant_core::{FeedbackItem, NaiveFeedbackStrategy, RelevanceFeedbackInput};
///
/// let feedback = [FeedbackItem::new(11, 0.9), FeedbackItem::new(12, 0.1)];
/// let input = RelevanceFeedbackInput::new([0.1, 0.2], feedback, NaiveFeedbackStrategy::new(1.0, 0.5, 0.2));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelevanceFeedbackInput {
    /// Look for points near this.
    pub target: VectorInput,
    /// Examples with their scores.
    pub feedback: Vec<FeedbackItem>,
    /// How the examples correct the search.
    pub strategy: FeedbackStrategy,
}

/// An example and how relevant it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackItem {
    /// The example.
    pub example: VectorInput,
    /// Its relevance; the larger the better.
    pub score: f32,
}

/// How examples correct a search.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackStrategy {
    /// Three coefficients that were trained beforehand.
    Naive(NaiveFeedbackStrategy),
}

/// Coefficients of the naive strategy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NaiveFeedbackStrategy {
    /// Weight of the similarity to the target.
    pub a: f32,
    /// Exponent of the confidence in a pair of examples; not negative.
    pub b: f32,
    /// Weight of the examples.
    pub c: f32,
}

impl RelevanceFeedbackInput {
    /// Creates the query from its target, examples and strategy.
    pub fn new(
        target: impl Into<VectorInput>,
        feedback: impl Into<Vec<FeedbackItem>>,
        strategy: impl Into<FeedbackStrategy>,
    ) -> Self {
        Self { target: target.into(), feedback: feedback.into(), strategy: strategy.into() }
    }

    /// Adds an example.
    #[must_use]
    pub fn add_feedback(mut self, item: impl Into<FeedbackItem>) -> Self {
        self.feedback.push(item.into());
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        part("target", Some(&self.target), VectorInput::check)?;
        each("feedback", &self.feedback, |FeedbackItem { example, score }| {
            part("example", Some(example), VectorInput::check)?;
            finite("score", f64::from(*score))
        })?;
        let FeedbackStrategy::Naive(NaiveFeedbackStrategy { a, b, c }) = self.strategy;
        finite("strategy.naive.a", f64::from(a))?;
        finite("strategy.naive.b", f64::from(b))?;
        finite("strategy.naive.c", f64::from(c))
    }
}

impl FeedbackItem {
    /// Creates an example with its score.
    pub fn new(example: impl Into<VectorInput>, score: f32) -> Self {
        Self { example: example.into(), score }
    }
}

impl FeedbackStrategy {
    /// Creates the naive strategy from its coefficients.
    pub const fn naive(a: f32, b: f32, c: f32) -> Self {
        Self::Naive(NaiveFeedbackStrategy::new(a, b, c))
    }
}

impl NaiveFeedbackStrategy {
    /// Creates the strategy from its coefficients.
    pub const fn new(a: f32, b: f32, c: f32) -> Self {
        Self { a, b, c }
    }
}

impl From<NaiveFeedbackStrategy> for FeedbackStrategy {
    fn from(strategy: NaiveFeedbackStrategy) -> Self {
        Self::Naive(strategy)
    }
}

setters! {
    impl RelevanceFeedbackInput { target: VectorInput, feedback: Vec<FeedbackItem>, strategy: FeedbackStrategy }
}
setters! { impl FeedbackItem { example: VectorInput, score: f32 } }
setters! { impl NaiveFeedbackStrategy { a: f32, b: f32, c: f32 } }
