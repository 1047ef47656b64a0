//! What all calls together may repeat.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use super::policy::RetryBudget;

/// A bucket of repeats that all calls of a stack share.
#[derive(Debug)]
pub(crate) struct Bucket {
    budget: RetryBudget,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    repeats: f64,
    filled: Instant,
}

impl Bucket {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        let state = State { repeats: f64::from(budget.burst), filled: Instant::now() };
        Self { budget, state: Mutex::new(state) }
    }

    /// Adds what a new call earns.
    pub(crate) fn earn(&self) {
        self.update(|repeats| *repeats += self.budget.ratio);
    }

    /// Takes one repeat, if there is one.
    pub(crate) fn take(&self) -> bool {
        self.update(|repeats| {
            let enough = *repeats >= 1.0;
            if enough {
                *repeats -= 1.0;
            }
            enough
        })
    }

    fn update<T>(&self, change: impl FnOnce(&mut f64) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let earned = now.duration_since(state.filled).as_secs_f64() * self.budget.per_second;
        state.filled = now;
        state.repeats += earned;
        let result = change(&mut state.repeats);
        state.repeats = state.repeats.min(f64::from(self.budget.burst));
        result
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn repeats_are_a_share_of_the_calls_once_the_burst_is_gone() {
        let bucket = Bucket::new(RetryBudget { ratio: 0.25, per_second: 0.0, burst: 2 });
        assert!(bucket.take() && bucket.take() && !bucket.take());
        let granted = (0..100)
            .filter(|_| {
                bucket.earn();
                bucket.take()
            })
            .count();
        assert_eq!(granted, 25);
    }

    #[tokio::test(start_paused = true)]
    async fn time_fills_the_bucket_up_to_the_burst() {
        let bucket = Bucket::new(RetryBudget { ratio: 0.0, per_second: 2.0, burst: 3 });
        assert!(bucket.take() && bucket.take() && bucket.take() && !bucket.take());
        tokio::time::advance(Duration::from_millis(500)).await;
        assert!(bucket.take() && !bucket.take());
        tokio::time::advance(Duration::from_secs(1000)).await;
        bucket.earn();
        assert!(bucket.take() && bucket.take() && bucket.take() && !bucket.take());
    }
}
