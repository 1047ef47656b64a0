//! The transport against a server that says what it is told to say.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

mod clock;
mod credentials;
mod faults;
mod times;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Uri};
use qdrant_core::{
    Call, CallOptions, Capabilities, CollectionExistsRequest, CountPoints, ErrorKind, GetPoints, Operation,
    OperationKind, Payload, PointStruct, ReadyzRequest, ScrollPoints, Transport, TransportExt, UpsertPoints,
};
use qdrant_http::{Auth, Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use qdrant_rest::RestTransport;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const KEY: &str = "hush-hush-key";

/// Answers requests in their order and keeps them.
struct Server {
    transport: RestTransport,
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn new<const N: usize>(replies: [(u16, &str); N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let replies: VecDeque<_> = replies.map(|(status, body)| (status, body.to_owned())).into();
        tokio::spawn(serve(listener, Arc::clone(&requests), Arc::new(Mutex::new(replies))));
        Self { transport: transport(port), port, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn transport(port: u16) -> RestTransport {
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", port))
        .auth(Auth::api_key(KEY))
        .retry(RetryPolicy { initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() });
    RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap())
}

async fn serve(
    listener: TcpListener,
    requests: Arc<Mutex<Vec<String>>>,
    replies: Arc<Mutex<VecDeque<(u16, String)>>>,
) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (requests, replies) = (Arc::clone(&requests), Arc::clone(&replies));
        tokio::spawn(async move {
            let mut stream = BufReader::new(stream);
            while let Some(request) = read_request(&mut stream).await {
                requests.lock().unwrap().push(request);
                let (status, body) = replies.lock().unwrap().pop_front().unwrap();
                let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n", body.len());
                stream.write_all(head.as_bytes()).await.unwrap();
                stream.write_all(body.as_bytes()).await.unwrap();
            }
        });
    }
}

/// Answers every request by a function that is given head and body, and returns the whole reply.
async fn served<F, R>(respond: F) -> u16
where
    F: Fn(String) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Vec<u8>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let respond = respond.clone();
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                while let Some(request) = read_request(&mut stream).await {
                    // Whether the client still waits is its own business.
                    if stream.write_all(&respond(request).await).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

fn reply(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = head.to_ascii_lowercase().replacen(&head[..4].to_ascii_lowercase(), &head[..4], 1);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    Some(head + &String::from_utf8(body).unwrap())
}

const DONE: &str = r#"{"result":{"operation_id":7,"status":"completed"},"status":"ok","time":0.5}"#;
const COUNT: &str = r#"{"result":{"count":3},"status":"ok","time":0.5}"#;

#[tokio::test]
async fn a_call_is_sent_and_answered() {
    let server = Server::new([(200, DONE)]).await;
    let upsert = UpsertPoints::new("c", vec![PointStruct::new(1, vec![0.5], Payload::new())]).wait(true);
    let options = CallOptions::default().header("x-request-id", "42");
    let answer = server.transport.call_with(upsert, options).await.unwrap();
    assert_eq!((answer.output.operation_id, answer.meta.attempts), (Some(7), 1));
    assert_eq!(answer.meta.time, Some(Duration::from_millis(500)));
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert!(request.starts_with("PUT /collections/c/points?wait=true http/1.1\r\n"), "{request}");
    for line in [
        "\r\ncontent-type: application/json\r\n",
        "\r\nx-request-id: 42\r\n",
        &format!("\r\napi-key: {KEY}\r\n"),
    ] {
        assert!(request.contains(line), "{request}");
    }
    assert!(request.ends_with(r#"{"points":[{"id":1,"vector":[0.5]}]}"#), "{request}");
}

#[tokio::test]
async fn the_time_of_a_call_is_told_to_the_server() {
    let server =
        Server::new([(200, COUNT), (200, COUNT), (200, r#"{"result":{"exists":true},"status":"ok"}"#)]).await;
    let options = CallOptions::default().timeout(Duration::from_secs(10));
    server.transport.call_with(CountPoints::new("c"), options.clone()).await.unwrap();
    let own = CountPoints::new("c").timeout(Duration::from_secs(3));
    server.transport.call_with(own, options.clone()).await.unwrap();
    server.transport.call_with(CollectionExistsRequest::new("c"), options).await.unwrap();
    let lines: Vec<_> =
        server.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "POST /collections/c/points/count?timeout=10 http/1.1",
            "POST /collections/c/points/count?timeout=3 http/1.1",
            "GET /collections/c/exists http/1.1",
        ]
    );
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_the_attempts_are_told() {
    let server = Server::new([(503, "busy"), (200, COUNT), (503, "a"), (404, "{}")]).await;
    let answer = server.transport.call_with(CountPoints::new("c"), CallOptions::default()).await.unwrap();
    assert_eq!((answer.output, answer.meta.attempts), (3, 2));
    let error = server.transport.call(CountPoints::new("c")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unsupported, Some(2)));
}

#[tokio::test]
async fn readiness_is_asked_once() {
    let server = Server::new([(503, "some shards are not ready")]).await;
    let error = server.transport.call(ReadyzRequest {}).await.unwrap_err();
    assert_eq!(error.to_string(), "unavailable: HTTP 503: some shards are not ready");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_long_reply_is_read_off_the_worker() {
    let point = |id: u64| format!(r#"{{"id":{id},"payload":{{}},"vector":[{}0.5]}}"#, "0.25,".repeat(1_000));
    let points: Vec<_> = (0..300).map(point).collect();
    let reply = format!(r#"{{"result":{{"points":[{}]}},"status":"ok"}}"#, points.join(","));
    assert!(reply.len() > 1 << 20);
    let broken = reply.replace("\"id\":299", "\"id\":[]");
    let server = Server::new([(200, &reply), (200, &broken)]).await;
    let page = server.transport.call(ScrollPoints::new("c").with_vectors(true)).await.unwrap();
    assert_eq!((page.points.len(), page.points[299].id), (300, 299.into()));
    let error = server.transport.call(ScrollPoints::new("c").with_vectors(true)).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("result.points[299].id")));
}

#[tokio::test]
async fn errors_never_hold_the_key() {
    let server =
        Server::new([(401, "Invalid API key or JWT"), (401, "Invalid API key or JWT"), (500, "<html>")])
            .await;
    let closed = transport(1);
    let nan = UpsertPoints::new("c", vec![PointStruct::new(1, vec![f32::NAN], Payload::new())]);
    let options = CallOptions::default().header("bad name", KEY).header("x", "line\nbreak");
    for (transport, call) in [
        (&server.transport, Call::new(CountPoints::new("c"))),
        (&server.transport, Call::new(CountPoints::new("c"))),
        (&server.transport, Call::new(nan)),
        (&server.transport, Call::new(CountPoints::new("c")).with_options(options)),
        (
            &closed,
            Call::new(CountPoints::new("c"))
                .with_options(CallOptions::default().timeout(Duration::from_secs(1))),
        ),
    ] {
        let error = transport.execute(call).await.unwrap_err();
        let mut text = format!("{error} {error:?} {error:#?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text += &format!("{cause} {cause:?}");
            source = cause.source();
        }
        assert!(!text.contains(KEY), "{text}");
        assert_eq!(error.transport(), Some("rest"), "{text}");
    }
    assert!(!format!("{:?}", server.transport).contains(KEY));
}

#[tokio::test]
async fn bad_input_is_not_sent() {
    let server = Server::new([]).await;
    let call = Call::new(GetPoints::new("..", [1_u64]));
    let error = server.transport.execute(call).await.unwrap_err();
    assert!(error.is_invalid_request() && error.is_not_sent());
    let long = Call::new(CountPoints::new("ü".repeat(20_000)));
    let error = server.transport.execute(long).await.unwrap_err();
    assert!(error.is_not_sent(), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn any_request_can_be_sent_raw() {
    let server = Server::new([(200, "{\"result\":{}}"), (404, "")]).await;
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = Uri::from_static("/telemetry?details_level=2");
    let reply = server.transport.raw(request.clone()).await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.body().as_ref()), (200, &b"{\"result\":{}}"[..]));
    assert_eq!(server.transport.raw(request).await.unwrap().status(), 404);
    let sent = &server.requests()[0];
    assert!(sent.starts_with("GET /telemetry?details_level=2 ") && sent.contains(KEY), "{sent}");
}

#[tokio::test]
async fn a_raw_request_takes_options() {
    let server = Server::new([(200, "{}"), (503, "busy"), (200, "{}")]).await;
    let options = CallOptions::default().header("Api-Key", "own").header("x-a", "1");
    let request =
        |method: &str| Request::builder().method(method).uri("/telemetry").body(Bytes::new()).unwrap();
    server.transport.raw_with(request("GET"), options).await.unwrap();
    let sent = server.requests().pop().unwrap();
    assert!(sent.contains("\r\napi-key: own\r\n") && sent.contains("\r\nx-a: 1\r\n"), "{sent}");
    assert!(!sent.contains(KEY), "{sent}");
    // What may be repeated follows from the method.
    let reply = server.transport.raw_with(request("POST"), CallOptions::default()).await.unwrap();
    assert_eq!(reply.status(), 503);
    let silent = served(|_| std::future::pending()).await;
    let options = CallOptions::default().timeout(Duration::from_millis(50));
    let error = transport(silent).raw_with(request("GET"), options).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn the_transport_says_what_it_is() {
    let server = Server::new([]).await;
    let info = server.transport.info();
    let all_but_one = Capabilities::all().without(OperationKind::GrpcHealthCheck);
    assert_eq!((info.name.as_ref(), info.capabilities), ("rest", all_but_one));
    assert_eq!(info.address, Some(format!("http://127.0.0.1:{}", server.port)));
    assert!(info.capabilities.contains(CountPoints::KIND));
}

#[tokio::test]
async fn a_closed_transport_says_so() {
    let server = Server::new([(200, COUNT)]).await;
    server.transport.call(CountPoints::new("c")).await.unwrap();
    server.transport.close().await;
    let error = server.transport.clone().call(CountPoints::new("c")).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Closed && error.is_not_sent(), "{error:?}");
}
