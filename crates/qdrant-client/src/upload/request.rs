//! The settings of an upload.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use futures_util::StreamExt;
use qdrant_core::{Filter, PointStruct, ShardKeySelector, UpdateMode, UpsertPoints, WriteOrdering};

use super::batches::Points;
use super::error::UploadError;
use super::item::UploadItem;
use super::progress::UploadProgress;
use super::run::run;
use crate::client::Qdrant;

/// Half of what a server takes over REST unless it is configured otherwise: sizes are estimates.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

pub(super) type OnProgress<'a> = Box<dyn FnMut(UploadProgress) + Send + 'a>;

/// An upload of points in batches; awaiting it runs it.
///
/// Made by [`Qdrant::upload_points`] and [`Qdrant::upload_stream`]. The points may be borrowed from what outlives the
/// upload. A batch ends at [`batch_size`](Self::batch_size) points or [`batch_bytes`](Self::batch_bytes) bytes,
/// whichever comes first. At most [`parallel`](Self::parallel) batches and the one that is being filled are in memory
/// beside the source, so that an upload of any size needs bounded memory.
///
/// # Errors
///
/// The first batch that fails, or the source, ends the upload: nothing more is taken from the source, the batches under
/// way are waited for, and [`UploadError`] says how far it came. What the source yielded before it failed is sent.
///
/// A batch fails, too, when the server answers that it did not apply it (`Unavailable`), that it accepted it and has not
/// applied it in time (`Timeout`, unless [`wait`](Self::wait) is off), or something that is not known (`Decode`).
///
/// # Cancellation
///
/// Dropping the future ends the upload; batches under way may still be applied. The last
/// [`UploadProgress`] says from where it can go on.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// use qdrant_client::{Payload, PointStruct};
///
/// let points = (0..1_000_u64).map(|id| PointStruct::new(id, vec![0.0, 0.0, 1.0, id as f32], Payload::new()));
/// let report = client
///     .upload_points("cities", points)
///     .batch_size(256)
///     .parallel(4)
///     .on_progress(|progress| eprintln!("{} points", progress.points))
///     .await?;
/// assert_eq!(report.points, 1_000);
/// # Ok(())
/// # }) }
/// ```
///
/// A source that can fail yields results, and an upload that failed goes on where it stopped:
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// use qdrant_client::PointStruct;
///
/// let lines = "0.1,0.2,0.3,0.4\n0.5,0.6,0.7,0.8";
/// let point = |(id, line): (usize, &str)| {
///     let vector = line.split(',').map(str::parse).collect::<Result<Vec<f32>, _>>()?;
///     Ok::<_, std::num::ParseFloatError>(PointStruct::new(id as u64, vector, [("line", line)]))
/// };
/// let (mut done, mut attempts) = (0, 0);
/// loop {
///     attempts += 1;
///     let points = lines.lines().enumerate().map(point);
///     match client.upload_points("cities", points).resume_from(done).await {
///         Ok(_) => break,
///         Err(error) if error.error().is_retryable() && attempts < 3 => done = error.progress().resume_from,
///         Err(error) => return Err(error.into()),
///     }
/// }
/// # Ok(())
/// # }) }
/// ```
#[must_use = "an upload does nothing until it is awaited"]
pub struct Upload<'a> {
    pub(super) client: Qdrant,
    pub(super) template: UpsertPoints,
    pub(super) points: Points<'a>,
    pub(super) resume_from: u64,
    pub(super) batch_size: usize,
    pub(super) batch_bytes: usize,
    pub(super) parallel: usize,
    pub(super) on_progress: Option<OnProgress<'a>>,
}

impl<'a> Upload<'a> {
    pub(crate) fn new<S>(client: Qdrant, collection_name: String, points: S) -> Self
    where
        S: Stream<Item: UploadItem> + Send + 'a,
    {
        Self {
            client,
            template: UpsertPoints::new(collection_name, Vec::<PointStruct>::new()).wait(true),
            points: Box::pin(points.map(UploadItem::into_point)),
            resume_from: 0,
            batch_size: 64,
            batch_bytes: BATCH_BYTES,
            parallel: 1,
            on_progress: None,
        }
    }

    /// Sets the number of points in a batch; 64 unless set, and never less than 1.
    pub fn batch_size(mut self, points: usize) -> Self {
        self.batch_size = points.max(1);
        self
    }

    /// Sets how large a batch may get, in bytes; 16 MiB unless set.
    ///
    /// It is compared with an estimate of the points in JSON, which over gRPC are about a third of that. A point that is
    /// larger by itself is sent alone. A server takes 32 MiB over REST unless its configuration says otherwise.
    pub fn batch_bytes(mut self, bytes: usize) -> Self {
        self.batch_bytes = bytes;
        self
    }

    /// Leaves out so many points at the beginning of the source, to go on where an upload ended: see
    /// [`UploadProgress::resume_from`].
    pub fn resume_from(mut self, points: u64) -> Self {
        self.resume_from = points;
        self
    }

    /// Sets the number of batches that are sent at once; 1 unless set, and never less.
    pub fn parallel(mut self, batches: usize) -> Self {
        self.parallel = batches.max(1);
        self
    }

    /// Waits until each batch is applied, or only until it is in the server's log; applied unless set.
    ///
    /// A server may put a batch in its log and answer at once nevertheless, while a replica recovers for example. It
    /// will apply that batch, which counts as uploaded.
    pub fn wait(mut self, wait: bool) -> Self {
        self.template.wait = Some(wait);
        self
    }

    /// Sets the order among concurrent writes.
    pub fn ordering(mut self, ordering: WriteOrdering) -> Self {
        self.template.ordering = Some(ordering);
        self
    }

    /// Sets the shards to write to, in a collection with custom sharding.
    pub fn shard_key_selector(mut self, selector: impl Into<ShardKeySelector>) -> Self {
        self.template.shard_key_selector = Some(selector.into());
        self
    }

    /// Replaces points that exist only if they match; those that do not exist are inserted.
    pub fn update_filter(mut self, filter: impl Into<Filter>) -> Self {
        self.template.update_filter = Some(filter.into());
        self
    }

    /// Sets the time that the server is given for each batch, in whole seconds rounded up.
    ///
    /// It takes the place of the client's own limit, 30 s unless set, for each batch.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.template.timeout = Some(timeout);
        self
    }

    /// Sets what to do with points that exist or do not.
    pub fn update_mode(mut self, mode: UpdateMode) -> Self {
        self.template.update_mode = Some(mode);
        self
    }

    /// Calls a function after each acknowledged batch; it runs between the batches, so it should be quick.
    pub fn on_progress(mut self, report: impl FnMut(UploadProgress) + Send + 'a) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }
}

impl<'a> IntoFuture for Upload<'a> {
    type Output = Result<UploadProgress, UploadError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run(self))
    }
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("collection_name", &self.template.collection_name)
            .field("resume_from", &self.resume_from)
            .field("batch_size", &self.batch_size)
            .field("batch_bytes", &self.batch_bytes)
            .field("parallel", &self.parallel)
            .finish_non_exhaustive()
    }
}
