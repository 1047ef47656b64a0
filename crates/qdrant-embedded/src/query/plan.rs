//! The tree of queries, as the engine takes it.

use qdrant_core::{CollectionConfig, Error, PrefetchQuery, WithVectorsSelector};

use super::diverse::is_diverse_over_sparse;
use super::level::{Level, Root, root};
use super::params::search_params;
use super::resolve::{Resolver, Source};
use super::scoring::Scorer;
use super::threshold;
use crate::collection::Collection;
use crate::convert::{Embedder, VectorSchema, engine_ids, filter, payload_selector, vectors_selector};
use crate::engine::{
    Condition, Filter, HasIdCondition, OrderedFloat, Prefetch, QueryRequest, ScoredPoint, ScoringQuery,
    SearchParams, Shard, VectorStructInternal,
};
use crate::failure::unsupported;

/// Limits up to this are left as they are; the engine reserves room for larger ones.
const LARGE_LIMIT: usize = 10_000;

/// Most levels of sub-queries, as on the server.
const MAX_DEPTH: usize = 64;

/// A query for the engine.
pub(super) struct Plan {
    pub(super) request: QueryRequest,
    /// Vectors to take out of the answer.
    pub(super) strip: Strip,
    /// The score that points must exceed, where the engine cannot see to that.
    pub(super) threshold: Option<f32>,
}

/// What the engine answers and nobody asked for.
#[derive(Debug)]
pub(super) enum Strip {
    Nothing,
    /// A diverse search returns the vectors that it compared.
    AllBut(Vec<String>),
}

impl Strip {
    pub(super) fn apply(&self, point: &mut ScoredPoint) {
        let Self::AllBut(names) = self else { return };
        let keep = |name: &str| names.iter().any(|wanted| wanted == name);
        point.vector = match point.vector.take() {
            Some(VectorStructInternal::Named(mut vectors)) => {
                vectors.retain(|name, _| keep(name));
                (!names.is_empty()).then_some(VectorStructInternal::Named(vectors))
            }
            unnamed => unnamed.filter(|_| keep("")),
        };
    }
}

/// The parts of a level in the engine's types.
struct Translated {
    prefetches: Vec<Prefetch>,
    query: Option<ScoringQuery>,
    filter: Option<Filter>,
    params: Option<SearchParams>,
    score_threshold: Option<OrderedFloat<f32>>,
    limit: usize,
}

impl Plan {
    pub(super) fn new(
        collection: &Collection,
        resolver: Resolver,
        query: qdrant_core::QueryPoints,
    ) -> Result<Self, Error> {
        let settings = collection.settings();
        let (level, Root { offset, with_vectors, with_payload }) = root(query);
        let mut planner =
            Planner { config: &settings.config, resolver: &resolver, embedder: Embedder::default() };
        let Translated { prefetches, query, filter, params, mut score_threshold, limit } =
            planner.level(level, offset, 0)?;
        let threshold = threshold::take(&settings.config, query.as_ref(), &mut score_threshold);
        // A sample has no order, so that skipping some of it means nothing.
        let offset = if matches!(query, Some(ScoringQuery::Sample(_))) { 0 } else { offset };
        let strip = match (&query, &with_vectors) {
            // These are read once it is known of which points.
            _ if is_diverse_over_sparse(query.as_ref()) => Strip::Nothing,
            (Some(ScoringQuery::Mmr(_)), None | Some(WithVectorsSelector::Enable(false))) => {
                Strip::AllBut(Vec::new())
            }
            (Some(ScoringQuery::Mmr(_)), Some(WithVectorsSelector::Include(names))) => {
                Strip::AllBut(names.clone())
            }
            _ => Strip::Nothing,
        };
        let request = QueryRequest {
            prefetches,
            query,
            filter,
            score_threshold,
            limit,
            offset,
            params,
            with_vector: vectors_selector(with_vectors.as_ref()),
            with_payload: payload_selector(with_payload.as_ref(), false)?,
        };
        Ok(Self { request, strip, threshold })
    }
}

