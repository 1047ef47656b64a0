//! Servers that the tests talk to.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use qdrant_core::{Effect, OperationKind};
use qdrant_http::{
    CallContext, CollectedBody, Endpoint, HttpConfig, HttpRequest, HttpStack, Protocol, classify_status,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A reply of a test server.
pub(crate) type Reply = Response<CollectedBody>;

/// A server on a port of its own; it ends with the runtime.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Hands each connection to a function.
    pub(crate) async fn raw<F, R>(handle: F) -> Self
    where
        F: Fn(usize, TcpStream) -> R + Send + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::spawn(handle(number, stream));
            }
        });
        Self { address, connections }
    }

    /// Answers requests in the given protocol by a function.
    pub(crate) async fn http<F, R>(protocol: Protocol, answer: F) -> Self
    where
        F: Fn(Request<Incoming>) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Reply> + Send + 'static,
    {
        Self::raw(move |_, stream| serve(protocol, stream, answer.clone())).await
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn config(&self) -> HttpConfig {
        HttpConfig::new(Endpoint::http("127.0.0.1", self.address.port()))
    }

    pub(crate) fn stack(&self, protocol: Protocol) -> HttpStack {
        HttpStack::new(self.config(), protocol).unwrap()
    }
}

/// Serves one connection.
pub(crate) async fn serve<T, F, R>(protocol: Protocol, stream: T, answer: F)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Fn(Request<Incoming>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Reply> + Send + 'static,
{
    let io = TokioIo::new(stream);
    let service = service_fn(move |request| {
        let reply = answer(request);
        async move { Ok::<_, Infallible>(reply.await) }
    });
    // How a connection ends is the client's business in these tests.
    let _ = match protocol {
        Protocol::Http1 => http1::Builder::new().serve_connection(io, service).await,
        Protocol::Http2 => http2::Builder::new(TokioExecutor::new()).serve_connection(io, service).await,
    };
}

/// Reads the head of a request of HTTP/1.1.
pub(crate) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// Reads one request and answers with these bytes.
pub(crate) async fn answer_raw(mut stream: TcpStream, reply: impl AsRef<[u8]>) -> TcpStream {
    read_head(&mut stream).await;
    stream.write_all(reply.as_ref()).await.unwrap();
    stream
}

pub(crate) fn reply(status: u16, body: impl Into<Bytes>) -> Reply {
    let mut response = Response::new(CollectedBody::new(body, None));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response
}

pub(crate) fn reply_with_trailers(body: impl Into<Bytes>, trailers: HeaderMap) -> Reply {
    Response::new(CollectedBody::new(body, Some(trailers)))
}

pub(crate) fn context(effect: Effect) -> CallContext {
    CallContext {
        operation: Some(OperationKind::CountPoints),
        effect,
        timeout: None,
        told: None,
        headers: Vec::new(),
        classify: classify_status,
    }
}

pub(crate) fn get(path: &str) -> HttpRequest {
    request(path, context(Effect::Read))
}

pub(crate) fn request(path: &str, context: CallContext) -> HttpRequest {
    let mut request = HttpRequest::new(Bytes::new());
    *request.uri_mut() = path.parse().unwrap();
    request.extensions_mut().insert(context);
    request
}
