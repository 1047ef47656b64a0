//! The builder itself: where the server is, who asks, and what takes the place of a server.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use qdrant_core::layer::{TraceLayer, TransportLayer};
use qdrant_core::{Error, OperationKind, Secret, SharedTransport, Transport};

use crate::client::Qdrant;
use crate::config::{QdrantConfig, ServerUrl};
use crate::gate::Gate;
use crate::select::{self, Selected};

/// Configures a [`Qdrant`] client.
///
/// Nothing is opened before [`build`](Self::build), and nothing is connected before the first call.
///
/// | parameter | does | unless set |
/// |---|---|---|
/// | [`url`](Self::url), [`urls`](Self::urls) or [`host`](Self::host) | says where the server is | `localhost` |
/// | [`port`](Self::port), [`grpc_port`](Self::grpc_port) | ports for REST and gRPC | 6333 (443 with TLS), 6334 |
/// | [`prefer_grpc`](Self::prefer_grpc) | takes gRPC where it has the operation | REST |
/// | [`https`](Self::https) | takes TLS, where the address has no scheme; a key alone does not | no TLS |
/// | [`prefix`](Self::prefix) | path in front of the routes of REST | none |
/// | [`api_key`](Self::api_key), [`bearer_token`](Self::bearer_token), `auth_token_provider` | credentials, one of them | none |
/// | [`header`](Self::header) | header of every call, on both wires | none |
/// | [`metadata`](Self::metadata) | metadata of every call over gRPC | none |
/// | `timeout` | time of a call with all attempts | 30 s |
/// | `attempt_timeout` | time of one attempt | the time of the call |
/// | `connect_timeout` | time to make a connection | 5 s |
/// | `download_idle_timeout`, `upload_idle_timeout` | longest standstill of a stream | 30 s |
/// | `idle_timeout` | time after which an unused connection is closed | 4 s (REST), 30 s (gRPC) |
/// | `http2_keep_alive_interval`, `http2_keep_alive_timeout` | pings of gRPC, and the time for their answer | 20 s, 10 s |
/// | `tcp_keep_alive` | idle time before TCP looks for the peer | 60 s |
/// | `endpoint_pause` | time for which a node out of reach is set aside, at first | 1 s |
/// | `retry` | when failed calls are repeated | reads and idempotent writes, 4 attempts |
/// | [`pool_size`](Self::pool_size) | connections of gRPC, idle connections of REST | 3, no limit |
/// | [`concurrency_limit`](Self::concurrency_limit) | attempts at the same time | no limit |
/// | [`compression`](Self::compression) | gzip | off |
/// | `max_response_bytes`, `max_request_bytes` | largest reply, unpacked, and largest request | 1 GiB, no limit |
/// | `tls` | roots, client certificate, server name | roots of the system |
/// | `proxy`, `proxy_from_env` | proxies in between | none, whatever the environment says |
/// | `request_ids` | names each call in `x-request-id` | off |
/// | [`user_agent`](Self::user_agent) | product after the client's own | none |
/// | [`check_compatibility`](Self::check_compatibility) | compares versions beside the first call | on |
/// | [`warn_insecure`](Self::warn_insecure) | reports keys in plain text | on |
/// | [`in_memory`](Self::in_memory), [`path`](Self::path), [`transport`](Self::transport) | something else than a server | |
/// | [`layer`](Self::layer) | a decorator | none |
///
/// Those without a link need one of the cargo features `rest` and `grpc`. All of them but those that are code can be
/// read from a file as well, by the same names: see [`QdrantConfig`].
///
/// # Examples
///
/// ```no_run
/// use qdrant_client::Qdrant;
///
/// # fn example() -> Result<(), qdrant_client::Error> {
/// let client = Qdrant::builder()
///     .url("https://db.example:6333")
///     .api_key(std::env::var("QDRANT_API_KEY").unwrap_or_default())
///     .prefer_grpc(true)
///     .pool_size(4)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a configuration does nothing until it is built"]
#[derive(Default)]
pub struct QdrantBuilder {
    pub(crate) config: QdrantConfig,
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub(super) token_source: Option<Arc<dyn qdrant_http::TokenSource>>,
    pub(crate) transport: Option<SharedTransport>,
    layers: Vec<Box<dyn TransportLayer + Send>>,
}

impl QdrantBuilder {
    /// Starts with the defaults: REST to `http://localhost:6333`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts with a configuration that was read from a file, say.
    ///
    /// The methods of the builder change it further.
    pub fn from_config(config: QdrantConfig) -> Self {
        Self { config, ..Self::default() }
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
        self.config.url = Some(ServerUrl::from(url.into()));
        self
    }

    /// Sets the addresses of several nodes of one cluster; use it or [`url`](Self::url).
    ///
    /// Each is read as `url` is, and what else is set about addresses, such as [`port`](Self::port), holds for all of
    /// them. Calls take turns among the nodes that can be reached; one of which nothing was sent goes on to another
    /// node at once, and one that is repeated goes to another if there is any.
    ///
    /// Refused as `Config`: no address at all, the same one twice, and addresses that differ in whether they mean gRPC,
    /// in whether they mean TLS, or in whether they say where REST is.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(all(feature = "rest", feature = "ring", feature = "native-roots"))]
    /// # fn main() -> Result<(), qdrant_client::Error> {
    /// let nodes = ["http://node-1:6333", "http://node-2:6333", "http://node-3:6333"];
    /// let client = qdrant_client::Qdrant::builder().urls(nodes).build()?;
    /// # Ok(())
    /// # }
    /// # #[cfg(not(all(feature = "rest", feature = "ring", feature = "native-roots")))]
    /// # fn main() {}
    /// ```
    pub fn urls<U: Into<String>>(mut self, urls: impl IntoIterator<Item = U>) -> Self {
        self.config.urls = Some(urls.into_iter().map(|url| ServerUrl::from(url.into())).collect());
        self
    }

