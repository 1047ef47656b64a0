//! The client itself.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use qdrant_core::layer::{TraceLayer, TransportLayer};
use qdrant_core::{
    Answer, CallOptions, Error, ErrorKind, HealthCheckRequest, Operation, OperationKind, Secret,
    SharedTransport, Transport, TransportExt, TransportInfo, VersionInfo,
};

use crate::builder::QdrantBuilder;
use crate::collection::Collection;
use crate::config::QdrantConfig;
use crate::credentials::{self, PlainText};
use crate::gate::Gate;
use crate::migrate::Migration;
use crate::retold::retold;
use crate::version::Compatibility;

/// A client of Qdrant.
///
/// Cloning is cheap and clones share their connections, so that one client serves a whole program. Which wire it
/// uses is chosen when it is built: see [`Qdrant::builder`].
///
/// Every operation is a method; [`call`](Self::call) takes any of them as a value.
///
/// # Cancellation
///
/// Dropping the future of a call gives up waiting. A write that was sent may still be applied.
///
/// # Examples
///
/// ```no_run
/// use qdrant_client::{CreateCollection, Distance, PointStruct, Qdrant, QueryPoints, UpsertPoints, VectorParams};
///
/// # async fn example() -> Result<(), qdrant_client::Error> {
/// let client = Qdrant::from_url("http://localhost:6333").build()?;
/// let config = CreateCollection::new("cities").vectors_config(VectorParams::new(4, Distance::Dot));
/// client.create_collection(config).await?;
/// let points = vec![PointStruct::new(1, vec![0.05, 0.61, 0.76, 0.74], [("city", "Berlin")])];
/// client.upsert_points(UpsertPoints::new("cities", points).wait(true)).await?;
/// let found = client.query(QueryPoints::new("cities").query(vec![0.2, 0.1, 0.9, 0.7]).limit(3)).await?;
/// println!("{found:?}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Qdrant {
    inner: Arc<Inner>,
    options: CallOptions,
}

/// What the clones of a client share.
pub(crate) struct Inner {
    pub(crate) gate: Arc<Gate>,
    pub(crate) wires: Wires,
}

/// The concrete transports behind a client, for raw access and for closing.
#[derive(Debug, Default)]
pub(crate) struct Wires {
    #[cfg(feature = "rest")]
    pub(crate) rest: Option<qdrant_rest::RestTransport>,
    #[cfg(feature = "grpc")]
    pub(crate) grpc: Option<qdrant_grpc::GrpcTransport>,
    #[cfg(feature = "embedded")]
    pub(crate) embedded: Option<Arc<qdrant_embedded::EmbeddedTransport>>,
}

impl Qdrant {
    /// Starts the configuration of a client.
    pub fn builder() -> QdrantBuilder {
        QdrantBuilder::new()
    }

    /// Starts the configuration of a client of the server at this address.
    ///
    /// `[scheme://]host[:port][/prefix]`: the schemes `grpc` and `grpcs` and port 6334 mean gRPC, everything else
    /// REST. See [`QdrantBuilder::url`].
    pub fn from_url(url: impl Into<String>) -> QdrantBuilder {
        QdrantBuilder::new().url(url)
    }

    /// Starts the configuration of a client from the environment.
    ///
    /// See [`QdrantBuilder::from_env`] for the variables.
    ///
    /// # Errors
    ///
    /// `Config` that names the variable when one has a value that makes no sense.
    pub fn from_env() -> Result<QdrantBuilder, Error> {
        QdrantBuilder::from_env()
    }

    /// Starts with a configuration that was read from a file, say.
    pub fn from_config(config: QdrantConfig) -> QdrantBuilder {
        QdrantBuilder::from_config(config)
    }

    /// Opens an embedded engine that lives in memory and ends with the client.
    ///
    /// # Errors
    ///
    /// `FeatureDisabled` without the cargo feature `embedded`; `Io` when no place for its files can be found.
    pub fn in_memory() -> Result<Self, Error> {
        QdrantBuilder::new().in_memory().build()
    }

