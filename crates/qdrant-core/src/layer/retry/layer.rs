//! When and how often to repeat.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::budget::{Repeats, RetryBudget};
use super::transport::Retry;
use crate::error::Error;
use crate::layer::{Timer, TransportLayer};
use crate::transport::SharedTransport;

/// Repeats calls that failed for a passing reason, on any transport.
///
/// The REST and the gRPC transport have a retry of their own, which sends the same bytes again and knows more of what
/// went wrong. **Do not put this one on top of them**: the attempts multiply. It is for transports that have none, such
/// as your own.
///
/// An error that [may pass](Error::is_retryable) makes reads and idempotent writes be repeated; a
/// [timeout](crate::ErrorKind::Timeout) only reads, because a write that timed out may still be applied, after whatever
/// the caller does next. What was [provably not sent](Error::is_not_sent) is repeated whatever it does, other
/// [writes](crate::Effect::Once) only then. An upload whose [source](crate::ByteSource) can be read once is not repeated after it was
/// opened.
///
/// The wait before a repeat is chosen at random from zero to a bound that doubles each time, on top of what the
/// [server asks for](Error::retry_after). [`CallOptions::timeout`](crate::CallOptions::timeout) bounds the call with all
/// of its repeats, each of which is told what is left: a wait that would go beyond it ends the call at once with the
/// failure at hand. [`ReplyMeta::attempts`](crate::ReplyMeta::attempts) and [`Error::attempts`] count the attempts, those
/// that the transport inside makes by itself included.
///
/// The layer keeps a copy of the call as long as it may be repeated. Points to upsert are shared with the copy, not
/// copied. A transport that needs them for itself, as the embedded engine does, copies them in all attempts but the
/// last.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use qdrant_core::layer::{RetryLayer, TransportLayer};
/// # use std::{future::Future, pin::Pin};
/// #
/// # #[derive(Debug)]
/// # struct TokioTimer;
/// #
/// # impl qdrant_core::layer::Timer for TokioTimer {
/// #     fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
/// #         Box::pin(tokio::time::sleep(time))
/// #     }
/// # }
///
/// # fn wrap(transport: qdrant_core::SharedTransport) -> qdrant_core::SharedTransport {
/// // `TokioTimer` is the one of the docs of `Timer`.
/// let patient = RetryLayer::new(TokioTimer).max_attempts(10).max_backoff(Duration::from_secs(20));
/// patient.layer(transport)
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RetryLayer {
    pub(super) max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    pub(super) repeats: Option<Arc<Repeats>>,
    pub(super) timer: Arc<dyn Timer>,
}

impl RetryLayer {
    /// Creates the layer with its defaults.
    pub fn new(timer: impl Timer) -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(30),
            repeats: None,
            timer: Arc::new(timer),
        }
        .budget(Some(RetryBudget::default()))
    }

    /// Sets the attempts in all, the first included; at least 1, default 4.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the longest wait before the second attempt; default 100 ms.
    ///
    /// It doubles with every further one.
    #[must_use]
    pub fn initial_backoff(mut self, wait: Duration) -> Self {
        self.initial_backoff = wait;
        self
    }

    /// Sets the longest wait that the doubling leads to; default 5 s.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// Sets the longest wait that the server may ask for; default 30 s.
    ///
    /// When it asks for more, the call ends.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Sets what all calls together may repeat; `None` is without limit, default [`RetryBudget::default`].
    ///
    /// It is full at the start. Everything that this layer and its clones wrap shares it. A number that
    /// [makes no sense](RetryBudget::check) counts as zero.
    #[must_use]
    pub fn budget(mut self, budget: Option<RetryBudget>) -> Self {
        self.repeats = budget.map(|budget| Arc::new(Repeats::new(budget, self.timer.now())));
        self
    }

    /// Returns how long to wait after an attempt, or that there is to be no other.
    pub(super) fn pause(&self, attempt: u32, error: &Error, deadline: Option<Instant>) -> Option<Duration> {
        let asked = error.retry_after().unwrap_or_default();
        if asked > self.max_retry_after {
            return None;
        }
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let backoff = self.initial_backoff.saturating_mul(factor).min(self.max_backoff);
        // On top of what the server asks for, so that those that it turned away do not return all at once.
        let jittered = Duration::try_from_secs_f64(backoff.as_secs_f64() * random()).unwrap_or(backoff);
        let pause = asked.saturating_add(jittered);
        let now = self.timer.now();
        if deadline.is_some_and(|deadline| deadline.saturating_duration_since(now) <= pause) {
            return None;
        }
        let granted = self.repeats.as_ref().is_none_or(|repeats| repeats.take(now));
        granted.then_some(pause)
    }
}

impl TransportLayer for RetryLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Retry::new(inner, self.clone()))
    }
}

/// Returns a number from 0 to 1.
///
/// Each hasher of the standard library has a key of its own, from the randomness of the system.
fn random() -> f64 {
    RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::layer::retry::testing::TestTimer;

    #[tokio::test(start_paused = true)]
    async fn waits_are_spread_over_a_bound_that_doubles() {
        let (layer, error) =
            (RetryLayer::new(TestTimer).budget(None), Error::new(ErrorKind::Unavailable, "down"));
        for (attempt, bound) in [(1, 100), (3, 400), (7, 5000), (u32::MAX, 5000)] {
            let bound = Duration::from_millis(bound);
            let pauses: Vec<_> = (0..300).filter_map(|_| layer.pause(attempt, &error, None)).collect();
            assert!(pauses.len() == 300 && pauses.iter().all(|pause| *pause <= bound));
            assert!(pauses.iter().any(|pause| *pause < bound / 4), "attempt {attempt}");
            assert!(pauses.iter().any(|pause| *pause > bound * 3 / 4), "attempt {attempt}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_bound_is_too_long() {
        let forever = RetryLayer::new(TestTimer).initial_backoff(Duration::MAX).max_backoff(Duration::MAX);
        let error = Error::new(ErrorKind::Unavailable, "").with_retry_after(Duration::MAX);
        assert_eq!(forever.pause(1, &error, None), None);
        let patient = forever.max_retry_after(Duration::MAX);
        assert_eq!(patient.pause(1, &error, None), Some(Duration::MAX));
    }
}
