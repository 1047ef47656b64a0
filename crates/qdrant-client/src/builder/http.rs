//! What only a server over HTTP is told: times, retries, TLS, proxies.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::{Error, ErrorKind};
use qdrant_http::{
    Auth, AuthScheme, Credentials, Endpoint, HttpConfig, ProxyConfig, RetryPolicy, TlsConfig, TokenSource,
};

use super::QdrantBuilder;
use crate::config::QdrantConfig;
use crate::select::disabled;

impl QdrantBuilder {
    /// Asks for a bearer token whenever the last one has run out.
    ///
    /// Tokens are kept until shortly before they end; calls that need a new one at the same time share one request.
    pub fn auth_token_provider(mut self, source: impl TokenSource + 'static) -> Self {
        self.token_source = Some(Arc::new(source));
        self
    }

    /// Limits the time of a call with all of its attempts; 30 seconds unless set, `None` is without limit.
    ///
    /// A `timeout` in a request takes its place, and so does [`Qdrant::with_timeout`](crate::Qdrant::with_timeout).
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.timeout = timeout.into();
        self
    }

    /// Limits the time of one attempt, so that a call whose server is silent can be tried again; no limit unless set.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.attempt_timeout = timeout.into();
        self
    }

    /// Limits the time of making a connection; 5 seconds unless set, `None` is without limit.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.connect_timeout = timeout.into();
        self
    }

    /// Limits the silence of the server in the middle of a download; 30 seconds unless set.
    pub fn download_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.download_idle_timeout = timeout.into();
        self
    }

    /// Limits the time in which nothing of an upload moves; 30 seconds unless set.
    pub fn upload_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.upload_idle_timeout = timeout.into();
        self
    }

    /// Closes connections that were not used for this long; 4 seconds over REST and 30 over gRPC unless set.
    ///
    /// It has to be less than the server allows, which is 5 seconds for Qdrant's REST.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.idle_timeout = timeout.into();
        self
    }

    /// Sets for how long a node that cannot be reached is set aside at first; 1 second unless set.
    ///
    /// The time doubles with every further failure. It has a meaning with several [`urls`](Self::urls) only.
    pub fn endpoint_pause(mut self, pause: Duration) -> Self {
        self.config.endpoint_pause = pause;
        self
    }

    /// Sets the time between pings of gRPC on connections with running calls; 20 seconds unless set, `None` is without.
    pub fn http2_keep_alive_interval(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.config.http2_keep_alive_interval = interval.into();
        self
    }

    /// Limits the time for the answer to such a ping, after which the connection is given up; 10 seconds unless set.
    pub fn http2_keep_alive_timeout(mut self, timeout: Duration) -> Self {
        self.config.http2_keep_alive_timeout = timeout;
        self
    }

    /// Sets the idle time before TCP looks whether the peer is alive; 60 seconds unless set, `None` is without.
    pub fn tcp_keep_alive(mut self, idle: impl Into<Option<Duration>>) -> Self {
        self.config.tcp_keep_alive = idle.into();
        self
    }

    /// Sets when failed calls are repeated; reads and idempotent writes a few times, with growing pauses, unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.config.retry = policy;
        self
    }

    /// Sets roots, client certificate and server name of TLS; the roots of the operating system unless set.
    pub fn tls(mut self, config: TlsConfig) -> Self {
        self.config.tls = config;
        self
    }

    /// Sets the proxies on the way to the server; none unless set.
    pub fn proxy(mut self, config: ProxyConfig) -> Self {
        self.config.proxy = Some(config);
        self
    }

    /// Takes the proxies of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    ///
    /// Nothing else reads these variables: a client without this call has no proxy, whatever the environment says. It
    /// has none either when none of the variables is set. See [`ProxyConfig::from_env`].
    ///
    /// # Errors
    ///
    /// `Config` that names the variable whose value is no URL of an HTTP proxy.
    pub fn proxy_from_env(mut self) -> Result<Self, Error> {
        self.config.proxy = ProxyConfig::from_env()?;
        Ok(self)
    }

    /// Gives each call a random `x-request-id`, the same over all of its attempts; off unless set.
    ///
    /// The server writes it into its audit log. The span of an attempt has it, as have
    /// [`ReplyMeta::request_id`](qdrant_core::ReplyMeta::request_id) and [`Error::request_id`]. A call with a header of
    /// this name keeps its own.
    pub fn request_ids(mut self, name: bool) -> Self {
        self.config.request_ids = name;
        self
    }

    /// Limits the size of a reply, unpacked; 1 GiB unless set. Downloads of snapshots have no limit.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.config.max_response_bytes = bytes;
        self
    }

    /// Limits the size of a request, uploads of snapshots apart; no limit unless set.
    ///
    /// A larger one is refused as `InvalidRequest` before it is sent. The server's own limit over REST is 32 MiB unless
    /// its configuration says otherwise.
    pub fn max_request_bytes(mut self, bytes: usize) -> Self {
        self.config.max_request_bytes = Some(bytes);
        self
    }

    /// Returns whether there are credentials for every call over this wire.
    pub(crate) fn has_credentials(&self, headers: &[(String, qdrant_core::Secret)]) -> bool {
        self.config.api_key.is_some()
            || self.config.bearer_token.is_some()
            || self.token_source.is_some()
            || headers.iter().any(|(name, _)| crate::credentials::is_credential(name))
    }

    pub(crate) fn http_config(&self, endpoints: &[Endpoint]) -> Result<HttpConfig, Error> {
        let config = &self.config;
        if config.compression && !cfg!(feature = "gzip") {
            return Err(disabled("gzip", "compression").with_field("compression"));
        }
        Ok(HttpConfig {
            endpoints: endpoints.to_vec(),
            endpoint_pause: config.endpoint_pause,
            auth: self.auth()?,
            headers: config.headers.clone(),
            user_agent: config.user_agent.clone(),
            timeout: config.timeout,
            attempt_timeout: config.attempt_timeout,
            download_idle_timeout: config.download_idle_timeout,
            upload_idle_timeout: config.upload_idle_timeout,
            connect_timeout: config.connect_timeout,
            retry: config.retry.clone(),
            concurrency_limit: config.concurrency_limit,
            pool_size: config.pool_size,
            idle_timeout: config.idle_timeout,
            http2_keep_alive_interval: config.http2_keep_alive_interval,
            http2_keep_alive_timeout: config.http2_keep_alive_timeout,
            tcp_keep_alive: config.tcp_keep_alive,
            proxy: config.proxy.clone(),
            tls: config.tls.clone(),
            compression: config.compression,
            request_ids: config.request_ids,
            warn_insecure: config.warn_insecure,
            max_response_bytes: config.max_response_bytes,
            max_request_bytes: config.max_request_bytes,
        })
    }

    fn auth(&self) -> Result<Option<Auth>, Error> {
        let QdrantConfig { api_key, bearer_token, .. } = &self.config;
        Ok(match (api_key, bearer_token, &self.token_source) {
            (None, None, None) => None,
            (Some(key), None, None) => Some(Auth::api_key(key.clone())),
            (None, Some(token), None) => Some(Auth::bearer(token.clone())),
            (None, None, Some(source)) => Some(Auth {
                scheme: AuthScheme::Bearer,
                credentials: Credentials::Source(Arc::clone(source)),
            }),
            (Some(_), Some(_), _) | (None, Some(_), Some(_)) => {
                return Err(several_credentials("bearer_token"));
            }
            (Some(_), None, Some(_)) => return Err(several_credentials("auth_token_provider")),
        })
    }
}

