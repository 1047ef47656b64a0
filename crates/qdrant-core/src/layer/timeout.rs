//! A limit on the time of each call.

use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::TransportLayer;
use crate::call::{Call, Reply};
use crate::error::{Error, ErrorKind};
use crate::operation::OperationKind;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Waits, with whatever runtime the program has.
///
/// This crate has no runtime of its own.
///
/// # Examples
///
/// ```
/// use std::{future::Future, pin::Pin, time::Duration};
/// use qdrant_core::layer::Timer;
///
/// #[derive(Debug)]
/// struct TokioTimer;
///
/// impl Timer for TokioTimer {
///     fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
///         Box::pin(tokio::time::sleep(time))
///     }
/// }
/// ```
pub trait Timer: Debug + Send + Sync + 'static {
    /// Returns a future that is ready after this time.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Returns the time by the clock that [`sleep`](Self::sleep) goes by.
    ///
    /// A timer whose clock can be stopped, as in tests, overrides it.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// Works until it is done or the time is over; `None` is the latter.
pub(super) async fn within<T>(
    limit: Duration,
    timer: &dyn Timer,
    work: impl Future<Output = T> + Send,
) -> Option<T> {
    let mut work = pin!(work);
    let mut sleep = timer.sleep(limit);
    poll_fn(|cx| {
        if let Poll::Ready(result) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(result));
        }
        sleep.as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// Makes the error of a call that got no answer in time.
pub(super) fn no_answer(limit: Duration, operation: OperationKind) -> Error {
    Error::new(ErrorKind::Timeout, format!("no answer within {limit:?}")).with_operation(operation)
}

/// Gives up waiting for a call after some time.
///
/// The time of the call's own options wins over that of the layer. A write that timed out may still be applied.
#[derive(Debug, Clone)]
pub struct TimeoutLayer {
    limit: Duration,
    timer: Arc<dyn Timer>,
}

impl TimeoutLayer {
    /// Creates the layer.
    pub fn new(limit: Duration, timer: impl Timer) -> Self {
        Self { limit, timer: Arc::new(timer) }
    }
}

impl TransportLayer for TimeoutLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Timeout { inner, layer: self.clone() })
    }
}

#[derive(Debug)]
struct Timeout {
    inner: SharedTransport,
    layer: TimeoutLayer,
}

#[async_trait]
impl Transport for Timeout {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let operation = call.request.kind();
        let limit = call.options.timeout.unwrap_or(self.layer.limit);
        let result = within(limit, &*self.layer.timer, self.inner.execute(call)).await;
        result.unwrap_or_else(|| Err(no_answer(limit, operation)))
    }
}
