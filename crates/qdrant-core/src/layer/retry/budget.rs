//! What all calls together may repeat.

use std::time::Instant;

/// Repeats that each call earns.
const PER_CALL: f64 = 0.2;
/// Repeats that each second earns, whatever the load.
const PER_SECOND: f64 = 1.0;

/// A bucket of repeats.
#[derive(Debug)]
pub(super) struct Budget {
    burst: f64,
    repeats: f64,
    filled: Instant,
}

impl Budget {
    /// Creates a full bucket.
    pub(super) fn new(burst: u32, now: Instant) -> Self {
        Self { burst: f64::from(burst), repeats: f64::from(burst), filled: now }
    }

    /// Adds what a new call earns.
    pub(super) fn earn(&mut self, now: Instant) {
        self.fill(now);
        self.repeats = (self.repeats + PER_CALL).min(self.burst);
    }

    /// Takes one repeat, if there is one.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        self.fill(now);
        let enough = self.repeats >= 1.0;
        if enough {
            self.repeats -= 1.0;
        }
        enough
    }

    fn fill(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = self.filled.max(now);
        self.repeats = (self.repeats + seconds * PER_SECOND).min(self.burst);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn repeats_are_a_share_of_the_calls_once_the_burst_is_gone() {
        let now = Instant::now();
        let mut budget = Budget::new(2, now);
        assert!(budget.take(now) && budget.take(now) && !budget.take(now));
        let granted = (0..1000)
            .filter(|_| {
                budget.earn(now);
                budget.take(now)
            })
            .count();
        assert!((199..=200).contains(&granted), "{granted}");
    }

    #[test]
    fn time_fills_the_bucket_up_to_the_burst() {
        let mut now = Instant::now();
        let mut budget = Budget::new(2, now);
        budget.earn(now);
        assert!(budget.take(now) && budget.take(now) && !budget.take(now));
        now += Duration::from_secs(1);
        assert!(budget.take(now) && !budget.take(now));
        now += Duration::from_secs(1000);
        assert!(budget.take(now) && budget.take(now) && !budget.take(now));
        // A clock that went back gives nothing and takes nothing.
        assert!(!budget.take(now - Duration::from_secs(5)) && !budget.take(now));
    }

    #[test]
    fn an_empty_budget_grants_nothing() {
        let now = Instant::now();
        let mut budget = Budget::new(0, now);
        budget.earn(now);
        assert!(!budget.take(now + Duration::from_secs(100)));
    }
}
