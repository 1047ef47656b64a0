//! Thresholds of scores.
//!
//! The engine takes every score over Euclidean and Manhattan vectors for a distance, of which small ones are better.
//! That is so for nearest points only: recommendations by score, discoveries, contexts and feedback rank large scores
//! first over any vectors, and with a threshold would lose their best points.

use qdrant_core::{CollectionConfig, Distance, Error};

use crate::engine::{OrderedFloat, QueryEnum, ScoredPoint, ScoringQuery};
use crate::failure::unsupported;

/// Takes over the threshold of a query if the engine would get it wrong.
pub(super) fn take(
    config: &CollectionConfig,
    query: Option<&ScoringQuery>,
    threshold: &mut Option<OrderedFloat<f32>>,
) -> Option<f32> {
    if is_turned_round(config, query) { threshold.take().map(|threshold| threshold.0) } else { None }
}

/// Refuses such a threshold where nothing can be done about it: in a sub-query.
pub(super) fn check(
    config: &CollectionConfig,
    query: Option<&ScoringQuery>,
    threshold: Option<OrderedFloat<f32>>,
) -> Result<(), Error> {
    if threshold.is_some() && is_turned_round(config, query) {
        let what = "threshold of a sub-query that ranks by anything but distance over such vectors";
        return Err(unsupported("score_threshold", what));
    }
    Ok(())
}

/// Leaves out the points whose scores do not exceed a threshold.
pub(super) fn apply(points: &mut Vec<ScoredPoint>, threshold: Option<f32>) {
    if let Some(threshold) = threshold {
        points.retain(|point| point.score > threshold);
    }
}

fn is_turned_round(config: &CollectionConfig, query: Option<&ScoringQuery>) -> bool {
    let Some(ScoringQuery::Vector(vector)) = query else {
        return false;
    };
    let by_distance = matches!(vector, QueryEnum::Nearest(_));
    let vectors = config.params.vectors_config.as_ref();
    let params = query.and_then(ScoringQuery::get_vector_name).and_then(|name| vectors?.get(name));
    !by_distance
        && params.is_some_and(|params| matches!(params.distance, Distance::Euclid | Distance::Manhattan))
}
