//! Configuration of a client.

use std::env::VarError;
use std::fmt;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use qdrant_core::layer::{TraceLayer, TransportLayer};
use qdrant_core::{Error, ErrorKind, OperationKind, Secret, SharedTransport};

use crate::client::Qdrant;
use crate::gate::Gate;
use crate::select;

/// Configures a [`Qdrant`] client.
///
/// Nothing is opened before [`build`](Self::build), and nothing is connected before the first call.
///
/// | parameter | does | unless set |
/// |---|---|---|
/// | [`url`](Self::url), or [`host`](Self::host) | says where the server is | `localhost` |
/// | [`port`](Self::port), [`grpc_port`](Self::grpc_port) | ports for REST and gRPC | 6333 (443 with TLS), 6334 |
/// | [`prefer_grpc`](Self::prefer_grpc) | takes gRPC where it has the operation | REST |
/// | [`https`](Self::https) | takes TLS, where the address has no scheme; a key alone does not | no TLS |
/// | [`prefix`](Self::prefix) | path in front of the routes of REST | none |
/// | [`api_key`](Self::api_key), [`bearer_token`](Self::bearer_token), `auth_token_provider` | credentials, one of them | none |
/// | [`header`](Self::header) | header of every call, on both wires | none |
/// | [`metadata`](Self::metadata) | metadata of every call over gRPC | none |
/// | [`timeout`](Self::timeout) | time of a call with all attempts | 30 s |
/// | `attempt_timeout` | time of one attempt | the time of the call |
/// | [`connect_timeout`](Self::connect_timeout) | time to make a connection | 5 s |
/// | `download_idle_timeout`, `upload_idle_timeout` | longest standstill of a stream | 30 s |
/// | `idle_timeout` | time after which an unused connection is closed | 4 s (REST), 30 s (gRPC) |
/// | `retry` | when failed calls are repeated | reads and idempotent writes, 4 attempts |
/// | [`pool_size`](Self::pool_size) | connections of gRPC, idle connections of REST | 3, no limit |
/// | [`concurrency_limit`](Self::concurrency_limit) | attempts at the same time | no limit |
/// | [`compression`](Self::compression) | gzip | off |
/// | `max_response_bytes` | largest reply, unpacked | 1 GiB |
/// | `tls` | roots, client certificate, server name | roots of the system |
/// | [`user_agent`](Self::user_agent) | product after the client's own | none |
/// | [`check_compatibility`](Self::check_compatibility) | compares versions beside the first call | on |
/// | [`warn_insecure`](Self::warn_insecure) | reports keys in plain text | on |
/// | [`in_memory`](Self::in_memory), [`path`](Self::path), [`transport`](Self::transport) | something else than a server | |
/// | [`layer`](Self::layer) | a decorator | none |
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use qdrant_client::Qdrant;
///
/// # fn example() -> Result<(), qdrant_client::Error> {
/// let client = Qdrant::builder()
///     .url("https://db.example:6333")
///     .api_key(std::env::var("QDRANT_API_KEY").unwrap_or_default())
///     .prefer_grpc(true)
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a configuration does nothing until it is built"]
pub struct QdrantBuilder {
    pub(crate) url: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
    pub(crate) grpc_port: Option<u16>,
    pub(crate) prefer_grpc: bool,
    pub(crate) https: Option<bool>,
    pub(crate) prefix: Option<String>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) bearer_token: Option<Secret>,
    pub(crate) headers: Vec<(String, Secret)>,
    pub(crate) metadata: Vec<(String, Secret)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) compression: bool,
    pub(crate) pool_size: Option<usize>,
    pub(crate) concurrency_limit: Option<usize>,
    pub(crate) user_agent: Option<String>,
    pub(crate) warn_insecure: bool,
    pub(crate) check_compatibility: Option<bool>,
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub(crate) http: crate::http::HttpOptions,
    pub(crate) local: Option<Local>,
    pub(crate) transport: Option<SharedTransport>,
    pub(crate) layers: Vec<Box<dyn TransportLayer + Send>>,
}

/// An embedded engine in place of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Local {
    Memory,
    Path(PathBuf),
}

impl Default for QdrantBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl QdrantBuilder {
    /// Starts with the defaults: REST to `http://localhost:6333`.
    pub fn new() -> Self {
        Self {
            url: None,
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
            timeout: None,
            connect_timeout: None,
            compression: false,
            pool_size: None,
            concurrency_limit: None,
            user_agent: None,
            warn_insecure: true,
            check_compatibility: None,
            #[cfg(any(feature = "rest", feature = "grpc"))]
            http: crate::http::HttpOptions::default(),
            local: None,
            transport: None,
            layers: Vec::new(),
        }
    }

