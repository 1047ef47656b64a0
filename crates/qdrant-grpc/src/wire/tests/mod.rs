//! The hot messages against plain prost: same bytes out, same models in.

mod bytes;
mod hostile;
mod plain;
mod strategies;