fn several_credentials(field: &str) -> Error {
    Error::new(ErrorKind::Config, "there are several kinds of credentials; set one of them").with_field(field)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(config: &impl serde::Serialize) -> BTreeSet<String> {
        let written = serde_json::to_value(config).unwrap();
        written.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn every_setting_of_the_stack_can_be_set_here_by_the_same_name() {
        let mut config =
            QdrantConfig { pool_size: Some(1), concurrency_limit: Some(1), ..QdrantConfig::default() };
        (config.user_agent, config.max_request_bytes) = (Some("a/1".to_owned()), Some(1));
        // Not written by either; the endpoints are made of addresses.
        let mut ours = names(&config);
        ours.extend(["endpoints".to_owned(), "proxy".to_owned()]);
        let missing: Vec<_> = names(&HttpConfig::default()).difference(&ours).cloned().collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn what_is_set_reaches_the_stack() {
        let seconds = Duration::from_secs;
        let builder = QdrantBuilder::new()
            .timeout(seconds(1))
            .attempt_timeout(seconds(2))
            .connect_timeout(None)
            .download_idle_timeout(seconds(4))
            .upload_idle_timeout(seconds(5))
            .idle_timeout(seconds(6))
            .endpoint_pause(seconds(7))
            .http2_keep_alive_interval(None)
            .http2_keep_alive_timeout(seconds(8))
            .tcp_keep_alive(seconds(9))
            .retry(RetryPolicy { max_attempts: 10, ..RetryPolicy::default() })
            .tls(TlsConfig::default().server_name("eleven"))
            .proxy(ProxyConfig::new("http://twelve"))
            .request_ids(true)
            .max_response_bytes(13)
            .max_request_bytes(14)
            .pool_size(15)
            .concurrency_limit(16)
            .user_agent("seventeen/1")
            .compression(cfg!(feature = "gzip"))
            .warn_insecure(false)
            .header("x-eighteen", "18")
            .metadata("x-nineteen", "19")
            .bearer_token("twenty");
        let endpoints = [Endpoint::http("h", 1), Endpoint::http("i", 2)];
        let config = builder.http_config(&endpoints).unwrap();
        assert_eq!(config.endpoints, endpoints);
        assert_eq!((config.timeout, config.attempt_timeout), (Some(seconds(1)), Some(seconds(2))));
        assert_eq!((config.connect_timeout, config.download_idle_timeout), (None, Some(seconds(4))));
        assert_eq!((config.upload_idle_timeout, config.idle_timeout), (Some(seconds(5)), Some(seconds(6))));
        assert_eq!((config.endpoint_pause, config.http2_keep_alive_interval), (seconds(7), None));
        assert_eq!((config.http2_keep_alive_timeout, config.tcp_keep_alive), (seconds(8), Some(seconds(9))));
        assert_eq!(config.retry.max_attempts, 10);
        assert_eq!(config.tls.server_name.as_deref(), Some("eleven"));
        assert_eq!(config.proxy, Some(ProxyConfig::new("http://twelve")));
        assert!(config.request_ids && !config.warn_insecure && config.compression == cfg!(feature = "gzip"));
        assert_eq!((config.max_response_bytes, config.max_request_bytes), (13, Some(14)));
        assert_eq!((config.pool_size, config.concurrency_limit), (Some(15), Some(16)));
        assert_eq!(config.user_agent.as_deref(), Some("seventeen/1"));
        assert_eq!(config.headers.len(), 1, "metadata is added for gRPC only");
        assert!(matches!(config.auth, Some(Auth { scheme: AuthScheme::Bearer, .. })));
    }
}
