//! What a stack can be told.

use std::time::Duration;

use qdrant_core::Secret;
use serde::{Deserialize, Serialize};

use crate::auth::Auth;
use crate::endpoint::Endpoint;
use crate::proxy::ProxyConfig;
use crate::retry::RetryPolicy;
use crate::tls::TlsConfig;
use crate::values::{duration, optional_duration};

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
/// It can be read from a file: every field has the name that it has here and may be left out, and names that do not
/// exist are refused. [`values`](crate::values) tells how times and secrets are written. An endpoint is a URL;
/// `auth` is `api_key` or `bearer`; `headers` is a map; `proxy` may be a URL.
///
/// Limits of zero, which nothing could keep, are refused when the stack is made. A time beyond the clock is no limit.
///
/// Writing leaves out what is secret: credentials, headers, the identity of TLS and the URLs of proxies. Reading that
/// back gives a configuration without them.
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
///
/// let text = r#"{ "endpoints": ["https://db.example"], "auth": { "api_key": "my-key" }, "timeout": "1m 30s" }"#;
/// let config: HttpConfig = serde_json::from_str(text)?;
/// assert_eq!(config.timeout, Some(Duration::from_secs(90)));
/// assert!(!serde_json::to_string(&config)?.contains("my-key"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
    #[serde(with = "duration")]
    pub endpoint_pause: Duration,
    /// How the client proves who it is; default not at all.
    #[serde(skip_serializing)]
    pub auth: Option<Auth>,
    /// Headers of every request; default none.
    #[serde(skip_serializing, deserialize_with = "Secret::deserialize_pairs")]
    pub headers: Vec<(String, Secret)>,
    /// Product token of the program, such as `shop/2.1`, after the client's own; default none.
    pub user_agent: Option<String>,
    /// Time for a whole call with all of its attempts; `None` is without limit; default 30 s.
    #[serde(with = "optional_duration")]
    pub timeout: Option<Duration>,
    /// Time for one attempt; `None` is without limit; default `None`.
    #[serde(with = "optional_duration")]
    pub attempt_timeout: Option<Duration>,
    /// Longest silence of the server in the middle of a download; `None` is without limit; default 30 s.
    ///
    /// It runs while the next chunk is waited for: a program that takes its time is not cut off.
    #[serde(with = "optional_duration")]
    pub download_idle_timeout: Option<Duration>,
    /// Longest time in which nothing of an upload moves; `None` is without limit; default 30 s.
    ///
    /// Neither the source giving nothing nor the server taking nothing may last longer.
    #[serde(with = "optional_duration")]
    pub upload_idle_timeout: Option<Duration>,
    /// Time to connect, with name lookup and TLS; `None` is without limit; default 5 s.
    #[serde(with = "optional_duration")]
    pub connect_timeout: Option<Duration>,
    /// When and how often failed calls are repeated; default [`RetryPolicy::default`].
    pub retry: RetryPolicy,
    /// Attempts that run at the same time; `None` is without limit; default `None`.
    pub concurrency_limit: Option<usize>,
    /// HTTP/2: connections used in turn, at most 1024, default 3. HTTP/1.1: connections kept while idle, default without
    /// limit.
    pub pool_size: Option<usize>,
    /// Time after which an idle connection is closed; default 4 s for HTTP/1.1, 30 s for HTTP/2.
    ///
    /// It has to be below the server's, which is 5 s for Qdrant's REST port: a request on a connection that the
    /// server is just closing fails.
    #[serde(with = "optional_duration")]
    pub idle_timeout: Option<Duration>,
    /// Time between pings on HTTP/2 connections with running calls; `None` is without; default 20 s.
    #[serde(with = "optional_duration")]
    pub http2_keep_alive_interval: Option<Duration>,
    /// Time for the answer to such a ping; default 10 s.
    #[serde(with = "duration")]
    pub http2_keep_alive_timeout: Duration,
    /// Idle time before TCP checks that the peer is alive, three times; `None` is without; default 60 s.
    ///
    /// Systems count it in whole seconds, from one second to nine hours.
    #[serde(with = "optional_duration")]
    pub tcp_keep_alive: Option<Duration>,
    /// Proxies between the client and the servers; default none, whatever the environment says.
    pub proxy: Option<ProxyConfig>,
    /// Settings of TLS, for endpoints with `https`.
    pub tls: TlsConfig,
    /// Whether replies may come in gzip, over HTTP/1.1; default yes if the feature `gzip` is on.
    pub compression: bool,
    /// Whether each call carries a random `x-request-id`, the same over all of its attempts; default no.
    ///
    /// A call with a header of this name keeps its own. The reply has the name as [`RequestId`](crate::RequestId), an
    /// error as [`Error::request_id`](qdrant_core::Error::request_id).
    pub request_ids: bool,
    /// Whether credentials over plain text to another machine are warned about; default yes.
    pub warn_insecure: bool,
    /// Largest reply in bytes, unpacked; default 1 GiB.
    pub max_response_bytes: usize,
    /// Largest body of a request in bytes, uploads apart; `None` is without limit; default `None`.
    ///
    /// Qdrant's REST server takes 32 MiB unless its configuration says otherwise, and answers a larger body with a
    /// plain 400.
    pub max_request_bytes: Option<usize>,
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
            request_ids: false,
            warn_insecure: true,
            max_response_bytes: 1 << 30,
            max_request_bytes: None,
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
        /// Sets whether each call carries a random `x-request-id`.
        request_ids: bool;
        /// Sets whether credentials over plain text are warned about.
        warn_insecure: bool;
        /// Sets the largest reply in bytes.
        max_response_bytes: usize;
        /// Sets the largest body of a request in bytes.
        max_request_bytes: Option<usize>;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{Identity, Roots};

    #[test]
    fn debug_shows_no_secret() {
        let config = HttpConfig::new(Endpoint::default())
            .auth(Auth::bearer("hush"))
            .header("x-openai-api-key", "hush")
            .tls(TlsConfig::default().identity(Identity::new("certificate", "hush")));
        assert!(!format!("{config:?} {config:#?}").contains("hush"));
    }

    fn read(text: &str) -> Result<HttpConfig, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_field_can_be_read() {
        let config = read(
            r#"{
                "endpoints": ["https://a.example", "grpc://b", "c:7000/p"], "endpoint_pause": "2s",
                "auth": { "bearer": "hush" },
                "headers": { "x-one": "1", "x-two": ["2", "3"] },
                "user_agent": "shop/2",
                "timeout": 10, "attempt_timeout": 2.5, "download_idle_timeout": "1m", "upload_idle_timeout": "none",
                "connect_timeout": null,
                "retry": { "max_attempts": 7, "initial_backoff": "50ms", "max_backoff": 9, "max_retry_after": "1h",
                           "budget": { "ratio": 0.5, "per_second": 3.0, "burst": 5 } },
                "concurrency_limit": 16, "pool_size": 4, "idle_timeout": "3s",
                "http2_keep_alive_interval": "15s", "http2_keep_alive_timeout": "5s", "tcp_keep_alive": "none",
                "proxy": { "https": "http://me:hush@proxy", "no_proxy": ["a"], "tls": { "server_name": "p" } },
                "tls": { "roots": ["native", "webpki", { "pem": "x" }], "server_name": "db",
                         "identity": { "certificates": "c", "key": "hush" } },
                "compression": false, "warn_insecure": false, "request_ids": true,
                "max_response_bytes": 1000, "max_request_bytes": 2000
            }"#,
        )
        .unwrap();
        let endpoints: Vec<_> = config.endpoints.iter().map(ToString::to_string).collect();
        assert_eq!(endpoints, ["https://a.example:443", "http://b:6334", "http://c:7000/p"]);
        assert_eq!(config.endpoint_pause, Duration::from_secs(2));
        let headers: Vec<_> = config.headers.iter().map(|(name, it)| (name.as_str(), it.expose())).collect();
        assert_eq!(headers, [("x-one", "1"), ("x-two", "2"), ("x-two", "3")]);
        let seconds = |time: Option<Duration>| time.map(|time| time.as_secs_f64());
        assert_eq!((seconds(config.timeout), seconds(config.attempt_timeout)), (Some(10.0), Some(2.5)));
        assert_eq!(seconds(config.download_idle_timeout), Some(60.0));
        assert_eq!(
            (config.upload_idle_timeout, config.connect_timeout, config.tcp_keep_alive),
            (None, None, None)
        );
        assert_eq!((config.retry.max_attempts, config.retry.max_backoff), (7, Duration::from_secs(9)));
        assert_eq!(config.retry.budget.map(|budget| budget.burst), Some(5));
        assert_eq!((config.concurrency_limit, config.pool_size), (Some(16), Some(4)));
        let proxy = config.proxy.as_ref().unwrap();
        assert_eq!((proxy.http.is_none(), proxy.https.is_some(), proxy.no_proxy.len()), (true, true, 1));
        assert_eq!(config.tls.roots, [Roots::Native, Roots::Webpki, Roots::Pem(b"x".to_vec())]);
        assert_eq!(config.tls.identity, Some(Identity::new("c", "hush")));
        assert_eq!((config.compression, config.max_request_bytes), (false, Some(2000)));

        // What is written has all the rest and no secret, and can be read.
        let written = serde_json::to_string(&config).unwrap();
        assert!(!written.contains("hush") && !format!("{config:?}").contains("hush"), "{written}");
        let again = read(&written).unwrap();
        assert!(again.auth.is_none() && again.headers.is_empty() && again.tls.identity.is_none());
        assert_eq!(serde_json::to_string(&again).unwrap(), written);
        assert_eq!((again.timeout, again.upload_idle_timeout), (config.timeout, None));
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let empty = read("{}").unwrap();
        assert_eq!(format!("{empty:?}"), format!("{:?}", HttpConfig::default()));
        let short = read(r#"{ "proxy": "http://me:hush@proxy:1", "retry": { "max_attempts": 1 } }"#).unwrap();
        assert_eq!(short.proxy, Some(ProxyConfig::new("http://me:hush@proxy:1")));
        assert_eq!(short.retry, RetryPolicy::none());
    }

    #[test]
    fn names_that_do_not_exist_are_refused_at_every_depth() {
        for text in [
            r#"{ "time_out": 1 }"#,
            r#"{ "retry": { "attempts": 1 } }"#,
            r#"{ "retry": { "budget": { "rate": 1 } } }"#,
            r#"{ "tls": { "verify": false } }"#,
            r#"{ "tls": { "identity": { "certificate": "a", "key": "b" } } }"#,
            r#"{ "proxy": { "url": "http://proxy" } }"#,
            r#"{ "auth": { "key": "a" } }"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_error_shows_what_may_be_a_secret() {
        for text in [
            r#"{ "auth": "hush" }"#,
            r#"{ "auth": { "hush": "a" } }"#,
            r#"{ "auth": { "api_key": ["hush"] } }"#,
            r#"{ "auth": { "api_key": 712345 } }"#,
            r#"{ "auth": { "api_key": "" } }"#,
            r#"{ "auth": { "api_key": "***" } }"#,
            r#"{ "headers": "hush" }"#,
            r#"{ "headers": { "x": { "hush": 1 } } }"#,
            r#"{ "headers": { "x": 712345 } }"#,
            r#"{ "headers": { "x": "***" } }"#,
            r#"{ "proxy": { "http": 712345 } }"#,
            r#"{ "proxy": 712345 }"#,
            r#"{ "proxy": "***" }"#,
            r#"{ "tls": { "identity": "hush" } }"#,
            r#"{ "tls": { "identity": { "certificates": "a", "key": 712345 } } }"#,
            r#"{ "endpoints": ["http://user:hush@host"] }"#,
        ] {
            let error = read(text).unwrap_err();
            assert!(!error.contains("hush") && !error.contains("712345"), "{error}");
        }
    }
}
