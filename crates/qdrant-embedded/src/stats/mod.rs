//! What the engine can tell of itself: operations, collections, the process.

mod collect;
mod counters;
mod model;
mod prometheus;

pub(crate) use self::collect::collect;
pub(crate) use self::counters::Counters;
pub use self::model::{CollectionStats, DurationBucket, EmbeddedStats, OperationStats};
