//! Distances among a sample of points.

use std::collections::HashMap;

use qdrant_core::{
    Error, PointId, SearchMatrixOffsets, SearchMatrixPair, SearchMatrixPairs, SearchMatrixPoints,
};

use super::level::size;
use crate::convert::{VectorSchema, filter, point_id, stored_vector};
use crate::engine::{
    Condition, Filter, HasIdCondition, HasVectorCondition, NamedQuery, QueryEnum, QueryRequest, Sample,
    ScoringQuery, SearchParams, WithPayloadInterface, WithVector,
};
use crate::registry::Registry;

/// Points that are sampled unless a request says how many.
pub(crate) const DEFAULT_SAMPLE: u64 = 10;
/// Neighbours of each point unless a request says how many.
pub(crate) const DEFAULT_NEIGHBOURS: u64 = 3;

/// Returns the nearest points of each as pairs.
pub(crate) fn pairs(registry: &Registry, operation: SearchMatrixPoints) -> Result<SearchMatrixPairs, Error> {
    let pairs = Matrix::new(registry, operation)?
        .rows
        .into_iter()
        .flat_map(|(a, row)| row.into_iter().map(move |(b, score)| SearchMatrixPair { a, b, score }));
    Ok(SearchMatrixPairs { pairs: pairs.collect() })
}

/// Returns the nearest points of each as a sparse matrix.
pub(crate) fn offsets(
    registry: &Registry,
    operation: SearchMatrixPoints,
) -> Result<SearchMatrixOffsets, Error> {
    let rows = Matrix::new(registry, operation)?.rows;
    let places: HashMap<PointId, u64> = rows.iter().map(|(id, _)| *id).zip(0..).collect();
    let mut offsets = SearchMatrixOffsets::default();
    for (place, (_, row)) in (0_u64..).zip(&rows) {
        for (id, score) in row {
            // The points of a row are of the sample.
            if let Some(column) = places.get(id) {
                offsets.offsets_row.push(place);
                offsets.offsets_col.push(*column);
                offsets.scores.push(*score);
            }
        }
    }
    offsets.ids = rows.into_iter().map(|(id, _)| id).collect();
    Ok(offsets)
}

/// Each point of the sample with the nearest others of it.
struct Matrix {
    rows: Vec<(PointId, Vec<(PointId, f32)>)>,
}

impl Matrix {
    fn new(registry: &Registry, operation: SearchMatrixPoints) -> Result<Self, Error> {
        let SearchMatrixPoints {
            collection_name,
            filter: selector,
            sample,
            limit,
            using,
            timeout: _,
            read_consistency: _,
            shard_key_selector: _,
        } = operation;
        let collection = registry.get(&collection_name)?;
        let using = using.unwrap_or_default();
        let schema = VectorSchema::of(&collection.settings().config, &using)
            .map_err(|error| error.with_field("using"))?;
        let mut wanted = selector
            .as_ref()
            .map(filter)
            .transpose()
            .map_err(|error| error.within("filter"))?
            .unwrap_or_default();
        let has_vector = Condition::HasVector(HasVectorCondition { has_vector: using.clone() });
        wanted.must.get_or_insert_default().push(has_vector);
        let limit = size(limit.unwrap_or(DEFAULT_NEIGHBOURS));
        collection.read(|shard| {
            let points = shard.info()?.points_count.max(1);
            let sample = shard.query(QueryRequest {
                prefetches: Vec::new(),
                query: Some(ScoringQuery::Sample(Sample::Random)),
                filter: Some(wanted),
                score_threshold: None,
                limit: size(sample.unwrap_or(DEFAULT_SAMPLE)).min(points),
                offset: 0,
                params: None,
                with_vector: WithVector::Selector(vec![using.clone()]),
                with_payload: WithPayloadInterface::Bool(false),
            })?;
            let among = HasIdCondition::from_iter(sample.iter().map(|point| point.id));
            let among = Filter { must: Some(vec![Condition::HasId(among)]), ..Filter::default() };
            // Room for the point itself, which is nearest to itself and not wanted.
            let limit = limit.min(sample.len()).saturating_add(1);
            let mut rows = Vec::with_capacity(sample.len());
            for point in sample {
                let vector =
                    point.vector.map(|vectors| stored_vector(vectors, &using, schema)).transpose()?;
                let Some(vector) = vector.flatten() else { continue };
                let query = QueryEnum::Nearest(NamedQuery::new(vector, using.clone()));
                let nearest = shard.query(QueryRequest {
                    prefetches: Vec::new(),
                    query: Some(ScoringQuery::Vector(query)),
                    filter: Some(among.clone()),
                    score_threshold: None,
                    limit,
                    offset: 0,
                    params: Some(SearchParams { exact: true, ..SearchParams::default() }),
                    with_vector: WithVector::Bool(false),
                    with_payload: WithPayloadInterface::Bool(false),
                })?;
                let others = nearest.into_iter().filter(|other| other.id != point.id);
                let row = others.map(|other| (point_id(other.id), other.score)).take(limit - 1);
                rows.push((point_id(point.id), row.collect()));
            }
            Ok(Self { rows })
        })
    }
}
