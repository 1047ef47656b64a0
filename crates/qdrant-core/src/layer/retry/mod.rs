//! Repeats of calls that failed for a passing reason.

mod budget;
mod layer;
#[cfg(test)]
mod testing;
mod transport;

pub use self::budget::{Repeats, RetryBudget};
pub use self::layer::RetryLayer;
