//! What is served, and to whom.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use qdrant_core::{Error, ErrorKind, Secret, SharedTransport};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::{oneshot, watch};

use crate::auth::Guard;
use crate::grpc::GrpcService;
use crate::limits::Limits;
use crate::rest::RestService;
use crate::running::Running;
use crate::serve::serve;

/// How long running calls may go on after the shutdown began.
const GRACE: Duration = Duration::from_secs(10);

/// Serves a transport over Qdrant's REST and gRPC protocols.
///
/// The protocols have a port each. There is no TLS: put a proxy in front where the network is not yours.
///
/// # Cancellation
///
/// A client that goes away makes the gateway drop the call, which the transport may have sent on already.
///
/// # Examples
///
/// ```no_run
/// use qdrant_core::SharedTransport;
/// use qdrant_gateway::Gateway;
/// use tokio::net::TcpListener;
///
/// # async fn example(transport: SharedTransport) -> Result<(), Box<dyn std::error::Error>> {
/// let rest = TcpListener::bind("127.0.0.1:6333").await?;
/// let grpc = TcpListener::bind("127.0.0.1:6334").await?;
/// let forever = std::future::pending();
/// Gateway::new(transport).serve(rest, grpc, forever).await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Gateway {
    transport: SharedTransport,
    guard: Guard,
    limits: Limits,
    grace: Duration,
}

impl Gateway {
    /// Serves a transport to everybody who can connect.
    pub fn new(transport: SharedTransport) -> Self {
        Self { transport, guard: Guard::default(), limits: Limits::default(), grace: GRACE }
    }

    /// Asks clients for a key, in the header `api-key` or as a bearer token.
    ///
    /// Version and health need none, as with the server. An empty key lets nobody through.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.guard = self.guard.with_key(key.into());
        self
    }

    /// Gives those who send this key the right to read, and no other.
    ///
    /// It is asked for where [the other key](Self::api_key) is. What changes anything answers 403 or
    /// `PERMISSION_DENIED`; if this is the only key that is set, nobody can.
    #[must_use]
    pub fn read_only_api_key(mut self, key: impl Into<Secret>) -> Self {
        self.guard = self.guard.with_read_only_key(key.into());
        self
    }

    /// Limits the JSON body of a REST request, in bytes; 32 MiB unless set.
    ///
    /// Messages of gRPC have [a limit of their own](Self::max_message_size), and so have
    /// [uploads](Self::max_upload_size).
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Limits a message of a gRPC client, in bytes after decompression; 256 MiB unless set.
    ///
    /// A Qdrant server has no such limit. Without one, a client could have the gateway set aside any amount of memory
    /// with a few bytes that are compressed well; `usize::MAX` takes that risk.
    #[must_use]
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.limits.message = bytes;
        self
    }

    /// Limits how many connections both ports together have at once; 512 unless set, at least 1.
    ///
    /// Further ones wait until others are closed. Systems limit how many files a process has open, connections
    /// included, and an engine in this process needs some of them.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.max(1);
        self
    }

    /// Limits the body of an upload, in bytes; no limit unless set.
    ///
    /// Uploads are passed on to the transport as they arrive and are never held in memory.
    #[must_use]
    pub fn max_upload_size(mut self, bytes: u64) -> Self {
        self.limits.upload = Some(bytes);
        self
    }

    /// Sets how long running calls may go on after a shutdown began; 10 seconds unless set.
    #[must_use]
    pub fn shutdown_grace(mut self, time: Duration) -> Self {
        self.grace = time;
        self
    }

    /// Returns the service behind the REST port, for an HTTP server of your own.
    pub fn rest_service(&self) -> RestService {
        RestService::new(SharedTransport::clone(&self.transport), self.guard.clone(), self.limits)
    }

    /// Returns the service behind the gRPC port, for an HTTP/2 server of your own.
    pub fn grpc_service(&self) -> GrpcService {
        self.grpc_until(None)
    }

    /// The service behind the gRPC port, whose open streams end when the sender of `stopping` is dropped.
    fn grpc_until(&self, stopping: Option<watch::Receiver<()>>) -> GrpcService {
        GrpcService::new(SharedTransport::clone(&self.transport), self.guard.clone(), self.limits, stopping)
    }

    /// Serves at two open sockets until `shutdown` is ready and the calls that run then have ended.
    ///
    /// Calls that take longer than the [grace](Self::shutdown_grace) are cut off. Closing the transport afterwards is
    /// up to the caller.
    pub async fn serve(self, rest: TcpListener, grpc: TcpListener, shutdown: impl Future<Output = ()>) {
        let (stop, stopping) = watch::channel(());
        let shutdown = async move {
            shutdown.await;
            drop(stop);
        };
        let grpc_service = self.grpc_until(Some(stopping));
        serve(
            (rest, self.rest_service()),
            (grpc, grpc_service),
            self.limits.connections,
            self.grace,
            shutdown,
        )
        .await;
    }

    /// Opens both ports and serves them in a task of its own; port 0 means any that is free.
    ///
    /// # Errors
    ///
    /// `Io` when one of the ports cannot be opened.
    pub async fn bind(self, rest: impl ToSocketAddrs, grpc: impl ToSocketAddrs) -> Result<Running, Error> {
        let (rest, rest_addr) = open("REST", rest).await?;
        let (grpc, grpc_addr) = open("gRPC", grpc).await?;
        let (stop, stopped) = oneshot::channel();
        // A handle that was dropped stops the server as well.
        let shutdown = async move { drop(stopped.await) };
        let task = tokio::spawn(self.serve(rest, grpc, shutdown));
        Ok(Running::new(rest_addr, grpc_addr, stop, task))
    }
}

/// Opens a port.
async fn open(protocol: &str, at: impl ToSocketAddrs) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = |place: String, error: io::Error| {
        let text = format!("the port for {protocol} cannot be opened{place}: {error}");
        Error::new(ErrorKind::Io, text).with_source(error)
    };
    let found = tokio::net::lookup_host(at).await.map_err(|error| failed(String::new(), error))?;
    let addresses: Vec<SocketAddr> = found.collect();
    let bound = TcpListener::bind(&*addresses).await;
    bound.and_then(|listener| listener.local_addr().map(|address| (listener, address))).map_err(|error| {
        let names: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
        failed(format!(" at {}", names.join(" or ")), error)
    })
}
