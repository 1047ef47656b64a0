//! Embedded transport of the Qdrant client: Qdrant's engine in process.
//!
//! [`EmbeddedTransport`] answers the operations of the API with [qdrant-edge], the engine of Qdrant's servers as a
//! library. The data is in memory or in a folder; one client at a time has a folder open.
//!
//! # What is different from a server
//!
//! - There is one shard without a key. The number of shards, replication, consistency and ordering are kept and
//!   reported, and mean nothing. Custom sharding and shard keys are [`Unsupported`](qdrant_core::ErrorKind::Unsupported).
//! - The engine is that of server 1.18. What is newer and cannot be expressed with it is `Unsupported`, with the field:
//!   text ranking and the `scoring` of a text index, the `code` tokenizer, indexes of list elements (`nested`),
//!   statistics over a filter, vectors of the `turbo` data types, TurboQuant of 8 bits.
//! - A filter with a slice reads all ids first, one with a match by prefix or substring the payload of all points, and a
//!   write with such a filter keeps other writes waiting meanwhile. No index makes that faster. In a nested filter such
//!   a match may stand for 64 MiB of different texts; more of them is `Unsupported`.
//! - In formulas, `max`, `min` and `acosh` are written with other functions, which repeat their values. More than about
//!   60 values, or a few levels of several, are `Unsupported`; values of more than 8e307 can be an error.
//! - A diverse search over sparse vectors is for the outermost query; in a sub-query it is `Unsupported`.
//! - Texts are embedded with the model `qdrant/bm25` only.
//! - Strict mode is enforced. Sizes in bytes are those of files or estimates, and rates start anew when a collection
//!   is opened. The share of resident memory counts the whole process and is known on Linux only.
//! - What is written without `wait` is applied all the same when it is answered; `wait` decides whether it is on disk.
//! - Snapshots are archives of its own, which only the same version reads. While one is made, writes to its collection
//!   wait and everything else goes on. They are kept when their collection is deleted. What is restored is checked before
//!   it replaces anything, and yet its files are the engine's: restore only what you trust. There must be room for the
//!   files as they are, of which the archive leaves out the zeros.
//! - Writers that are much faster than the indexing in the background are slowed down until that has caught up.
//! - A threshold of a sub-query that recommends, discovers or learns from feedback over Euclidean or Manhattan vectors is
//!   `Unsupported`: the engine would leave out its best points.
//! - A debug build of the engine checks its own guesses of how many points match a filter, and answers some filters
//!   with an error of the kind `Server`, such as an exception of all values of an indexed field and one that there is
//!   not. `debug-assertions = false` and `overflow-checks = false` under `[profile.dev.package.qdrant-edge]` in a
//!   program's `Cargo.toml` turn that off; a release build is without it.
//! - A failure of the engine in the middle of a write makes the collection read-only until it is opened again.
//!
//! The engine catches its own panics by unwinding: a program that is compiled with `panic = "abort"` ends instead.
//!
//! [qdrant-edge]: https://crates.io/crates/qdrant-edge

#![cfg_attr(docsrs, feature(doc_cfg))]

mod blocking;
mod builder;
mod collection;
mod config;
mod convert;
mod engine;
mod expand;
mod failure;
mod files;
mod maintain;
mod memory;
mod ops;
mod options;
mod pace;
mod query;
mod reconfigure;
mod recovery;
mod registry;
mod root;
mod settings;
mod snapshot;
mod stats;
mod strict;
mod support;
mod sync;
mod tombstones;
mod transport;
mod vector_names;
mod writer;

pub use crate::builder::EmbeddedBuilder;
pub use crate::memory::ProcessStats;
pub use crate::options::Durability;
pub use crate::stats::{CollectionStats, DurationBucket, EmbeddedStats, OperationStats};
pub use crate::support::support_note;
pub use crate::transport::EmbeddedTransport;
