//! The embedded transport as a whole.

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
