//! A bridge to the middleware of `tower` and back.

use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use tower_service::Service;

use crate::call::{Call, Reply};
use crate::error::{Error, ErrorKind};
use crate::operation::OperationKind;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// A transport as a `tower` service, so that `tower`'s middleware works on it.
///
/// It is always ready, and clones share the transport. With [`ServiceTransport`] around the middleware it becomes a
/// transport again.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use qdrant_core::SharedTransport;
/// use qdrant_core::layer::{ServiceTransport, TransportService};
/// use tower::ServiceBuilder;
///
/// /// A decorator, as every function from transport to transport is.
/// fn shed_load(inner: SharedTransport) -> SharedTransport {
///     let info = inner.info();
///     let service =
///         ServiceBuilder::new().load_shed().concurrency_limit(8).service(TransportService::new(inner));
///     Arc::new(ServiceTransport::new(service, info))
/// }
/// ```
#[derive(Debug, Clone)]
pub struct TransportService(SharedTransport);

impl TransportService {
    /// Creates a service that gives its calls to a transport.
    pub fn new(transport: SharedTransport) -> Self {
        Self(transport)
    }
}

impl Service<Call> for TransportService {
    type Response = Reply;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { transport.execute(call).await })
    }
}

/// A `tower` service of calls as a transport.
///
/// Each call goes to a clone of the service, after that clone said that it is ready: the service itself never is asked,
/// so nothing that it keeps a place for is left over. What a limit or a buffer must share, its clones share.
///
/// An [`Error`] of this crate comes out as it went in, also through middleware that boxes errors. Every other error, such
/// as that of a time limit, becomes one of kind [`ErrorKind::Cancelled`] with the original as its source; to give it
/// another kind, put `map_err` into the service.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use qdrant_core::layer::{ServiceTransport, TransportService};
/// use qdrant_core::{Error, ErrorKind, SharedTransport};
/// use tower::{BoxError, ServiceBuilder, timeout::error::Elapsed};
///
/// fn two_seconds(inner: SharedTransport) -> SharedTransport {
///     let info = inner.info();
///     let service = ServiceBuilder::new()
///         .map_err(|error: BoxError| match error.downcast::<Elapsed>() {
///             Ok(elapsed) => Error::new(ErrorKind::Timeout, "no answer within 2s").with_source(elapsed).into(),
///             Err(error) => error,
///         })
///         .timeout(Duration::from_secs(2))
///         .service(TransportService::new(inner));
///     Arc::new(ServiceTransport::new(service, info))
/// }
/// ```
pub struct ServiceTransport<S> {
    service: S,
    info: TransportInfo,
}

impl<S> ServiceTransport<S> {
    /// Creates a transport from a service and what there is to say about it.
    pub fn new(service: S, info: TransportInfo) -> Self {
        Self { service, info }
    }
}

impl<S> fmt::Debug for ServiceTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceTransport").field("info", &self.info).finish_non_exhaustive()
    }
}

#[async_trait]
impl<S> Transport for ServiceTransport<S>
where
    S: Service<Call, Response = Reply> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>> + Send,
    S::Future: Send,
{
    fn info(&self) -> TransportInfo {
        self.info.clone()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let operation = call.request.kind();
        // Readiness is a promise to the clone that was asked, so that one has to be called.
        let mut service = self.service.clone();
        if let Err(error) = poll_fn(|cx| service.poll_ready(cx)).await {
            // The call is still here.
            return Err(own(error.into(), operation).with_not_sent());
        }
        service.call(call).await.map_err(|error| own(error.into(), operation))
    }
}

/// Takes our own error out of its box, or puts a foreign one into ours.
fn own(error: Box<dyn StdError + Send + Sync>, operation: OperationKind) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(foreign) => Error::new(ErrorKind::Cancelled, foreign.to_string())
            .with_operation(operation)
            .with_source(foreign),
    }
}

#[cfg(test)]
mod tests {
    use std::future::Ready;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::time::{Instant, sleep};
    use tower::{ServiceBuilder, ServiceExt};

    use super::*;
    use crate::{Capabilities, CountPoints, Operation, TransportExt};

    /// Counts after a second, and refuses a collection by its name.
    #[derive(Debug)]
    struct Slow;

