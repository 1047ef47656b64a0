//! What goes over the wire, and peers that speak something else.

use http::{HeaderMap, HeaderValue, Version};
use qdrant_core::{Effect, ErrorKind};
use qdrant_http::{HttpStack, Protocol, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::server::{Server, answer_raw, context, get, read_head, reply, reply_with_trailers, request};

#[tokio::test]
async fn a_request_arrives_with_prefix_host_and_headers() {
    let server = Server::raw(|_, mut stream| async move {
        let head = read_head(&mut stream).await;
        let reply = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{head}", head.len());
        stream.write_all(reply.as_bytes()).await.unwrap();
    })
    .await;
    let mut config = server.config().header("x-static", "one").user_agent("shop/2".to_owned());
    config.endpoints[0].prefix = "/proxy".to_owned();
    let mut call = context(Effect::Read);
    call.headers = vec![("x-request-id".to_owned(), "42".into())];
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let (_, body) = stack.send(request("/collections?x=1", call)).await.unwrap().into_parts();
    let head = String::from_utf8(body.data().to_vec()).unwrap();
    assert!(head.starts_with("GET /proxy/collections?x=1 HTTP/1.1\r\n"), "{head}");
    let product = concat!("user-agent: qdrant-rust/", env!("CARGO_PKG_VERSION"), " shop/2\r\n");
    let host = format!("host: {}\r\n", server.address);
    for line in [host.as_str(), "x-static: one\r\n", "x-request-id: 42\r\n", product] {
        assert!(head.contains(line), "{line:?} in {head}");
    }
    assert_eq!(head.contains("accept-encoding: gzip\r\n"), cfg!(feature = "gzip"));
}

#[tokio::test]
async fn http2_carries_trailers_and_no_content_coding() {
    let server = Server::http(Protocol::Http2, |request| async move {
        assert_eq!(request.version(), Version::HTTP_2);
        assert!(!request.headers().contains_key("accept-encoding"));
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", HeaderValue::from_static("0"));
        reply_with_trailers("message", trailers)
    })
    .await;
    let response = server.stack(Protocol::Http2).send(get("/qdrant.Points/Count")).await.unwrap();
    let (data, trailers) = response.into_body().into_parts();
    assert_eq!(data, "message");
    assert_eq!(trailers.unwrap()["grpc-status"], "0");
}

#[tokio::test]
async fn large_bodies_go_through_in_both_directions() {
    use http_body_util::BodyExt;

    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, |request| async move {
            reply(200, request.into_body().collect().await.unwrap().to_bytes())
        })
        .await;
        let sent: Vec<u8> = (0..5_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let mut echo = request("/", context(Effect::Idempotent)).map(|_| sent.clone().into());
        *echo.method_mut() = http::Method::PUT;
        let response = server.stack(protocol).send(echo).await.unwrap();
        assert!(response.body().data() == &sent);
    }
}

#[tokio::test]
async fn grpc_on_the_rest_port_gets_a_hint() {
    // As Qdrant's REST server does, which reads all that is there and answers before it closes.
    let server = Server::raw(|_, mut stream| async move {
        let text = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(text.as_bytes()).await;
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    for _ in 0..20 {
        let error = server.stack(Protocol::Http2).send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
        assert!(error.message().contains("is this the REST port (6333)? gRPC is usually 6334"), "{error}");
        assert_eq!(error.attempts(), Some(1), "it is not repeated");
    }
}

#[tokio::test]
async fn grpc_on_a_rest_port_that_hangs_up_at_once_gets_the_hint_too() {
    let text = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let server = Server::raw(move |_, mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(text.as_bytes()).await.unwrap();
    })
    .await;
    for _ in 0..20 {
        let error = server.stack(Protocol::Http2).send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
    }
}

#[tokio::test]
async fn grpc_on_a_port_that_says_nothing_gets_a_hint_as_well() {
    // A server of hyper for HTTP/1.1 knows the words of HTTP/2 and hangs up.
    let server = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
    let stack = HttpStack::new(server.config().retry(RetryPolicy::none()), Protocol::Http2).unwrap();
    let error = stack.send(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.message().ends_with("hung up without a word: is this the gRPC port (6334)?"), "{error}");
}

#[tokio::test]
async fn rest_on_the_grpc_port_gets_the_reverse_hint() {
    let server = Server::http(Protocol::Http2, |_| async { reply(200, "ok") }).await;
    for _ in 0..20 {
        let error = server.stack(Protocol::Http1).send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
        assert!(error.message().contains("is this the gRPC port (6334)? REST is usually 6333"), "{error}");
    }
}

#[tokio::test]
async fn a_peer_that_speaks_neither_is_told_apart() {
    for (protocol, hint) in [(Protocol::Http1, "HTTP/1.1"), (Protocol::Http2, "HTTP/2")] {
        let server = Server::raw(|_, stream| async move {
            answer_raw(stream, "SSH-2.0-OpenSSH_9.6 and more of the kind\r\n").await;
        })
        .await;
        let stack = HttpStack::new(server.config().retry(RetryPolicy::none()), protocol).unwrap();
        let error = stack.send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
        assert!(error.message().ends_with(&format!("does not answer in {hint}")), "{error}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_before_anything_is_sent() {
    let server = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
    let stack = HttpStack::new(server.config().max_request_bytes(10), Protocol::Http1).unwrap();
    let body = |size: usize| request("/", context(Effect::Read)).map(|_| vec![0; size].into());
    assert!(stack.send(body(10)).await.is_ok());
    let error = stack.send(body(11)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.message(), "the request has 11 bytes, which is more than 10 (`max_request_bytes`)");
    assert!(error.is_not_sent() && server.connections() == 1);
}

#[tokio::test]
async fn another_host_is_refused_before_anything_is_sent() {
    let server = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
    let error = server.stack(Protocol::Http1).send(get("http://evil.example/x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.is_not_sent());
    assert_eq!(server.connections(), 0);
}
