//! Making connections.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use qdrant_core::Error;
use tokio::time::{Instant, timeout};
use tower_service::Service;

use super::Connecting;
use super::error::DialError;
use super::route::Route;
use super::secure::{Inner, Secure};
use super::tcp::Tcp;
use crate::config::{HttpConfig, Protocol};
use crate::health::Health;
use crate::latest::Latest;
use crate::sniff::Sniffed;
use crate::target::Target;

/// Time after which a connection that is given up before it was made counts as one that cannot be made.
const PATIENCE: Duration = Duration::from_secs(1);

/// Longest time that is spent to see whether an endpoint can be reached again.
const PROBE: Duration = Duration::from_secs(10);

/// Makes the connections to one endpoint.
#[derive(Clone)]
pub(crate) struct Dialer {
    inner: Inner,
    /// Host and port, with the proxy if there is one.
    address: Arc<str>,
    timeout: Option<Duration>,
    protocol: Protocol,
    health: Option<Arc<Health>>,
    latest: Latest,
}

impl Dialer {
    /// Creates a dialer.
    ///
    /// # Errors
    ///
    /// `Config` for settings of TLS or a proxy that cannot be used, `FeatureDisabled` for what was not compiled in.
    pub(crate) fn new(
        config: &HttpConfig,
        protocol: Protocol,
        target: &Target,
        secure: &Secure,
    ) -> Result<Self, Error> {
        let endpoint = &target.endpoint;
        let (route, address) = match &target.proxy {
            None => (Route::Direct(Tcp::new(config, &target.address)), target.address.clone()),
            Some(proxy) => {
                let hop = secure.hop(Tcp::new(config, &proxy.name), proxy)?;
                let tunnel = target.tunnels(protocol);
                let route = Route::Proxy { hop, proxy: Arc::clone(proxy), tunnel };
                (route, format!("{} through {}", target.address, proxy.name))
            }
        };
        Ok(Self {
            inner: secure.server(route, endpoint)?,
            address: address.into(),
            timeout: config.connect_timeout,
            protocol,
            health: target.health.clone(),
            latest: Latest::default(),
        })
    }

    /// Returns a dialer that tells of its latest connection there.
    pub(crate) fn with_latest(&self, latest: Latest) -> Self {
        Self { latest, ..self.clone() }
    }

    /// Connects and hangs up; the health of the endpoint tells the outcome.
    pub(crate) fn probe(&self, target: Uri) -> impl Future<Output = ()> + Send + use<> {
        let connecting = self.clone().call(target);
        async move { drop(timeout(PROBE, connecting).await) }
    }
}

impl fmt::Debug for Dialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialer").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Service<Uri> for Dialer {
    type Response = Sniffed<<Inner as Service<Uri>>::Response>;
    type Error = DialError;
    type Future = Connecting<Self::Response, DialError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        // Neither the connectors nor the resolver inside are ever busy.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = self.inner.call(target);
        let Self { address, timeout: limit, protocol, latest, health, .. } = self.clone();
        Box::pin(async move {
            let watch = Watch { health, since: Instant::now() };
            latest.begin();
            let connected = match limit {
                None => connecting.await.map_err(|error| DialError::from_inner(error, &address)),
                Some(limit) => match timeout(limit, connecting).await {
                    Ok(connected) => connected.map_err(|error| DialError::from_inner(error, &address)),
                    Err(_) => Err(DialError::connect(format!("no connection to {address} within {limit:?}"))),
                },
            };
            watch.end(connected.as_ref().err());
            let io = Sniffed::new(connected.inspect_err(|error| latest.fail(error))?, latest.replace());
            Ok(match protocol {
                Protocol::Http1 => io.patient(),
                Protocol::Http2 => io,
            })
        })
    }
}

/// Tells the health of an endpoint how an attempt to connect ended.
struct Watch {
    /// Taken at the end.
    health: Option<Arc<Health>>,
    since: Instant,
}

impl Watch {
    fn end(mut self, error: Option<&DialError>) {
        let Some(health) = self.health.take() else { return };
        match error {
            None => health.connected(),
            Some(error) => health.failed(Some(&error.to_error())),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Nobody waits any more. Otherwise a peer that swallows everything would never be found by short calls.
        if let Some(health) = self.health.take()
            && self.since.elapsed() >= PATIENCE
        {
            health.failed(None);
        }
    }
}
