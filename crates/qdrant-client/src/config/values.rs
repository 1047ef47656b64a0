//! What a client can be told, as a value.

use std::path::PathBuf;
#[cfg(any(feature = "rest", feature = "grpc"))]
use std::time::Duration;

use qdrant_core::Secret;
#[cfg(any(feature = "rest", feature = "grpc"))]
use qdrant_http::{
    HttpConfig, ProxyConfig, RetryPolicy, TlsConfig,
    values::{duration, optional_duration},
};
use serde::{Deserialize, Serialize};

use super::server_url::ServerUrl;
#[cfg(not(any(feature = "rest", feature = "grpc")))]
use super::unusable::Unusable;

/// The configuration of a client as a value, which can stand in a file.
///
/// The names are those of the methods of [`QdrantBuilder`](crate::QdrantBuilder), which say more about each. All of
/// them may be left out, and a name that does not exist is refused.
///
/// - A time is a number of seconds, such as `30` or `0.5`, or a text such as `"1m 30s"` or `"250ms"`; where there may
///   be no limit, `"none"` says so. A limit of zero, which nothing could keep, is refused when the client is built.
/// - A secret is a text that is not empty. It is read and never written; no error and no `Debug` shows it. What is
///   written, and read back, has no credentials, no headers, no key of TLS and no proxy.
/// - `headers` and `metadata` are maps of a name and a text, or a list of texts.
/// - `proxy` is a URL, or `{ http, https, no_proxy, tls }`.
/// - `tls` is `{ roots, identity, server_name }`: the roots are a list of `"native"`, `"webpki"`, `{ pem }` and
///   `{ pem_file }`, the identity is `{ certificates, key }` or `{ certificates_file, key_file }`. Files are read with
///   the configuration.
/// - `retry` is `{ max_attempts, initial_backoff, max_backoff, max_retry_after, budget }`.
///
/// Whether the values make sense together is found when the client is built. A setting that needs a cargo feature
/// that is not compiled in is read, and refused as `FeatureDisabled` when the client is built.
///
/// # Examples
///
/// ```
/// # #[cfg(all(feature = "rest", feature = "grpc", feature = "gzip"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use qdrant_client::{Qdrant, QdrantConfig};
///
/// let text = r#"{
///     "urls": ["https://node-1.example:6333", "https://node-2.example:6333"],
///     "prefer_grpc": true,
///     "api_key": "my-key",
///     "timeout": "1m 30s",
///     "headers": { "x-team": "search" },
///     "retry": { "max_attempts": 6, "max_backoff": 2.5 },
///     "compression": true
/// }"#;
/// let config: QdrantConfig = serde_json::from_str(text)?;
/// assert_eq!(config.timeout, Some(Duration::from_secs(90)));
/// assert!(!format!("{config:?} {}", serde_json::to_string(&config)?).contains("my-key"));
/// let client = Qdrant::from_config(config).build()?;
/// # Ok(())
/// # }
/// # #[cfg(not(all(feature = "rest", feature = "grpc", feature = "gzip")))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct QdrantConfig {
    /// Address of the server; default `localhost`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<ServerUrl>,
    /// Addresses of several nodes of one cluster, in place of `url`; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urls: Option<Vec<ServerUrl>>,
    /// Host of the server, in place of `url`; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Port for REST; default 6333, with TLS 443.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Port for gRPC; default 6334.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grpc_port: Option<u16>,
    /// Whether gRPC carries what has an rpc; default no.
    pub prefer_grpc: bool,
    /// Whether TLS is used where the address has no scheme; default no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub https: Option<bool>,
    /// Path in front of the routes of REST; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// API key; default none.
    #[serde(skip_serializing)]
    pub api_key: Option<Secret>,
    /// Bearer token; default none.
    #[serde(skip_serializing)]
    pub bearer_token: Option<Secret>,
    /// Headers of every call; default none.
    #[serde(skip_serializing, deserialize_with = "Secret::deserialize_pairs")]
    pub headers: Vec<(String, Secret)>,
    /// Metadata of every call over gRPC; default none.
    #[serde(skip_serializing, deserialize_with = "Secret::deserialize_pairs")]
    pub metadata: Vec<(String, Secret)>,
    /// Product after the client's own in the user agent, such as `my-app/1.2`; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Whether messages are packed with gzip; default no.
    pub compression: bool,
    /// Connections of gRPC, at most 1024, default 3; idle connections of REST, default without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_size: Option<usize>,
    /// Attempts at the same time; default without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency_limit: Option<usize>,
    /// Whether versions are compared beside the first call; default with a server only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_compatibility: Option<bool>,
    /// Whether credentials in plain text are reported; default yes.
    pub warn_insecure: bool,
    /// Whether an engine in memory takes the place of the server; default no.
    pub in_memory: bool,
    /// Folder of an engine that takes the place of the server; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,

    /// Time for a call with all of its attempts; `None` is without limit; default 30 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub timeout: Option<Duration>,
    /// Time for one attempt; `None` is without limit; default `None`.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub attempt_timeout: Option<Duration>,
    /// Time to make a connection; `None` is without limit; default 5 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub connect_timeout: Option<Duration>,
    /// Longest silence of the server in a download; `None` is without limit; default 30 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub download_idle_timeout: Option<Duration>,
    /// Longest time in which nothing of an upload moves; `None` is without limit; default 30 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub upload_idle_timeout: Option<Duration>,
    /// Time after which an unused connection is closed; `None` is 4 s for REST, 30 s for gRPC; default `None`.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub idle_timeout: Option<Duration>,
    /// First time for which a node that cannot be reached is set aside; default 1 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "duration")]
    pub endpoint_pause: Duration,
    /// Time between pings of gRPC on connections with running calls; `None` is without; default 20 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub http2_keep_alive_interval: Option<Duration>,
    /// Time for the answer to such a ping; default 10 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "duration")]
    pub http2_keep_alive_timeout: Duration,
    /// Idle time before TCP checks that the peer is alive; `None` is without; default 60 s.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(with = "optional_duration")]
    pub tcp_keep_alive: Option<Duration>,
    /// When and how often failed calls are repeated; default reads and idempotent writes, 4 attempts.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub retry: RetryPolicy,
    /// Settings of TLS; default the roots of the system.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub tls: TlsConfig,
    /// Proxies in between; default none, whatever the environment says.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(skip_serializing)]
    pub proxy: Option<ProxyConfig>,
    /// Whether each call carries a random `x-request-id`; default no.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub request_ids: bool,
    /// Largest reply in bytes, unpacked; default 1 GiB.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub max_response_bytes: usize,
    /// Largest body of a request in bytes, uploads apart; `None` is without limit; default `None`.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_request_bytes: Option<usize>,

    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    attempt_timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    connect_timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    download_idle_timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    upload_idle_timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    idle_timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    endpoint_pause: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    http2_keep_alive_interval: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    http2_keep_alive_timeout: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    tcp_keep_alive: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    retry: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    tls: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    proxy: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    request_ids: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    max_response_bytes: Unusable,
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    #[serde(skip_serializing)]
    max_request_bytes: Unusable,
}

