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
    pub(super) fn new(selector: Option<PointsSelector>, shard_key: Option<ShardKeySelector>) -> Self {
        let (points, filter) = split(selector);
        Self { points, filter, shard_key }
    }

    #[cfg(feature = "server")]
    pub(super) fn into_parts(self) -> Result<(PointsSelector, Option<ShardKeySelector>), qdrant_core::Error> {
        let Self { points, filter, shard_key } = self;
        Ok((join(points, filter).ok_or_else(neither)?, shard_key))
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

/// Makes a selector of all that either key selects.
///
/// For a body that has both, the server removes vectors twice, once for each key. That changes the same points as doing
/// it once for all of them.
#[cfg(feature = "server")]
pub(super) fn either_or_both(
    points: Option<Vec<PointId>>,
    filter: Option<Filter>,
) -> Result<PointsSelector, qdrant_core::Error> {
    use qdrant_core::Condition;

    match (points, filter) {
        (Some(points), Some(filter)) => {
            Ok(Filter::should([Condition::has_id(points), Condition::filter(filter)]).into())
        }
        (points, filter) => join(points, filter).ok_or_else(neither),
    }
}

#[cfg(feature = "server")]
fn neither() -> qdrant_core::Error {
    crate::server::format_error("expected `points` or `filter`")
}