    /// Sets the address: `[scheme://]host[:port][/prefix]`.
    ///
    /// | part | meaning |
    /// |---|---|
    /// | `http`, no scheme | no TLS; REST at 6333 and gRPC at 6334 unless a port is given |
    /// | `https` | TLS; REST at 443 and gRPC at 6334 unless a port is given |
    /// | `grpc`, `grpcs` | gRPC without or with TLS, at 6334 unless a port is given |
    /// | port 6334 | gRPC, as with the scheme `grpc` |
    /// | any other port | the port of REST, or that of gRPC with a `grpc` scheme |
    /// | `/prefix` | path in front of every REST route; gRPC has none |
    ///
    /// With gRPC at an unusual port there is no REST besides it, unless [`port`](Self::port) says where.
    ///
    /// | address, with other parameters | REST is at |
    /// |---|---|
    /// | none at all | `http://localhost:6333` |
    /// | `h`, also with an API key | `http://h:6333` |
    /// | `localhost:7000` | `http://localhost:7000` |
    /// | `qdrant:6333`, `db.internal:6333`, `my_host:6333`, `[::1]:6333` | that host and port |
    /// | `https://h` | `https://h:443` |
    /// | `https://h/p/q` | `https://h:443/p/q` |
    /// | `https://h` and `https(true)` | `https://h:443` |
    /// | host `::1` | `http://[::1]:6333` |
    ///
    /// Refused as `Config`, and never corrected in silence: an empty address, a scheme that contradicts
    /// [`https`](Self::https), a path that contradicts [`prefix`](Self::prefix), an empty segment in a path, the port
    /// 0 or one above 65535, another scheme, user names and passwords, queries and fragments, a host with a port in it.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the host alone; use it or [`url`](Self::url).
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// Sets the port for REST; it wins over the default, and must not contradict that of the address.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets the port for gRPC; 6334 unless set.
    pub fn grpc_port(mut self, port: u16) -> Self {
        self.grpc_port = Some(port);
        self
    }

    /// Uses gRPC for every operation that has an rpc.
    ///
    /// The others go over REST when the cargo feature `rest` is compiled in, and fail with `Unsupported` otherwise.
    pub fn prefer_grpc(mut self, prefer: bool) -> Self {
        self.prefer_grpc = prefer;
        self
    }

    /// Uses TLS or not, where the address has no scheme.
    pub fn https(mut self, https: bool) -> Self {
        self.https = Some(https);
        self
    }

