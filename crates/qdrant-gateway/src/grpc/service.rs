//! The service that answers gRPC requests.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode, Version};
use http_body::Body as HttpBody;
use http_body_util::Full;
use qdrant_core::SharedTransport;
use tokio::sync::watch::Receiver;
use tonic::Status;
use tonic::body::Body;
use tower_service::Service;

use super::status::status;
use super::unary::{self, Unary};
use super::watch::{self, Watch};
use super::{health, timeout};
use crate::auth::{Access, Guard};
use crate::execute::{Context, Wire, guarded};
use crate::limits::Limits;

/// The rpcs that need no key, as with the server.
const OPEN: [&str; 2] = ["/qdrant.Qdrant/HealthCheck", health::CHECK];

/// Answers requests of Qdrant's gRPC API; a `tower` service.
///
/// Cloning is cheap. It can be mounted in an HTTP/2 server of your own, at the root of its paths.
#[derive(Debug, Clone)]
pub struct GrpcService(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    transport: SharedTransport,
    guard: Guard,
    limits: Limits,
    /// Closed when the gateway stops.
    stopping: Option<Receiver<()>>,
    #[cfg(feature = "reflection")]
    reflection: super::reflection::Reflection,
}

impl GrpcService {
    pub(crate) fn new(
        transport: SharedTransport,
        guard: Guard,
        limits: Limits,
        stopping: Option<Receiver<()>>,
    ) -> Self {
        Self(Arc::new(Inner {
            transport,
            guard,
            limits,
            stopping,
            #[cfg(feature = "reflection")]
            reflection: super::reflection::Reflection::new(),
        }))
    }
}

impl<B> Service<Request<B>> for GrpcService
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            if let Some(refusal) = not_grpc(&request) {
                return Ok(refusal);
            }
            let reply = guarded(inner.answer(request)).await;
            Ok(reply.unwrap_or_else(|error| status(&error).into_http()))
        })
    }
}

impl Inner {
    async fn answer<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
    {
        let path = request.uri().path();
        let access =
            if OPEN.contains(&path) { Ok(Access::Full) } else { self.guard.check(request.headers()) };
        let access = match access {
            Ok(access) => access,
            Err(error) => return status(&error).into_http(),
        };
        #[cfg(feature = "reflection")]
        if super::reflection::is_meant(path) {
            return self.reflection.answer(request).await;
        }
        let operation = qdrant_grpc::operation_at(path);
        if operation.is_none() && path != health::WATCH {
            return Status::unimplemented(format!("unknown rpc {path}")).into_http();
        }
        let Ok(limit) = timeout::read(request.headers()) else {
            return Status::invalid_argument("malformed grpc-timeout").into_http();
        };
        let mut context = Context::new(Wire::Grpc, request.headers());
        context.options.timeout = limit;
        let transport = Arc::clone(&self.transport);
        let Some(operation) = operation else {
            return watch::answer(Watch { transport, context, stopping: self.stopping.clone() }, request)
                .await;
        };
        if let Err(error) = access.check(operation) {
            return status(&error).into_http();
        }
        let reply =
            unary::answer(Unary { transport, operation, context, limit: self.limits.message }, request);
        match limit {
            None => reply.await,
            Some(limit) => match tokio::time::timeout(limit, reply).await {
                Ok(reply) => reply,
                Err(_) => Status::deadline_exceeded(format!("no answer within {limit:?}")).into_http(),
            },
        }
    }
}

/// Answers what cannot be gRPC.
fn not_grpc<B>(request: &Request<B>) -> Option<Response<Body>> {
    if request.version() != Version::HTTP_2 {
        let text =
            "This port speaks gRPC, which needs HTTP/2. REST is at the other port, 6333 unless configured.\n";
        return Some(plain(StatusCode::HTTP_VERSION_NOT_SUPPORTED, text));
    }
    if request.method() != Method::POST {
        let mut reply = plain(StatusCode::METHOD_NOT_ALLOWED, "gRPC calls are POST requests.\n");
        reply.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return Some(reply);
    }
    (!is_grpc(request.headers())).then(|| {
        plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "gRPC calls have the content type application/grpc.\n")
    })
}

fn is_grpc(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim();
    ["application/grpc", "application/grpc+proto"].iter().any(|known| essence.eq_ignore_ascii_case(known))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut reply = Response::new(Body::new(Full::from(text)));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    reply
}
