//! Points in batches.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use qdrant_core::{Error, PointStruct};

use super::size::estimate;

pub(super) type Points<'a> = Pin<Box<dyn Stream<Item = Result<PointStruct, Error>> + Send + 'a>>;

/// Points that are left out before other tasks get their turn.
const SKIPPED_AT_ONCE: u64 = 1024;

/// Gathers points into batches; the source is not asked again after its end or its first error.
pub(super) struct Batches<'a> {
    source: Option<Points<'a>>,
    skip: u64,
    size: usize,
    bytes: usize,
    batch: Vec<PointStruct>,
    filled: usize,
    failure: Option<Error>,
}

impl<'a> Batches<'a> {
    /// Starts behind so many points that are left out, with the most points and bytes of a batch.
    pub(super) fn new(source: Points<'a>, skip: u64, size: usize, bytes: usize) -> Self {
        Self { source: Some(source), skip, size, bytes, batch: Vec::new(), filled: 0, failure: None }
    }

    /// Ends the batches; what was not handed out yet is dropped.
    pub(super) fn end(&mut self) {
        self.source = None;
        self.batch = Vec::new();
    }

    /// Returns why the source ended, if it was an error.
    pub(super) fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    fn is_full(&self) -> bool {
        self.batch.len() >= self.size || self.filled >= self.bytes && !self.batch.is_empty()
    }

    /// Hands out the next batch. What the source yielded before it failed is one, too: it may not come again.
    pub(super) fn poll_batch(&mut self, cx: &mut Context<'_>) -> Poll<Option<Vec<PointStruct>>> {
        while !self.is_full()
            && let Some(source) = &mut self.source
        {
            match source.as_mut().poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(_))) if self.skip > 0 => {
                    self.skip -= 1;
                    // Millions may have to be left out by a source that never waits.
                    if self.skip.is_multiple_of(SKIPPED_AT_ONCE) {
                        cx.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                }
                Poll::Ready(Some(Ok(point))) => {
                    let bytes = estimate(&point);
                    let together = self.filled.saturating_add(bytes);
                    if together > self.bytes && !self.batch.is_empty() {
                        self.filled = bytes;
                        return Poll::Ready(Some(std::mem::replace(&mut self.batch, vec![point])));
                    }
                    self.filled = together;
                    self.batch.push(point);
                }
                Poll::Ready(end) => {
                    self.failure = end.and_then(Result::err);
                    self.source = None;
                }
            }
        }
        self.filled = 0;
        let batch = std::mem::take(&mut self.batch);
        Poll::Ready((!batch.is_empty()).then_some(batch))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use futures_util::{StreamExt, stream};
    use qdrant_core::Payload;

    use super::*;

    #[test]
    fn others_get_their_turn_while_points_are_left_out() {
        let points = (0..10_000_u64).map(|id| Ok(PointStruct::new(id, vec![1.0], Payload::new())));
        let mut batches = Batches::new(Box::pin(stream::iter(points)), 9_000, 2, usize::MAX);
        let mut turns = 0;
        let batch = loop {
            match batches.poll_batch(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(batch) => break batch.unwrap(),
                Poll::Pending => turns += 1,
            }
        };
        assert_eq!(turns, 9);
        assert_eq!(batch.iter().map(|point| point.id).collect::<Vec<_>>(), [9_000.into(), 9_001.into()]);
    }
    fn sizes(points: Vec<PointStruct>, size: usize, bytes: usize) -> Vec<usize> {
        let mut batches = Batches::new(Box::pin(stream::iter(points.into_iter().map(Ok))), 0, size, bytes);
        let mut cx = Context::from_waker(Waker::noop());
        let next = || match batches.poll_batch(&mut cx) {
            Poll::Ready(batch) => batch.map(|batch| batch.len()),
            Poll::Pending => panic!("the source never waits"),
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn a_batch_ends_at_whichever_limit_comes_first() {
        let point = |values: usize| PointStruct::new(1, vec![0.5; values], Payload::new());
        let one = estimate(&point(100));
        let points = |count: usize| vec![point(100); count];
        assert_eq!(sizes(points(7), 3, usize::MAX), [3, 3, 1]);
        assert_eq!(sizes(points(7), 64, 2 * one), [2, 2, 2, 1]);
        assert_eq!(sizes(points(7), 64, 3 * one - 1), [2, 2, 2, 1]);
        assert_eq!(sizes(points(7), 2, 3 * one), [2, 2, 2, 1]);
        assert_eq!(sizes(points(3), 64, 0), [1, 1, 1], "a point that is too large is sent alone");
        let mixed = vec![point(100), point(1_000), point(100), point(100)];
        assert_eq!(sizes(mixed, 64, 2 * one), [1, 1, 2]);
    }

    #[test]
    fn a_full_batch_does_not_wait_for_the_next_point() {
        let point = |values: usize| PointStruct::new(1, vec![0.5; values], Payload::new());
        let limit = estimate(&point(100));
        let source = stream::iter([Ok(point(10)), Ok(point(1_000))]).chain(stream::pending());
        let mut batches = Batches::new(Box::pin(source), 0, 64, limit);
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..2 {
            assert!(batches.poll_batch(&mut cx).is_ready());
        }
        assert!(batches.poll_batch(&mut cx).is_pending());
    }
}
