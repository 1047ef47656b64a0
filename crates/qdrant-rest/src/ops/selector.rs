//! The points that a write applies to, as keys of its body.

use qdrant_core::{Filter, PointId, PointsSelector, ShardKeySelector};
use serde::Serialize;

/// The body of writes that say nothing but which points.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct SelectorBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<PointId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

impl SelectorBody {
    pub(super) fn new(selector: PointsSelector, shard_key: Option<ShardKeySelector>) -> Self {
        let (points, filter) = split(Some(selector));
        Self { points, filter, shard_key }
    }

    #[cfg(feature = "server")]
    pub(super) fn into_parts(self) -> Result<(PointsSelector, Option<ShardKeySelector>), qdrant_core::Error> {
        let Self { points, filter, shard_key } = self;
        match join(points, filter) {
            Some(selector) => Ok((selector, shard_key)),
            None => Err(crate::server::format_error("expected `points` or `filter`")),
        }
    }
}

/// Splits a selector into the two keys that a body has for it.
pub(super) fn split(selector: Option<PointsSelector>) -> (Option<Vec<PointId>>, Option<Filter>) {
    match selector {
        None => (None, None),
        Some(PointsSelector::Points(points)) => (Some(points), None),
        Some(PointsSelector::Filter(filter)) => (None, Some(filter)),
    }
}

/// Makes a selector out of the two keys; like the server, it takes the ids when a body has both.
#[cfg(feature = "server")]
pub(super) fn join(points: Option<Vec<PointId>>, filter: Option<Filter>) -> Option<PointsSelector> {
    points.map(PointsSelector::Points).or(filter.map(PointsSelector::Filter))
}
