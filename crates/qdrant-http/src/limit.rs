//! The limit on attempts that run at the same time.

use std::sync::Arc;
use std::task::{Context, Poll};

use qdrant_core::{Error, ErrorKind};
use tokio::sync::Semaphore;
use tower_layer::Layer;
use tower_service::Service;

use crate::service::{HttpRequest, HttpResponse, HttpService, Passage, call};
use crate::transfer::Transfer;

/// Lets only so many attempts run at once; the others wait their turn.
///
/// It stands inside of the retries, so that a call that waits for its next attempt holds no place. A download holds
/// its place until its last byte.
#[derive(Debug, Clone)]
pub(crate) struct LimitLayer {
    places: Option<Arc<Semaphore>>,
}

impl LimitLayer {
    /// Creates the layer.
    ///
    /// # Errors
    ///
    /// `Config` for a limit of zero.
    pub(crate) fn new(limit: Option<usize>) -> Result<Self, Error> {
        if limit == Some(0) {
            return Err(Error::new(ErrorKind::Config, "must be at least 1").with_field("concurrency_limit"));
        }
        let places = limit.map(|limit| Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS))));
        Ok(Self { places })
    }
}

impl<S> Layer<S> for LimitLayer {
    type Service = Limit<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Limit { inner, places: self.places.clone() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Limit<S> {
    inner: S,
    places: Option<Arc<Semaphore>>,
}

impl<S: HttpService> Service<HttpRequest> for Limit<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = Passage<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        let Some(places) = self.places.clone() else {
            return Passage::Through { inner: self.inner.call(request) };
        };
        let mut inner = self.inner.clone();
        Passage::Boxed {
            inner: Box::pin(async move {
                // The semaphore is never closed; a place that nobody can have would be an end as well.
                let landing = Transfer::landing_of(&request);
                let place = places.acquire_owned().await.map_err(|closed| {
                    Error::new(ErrorKind::Closed, "no more calls are let through").with_source(closed)
                })?;
                let response = call(&mut inner, request).await;
                if let Some(landing) = landing {
                    landing.keep(place);
                }
                response
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::testing::{Mock, reply, request};

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_limit_run_at_once() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let inner = Mock::new(|_| async {
            MOST.fetch_max(RUNNING.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            RUNNING.fetch_sub(1, Ordering::SeqCst);
            Ok(reply(200))
        });
        let service = LimitLayer::new(Some(3)).unwrap().layer(inner);
        let start = tokio::time::Instant::now();
        let calls: Vec<_> = (0..9)
            .map(|_| {
                let mut service = service.clone();
                tokio::spawn(async move { call(&mut service, request()).await })
            })
            .collect();
        for task in calls {
            task.await.unwrap().unwrap();
        }
        assert_eq!(MOST.load(Ordering::SeqCst), 3);
        assert_eq!(start.elapsed(), Duration::from_secs(3));
    }

    #[tokio::test]
    async fn a_limit_of_zero_is_refused() {
        let error = LimitLayer::new(Some(0)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.field(), Some("concurrency_limit"));
    }
}
