//! Points in batches.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use qdrant_core::{Error, PointStruct};

pub(super) type Points<'a> = Pin<Box<dyn Stream<Item = Result<PointStruct, Error>> + Send + 'a>>;

/// Points that are left out before other tasks get their turn.
const SKIPPED_AT_ONCE: u64 = 1024;

/// Gathers points into batches; the source is not asked again after its end or its first error.
pub(super) struct Batches<'a> {
    source: Option<Points<'a>>,
    skip: u64,
    size: usize,
    batch: Vec<PointStruct>,
    failure: Option<Error>,
}

impl<'a> Batches<'a> {
    pub(super) fn new(source: Points<'a>, skip: u64, size: usize) -> Self {
        Self { source: Some(source), skip, size, batch: Vec::new(), failure: None }
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

    /// Hands out the next batch. What the source yielded before it failed is one, too: it may not come again.
    pub(super) fn poll_batch(&mut self, cx: &mut Context<'_>) -> Poll<Option<Vec<PointStruct>>> {
        while let Some(source) = &mut self.source {
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
                    self.batch.push(point);
                    if self.batch.len() >= self.size {
                        break;
                    }
                }
                Poll::Ready(end) => {
                    self.failure = end.and_then(Result::err);
                    self.source = None;
                }
            }
        }
        let batch = std::mem::take(&mut self.batch);
        Poll::Ready((!batch.is_empty()).then_some(batch))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use futures_util::stream;
    use qdrant_core::Payload;

    use super::*;

    #[test]
    fn others_get_their_turn_while_points_are_left_out() {
        let points = (0..10_000_u64).map(|id| Ok(PointStruct::new(id, vec![1.0], Payload::new())));
        let mut batches = Batches::new(Box::pin(stream::iter(points)), 9_000, 2);
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
}
