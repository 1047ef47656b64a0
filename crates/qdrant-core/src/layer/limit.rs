//! A limit on the calls that run at the same time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::TransportLayer;
use super::places::Places;
use crate::call::{Call, Reply};
use crate::error::{Error, ErrorKind};
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Lets only so many calls run at once; the others wait in the order of their coming.
///
/// All transports that one layer and its clones wrap share the limit. A call has its place until its reply is there: a
/// download counts until it begins, not while its stream is read. A call with a time of its own
/// ([`CallOptions::timeout`](crate::CallOptions::timeout)) that had to wait has the rest of it left; if nothing is left
/// it is not sent and ends with [`ErrorKind::Timeout`]. This layer has no clock that would end the wait before: put a
/// [`TimeoutLayer`](super::TimeoutLayer) outside for that, and a [`RetryLayer`](super::RetryLayer) as well, so that
/// calls that wait for their next attempt have no place.
///
/// # Cancellation
///
/// A call that is dropped while it waits leaves the queue; one that is dropped while it runs hands its place on.
///
/// # Examples
///
/// ```
/// use qdrant_core::layer::{LimitLayer, TransportLayer};
///
/// # fn wrap(transport: qdrant_core::SharedTransport) -> Result<qdrant_core::SharedTransport, qdrant_core::Error> {
/// let eight_at_once = LimitLayer::new(8)?.layer(transport);
/// # Ok(eight_at_once)
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct LimitLayer(Arc<Places>);

impl LimitLayer {
    /// Creates the layer from the number of calls that may run at once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for zero, with which no call would ever run.
    pub fn new(calls: usize) -> Result<Self, Error> {
        if calls == 0 {
            return Err(Error::new(ErrorKind::Config, "a limit must let at least one call through"));
        }
        Ok(Self(Arc::new(Places::new(calls))))
    }
}

impl TransportLayer for LimitLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Limit { inner, places: Arc::clone(&self.0) })
    }
}

#[derive(Debug)]
struct Limit {
    inner: SharedTransport,
    places: Arc<Places>,
}

#[async_trait]
impl Transport for Limit {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, mut call: Call) -> Result<Reply, Error> {
        let _place = match self.places.try_take() {
            Some(place) => place,
            None => {
                let came = Instant::now();
                let place = self.places.take().await;
                let kind = call.request.kind();
                call.options.timeout =
                    rest(call.options.timeout, came.elapsed()).map_err(|error| error.with_operation(kind))?;
                place
            }
        };
        self.inner.execute(call).await
    }
}

/// Returns what a wait left of the time of a call.
fn rest(timeout: Option<Duration>, waited: Duration) -> Result<Option<Duration>, Error> {
    match timeout {
        Some(timeout) if waited >= timeout => {
            let message = format!("{timeout:?} passed before it was the call's turn");
            Err(Error::new(ErrorKind::Timeout, message).with_not_sent())
        }
        Some(timeout) => Ok(Some(timeout - waited)),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::sleep;

    use super::*;
    use crate::{CallOptions, Capabilities, CountPoints, Operation, OperationKind, TransportExt};

    /// Counts a second for each point of time, and writes down who was there.
    #[derive(Debug, Default)]
    struct Slow {
        inside: AtomicUsize,
        most: AtomicUsize,
        order: Mutex<Vec<String>>,
    }

    #[async_trait]
    impl Transport for Slow {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("slow", Capabilities::all())
        }

        async fn execute(&self, call: Call) -> Result<Reply, Error> {
            let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(inside, Ordering::SeqCst);
            let name = call.request.collection_name().unwrap_or_default().to_owned();
            self.order.lock().unwrap().push(name.clone());
            sleep(Duration::from_secs(1)).await;
            self.inside.fetch_sub(1, Ordering::SeqCst);
            match name.as_str() {
                "sick" => Err(Error::new(ErrorKind::Server, "sick")),
                _ => Ok(Reply::new(CountPoints::into_response(1))),
            }
        }
    }

    fn limited(calls: usize) -> (SharedTransport, Arc<Slow>) {
        let slow = Arc::new(Slow::default());
        (LimitLayer::new(calls).unwrap().layer(Arc::clone(&slow) as SharedTransport), slow)
    }

    fn spawn(transport: &SharedTransport, name: &str) -> tokio::task::JoinHandle<Result<u64, Error>> {
        let (transport, name) = (Arc::clone(transport), name.to_owned());
        tokio::spawn(async move { transport.call(CountPoints::new(name)).await })
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_calls_run_at_once_in_the_order_of_their_coming() {
        let (transport, slow) = limited(2);
        let start = tokio::time::Instant::now();
        let tasks: Vec<_> = (0..6).map(|number| spawn(&transport, &number.to_string())).collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 1);
        }
        assert_eq!(slow.most.load(Ordering::SeqCst), 2);
        assert_eq!(*slow.order.lock().unwrap(), ["0", "1", "2", "3", "4", "5"]);
        assert_eq!(start.elapsed().as_secs(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_fail_or_are_dropped_hand_their_place_on() {
        let (transport, slow) = limited(1);
        let tasks = ["sick", "dropped-later", "dropped-early", "last"].map(|name| spawn(&transport, name));
        tokio::task::yield_now().await;
        tasks[2].abort();
        sleep(Duration::from_millis(1500)).await;
        tasks[1].abort();
        let [sick, later, early, last] = tasks;
        assert_eq!(sick.await.unwrap().unwrap_err().message(), "sick");
        assert!(later.await.unwrap_err().is_cancelled() && early.await.unwrap_err().is_cancelled());
        assert_eq!(last.await.unwrap().unwrap(), 1);
        assert_eq!(*slow.order.lock().unwrap(), ["sick", "dropped-later", "last"]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_layer_wraps_shares_the_limit() {
        let layer = LimitLayer::new(1).unwrap();
        let slow = Arc::new(Slow::default());
        let wrap = |layer: &LimitLayer| layer.layer(Arc::clone(&slow) as SharedTransport);
        let (one, two) = (spawn(&wrap(&layer), "c"), spawn(&wrap(&layer.clone()), "c"));
        assert!(one.await.unwrap().is_ok() && two.await.unwrap().is_ok());
        assert_eq!(slow.most.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_whose_time_passed_in_the_queue_is_not_sent() {
        let (transport, slow) = limited(1);
        let first = spawn(&transport, "first");
        tokio::task::yield_now().await;
        let options = CallOptions::default().timeout(Duration::from_nanos(1));
        let error = transport.call_with(CountPoints::new("late"), options).await.unwrap_err();
        assert!(error.is_timeout() && error.is_not_sent(), "{error}");
        assert_eq!(error.operation(), Some(OperationKind::CountPoints));
        assert!(first.await.unwrap().is_ok());
        assert_eq!(*slow.order.lock().unwrap(), ["first"]);
        assert!(transport.call(CountPoints::new("after")).await.is_ok());
    }

    #[test]
    fn a_wait_shortens_the_time_of_the_call() {
        let second = Duration::from_secs(1);
        assert_eq!(rest(None, second).unwrap(), None);
        assert_eq!(rest(Some(second * 3), second).unwrap(), Some(second * 2));
        assert!(rest(Some(second), second).is_err());
    }

    #[test]
    fn a_limit_of_zero_is_refused() {
        assert_eq!(LimitLayer::new(0).unwrap_err().kind(), ErrorKind::Config);
    }
}
