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

/// Connects over TCP, and says in our words why it could not.
#[derive(Clone)]
pub(crate) struct Tcp {
    http: HttpConnector<Resolver>,
    name: Arc<str>,
}

impl Tcp {
    /// Creates it; the peer is called `name` in errors.
    pub(super) fn new(config: &HttpConfig, name: &str) -> Self {
        let mut http = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_keepalive(config.tcp_keep_alive.map(tcp_idle));
        http.set_keepalive_interval(config.tcp_keep_alive.map(|_| PROBE_INTERVAL));
        http.set_keepalive_retries(config.tcp_keep_alive.map(|_| PROBES));
        Self { http, name: name.into() }
    }
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
