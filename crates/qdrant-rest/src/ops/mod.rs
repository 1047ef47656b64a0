//! Operations over REST, one file a family.

mod aliases;
mod collections;
mod indexes;
mod payload;
mod points;
mod query;
mod selector;
mod service;
#[cfg(feature = "server")]
mod upsert_batch;
