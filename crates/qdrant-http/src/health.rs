//! Which endpoints can be reached.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use qdrant_core::Error;
use tokio::time::Instant;

use crate::range::countable;

/// How many times the first pause the longest one is.
const LONGEST: u32 = 64;

/// Whether connections to one of several endpoints can be made.
///
/// An endpoint that cannot be reached is set aside for a time that doubles with every further failure. When the time
/// is over it is looked at again, by one at a time.
#[derive(Debug)]
pub(crate) struct Health {
    address: String,
    pause: Duration,
    /// Read without a lock on every call.
    is_ill: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// When an endpoint that was set aside is looked at again; `None` for one that is well.
    until: Option<Instant>,
    looked_at: bool,
}

impl Health {
    pub(crate) fn new(address: String, pause: Duration) -> Self {
        Self { address, pause, is_ill: AtomicBool::new(false), state: Mutex::default() }
    }

    pub(crate) fn is_well(&self) -> bool {
        !self.is_ill.load(Ordering::Acquire)
    }

    /// Returns when it is to be looked at again; `None` if it is well.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.state().until
    }

    /// Makes the caller the one that looks whether the endpoint can be reached again, if it is time and nobody does.
    pub(crate) fn claim(self: &Arc<Self>) -> Option<Look> {
        let mut state = self.state();
        let due = state.until.is_some_and(|until| until <= Instant::now()) && !state.looked_at;
        state.looked_at |= due;
        due.then(|| Look(Arc::clone(self)))
    }

    /// Notes that a connection was made.
    pub(crate) fn connected(&self) {
        if self.is_well() {
            return;
        }
        *self.state() = State::default();
        self.is_ill.store(false, Ordering::Release);
        tracing::info!(server.address = self.address, "the endpoint can be reached again");
    }

    /// Notes that no connection could be made.
    pub(crate) fn failed(&self, error: Option<&Error>) {
        let pause = {
            let mut state = self.state();
            let now = Instant::now();
            let looked_at = std::mem::take(&mut state.looked_at);
            // Calls that failed together count as one failure.
            if !looked_at && state.until.is_some_and(|until| now < until) {
                return;
            }
            let factor = 2_u32.saturating_pow(state.failures).min(LONGEST);
            state.failures = state.failures.saturating_add(1);
            // Not all clients shall come back at the same time.
            let pause = countable(self.pause.saturating_mul(factor)).mul_f64(0.75 + 0.25 * fastrand::f64());
            state.until = now.checked_add(pause);
            self.is_ill.store(state.until.is_some(), Ordering::Release);
            pause
        };
        let error = error.map(ToString::to_string);
        tracing::warn!(server.address = self.address, ?pause, error, "the endpoint is set aside");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A look at an endpoint that is under way. One that ends without news, as with its runtime, leaves it to others.
#[derive(Debug)]
pub(crate) struct Look(Arc<Health>);

impl Drop for Look {
    fn drop(&mut self) {
        self.0.state().looked_at = false;
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const PAUSE: Duration = Duration::from_secs(1);

    fn health() -> Arc<Health> {
        Arc::new(Health::new("db:1".to_owned(), PAUSE))
    }

    fn wait(health: &Health) -> Duration {
        health.until().unwrap() - Instant::now()
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_doubles_with_every_failure_up_to_its_limit() {
        let health = health();
        for factor in [1, 2, 4, 8, 16, 32, 64, 64, 64] {
            health.failed(None);
            assert!(!health.is_well());
            let pause = PAUSE * factor;
            assert!(
                wait(&health) <= pause && wait(&health) >= pause * 3 / 4,
                "{factor}: {:?}",
                wait(&health)
            );
            advance(pause).await;
        }
        health.connected();
        assert!(health.is_well() && health.until().is_none());
        health.failed(None);
        assert!(wait(&health) <= PAUSE, "the count starts anew");
    }

    #[tokio::test(start_paused = true)]
    async fn failures_that_come_together_count_once() {
        let health = health();
        for _ in 0..100 {
            health.failed(None);
        }
        assert!(wait(&health) <= PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_a_time_looks_whether_it_is_well_again() {
        let health = health();
        assert!(health.claim().is_none(), "it is well");
        health.failed(None);
        assert!(health.claim().is_none(), "it is too early");
        advance(PAUSE).await;
        let look = health.claim();
        assert!(look.is_some());
        assert!(health.claim().is_none(), "somebody looks already");
        health.failed(None);
        drop(look);
        assert!(!health.is_well() && wait(&health) > PAUSE);
        advance(PAUSE * 2).await;
        let _look = health.claim().unwrap();
        health.connected();
        assert!(health.is_well());
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_ends_without_news_leaves_it_to_others() {
        let health = health();
        health.failed(None);
        advance(PAUSE).await;
        drop(health.claim().unwrap());
        assert!(health.claim().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_beyond_the_clock_is_a_pause() {
        let health = Health::new("db:1".to_owned(), Duration::MAX);
        health.failed(None);
        assert!(!health.is_well());
    }
}
