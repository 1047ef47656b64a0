//! The version of the server, and whether this client goes with it.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use qdrant_core::{Call, CallOptions, Error, HealthCheckRequest, Operation, Transport, VersionInfo};
use tokio::sync::OnceCell;

/// The version of Qdrant's API that this client is written for.
const API: (u64, u64) = (1, 20);

/// Time to ask for the version: nobody should wait long for what is only a remark.
const PATIENCE: Duration = Duration::from_secs(5);

/// Calls beside which the version is asked for, before the client gives up.
const TRIES: u32 = 5;

/// Whether the server's version goes with this client.
///
/// It does when the major versions are the same and the minor ones are at most one apart. A server of another version
/// answers most calls all the same.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// let compatibility = client.check_compatibility().await?;
/// if !compatibility.compatible {
///     eprintln!("{compatibility}");
/// }
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compatibility {
    /// The version of the server, as it says.
    pub server_version: String,
    /// The version of Qdrant that this client is written for, such as `1.20`.
    pub client_version: String,
    /// Whether they go together; not for a server whose version cannot be read.
    pub compatible: bool,
}

impl Compatibility {
    pub(crate) fn new(server_version: &str) -> Self {
        let (major, minor) = API;
        let compatible = major_and_minor(server_version).is_some_and(|(server_major, server_minor)| {
            server_major == major && server_minor.abs_diff(minor) <= 1
        });
        Self {
            server_version: server_version.to_owned(),
            client_version: format!("{major}.{minor}"),
            compatible,
        }
    }
}

impl fmt::Display for Compatibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server_version, client_version, compatible } = self;
        let verb = if *compatible { "goes" } else { "may not go" };
        // The version is the server's word, and may be anything.
        let server_version = server_version.escape_debug();
        write!(
            f,
            "Qdrant {server_version} {verb} with this client, which is written for Qdrant {client_version}"
        )
    }
}

/// Reads `1.20.0`, `v1.20`, `1.20.0-dev` and the like.
fn major_and_minor(version: &str) -> Option<(u64, u64)> {
    let version = version.trim();
    let version = version.strip_prefix('v').unwrap_or(version);
    let numbers = version.split(['-', '+']).next()?;
    let mut numbers = numbers.split('.').map(|number| {
        // `parse` would take a sign.
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse::<u64>().ok()).flatten()
    });
    let found = (numbers.next()??, numbers.next()??);
    numbers.all(|number| number.is_some()).then_some(found)
}

/// The version of the server; it is asked for once and kept.
#[derive(Debug, Default)]
pub(crate) struct ServerVersion {
    known: OnceCell<String>,
    tries: AtomicU32,
    /// Whether to ask without being asked, and to report a version that does not go with this client.
    automatic: bool,
}

impl ServerVersion {
    pub(crate) fn new(automatic: bool) -> Self {
        Self { automatic, ..Self::default() }
    }

    /// Returns the version if it is known already.
    pub(crate) fn known(&self) -> Option<&str> {
        self.known.get().map(String::as_str)
    }

    /// Returns the version, asking for it if nobody has; those that ask at the same time share the answer.
    pub(crate) async fn get(&self, options: CallOptions, transport: &dyn Transport) -> Result<&str, Error> {
        let known = self.known.get_or_try_init(async || {
            let version = ask(options, transport).await?;
            self.report(&version);
            Ok(version)
        });
        known.await.map(String::as_str)
    }

    /// Keeps a version that came as the answer to a call.
    pub(crate) fn learn(&self, info: &VersionInfo) {
        if self.known.set(info.version.clone()).is_ok() {
            self.report(&info.version);
        }
    }

    /// Waits for a call, and asks for the version while it runs.
    ///
    /// The call waits for nothing: when it ends first, the question is dropped, and asked again beside the next one.
    pub(crate) async fn beside<T>(
        &self,
        options: CallOptions,
        transport: &dyn Transport,
        call: impl Future<Output = T>,
    ) -> T {
        if !self.automatic || self.known.initialized() || self.tries.load(Ordering::Relaxed) >= TRIES {
            return call.await;
        }
        let mut call = pin!(call);
        let mut asking = pin!(async {
            // Counted inside, so that of calls that run at the same time only the one that asks counts.
            let known = self.known.get_or_try_init(async || {
                self.tries.fetch_add(1, Ordering::Relaxed);
                let version = ask(options, transport).await?;
                self.report(&version);
                Ok::<_, Error>(version)
            });
            if let Err(error) = known.await {
                tracing::debug!(%error, "the server does not tell its version");
            }
        });
        let mut asked = false;
        poll_fn(|cx| {
            let done = call.as_mut().poll(cx);
            // Also when the call is done: the answer may have come at the same time.
            asked = asked || asking.as_mut().poll(cx).is_ready();
            done
        })
        .await
    }

