//! Queries: ids become vectors, the tree of sub-queries becomes the engine's.

mod average;
mod diverse;
mod extremes;
mod formula;
mod groups;
mod level;
mod matrix;
mod params;
mod plan;
mod resolve;
mod scoring;
mod size;
mod threshold;

use qdrant_core::{Error, QueryPoints, ScoredPoint};

pub(crate) use self::groups::groups;
pub(crate) use self::level::{DEFAULT_LIMIT, inputs};
pub(crate) use self::matrix::{DEFAULT_NEIGHBOURS, DEFAULT_SAMPLE, offsets, pairs};

use self::diverse::Diverse;
use self::plan::Plan;
use self::resolve::Resolver;
use crate::convert::scored_point;
use crate::registry::Registry;

/// Runs one query.
pub(crate) fn run(registry: &Registry, query: QueryPoints) -> Result<Vec<ScoredPoint>, Error> {
    let collection = registry.get(&query.collection_name)?;
    // Vectors of points are read first, each collection for itself: no collection is held while another is opened.
    let resolver = Resolver::fetch(registry, &collection, &query)?;
    let Plan { mut request, strip, threshold } = Plan::new(&collection, resolver, query)?;
    let diverse = Diverse::take(&mut request);
    let mut points = collection.read(|shard| {
        plan::clamp(&mut request, shard)?;
        let mut points = shard.query(request)?;
        threshold::apply(&mut points, threshold);
        match diverse {
            None => Ok(points),
            Some(diverse) => diverse.choose(shard, points),
        }
    })?;
    for point in &mut points {
        strip.apply(point);
    }
    Ok(points.into_iter().map(scored_point).collect())
}
