//! Limits of reads.

use qdrant_core::{
    CountPoints, Error, FacetCounts, Filter, GetPoints, PrefetchQuery, Query, QueryBatchPoints,
    QueryPointGroups, QueryPoints, RecommendStrategy, ScrollPoints, SearchMatrixPoints, SearchParams,
    VectorInput, VectorsConfig,
};

use super::check::{Limits, at_most, refused};
use super::filters::{Use, count};
use crate::query::{DEFAULT_LIMIT, DEFAULT_NEIGHBOURS, DEFAULT_SAMPLE, inputs};

/// The parts of a query and of its sub-queries that are limited.
#[derive(Debug, Clone, Copy)]
struct Level<'a> {
    prefetch: &'a [PrefetchQuery],
    query: Option<&'a Query>,
    using: &'a str,
    filter: Option<&'a Filter>,
    params: Option<&'a SearchParams>,
    limit: Option<u64>,
    /// Whether the points come from the collection even if there are sub-queries.
    leaf: bool,
}

impl<'a> Level<'a> {
    fn root(query: &'a QueryPoints) -> Self {
        Self {
            prefetch: &query.prefetch,
            query: query.query.as_ref(),
            using: query.using.as_deref().unwrap_or_default(),
            filter: query.filter.as_ref(),
            params: query.params.as_ref(),
            limit: query.limit,
            leaf: query.prefetch.is_empty(),
        }
    }

    fn groups(query: &'a QueryPointGroups) -> Self {
        Self {
            prefetch: &query.prefetch,
            query: query.query.as_ref(),
            using: query.using.as_deref().unwrap_or_default(),
            filter: query.filter.as_ref(),
            params: query.params.as_ref(),
            limit: query.limit,
            leaf: query.prefetch.is_empty(),
        }
    }

    fn inner(query: &'a PrefetchQuery) -> Self {
        Self {
            prefetch: &query.prefetch,
            query: query.query.as_ref(),
            using: query.using.as_deref().unwrap_or_default(),
            filter: query.filter.as_ref(),
            params: query.params.as_ref(),
            limit: query.limit,
            leaf: true,
        }
    }
}

impl Limits<'_> {
    pub(super) fn get(&self, get: &GetPoints) -> Result<(), Error> {
        self.reads(|| get.ids.len())
    }

    pub(super) fn scroll(&self, scroll: &ScrollPoints) -> Result<(), Error> {
        self.limit(scroll.limit.map(u64::from))?;
        self.filter("filter", scroll.filter.as_ref(), Use::Retrieve)?;
        self.reads(|| filtered_cost(scroll.filter.as_ref()))
    }

    pub(super) fn count(&self, request: &CountPoints) -> Result<(), Error> {
        self.filter("filter", request.filter.as_ref(), Use::Retrieve)?;
        self.exact("exact", request.exact.unwrap_or(true))?;
        self.reads(|| filtered_cost(request.filter.as_ref()))
    }

    pub(super) fn facet(&self, facet: &FacetCounts) -> Result<(), Error> {
        self.limit(facet.limit)?;
        self.filter("filter", facet.filter.as_ref(), Use::Retrieve)?;
        self.exact("exact", facet.exact.unwrap_or(false))?;
        self.reads(|| filtered_cost(facet.filter.as_ref()))
    }

    pub(super) fn query(&self, query: &QueryPoints) -> Result<(), Error> {
        let root = Level::root(query);
        self.level(root)?;
        self.reads(|| cost(root))
    }

    pub(super) fn query_batch(&self, batch: &QueryBatchPoints) -> Result<(), Error> {
        let queries = &batch.query_points;
        self.batch("query_points", queries.len())?;
        for (index, query) in queries.iter().enumerate() {
            self.level(Level::root(query))
                .map_err(|error| error.within(&format!("query_points[{index}]")))?;
        }
        self.reads(|| queries.iter().map(|query| cost(Level::root(query))).sum())
    }

    pub(super) fn groups(&self, query: &QueryPointGroups) -> Result<(), Error> {
        let root = Level::groups(query);
        self.level(root)?;
        self.group_by(&query.group_by)?;
        self.reads(|| cost(root))
    }

    pub(super) fn matrix(&self, matrix: &SearchMatrixPoints) -> Result<(), Error> {
        self.limit(matrix.limit.or(Some(DEFAULT_NEIGHBOURS)))?;
        let largest = self.config.max_query_limit.map(u64::from);
        let sample = matrix.sample.unwrap_or(DEFAULT_SAMPLE);
        at_most("sample", Some(sample), "max_query_limit", largest)?;
        self.filter("filter", matrix.filter.as_ref(), Use::Retrieve)?;
        // Each sampled point is a query of its own.
        self.reads(|| usize::try_from(sample).unwrap_or(usize::MAX))
    }

    /// Holds the number of queries of a batch to `search_max_batchsize`.
    pub(super) fn batch(&self, field: &str, queries: usize) -> Result<(), Error> {
        let queries = u64::try_from(queries).unwrap_or(u64::MAX);
        at_most(field, Some(queries), "search_max_batchsize", self.config.search_max_batchsize)
    }

    /// Holds a limit, or what it is by default, to `max_query_limit`.
    pub(super) fn limit(&self, limit: Option<u64>) -> Result<(), Error> {
        let largest = self.config.max_query_limit.map(u64::from);
        at_most("limit", Some(limit.unwrap_or(DEFAULT_LIMIT)), "max_query_limit", largest)
    }

    pub(super) fn exact(&self, field: &str, exact: bool) -> Result<(), Error> {
        if exact && self.config.search_allow_exact == Some(false) {
            let why = "an exact answer compares every point, and `search_allow_exact` is off";
            return Err(refused(why).with_field(field));
        }
        Ok(())
    }

    fn level(&self, level: Level<'_>) -> Result<(), Error> {
        for (index, prefetch) in level.prefetch.iter().enumerate() {
            self.level(Level::inner(prefetch))
                .map_err(|error| error.within(&format!("prefetch[{index}]")))?;
        }
        if let Some(query) = level.query {
            if level.leaf {
                self.full_scan(query, level.using, level.filter)?;
            }
            if let Query::Formula(formula) = query {
                self.formula(&formula.expression)?;
            }
        }
        self.limit(level.limit)?;
        self.filter("filter", level.filter, Use::Retrieve)?;
        level.params.map_or(Ok(()), |params| self.params(params).map_err(|error| error.within("params")))
    }

    pub(super) fn params(&self, params: &SearchParams) -> Result<(), Error> {
        let quantization = params.quantization.as_ref();
        let oversampling = quantization.and_then(|quantization| quantization.oversampling);
        let largest = self.config.search_max_oversampling;
        at_most("quantization.oversampling", oversampling, "search_max_oversampling", largest)?;
        let largest = self.config.search_max_hnsw_ef.map(u64::from);
        at_most("hnsw_ef", params.hnsw_ef, "search_max_hnsw_ef", largest)?;
        let corpus = params.idf.as_ref().and_then(|idf| idf.corpus.as_ref());
        self.filter("idf.corpus", corpus, Use::Retrieve)?;
        self.exact("exact", params.exact.unwrap_or(false))
    }

    /// Refuses to compare every vector where the configuration says that none is indexed.
    fn full_scan(&self, query: &Query, using: &str, filter: Option<&Filter>) -> Result<(), Error> {
        if self.config.search_allow_exact != Some(false) || vectors(query) == 0 {
            return Ok(());
        }
        let config = self.collection_config();
        let sparse = config.params.sparse_vectors_config.as_ref();
        if sparse.is_some_and(|sparse| sparse.map.contains_key(using)) {
            return Ok(());
        }
        let own =
            config.params.vectors_config.as_ref().and_then(|vectors: &VectorsConfig| vectors.get(using));
        let own = own.and_then(|vector| vector.hnsw_config.as_ref());
        let edges = own.and_then(|graph| graph.m).or(config.hnsw_config.m).unwrap_or(0);
        if edges > 0 {
            return Ok(());
        }
        let of_tenants = own.and_then(|graph| graph.payload_m).or(config.hnsw_config.payload_m).unwrap_or(0);
        if of_tenants > 0 && filter.is_some_and(|filter| self.asks_for_tenants(filter)) {
            return Ok(());
        }
        Err(refused(format_args!(
            "vector {using:?} has no index that serves this query (`hnsw_config.m` is 0), and `search_allow_exact` is off"
        ))
        .with_field("query"))
    }
}

