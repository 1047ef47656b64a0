//! The settings of a migration.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use qdrant_core::{CreateCollection, Error};

use super::run::run;
use crate::client::Qdrant;

pub(super) type OnProgress<'a> = Box<dyn FnMut(&MigratedCollection) + Send + 'a>;
pub(super) type Configure<'a> = Box<dyn FnMut(CreateCollection) -> CreateCollection + Send + 'a>;

/// A copy of collections to another client; awaiting it runs it.
///
/// Made by [`Qdrant::migrate`]. The two clients may have any transports. A collection is created with the configuration
/// and the payload indexes of the original, its points are read page by page and uploaded in bounded memory, and in the
/// end the number of points is compared. Nobody should write to either side meanwhile.
///
/// Collections with custom sharding are refused. Snapshots are not copied.
///
/// # Errors
///
/// Before anything is changed: `AlreadyExists` when the destination has a collection of the same name and
/// [`recreate`](Self::recreate) is not set, or an alias that is wanted; `NotFound` when the source lacks a collection;
/// `Unsupported` for custom sharding; `InvalidRequest` for a configuration that this version does not know; `Config`
/// when both clients reach the same server; and, with `recreate`, whatever the destination has against the
/// configuration. Later: those of either side, with the name of the collection in the message. Collections before it
/// are complete, and the one that failed stays as far as it came.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// # #[cfg(feature = "embedded")] {
/// use qdrant_client::Qdrant;
///
/// let destination = Qdrant::in_memory()?; // or a server
/// let copied = client
///     .migrate(&destination)
///     .collections(["cities"])
///     .on_progress(|progress| eprintln!("{}: {} points", progress.collection_name, progress.points))
///     .await?;
/// assert_eq!(copied[0].points, 4);
/// # }
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a migration does nothing until it is awaited"]
pub struct Migration<'a> {
    pub(super) source: Qdrant,
    pub(super) destination: Qdrant,
    pub(super) collections: Option<Vec<String>>,
    pub(super) recreate: bool,
    pub(super) aliases: bool,
    pub(super) batch_size: u32,
    pub(super) parallel: usize,
    pub(super) configure: Option<Configure<'a>>,
    pub(super) on_progress: Option<OnProgress<'a>>,
}

/// A collection that is copied, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigratedCollection {
    /// The collection.
    pub collection_name: String,
    /// Points of it that the destination has acknowledged.
    pub points: u64,
}

impl<'a> Migration<'a> {
    pub(crate) fn new(source: Qdrant, destination: Qdrant) -> Self {
        Self {
            source,
            destination,
            collections: None,
            recreate: false,
            aliases: false,
            batch_size: 100,
            parallel: 1,
            configure: None,
            on_progress: None,
        }
    }

    /// Sets which collections to copy; all unless set.
    pub fn collections(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.collections = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Deletes collections of the same name from the destination first, with all that is in them; off unless set.
    ///
    /// Before that, one of them has an alias for a moment, by which is seen whether source and destination are two
    /// addresses of one server, and an empty collection of each new configuration is made and deleted, so that nothing
    /// is lost to a destination that refuses it. Both have names that begin with `migration-`.
    pub fn recreate(mut self, recreate: bool) -> Self {
        self.recreate = recreate;
        self
    }

    /// Copies the aliases of the collections, too, when all points are there; off unless set.
    pub fn aliases(mut self, aliases: bool) -> Self {
        self.aliases = aliases;
        self
    }

    /// Sets the number of points that are read and written at once; 100 unless set, and never less than 1.
    pub fn batch_size(mut self, points: u32) -> Self {
        self.batch_size = points.max(1);
        self
    }

    /// Sets the number of batches that are written at once; 1 unless set, and never less.
    pub fn parallel(mut self, batches: usize) -> Self {
        self.parallel = batches.max(1);
        self
    }

    /// Changes how each collection is created, such as the number of shards or the quantization.
    ///
    /// The function gets the request that repeats the original; the name in it has to stay.
    pub fn configure(mut self, change: impl FnMut(CreateCollection) -> CreateCollection + Send + 'a) -> Self {
        self.configure = Some(Box::new(change));
        self
    }

    /// Calls a function after each acknowledged batch.
    pub fn on_progress(mut self, report: impl FnMut(&MigratedCollection) + Send + 'a) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }
}

impl<'a> IntoFuture for Migration<'a> {
    type Output = Result<Vec<MigratedCollection>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run(self))
    }
}

impl fmt::Debug for Migration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migration")
            .field("source", &self.source)
            .field("destination", &self.destination)
            .field("collections", &self.collections)
            .field("recreate", &self.recreate)
            .field("aliases", &self.aliases)
            .field("batch_size", &self.batch_size)
            .field("parallel", &self.parallel)
            .finish_non_exhaustive()
    }
}
