//! An inner service for the tests of the layers.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Uri;
use qdrant_core::{Effect, Error, OperationKind};
use tower_service::Service;

use crate::body::CollectedBody;
use crate::context::{CallContext, classify_status};
use crate::service::{BoxFuture, HttpRequest, HttpResponse};

/// Answers every request by a function.
#[derive(Clone)]
pub(crate) struct Mock(Arc<dyn Fn(HttpRequest) -> BoxFuture + Send + Sync>);

impl Mock {
    pub(crate) fn new<F, R>(answer: F) -> Self
    where
        F: Fn(HttpRequest) -> R + Send + Sync + 'static,
        R: Future<Output = Result<HttpResponse, Error>> + Send + 'static,
    {
        Self(Arc::new(move |request| Box::pin(answer(request))))
    }
}

impl Service<HttpRequest> for Mock {
    type Response = HttpResponse;
    type Error = Error;
    type Future = BoxFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest) -> BoxFuture {
        (self.0)(request)
    }
}

/// A read without options.
pub(crate) fn context() -> CallContext {
    context_of(Effect::Read)
}

pub(crate) fn context_of(effect: Effect) -> CallContext {
    CallContext {
        operation: Some(OperationKind::CountPoints),
        effect,
        timeout: None,
        told: None,
        headers: Vec::new(),
        classify: classify_status,
    }
}

/// A path that needs credentials.
const PATH: &str = "/collections";

pub(crate) fn request() -> HttpRequest {
    let mut request = HttpRequest::default();
    *request.uri_mut() = Uri::from_static(PATH);
    request
}

pub(crate) fn request_with(context: CallContext) -> HttpRequest {
    let mut request = self::request().map(|_| Bytes::from_static(b"body"));
    request.extensions_mut().insert(context);
    request
}

pub(crate) fn reply(status: u16) -> HttpResponse {
    let mut response = HttpResponse::new(CollectedBody::default());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response
}
