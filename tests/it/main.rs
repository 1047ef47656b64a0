//! Integration tests over all transports, in one binary because the engine takes long to link.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod bad_input;
mod cache;
mod conformance;
mod congruence;
mod documents;
mod facade;
mod faults;
mod files;
mod migrate;
mod missing;
mod recover;
mod servers;
mod soak;
mod sources;
mod support;
mod upload;

#[path = "../../examples/custom_transport.rs"]
#[expect(dead_code, reason = "the example has a main function of its own")]
mod custom_transport;
