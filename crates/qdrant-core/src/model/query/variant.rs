//! The query itself.

use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::model::filter::{place_and_reason, wrapped};
use crate::model::query::{
    ContextInput, DiscoverInput, Formula, Fusion, Mmr, NearestInputWithMmr, OrderBy, RecommendInput,
    RelevanceFeedbackInput, Rrf, Sample, TextQuery, VectorInput,
};

/// What points are ranked by.
///
/// Whatever makes a [`VectorInput`] makes a query for its nearest neighbours too.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Fusion, OrderBy, Query};
///
/// let nearest = Query::from(vec![0.1, 0.2, 0.3]);
/// let like_point_42 = Query::from(42);
/// let fused = Query::from(Fusion::Rrf);
/// let newest = Query::new_order_by("created_at");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Nearest to a vector.
    Nearest(VectorInput),
    /// Like some examples and unlike others.
    Recommend(RecommendInput),
    /// Near a target, guided by pairs of examples.
    Discover(DiscoverInput),
    /// On the positive side of pairs of examples.
    Context(ContextInput),
    /// In the order of a payload field.
    OrderBy(OrderBy),
    /// Merged from prefetches.
    Fusion(Fusion),
    /// Merged from prefetches by reciprocal rank with parameters.
    Rrf(Rrf),
    /// By a formula over scores and payload.
    Formula(Formula),
    /// At random.
    Sample(Sample),
    /// Nearest to a vector, and diverse.
    NearestWithMmr(NearestInputWithMmr),
    /// Near a target, corrected by scored examples.
    RelevanceFeedback(RelevanceFeedbackInput),
    /// By full-text relevance of a payload field.
    Text(TextQuery),
}

impl Query {
    /// Ranks by nearness to a vector.
    pub fn new_nearest(input: impl Into<VectorInput>) -> Self {
        Self::Nearest(input.into())
    }

    /// Ranks by likeness to examples.
    pub fn new_recommend(input: impl Into<RecommendInput>) -> Self {
        Self::Recommend(input.into())
    }

    /// Ranks by nearness to a target, guided by pairs of examples.
    pub fn new_discover(input: impl Into<DiscoverInput>) -> Self {
        Self::Discover(input.into())
    }

    /// Ranks by pairs of examples.
    pub fn new_context(input: impl Into<ContextInput>) -> Self {
        Self::Context(input.into())
    }

    /// Orders by a payload field.
    pub fn new_order_by(order: impl Into<OrderBy>) -> Self {
        Self::OrderBy(order.into())
    }

    /// Merges prefetches.
    pub fn new_fusion(fusion: impl Into<Fusion>) -> Self {
        Self::Fusion(fusion.into())
    }

    /// Merges prefetches by reciprocal rank with parameters.
    pub fn new_rrf(rrf: impl Into<Rrf>) -> Self {
        Self::Rrf(rrf.into())
    }

    /// Ranks by a formula.
    pub fn new_formula(formula: impl Into<Formula>) -> Self {
        Self::Formula(formula.into())
    }

    /// Samples points.
    pub fn new_sample(sample: impl Into<Sample>) -> Self {
        Self::Sample(sample.into())
    }

    /// Ranks by nearness to a vector and by diversity.
    pub fn new_nearest_with_mmr(input: impl Into<VectorInput>, mmr: impl Into<Mmr>) -> Self {
        Self::NearestWithMmr(NearestInputWithMmr::new(input, mmr))
    }

    /// Ranks by nearness to a target, corrected by scored examples.
    pub fn new_relevance_feedback(input: impl Into<RelevanceFeedbackInput>) -> Self {
        Self::RelevanceFeedback(input.into())
    }

    /// Ranks by full-text relevance.
    pub fn new_text(query: impl Into<TextQuery>) -> Self {
        Self::Text(query.into())
    }

    /// Returns where the query is invalid and why, or `None`.
    ///
    /// The place is relative to the query, as in `recommend.positive[0]`.
    pub fn find_invalid(&self) -> Option<(String, String)> {
        self.check().err().map(place_and_reason)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let (name, checked) = match self {
            Self::Nearest(input) => ("nearest", input.check()),
            Self::Recommend(input) => ("recommend", input.check()),
            Self::Discover(input) => ("discover", input.check()),
            Self::Context(input) => ("context", input.check()),
            Self::OrderBy(order) => ("order_by", order.check()),
            Self::Rrf(rrf) => ("rrf", rrf.check()),
            Self::Formula(formula) => ("formula", formula.check()),
            Self::RelevanceFeedback(input) => ("relevance_feedback", input.check()),
            Self::Text(query) => ("text", query.check()),
            // It has the keys `nearest` and `mmr` itself.
            Self::NearestWithMmr(input) => return input.check(),
            Self::Fusion(_) | Self::Sample(_) => return Ok(()),
        };
        checked.map_err(|error| error.within(name))
    }
}

