//! What goes over the wire, literally.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

#[cfg(feature = "server")]
mod hostile;
mod replies;
mod replies_reports;
mod replies_snapshots;
mod requests;
#[cfg(feature = "server")]
mod round_trip;
mod samples;
#[cfg(feature = "server")]
mod served;
#[cfg(feature = "server")]
mod served_search;
#[cfg(feature = "server")]
mod served_updates;
#[cfg(feature = "server")]
mod strategies;
