//! The shape that all layers of the stack share.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use pin_project_lite::pin_project;
use qdrant_core::Error;
use tower_service::Service;

use crate::body::CollectedBody;

/// A request with its whole body; cloning it does not copy the body.
pub type HttpRequest = http::Request<Bytes>;

/// A reply with its whole body.
pub type HttpResponse = http::Response<CollectedBody>;

/// A reply on its way.
pub type BoxFuture = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send>>;

/// What every layer is, and wraps.
pub(crate) trait HttpService:
    Service<HttpRequest, Response = HttpResponse, Error = Error, Future: Send + 'static> + Clone + Send + 'static
{
}

impl<S> HttpService for S where
    S: Service<HttpRequest, Response = HttpResponse, Error = Error, Future: Send + 'static>
        + Clone
        + Send
        + 'static
{
}

/// Waits until the service is ready, and calls it.
pub(crate) async fn call<S: HttpService>(
    service: &mut S,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    poll_fn(|cx| service.poll_ready(cx)).await?;
    service.call(request).await
}

pin_project! {
    /// The future of a layer that is often idle: only when it has work does it allocate.
    #[project = PassageProjection]
    pub(crate) enum Passage<F> {
        Through { #[pin] inner: F },
        Boxed { inner: BoxFuture },
    }
}

impl<F: Future<Output = Result<HttpResponse, Error>>> Future for Passage<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            PassageProjection::Through { inner } => inner.poll(cx),
            PassageProjection::Boxed { inner } => inner.as_mut().poll(cx),
        }
    }
}
