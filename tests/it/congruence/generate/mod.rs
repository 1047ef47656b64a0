//! Random sequences of operations, the same for the same seed.

mod collections;
mod dice;
mod filters;
mod queries;
mod reads;
mod values;
mod world;
mod writes;

pub(super) use self::world::{ALIASES, COLLECTIONS, sequence};
