//! What authors and users of transports test with.
//!
//! - [`conformance`]: scenarios that every transport must pass, and a comparison of what two transports answered.
//! - [`MockTransport`]: answers from a script or by rules, and remembers what it was asked; for tests of programs.
//! - [`FaultLayer`]: makes calls fail before or after they took effect, as a function chooses.
//! - [`FlakyLayer`]: the same at random, by rate and kind of error.
//! - `proxy::FaultProxy`, with the cargo feature `proxy`: connections that break, stall, crawl or garble what they carry.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod conformance;
mod fault;
mod flaky;
mod mock;
#[cfg(feature = "proxy")]
pub mod proxy;

pub use crate::fault::{Fault, FaultLayer};
pub use crate::flaky::FlakyLayer;
pub use crate::mock::MockTransport;
