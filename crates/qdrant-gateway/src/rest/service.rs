//! The service that answers REST requests.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response};
use http_body::Body;
use http_body_util::Full;
use qdrant_core::{Error, SharedTransport};
use tower_service::Service;

use super::routes::{Found, Routes};
use super::{body, gzip, health, problem};
use crate::auth::Guard;
use crate::execute::{Context, Wire, execute, guarded};

/// Paths that need no key, as with the server.
const OPEN: [&str; 4] = ["/", "/healthz", "/livez", "/readyz"];

/// Answers requests of Qdrant's REST API; a `tower` service.
///
/// Cloning is cheap. It can be mounted in a web server of your own, at the root of its paths.
#[derive(Debug, Clone)]
pub struct RestService(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    transport: SharedTransport,
    guard: Guard,
    max_body: usize,
    routes: Routes,
}

impl RestService {
    pub(crate) fn new(transport: SharedTransport, guard: Guard, max_body: usize) -> Self {
        Self(Arc::new(Inner { transport, guard, max_body, routes: Routes::new() }))
    }
}

impl<B> Service<Request<B>> for RestService
where
    B: Body<Data: Send> + Send + 'static,
    B::Error: Send,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let compressed = gzip::is_accepted(request.headers());
            let reply = guarded(inner.answer(request)).await.and_then(|answer| answer);
            let reply = reply.unwrap_or_else(|error| qdrant_rest::encode_error(&error));
            Ok(gzip::compress(reply, compressed).map(Full::new))
        })
    }
}

impl Inner {
    async fn answer<B: Body>(&self, request: Request<B>) -> Result<Response<Bytes>, Error> {
        let (head, body) = request.into_parts();
        let context = Context::new(Wire::Rest, &head.headers);
        let path = head.uri.path();
        if head.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
        {
            return Ok(problem::grpc());
        }
        if !OPEN.contains(&path) {
            self.guard.check(&head.headers)?;
        }
        let (operation, names) = match self.routes.find(&head.method, path) {
            Found::Operation(operation, names) => (operation, names),
            Found::OtherMethods(allowed) => return Ok(problem::other_methods(&head.method, path, &allowed)),
            Found::BadName(name) => return Ok(problem::bad_name(name)),
            Found::Nothing => return Ok(problem::unknown_route(&head.method, path)),
        };
        let body = match head.method {
            Method::GET | Method::HEAD | Method::DELETE => Bytes::new(),
            _ => body::read(&head.headers, body, self.max_body).await?,
        };
        let names: Vec<_> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let query = head.uri.query().unwrap_or_default();
        let request = qdrant_rest::decode_request(operation, &names, query, &body)?;
        drop(body);
        if health::is_meant(operation) {
            return health::answer(&self.transport, request, context).await;
        }
        let reply = execute(&self.transport, request, context).await?;
        qdrant_rest::encode_reply(&reply)
    }
}