fn filtered_cost(filter: Option<&Filter>) -> usize {
    1 + filter.map_or(0, count)
}

/// Returns what a query takes of the rate: its vectors and conditions, and those of its sub-queries.
fn cost(level: Level<'_>) -> usize {
    let own = level.query.map_or(1, vectors_or_one) + level.filter.map_or(0, count);
    let inner = level.prefetch.iter().map(|prefetch| cost(Level::inner(prefetch)));
    inner.fold(own, usize::saturating_add)
}

fn vectors_or_one(query: &Query) -> usize {
    match query {
        Query::OrderBy(_) | Query::Sample(_) | Query::Text(_) => 1,
        // They only rank what was found.
        Query::Fusion(_) | Query::Rrf(_) | Query::Formula(_) => 0,
        Query::Nearest(_)
        | Query::Recommend(_)
        | Query::Discover(_)
        | Query::Context(_)
        | Query::NearestWithMmr(_)
        | Query::RelevanceFeedback(_) => vectors(query).max(1),
    }
}

/// Counts the vectors that each point is compared with.
fn vectors(query: &Query) -> usize {
    if let Query::Recommend(recommend) = query
        && matches!(recommend.strategy, None | Some(RecommendStrategy::AverageVector))
    {
        return 1;
    }
    let rows = |input: &VectorInput| match input {
        VectorInput::MultiDense(rows) => rows.vectors.len(),
        VectorInput::Id(_)
        | VectorInput::Dense(_)
        | VectorInput::Sparse(_)
        | VectorInput::Document(_)
        | VectorInput::Image(_)
        | VectorInput::Object(_) => 1,
    };
    inputs(query).into_iter().map(rows).sum()
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Condition, Fusion};

    use super::*;

    #[test]
    fn a_query_costs_its_vectors_and_conditions() {
        let cost = |query: &QueryPoints| cost(Level::root(query));
        assert_eq!(cost(&QueryPoints::new("c")), 1);
        let filter = Filter::must([Condition::matches("a", 1), Condition::matches("b", 1)]);
        assert_eq!(cost(&QueryPoints::new("c").query(vec![1.0_f32]).filter(filter.clone())), 3);
        let rows = vec![vec![1.0_f32], vec![2.0]];
        assert_eq!(cost(&QueryPoints::new("c").query(rows.clone())), 2);
        let hybrid = QueryPoints::new("c")
            .prefetch([
                PrefetchQuery::default().query(vec![1.0_f32]),
                PrefetchQuery::default().query(rows).filter(filter),
            ])
            .query(Fusion::Rrf);
        assert_eq!(cost(&hybrid), 5);
    }
}