impl Default for QdrantConfig {
    fn default() -> Self {
        #[cfg(any(feature = "rest", feature = "grpc"))]
        let wire = HttpConfig::default();
        Self {
            url: None,
            urls: None,
            host: None,
            port: None,
            grpc_port: None,
            prefer_grpc: false,
            https: None,
            prefix: None,
            api_key: None,
            bearer_token: None,
            headers: Vec::new(),
            metadata: Vec::new(),
            user_agent: None,
            compression: false,
            pool_size: None,
            concurrency_limit: None,
            check_compatibility: None,
            warn_insecure: true,
            in_memory: false,
            path: None,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            timeout: wire.timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            attempt_timeout: wire.attempt_timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            connect_timeout: wire.connect_timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            download_idle_timeout: wire.download_idle_timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            upload_idle_timeout: wire.upload_idle_timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            idle_timeout: wire.idle_timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            endpoint_pause: wire.endpoint_pause,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            http2_keep_alive_interval: wire.http2_keep_alive_interval,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            http2_keep_alive_timeout: wire.http2_keep_alive_timeout,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            tcp_keep_alive: wire.tcp_keep_alive,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            retry: wire.retry,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            tls: wire.tls,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            proxy: wire.proxy,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            request_ids: wire.request_ids,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            max_response_bytes: wire.max_response_bytes,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            max_request_bytes: wire.max_request_bytes,
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            attempt_timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            connect_timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            download_idle_timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            upload_idle_timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            idle_timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            endpoint_pause: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            http2_keep_alive_interval: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            http2_keep_alive_timeout: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            tcp_keep_alive: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            retry: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            tls: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            proxy: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            request_ids: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            max_response_bytes: Unusable::default(),
            #[cfg(not(any(feature = "rest", feature = "grpc")))]
            max_request_bytes: Unusable::default(),
        }
    }
}

#[cfg(not(any(feature = "rest", feature = "grpc")))]
impl QdrantConfig {
    /// Returns the name of a setting that needs a wire.
    pub(crate) fn unusable(&self) -> Option<&'static str> {
        let settings = [
            ("timeout", self.timeout),
            ("attempt_timeout", self.attempt_timeout),
            ("connect_timeout", self.connect_timeout),
            ("download_idle_timeout", self.download_idle_timeout),
            ("upload_idle_timeout", self.upload_idle_timeout),
            ("idle_timeout", self.idle_timeout),
            ("endpoint_pause", self.endpoint_pause),
            ("http2_keep_alive_interval", self.http2_keep_alive_interval),
            ("http2_keep_alive_timeout", self.http2_keep_alive_timeout),
            ("tcp_keep_alive", self.tcp_keep_alive),
            ("retry", self.retry),
            ("tls", self.tls),
            ("proxy", self.proxy),
            ("request_ids", self.request_ids),
            ("max_response_bytes", self.max_response_bytes),
            ("max_request_bytes", self.max_request_bytes),
        ];
        settings.into_iter().find_map(|(name, Unusable(set))| set.then_some(name))
    }

    /// Notes that a time was given for calls.
    pub(crate) fn set_timeout(&mut self) {
        self.timeout = Unusable(true);
    }
}
