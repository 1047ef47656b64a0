//! What a stack can be told.

use std::time::Duration;

use qdrant_core::Secret;

use crate::auth::Auth;
use crate::endpoint::Endpoint;
use crate::proxy::ProxyConfig;
use crate::retry::RetryPolicy;
use crate::tls::TlsConfig;

/// Which version of HTTP a stack speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// HTTP/1.1, for REST.
    Http1,
    /// HTTP/2, for gRPC: by prior knowledge in plain text, by ALPN over TLS.
    Http2,
}

impl Protocol {
    /// Returns Qdrant's port: 6334 for gRPC, and for REST 6333, or 443 over TLS.
    pub const fn default_port(self, https: bool) -> u16 {
        match (self, https) {
            (Self::Http1, true) => 443,
            (Self::Http1, false) => 6333,
            (Self::Http2, _) => 6334,
        }
    }
}

/// Configuration of an [`HttpStack`](crate::HttpStack).
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use qdrant_http::{Auth, Endpoint, HttpConfig, RetryPolicy};
///
/// let config = HttpConfig::new(Endpoint::https("db.example", 6333))
///     .auth(Auth::api_key("my-key"))
///     .header("x-team", "search")
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::none());
/// assert!(!format!("{config:?}").contains("my-key"));
/// ```
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Where the server is, default `http://localhost:6333`; more than one for several nodes of one cluster.
    ///
    /// Calls take turns among those that can be reached. A call of which nothing was sent goes on to the next one at
    /// once, whatever it does; one that is repeated goes to another one if there is any. TLS expects of each endpoint
    /// a certificate for its own host, unless [`TlsConfig::server_name`] says otherwise.
    pub endpoints: Vec<Endpoint>,
    /// First time for which an endpoint that cannot be reached is set aside; default 1 s.
    ///
    /// It doubles with every further failure, up to 64 times its length. It has no meaning for a single endpoint.
    pub endpoint_pause: Duration,
    /// How the client proves who it is; default not at all.
    pub auth: Option<Auth>,
    /// Headers of every request; default none.
    pub headers: Vec<(String, Secret)>,
    /// Product token of the program, such as `shop/2.1`, after the client's own; default none.
    pub user_agent: Option<String>,
    /// Time for a whole call with all of its attempts; `None` is without limit; default 30 s.
    pub timeout: Option<Duration>,
    /// Time for one attempt; `None` is without limit; default `None`.
    pub attempt_timeout: Option<Duration>,
    /// Longest silence of the server in the middle of a download; `None` is without limit; default 30 s.
    ///
    /// It runs while the next chunk is waited for: a program that takes its time is not cut off.
    pub download_idle_timeout: Option<Duration>,
    /// Longest time in which nothing of an upload moves; `None` is without limit; default 30 s.
    ///
    /// Neither the source giving nothing nor the server taking nothing may last longer.
    pub upload_idle_timeout: Option<Duration>,
    /// Time to connect, with name lookup and TLS; `None` is without limit; default 5 s.
    pub connect_timeout: Option<Duration>,
    /// When and how often failed calls are repeated; default [`RetryPolicy::default`].
    pub retry: RetryPolicy,
    /// Attempts that run at the same time; `None` is without limit; default `None`.
    pub concurrency_limit: Option<usize>,
    /// HTTP/2: connections used in turn, default 3. HTTP/1.1: connections kept while idle, default without limit.
    pub pool_size: Option<usize>,
    /// Time after which an idle connection is closed; default 4 s for HTTP/1.1, 30 s for HTTP/2.
    ///
    /// It has to be below the server's, which is 5 s for Qdrant's REST port: a request on a connection that the
    /// server is just closing fails.
    pub idle_timeout: Option<Duration>,
    /// Time between pings on HTTP/2 connections with running calls; `None` is without; default 20 s.
    pub http2_keep_alive_interval: Option<Duration>,
    /// Time for the answer to such a ping; default 10 s.
    pub http2_keep_alive_timeout: Duration,
    /// Idle time before TCP checks that the peer is alive; `None` is without; default 60 s.
    pub tcp_keep_alive: Option<Duration>,
    /// Proxies between the client and the servers; default none, whatever the environment says.
    pub proxy: Option<ProxyConfig>,
    /// Settings of TLS, for endpoints with `https`.
    pub tls: TlsConfig,
    /// Whether replies may come in gzip, over HTTP/1.1; default yes if the feature `gzip` is on.
    pub compression: bool,
    /// Whether credentials over plain text to another machine are warned about; default yes.
    pub warn_insecure: bool,
    /// Largest reply in bytes, unpacked; default 1 GiB.
    pub max_response_bytes: usize,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            endpoints: vec![Endpoint::default()],
            endpoint_pause: Duration::from_secs(1),
            auth: None,
            headers: Vec::new(),
            user_agent: None,
            timeout: Some(Duration::from_secs(30)),
            attempt_timeout: None,
            download_idle_timeout: Some(Duration::from_secs(30)),
            upload_idle_timeout: Some(Duration::from_secs(30)),
            connect_timeout: Some(Duration::from_secs(5)),
            retry: RetryPolicy::default(),
            concurrency_limit: None,
            pool_size: None,
            idle_timeout: None,
            http2_keep_alive_interval: Some(Duration::from_secs(20)),
            http2_keep_alive_timeout: Duration::from_secs(10),
            tcp_keep_alive: Some(Duration::from_secs(60)),
            proxy: None,
            tls: TlsConfig::default(),
            compression: cfg!(feature = "gzip"),
            warn_insecure: true,
            max_response_bytes: 1 << 30,
        }
    }
}

