//! What goes over the wire, literally.

mod replies;
mod requests;
#[cfg(feature = "server")]
mod round_trip;
mod samples;
#[cfg(feature = "server")]
mod served;
