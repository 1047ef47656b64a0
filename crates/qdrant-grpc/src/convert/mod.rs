//! Conversions between the core model and the messages, both directions.
//!
//! Every conversion takes its source apart completely and writes its target completely, so that a new field does
//! not compile until it has a place on both sides. Vectors and payloads are moved, never copied.

mod alias;
mod collection;
mod consistency;
mod enums;
mod facet;
mod filter;
mod id;
mod index;
mod inference;
mod legacy;
mod matrix;
mod number;
mod payload;
mod point;
mod points_update;
mod query;
mod room;
mod selector;
mod service;
mod shard;
mod sharding;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;
mod timeout;
mod timestamp;
mod traits;
mod usage;
mod vector;
mod vector_name;

pub(crate) use self::room::Room;
pub(crate) use self::snapshot::waits;
#[cfg(feature = "server")]
pub(crate) use self::snapshot::{completed, deleted};
pub(crate) use self::traits::{
    FromProto, IntoProto, from_reply, invalid, read, required, same_fields, total, write,
};
