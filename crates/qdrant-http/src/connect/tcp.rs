//! Name lookup and TCP.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::Connecting;
use super::error::DialError;
use crate::config::HttpConfig;
use crate::range::tcp_idle;

/// Time between the probes of an idle connection. The system's own time would leave a dead peer for ten minutes.
const PROBE_INTERVAL: Duration = Duration::from_secs(10);

/// Probes without an answer after which a peer is dead.
const PROBES: u32 = 3;

/// Time beyond that to connect which one address alone has, so that it is the whole that ends first.
const SPARE: Duration = Duration::from_millis(10);

/// Connects over TCP, and says in our words why it could not.
#[derive(Clone)]
pub(crate) struct Tcp {
    http: HttpConnector<Resolver>,
    name: Arc<str>,
}

impl Tcp {
    /// Creates it; the peer is called `name` in errors.
    pub(super) fn new(config: &HttpConfig, name: &str) -> Self {
        Self { http: connector(config, Resolver(GaiResolver::new())), name: name.into() }
    }
}

fn connector<R: Clone>(config: &HttpConfig, resolver: R) -> HttpConnector<R> {
    let mut http = HttpConnector::new_with_resolver(resolver);
    http.enforce_http(false);
    // The addresses of a host share it, so that a dead one leaves time for the others.
    http.set_connect_timeout(config.connect_timeout.map(|limit| limit.saturating_add(SPARE)));
    http.set_nodelay(true);
    http.set_keepalive(config.tcp_keep_alive.map(tcp_idle));
    http.set_keepalive_interval(config.tcp_keep_alive.map(|_| PROBE_INTERVAL));
    http.set_keepalive_retries(config.tcp_keep_alive.map(|_| PROBES));
    http
}

impl Service<Uri> for Tcp {
    type Response = TokioIo<TcpStream>;
    type Error = DialError;
    type Future = Connecting<Self::Response, DialError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = self.http.call(target);
        let name = Arc::clone(&self.name);
        Box::pin(async move { connecting.await.map_err(|error| DialError::tcp(error.into(), &name)) })
    }
}

/// Looks names up as the system does; its errors can be told from those of TCP.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = <GaiResolver as Service<Name>>::Response;
    type Error = LookupError;
    type Future = Connecting<Self::Response, LookupError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), LookupError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let lookup = self.0.call(name);
        Box::pin(async move { lookup.await.map_err(LookupError) })
    }
}

/// A name could not be looked up.
#[derive(Debug)]
pub(super) struct LookupError(io::Error);

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for LookupError {}

// Only there does a full queue swallow connections, and is every address of 127/8 the machine itself.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};
    use std::net::SocketAddr;

    use tokio::net::{TcpListener, TcpSocket};
    use tokio::time::timeout;

    use super::*;

    /// Knows two addresses for every name.
    #[derive(Clone)]
    struct Both;

    impl Service<Name> for Both {
        type Response = std::array::IntoIter<SocketAddr, 2>;
        type Error = Infallible;
        type Future = Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Name) -> Self::Future {
            ready(Ok([([127, 0, 0, 2], 0).into(), ([127, 0, 0, 1], 0).into()].into_iter()))
        }
    }

    #[tokio::test]
    async fn an_address_that_swallows_everything_leaves_time_for_the_next() {
        let good = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = good.local_addr().unwrap().port();
        let dead = TcpSocket::new_v4().unwrap();
        dead.bind(([127, 0, 0, 2], port).into()).unwrap();
        let dead = dead.listen(1).unwrap();
        // The system answers nobody once the queue is full.
        let mut queue = Vec::new();
        let knock = || timeout(Duration::from_millis(100), TcpStream::connect(dead.local_addr().unwrap()));
        while let Ok(connected) = knock().await {
            queue.push(connected.unwrap());
        }
        let config = HttpConfig::default().connect_timeout(Duration::from_millis(400));
        let connecting = connector(&config, Both).call(format!("http://db:{port}/").parse().unwrap());
        let connected = timeout(Duration::from_secs(10), connecting).await.expect("it has to end by itself");
        assert_eq!(connected.unwrap().inner().peer_addr().unwrap(), good.local_addr().unwrap());
    }
}