    #[async_trait]
    impl Transport for Slow {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("slow", Capabilities::none().with(OperationKind::CountPoints))
        }

        async fn execute(&self, call: Call) -> Result<Reply, Error> {
            sleep(Duration::from_secs(1)).await;
            match call.request.collection_name() {
                Some("full") => Err(Error::new(ErrorKind::RateLimited, "full").with_attempts(3)),
                _ => Ok(Reply::new(CountPoints::into_response(7))),
            }
        }
    }

    fn slow() -> TransportService {
        TransportService::new(Arc::new(Slow))
    }

    fn count() -> CountPoints {
        CountPoints::new("c")
    }

    #[tokio::test(start_paused = true)]
    async fn a_transport_answers_as_a_service_and_back() {
        let reply = slow().oneshot(Call::new(count())).await.unwrap();
        assert_eq!(CountPoints::output(reply.response).unwrap(), 7);
        let back = ServiceTransport::new(slow(), Slow.info());
        assert_eq!(back.call(count()).await.unwrap(), 7);
        assert_eq!(back.info(), Slow.info());
        assert!(format!("{back:?}").contains("slow"));
    }

    #[tokio::test(start_paused = true)]
    async fn middleware_works_on_calls() {
        let service = ServiceBuilder::new().concurrency_limit(2).service(slow());
        let transport: SharedTransport = Arc::new(ServiceTransport::new(service, Slow.info()));
        let start = Instant::now();
        let tasks: Vec<_> = (0..6)
            .map(|_| Arc::clone(&transport))
            .map(|transport| tokio::spawn(async move { transport.call(count()).await }))
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 7);
        }
        assert_eq!(start.elapsed().as_secs(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn errors_come_out_of_boxes_as_they_went_in_and_foreign_ones_are_kept() {
        let service = ServiceBuilder::new().timeout(Duration::from_secs(2)).service(slow());
        let error =
            ServiceTransport::new(service, Slow.info()).call(CountPoints::new("full")).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts(), error.is_not_sent()),
            (ErrorKind::RateLimited, Some(3), false)
        );

        let service = ServiceBuilder::new().timeout(Duration::from_millis(2)).service(slow());
        let error = ServiceTransport::new(service, Slow.info()).call(count()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled);
        assert_eq!(error.operation(), Some(OperationKind::CountPoints));
        assert!(!error.is_not_sent() && !error.is_retryable());
        assert!(StdError::source(&error).unwrap().is::<tower::timeout::error::Elapsed>());
    }

    /// Ready after two polls, each clone for itself; a call to a clone that is not ready fails.
    #[derive(Debug, Default)]
    struct Careful {
        polls: usize,
        clones: Arc<AtomicUsize>,
        closed: bool,
    }

    impl Clone for Careful {
        fn clone(&self) -> Self {
            self.clones.fetch_add(1, Ordering::SeqCst);
            Self { polls: 0, clones: Arc::clone(&self.clones), closed: self.closed }
        }
    }

    impl Service<Call> for Careful {
        type Response = Reply;
        type Error = std::io::Error;
        type Future = Ready<Result<Reply, std::io::Error>>;

        fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
            if self.closed {
                return Poll::Ready(Err(std::io::Error::other("closed")));
            }
            self.polls += 1;
            if self.polls < 2 {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Call) -> Self::Future {
            std::future::ready(match self.polls {
                0 | 1 => Err(std::io::Error::other("called before it was ready")),
                _ => Ok(Reply::new(CountPoints::into_response(1))),
            })
        }
    }

    #[tokio::test]
    async fn the_clone_that_is_ready_is_the_one_that_is_called() {
        let (careful, clones) = (Careful::default(), Arc::default());
        let careful = Careful { clones: Arc::clone(&clones), ..careful };
        let transport = ServiceTransport::new(careful, Slow.info());
        for _ in 0..3 {
            assert_eq!(transport.call(count()).await.unwrap(), 1);
        }
        assert_eq!(clones.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_service_that_gets_not_ready_was_sent_nothing() {
        let closed = Careful { closed: true, ..Careful::default() };
        let error = ServiceTransport::new(closed, Slow.info()).call(count()).await.unwrap_err();
        assert_eq!((error.message(), error.is_not_sent()), ("closed", true));
        assert_eq!(error.operation(), Some(OperationKind::CountPoints));
    }
}
