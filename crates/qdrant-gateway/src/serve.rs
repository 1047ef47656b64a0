//! Sockets, connections and their orderly end.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower_service::Service;

use crate::grpc::GrpcService;
use crate::opening::Opening;
use crate::rest::RestService;

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How much of a request an HTTP/2 client may send ahead.
const WINDOW: u32 = 4 * 1024 * 1024;

/// How often a silent HTTP/2 client is asked whether it is still there.
const PING_INTERVAL: Duration = Duration::from_secs(60);

/// How long to wait when no connection can be accepted, such as for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves both ports until the shutdown, then waits for the running calls.
///
/// When there are as many connections as there may be, further ones wait in the system's queue.
pub(crate) async fn serve(
    (rest, rest_service): (TcpListener, RestService),
    (grpc, grpc_service): (TcpListener, GrpcService),
    most: usize,
    grace: Duration,
    shutdown: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let (rest_http, grpc_http) = (rest_http(), grpc_http());
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = rest.accept(), if connections.len() < most => if let Some(socket) = usable(accepted).await {
                connections.spawn(connection(rest_http.clone(), socket, rest_service.clone(), graceful.watcher()));
            },
            accepted = grpc.accept(), if connections.len() < most => if let Some(socket) = usable(accepted).await {
                connections.spawn(connection(grpc_http.clone(), socket, grpc_service.clone(), graceful.watcher()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop((rest, grpc));
    tracing::debug!(connections = graceful.count(), "stopping");
    if tokio::time::timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = connections.len(), ?grace, "calls that did not end in time are cut off");
    }
    connections.shutdown().await;
}

async fn usable(accepted: io::Result<(TcpStream, std::net::SocketAddr)>) -> Option<TcpStream> {
    match accepted {
        Ok((socket, _)) => {
            // A reply is written at once; waiting for more to send would only delay it.
            let _ = socket.set_nodelay(true);
            Some(socket)
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

/// HTTP/1.1, and HTTP/2 so that a gRPC client can be told that it is wrong here.
fn rest_http() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(PING_INTERVAL);
    http
}

/// HTTP/2, and HTTP/1.1 so that it can be told that it is wrong here.
fn grpc_http() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).keep_alive(false);
    http.http2()
        .timer(TokioTimer::new())
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(2 * WINDOW)
        .keep_alive_interval(PING_INTERVAL);
    http
}

async fn connection<S, B>(http: Builder<TokioExecutor>, socket: TcpStream, service: S, watcher: Watcher)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let connection = http
        .serve_connection(TokioIo::new(Opening::new(socket, HEAD_TIMEOUT)), TowerToHyperService::new(service))
        .into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke");
    }
}
