//! The limit on the time of a whole call.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use qdrant_core::{Error, ErrorKind};
use tokio::time::{Instant, Sleep, sleep_until};
use tower_layer::Layer;
use tower_service::Service;

use crate::context::{CallContext, Progress};
use crate::service::{HttpRequest, HttpResponse, HttpService};
use crate::trail::Trail;
use crate::transfer::Transfer;
use crate::upload::Upload;

/// Ends a call that takes too long, with all of its attempts.
///
/// An upload has to begin within the limit; from then on it has a rule of its own.
#[derive(Debug, Clone)]
pub(crate) struct DeadlineLayer {
    limit: Option<Duration>,
}

impl DeadlineLayer {
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        Self { limit }
    }
}

impl<S> Layer<S> for DeadlineLayer {
    type Service = Deadline<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Deadline { inner, limit: self.limit }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Deadline<S> {
    inner: S,
    limit: Option<Duration>,
}

impl<S: HttpService> Service<HttpRequest> for Deadline<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = DeadlineFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        let own = request.extensions().get::<CallContext>().and_then(|context| context.timeout);
        let limit = own.or(self.limit).unwrap_or(Duration::MAX);
        // A limit beyond the clock's range is none.
        let deadline = Instant::now().checked_add(limit);
        let progress = Progress::start(&mut request, deadline);
        let upload = Transfer::upload_of(&request);
        let sleep = deadline.map(sleep_until);
        DeadlineFuture { inner: self.inner.call(request), sleep, limit, progress, upload }
    }
}

pin_project! {
    pub(crate) struct DeadlineFuture<F> {
        #[pin]
        inner: F,
        #[pin]
        sleep: Option<Sleep>,
        limit: Duration,
        progress: Arc<Progress>,
        upload: Option<Arc<Upload>>,
    }
}

impl<F: Future<Output = Result<HttpResponse, Error>>> Future for DeadlineFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result);
        }
        let Some(sleep) = this.sleep.as_mut().as_pin_mut() else { return Poll::Pending };
        ready!(sleep.poll(cx));
        if this.upload.as_ref().is_some_and(|upload| upload.has_begun()) {
            this.sleep.set(None);
            return Poll::Pending;
        }
        Poll::Ready(Err(timed_out(*this.limit, this.progress)))
    }
}

fn timed_out(limit: Duration, progress: &Progress) -> Error {
    let error = Error::new(ErrorKind::Timeout, format!("no answer{} within {limit:?}", progress.whose()));
    let error = Trail::so_far(progress).sign(error);
    match progress.take_last() {
        Some(last) => error.with_source(last),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::call;
    use crate::testing::{Mock, context, reply, request, request_with};

    fn slow(time: Duration) -> Mock {
        Mock::new(move |_| async move {
            tokio::time::sleep(time).await;
            Ok(reply(200))
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_call_ends_at_the_limit_and_says_how_long_it_was() {
        let start = Instant::now();
        let mut service =
            DeadlineLayer::new(Some(Duration::from_millis(1500))).layer(slow(Duration::from_secs(9)));
        let error = call(&mut service, request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.to_string(), "timed out: no answer within 1.5s");
        assert_eq!(start.elapsed(), Duration::from_millis(1500));
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_of_the_call_wins_over_that_of_the_configuration() {
        let mut service =
            DeadlineLayer::new(Some(Duration::from_secs(1))).layer(slow(Duration::from_secs(5)));
        let mut longer = context();
        longer.timeout = Some(Duration::from_secs(6));
        assert!(call(&mut service, request_with(longer)).await.is_ok());

        let mut service = DeadlineLayer::new(None).layer(slow(Duration::from_secs(5)));
        let mut shorter = context();
        shorter.timeout = Some(Duration::from_secs(2));
        let error = call(&mut service, request_with(shorter)).await.unwrap_err();
        assert_eq!(error.message(), "no answer within 2s");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_a_call_may_take_its_time() {
        for limit in [None, Some(Duration::MAX)] {
            let mut service = DeadlineLayer::new(limit).layer(slow(Duration::from_secs(1 << 20)));
            assert!(call(&mut service, request()).await.is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_failure_of_an_earlier_attempt_is_the_source() {
        let inner = Mock::new(|mut request| async move {
            let progress = Progress::of(&mut request);
            progress.count();
            progress.remember(Error::new(ErrorKind::Connect, "refused"));
            progress.count();
            std::future::pending().await
        });
        let mut service = DeadlineLayer::new(Some(Duration::from_secs(1))).layer(inner);
        let error = call(&mut service, request()).await.unwrap_err();
        assert_eq!(error.attempts(), Some(2));
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "connection failed: refused");
    }
}
