//! The connections of a stack.

mod greet;
mod lane;
mod pool;

pub(crate) use self::pool::Client;
