//! What goes over the wire, literally.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

mod replies;
mod requests;
#[cfg(feature = "server")]
mod round_trip;
mod samples;
#[cfg(feature = "server")]
mod served;
