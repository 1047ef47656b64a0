//! One rpc with one message in and one message out.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse};
use http_body::Body as HttpBody;
use qdrant_core::{Error, SharedTransport};
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::metadata::MetadataMap;
use tonic::server::{Grpc, UnaryService};
use tonic::{Code, Request, Response, Status};

use super::codec::BytesCodec;
use super::health;
use crate::execute::{Context, execute};

/// The rpc at one path.
#[derive(Debug)]
pub(crate) struct Unary {
    transport: SharedTransport,
    path: String,
    context: Option<Context>,
}

impl Unary {
    pub(crate) fn new(transport: SharedTransport, path: &str, context: Context) -> Self {
        Self { transport, path: path.to_owned(), context: Some(context) }
    }
}
