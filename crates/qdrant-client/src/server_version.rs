//! The version of the server: asked for once, by hand or beside the first call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use qdrant_core::{
    Call, CallOptions, Error, HealthCheckRequest, Operation, SharedTransport, Transport, VersionInfo,
};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::task::AbortHandle;
use tracing::instrument::WithSubscriber;

use crate::version::Compatibility;

/// Time to ask for the version: nobody should wait long for what is only a remark.
const PATIENCE: Duration = Duration::from_secs(5);

/// Questions that may fail before the client gives up.
const TRIES: u32 = 5;

/// The version of the server; it is asked for once and kept.
#[derive(Debug, Default)]
pub(crate) struct ServerVersion {
    known: Arc<Known>,
    /// Whether to ask without being asked.
    automatic: bool,
    /// The question that was put last without being asked.
    question: Mutex<Option<AbortHandle>>,
}

/// What a question shares with who put it.
#[derive(Debug, Default)]
struct Known {
    version: OnceCell<String>,
    /// Questions that the server answered with something else.
    failures: AtomicU32,
    /// Whether to report a version that does not go with this client.
    reports: bool,
}

impl ServerVersion {
    pub(crate) fn new(automatic: bool) -> Self {
        let known = Arc::new(Known { reports: automatic, ..Known::default() });
        Self { known, automatic, question: Mutex::default() }
    }

    /// Returns the version if it is known already.
    pub(crate) fn known(&self) -> Option<&str> {
        self.known.version.get().map(String::as_str)
    }

    /// Returns the version, asking for it if nobody has; those that ask at the same time share the answer.
    pub(crate) async fn get(&self, options: CallOptions, transport: &dyn Transport) -> Result<&str, Error> {
        self.known.get(options, transport).await
    }

    /// Keeps a version that came as the answer to a call.
    pub(crate) fn learn(&self, info: &VersionInfo) {
        if self.known.version.set(info.version.clone()).is_ok() {
            self.known.report(&info.version);
        }
    }

    /// Waits for a call, and asks for the version while it runs.
    ///
    /// The call waits for nothing. The question is a task of its own, which the end of the call does not end: a server
    /// that is always faster with the call would never get to answer it. A call that ends at once has come to no
    /// server, and asks nothing.
    pub(crate) async fn beside<T>(
        &self,
        options: CallOptions,
        transport: &SharedTransport,
        call: impl Future<Output = T>,
    ) -> T {
        if !self.automatic || self.known.is_settled() {
            return call.await;
        }
        let mut call = pin!(call);
        if let Poll::Ready(output) = poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await {
            return output;
        }
        self.ask(options, transport);
        call.await
    }

    /// Starts a question unless there is one; without a runtime there is none to be had.
    fn ask(&self, options: CallOptions, transport: &SharedTransport) {
        let Ok(runtime) = Handle::try_current() else { return };
        let mut question = self.lock();
        if question.as_ref().is_some_and(|question| !question.is_finished()) {
            return;
        }
        let (known, transport) = (Arc::clone(&self.known), Arc::clone(transport));
        let asking = async move {
            if let Err(error) = known.get(options, &*transport).await {
                tracing::debug!(%error, "the server does not tell its version");
                // Who could not be reached has not been asked.
                known.failures.fetch_add(u32::from(!error.is_not_sent()), Ordering::Relaxed);
            }
        };
        *question = Some(runtime.spawn(asking.with_current_subscriber()).abort_handle());
    }

