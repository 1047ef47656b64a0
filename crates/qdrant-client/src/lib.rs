#![doc = include_str!("../README.md")]

mod builder;
mod client;
mod collection;
#[cfg(feature = "fs")]
mod fs;
mod gate;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod http;
mod methods;
mod missing;
pub mod qdrant;
mod retold;
mod scroll;
mod select;
mod upload;
mod version;

#[doc(inline)]
pub use qdrant_core::*;
#[cfg(feature = "embedded")]
pub use qdrant_embedded as embedded;
#[cfg(feature = "grpc")]
pub use qdrant_grpc as grpc;
#[cfg(any(feature = "rest", feature = "grpc"))]
pub use qdrant_http::{Identity, RetryPolicy, TlsConfig, Token, TokenSource};
#[cfg(feature = "rest")]
pub use qdrant_rest as rest;

pub use crate::builder::QdrantBuilder;
pub use crate::client::Qdrant;
pub use crate::collection::Collection;
#[cfg(feature = "fs")]
pub use crate::fs::{FileSource, SavedSnapshot, SnapshotDownload, SnapshotFileExt};
pub use crate::scroll::Scroll;
pub use crate::upload::{Upload, UploadProgress};
pub use crate::version::Compatibility;
