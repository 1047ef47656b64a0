//! Repeating calls that failed for a passing reason.

mod after;
mod layer;
mod policy;

pub use self::after::retry_after;
pub(crate) use self::layer::{Retry, RetryLayer};
pub use self::policy::RetryPolicy;
