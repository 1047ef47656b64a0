//! Uploading any number of points.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::num::NonZeroUsize;
use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use qdrant_core::{Error, PointStruct, ShardKeySelector, UpdateMode, UpsertPoints, WriteOrdering};

use crate::client::Qdrant;
use crate::retold::retold;

/// An upload of points in batches; awaiting it runs it.
///
/// Made by [`Qdrant::upload_points`]. At most `parallel` batches are in memory beside the iterator, so that an upload
/// of any size needs bounded memory. The first batch that fails ends the upload: no further batch is begun, those
/// under way are waited for, and the error says how far it came.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
/// use qdrant_client::{Payload, PointStruct};
///
/// let points = (0..1_000_000_u64).map(|id| PointStruct::new(id, vec![0.0, id as f32], Payload::new()));
/// let report = client
///     .upload_points("numbers", points)
///     .batch_size(256)
///     .parallel(4)
///     .on_progress(|progress| eprintln!("{} points", progress.points))
///     .await?;
/// assert_eq!(report.points, 1_000_000);
/// # Ok(())
/// # }
/// ```
#[must_use = "an upload does nothing until it is awaited"]
pub struct Upload<I> {
    client: Qdrant,
    template: UpsertPoints,
    points: I,
    batch_size: usize,
    parallel: usize,
    on_progress: Option<Box<dyn FnMut(UploadProgress) + Send>>,
}

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct UploadProgress {
    /// Points that the server has acknowledged.
    pub points: u64,
    /// Batches that the server has acknowledged.
    pub batches: u64,
}

impl<I: Iterator<Item = PointStruct>> Upload<I> {
    pub(crate) fn new(client: Qdrant, collection_name: String, points: I) -> Self {
        Self {
            client,
            template: UpsertPoints::new(collection_name, Vec::<PointStruct>::new()).wait(true),
            points,
            batch_size: 64,
            parallel: 1,
            on_progress: None,
        }
    }

    /// Sets the number of points in a batch; 64 unless set, and never less than 1.
    pub fn batch_size(mut self, points: usize) -> Self {
        self.batch_size = points.max(1);
        self
    }

    /// Sets the number of batches that are sent at once; 1 unless set, and never less.
    pub fn parallel(mut self, batches: usize) -> Self {
        self.parallel = batches.max(1);
        self
    }

    /// Waits until each batch is applied, or only until it is in the server's log; applied unless set.
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

    /// Sets what to do with points that exist or do not.
    pub fn update_mode(mut self, mode: UpdateMode) -> Self {
        self.template.update_mode = Some(mode);
        self
    }

    /// Calls a function after each acknowledged batch.
    pub fn on_progress(mut self, report: impl FnMut(UploadProgress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    async fn run(self) -> Result<UploadProgress, Error> {
        let Self { client, template, mut points, batch_size, parallel, mut on_progress } = self;
        let parallel = NonZeroUsize::new(parallel).unwrap_or(NonZeroUsize::MIN).get();
        let mut progress = UploadProgress::default();
        let mut failure = None;
        let mut running = FuturesUnordered::new();
        loop {
            while failure.is_none() && running.len() < parallel {
                let batch: Vec<PointStruct> = points.by_ref().take(batch_size).collect();
                if batch.is_empty() {
                    break;
                }
                let (count, mut upsert) = (batch.len() as u64, template.clone());
                upsert.points = batch.into();
                let client = &client;
                running.push(async move { client.call(upsert).await.map(|_| count) });
            }
            match running.next().await {
                None => break,
                Some(Ok(count)) => {
                    progress.points += count;
                    progress.batches += 1;
                    if let Some(report) = &mut on_progress {
                        report(progress);
                    }
                }
                Some(Err(error)) => {
                    failure.get_or_insert(error);
                }
            }
        }
        match failure {
            None => Ok(progress),
            Some(error) => {
                let UploadProgress { points, batches } = progress;
                let message = format!("upload ended after {points} points in {batches} batches: {error}");
                Err(retold(error, message))
            }
        }
    }
}

impl<I> IntoFuture for Upload<I>
where
    I: Iterator<Item = PointStruct> + Send + 'static,
{
    type Output = Result<UploadProgress, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<I> fmt::Debug for Upload<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("collection_name", &self.template.collection_name)
            .field("batch_size", &self.batch_size)
            .field("parallel", &self.parallel)
            .finish_non_exhaustive()
    }
}
