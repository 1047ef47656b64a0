//! A TCP proxy whose connections suffer on demand.
//!
//! It stands between a client and a server, and knows nothing of what they speak: it works for REST, gRPC, TLS and
//! everything else over TCP. What happens to a connection is decided when it is accepted, by the [`Plan`].
//!
//! # Support
//!
//! Cargo feature `proxy`; needs a tokio runtime with time and I/O.

mod connection;
mod counters;
mod damage;
mod plan;
mod pump;
mod server;

pub use self::counters::Traffic;
pub use self::damage::{Damage, Direction, End};
pub use self::plan::Plan;
pub use self::server::FaultProxy;
