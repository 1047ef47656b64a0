//! The same values twice: as this workspace's models, and as messages of Qdrant's official client.
//!
//! Every pair is written out by hand, with every field filled, so that a field which is mixed up, lost or numbered
//! differently shows as a difference. The tests send the pairs through this workspace's gRPC conversions.

#![allow(deprecated, reason = "the official messages still have the fields of older servers")]

mod judge;
pub mod model;
pub mod twins;

pub use crate::judge::{Judged, answered, judged, message, misread, request, sent, unsent};

/// A value of this workspace and the official message that means the same.
pub type Pair<O, T> = (O, T);
