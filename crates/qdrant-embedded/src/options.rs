//! Settings of the embedded engine.

use std::path::PathBuf;
use std::time::Duration;

/// When writes reach the disk; it means nothing to an engine in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Durability {
    /// A write with `wait` is on disk before it is answered; writes that come together share the cost.
    #[default]
    EveryWrite,
    /// Writes reach the disk at intervals; a crash loses those since the last one.
    Interval,
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    Memory,
    Path(PathBuf),
}

/// What an engine is made with.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) durability: Durability,
    pub(crate) flush_interval: Duration,
    pub(crate) max_blocking: usize,
    pub(crate) optimize: bool,
}

impl Default for Options {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(4, usize::from);
        Self {
            durability: Durability::default(),
            flush_interval: Duration::from_secs(5),
            max_blocking: processors.max(4),
            optimize: true,
        }
    }
}
