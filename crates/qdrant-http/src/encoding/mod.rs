//! Compressed replies.

mod coding;
#[cfg(feature = "gzip")]
mod gzip;
mod layer;

pub(crate) use self::coding::refuse_packed;
pub(crate) use self::layer::{Encoding, EncodingLayer};
