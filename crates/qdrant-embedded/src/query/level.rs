//! One level of the tree of queries: the root and every sub-query have the same parts.

use qdrant_core::{Filter, LookupLocation, PrefetchQuery, Query, QueryPoints, SearchParams, VectorInput};

/// What the engine and the API return unless a limit is given.
pub(crate) const DEFAULT_LIMIT: u64 = 10;

/// The parts of a query that all levels have.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) prefetch: Vec<PrefetchQuery>,
    pub(super) query: Option<Query>,
    pub(super) using: String,
    pub(super) filter: Option<Filter>,
    pub(super) params: Option<SearchParams>,
    pub(super) score_threshold: Option<f32>,
    pub(super) limit: usize,
    pub(super) lookup_from: Option<LookupLocation>,
}

impl From<PrefetchQuery> for Level {
    fn from(prefetch: PrefetchQuery) -> Self {
        let PrefetchQuery { prefetch, query, using, filter, params, score_threshold, limit, lookup_from } =
            prefetch;
        Self {
            prefetch,
            query,
            using: using.unwrap_or_default(),
            filter,
            params,
            score_threshold,
            limit: size(limit.unwrap_or(DEFAULT_LIMIT)),
            lookup_from,
        }
    }
}

/// Turns a number of points of the API into one of this machine.
pub(super) fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Takes the parts of a root that sub-queries have as well.
pub(super) fn root(query: QueryPoints) -> (Level, Root) {
    let QueryPoints {
        collection_name: _,
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        limit,
        offset,
        with_vectors,
        with_payload,
        read_consistency: _,
        shard_key_selector: _,
        lookup_from,
        timeout: _,
    } = query;
    let level = Level {
        prefetch,
        query,
        using: using.unwrap_or_default(),
        filter,
        params,
        score_threshold,
        limit: size(limit.unwrap_or(DEFAULT_LIMIT)),
        lookup_from,
    };
    (level, Root { offset: size(offset.unwrap_or(0)), with_vectors, with_payload })
}

/// What only the root of a query has.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) offset: usize,
    pub(super) with_vectors: Option<qdrant_core::WithVectorsSelector>,
    pub(super) with_payload: Option<qdrant_core::WithPayloadSelector>,
}

/// Returns the places of a query where an id may stand for a vector.
pub(crate) fn inputs(query: &Query) -> Vec<&VectorInput> {
    match query {
        Query::Nearest(input) => vec![input],
        Query::Recommend(recommend) => recommend.positive.iter().chain(&recommend.negative).collect(),
        Query::Discover(discover) => {
            std::iter::once(&discover.target).chain(pairs(&discover.context)).collect()
        }
        Query::Context(context) => pairs(context).collect(),
        Query::NearestWithMmr(nearest) => vec![&nearest.nearest],
        Query::RelevanceFeedback(feedback) => std::iter::once(&feedback.target)
            .chain(feedback.feedback.iter().map(|item| &item.example))
            .collect(),
        Query::OrderBy(_)
        | Query::Fusion(_)
        | Query::Rrf(_)
        | Query::Formula(_)
        | Query::Sample(_)
        | Query::Text(_) => Vec::new(),
    }
}

fn pairs(context: &qdrant_core::ContextInput) -> impl Iterator<Item = &VectorInput> {
    context.pairs.iter().flat_map(|pair| [&pair.positive, &pair.negative])
}
