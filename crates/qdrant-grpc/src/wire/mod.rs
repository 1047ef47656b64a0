//! Messages that are read and written straight from the core model, for speed.

mod floats;
pub(crate) mod vector;
