//! Random faults for a while, with a restart of the server among them.
//!
//! Three seconds of it are part of every run of the tests. `.ci/soak` runs it for a minute, alone in its process so that
//! the memory can be judged:
//!
//! ```text
//! SOAK_SECONDS=60 cargo test --workspace --test it soak:: -- --nocapture
//! ```
//!
//! Connections are cut, reset, stalled, throttled and refused, but nothing that passes is altered. Plain TCP has no
//! checksum that a proxy could not renew, and neither wire has one: a byte that changed can make another good request,
//! which writes another point, or another good reply. No client can tell, so there would be no promise to hold it to.
//! What a reply that is visibly corrupt leads to is part of `docs/FAULTS.md`.

mod ledger;
mod memory;
mod run;
mod server;
mod work;

pub(crate) use self::ledger::OnceLedger;
