//! The connections of a stack.

mod greet;
mod pool;

pub(crate) use self::pool::Client;
