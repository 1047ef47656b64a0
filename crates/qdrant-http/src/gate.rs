//! Open or closed, and how many are inside.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use qdrant_core::{Error, ErrorKind};
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

/// The bit that says closed; the number of calls stands above it.
const CLOSED: usize = 1;
const ONE_CALL: usize = 2;

/// Counts running calls and lets no more in once it is closed.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    state: AtomicUsize,
    empty: Notify,
    closing: Arc<Notify>,
}

impl Gate {
    /// Lets a call in until the pass is dropped.
    ///
    /// # Errors
    ///
    /// `Closed` after [`close`](Self::close).
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Pass, Error> {
        let before = self.state.fetch_add(ONE_CALL, Ordering::AcqRel);
        let pass = Pass(Arc::clone(self));
        if before & CLOSED == 0 {
            return Ok(pass);
        }
        Err(Error::new(ErrorKind::Closed, "no call is possible after `close`").with_not_sent())
    }

    /// Lets no more calls in.
    pub(crate) fn shut(&self) {
        self.state.fetch_or(CLOSED, Ordering::AcqRel);
        self.closing.notify_waiters();
    }

    /// Lets no more calls in and waits for the last one to leave.
    pub(crate) async fn close(&self) {
        self.shut();
        loop {
            // Registered before the look at the state, so that a call that leaves in between is not missed.
            let empty = self.empty.notified();
            if self.state.load(Ordering::Acquire) == CLOSED {
                return;
            }
            empty.await;
        }
    }

    /// Returns what becomes ready when the gate is closed; a gate that is closed already does not count.
    pub(crate) fn closing(&self) -> Pin<Box<OwnedNotified>> {
        let mut closing = Box::pin(Arc::clone(&self.closing).notified_owned());
        closing.as_mut().enable();
        closing
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state.load(Ordering::Acquire) & CLOSED != 0
    }
}

/// A call that is inside.
#[derive(Debug)]
pub(crate) struct Pass(Arc<Gate>);

impl Drop for Pass {
    fn drop(&mut self) {
        if self.0.state.fetch_sub(ONE_CALL, Ordering::AcqRel) == ONE_CALL | CLOSED {
            self.0.empty.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn close_waits_for_those_inside_and_lets_no_one_in() {
        let gate = Arc::new(Gate::default());
        let (one, two) = (gate.enter().unwrap(), gate.enter().unwrap());
        assert!(timeout(Duration::from_secs(1), gate.close()).await.is_err());
        let error = gate.enter().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(gate.is_closed());
        let closing = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.close().await }
        });
        drop(one);
        tokio::task::yield_now().await;
        assert!(!closing.is_finished());
        drop(two);
        closing.await.unwrap();
        gate.close().await;
    }
}
