//! What happens to collections in the background: flushing and optimizing.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use qdrant_core::{CollectionConfig, Error, ErrorKind, MaxOptimizationThreads};

use crate::collection::{Collection, Slot};
use crate::convert::vector_names;
use crate::engine::ShardInfo;
use crate::options::Options;
use crate::registry::Registry;
use crate::strict::dense_bytes;
use crate::sync::{lock, read};
use crate::tombstones::Tombstones;

/// How long nothing must have been written before segments are optimized.
const IDLE: Duration = Duration::from_secs(1);

/// How many points may be written before segments are optimized in spite of writes.
const BUSY_POINTS: usize = 100_000;

/// How many times the size from which a segment is indexed may be written before that.
const BUSY_THRESHOLDS: u64 = 2;

/// What a point takes at least for that purpose, in bytes.
const LEAST_POINT: u64 = 256;

/// The threads of an engine.
#[derive(Debug)]
pub(crate) struct Maintenance {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Stop {
    stopped: Mutex<bool>,
    wake: Condvar,
}

impl Stop {
    /// Waits, and returns whether to go on.
    fn sleep(&self, time: Duration) -> bool {
        let stopped = lock(&self.stopped);
        let waited = self.wake.wait_timeout_while(stopped, time, |stopped| !*stopped);
        !*waited.unwrap_or_else(std::sync::PoisonError::into_inner).0
    }
}

impl Maintenance {
    pub(crate) fn start(registry: &Arc<Registry>, options: &Options) -> Result<Self, Error> {
        let mut maintenance = Self { stop: Arc::default(), threads: Vec::new() };
        maintenance.thread("qdrant-flush", registry, options.flush_interval, Collection::tick)?;
        if options.optimize {
            maintenance.thread("qdrant-optimize", registry, IDLE, |collection| {
                collection.optimize(IDLE).map(drop)
            })?;
        }
        Ok(maintenance)
    }

    fn thread(
        &mut self,
        name: &str,
        registry: &Arc<Registry>,
        interval: Duration,
        work: impl Fn(&Collection) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let stop = Arc::clone(&self.stop);
        // It must not keep alive what it works on.
        let registry: Weak<Registry> = Arc::downgrade(registry);
        let run = move || {
            while stop.sleep(interval) {
                let Some(collections) = registry.upgrade().map(|registry| registry.collections()) else {
                    return;
                };
                for (name, collection) in collections {
                    if let Err(error) = work(&collection) {
                        tracing::error!(collection = name, %error, "maintenance of a collection failed");
                    }
                }
            }
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(|error| {
            Error::new(ErrorKind::Io, format!("no thread could be started: {error}")).with_source(error)
        })?;
        self.threads.push(thread);
        Ok(())
    }

    /// Waits for the threads to end; an optimization cannot be interrupted.
    pub(crate) fn join(mut self) {
        self.signal();
        for thread in std::mem::take(&mut self.threads) {
            // A panic in it has been reported by the panic hook, and there is nothing to clean up.
            drop(thread.join());
        }
    }

    fn signal(&self) {
        *lock(&self.stop.stopped) = true;
        self.stop.wake.notify_all();
    }
}

impl Drop for Maintenance {
    fn drop(&mut self) {
        self.signal();
    }
}

impl Collection {
    /// Flushes what is not on disk yet and removes what the log need not keep.
    pub(crate) fn tick(&self) -> Result<(), Error> {
        let slot = read(&self.slot);
        let Slot::Open(shard) = &*slot else {
            return Ok(());
        };
        if self.is_kept() {
            let applied = lock(&self.write).applied;
            self.commit(shard, applied)?;
        }
        shard.prune_log()
    }

    /// Optimizes segments if there is something to do and it is a good time.
    pub(crate) fn optimize(&self, idle: Duration) -> Result<bool, Error> {
        let settings = self.settings();
        if settings.config.optimizer_config.max_optimization_threads == Some(MaxOptimizationThreads::Value(0))
        {
            return Ok(false);
        }
        let _maintenance = lock(&self.maintenance);
        let slot = read(&self.slot);
        let Slot::Open(shard) = &*slot else {
            return Ok(false);
        };
        let Some(written) = self.begin_optimizing(idle, busy_points(&settings.config))? else {
            return Ok(false);
        };
        self.pace.begin(written.max(unindexed(&shard.info()?, &settings.config)));
        self.optimizing.store(true, Ordering::Relaxed);
        let outcome = shard.optimize();
        self.optimizing.store(false, Ordering::Relaxed);
        // What was written meanwhile has been seen to as well, but for the last moments.
        lock(&self.write).unoptimized_points = 0;
        self.pace.end();
        if !self.is_kept() {
            return outcome;
        }
        let mut durable = lock(&self.durable);
        let mut state = lock(&self.write);
        shard.flush()?;
        *durable = state.applied;
        // After a failure the engine may still have deletions in memory only, so that they stay written down.
        if outcome.is_ok()
            && let Some(tombstones) = state.tombstones.take()
        {
            tombstones.finish()?;
        }
        outcome
    }

    /// Returns how many points have been written since the last run if the next one is due.
    fn begin_optimizing(&self, idle: Duration, busy_points: usize) -> Result<Option<usize>, Error> {
        let mut state = lock(&self.write);
        let due = state.last.elapsed() >= idle || state.unoptimized_points >= busy_points;
        if state.unoptimized == 0 || state.broken.get().is_some() || !due {
            return Ok(None);
        }
        state.unoptimized = 0;
        let points = std::mem::take(&mut state.unoptimized_points);
        if self.is_kept() && state.tombstones.is_none() {
            state.tombstones = Some(Tombstones::create(&self.tombstones())?);
        }
        Ok(Some(points))
    }
}

/// Returns how many points may be written before segments are optimized in spite of writes.
fn busy_points(config: &CollectionConfig) -> usize {
    // A threshold of nothing means that nothing is indexed.
    let Some(threshold) = config.optimizer_config.indexing_threshold.filter(|kibibytes| *kibibytes > 0)
    else {
        return BUSY_POINTS;
    };
    let bytes = threshold.saturating_mul(1 << 10).saturating_mul(BUSY_THRESHOLDS);
    let points = bytes.div_ceil(dense_bytes(config).max(LEAST_POINT));
    usize::try_from(points).unwrap_or(usize::MAX).min(BUSY_POINTS)
}

/// Returns about how many points are in no index; all vectors of a point are counted as indexed.
fn unindexed(info: &ShardInfo, config: &CollectionConfig) -> usize {
    let indexed = info.indexed_vectors_count / vector_names(config).len().max(1);
    info.points_count.saturating_sub(indexed)
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CreateCollection, Distance, OptimizersConfigDiff, VectorParams};

    use super::*;
    use crate::config::new_config;

    #[test]
    fn large_points_are_optimized_after_fewer_of_them() {
        let busy = |size: u64, threshold: u64| {
            let create = CreateCollection::new("c")
                .vectors_config(VectorParams::new(size, Distance::Dot))
                .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(threshold));
            busy_points(&new_config(create).unwrap())
        };
        assert_eq!(busy(1_024, 1_000), 500);
        assert_eq!(busy(1_024, 10_000), 5_000);
        assert_eq!(busy(2, 1), 8);
        assert_eq!((busy(2, 0), busy(2, 1 << 40)), (BUSY_POINTS, BUSY_POINTS));
    }
}