    /// Sets a path in front of every REST route; use it or the path of the address.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Sends an API key with every call; an empty one means none.
    ///
    /// It goes into the header `api-key`. A key that goes over an unencrypted connection to another machine is
    /// reported once through `tracing`.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        let key = key.into();
        self.api_key = (!key.expose().is_empty()).then_some(key);
        self
    }

    /// Sends a bearer token with every call, as `authorization: Bearer`.
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        self.bearer_token = Some(token.into());
        self
    }

    /// Adds a header (REST) or metadata (gRPC) to every call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds metadata to every call over gRPC, and nothing to those over REST.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.metadata.push((name.into(), value.into()));
        self
    }

    /// Limits the time of a call with all of its attempts; 30 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Limits the time of making a connection; 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Asks for compressed replies, and over gRPC compresses requests as well; off unless set.
    pub fn compression(mut self, compression: bool) -> Self {
        self.compression = compression;
        self
    }

    /// Sets the number of connections that gRPC spreads its calls over; 3 unless set.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = Some(connections);
        self
    }

    /// Limits the number of calls that run at once; the others wait. No limit unless set.
    pub fn concurrency_limit(mut self, calls: usize) -> Self {
        self.concurrency_limit = Some(calls);
        self
    }

    /// Adds a product to the user agent, such as `my-app/1.2`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// Reports a key on an unencrypted connection to another machine through `tracing`; on unless switched off.
    pub fn warn_insecure(mut self, warn: bool) -> Self {
        self.warn_insecure = warn;
        self
    }

    /// Asks the server for its version beside the first call, and reports one that does not go with this client.
    ///
    /// No call waits for it or fails because of it. On unless switched off; a transport of one's own, and an embedded
    /// engine, are asked only when it is switched on. See [`Qdrant::compatibility`].
    pub fn check_compatibility(mut self, check: bool) -> Self {
        self.check_compatibility = Some(check);
        self
    }

    /// Uses an embedded engine that lives in memory, instead of a server.
    pub fn in_memory(mut self) -> Self {
        self.local = Some(Local::Memory);
        self
    }

    /// Uses an embedded engine that keeps its data in a folder, instead of a server.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.local = Some(Local::Path(path.into()));
        self
    }

    /// Uses this transport, instead of one of ours.
    pub fn transport(mut self, transport: SharedTransport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Wraps the transport in a decorator; the one added last sees a call first.
    pub fn layer(mut self, layer: impl TransportLayer + Send + 'static) -> Self {
        self.layers.push(Box::new(layer));
        self
    }

    /// Reads the configuration from the environment.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `QDRANT_URL` | the address, as for [`url`](Self::url) |
    /// | `QDRANT_API_KEY` | the API key |
    /// | `QDRANT_PREFER_GRPC` | `true` or `false` (also `1` and `0`) |
    /// | `QDRANT_GRPC_PORT` | the port for gRPC |
    /// | `QDRANT_TIMEOUT` | the time of a call, in seconds such as `2.5` |
    /// | `QDRANT_CHECK_COMPATIBILITY` | `true` or `false` |
    ///
    /// Variables that are not set or empty leave the default. `QDRANT_PORT` is not read: Kubernetes sets it to
    /// something else for a service with the name `qdrant`.
    ///
    /// # Errors
    ///
    /// `Config` that names the variable when one has a value that makes no sense.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            // The error has the value in it, which may be a key.
            Err(VarError::NotUnicode(_)) => Err(refused(name, "is no text in UTF-8")),
        })
    }

    pub(crate) fn from_variables(
        read: impl Fn(&str) -> Result<Option<String>, Error>,
    ) -> Result<Self, Error> {
        let read = |name: &str| read(name).map(|value| value.filter(|value| !value.is_empty()));
        let mut builder = Self::new();
        if let Some(url) = read("QDRANT_URL")? {
            builder = builder.url(url);
        }
        if let Some(key) = read("QDRANT_API_KEY")? {
            builder = builder.api_key(key);
        }
        if let Some(text) = read("QDRANT_PREFER_GRPC")? {
            builder = builder.prefer_grpc(switch("QDRANT_PREFER_GRPC", &text)?);
        }
        if let Some(text) = read("QDRANT_GRPC_PORT")? {
            let port = text.trim().parse::<NonZeroU16>();
            let port = port.map_err(|_| refused("QDRANT_GRPC_PORT", "expected a number from 1 to 65535"))?;
            builder = builder.grpc_port(port.get());
        }
        if let Some(text) = read("QDRANT_TIMEOUT")? {
            let seconds =
                text.trim().parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let timeout = seconds.filter(|timeout| !timeout.is_zero());
            builder = builder.timeout(
                timeout.ok_or_else(|| refused("QDRANT_TIMEOUT", "expected seconds, more than none"))?,
            );
        }
        if let Some(text) = read("QDRANT_CHECK_COMPATIBILITY")? {
            builder = builder.check_compatibility(switch("QDRANT_CHECK_COMPATIBILITY", &text)?);
        }
        Ok(builder)
    }

    /// Builds the client; it connects at the first call.
    ///
    /// It needs no runtime and, but for opening the files of an embedded engine, does not block.
    ///
    /// # Errors
    ///
    /// `Config` that names the parameter at fault, `FeatureDisabled` when the choice needs a cargo feature that is
    /// not compiled in, `Io` when an embedded engine cannot be opened.
    pub fn build(mut self) -> Result<Qdrant, Error> {
        let layers = std::mem::take(&mut self.layers);
        let to_a_server = self.local.is_none() && self.transport.is_none();
        let check = self.check_compatibility;
        let (transport, wires) = select::select(self)?;
        let carries = transport.info().capabilities.contains(OperationKind::GetVersionInfo);
        let check = carries && check.unwrap_or(to_a_server);
        let bare = TraceLayer::new().layer(transport);
        let layered = layers.iter().fold(Arc::clone(&bare), |transport, layer| layer.layer(transport));
        Ok(Qdrant::assemble(Gate::new(layered, bare, check), wires))
    }

    /// Builds the client and asks the server for its version, to see that somebody is there.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build) and [`Qdrant::check`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), qdrant_client::Error> {
    /// let client = qdrant_client::Qdrant::from_url("http://localhost:6333").connect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn connect(self) -> Result<Qdrant, Error> {
        let client = self.build()?;
        client.check().await?;
        Ok(client)
    }
}

impl fmt::Debug for QdrantBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QdrantBuilder")
            .field("url", &self.url.as_deref().map(without_secrets))
            .field("host", &self.host)
            .field("port", &self.port)
            .field("grpc_port", &self.grpc_port)
            .field("prefer_grpc", &self.prefer_grpc)
            .field("https", &self.https)
            .field("prefix", &self.prefix)
            .field("api_key", &self.api_key)
            .field("bearer_token", &self.bearer_token)
            .field("headers", &self.headers)
            .field("metadata", &self.metadata)
            .field("timeout", &self.timeout)
            .field("local", &self.local)
            .finish_non_exhaustive()
    }
}

/// An address as it may be shown: without what stands before an `@` or after a `?` or `#`.
fn without_secrets(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let Some((_, place)) = rest.rsplit_once('@') else { return url.to_owned() };
    if scheme.is_empty() { format!("***@{place}") } else { format!("{scheme}://***@{place}") }
}

fn refused(name: &str, message: &'static str) -> Error {
    Error::new(ErrorKind::Config, message).with_field(name)
}

fn switch(name: &str, text: &str) -> Result<bool, Error> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(refused(name, "expected `true` or `false`")),
    }
}
