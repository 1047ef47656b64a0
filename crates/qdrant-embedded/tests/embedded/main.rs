//! The embedded transport as a whole.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod background;
mod collections;
mod crash;
mod hostile;
mod indexes;
mod payload;
mod points;
mod query;
mod reopen;
mod support;
mod transport;
