//! Sending batches.

use std::future::poll_fn;
use std::task::Poll;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use qdrant_core::{Error, Operation, PointStruct, UpsertPoints};

use super::batches::Batches;
use super::error::UploadError;
use super::progress::{Ledger, UploadProgress};
use super::request::{OnProgress, Upload};
use crate::applied::applied;
use crate::client::Qdrant;

enum Event {
    /// The source has yielded a batch.
    Batch(Vec<PointStruct>),
    /// The batch that begins there was answered.
    Answered(u64, Result<(), Error>),
    End,
}

pub(super) async fn run(upload: Upload<'_>) -> Result<UploadProgress, UploadError> {
    let Upload { client, template, points, resume_from, batch_size, batch_bytes, parallel, mut on_progress } =
        upload;
    let mut batches = Batches::new(points, resume_from, batch_size, batch_bytes);
    let mut ledger = Ledger::new(resume_from);
    let mut failure = None;
    let mut running = FuturesUnordered::new();
    loop {
        // Both are polled, so that a source that is slow does not hold up the batches under way.
        let event = poll_fn(|cx| {
            if let Poll::Ready(Some((start, answer))) = running.poll_next_unpin(cx) {
                return Poll::Ready(Event::Answered(start, answer));
            }
            if running.len() >= parallel {
                return Poll::Pending;
            }
            match batches.poll_batch(cx) {
                Poll::Ready(Some(batch)) => Poll::Ready(Event::Batch(batch)),
                Poll::Ready(None) if running.is_empty() => Poll::Ready(Event::End),
                Poll::Ready(None) | Poll::Pending => Poll::Pending,
            }
        });
        match event.await {
            Event::Batch(batch) => {
                let start = ledger.begin(batch.len());
                let upsert = UpsertPoints { points: batch.into(), ..template.clone() };
                let client = &client;
                running.push(async move { (start, send(client, upsert).await) });
            }
            Event::Answered(start, Ok(())) => report(&mut on_progress, ledger.acknowledge(start)),
            Event::Answered(_, Err(error)) => {
                failure.get_or_insert(error);
                batches.end();
            }
            Event::End => break,
        }
    }
    match failure.or_else(|| batches.take_failure()) {
        None => Ok(ledger.progress()),
        Some(error) => Err(UploadError::new(error, ledger.progress(), ledger.into_unconfirmed())),
    }
}

async fn send(client: &Qdrant, upsert: UpsertPoints) -> Result<(), Error> {
    let waited = upsert.wait == Some(true);
    applied(UpsertPoints::KIND, waited, client.call(upsert).await?)
}

fn report(on_progress: &mut Option<OnProgress<'_>>, progress: UploadProgress) {
    if let Some(report) = on_progress {
        report(progress);
    }
}
