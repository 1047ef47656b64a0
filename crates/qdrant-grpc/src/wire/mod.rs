//! Messages that are read and written straight from the core model, for speed.

pub(crate) mod around;
mod embed;
mod floats;
mod oneofs;
pub(crate) mod points;
pub(crate) mod reader;
pub(crate) mod sink;
pub(crate) mod value;
pub(crate) mod vector;
mod vectors;

#[cfg(test)]
mod tests;
