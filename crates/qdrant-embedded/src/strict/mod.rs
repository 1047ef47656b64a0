//! Strict mode: limits on what a collection lets its users do.
//!
//! They are looked at once, before an operation is carried out, and only where the collection turns them on. As on a
//! server:
//!
//! - Every sub-query of a query is held to the limits of its own; a batch counts its queries as well.
//! - A limit that is not given counts with its default.
//! - A filter needs an index of a kind that can answer it for each of its fields. Paths in nested filters are those
//!   that an index would have: `list[].field`.
//! - Rates are buckets that hold a minute's worth. A read costs its vectors and conditions, a write its points.
//! - What frees memory and disk, such as deletions, is never refused for sizes.
//!
//! # What is different from a server
//!
//! - Sizes of dense vectors are what all points would take. Those of multi-vectors, sparse vectors and payload are
//!   what their files take on disk, at most a few seconds or writes ago.
//! - The share of resident memory is that of the whole process, with whatever else is in it, and is known on Linux
//!   only.
//! - Rates start full when a collection is opened. There are no replicas to divide them among.

mod check;
mod filters;
mod indexes;
mod rates;
mod reads;
mod sizes;
mod state;
mod writes;

pub(crate) use self::check::check;
pub(crate) use self::sizes::dense_bytes;
pub(crate) use self::state::StrictState;
