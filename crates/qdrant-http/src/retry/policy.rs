//! When and how often to repeat.

use std::time::Duration;

use qdrant_core::layer::RetryBudget;
use qdrant_core::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::values::duration;

/// When and how often a failed call is repeated.
///
/// Reads and idempotent writes are repeated when the connection breaks or the server asks for it. Of what timed out,
/// reads alone are repeated: a write may still be applied, after whatever the caller does next. Other writes are
/// repeated only when nothing of them reached the network, or the server says that it did not look at them. No wait goes
/// past the deadline of the call: one that would ends the call at once with the failure at hand.
///
/// A call that broke on a connection that the server had just let go of is repeated at once and at nobody's expense, by
/// the same rules otherwise.
///
/// An upload is repeated by the same rules, if its source can still give the whole body.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use qdrant_http::RetryPolicy;
///
/// let patient = RetryPolicy { max_attempts: 10, max_backoff: Duration::from_secs(20), ..RetryPolicy::default() };
/// assert_eq!(RetryPolicy::none().max_attempts, 1);
/// # drop(patient);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicy {
    /// Attempts in all, the first one included; default 4.
    pub max_attempts: u32,
    /// Longest wait before the second attempt; it doubles with every further one; default 100 ms.
    #[serde(with = "duration")]
    pub initial_backoff: Duration,
    /// Longest wait that the doubling leads to; default 5 s.
    #[serde(with = "duration")]
    pub max_backoff: Duration,
    /// Longest wait that the server may ask for; when it asks for more, the call ends; default 30 s.
    #[serde(with = "duration")]
    pub max_retry_after: Duration,
    /// What all calls together may repeat; `None` is without limit; default [`RetryBudget::default`].
    pub budget: Option<RetryBudget>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(30),
            budget: Some(RetryBudget::default()),
        }
    }
}

impl RetryPolicy {
    /// Creates the policy that never repeats.
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Checks that the numbers make sense.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.max_attempts == 0 {
            let error = Error::new(ErrorKind::Config, "must be at least 1");
            return Err(error.with_field("retry.max_attempts"));
        }
        self.budget.map_or(Ok(()), |budget| budget.check().map_err(|error| error.within("retry.budget")))
    }

    /// Returns the longest wait after an attempt, before jitter.
    pub(crate) fn backoff(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        self.initial_backoff.saturating_mul(factor).min(self.max_backoff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_doubles_up_to_its_limit() {
        let policy = RetryPolicy::default();
        let waits: Vec<_> = (1..=8).map(|attempt| policy.backoff(attempt).as_millis()).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(policy.backoff(u32::MAX), Duration::from_secs(5));
    }

    #[test]
    fn numbers_without_sense_are_refused_by_name() {
        let field = |policy: RetryPolicy| policy.check().unwrap_err().field().map(str::to_owned);
        let none = RetryPolicy { max_attempts: 0, ..RetryPolicy::default() };
        assert_eq!(field(none).as_deref(), Some("retry.max_attempts"));
        for ratio in [-0.1, f64::NAN, f64::INFINITY] {
            let budget = Some(RetryBudget { ratio, ..RetryBudget::default() });
            let policy = RetryPolicy { budget, ..RetryPolicy::default() };
            assert_eq!(field(policy).as_deref(), Some("retry.budget.ratio"));
        }
        assert!(RetryPolicy::default().check().is_ok() && RetryPolicy::none().check().is_ok());
    }
}