impl<T: Into<VectorInput>> From<T> for Query {
    fn from(input: T) -> Self {
        Self::Nearest(input.into())
    }
}

macro_rules! query_from {
    ($($ty:ident => $variant:ident),+ $(,)?) => {$(
        impl From<$ty> for Query {
            fn from(query: $ty) -> Self {
                Self::$variant(query)
            }
        }
    )+};
}

query_from! {
    RecommendInput => Recommend,
    DiscoverInput => Discover,
    ContextInput => Context,
    OrderBy => OrderBy,
    Fusion => Fusion,
    Rrf => Rrf,
    Formula => Formula,
    Sample => Sample,
    NearestInputWithMmr => NearestWithMmr,
    RelevanceFeedbackInput => RelevanceFeedback,
    TextQuery => Text,
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nearest(input) => wrapped(serializer, "nearest", input),
            Self::Recommend(input) => wrapped(serializer, "recommend", input),
            Self::Discover(input) => wrapped(serializer, "discover", input),
            Self::Context(input) => wrapped(serializer, "context", input),
            Self::OrderBy(order) => wrapped(serializer, "order_by", order),
            Self::Fusion(fusion) => wrapped(serializer, "fusion", fusion),
            Self::Rrf(rrf) => wrapped(serializer, "rrf", rrf),
            Self::Formula(formula) => formula.serialize(serializer),
            Self::Sample(sample) => wrapped(serializer, "sample", sample),
            Self::NearestWithMmr(input) => input.serialize(serializer),
            Self::RelevanceFeedback(input) => wrapped(serializer, "relevance_feedback", input),
            Self::Text(query) => wrapped(serializer, "text", query),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::query::{Bm25Params, FeedbackItem, NaiveFeedbackStrategy};
    use crate::model::vector::{SparseVector, Vector};

    #[test]
    fn faults_name_their_place() {
        let nan = [f32::NAN];
        let pair = || ContextInput::default().add_pair(1, nan);
        for (place, query) in [
            ("nearest[0]", Query::from(nan)),
            ("nearest", Query::from(Vec::<f32>::new())),
            ("nearest[1]", Query::from(vec![vec![1.0], vec![1.0, 2.0]])),
            ("nearest", Query::from(SparseVector::new([1, 2], [1.0]))),
            ("recommend.positive[1][0]", RecommendInput::default().add_positive(1).add_positive(nan).into()),
            ("discover.context[0].negative[0]", DiscoverInput::new(1, pair()).into()),
            ("context[0].negative[0]", pair().into()),
            ("order_by.start_from", OrderBy::new("a").start_from(f64::INFINITY).into()),
            ("rrf.k", Rrf::default().k(0_u32).into()),
            ("rrf.weights[1]", Rrf::default().weights(vec![1.0, f32::NAN]).into()),
            ("formula", Formula::new(f32::NAN).into()),
            ("mmr.diversity", Query::new_nearest_with_mmr(1, Mmr::default().diversity(f32::NAN))),
            (
                "relevance_feedback.feedback[0].score",
                RelevanceFeedbackInput::new(
                    1,
                    [FeedbackItem::new(2, f32::NAN)],
                    NaiveFeedbackStrategy::new(1.0, 1.0, 1.0),
                )
                .into(),
            ),
            (
                "relevance_feedback.strategy.naive.c",
                RelevanceFeedbackInput::new(1, [], NaiveFeedbackStrategy::new(1.0, 1.0, f32::NAN)).into(),
            ),
            ("text.scoring.bm25.b", TextQuery::new("a").bm25(Bm25Params::default().b(f32::NAN)).into()),
        ] {
            let found = query.find_invalid().unwrap();
            assert_eq!(found.0, place, "{}", found.1);
        }
        assert_eq!(Query::from([0.5]).find_invalid(), None);
    }

    #[test]
    fn whatever_makes_a_vector_makes_a_query() {
        let dense = Query::Nearest(VectorInput::new_dense([0.5, 1.0]));
        assert_eq!(Query::from(vec![0.5, 1.0]), dense);
        assert_eq!(Query::from(&[0.5, 1.0][..]), dense);
        assert_eq!(Query::from(Vector::from([0.5, 1.0])), dense);
        assert_eq!(Query::new_nearest([0.5, 1.0]), dense);
        assert_eq!(Query::from(vec![(1, 0.5)]), Query::Nearest(VectorInput::new_sparse([1], [0.5])));
        assert_eq!(Query::from(vec![vec![0.5]]), Query::Nearest(VectorInput::new_multi([[0.5]])));
        assert_eq!(Query::from(7), Query::Nearest(VectorInput::new_id(7_u64)));
    }
}