macro_rules! setters {
    ($($(#[$meta:meta])* $field:ident: $type:ty;)+) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = $field.into();
            self
        }
    )+};
}

impl HttpConfig {
    /// Creates the default configuration for a server.
    pub fn new(endpoint: Endpoint) -> Self {
        Self { endpoints: vec![endpoint], ..Self::default() }
    }

    /// Adds a further endpoint.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoints.push(endpoint);
        self
    }

    /// Adds a header to every request; its value is treated as a secret.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    setters! {
        /// Sets the time for which an endpoint that cannot be reached is set aside.
        endpoint_pause: Duration;
        /// Sets how the client proves who it is.
        auth: Option<Auth>;
        /// Sets the product token of the program.
        user_agent: Option<String>;
        /// Sets the time for a whole call.
        timeout: Option<Duration>;
        /// Sets the time for one attempt.
        attempt_timeout: Option<Duration>;
        /// Sets the longest silence in the middle of a download.
        download_idle_timeout: Option<Duration>;
        /// Sets the longest standstill of an upload.
        upload_idle_timeout: Option<Duration>;
        /// Sets the time to connect.
        connect_timeout: Option<Duration>;
        /// Sets when and how often failed calls are repeated.
        retry: RetryPolicy;
        /// Sets how many attempts run at the same time.
        concurrency_limit: Option<usize>;
        /// Sets the number of connections.
        pool_size: Option<usize>;
        /// Sets the time after which an idle connection is closed.
        idle_timeout: Option<Duration>;
        /// Sets the time between pings.
        http2_keep_alive_interval: Option<Duration>;
        /// Sets the time for the answer to a ping.
        http2_keep_alive_timeout: Duration;
        /// Sets the idle time before TCP checks the peer.
        tcp_keep_alive: Option<Duration>;
        /// Sets the proxies.
        proxy: Option<ProxyConfig>;
        /// Sets the settings of TLS.
        tls: TlsConfig;
        /// Sets whether replies may come in gzip.
        compression: bool;
        /// Sets whether credentials over plain text are warned about.
        warn_insecure: bool;
        /// Sets the largest reply in bytes.
        max_response_bytes: usize;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Identity;

    #[test]
    fn debug_shows_no_secret() {
        let config = HttpConfig::new(Endpoint::default())
            .auth(Auth::bearer("hush"))
            .header("x-openai-api-key", "hush")
            .tls(TlsConfig::default().identity(Identity::new("certificate", "hush")));
        assert!(!format!("{config:?} {config:#?}").contains("hush"));
    }
}
