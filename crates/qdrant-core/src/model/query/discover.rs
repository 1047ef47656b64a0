//! Discovery: a search that is guided by pairs of examples.

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::one_or_many;
use crate::model::query::VectorInput;
use crate::validate::{each, part};

/// Wants points near a target, on the positive side of every pair.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ContextInput, DiscoverInput};
///
/// let context = ContextInput::default().add_pair(1, 2).add_pair([0.1, 0.9], [0.9, 0.1]);
/// let input = DiscoverInput::new(7, context);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscoverInput {
    /// Look for points near this.
    pub target: VectorInput,
    /// The pairs that divide the space; without any it is a plain search.
    pub context: ContextInput,
}

/// Pairs of examples that divide the space.
///
/// As a query of its own it wants points on the positive side of every pair, and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ContextInput {
    /// The pairs.
    pub pairs: Vec<ContextInputPair>,
}

/// Two examples: a point should be nearer to the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextInputPair {
    /// The example to be near to.
    pub positive: VectorInput,
    /// The example to be far from.
    pub negative: VectorInput,
}

impl DiscoverInput {
    /// Creates a discovery from its target and its pairs.
    pub fn new(target: impl Into<VectorInput>, context: impl Into<ContextInput>) -> Self {
        Self { target: target.into(), context: context.into() }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        part("target", Some(&self.target), VectorInput::check)?;
        part("context", Some(&self.context), ContextInput::check)
    }
}

impl ContextInput {
    /// Creates a context from its pairs.
    pub fn new(pairs: impl Into<Vec<ContextInputPair>>) -> Self {
        Self { pairs: pairs.into() }
    }

    /// Adds a pair.
    #[must_use]
    pub fn add_pair(mut self, positive: impl Into<VectorInput>, negative: impl Into<VectorInput>) -> Self {
        self.pairs.push(ContextInputPair::new(positive, negative));
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        each("", &self.pairs, |ContextInputPair { positive, negative }| {
            part("positive", Some(positive), VectorInput::check)?;
            part("negative", Some(negative), VectorInput::check)
        })
    }
}

impl ContextInputPair {
    /// Creates a pair.
    pub fn new(positive: impl Into<VectorInput>, negative: impl Into<VectorInput>) -> Self {
        Self { positive: positive.into(), negative: negative.into() }
    }
}

setters! { impl DiscoverInput { target: VectorInput, context: ContextInput } }
setters! { impl ContextInput { pairs: Vec<ContextInputPair> } }
setters! { impl ContextInputPair { positive: VectorInput, negative: VectorInput } }

impl From<Vec<ContextInputPair>> for ContextInput {
    fn from(pairs: Vec<ContextInputPair>) -> Self {
        Self { pairs }
    }
}

impl<const N: usize> From<[ContextInputPair; N]> for ContextInput {
    fn from(pairs: [ContextInputPair; N]) -> Self {
        Self { pairs: pairs.into() }
    }
}

impl From<ContextInputPair> for ContextInput {
    fn from(pair: ContextInputPair) -> Self {
        Self { pairs: vec![pair] }
    }
}

impl<'de> Deserialize<'de> for ContextInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_many(deserializer).map(|pairs| Self { pairs })
    }
}
