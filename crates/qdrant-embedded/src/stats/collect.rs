//! Puts the statistics together.

use std::collections::BTreeMap;
use std::sync::Arc;

use qdrant_core::{Condition, Error, Filter};

use super::model::{CollectionStats, EmbeddedStats};
use crate::collection::Collection;
use crate::convert::{filter, vector_names};
use crate::engine::{self, CountRequest, Shard};
use crate::memory::ProcessStats;
use crate::registry::Registry;

/// Reads all statistics; it may wait for moments and must not run on an asynchronous thread.
pub(crate) fn collect(registry: &Registry) -> Result<EmbeddedStats, Error> {
    let counters = registry.counters();
    let one = |(name, collection): (String, Arc<Collection>)| of_collection(name, &collection);
    Ok(EmbeddedStats {
        engine: engine::NAME,
        started_at: counters.started_at(),
        uptime: counters.uptime(),
        operations: counters.operations(),
        failures: counters.failures(),
        collections: registry.collections().into_iter().map(one).collect::<Result<_, _>>()?,
        process: ProcessStats::read(),
    })
}

fn of_collection(name: String, collection: &Collection) -> Result<CollectionStats, Error> {
    let settings = collection.settings();
    let (optimizing, broken) = (collection.is_optimizing(), collection.broken());
    let read = collection.read_if_open(|shard| {
        let names = vector_names(&settings.config).into_iter();
        let vectors: Result<BTreeMap<_, _>, Error> =
            names.map(|name| Ok((name.to_owned(), vectors(shard, name)?))).collect();
        Ok::<_, Error>((shard.info()?, vectors?))
    });
    let stats = CollectionStats {
        name,
        points: None,
        vectors: BTreeMap::new(),
        indexed_vectors: None,
        segments: None,
        optimizing,
        broken,
    };
    let Some(read) = read else {
        return Ok(stats);
    };
    let (info, vectors) = read?;
    Ok(CollectionStats {
        points: Some(number(info.points_count)),
        vectors,
        indexed_vectors: Some(number(info.indexed_vectors_count)),
        segments: Some(number(info.segments_count)),
        ..stats
    })
}

/// Counts the vectors of a name without looking at each.
fn vectors(shard: &Shard, name: &str) -> Result<u64, Error> {
    let filter = filter(&Filter::must([Condition::has_vector(name)]))?;
    shard.count(CountRequest { filter: Some(filter), exact: false }).map(number)
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
