//! One method an operation, grouped by family.

mod aliases;
mod collections;
mod indexes;
mod payload;
mod points;
mod query;
mod service;