    /// Opens an embedded engine that keeps its data in a folder, which is created when it does not exist.
    ///
    /// # Errors
    ///
    /// `FeatureDisabled` without the cargo feature `embedded`; `Config` when another process has the folder open; `Io`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        QdrantBuilder::new().path(path.as_ref()).build()
    }

    /// Creates a client of any transport, by value or behind an `Arc`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use qdrant_client::{CountPoints, Qdrant};
    /// use qdrant_testkit::MockTransport;
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
    /// let mock = Arc::new(MockTransport::new());
    /// mock.push::<CountPoints>(Ok(7));
    /// let client = Qdrant::from_transport(Arc::clone(&mock));
    /// assert_eq!(client.count("cities").await?, 7);
    /// assert_eq!(mock.calls().len(), 1);
    /// # Ok::<(), qdrant_client::Error>(())
    /// # })?;
    /// # Ok::<(), qdrant_client::Error>(())
    /// ```
    pub fn from_transport(transport: impl Transport) -> Self {
        let traced = TraceLayer::new().layer(Arc::new(transport));
        Self::assemble(Gate::new(Arc::clone(&traced), traced, false, PlainText::default()), Wires::default())
    }

    pub(crate) fn assemble(gate: Arc<Gate>, wires: Wires) -> Self {
        Self { inner: Arc::new(Inner { gate, wires }), options: CallOptions::default() }
    }

    /// Returns a client with the same connections whose calls carry one more header.
    ///
    /// Over gRPC it is metadata. It wins over a header of the same name in the configuration. For credentials there are
    /// [`with_api_key`](Self::with_api_key) and [`with_bearer_token`](Self::with_bearer_token).
    #[must_use]
    pub fn with_header(&self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.with_options(self.options_of_call(CallOptions::default().header(name, value)))
    }

    /// Returns a client with the same connections whose calls have another API key.
    ///
    /// It takes the place of whatever credentials the client has, a token included. It is for programs that call in the
    /// name of many users; a client is cheap to clone.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// for key in ["key-of-the-first", "key-of-the-second"] {
    ///     println!("{:?}", client.with_api_key(key).list_collections().await?);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    #[must_use]
    pub fn with_api_key(&self, key: impl Into<Secret>) -> Self {
        self.with_options(credentials::with_api_key(self.options.clone(), key.into()))
    }

    /// Returns a client with the same connections whose calls have another bearer token.
    ///
    /// It takes the place of whatever credentials the client has, a key included.
    #[must_use]
    pub fn with_bearer_token(&self, token: impl Into<Secret>) -> Self {
        self.with_options(credentials::with_bearer_token(self.options.clone(), &token.into()))
    }

    /// Returns a client with the same connections whose calls have this much time, retries included.
    ///
    /// It takes the place of the limit of the builder, 30 seconds unless set, and the server is told it. A request with a
    /// `timeout` of its own tells the server that one.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        self.with_options(self.options.clone().timeout(timeout))
    }

    fn with_options(&self, options: CallOptions) -> Self {
        Self { inner: Arc::clone(&self.inner), options }
    }

    /// Calls any operation.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the operation cannot be right, else what the transport answers.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::CountPoints;
    ///
    /// assert_eq!(client.call(CountPoints::new("cities").exact(true)).await?, 4);
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn call<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        Ok(self.call_with(operation, CallOptions::default()).await?.output)
    }

    /// Calls any operation with options of its own, and returns the output with facts about the call.
    ///
    /// What the options leave out is that of [`with_timeout`](Self::with_timeout), [`with_header`](Self::with_header)
    /// and the like. A header `api-key` or `authorization` in them takes the place of other credentials.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use std::time::Duration;
    /// use qdrant_client::{CallOptions, CountPoints};
    ///
    /// let options = CallOptions::default().timeout(Duration::from_secs(2)).header("x-request-id", "42");
    /// let answer = client.call_with(CountPoints::new("cities").exact(true), options).await?;
    /// println!("{} points, counted in {:?}", answer.output, answer.meta.time);
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn call_with<O: Operation>(
        &self,
        operation: O,
        options: CallOptions,
    ) -> Result<Answer<O::Output>, Error> {
        self.inner.gate.call_with(operation, self.options_of_call(options)).await
    }

    fn options_of_call(&self, options: CallOptions) -> CallOptions {
        credentials::filled(options, &self.options)
    }

    /// Returns a handle that knows the name of a collection.
    pub fn collection(&self, name: impl Into<String>) -> Collection {
        Collection::new(self.clone(), name.into())
    }

    /// Copies collections to another client, with configuration, payload indexes and points.
    ///
    /// See [`Migration`] for its settings; awaiting it runs it.
    pub fn migrate<'a>(&self, destination: &Self) -> Migration<'a> {
        Migration::new(self.clone(), destination.clone())
    }

    /// Returns whether the other client is a clone of this one, or has a server at the same address.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        // Embedded engines in memory all have the same address, and none of them a scheme.
        let address = |client: &Self| client.info().address.filter(|address| address.contains("://"));
        Arc::ptr_eq(&self.inner, &other.inner)
            || address(self).is_some_and(|here| address(other) == Some(here))
    }

    /// Returns the transport, to be called or wrapped.
    pub fn transport(&self) -> SharedTransport {
        Arc::clone(&self.inner.gate) as SharedTransport
    }

    /// Says which transport is in use, where it leads and what it carries.
    pub fn info(&self) -> TransportInfo {
        self.inner.gate.info()
    }

    /// Returns whether the client can carry an operation.
    pub fn supports(&self, operation: OperationKind) -> bool {
        self.info().capabilities.contains(operation)
    }

    /// Returns the REST transport, if the client has one, for raw requests.
    ///
    /// All clones have the same one: a raw request has options of its own, whatever [`with_timeout`](Self::with_timeout)
    /// and the like were told. See [`raw_with`](qdrant_rest::RestTransport::raw_with).
    #[cfg(feature = "rest")]
    pub fn rest(&self) -> Option<&qdrant_rest::RestTransport> {
        self.inner.wires.rest.as_ref()
    }

    /// Returns the gRPC transport, if the client has one, for raw calls.
    ///
    /// All clones have the same one: a raw call has options of its own, whatever [`with_timeout`](Self::with_timeout) and
    /// the like were told. See [`raw_with`](qdrant_grpc::GrpcTransport::raw_with).
    #[cfg(feature = "grpc")]
    pub fn grpc(&self) -> Option<&qdrant_grpc::GrpcTransport> {
        self.inner.wires.grpc.as_ref()
    }

    /// Asks the server for its version, to see that somebody is there, and returns it.
    ///
    /// The question needs no credentials, so the answer does not tell whether they are right.
    ///
    /// # Errors
    ///
    /// Those of the transport, with the address that was tried.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let version = client.check().await?.version;
    /// # assert!(!version.is_empty());
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn check(&self) -> Result<VersionInfo, Error> {
        self.call(HealthCheckRequest {}).await.map_err(|error| {
            if error.kind() == ErrorKind::Closed {
                return error;
            }
            let TransportInfo { name, address, .. } = self.info();
            let place = address.map_or_else(String::new, |address| format!(" at {address}"));
            let message = format!("no answer of Qdrant over {name}{place}: {}", error.message());
            retold(error, message)
        })
    }

    /// Returns whether the server's version goes with this client, if it is known by now.
    ///
    /// A client of a server asks for it once, beside its first call, which waits for nothing and does not fail; what
    /// does not go together is reported through `tracing`. The answer may come after that call. [`QdrantBuilder::check_compatibility`] ends that.
    pub fn compatibility(&self) -> Option<Compatibility> {
        self.inner.gate.compatibility()
    }

    /// Finds out whether the server's version goes with this client.
    ///
    /// The server is asked at most once in the life of a client.
    ///
    /// # Errors
    ///
    /// Those of the transport; a version that does not go with the client is none.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let compatibility = client.check_compatibility().await?;
    /// if !compatibility.compatible {
    ///     eprintln!("{compatibility}");
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn check_compatibility(&self) -> Result<Compatibility, Error> {
        self.inner.gate.check_compatibility(self.options.clone()).await
    }

    /// Returns whether [`close`](Self::close) was called on this client or a clone of it.
    pub fn is_closed(&self) -> bool {
        self.inner.gate.is_closed()
    }

    /// Waits for the running calls, then closes every connection and, if there is one, the embedded engine.
    ///
    /// Later calls, on any clone, fail with `Closed`. Dropping the last clone is enough where nobody has to wait. A
    /// download whose bytes are still being read is not waited for, and may break off.
    ///
    /// Running calls end at their deadline; without a [`timeout`](QdrantBuilder::timeout) a server that never answers
    /// keeps this waiting for ever.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends the wait, and the client is closed all the same: the raw transports refuse calls too,
    /// connections end with the last running call at the latest, and what that would try again fails with `Closed`. An
    /// embedded engine stays open until the last clone is dropped.
    ///
    /// # Errors
    ///
    /// `Io` when the embedded engine could not write its last changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// // Running calls have three seconds.
    /// if let Ok(closed) = tokio::time::timeout(std::time::Duration::from_secs(3), client.close()).await {
    ///     closed?;
    /// }
    /// assert!(client.is_closed());
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn close(&self) -> Result<(), Error> {
        // Shut when this is dropped, and not before: a running call may not have come as far as the wire.
        let _shut = Shut(&self.inner.wires);
        self.inner.gate.close().await;
        self.inner.wires.close().await
    }
}

