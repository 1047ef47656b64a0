//! The service that answers REST requests.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response};
use http_body::Body;
use qdrant_core::{Error, OperationKind, SharedTransport};
use qdrant_rest::ServedBody;
use tower_service::Service;

use super::input::Input;
use super::routes::{Found, Routes};
use super::{body, gzip, health, point, problem, upload};
use crate::auth::{Access, Guard};
use crate::execute::{Context, Wire, execute, guarded};
use crate::limits::Limits;

/// Paths that need no key, as with the server.
const OPEN: [&str; 4] = ["/", "/healthz", "/livez", "/readyz"];

/// Answers requests of Qdrant's REST API; a `tower` service.
///
/// Cloning is cheap. It can be mounted in a web server of your own, at the root of its paths. Files go through it as
/// streams: a download that breaks off ends the body with an error, upon which the web server has to cut the
/// connection, and the rest of an upload that is refused is read by a task of Tokio's.
#[derive(Debug, Clone)]
pub struct RestService(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    transport: SharedTransport,
    guard: Guard,
    limits: Limits,
    routes: Routes,
}

impl RestService {
    pub(crate) fn new(transport: SharedTransport, guard: Guard, limits: Limits) -> Self {
        Self(Arc::new(Inner { transport, guard, limits, routes: Routes::new() }))
    }
}

impl<B> Service<Request<B>> for RestService
where
    B: Body<Data: Send> + Send + 'static,
    B::Error: Send,
{
    type Response = Response<ServedBody>;
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
            let reply = reply.unwrap_or_else(|error| in_memory(qdrant_rest::encode_error(&error)));
            let (head, body) = reply.into_parts();
            Ok(match body {
                ServedBody::Bytes(body) => {
                    in_memory(gzip::compress(Response::from_parts(head, body), compressed))
                }
                body @ ServedBody::Stream(_) => Response::from_parts(head, body),
            })
        })
    }
}

impl Inner {
    async fn answer<B>(&self, request: Request<B>) -> Result<Response<ServedBody>, Error>
    where
        B: Body<Data: Send> + Send + 'static,
        B::Error: Send,
    {
        let (head, body) = request.into_parts();
        let context = Context::new(Wire::Rest, &head.headers);
        let path = head.uri.path();
        if head.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
        {
            return Ok(in_memory(problem::grpc()));
        }
        let access = if OPEN.contains(&path) { Access::Full } else { self.guard.check(&head.headers)? };
        let (operation, names) = match self.routes.find(&head.method, path) {
            Found::Operation(operation, names) => (operation, names),
            Found::OtherMethods(allowed) => {
                return Ok(in_memory(problem::other_methods(&head.method, path, &allowed)));
            }
            Found::BadName(name) => return Ok(in_memory(problem::bad_name(name))),
            Found::Nothing => return Ok(in_memory(problem::unknown_route(&head.method, path))),
        };
        access.check(operation)?;
        let names: Vec<_> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let query = head.uri.query().unwrap_or_default();
        let request = match Input::of(operation, &head.method) {
            Input::Nothing => qdrant_rest::decode_request(operation, &names, query, b"")?,
            Input::Json => {
                let body = body::read(&head.headers, body, self.limits.body).await?;
                qdrant_rest::decode_request(operation, &names, query, &body)?
            }
            Input::File => {
                upload::read(operation, &names, query, &head.headers, body, self.limits.upload).await?
            }
        };
        if health::is_meant(operation) {
            return health::answer(&self.transport, request, context).await.map(in_memory);
        }
        let reply = if operation == OperationKind::GetPoint {
            point::answer(&self.transport, request, context).await?
        } else {
            execute(&self.transport, request, context).await?
        };
        qdrant_rest::serve_reply(&reply)
    }
}

fn in_memory(reply: Response<Bytes>) -> Response<ServedBody> {
    reply.map(ServedBody::from)
}
