//! A server of HTTP/2 that answers by a script, over a real socket.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpListener;

/// What the server answers: head, body, trailers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: Option<HeaderMap>,
}

/// Makes a header map.
pub(crate) fn headers(entries: &[(&'static str, &'static str)]) -> HeaderMap {
    let entry = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    entries.iter().map(entry).collect()
}

/// Puts a message into a frame.
pub(crate) fn frame(message: &[u8], is_compressed: bool) -> Bytes {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[u8::from(is_compressed)][..], &length, message].concat().into()
}

impl Answer {
    /// A message and the status that all is well.
    pub(crate) fn message(message: &impl Message) -> Self {
        Self {
            status: 200,
            headers: headers(&[("content-type", "application/grpc")]),
            body: frame(&message.encode_to_vec(), false),
            trailers: Some(headers(&[("grpc-status", "0")])),
        }
    }

    /// A status in the trailers.
    pub(crate) fn status(trailers: &[(&'static str, &'static str)]) -> Self {
        Self {
            status: 200,
            headers: headers(&[("content-type", "application/grpc")]),
            body: Bytes::new(),
            trailers: Some(headers(trailers)),
        }
    }
}

/// The requests that came.
pub(crate) type Requests = Arc<Mutex<Vec<(Parts, Bytes)>>>;

/// Starts a server that gives each answer once and then the last one for ever; returns its port.
///
/// Without answers it is silent.
pub(crate) async fn start(answers: Vec<Answer>) -> (u16, Requests) {
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    let port = start_with(move |parts, body| {
        let count = {
            let mut seen = seen.lock().unwrap();
            seen.push((parts, body));
            seen.len()
        };
        let answer = answers.get(count - 1).or(answers.last()).cloned();
        async move {
            match answer {
                Some(answer) => answer,
                None => std::future::pending().await,
            }
        }
    });
    (port.await, requests)
}

/// Starts a server that answers by a function; returns its port.
pub(crate) async fn start_with<F, R>(respond: F) -> u16
where
    F: Fn(Parts, Bytes) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Answer> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let respond = respond.clone();
            let service = service_fn(move |request| {
                let respond = respond.clone();
                async move { Ok::<_, Infallible>(answer(request, respond).await) }
            });
            let connection = http2::Builder::new(TokioExecutor::new());
            tokio::spawn(connection.serve_connection(TokioIo::new(socket), service));
        }
    });
    port
}

type Body = Either<Full<Bytes>, http_body_util::combinators::WithTrailers<Full<Bytes>, Trailers>>;
type Trailers = std::future::Ready<Option<Result<HeaderMap, Infallible>>>;

async fn answer<R: Future<Output = Answer>>(
    request: Request<Incoming>,
    respond: impl Fn(Parts, Bytes) -> R,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let Answer { status, headers, body, trailers } = respond(parts, body).await;
    let body = Full::new(body);
    let mut response = Response::new(match trailers {
        None => Either::Left(body),
        Some(trailers) => Either::Right(body.with_trailers(std::future::ready(Some(Ok(trailers))))),
    });
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    *response.headers_mut() = headers;
    response
}
