//! The limit on the time of one attempt.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use qdrant_core::{Error, ErrorKind};
use tokio::time::{Instant, Sleep, sleep_until};
use tower_layer::Layer;
use tower_service::Service;

use crate::context::{CallContext, Progress};
use crate::service::{HttpRequest, HttpResponse, HttpService};
use crate::tell::AttemptEnd;
use crate::transfer::Transfer;

/// Ends an attempt that takes too long, so that it can be repeated before the deadline of the call.
///
/// Uploads have a rule of their own: they may last as long as they move.
#[derive(Debug, Clone)]
pub(crate) struct AttemptTimeoutLayer {
    limit: Option<Duration>,
}

impl AttemptTimeoutLayer {
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        Self { limit }
    }
}

impl<S> Layer<S> for AttemptTimeoutLayer {
    type Service = AttemptTimeout<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AttemptTimeout { inner, limit: self.limit }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct AttemptTimeout<S> {
    inner: S,
    limit: Option<Duration>,
}

impl<S: HttpService> Service<HttpRequest> for AttemptTimeout<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = AttemptTimeoutFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        let limit = self.limit.filter(|_| Transfer::upload_of(&request).is_none()).unwrap_or(Duration::MAX);
        let end = Instant::now().checked_add(limit);
        if self.limit.is_some()
            && let Some(end) = end
            && request.extensions().get::<CallContext>().is_some_and(|context| context.told.is_some())
        {
            request.extensions_mut().insert(AttemptEnd(end));
        }
        let sleep = end.map(sleep_until);
        let progress = Progress::of(&mut request);
        AttemptTimeoutFuture { inner: self.inner.call(request), sleep, limit, progress }
    }
}

pin_project! {
    pub(crate) struct AttemptTimeoutFuture<F> {
        #[pin]
        inner: F,
        #[pin]
        sleep: Option<Sleep>,
        limit: Duration,
        progress: Arc<Progress>,
    }
}

impl<F: Future<Output = Result<HttpResponse, Error>>> Future for AttemptTimeoutFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result);
        }
        let Some(sleep) = this.sleep.as_pin_mut() else { return Poll::Pending };
        sleep.poll(cx).map(|()| {
            // Read where the attempt is dropped, which is right after.
            this.progress.note_expired();
            let from = this.progress.whose();
            let message = format!("one attempt had no answer{from} within {:?}", this.limit);
            Err(Error::new(ErrorKind::Timeout, message))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::call;
    use crate::testing::{Mock, reply, request};

    #[tokio::test(start_paused = true)]
    async fn a_slow_attempt_ends_with_a_retryable_error() {
        let inner = Mock::new(|_| std::future::pending());
        let mut service = AttemptTimeoutLayer::new(Some(Duration::from_secs(2))).layer(inner);
        let error = call(&mut service, request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.is_retryable() && !error.is_not_sent());
        assert_eq!(error.message(), "one attempt had no answer within 2s");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_an_attempt_may_take_its_time() {
        let inner = Mock::new(|_| async {
            tokio::time::sleep(Duration::from_secs(1 << 20)).await;
            Ok(reply(200))
        });
        assert!(call(&mut AttemptTimeoutLayer::new(None).layer(inner), request()).await.is_ok());
    }
}
