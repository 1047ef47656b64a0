//! One rpc with one message in and one message out.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse};
use http_body::Body as HttpBody;
use qdrant_core::{OperationKind, Request, SharedTransport};
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::server::{Grpc, UnaryService};
use tonic::{Response, Status};

use super::arrived::Arrived;
use super::codec::BytesCodec;
use super::health;
use super::status::status;
use crate::execute::{Context, execute};

/// A call of an rpc.
#[derive(Debug)]
pub(crate) struct Unary {
    pub(crate) transport: SharedTransport,
    pub(crate) operation: OperationKind,
    pub(crate) context: Context,
    /// The longest message, in bytes.
    pub(crate) limit: usize,
}

impl UnaryService<Bytes> for Unary {
    type Response = Bytes;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Status>> + Send>>;

    fn call(&mut self, request: tonic::Request<Bytes>) -> Self::Future {
        let (transport, operation, context) =
            (SharedTransport::clone(&self.transport), self.operation, self.context.clone());
        Box::pin(async move {
            let message = request.into_inner();
            let request = qdrant_grpc::decode_request(operation, &message).map_err(|error| status(&error))?;
            drop(message);
            let reply = if let Request::GrpcHealthCheck(request) = request {
                health::answer(&transport, *request, context).await
            } else {
                execute(&transport, request, context).await
            };
            let reply = reply.map_err(|error| status(&error))?;
            qdrant_grpc::encode_reply(reply).map(Response::new).map_err(|error| status(&error))
        })
    }
}

/// Reads the message, answers it and writes the reply, compressed if the client takes it.
pub(crate) async fn answer<B>(unary: Unary, request: HttpRequest<B>) -> HttpResponse<Body>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>> + Send,
{
    let limit = unary.limit;
    let mut grpc = Grpc::new(BytesCodec)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(limit);
    grpc.unary(unary, request.map(|body| Arrived::new(body, limit))).await
}
