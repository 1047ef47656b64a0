//! The embedded transport as a whole.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod background;
mod batch;
mod collections;
mod concurrent;
mod crash;
mod formulas;
mod full_snapshots;
mod groups;
mod hostile;
mod indexes;
mod legacy;
mod matrix;
mod nested;
mod payload;
mod points;
mod query;
mod reopen;
mod shard_snapshots;
mod snapshots;
mod standalone;
mod stats;
mod strict;
mod support;
mod texts;
mod thresholds;
mod transport;
mod vectors;
