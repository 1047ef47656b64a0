//! The connections of a stack, and the sending of one attempt over one of them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Extensions;
use hyper_util::client::legacy::{Client as HyperClient, Error as ClientError, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use qdrant_core::{Error, ErrorKind};
use tower_service::Service;

use crate::body::{CollectedBody, collect};
use crate::config::{HttpConfig, Protocol};
use crate::connect::Dialer;
use crate::failure::Scene;
use crate::service::{BoxFuture, HttpRequest, HttpResponse};
use crate::sniff::{Latest, Peer};

/// HTTP/2 connections that are used in turn, unless the configuration says otherwise.
const HTTP2_CONNECTIONS: usize = 3;

/// Sends requests over pooled connections and collects the replies.
#[derive(Debug, Clone)]
pub(crate) struct Client(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    /// Empty once the stack is closed.
    lanes: RwLock<Box<[Lane]>>,
    next: AtomicUsize,
    address: String,
    protocol: Protocol,
    https: bool,
    max_response_bytes: usize,
}

/// A pool of hyper's: one connection for HTTP/2, as many as are needed for HTTP/1.1.
#[derive(Debug)]
struct Lane {
    client: HyperClient<Dialer, CollectedBody>,
    latest: Latest,
}

impl Client {
    /// Creates a client; it connects when it is used.
    ///
    /// # Errors
    ///
    /// As [`Dialer::new`], and `Config` for a pool without connections.
    pub(crate) fn new(config: &HttpConfig, protocol: Protocol) -> Result<Self, Error> {
        if config.pool_size == Some(0) {
            return Err(Error::new(ErrorKind::Config, "must be at least 1").with_field("pool_size"));
        }
        let dialer = Dialer::new(config, protocol)?;
        let count = match protocol {
            Protocol::Http1 => 1,
            Protocol::Http2 => config.pool_size.unwrap_or(HTTP2_CONNECTIONS),
        };
        let lanes = (0..count).map(|_| Lane::new(config, protocol, &dialer)).collect();
        Ok(Self(Arc::new(Pool {
            lanes: RwLock::new(lanes),
            next: AtomicUsize::new(0),
            address: config.endpoint.authority(),
            protocol,
            https: config.endpoint.https,
            max_response_bytes: config.max_response_bytes,
        })))
    }

    /// Lets go of all connections; those with running calls end with the last of them.
    pub(crate) fn close(&self) {
        *self.0.lanes.write().unwrap_or_else(PoisonError::into_inner) = Box::default();
    }
}

impl Lane {
    fn new(config: &HttpConfig, protocol: Protocol, dialer: &Dialer) -> Self {
        let latest = Latest::default();
        let mut builder = HyperClient::builder(TokioExecutor::new());
        builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new()).retry_canceled_requests(true);
        let idle = match protocol {
            Protocol::Http1 => Duration::from_secs(4),
            Protocol::Http2 => Duration::from_secs(30),
        };
        builder.pool_idle_timeout(config.idle_timeout.unwrap_or(idle));
        match protocol {
            Protocol::Http1 => {
                builder.pool_max_idle_per_host(config.pool_size.unwrap_or(usize::MAX));
            }
            Protocol::Http2 => {
                builder
                    .http2_only(true)
                    .http2_keep_alive_interval(config.http2_keep_alive_interval)
                    .http2_keep_alive_timeout(config.http2_keep_alive_timeout);
            }
        }
        Self { client: builder.build(dialer.with_latest(latest.clone())), latest }
    }
}

impl Pool {
    fn scene<'a>(&'a self, peer: &Peer) -> Scene<'a> {
        Scene { address: &self.address, protocol: self.protocol, https: self.https, speech: peer.speech() }
    }

    fn send(&self, request: HttpRequest) -> Result<(ResponseFuture, Latest), Error> {
        let lanes = self.lanes.read().unwrap_or_else(PoisonError::into_inner);
        if lanes.is_empty() {
            return Err(Error::new(ErrorKind::Closed, "the connections are closed").with_not_sent());
        }
        let lane = &lanes[self.next.fetch_add(1, Ordering::Relaxed) % lanes.len()];
        Ok((lane.client.request(request.map(|data| CollectedBody::new(data, None))), lane.latest.clone()))
    }
}

impl Service<HttpRequest> for Client {
    type Response = HttpResponse;
    type Error = Error;
    type Future = BoxFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: HttpRequest) -> BoxFuture {
        // They are ours alone, and may outlive the call inside of hyper.
        request.extensions_mut().clear();
        let pool = Arc::clone(&self.0);
        Box::pin(async move {
            let (response, latest) = pool.send(request)?;
            let response = response.await.map_err(|error| {
                let peer = peer_of(&error).unwrap_or_else(|| latest.peer());
                pool.scene(&peer).request_failed(error)
            })?;
            let (mut parts, body) = response.into_parts();
            let peer = parts.extensions.remove::<Arc<Peer>>().unwrap_or_default();
            let limit = pool.max_response_bytes;
            let body =
                collect(body, limit).await.map_err(|error| pool.scene(&peer).body_failed(error, limit))?;
            Ok(HttpResponse::from_parts(parts, body))
        })
    }
}

/// Returns the peer of the connection that failed, if hyper tells which one it was.
fn peer_of(error: &ClientError) -> Option<Arc<Peer>> {
    let mut extras = Extensions::new();
    error.connect_info()?.get_extras(&mut extras);
    extras.remove()
}
