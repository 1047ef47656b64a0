//! What points are ranked by.

use qdrant_core::{
    CollectionConfig, ContextInput, DiscoverInput, Error, FeedbackStrategy, Fusion, NaiveFeedbackStrategy,
    NearestInputWithMmr, Query, RecommendInput, RecommendStrategy, RelevanceFeedbackInput, Rrf, Sample,
    VectorInput,
};

use super::average::average;
use super::formula::formula;
use super::resolve::{Resolver, Source};
use crate::convert::{Embedder, VectorSchema, order_by, query_vector, stored_vector};
use crate::engine::{
    self, ContextPair, ContextQuery, DiscoverQuery, FeedbackItem, FeedbackNaiveQuery, NamedQuery,
    OrderedFloat, QueryEnum, RecommendQuery, ScoringQuery, VectorInternal,
};
use crate::failure::{unsupported, wrong_input};

/// The constant of reciprocal rank fusion, as on the server.
const DEFAULT_RRF_K: u32 = 2;

/// Most candidates of a diverse search, as on the server.
const MAX_CANDIDATES: u32 = 16_384;

/// The balance of relevance and diversity when none is given.
const DEFAULT_DIVERSITY: f32 = 0.5;

/// What is needed to turn the query of one level into the engine's.
pub(super) struct Scorer<'a> {
    pub(super) config: &'a CollectionConfig,
    pub(super) resolver: &'a Resolver,
    pub(super) embedder: &'a mut Embedder,
    pub(super) source: Source,
    pub(super) using: String,
    /// Points that the level is to find.
    pub(super) limit: usize,
}

