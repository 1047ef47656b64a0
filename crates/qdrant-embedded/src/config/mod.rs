//! Configuration of collections: the API's, and the engine's that follows from it.

mod change;
mod create;
mod engine;

pub(crate) use self::change::apply;
pub(crate) use self::create::new_config;
pub(crate) use self::engine::engine_config;
