//! Changes of a collection, one at a time.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use qdrant_core::{Error, ErrorKind, PointId};

use crate::convert::{engine_ids, point_id};
use crate::engine::{
    Fault, Filter, PointOperations, ScrollRequest, Shard, UpdateOperation, WithPayloadInterface, WithVector,
};
use crate::tombstones::{Revived, Tombstones};

/// How many ids are looked up at once.
const PAGE: usize = 10_000;

/// What all writes of a collection share.
#[derive(Debug)]
pub(crate) struct WriteState {
    /// The number of the next operation; the engine counts the same way.
    pub(crate) next: u64,
    /// The first number that is not reserved on disk.
    pub(crate) reserved: u64,
    /// How many updates the engine has made since the collection was opened.
    pub(crate) applied: u64,
    /// Why nothing can be written any more; whoever only asks need not wait for a write.
    pub(crate) broken: Arc<OnceLock<String>>,
    /// Where deletions are written down while segments are optimized.
    pub(crate) tombstones: Option<Tombstones>,
    /// When the last write was.
    pub(crate) last: Instant,
    /// How many updates have been made since segments were last optimized.
    pub(crate) unoptimized: u64,
    /// How many points have been written since then.
    pub(crate) unoptimized_points: usize,
}

impl WriteState {
    pub(crate) fn new(next: u64) -> Self {
        Self {
            next,
            reserved: next,
            applied: 0,
            broken: Arc::default(),
            tombstones: None,
            last: Instant::now(),
            // What was written before the collection was opened may not have been optimized.
            unoptimized: 1,
            unoptimized_points: 0,
        }
    }

    /// Refuses writes after a failure of the engine.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.broken.get() {
            None => Ok(()),
            Some(reason) => Err(Error::new(
                ErrorKind::Server,
                format!(
                    "the collection is read-only until it is opened again, because the engine failed: {reason}"
                ),
            )),
        }
    }

    /// Counts updates of the engine.
    pub(crate) fn count(&mut self, updates: u64) {
        self.next += updates;
        self.applied += updates;
        self.unoptimized += updates;
        self.last = Instant::now();
    }
}

/// One write in progress.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    pub(crate) shard: &'a Shard,
    pub(crate) state: &'a mut WriteState,
    /// Points that were written down as deleted and that are there again.
    pub(crate) revived: Vec<Revived>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(shard: &'a Shard, state: &'a mut WriteState) -> Self {
        Self { shard, state, revived: Vec::new() }
    }

    /// Has the engine make a change.
    pub(crate) fn apply(&mut self, operation: UpdateOperation) -> Result<(), Error> {
        // The engine gives a number to an update that fails as well.
        self.state.count(1);
        self.shard.update(operation).map_err(|fault| {
            if let Fault::Panicked(reason) = &fault {
                self.state.broken.get_or_init(|| reason.clone());
            }
            fault.into()
        })
    }

    /// Inserts points; `ids` are theirs.
    pub(crate) fn upsert(&mut self, operation: PointOperations, ids: &[PointId]) -> Result<(), Error> {
        self.apply(UpdateOperation::PointOperation(operation))?;
        self.state.unoptimized_points += ids.len();
        let Some(tombstones) = &self.state.tombstones else {
            return Ok(());
        };
        let dead = tombstones.dead(ids.iter().copied());
        if !dead.is_empty() {
            // A conditional upsert may have left some of them as they were.
            let ids = engine_ids(dead.iter().map(Revived::id));
            let records =
                self.shard.retrieve(&ids, WithPayloadInterface::Bool(false), WithVector::Bool(false))?;
            let there: BTreeSet<PointId> = records.into_iter().map(|record| point_id(record.id)).collect();
            self.revived.extend(dead.into_iter().filter(|point| there.contains(&point.id())));
        }
        Ok(())
    }

    pub(crate) fn delete(&mut self, ids: Vec<PointId>) -> Result<(), Error> {
        let engine_ids = engine_ids(ids.iter().copied());
        if let Some(tombstones) = &mut self.state.tombstones {
            tombstones.delete(ids, self.state.next)?;
        }
        self.apply(UpdateOperation::PointOperation(PointOperations::DeletePoints { ids: engine_ids }))
    }

    pub(crate) fn delete_by_filter(&mut self, filter: Filter) -> Result<(), Error> {
        if self.state.tombstones.is_none() {
            return self
                .apply(UpdateOperation::PointOperation(PointOperations::DeletePointsByFilter(filter)));
        }
        // What is written down must not depend on when it is read again.
        let mut ids = Vec::new();
        each_page(self.shard, Some(&filter), |page| {
            ids.extend(page.iter().copied().map(point_id));
            Ok(())
        })?;
        self.delete(ids)
    }
}

/// Goes over the ids of the points that match.
pub(crate) fn each_page(
    shard: &Shard,
    filter: Option<&Filter>,
    mut work: impl FnMut(&[crate::engine::PointId]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut offset = None;
    loop {
        let (records, next) = shard.scroll(ScrollRequest {
            offset,
            limit: Some(PAGE),
            filter: filter.cloned(),
            with_payload: Some(WithPayloadInterface::Bool(false)),
            with_vector: WithVector::Bool(false),
            order_by: None,
        })?;
        let ids: Vec<_> = records.into_iter().map(|record| record.id).collect();
        work(&ids)?;
        match next {
            Some(next) => offset = Some(next),
            None => return Ok(()),
        }
    }
}
