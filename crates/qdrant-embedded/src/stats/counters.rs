//! Counters of operations; counting costs a few atomic additions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use qdrant_core::{ErrorKind, OperationKind, Timestamp, Uuid};

use super::model::{DurationBucket, OperationStats};

/// The longest time of each bucket but the last, in microseconds.
const BOUNDS: [u64; 12] =
    [100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 60_000_000];

/// What was counted of one operation.
#[derive(Debug, Default)]
struct Cell {
    failures: AtomicU64,
    nanos: AtomicU64,
    buckets: [AtomicU64; BOUNDS.len() + 1],
}

/// What was counted since the transport was made.
#[derive(Debug)]
pub(crate) struct Counters {
    id: Uuid,
    started: Instant,
    started_at: Timestamp,
    operations: Vec<Cell>,
    failures: Vec<AtomicU64>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            id: Uuid::new_v4(),
            started: Instant::now(),
            started_at: SystemTime::now().into(),
            operations: OperationKind::ALL.iter().map(|_| Cell::default()).collect(),
            failures: ErrorKind::ALL.iter().map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Counts a call that was answered.
    pub(crate) fn record(&self, kind: OperationKind, took: Duration, failure: Option<ErrorKind>) {
        // Both enumerations are in the order of their tables, which a test below watches.
        let Some(cell) = self.operations.get(kind as usize) else { return };
        let add = |counter: &AtomicU64, number: u64| counter.fetch_add(number, Ordering::Relaxed);
        add(&cell.nanos, u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < micros);
        if let Some(bucket) = cell.buckets.get(bucket) {
            add(bucket, 1);
        }
        if let Some(failure) = failure {
            add(&cell.failures, 1);
            if let Some(failures) = self.failures.get(failure as usize) {
                add(failures, 1);
            }
        }
    }

    /// Returns a name for the transport that no other has.
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }

    pub(crate) fn started_at(&self) -> Timestamp {
        self.started_at
    }

    pub(crate) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns the operations that were called at least once.
    pub(crate) fn operations(&self) -> Vec<OperationStats> {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let one = |(kind, cell): (&OperationKind, &Cell)| {
            let bounds = BOUNDS.iter().map(|micros| Some(Duration::from_micros(*micros))).chain([None]);
            let buckets: Vec<DurationBucket> = bounds
                .zip(&cell.buckets)
                .map(|(up_to, count)| DurationBucket { up_to, count: read(count) })
                .collect();
            let count = buckets.iter().map(|bucket| bucket.count).sum();
            let total = Duration::from_nanos(read(&cell.nanos));
            OperationStats { kind: *kind, count, failures: read(&cell.failures), total, buckets }
        };
        OperationKind::ALL.iter().zip(&self.operations).map(one).filter(|stats| stats.count > 0).collect()
    }

    /// Returns the kinds of failure that there were at least once.
    pub(crate) fn failures(&self) -> Vec<(ErrorKind, u64)> {
        let counts = self.failures.iter().map(|count| count.load(Ordering::Relaxed));
        ErrorKind::ALL.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_failure_has_a_place_of_its_own() {
        assert!(OperationKind::ALL.iter().enumerate().all(|(index, kind)| *kind as usize == index));
        assert!(ErrorKind::ALL.iter().enumerate().all(|(index, kind)| *kind as usize == index));
    }

    #[test]
    fn a_call_is_in_the_bucket_of_its_time() {
        let counters = Counters::new();
        let kind = OperationKind::CountPoints;
        for micros in [0, 100, 101, 700, 1_000_000_000] {
            counters.record(kind, Duration::from_micros(micros), None);
        }
        counters.record(kind, Duration::from_micros(1), Some(ErrorKind::NotFound));
        let stats = counters.operations();
        assert_eq!(stats.len(), 1);
        assert_eq!((stats[0].kind, stats[0].count, stats[0].failures), (kind, 6, 1));
        let filled: Vec<_> = stats[0]
            .buckets
            .iter()
            .filter(|bucket| bucket.count > 0)
            .map(|bucket| (bucket.up_to.map(|time| time.as_micros()), bucket.count))
            .collect();
        assert_eq!(filled, [(Some(100), 3), (Some(500), 1), (Some(1_000), 1), (None, 1)]);
        assert_eq!(counters.failures(), [(ErrorKind::NotFound, 1)]);
        assert_eq!(stats[0].total, Duration::from_micros(1_000_000_902));
    }
}
