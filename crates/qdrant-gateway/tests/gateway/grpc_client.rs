//! gRPC by hand, so that the tests see what is on the wire.

use std::net::SocketAddr;

use bytes::{Buf, Bytes};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpStream;

use crate::http_client::PATIENCE;

/// A reply to an rpc.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Headers and trailers together, because a reply without a message has no trailers.
    pub(crate) code: i32,
    pub(crate) message: String,
    pub(crate) metadata: HeaderMap,
    /// The frames, with their prefix.
    pub(crate) body: Bytes,
}

impl Reply {
    /// Returns the flag of the first message and the message.
    pub(crate) fn frame(&self) -> (u8, Bytes) {
        let mut body = self.body.clone();
        let (flag, length) = (body.get_u8(), body.get_u32());
        assert_eq!(body.len(), length as usize);
        (flag, body)
    }

    pub(crate) fn decode<M: Message + Default>(&self) -> M {
        assert_eq!(self.code, 0, "{self:?}");
        let (flag, message) = self.frame();
        assert_eq!(flag, 0);
        M::decode(message).unwrap()
    }
}

/// One connection.
#[derive(Clone)]
pub(crate) struct Caller(SendRequest<Full<Bytes>>);

impl Caller {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    /// Calls an rpc with the bytes of a message.
    pub(crate) async fn call(&self, path: &str, headers: &[(&'static str, &str)], message: &[u8]) -> Reply {
        self.frame(path, headers, 0, message).await
    }

    pub(crate) async fn message(&self, path: &str, message: &impl Message) -> Reply {
        self.call(path, &[], &message.encode_to_vec()).await
    }

    pub(crate) async fn frame(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
        flag: u8,
        message: &[u8],
    ) -> Reply {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        let body = [&[flag], &length[..], message].concat();
        self.send(
            Method::POST,
            path,
            &[&[("content-type", "application/grpc"), ("te", "trailers")], headers].concat(),
            body,
        )
        .await
    }

    /// Sends anything.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("http://gateway{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let response = self.0.clone().send_request(request);
        let reply = tokio::time::timeout(PATIENCE, async { collect(response.await.unwrap()).await });
        reply.await.expect("there is no reply")
    }
}

async fn collect(response: Response<Incoming>) -> Reply {
    let (parts, body) = response.into_parts();
    let collected = body.collect().await.unwrap();
    let mut metadata = parts.headers.clone();
    metadata.extend(collected.trailers().cloned().unwrap_or_default());
    let text = |name: &str| metadata.get(name).map(|value| value.to_str().unwrap().to_owned());
    let message = text("grpc-message").unwrap_or_default();
    Reply {
        status: parts.status,
        code: text("grpc-status").map_or(-1, |code| code.parse().unwrap()),
        message: percent_encoding::percent_decode_str(&message).decode_utf8().unwrap().into_owned(),
        headers: parts.headers,
        metadata,
        body: collected.to_bytes(),
    }
}
