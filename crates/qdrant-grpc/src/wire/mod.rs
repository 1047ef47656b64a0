//! Messages that are read and written straight from the core model, for speed.

pub(crate) mod around;
mod embed;
mod floats;
pub(crate) mod groups;
mod oneofs;
pub(crate) mod points;
pub(crate) mod reader;
pub(crate) mod sink;
pub(crate) mod step;
pub(crate) mod usage;
pub(crate) mod value;
pub(crate) mod vector;
pub(crate) mod vectors;

#[cfg(test)]
mod tests;
