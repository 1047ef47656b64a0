//! What the builder says to the HTTP stack.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::{Error, ErrorKind};
use qdrant_http::{Auth, AuthScheme, Credentials, Endpoint, HttpConfig, RetryPolicy, TlsConfig, TokenSource};

use crate::builder::QdrantBuilder;
use crate::select::disabled;

/// Options that only transports over HTTP have.
#[derive(Debug, Clone, Default)]
pub(crate) struct HttpOptions {
    token_source: Option<Arc<dyn TokenSource>>,
    retry: Option<RetryPolicy>,
    tls: Option<TlsConfig>,
    attempt_timeout: Option<Duration>,
    download_idle_timeout: Option<Duration>,
    upload_idle_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_response_bytes: Option<usize>,
}

impl QdrantBuilder {
    /// Asks for a bearer token whenever the last one has run out.
    ///
    /// Tokens are kept until shortly before they end; calls that need a new one at the same time share one request.
    pub fn auth_token_provider(mut self, source: impl TokenSource + 'static) -> Self {
        self.http.token_source = Some(Arc::new(source));
        self
    }

    /// Sets when failed calls are repeated; reads and idempotent writes a few times, with growing pauses, unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.http.retry = Some(policy);
        self
    }

    /// Sets roots, client certificate and server name of TLS; the roots of the operating system unless set.
    pub fn tls(mut self, config: TlsConfig) -> Self {
        self.http.tls = Some(config);
        self
    }

    /// Limits the time of one attempt, so that a call whose server is silent can be tried again; no limit unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.http.attempt_timeout = Some(timeout);
        self
    }

    /// Limits the silence of the server in the middle of a download; 30 seconds unless set.
    pub fn download_idle_timeout(mut self, timeout: Duration) -> Self {
        self.http.download_idle_timeout = Some(timeout);
        self
    }

    /// Limits the time in which nothing of an upload moves; 30 seconds unless set.
    pub fn upload_idle_timeout(mut self, timeout: Duration) -> Self {
        self.http.upload_idle_timeout = Some(timeout);
        self
    }

    /// Closes connections that were not used for this long; 4 seconds over REST and 30 over gRPC unless set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.http.idle_timeout = Some(timeout);
        self
    }

    /// Limits the size of a reply, unpacked; 1 GiB unless set. Downloads of snapshots have no limit.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.http.max_response_bytes = Some(bytes);
        self
    }

    pub(crate) fn http_config(&self, endpoint: Endpoint) -> Result<HttpConfig, Error> {
        let auth = match (&self.api_key, &self.bearer_token, &self.http.token_source) {
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
        };
        if self.compression && !cfg!(feature = "gzip") {
            return Err(disabled("gzip", "compression"));
        }
        let mut config = HttpConfig::new(endpoint)
            .auth(auth)
            .compression(self.compression)
            .warn_insecure(self.warn_insecure)
            .pool_size(self.pool_size)
            .concurrency_limit(self.concurrency_limit)
            .user_agent(self.user_agent.clone());
        config.headers.clone_from(&self.headers);
        if let Some(timeout) = self.timeout {
            config = config.timeout(timeout);
        }
        if let Some(timeout) = self.connect_timeout {
            config = config.connect_timeout(timeout);
        }
        if let Some(policy) = &self.http.retry {
            config = config.retry(policy.clone());
        }
        if let Some(tls) = &self.http.tls {
            config = config.tls(tls.clone());
        }
        let HttpOptions { attempt_timeout, download_idle_timeout, upload_idle_timeout, idle_timeout, .. } =
            &self.http;
        config.attempt_timeout = attempt_timeout.or(config.attempt_timeout);
        config.download_idle_timeout = download_idle_timeout.or(config.download_idle_timeout);
        config.upload_idle_timeout = upload_idle_timeout.or(config.upload_idle_timeout);
        config.idle_timeout = idle_timeout.or(config.idle_timeout);
        config.max_response_bytes = self.http.max_response_bytes.unwrap_or(config.max_response_bytes);
        Ok(config)
    }
}

fn several_credentials(field: &str) -> Error {
    Error::new(ErrorKind::Config, "there are several kinds of credentials; set one of them").with_field(field)
}