    /// Sets the host alone; use it or [`url`](Self::url).
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.config.host = Some(host.into());
        self
    }

    /// Sets the port for REST; it wins over the default, and must not contradict that of the address.
    pub fn port(mut self, port: u16) -> Self {
        self.config.port = Some(port);
        self
    }

    /// Sets the port for gRPC; 6334 unless set.
    pub fn grpc_port(mut self, port: u16) -> Self {
        self.config.grpc_port = Some(port);
        self
    }

    /// Uses gRPC for every operation that has an rpc.
    ///
    /// The others go over REST when the cargo feature `rest` is compiled in, and fail with `Unsupported` otherwise.
    pub fn prefer_grpc(mut self, prefer: bool) -> Self {
        self.config.prefer_grpc = prefer;
        self
    }

    /// Uses TLS or not, where the address has no scheme.
    pub fn https(mut self, https: bool) -> Self {
        self.config.https = Some(https);
        self
    }

    /// Sets a path in front of every REST route; use it or the path of the address.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.config.prefix = Some(prefix.into());
        self
    }

    /// Sends an API key with every call; an empty one means none.
    ///
    /// It goes into the header `api-key`. A key that goes over an unencrypted connection to another machine is
    /// reported once through `tracing`: see [`warn_insecure`](Self::warn_insecure).
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        let key = key.into();
        self.config.api_key = (!key.expose().is_empty()).then_some(key);
        self
    }

    /// Sends a bearer token with every call, as `authorization: Bearer`; an empty one means none.
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.config.bearer_token = (!token.expose().is_empty()).then_some(token);
        self
    }

    /// Adds a header (REST) or metadata (gRPC) to every call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.config.headers.push((name.into(), value.into()));
        self
    }

    /// Adds metadata to every call over gRPC, and nothing to those over REST.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.config.metadata.push((name.into(), value.into()));
        self
    }

    /// Asks for compressed replies, and over gRPC compresses requests as well; off unless set.
    pub fn compression(mut self, compression: bool) -> Self {
        self.config.compression = compression;
        self
    }

    /// Sets the number of connections that gRPC spreads its calls over, at most 1024; 3 unless set.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.config.pool_size = Some(connections);
        self
    }

    /// Limits the number of attempts that run at once, over both wires together; the others wait. No limit unless set.
    ///
    /// A call that waits for its next attempt holds no place. A download holds one until its last byte.
    pub fn concurrency_limit(mut self, attempts: usize) -> Self {
        self.config.concurrency_limit = Some(attempts);
        self
    }

    /// Adds a product to the user agent, such as `my-app/1.2`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.config.user_agent = Some(product.into());
        self
    }

    /// Reports credentials on an unencrypted connection to another machine; on unless switched off.
    ///
    /// The warning goes through `tracing`, once for a client and its clones, and whatever the credentials are: a key, a
    /// token, a provider of tokens, a header of these names, or those of a single call.
    pub fn warn_insecure(mut self, warn: bool) -> Self {
        self.config.warn_insecure = warn;
        self
    }

    /// Asks the server for its version beside the first call, and reports one that does not go with this client.
    ///
    /// No call waits for it or fails because of it. On unless switched off; a transport of one's own, and an embedded
    /// engine, are asked only when it is switched on. See [`Qdrant::compatibility`].
    pub fn check_compatibility(mut self, check: bool) -> Self {
        self.config.check_compatibility = Some(check);
        self
    }

    /// Uses an embedded engine that lives in memory, instead of a server.
    ///
    /// What is about connections, such as times, retries and credentials, says nothing to it; calls can have times of
    /// their own, by [`Qdrant::with_timeout`].
    pub fn in_memory(mut self) -> Self {
        self.config.in_memory = true;
        self
    }

    /// Uses an embedded engine that keeps its data in a folder, instead of a server; otherwise as
    /// [`in_memory`](Self::in_memory).
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.config.path = Some(path.into());
        self
    }

    /// Uses this transport, by value or behind an `Arc`, instead of one of ours.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Wraps the transport in a decorator; the one added last sees a call first.
    pub fn layer(mut self, layer: impl TransportLayer + Send + 'static) -> Self {
        self.layers.push(Box::new(layer));
        self
    }

    /// Builds the client; it connects at the first call.
    ///
    /// It needs no runtime and does not wait for anybody. What it reads are files: those of an embedded engine, and the
    /// root certificates of the system when an address has TLS, which the first client of a process reads for all.
    ///
    /// # Errors
    ///
    /// `Config` that names the parameter at fault, `FeatureDisabled` when the choice needs a cargo feature that is
    /// not compiled in, `Io` when an embedded engine cannot be opened.
    pub fn build(mut self) -> Result<Qdrant, Error> {
        let layers = std::mem::take(&mut self.layers);
        let check = self.config.check_compatibility;
        let Selected { transport, wires, is_server, plain_text } = select::select(self)?;
        let carries = transport.info().capabilities.contains(OperationKind::GetVersionInfo);
        let check = carries && check.unwrap_or(is_server);
        let bare = TraceLayer::new().layer(transport);
        let layered = layers.iter().fold(Arc::clone(&bare), |transport, layer| layer.layer(transport));
        Ok(Qdrant::assemble(Gate::new(layered, bare, check, plain_text), wires))
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
        f.debug_struct("QdrantBuilder").field("config", &self.config).finish_non_exhaustive()
    }
}