impl Scorer<'_> {
    pub(super) fn score(mut self, query: Query) -> Result<ScoringQuery, Error> {
        let within = |field: &'static str| move |error: Error| error.within(field);
        match query {
            Query::Nearest(input) => {
                let vector = self.vector(input).map_err(within("nearest"))?;
                Ok(self.search(QueryEnum::Nearest, vector))
            }
            Query::Recommend(input) => self.recommend(input).map_err(within("recommend")),
            Query::Discover(DiscoverInput { target, context }) => {
                let target = self.vector(target).map_err(within("discover.target"))?;
                let pairs = self.pairs(context).map_err(within("discover.context"))?;
                Ok(self.search(QueryEnum::Discover, DiscoverQuery::new(target, pairs)))
            }
            Query::Context(context) => {
                let pairs = self.pairs(context).map_err(within("context"))?;
                Ok(self.search(QueryEnum::Context, ContextQuery::new(pairs)))
            }
            Query::OrderBy(order) => order_by(&order).map(ScoringQuery::OrderBy).map_err(within("order_by")),
            Query::Fusion(Fusion::Rrf) => Ok(rrf(Rrf::default())),
            Query::Fusion(Fusion::Dbsf) => Ok(ScoringQuery::Fusion(engine::Fusion::Dbsf)),
            Query::Rrf(parameters) => Ok(rrf(parameters)),
            Query::Formula(query) => formula(query).map_err(within("formula")),
            Query::Sample(Sample::Random) => Ok(ScoringQuery::Sample(engine::Sample::Random)),
            Query::NearestWithMmr(input) => self.diverse(input),
            Query::RelevanceFeedback(input) => self.feedback(input).map_err(within("relevance_feedback")),
            Query::Text(_) => Err(unsupported("text", "ranking by text")),
        }
    }

    fn search<Q>(self, kind: fn(NamedQuery<Q>) -> QueryEnum, query: Q) -> ScoringQuery {
        ScoringQuery::Vector(kind(NamedQuery::new(query, self.using)))
    }

    fn schema(&self) -> Result<VectorSchema, Error> {
        VectorSchema::of(self.config, &self.using)
    }

    /// Returns the vector, or `None` when a point is named that does not have it.
    fn vector_if_any(&mut self, input: VectorInput) -> Result<Option<VectorInternal>, Error> {
        let schema = self.schema()?;
        let VectorInput::Id(id) = input else {
            return query_vector(input, schema, self.embedder).map(Some);
        };
        match self.resolver.vectors(&self.source, id)? {
            Some(vectors) => stored_vector(vectors, &self.source.vector, schema),
            None => Ok(None),
        }
    }

    fn vector(&mut self, input: VectorInput) -> Result<VectorInternal, Error> {
        let id = if let VectorInput::Id(id) = &input { Some(*id) } else { None };
        let vector = self.vector_if_any(input)?;
        vector.ok_or_else(|| {
            let point = id.map(|id| id.to_string()).unwrap_or_default();
            let name = &self.source.vector;
            let text = format!("Not found: Vector with name {name:?} for point {point} not found");
            Error::new(qdrant_core::ErrorKind::NotFound, text)
        })
    }

    fn vectors(&mut self, field: &str, inputs: Vec<VectorInput>) -> Result<Vec<VectorInternal>, Error> {
        let mut vectors = Vec::with_capacity(inputs.len());
        for (index, input) in inputs.into_iter().enumerate() {
            // Examples without the vector have nothing to say.
            let within = |error: Error| error.within(&format!("{field}[{index}]"));
            vectors.extend(self.vector_if_any(input).map_err(within)?);
        }
        Ok(vectors)
    }

    fn pairs(&mut self, context: ContextInput) -> Result<Vec<ContextPair<VectorInternal>>, Error> {
        let mut pairs = Vec::with_capacity(context.pairs.len());
        for (index, pair) in context.pairs.into_iter().enumerate() {
            let within = |error: Error| error.within(&format!("[{index}]"));
            pairs.push(ContextPair {
                positive: self.vector(pair.positive).map_err(|error| within(error.within("positive")))?,
                negative: self.vector(pair.negative).map_err(|error| within(error.within("negative")))?,
            });
        }
        Ok(pairs)
    }

    fn recommend(mut self, input: RecommendInput) -> Result<ScoringQuery, Error> {
        let RecommendInput { positive, negative, strategy } = input;
        // Before the examples, so that a vector that does not exist is noticed without any.
        self.schema()?;
        let positive = self.vectors("positive", positive)?;
        let negative = self.vectors("negative", negative)?;
        match strategy.unwrap_or(RecommendStrategy::AverageVector) {
            RecommendStrategy::AverageVector => {
                let vector = average(positive, negative)?;
                Ok(self.search(QueryEnum::Nearest, vector))
            }
            RecommendStrategy::BestScore | RecommendStrategy::SumScores
                if positive.is_empty() && negative.is_empty() =>
            {
                Err(wrong_input("At least one positive or negative vector is needed to recommend"))
            }
            RecommendStrategy::BestScore => {
                Ok(self.search(QueryEnum::RecommendBestScore, RecommendQuery::new(positive, negative)))
            }
            RecommendStrategy::SumScores => {
                Ok(self.search(QueryEnum::RecommendSumScores, RecommendQuery::new(positive, negative)))
            }
        }
    }

    fn diverse(mut self, input: NearestInputWithMmr) -> Result<ScoringQuery, Error> {
        let NearestInputWithMmr { nearest, mmr } = input;
        let vector = self.vector(nearest).map_err(|error| error.within("nearest"))?;
        let diversity = mmr.diversity.unwrap_or(DEFAULT_DIVERSITY);
        if !(0.0..=1.0).contains(&diversity) {
            let text = format!("value {diversity} invalid, must be from 0.0 to 1.0");
            return Err(Error::invalid("mmr.diversity", text));
        }
        let candidates_limit = match mmr.candidates_limit {
            None => self.limit,
            Some(limit @ 1..=MAX_CANDIDATES) => super::level::size(limit.into()),
            Some(limit) => {
                let text = format!("value {limit} invalid, must be from 1 to {MAX_CANDIDATES}");
                return Err(Error::invalid("mmr.candidates_limit", text));
            }
        };
        Ok(ScoringQuery::Mmr(engine::Mmr {
            vector,
            using: self.using,
            lambda: OrderedFloat(1.0 - diversity),
            candidates_limit,
        }))
    }

    fn feedback(mut self, input: RelevanceFeedbackInput) -> Result<ScoringQuery, Error> {
        let RelevanceFeedbackInput { target, feedback, strategy } = input;
        let FeedbackStrategy::Naive(NaiveFeedbackStrategy { a, b, c }) = strategy;
        let target = self.vector(target).map_err(|error| error.within("target"))?;
        let mut items = Vec::with_capacity(feedback.len());
        for (index, item) in feedback.into_iter().enumerate() {
            let within = |error: Error| error.within(&format!("feedback[{index}].example"));
            let vector = self.vector(item.example).map_err(within)?;
            items.push(FeedbackItem { vector, score: OrderedFloat(item.score) });
        }
        let coefficients =
            engine::NaiveFeedbackStrategy { a: OrderedFloat(a), b: OrderedFloat(b), c: OrderedFloat(c) };
        let query = FeedbackNaiveQuery { target, feedback: items, coefficients };
        Ok(self.search(QueryEnum::FeedbackNaive, query))
    }
}

fn rrf(parameters: Rrf) -> ScoringQuery {
    let Rrf { k, weights } = parameters;
    let weights = weights.into_iter().map(OrderedFloat).collect::<Vec<_>>();
    ScoringQuery::Fusion(engine::Fusion::Rrf {
        k: super::level::size(k.unwrap_or(DEFAULT_RRF_K).into()),
        weights: (!weights.is_empty()).then_some(weights),
    })
}
