//! Places where the wires differ from each other or from what one would expect, each with a test of its own.
//!
//! `docs/CONVERSIONS.md` lists them all, with the tests that are elsewhere.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

mod arbitrary;
mod collections;
mod drift;
mod filters;
mod indexes;
mod losses;
mod points;
mod query;
mod reports;
mod round_trip;
mod sharding;
mod snapshots;
mod vectors;
mod wires;