/// Shuts the wires when nobody waits for their end any more, or it has come.
struct Shut<'a>(&'a Wires);

impl Drop for Shut<'_> {
    fn drop(&mut self) {
        self.0.shut();
    }
}

impl Wires {
    #[cfg(feature = "rest")]
    pub(crate) fn with_rest(mut self, rest: qdrant_rest::RestTransport) -> Self {
        self.rest = Some(rest);
        self
    }

    #[cfg(feature = "grpc")]
    pub(crate) fn with_grpc(mut self, grpc: qdrant_grpc::GrpcTransport) -> Self {
        self.grpc = Some(grpc);
        self
    }

    #[cfg(feature = "embedded")]
    pub(crate) fn with_embedded(mut self, embedded: Arc<qdrant_embedded::EmbeddedTransport>) -> Self {
        self.embedded = Some(embedded);
        self
    }

    #[cfg_attr(
        not(any(feature = "rest", feature = "grpc")),
        expect(clippy::unused_self, reason = "without a server there is nothing to shut")
    )]
    fn shut(&self) {
        #[cfg(feature = "rest")]
        if let Some(rest) = &self.rest {
            rest.stack().shut();
        }
        #[cfg(feature = "grpc")]
        if let Some(grpc) = &self.grpc {
            grpc.stack().shut();
        }
    }

    #[cfg_attr(
        not(any(feature = "rest", feature = "grpc", feature = "embedded")),
        expect(clippy::unused_async, reason = "without any wire there is nothing to wait for")
    )]
    async fn close(&self) -> Result<(), Error> {
        #[cfg(feature = "rest")]
        if let Some(rest) = &self.rest {
            rest.stack().close().await;
        }
        #[cfg(feature = "grpc")]
        if let Some(grpc) = &self.grpc {
            grpc.stack().close().await;
        }
        #[cfg(feature = "embedded")]
        if let Some(embedded) = &self.embedded {
            embedded.close().await?;
        }
        Ok(())
    }
}

impl fmt::Debug for Qdrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TransportInfo { name, address, .. } = self.info();
        f.debug_struct("Qdrant")
            .field("transport", &name)
            .field("address", &address)
            .field("options", &self.options)
            .field("closed", &self.is_closed())
            .finish()
    }
}
