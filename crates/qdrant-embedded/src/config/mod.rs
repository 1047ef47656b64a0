//! Configuration of collections: the API's, and the engine's that follows from it.

mod change;
mod create;
mod engine;
mod vectors;

pub(crate) use self::change::apply;
pub(crate) use self::create::{check, new_config};
pub(crate) use self::engine::{engine_config, is_cold};
pub(crate) use self::vectors::{engine_vector, has_vector, with_vector, without_vector};
