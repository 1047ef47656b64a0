//! A server: where it is, and the transports that lead there.

mod places;
mod wires;

pub(crate) use self::places::Server;
