//! One pool of connections, and what is handed over to it.

use std::time::Duration;

use http::Request;
use hyper_util::client::legacy::{Client as HyperClient, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use qdrant_core::{Error, ErrorKind};

use crate::body::SentBody;
use crate::config::{HttpConfig, Protocol};
use crate::connect::Dialer;
use crate::latest::Latest;
use crate::range::countable;

/// HTTP/2 connections that are used in turn, unless the configuration says otherwise.
const HTTP2_CONNECTIONS: usize = 3;

/// Most HTTP/2 connections that may be used in turn.
const MOST_HTTP2_CONNECTIONS: usize = 1024;

/// Largest head, or trailers, of an HTTP/2 reply in bytes.
///
/// What does not fit into trailers is left out without a word, and the message of an error may be long.
const HTTP2_HEADER_BYTES: u32 = 256 << 10;

/// A pool of hyper's: one connection for HTTP/2, as many as are needed for HTTP/1.1.
#[derive(Debug)]
pub(super) struct Lane {
    client: HyperClient<Dialer, SentBody>,
    latest: Latest,
    protocol: Protocol,
}

/// A request that was handed over.
pub(super) struct Sent {
    pub(super) response: ResponseFuture,
    pub(super) latest: Latest,
    /// The request again, if it may have to wait for a connection.
    pub(super) spare: Option<Request<SentBody>>,
}

/// Returns how many lanes a configuration wants.
///
/// # Errors
///
/// `Config` for none, and for too many.
pub(super) fn count(config: &HttpConfig, protocol: Protocol) -> Result<usize, Error> {
    let refuse = |message| Err(Error::new(ErrorKind::Config, message).with_field("pool_size"));
    match (config.pool_size, protocol) {
        (Some(0), _) => refuse("must be at least 1".to_owned()),
        (Some(size), Protocol::Http2) if size > MOST_HTTP2_CONNECTIONS => {
            refuse(format!("must be at most {MOST_HTTP2_CONNECTIONS} for HTTP/2"))
        }
        (size, Protocol::Http2) => Ok(size.unwrap_or(HTTP2_CONNECTIONS)),
        (_, Protocol::Http1) => Ok(1),
    }
}

impl Lane {
    pub(super) fn new(config: &HttpConfig, protocol: Protocol, dialer: &Dialer) -> Self {
        let latest = Latest::default();
        let mut builder = HyperClient::builder(TokioExecutor::new());
        builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new()).retry_canceled_requests(true);
        let idle = match protocol {
            Protocol::Http1 => Duration::from_secs(4),
            Protocol::Http2 => Duration::from_secs(30),
        };
        builder.pool_idle_timeout(countable(config.idle_timeout.unwrap_or(idle)));
        match protocol {
            Protocol::Http1 => {
                builder.pool_max_idle_per_host(config.pool_size.unwrap_or(usize::MAX));
            }
            Protocol::Http2 => {
                builder
                    .http2_only(true)
                    .http2_max_header_list_size(HTTP2_HEADER_BYTES)
                    .http2_keep_alive_interval(config.http2_keep_alive_interval.map(countable))
                    .http2_keep_alive_timeout(countable(config.http2_keep_alive_timeout));
            }
        }
        Self { client: builder.build(dialer.with_latest(latest.clone())), latest, protocol }
    }

    /// Hands a request over.
    pub(super) fn send(&self, request: Request<SentBody>) -> Sent {
        let waits = self.protocol == Protocol::Http2 && !self.latest.is_up();
        let spare = if waits { copy_of(&request) } else { None };
        Sent { response: self.client.request(request), latest: self.latest.clone(), spare }
    }
}

/// Copies a request whose body is in memory; the bytes of the body are shared.
fn copy_of(request: &Request<SentBody>) -> Option<Request<SentBody>> {
    let SentBody::Whole(body) = request.body() else { return None };
    let mut copy = Request::new(SentBody::Whole(body.clone()));
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.version_mut() = request.version();
    *copy.headers_mut() = request.headers().clone();
    Some(copy)
}
