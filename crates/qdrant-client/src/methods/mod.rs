//! One method an operation, grouped by family.

mod aliases;
mod cluster;
mod collections;
mod indexes;
mod issues;
mod legacy;
mod payload;
mod points;
mod query;
mod quotas;
mod service;
mod shard_snapshots;
mod shards;
mod snapshots;
mod vectors;
