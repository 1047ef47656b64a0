//! How an embedded engine is made.

use std::path::PathBuf;
use std::time::Duration;

use qdrant_core::Error;

use crate::options::{Durability, Location, Options};
use crate::transport::EmbeddedTransport;

/// Makes an [`EmbeddedTransport`].
///
/// # Examples
///
/// ```no_run
/// use qdrant_embedded::{Durability, EmbeddedTransport};
///
/// let transport = EmbeddedTransport::builder().path("./data").durability(Durability::Interval).build()?;
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct EmbeddedBuilder {
    location: Location,
    options: Options,
    snapshot: Option<PathBuf>,
}

impl Default for EmbeddedBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl EmbeddedBuilder {
    /// Starts with an engine in memory.
    pub fn new() -> Self {
        Self { location: Location::Memory, options: Options::default(), snapshot: None }
    }

    /// Keeps the data in memory; it goes with the engine.
    ///
    /// The engine works on files, so this is a folder in shared memory if that has 512 MiB free, else in the
    /// folder for temporary files.
    pub fn in_memory(mut self) -> Self {
        self.location = Location::Memory;
        self
    }

    /// Keeps the data in a folder, which is created if it does not exist.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.location = Location::Path(path.into());
        self
    }

    /// Sets when writes reach the disk. Default [`Durability::EveryWrite`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.options.durability = durability;
        self
    }

    /// Sets the time after which every write is on disk. Default 5 seconds.
    pub fn flush_interval(mut self, interval: Duration) -> Self {
        self.options.flush_interval = interval.max(Duration::from_millis(10));
        self
    }

    /// Sets how many reads, and as many writes, run at once. Default the number of processors, at least 4.
    ///
    /// Each takes a thread of the runtime's blocking pool; further calls wait for one.
    pub fn max_blocking(mut self, calls: usize) -> Self {
        self.options.max_blocking = calls.max(1);
        self
    }

    /// Sets whether segments are merged, cleaned and indexed in the background. Default true.
    ///
    /// A collection is seen to when it has not been written to for a second, and in spite of writes when about twice
    /// the size of its `indexing_threshold` has been written. Writers that are much faster than the indexing wait for
    /// it. Without it, searches compare every point.
    pub fn optimize(mut self, optimize: bool) -> Self {
        self.options.optimize = optimize;
        self
    }

    /// Fills the engine from a snapshot of everything, which only the same version can read.
    ///
    /// There must be no collections yet. If anything of it cannot be restored, nothing is, and there is no transport.
    pub fn recover_full(mut self, snapshot: impl Into<PathBuf>) -> Self {
        self.snapshot = Some(snapshot.into());
        self
    }

    /// Makes the transport; it needs no runtime, and opens collections when they are first used.
    ///
    /// # Errors
    ///
    /// `Config` when another process, or another client in this one, has the folder open, when a newer version wrote
    /// it, when there are collections whose names are missing, or collections where a snapshot is to be restored;
    /// `InvalidRequest` for a damaged snapshot; `InsufficientStorage` when there is no room for it; `Io`.
    pub fn build(self) -> Result<EmbeddedTransport, Error> {
        EmbeddedTransport::start(self.location, self.options, self.snapshot)
    }
}
