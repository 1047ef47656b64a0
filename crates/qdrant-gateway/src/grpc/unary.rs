//! One rpc with one message in and one message out.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse};
use http_body::Body as HttpBody;
use qdrant_core::{Error, SharedTransport};
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::metadata::{MetadataKey, MetadataMap};
use tonic::server::{Grpc, UnaryService};
use tonic::{Code, Request, Response, Status};

use super::codec::BytesCodec;
use super::health;
use super::wire::status;
use crate::execute::{Context, execute};

/// The rpc at one path.
#[derive(Debug)]
pub(crate) struct Unary {
    pub(crate) transport: SharedTransport,
    pub(crate) path: String,
    pub(crate) context: Context,
}

impl UnaryService<Bytes> for Unary {
    type Response = Bytes;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Status>> + Send>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let Self { transport, path, context } = self;
        let (transport, path, context) = (SharedTransport::clone(transport), path.clone(), context.clone());
        Box::pin(async move {
            let message = request.into_inner();
            if path == health::CHECK {
                return health::check(&message).map(Response::new);
            }
            let request = super::wire::decode_request(&path, message).map_err(|error| status(&error))?;
            let reply = execute(&transport, request, context).await.map_err(|error| status(&error))?;
            super::wire::encode_reply(reply).map(Response::new).map_err(|error| status(&error))
        })
    }
}

/// Reads the message, answers it and writes the reply, compressed if the client takes it.
pub(crate) async fn answer<B>(unary: Unary, request: HttpRequest<B>) -> HttpResponse<Body>
where
    B: HttpBody + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>> + Send,
{
    let mut grpc = Grpc::new(BytesCodec)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(usize::MAX);
    grpc.unary(unary, request).await
}
