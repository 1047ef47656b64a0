//! Compressed replies.
//!
//! Qdrant's REST server packs replies in gzip, Brotli, zstd and deflate, whichever `Accept-Encoding` asks for, and
//! unpacks JSON bodies of requests. Only replies in gzip are used here. A reply is mostly the digits of floats: of
//! 1,051 kB (100 points of 768 dimensions) gzip at the server's level leaves 441 kB and at its usual one 390 kB, zstd
//! 402 kB, in 9, 62 and 7 ms, so zstd gains nothing that is worth a library in C. Packing a request of that size
//! takes the client longer than sending it over a link of 1 Gbit/s.

mod coding;
#[cfg(feature = "gzip")]
mod gzip;
mod layer;

pub(crate) use self::coding::refuse_packed;
pub(crate) use self::layer::{Encoding, EncodingLayer};
