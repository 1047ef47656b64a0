//! Compressed replies.

#[cfg(feature = "gzip")]
mod gzip;
mod layer;

pub(crate) use self::layer::{Encoding, EncodingLayer};
