//! The operations of each family: their messages, out and in.

mod aliases;
mod collections;
mod envelope;
mod groups;
mod health;
mod hits;
mod indexes;
mod legacy;
mod matrix;
mod payload;
mod points;
mod points_batch;
mod query;
mod service;
mod shards;
mod snapshots;
mod vectors;

#[cfg(test)]
#[cfg(feature = "server")]
mod tests;