    fn report(&self, version: &str) {
        let compatibility = Compatibility::new(version);
        if self.automatic && !compatibility.compatible {
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
    use std::sync::Arc;

    use async_trait::async_trait;
    use qdrant_core::{
        Capabilities, CountPoints, ErrorKind, OperationKind, Reply, SharedTransport, TransportInfo,
    };
    use tokio::sync::Semaphore;

    use super::*;
    use crate::Qdrant;

    #[test]
    fn neighbours_go_together_and_suffixes_do_not_matter() {
        for (version, compatible) in [
            ("1.20.0", true),
            ("1.19.9", true),
            ("1.21.0", true),
            ("1.18.2", false),
            ("1.22.0", false),
            ("2.20.0", false),
            ("0.20.0", false),
            ("1.20.0-dev", true),
            ("1.20.0+build.7", true),
            ("v1.20.1", true),
            (" 1.20 ", true),
            ("1.20.0.1", true),
            ("1.2", false),
            ("1", false),
            ("", false),
            ("dev", false),
            ("1.x.0", false),
            ("1.20.x", false),
            ("+1.20.0", false),
            ("-1.20.0", false),
            ("99999999999999999999.20.0", false),
        ] {
            assert_eq!(Compatibility::new(version).compatible, compatible, "{version:?}");
        }
    }

    /// Tells its version when it is given a permit; answers calls at once.
    #[derive(Debug)]
    struct Server {
        version: Result<&'static str, ErrorKind>,
        permits: Semaphore,
        asked: AtomicU32,
        /// Whether calls wait for a permit too.
        calls: Option<Semaphore>,
    }

    impl Server {
        fn new(version: Result<&'static str, ErrorKind>, permits: usize) -> Arc<Self> {
            Arc::new(Self {
                version,
                permits: Semaphore::new(permits),
                asked: AtomicU32::new(0),
                calls: None,
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

    #[async_trait]
    impl Transport for Server {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("server", Capabilities::all())
        }

        async fn execute(&self, call: Call) -> Result<Reply, Error> {
            if call.request.kind() != OperationKind::GetVersionInfo {
                if let Some(calls) = &self.calls {
                    calls.acquire().await.unwrap().forget();
                }
                return Ok(Reply::new(CountPoints::into_response(7)));
            }
            self.asked.fetch_add(1, Ordering::SeqCst);
            self.permits.acquire().await.unwrap().forget();
            let version = self.version.map_err(|kind| Error::new(kind, "no version"))?;
            let info = VersionInfo { title: "qdrant".to_owned(), version: version.to_owned(), commit: None };
            Ok(Reply::new(HealthCheckRequest::into_response(info)))
        }
    }

    async fn count(client: &Qdrant) -> u64 {
        client.count(CountPoints::new("c")).await.unwrap()
    }

    #[tokio::test]
    async fn the_version_is_asked_for_once_beside_the_first_call() {
        let server = Server::new(Ok("1.18.0"), 9);
        let client = server.client(true);
        assert_eq!((client.compatibility(), server.asked()), (None, 0), "building asks nothing");
        for _ in 0..3 {
            assert_eq!(count(&client).await, 7);
        }
        assert_eq!(server.asked(), 1);
        let found = client.compatibility().unwrap();
        assert_eq!((found.server_version.as_str(), found.compatible), ("1.18.0", false));
        assert_eq!(client.clone().check_compatibility().await.unwrap(), found);
        assert_eq!(server.asked(), 1, "what is known is not asked again");
    }

    #[tokio::test]
    async fn a_server_that_does_not_tell_holds_no_call_up_and_is_left_alone_after_some_tries() {
        let silent = Server::new(Ok("1.20.0"), 0);
        let failing = Server::new(Err(ErrorKind::Unavailable), 1000);
        for server in [silent, failing] {
            let client = server.client(true);
            for _ in 0..2 * TRIES {
                assert_eq!(count(&client).await, 7);
            }
            assert_eq!((server.asked(), client.compatibility()), (TRIES, None));
        }
    }

    #[tokio::test]
    async fn calls_at_the_same_time_ask_once() {
        let mut server = Server::new(Ok("1.20.3"), 1);
        Arc::get_mut(&mut server).unwrap().calls = Some(Semaphore::new(0));
        let client = server.client(true);
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { count(&client).await })
            })
            .collect();
        tokio::task::yield_now().await;
        assert_eq!(server.asked(), 1);
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