struct Planner<'a> {
    config: &'a CollectionConfig,
    resolver: &'a Resolver,
    embedder: Embedder,
}

impl Planner<'_> {
    fn level(&mut self, level: Level, offset: usize, depth: usize) -> Result<Translated, Error> {
        let Level { prefetch, query, using, filter: own_filter, params, score_threshold, limit, lookup_from } =
            level;
        if depth > MAX_DEPTH {
            let text = format!("prefetches depth exceeds max depth {MAX_DEPTH}");
            return Err(Error::invalid("prefetch", text));
        }
        let excluded = self.resolver.excluded(lookup_from.as_ref(), query.as_ref());
        let own_filter =
            own_filter.as_ref().map(filter).transpose().map_err(|error| error.within("filter"))?;
        let query = match query {
            None => None,
            Some(query) => {
                let scorer = Scorer {
                    config: self.config,
                    resolver: self.resolver,
                    embedder: &mut self.embedder,
                    source: Source::new(&using, lookup_from.as_ref()),
                    using,
                    limit: limit.saturating_add(offset),
                };
                Some(scorer.score(query).map_err(|error| error.within("query"))?)
            }
        };
        if let Some(name) = query.as_ref().and_then(ScoringQuery::get_vector_name) {
            // A query of stored vectors has not met the collection yet.
            VectorSchema::of(self.config, name)?;
        }
        Ok(Translated {
            prefetches: self.prefetches(prefetch, depth)?,
            query,
            filter: without(own_filter, excluded),
            params: search_params(params).map_err(|error| error.within("params"))?,
            score_threshold: score_threshold.map(OrderedFloat),
            limit,
        })
    }

    fn prefetches(&mut self, prefetches: Vec<PrefetchQuery>, depth: usize) -> Result<Vec<Prefetch>, Error> {
        let mut translated = Vec::with_capacity(prefetches.len());
        for (index, prefetch) in prefetches.into_iter().enumerate() {
            let within = |error: Error| error.within(&format!("prefetch[{index}]"));
            let Translated { prefetches, query, filter, params, score_threshold, limit } =
                self.level(prefetch.into(), 0, depth + 1).map_err(within)?;
            if is_diverse_over_sparse(query.as_ref()) {
                let error = unsupported("query.mmr", "diverse search over sparse vectors in a sub-query");
                return Err(within(error));
            }
            threshold::check(self.config, query.as_ref(), score_threshold).map_err(within)?;
            translated.push(Prefetch { prefetches, query, limit, params, filter, score_threshold });
        }
        Ok(translated)
    }
}

/// Adds to a filter that some points are not wanted.
fn without(filter: Option<Filter>, ids: Vec<qdrant_core::PointId>) -> Option<Filter> {
    if ids.is_empty() {
        return filter;
    }
    let mut filter = filter.unwrap_or_default();
    let condition = Condition::HasId(HasIdCondition::from_iter(engine_ids(ids)));
    filter.must_not.get_or_insert_default().push(condition);
    Some(filter)
}

/// Cuts limits to the number of points, because the engine reserves room for what is asked for.
pub(super) fn clamp(request: &mut QueryRequest, shard: &Shard) -> Result<(), Error> {
    if largest(request.limit.max(request.offset), &request.prefetches) > LARGE_LIMIT {
        let points = shard.info()?.points_count.max(1);
        request.limit = request.limit.min(points);
        request.offset = request.offset.min(points);
        cut(&mut request.prefetches, points);
    }
    Ok(())
}

fn largest(limit: usize, prefetches: &[Prefetch]) -> usize {
    prefetches.iter().map(|prefetch| largest(prefetch.limit, &prefetch.prefetches)).fold(limit, usize::max)
}

fn cut(prefetches: &mut [Prefetch], points: usize) {
    for prefetch in prefetches {
        prefetch.limit = prefetch.limit.min(points);
        cut(&mut prefetch.prefetches, points);
    }
}
