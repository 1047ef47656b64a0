//! Requests as the gateway gets them: a request line, headers, an empty line, and a body.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, Version};
use http_body_util::{BodyExt, Full};
use qdrant_core::{
    Call, Capabilities, Error, ErrorKind, Reply, Request as Operation, SharedTransport, Transport,
    TransportInfo,
};
use qdrant_gateway::Gateway;
use tokio::runtime::Builder;
use tower_service::Service;

use crate::input;

/// The key of a gateway that asks for one.
const KEY: &str = "the key that nobody is told";

/// The longest JSON body that is taken, in bytes.
const MAX_BODY: usize = 64 << 10;

/// The longest reply, in bytes: an error with a text that was cut, in JSON with everything escaped.
const MAX_REPLY: usize = 32 << 10;

/// The longest file that is read, in bytes.
const MAX_FILE: usize = 1 << 20;

/// Whatever comes is answered, by nothing that is the gateway's fault; a key is asked for and is never told.
pub fn run(input: &[u8]) {
    // Who sends the key may see it quoted.
    if percent_encoding::percent_decode(input).decode_utf8_lossy().contains(KEY) {
        return;
    }
    let Some((request, asks_for_key)) = read(input) else { return };
    let transport: SharedTransport = Arc::new(Refusing);
    let mut gateway = Gateway::new(transport).max_body_size(MAX_BODY);
    if asks_for_key {
        gateway = gateway.api_key(KEY);
    }
    let is_open = matches!(
        request.uri().path(),
        "/" | "/healthz"
            | "/livez"
            | "/readyz"
            | "/qdrant.Qdrant/HealthCheck"
            | "/grpc.health.v1.Health/Check"
    );
    let is_guarded = asks_for_key && !is_open;
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime without sockets");
    runtime.block_on(async {
        if request.version() == Version::HTTP_2 {
            let reply = gateway.grpc_service().call(request).await.unwrap_or_else(|never| match never {});
            grpc(reply.map(BodyExt::boxed_unsync), is_guarded).await;
        } else {
            let reply = gateway.rest_service().call(request).await.unwrap_or_else(|never| match never {});
            rest(reply.map(BodyExt::boxed_unsync), is_guarded).await;
        }
    });
}

/// Reads a request; one with a header for a key is sent to a gateway that asks for one.
fn read(input: &[u8]) -> Option<(Request<Full<Bytes>>, bool)> {
    let (line, mut rest) = input::line(input);
    let (method, target) = line.trim_end().split_once(' ')?;
    let mut request = Request::new(Full::default());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
    *request.uri_mut() = target.parse::<Uri>().ok()?;
    let mut asks_for_key = false;
    while !rest.is_empty() {
        let (line, after) = input::line(rest);
        rest = after;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let (name, value) = (
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_bytes(value.trim().as_bytes()).ok()?,
        );
        asks_for_key |= name == "api-key" || name == AUTHORIZATION;
        // Anything else of HTTP/2 is gRPC, or wants to be.
        if name == CONTENT_TYPE && value.as_bytes().starts_with(b"application/grpc") {
            *request.version_mut() = Version::HTTP_2;
        }
        request.headers_mut().append(name, value);
    }
    *request.body_mut() = Full::from(Bytes::copy_from_slice(rest));
    Some((request, asks_for_key))
}

/// A body that is read chunk by chunk.
type Body<E> = http_body_util::combinators::UnsyncBoxBody<Bytes, E>;

async fn rest<E>(reply: Response<Body<E>>, is_guarded: bool) {
    let (head, body) = reply.into_parts();
    assert_ne!(head.status, StatusCode::INTERNAL_SERVER_ERROR, "the gateway failed");
    assert!(!is_guarded || !head.status.is_success(), "{} without a key", head.status);
    let (body, _) = all(body).await;
    let kind = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(b"application/json") && !head.headers.contains_key("content-encoding") {
        let json: serde_json::Value = serde_json::from_slice(&body).expect("it is JSON");
        let text = json["status"]["error"].as_str();
        assert!(head.status.is_success() || text.is_some(), "{} without a reason: {json}", head.status);
    }
    assert!(!String::from_utf8_lossy(&body).contains(KEY), "the key is told");
}

async fn grpc<E>(reply: Response<Body<E>>, is_guarded: bool) {
    let (head, body) = reply.into_parts();
    let (body, trailers) = all(body).await;
    let status = head.headers.get("grpc-status").or(trailers.get("grpc-status"));
    let code = status.map(|status| status.to_str().ok().and_then(|status| status.parse().ok()).unwrap_or(-1));
    assert!(code.is_none_or(|code| (0..=16).contains(&code)), "{status:?} is no code");
    // Requests that are no gRPC are answered by HTTP; a stream that goes on has no status yet.
    assert!(code.is_some() || !head.status.is_success() || !body.is_empty(), "no status at all");
    assert!(!is_guarded || code != Some(0), "it went well without a key");
    let texts = head.headers.values().chain(trailers.values()).any(|value| {
        let text = percent_encoding::percent_decode(value.as_bytes()).decode_utf8_lossy();
        text.contains(KEY)
    });
    assert!(!texts && !String::from_utf8_lossy(&body).contains(KEY), "the key is told");
}

/// Reads what there is of a body; a stream that waits has ended for us.
async fn all<E>(mut body: Body<E>) -> (Vec<u8>, http::HeaderMap) {
    let (mut data, mut trailers) = (Vec::new(), http::HeaderMap::new());
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(Duration::ZERO, body.frame()).await {
        match frame.into_data() {
            Ok(chunk) => data.extend_from_slice(&chunk),
            Err(frame) => trailers = frame.into_trailers().unwrap_or_default(),
        }
        assert!(data.len() <= MAX_REPLY, "a reply of {} bytes and more", data.len());
    }
    (data, trailers)
}

/// A transport that reads everything and refuses it.
#[derive(Debug)]
struct Refusing;

#[async_trait]
impl Transport for Refusing {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("refusing", Capabilities::all())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        call.request.validate()?;
        let collection = call.request.collection_name().unwrap_or_default().to_owned();
        if let Operation::UploadSnapshot(upload) = call.request {
            upload.snapshot.open()?.collect(MAX_FILE).await?;
        } else if let Operation::UploadShardSnapshot(upload) = call.request {
            upload.snapshot.open()?.collect(MAX_FILE).await?;
        }
        Err(Error::new(ErrorKind::NotFound, format!("there is no collection `{collection}`")))
    }
}
