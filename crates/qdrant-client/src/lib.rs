#![doc = include_str!("crate.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod applied;
mod builder;
mod client;
mod collection;
mod config;
mod credentials;
#[cfg(feature = "fs")]
mod fs;
mod gate;
mod methods;
mod migrate;
mod missing;
pub mod qdrant;
mod retold;
mod scroll;
mod select;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod server;
mod server_version;
mod upload;
mod version;

pub use async_trait::async_trait;
pub use bytes;
#[cfg(any(feature = "rest", feature = "grpc"))]
pub use http;
#[doc(inline)]
pub use qdrant_core::*;
#[cfg(feature = "embedded")]
pub use qdrant_embedded as embedded;
#[cfg(feature = "grpc")]
pub use qdrant_grpc as grpc;
#[cfg(any(feature = "rest", feature = "grpc"))]
pub use qdrant_http as http_stack;
#[cfg(any(feature = "rest", feature = "grpc"))]
pub use qdrant_http::{
    Identity, ProxyConfig, RequestId, RetryBudget, RetryPolicy, Roots, TlsConfig, Token, TokenSource,
};
#[cfg(feature = "rest")]
pub use qdrant_rest as rest;

pub use crate::builder::QdrantBuilder;
pub use crate::client::Qdrant;
pub use crate::collection::Collection;
pub use crate::config::{QdrantConfig, ServerUrl};
#[cfg(feature = "fs")]
pub use crate::fs::{FileSource, SavedSnapshot, SnapshotDownload, SnapshotFileExt};
pub use crate::migrate::{MigratedCollection, Migration};
pub use crate::scroll::Scroll;
pub use crate::upload::{Upload, UploadError, UploadItem, UploadProgress};
pub use crate::version::Compatibility;
