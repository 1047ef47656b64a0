//! Operations over REST, one file a family.

mod aliases;
mod cluster;
mod collections;
mod full_snapshots;
mod groups;
mod indexes;
mod issues;
mod legacy;
mod matrix;
mod optimizations;
mod payload;
mod points;
mod points_batch;
mod query;
mod quotas;
mod searches;
mod selector;
mod service;
mod shard_snapshots;
mod shards;
mod snapshots;
mod unnamed_sparse;
#[cfg(feature = "server")]
mod upsert_batch;
mod vectors;
