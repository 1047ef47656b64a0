//! Statistics as plain data.

use std::collections::BTreeMap;
use std::time::Duration;

use qdrant_core::{ErrorKind, OperationKind, Timestamp};

use crate::memory::ProcessStats;

/// What an embedded engine can tell of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbeddedStats {
    /// The engine and its version.
    pub engine: &'static str,
    /// When the transport was made.
    pub started_at: Timestamp,
    /// How long ago that was.
    pub uptime: Duration,
    /// The operations that were called, in the order of the API.
    pub operations: Vec<OperationStats>,
    /// How often calls failed, by the kind of failure.
    pub failures: Vec<(ErrorKind, u64)>,
    /// The collections, by name; those that cannot be opened are left out.
    pub collections: Vec<CollectionStats>,
    /// Memory and threads of the whole process.
    pub process: ProcessStats,
}

/// How often an operation was called, and how long that took.
///
/// A call whose future was dropped is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationStats {
    /// The operation.
    pub kind: OperationKind,
    /// Calls that were answered, those that failed included.
    pub count: u64,
    /// Calls that failed.
    pub failures: u64,
    /// Time of all calls together, with what they waited.
    pub total: Duration,
    /// The calls by their time; each is in one bucket.
    pub buckets: Vec<DurationBucket>,
}

impl OperationStats {
    /// Returns the time of a call on average.
    pub fn average(&self) -> Duration {
        u32::try_from(self.count).ok().and_then(|count| self.total.checked_div(count)).unwrap_or_else(|| {
            let nanos = self.total.as_nanos().checked_div(u128::from(self.count)).unwrap_or(0);
            Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
        })
    }
}

/// Calls that took about the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DurationBucket {
    /// The longest time; `None` for whatever took longer than all others.
    pub up_to: Option<Duration>,
    /// Calls that took so long, and longer than in the bucket before.
    pub count: u64,
}

/// The state of a collection.
///
/// Numbers of a collection that has not been used since the transport was made are absent: counting would open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionStats {
    /// The collection.
    pub name: String,
    /// Points, about.
    pub points: Option<u64>,
    /// Vectors of each name, about; the name of an unnamed vector is empty.
    pub vectors: BTreeMap<String, u64>,
    /// Vectors that are in an index, about.
    pub indexed_vectors: Option<u64>,
    /// Parts that the points are in.
    pub segments: Option<u64>,
    /// Whether segments are being optimized.
    pub optimizing: bool,
    /// Why nothing can be written, if that is so.
    pub broken: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_of_nothing_is_nothing() {
        let mut stats = OperationStats {
            kind: OperationKind::Healthz,
            count: 0,
            failures: 0,
            total: Duration::ZERO,
            buckets: Vec::new(),
        };
        assert_eq!(stats.average(), Duration::ZERO);
        stats.count = 4;
        stats.total = Duration::from_secs(10);
        assert_eq!(stats.average(), Duration::from_millis(2_500));
        stats.count = 10_000_000_000;
        assert_eq!(stats.average(), Duration::from_nanos(1));
    }
}
