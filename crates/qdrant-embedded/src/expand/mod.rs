//! Conditions that the engine does not have: slices, and matches by prefix and substring.
//!
//! Each becomes one that says the same of the points that there are: the ids for which it holds, or, for the elements
//! of a list, which have no ids, the texts for which it does. To find them, all points are read once.

mod elements;
mod scan;
mod walk;
mod wanted;

use qdrant_core::{Error, Filter, Request};

use self::scan::scan;
use self::walk::{Place, places, visit, visit_filter};
use self::wanted::{collect, replace};
use crate::convert;
use crate::engine::{self, CountRequest, Shard};
use crate::registry::Registry;

/// Replaces such conditions in a request that reads.
///
/// What cannot be replaced stays, and is refused later. A write calls [`filter`] instead.
pub(crate) fn reads(registry: &Registry, request: &mut Request) -> Result<(), Error> {
    let Some(collection_name) = request.collection_name().map(ToOwned::to_owned) else {
        return Ok(());
    };
    let mut places = places(request);
    let mut wanted = Vec::new();
    for place in &mut places {
        place.visit(&mut elements::check_each);
        place.visit(&mut |condition, list| collect(&mut wanted, condition, list));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let found = registry.get(&collection_name)?.read(|shard| scan(shard, wanted))?;
    for place in &mut places {
        place.visit(&mut |condition, list| replace(&found, condition, list));
    }
    Ok(())
}

/// Translates the filter of a write, as of now: no other write may run from here until this one is done.
pub(crate) fn filter(shard: &Shard, mut selector: Filter) -> Result<engine::Filter, Error> {
    visit_filter(&mut selector, None, &mut elements::check_each);
    let mut wanted = Vec::new();
    visit_filter(&mut selector, None, &mut |condition, list| collect(&mut wanted, condition, list));
    if !wanted.is_empty() {
        let found = scan(shard, wanted)?;
        visit_filter(&mut selector, None, &mut |condition, list| replace(&found, condition, list));
    }
    let filter = convert::filter(&selector)?;
    if cfg!(debug_assertions) {
        // A debug build of the engine checks its own guesses of how many points match, and panics where they are off.
        // Better now than in the middle of the write, after which nothing more could be written.
        shard.count(CountRequest { filter: Some(filter.clone()), exact: true })?;
    }
    Ok(filter)
}

impl Place<'_> {
    fn visit(&mut self, work: &mut walk::Work<'_>) {
        match self {
            Self::Filter(filter) => visit_filter(filter, None, work),
            Self::Condition(condition) => visit(condition, None, work),
        }
    }
}
