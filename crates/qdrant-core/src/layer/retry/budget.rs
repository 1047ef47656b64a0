//! What all calls together may repeat.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// What all calls of a client together may repeat, so that a sick server is not drowned.
///
/// A bucket of repeats: every call adds `ratio`, every second adds `per_second`, every repeat takes one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetryBudget {
    /// Repeats that each call earns; default 0.2, which is a fifth more load.
    pub ratio: f64,
    /// Repeats that each second earns, whatever the load; default 1.
    pub per_second: f64,
    /// Most repeats that can be saved, and their number at the start; default 20.
    pub burst: u32,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { ratio: 0.2, per_second: 1.0, burst: 20 }
    }
}

impl RetryBudget {
    /// Checks that the numbers make sense.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] that names the number that is negative or none.
    pub fn check(&self) -> Result<(), Error> {
        let Self { ratio, per_second, burst: _ } = *self;
        match [("ratio", ratio), ("per_second", per_second)].into_iter().find(|(_, number)| !is_sane(*number))
        {
            Some((field, _)) => {
                Err(Error::new(ErrorKind::Config, "must be a number that is not negative").with_field(field))
            }
            None => Ok(()),
        }
    }
}

fn is_sane(number: f64) -> bool {
    number >= 0.0 && number.is_finite()
}

/// The repeats that are left of a [`RetryBudget`].
///
/// It is for authors of transports that repeat calls by themselves. The moments are those of their clock.
///
/// # Examples
///
/// ```
/// use std::time::Instant;
/// use qdrant_core::layer::{Repeats, RetryBudget};
///
/// let now = Instant::now();
/// let repeats = Repeats::new(RetryBudget { burst: 1, ..RetryBudget::default() }, now);
/// repeats.earn(now);
/// assert!(repeats.take(now));
/// assert!(!repeats.take(now));
/// ```
#[derive(Debug)]
pub struct Repeats {
    budget: RetryBudget,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    repeats: f64,
    filled: Instant,
}

impl Repeats {
    /// Creates a full bucket. A number that [makes no sense](RetryBudget::check) counts as zero.
    pub fn new(budget: RetryBudget, now: Instant) -> Self {
        let RetryBudget { ratio, per_second, burst } = budget;
        let sane = |number| if is_sane(number) { number } else { 0.0 };
        Self {
            budget: RetryBudget { ratio: sane(ratio), per_second: sane(per_second), burst },
            state: Mutex::new(State { repeats: f64::from(burst), filled: now }),
        }
    }

    /// Adds what a new call earns.
    pub fn earn(&self, now: Instant) {
        self.update(now, |repeats| *repeats += self.budget.ratio);
    }

    /// Takes one repeat, if there is one.
    pub fn take(&self, now: Instant) -> bool {
        self.update(now, |repeats| {
            let enough = *repeats >= 1.0;
            if enough {
                *repeats -= 1.0;
            }
            enough
        })
    }

    fn update<T>(&self, now: Instant, change: impl FnOnce(&mut f64) -> T) -> T {
        let burst = f64::from(self.budget.burst);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = now.saturating_duration_since(state.filled).as_secs_f64();
        state.filled = state.filled.max(now);
        state.repeats = (state.repeats + seconds * self.budget.per_second).min(burst);
        let result = change(&mut state.repeats);
        state.repeats = state.repeats.min(burst);
        result
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn repeats_are_a_share_of_the_calls_once_the_burst_is_gone() {
        let now = Instant::now();
        let bucket = Repeats::new(RetryBudget { ratio: 0.25, per_second: 0.0, burst: 2 }, now);
        assert!(bucket.take(now) && bucket.take(now) && !bucket.take(now));
        let granted = (0..100)
            .filter(|_| {
                bucket.earn(now);
                bucket.take(now)
            })
            .count();
        assert_eq!(granted, 25);
    }

    #[test]
    fn time_fills_the_bucket_up_to_the_burst() {
        let mut now = Instant::now();
        let bucket = Repeats::new(RetryBudget { ratio: 0.0, per_second: 2.0, burst: 3 }, now);
        assert!(bucket.take(now) && bucket.take(now) && bucket.take(now) && !bucket.take(now));
        now += Duration::from_millis(500);
        assert!(bucket.take(now) && !bucket.take(now));
        now += Duration::from_secs(1000);
        bucket.earn(now);
        assert!(bucket.take(now) && bucket.take(now) && bucket.take(now) && !bucket.take(now));
        // A clock that went back gives nothing and takes nothing.
        assert!(!bucket.take(now - Duration::from_secs(5)) && !bucket.take(now));
    }

    #[test]
    fn an_empty_budget_grants_nothing() {
        let now = Instant::now();
        let bucket = Repeats::new(RetryBudget { burst: 0, ..RetryBudget::default() }, now);
        bucket.earn(now);
        assert!(!bucket.take(now + Duration::from_secs(100)));
    }

    #[test]
    fn numbers_without_sense_are_refused_by_name_and_grant_nothing() {
        let now = Instant::now();
        for number in [-0.1, f64::NAN, f64::INFINITY] {
            let default = RetryBudget { burst: 1, ..RetryBudget::default() };
            let ratio = RetryBudget { ratio: number, ..default };
            assert_eq!(ratio.check().unwrap_err().field(), Some("ratio"));
            let per_second = RetryBudget { per_second: number, ..default };
            assert_eq!(per_second.check().unwrap_err().field(), Some("per_second"));
            let bucket = Repeats::new(RetryBudget { ratio: number, ..per_second }, now);
            let later = now + Duration::from_secs(100);
            bucket.earn(later);
            assert!(bucket.take(later) && !bucket.take(later), "the one of the start");
        }
        assert!(RetryBudget::default().check().is_ok());
    }
}
