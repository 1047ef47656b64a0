//! A server of both wires at one port, on a thread and a runtime of its own.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use qdrant_client::{Qdrant, QdrantBuilder};
use tokio::sync::{oneshot, watch};

/// The version that the server says it has.
const VERSION: &str = "1.18.7";

/// It counts 7 points in every collection, tells its version, and knows nothing else.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<State>,
    hold: watch::Sender<bool>,
    _stop: oneshot::Sender<()>,
}

#[derive(Default)]
struct State {
    seen: Mutex<Vec<(String, HeaderMap)>>,
    /// Connections so far, and those that are open.
    accepted: AtomicUsize,
    open: AtomicUsize,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::<State>::default();
        let (hold, held) = watch::channel(false);
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, Arc::clone(&state), held);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                tokio::select! {
                    () = serving => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, state, hold, _stop: stop }
    }

    /// Returns what leads here over each wire alone, or over gRPC with REST besides.
    pub(crate) fn clients(&self) -> Vec<QdrantBuilder> {
        let port = self.address.port();
        let mut clients = Vec::new();
        if cfg!(feature = "rest") {
            clients.push(Qdrant::from_url(format!("http://127.0.0.1:{port}")));
        }
        if cfg!(feature = "grpc") {
            clients.push(Qdrant::from_url(format!("grpc://127.0.0.1:{port}")).pool_size(1));
        }
        if cfg!(all(feature = "rest", feature = "grpc")) {
            clients.push(Qdrant::from_url(format!("grpc://127.0.0.1:{port}")).port(port).pool_size(1));
        }
        clients
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Keeps answers back, or lets them go.
    pub(crate) fn hold(&self, hold: bool) {
        self.hold.send_replace(hold);
    }

    /// Returns paths and headers of the requests since the last time.
    pub(crate) fn take_seen(&self) -> Vec<(String, HeaderMap)> {
        std::mem::take(&mut *self.state.seen.lock().unwrap())
    }

    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }

    pub(crate) fn open(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }
}

/// Waits until something is so, for five seconds at most.
pub(crate) async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(5), "{what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn serve(listener: TcpListener, state: Arc<State>, held: watch::Receiver<bool>) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let (state, held) = (Arc::clone(&state), held.clone());
        state.accepted.fetch_add(1, Ordering::SeqCst);
        state.open.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, Arc::clone(&state), held.clone()));
            // How a connection ends is the client's business in these tests.
            let builder = auto::Builder::new(TokioExecutor::new());
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            state.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    state: Arc<State>,
    mut held: watch::Receiver<bool>,
) -> Result<Response<impl Body<Data = Bytes, Error = Infallible>>, Infallible> {
    let path = request.uri().path().to_owned();
    state.seen.lock().unwrap().push((path.clone(), request.headers().clone()));
    let _ = request.into_body().collect().await;
    let _ = held.wait_for(|held| !held).await;
    let (content_type, status, body) = match path.as_str() {
        "/" => ("application/json", 200, format!(r#"{{"title":"qdrant","version":"{VERSION}"}}"#).into()),
        "/collections/c/points/count" => {
            ("application/json", 200, r#"{"result":{"count":7},"status":"ok","time":0.1}"#.into())
        }
        "/qdrant.Qdrant/HealthCheck" => {
            let message = [b"\x0a\x06qdrant\x12\x06".as_slice(), VERSION.as_bytes()].concat();
            ("application/grpc", 200, framed(&message))
        }
        "/qdrant.Points/Count" => ("application/grpc", 200, framed(b"\x0a\x02\x08\x07")),
        path if path.starts_with("/qdrant.") => ("application/grpc", 200, Bytes::new()),
        _ => ("application/json", 404, r#"{"status":{"error":"no such thing"},"time":0.1}"#.into()),
    };
    let code = if body.is_empty() { 5 } else { 0 };
    let trailers = (content_type == "application/grpc").then(|| {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", code.into());
        Ok(trailers)
    });
    let body = Full::new(body).with_trailers(std::future::ready(trailers));
    let mut response = Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert("content-type", http::HeaderValue::from_static(content_type));
    Ok(response)
}

/// Puts the head of gRPC in front of a message.
fn framed(message: &[u8]) -> Bytes {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], length.as_slice(), message].concat().into()
}