    /// Ends the question, if one is being asked.
    pub(crate) fn give_up(&self) {
        if let Some(question) = self.lock().take() {
            question.abort();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<AbortHandle>> {
        self.question.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ServerVersion {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Known {
    /// Returns whether there is nothing more to ask.
    fn is_settled(&self) -> bool {
        self.version.initialized() || self.failures.load(Ordering::Relaxed) >= TRIES
    }

    async fn get(&self, options: CallOptions, transport: &dyn Transport) -> Result<&str, Error> {
        let version = self.version.get_or_try_init(async || {
            let version = ask(options, transport).await?;
            self.report(&version);
            Ok(version)
        });
        version.await.map(String::as_str)
    }

    fn report(&self, version: &str) {
        let compatibility = Compatibility::new(version);
        if self.reports && !compatibility.compatible {
            tracing::warn!("{compatibility}; switch this warning off with `check_compatibility`");
        }
    }
}

async fn ask(mut options: CallOptions, transport: &dyn Transport) -> Result<String, Error> {
    options.timeout = Some(options.timeout.map_or(PATIENCE, |timeout| timeout.min(PATIENCE)));
    let reply = transport.execute(Call::new(HealthCheckRequest {}).with_options(options)).await?;
    Ok(HealthCheckRequest::output(reply.response)?.version)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use async_trait::async_trait;
    use qdrant_core::{Capabilities, CountPoints, ErrorKind, OperationKind, Reply, TransportInfo};
    use tokio::sync::Semaphore;
    use tokio::task::yield_now;
    use tokio::time::timeout;

    use super::*;
    use crate::Qdrant;

    /// Tells its version when it is given a permit.
    #[derive(Debug)]
    struct Server {
        version: Result<&'static str, ErrorKind>,
        permits: Semaphore,
        asked: AtomicU32,
        /// Questions that wait for the answer.
        asking: AtomicU32,
        /// What calls wait for; those without it are answered at once.
        calls: Option<Semaphore>,
        /// Whether it can be reached.
        up: AtomicBool,
    }

    impl Server {
        fn new(version: Result<&'static str, ErrorKind>, permits: usize) -> Arc<Self> {
            Self::with_calls(version, permits, None)
        }

        fn with_calls(
            version: Result<&'static str, ErrorKind>,
            permits: usize,
            calls: Option<usize>,
        ) -> Arc<Self> {
            Arc::new(Self {
                version,
                permits: Semaphore::new(permits),
                asked: AtomicU32::new(0),
                asking: AtomicU32::new(0),
                calls: calls.map(Semaphore::new),
                up: AtomicBool::new(true),
            })
        }

        fn asked(&self) -> u32 {
            self.asked.load(Ordering::SeqCst)
        }

        fn client(self: &Arc<Self>, check: bool) -> Qdrant {
            let transport = Arc::clone(self) as SharedTransport;
            Qdrant::builder().transport(transport).check_compatibility(check).build().unwrap()
        }
    }

    /// A question that waits for the answer, until it is dropped.
    struct Asking<'a>(&'a Server);

    impl Drop for Asking<'_> {
        fn drop(&mut self) {
            self.0.asking.fetch_sub(1, Ordering::SeqCst);
        }
    }

    #[async_trait]
    impl Transport for Server {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("server", Capabilities::all())
        }

        async fn execute(&self, call: Call) -> Result<Reply, Error> {
            if call.request.kind() != OperationKind::GetVersionInfo {
                if let Some(calls) = &self.calls {
                    // Whoever waits is pending once, as on a wire.
                    yield_now().await;
                    calls.acquire().await.unwrap().forget();
                }
                return Ok(Reply::new(CountPoints::into_response(7)));
            }
            self.asked.fetch_add(1, Ordering::SeqCst);
            if !self.up.load(Ordering::SeqCst) {
                return Err(Error::new(ErrorKind::Connect, "refused").with_not_sent());
            }
            self.asking.fetch_add(1, Ordering::SeqCst);
            let _asking = Asking(self);
            self.permits.acquire().await.unwrap().forget();
            let version = self.version.map_err(|kind| Error::new(kind, "no version"))?;
            let info = VersionInfo { title: "qdrant".to_owned(), version: version.to_owned(), commit: None };
            Ok(Reply::new(HealthCheckRequest::into_response(info)))
        }
    }

    async fn count(client: &Qdrant) -> u64 {
        client.count(CountPoints::new("c")).await.unwrap()
    }

    /// Waits until something is so that another task brings about.
    async fn until(so: impl Fn() -> bool + Send + Sync) {
        let waiting = async {
            while !so() {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(10), waiting).await.unwrap();
    }

    #[tokio::test]
    async fn the_version_is_asked_for_once_beside_the_first_call() {
        let server = Server::with_calls(Ok("1.18.0"), 9, Some(9));
        let client = server.client(true);
        assert_eq!((client.compatibility(), server.asked()), (None, 0), "building asks nothing");
        for _ in 0..3 {
            assert_eq!(count(&client).await, 7);
        }
        until(|| client.compatibility().is_some()).await;
        assert_eq!(server.asked(), 1);
        let found = client.compatibility().unwrap();
        assert_eq!((found.server_version.as_str(), found.compatible), ("1.18.0", false));
        assert_eq!(client.clone().check_compatibility().await.unwrap(), found);
        assert_eq!(server.asked(), 1, "what is known is not asked again");
    }

    #[tokio::test]
    async fn calls_that_end_at_once_ask_nothing_and_use_nothing_up() {
        let mut server = Server::new(Ok("1.20.0"), 9);
        let client = server.client(true);
        for _ in 0..2 * TRIES {
            assert_eq!(count(&client).await, 7);
        }
        drop(client);
        assert_eq!(server.asked(), 0);

        Arc::get_mut(&mut server).unwrap().calls = Some(Semaphore::new(9));
        let client = server.client(true);
        count(&client).await;
        until(|| client.compatibility().is_some()).await;
        assert_eq!(server.asked(), 1);
    }

    #[tokio::test]
    async fn a_call_that_is_faster_does_not_end_the_question() {
        let server = Server::with_calls(Ok("1.18.0"), 0, Some(99));
        let client = server.client(true);
        assert_eq!(count(&client).await, 7);
        until(|| server.asked() == 1).await;
        for _ in 0..2 * TRIES {
            assert_eq!(count(&client).await, 7);
        }
        assert_eq!(client.compatibility(), None);
        server.permits.add_permits(1);
        until(|| client.compatibility().is_some()).await;
        count(&client).await;
        assert_eq!(server.asked(), 1);
    }

    #[tokio::test]
    async fn the_question_ends_with_the_client() {
        let server = Server::with_calls(Ok("1.18.0"), 0, Some(9));
        for close in [true, false] {
            let client = server.client(true);
            count(&client).await;
            until(|| server.asking.load(Ordering::SeqCst) == 1).await;
            if close {
                client.close().await.unwrap();
                until(|| server.asking.load(Ordering::SeqCst) == 0).await;
            }
            drop(client);
            until(|| server.asking.load(Ordering::SeqCst) == 0).await;
        }
    }

    #[tokio::test]
    async fn a_server_that_does_not_tell_is_left_alone_after_some_tries() {
        let server = Server::with_calls(Err(ErrorKind::Unavailable), 1000, Some(1000));
        let client = server.client(true);
        for call in 1..=2 * TRIES {
            assert_eq!(count(&client).await, 7);
            // On one thread a question that is no longer asked has been counted as well.
            until(|| server.asked() == call.min(TRIES) && server.asking.load(Ordering::SeqCst) == 0).await;
        }
        assert_eq!((server.asked(), client.compatibility()), (TRIES, None));
    }

    #[tokio::test]
    async fn a_server_that_cannot_be_reached_is_asked_when_it_can() {
        let server = Server::with_calls(Ok("1.20.0"), 9, Some(1000));
        server.up.store(false, Ordering::SeqCst);
        let client = server.client(true);
        for call in 1..=2 * TRIES {
            count(&client).await;
            until(|| server.asked() == call).await;
        }
        server.up.store(true, Ordering::SeqCst);
        count(&client).await;
        until(|| client.compatibility().is_some()).await;
    }

    #[tokio::test]
    async fn calls_at_the_same_time_ask_once() {
        let server = Server::with_calls(Ok("1.20.3"), 1, Some(0));
        let client = server.client(true);
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { count(&client).await })
            })
            .collect();
        until(|| client.compatibility().is_some()).await;
        assert!(client.compatibility().unwrap().compatible, "known while the calls still run");
        server.calls.as_ref().unwrap().add_permits(20);
        for call in calls {
            assert_eq!(call.await.unwrap(), 7);
        }
        assert_eq!(server.asked(), 1);
    }

