//! The operations of each family: their messages, out and in.

mod aliases;
mod collections;
mod envelope;
mod indexes;
mod payload;
mod points;
mod query;
mod service;
