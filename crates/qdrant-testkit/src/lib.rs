//! What authors and users of transports test with.
//!
//! - [`conformance`]: scenarios that every transport must pass, and a comparison of what two transports answered.
//! - [`MockTransport`]: answers from a script, and remembers what it was asked.
//! - [`FaultLayer`]: makes calls fail before or after they took effect.

pub mod conformance;
mod fault;
mod mock;

pub use crate::fault::{Fault, FaultLayer};
pub use crate::mock::MockTransport;
