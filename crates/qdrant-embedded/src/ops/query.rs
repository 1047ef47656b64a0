//! Queries and facets.

use qdrant_core::{
    Error, FacetCounts, FacetHit, PointGroup, QueryBatchPoints, QueryPointGroups, QueryPoints, ScoredPoint,
    SearchMatrixOffsets, SearchMatrixOffsetsRequest, SearchMatrixPairs, SearchMatrixPairsRequest,
};

use super::points::no_shard_key;
use crate::convert::{facet_hits, filter, json_path};
use crate::engine::FacetRequest;
use crate::query::{self, run};
use crate::registry::Registry;

/// Values that a facet returns unless a limit is given.
const DEFAULT_FACETS: u64 = 10;

pub(super) fn query(registry: &Registry, operation: QueryPoints) -> Result<Vec<ScoredPoint>, Error> {
    no_shard_key(operation.shard_key_selector.as_ref())?;
    run(registry, operation)
}

pub(super) fn batch(
    registry: &Registry,
    operation: QueryBatchPoints,
) -> Result<Vec<Vec<ScoredPoint>>, Error> {
    let QueryBatchPoints { collection_name: _, query_points, read_consistency: _, timeout: _ } = operation;
    let one = |(index, operation): (usize, QueryPoints)| {
        query(registry, operation).map_err(|error| error.within(&format!("query_points[{index}]")))
    };
    query_points.into_iter().enumerate().map(one).collect()
}

pub(super) fn groups(registry: &Registry, operation: QueryPointGroups) -> Result<Vec<PointGroup>, Error> {
    no_shard_key(operation.shard_key_selector.as_ref())?;
    query::groups(registry, operation)
}

pub(super) fn matrix_pairs(
    registry: &Registry,
    operation: SearchMatrixPairsRequest,
) -> Result<SearchMatrixPairs, Error> {
    no_shard_key(operation.0.shard_key_selector.as_ref())?;
    query::pairs(registry, operation.0)
}

pub(super) fn matrix_offsets(
    registry: &Registry,
    operation: SearchMatrixOffsetsRequest,
) -> Result<SearchMatrixOffsets, Error> {
    no_shard_key(operation.0.shard_key_selector.as_ref())?;
    query::offsets(registry, operation.0)
}

pub(super) fn facet(registry: &Registry, operation: &FacetCounts) -> Result<Vec<FacetHit>, Error> {
    let FacetCounts {
        collection_name,
        key,
        filter: selector,
        limit,
        exact,
        timeout: _,
        read_consistency: _,
        shard_key_selector,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(collection_name)?;
    let request = FacetRequest {
        key: json_path(key).map_err(|error| error.within("key"))?,
        limit: usize::try_from(limit.unwrap_or(DEFAULT_FACETS)).unwrap_or(usize::MAX),
        filter: selector.as_ref().map(filter).transpose().map_err(|error| error.within("filter"))?,
        exact: exact.unwrap_or(false),
    };
    Ok(facet_hits(collection.read(|shard| shard.facet(request))?))
}