    #[tokio::test]
    async fn a_health_check_of_the_user_tells_it_too() {
        let server = Server::new(Ok("1.20.0-dev"), 9);
        let client = server.client(true);
        client.health_check().await.unwrap();
        assert!(client.compatibility().unwrap().compatible);
        count(&client).await;
        assert_eq!(server.asked(), 1);
    }

    #[tokio::test]
    async fn switched_off_or_over_a_transport_of_ones_own_nothing_is_asked_but_on_demand() {
        let server = Server::new(Ok("0.9.0"), 9);
        let own = Qdrant::builder().transport(Arc::clone(&server) as SharedTransport).build().unwrap();
        let bare = Qdrant::from_transport(Arc::clone(&server) as SharedTransport);
        for client in [server.client(false), own, bare] {
            count(&client).await;
            assert_eq!(client.compatibility(), None);
            assert_eq!(server.asked.swap(0, Ordering::SeqCst), 0);
            assert!(!client.check_compatibility().await.unwrap().compatible);
            assert_eq!(server.asked.swap(0, Ordering::SeqCst), 1);
        }
    }

    #[tokio::test]
    async fn an_explicit_check_reports_why_it_failed_and_can_be_repeated() {
        let server = Server::new(Err(ErrorKind::Unavailable), 9);
        let client = server.client(true);
        for asked in 1..3 {
            assert_eq!(client.check_compatibility().await.unwrap_err().kind(), ErrorKind::Unavailable);
            assert_eq!(server.asked(), asked);
        }
        client.close().await.unwrap();
        assert_eq!(client.check_compatibility().await.unwrap_err().kind(), ErrorKind::Closed);
    }
}
