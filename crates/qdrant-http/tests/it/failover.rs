//! Several endpoints.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http::HeaderValue;
use http::header::RETRY_AFTER;
use qdrant_core::{Effect, ErrorKind};
use qdrant_http::{Attempts, Endpoint, HttpConfig, HttpRequest, HttpStack, Protocol, RetryPolicy};
use tokio::net::TcpListener;

use crate::server::{Server, answer_raw, context, get, read_head, reply, request, serve};

const PROTOCOLS: [Protocol; 2] = [Protocol::Http1, Protocol::Http2];

fn endpoint(port: u16) -> Endpoint {
    Endpoint::http("127.0.0.1", port)
}

fn of_ports(ports: &[u16]) -> HttpConfig {
    let mut config = HttpConfig::default().retry(RetryPolicy::none());
    config.endpoints = ports.iter().map(|port| endpoint(*port)).collect();
    config
}

fn of(servers: &[&Server]) -> HttpConfig {
    of_ports(&servers.iter().map(|server| server.address.port()).collect::<Vec<_>>())
}

/// A port that nobody listens on.
async fn dead_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

/// Answers with its own name and counts.
async fn named(protocol: Protocol, name: &'static str) -> (Server, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let server = Server::http(protocol, move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move { reply(200, name) }
    })
    .await;
    (server, calls)
}

fn once() -> HttpRequest {
    request("/", context(Effect::Once))
}

#[tokio::test]
async fn calls_take_turns_among_the_endpoints() {
    for protocol in PROTOCOLS {
        let (a, b, c) = (named(protocol, "a").await, named(protocol, "b").await, named(protocol, "c").await);
        let stack = HttpStack::new(of(&[&a.0, &b.0, &c.0]), protocol).unwrap();
        for _ in 0..30 {
            stack.send(once()).await.unwrap();
        }
        let counts = [a.1, b.1, c.1].map(|calls| calls.load(Ordering::SeqCst));
        assert_eq!(counts, [10, 10, 10]);
    }
}

#[tokio::test]
async fn a_call_that_was_not_sent_goes_on_whatever_it_does() {
    for protocol in PROTOCOLS {
        let (alive, calls) = named(protocol, "alive").await;
        let stack = HttpStack::new(of_ports(&[dead_port().await, alive.address.port()]), protocol).unwrap();
        let mut moved = 0;
        for _ in 0..50 {
            let response = stack.send(once()).await.unwrap();
            moved += u32::from(response.extensions().get() == Some(&Attempts(2)));
        }
        assert_eq!(calls.load(Ordering::SeqCst), 50);
        assert_eq!(moved, 1, "once it has failed it is set aside");
    }
}

#[tokio::test]
async fn when_no_endpoint_takes_the_call_the_error_tells_how_many_and_why() {
    let ports = [dead_port().await, dead_port().await, dead_port().await];
    let stack = HttpStack::new(of_ports(&ports), Protocol::Http1).unwrap();
    for _ in 0..3 {
        let error = stack.send(once()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, Some(3)));
        assert!(error.is_not_sent() && error.is_retryable());
        assert!(error.message().starts_with("none of the 3 endpoints took the call"), "{error}");
        assert!(error.message().contains("refused the connection"), "{error}");
        assert!(error.source().is_some());
    }
    // One that the request names stands for itself.
    let uri = format!("http://127.0.0.1:{}/", ports[1]);
    let error = stack.send(request(&uri, context(Effect::Read))).await.unwrap_err();
    assert_eq!(error.message(), format!("127.0.0.1:{} refused the connection: is the server up?", ports[1]));
}

#[tokio::test]
async fn a_read_that_broke_is_repeated_on_another_endpoint_and_a_once_is_not() {
    for effect in [Effect::Read, Effect::Idempotent, Effect::Once] {
        let broken = Server::raw(|_, mut stream| async move {
            read_head(&mut stream).await;
        })
        .await;
        let (alive, calls) = named(Protocol::Http1, "alive").await;
        let stack =
            HttpStack::new(of(&[&broken, &alive]).retry(RetryPolicy::default()), Protocol::Http1).unwrap();
        let mut failed = 0;
        for _ in 0..10 {
            match stack.send(request("/", context(effect))).await {
                Ok(response) => assert!(response.extensions().get::<Attempts>().unwrap().0 <= 2),
                Err(error) => {
                    failed += 1;
                    assert!(error.message().contains(&broken.address.to_string()), "{error}");
                }
            }
        }
        let (expected, at_alive) = if effect == Effect::Once { (5, 5) } else { (0, 10) };
        assert_eq!((failed, calls.load(Ordering::SeqCst)), (expected, at_alive), "{effect:?}");
        assert_eq!(broken.connections(), 5, "never twice at the same one");
    }
}

#[tokio::test]
async fn a_busy_endpoint_is_left_for_another() {
    let busy = Server::http(Protocol::Http1, |_| async {
        let mut response = reply(503, "busy");
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("0"));
        response
    })
    .await;
    let (alive, _) = named(Protocol::Http1, "alive").await;
    let policy = RetryPolicy { max_attempts: 2, ..RetryPolicy::default() };
    let stack = HttpStack::new(of(&[&busy, &alive]).retry(policy), Protocol::Http1).unwrap();
    for _ in 0..10 {
        assert_eq!(stack.send(get("/")).await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn an_endpoint_that_comes_back_is_used_again_and_no_call_waits_for_it() {
    let port = dead_port().await;
    let (alive, _) = named(Protocol::Http1, "alive").await;
    let pause = Duration::from_millis(40);
    let config = of_ports(&[port, alive.address.port()]).endpoint_pause(pause);
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    for _ in 0..4 {
        assert_eq!(stack.send(once()).await.unwrap().body().data(), "alive");
    }
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(Protocol::Http1, stream, |_| async { reply(200, "back") }));
        }
    });
    let start = Instant::now();
    loop {
        let response = stack.send(once()).await.unwrap();
        assert_eq!(response.extensions().get(), Some(&Attempts(1)), "it is looked at in the background");
        if response.body().data() == "back" {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it was never looked at");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(start.elapsed() >= pause / 2, "it was set aside");
}

#[tokio::test]
async fn each_endpoint_has_its_own_prefix_and_the_host_of_the_attempt() {
    let echo = || {
        Server::raw(|_, mut stream| async move {
            let head = read_head(&mut stream).await;
            let reply = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{head}",
                head.len()
            );
            tokio::io::AsyncWriteExt::write_all(&mut stream, reply.as_bytes()).await.unwrap();
        })
    };
    let (a, b) = (echo().await, echo().await);
    let mut config = of(&[&a, &b]);
    config.endpoints[0].prefix = "/a".to_owned();
    config.endpoints[1].prefix = "/b".to_owned();
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let (_, body) = stack.send(get("/x")).await.unwrap().into_parts();
        let head = String::from_utf8(body.data().to_vec()).unwrap();
        let (server, path) = if head.starts_with("GET /a/x ") { (&a, "/a") } else { (&b, "/b") };
        assert!(head.contains(&format!("{path}/x HTTP/1.1\r\n")), "{head}");
        assert!(head.contains(&format!("host: {}\r\n", server.address)), "{head}");
        seen.push(path);
    }
    assert_eq!(seen, ["/a", "/b", "/a", "/b"]);
}

/// A port whose queue of connections is full, so that no more are made.
async fn swallowing() -> (u16, Vec<tokio::net::TcpStream>, TcpListener) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut kept = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(300), tokio::net::TcpStream::connect(address)).await
    {
        kept.push(stream);
        assert!(kept.len() < 100, "this system has no limit");
    }
    (address.port(), kept, listener)
}

#[tokio::test]
async fn an_endpoint_that_swallows_everything_is_set_aside_although_the_calls_are_short() {
    let (port, _kept, _listener) = swallowing().await;
    let (alive, _) = named(Protocol::Http1, "alive").await;
    let config = of_ports(&[port, alive.address.port()])
        .timeout(Duration::from_millis(1200))
        .endpoint_pause(Duration::from_secs(60));
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let mut timeouts = 0;
    for _ in 0..10 {
        if let Err(error) = stack.send(get("/")).await {
            assert!(error.is_timeout(), "{error}");
            assert!(error.message().contains(&format!("127.0.0.1:{port}")), "{error}");
            timeouts += 1;
        }
    }
    assert_eq!(timeouts, 1);

    // Within the time to connect the call goes on to the other one.
    let config = of_ports(&[port, alive.address.port()]).connect_timeout(Duration::from_millis(100));
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let response = stack.send(once()).await.unwrap();
    assert_eq!(
        (response.body().data().as_ref(), response.extensions().get()),
        (&b"alive"[..], Some(&Attempts(2)))
    );
}

#[tokio::test]
async fn an_upload_goes_on_if_nothing_was_taken_from_its_source() {
    let (alive, _) = named(Protocol::Http1, "alive").await;
    let stack =
        HttpStack::new(of_ports(&[dead_port().await, alive.address.port()]), Protocol::Http1).unwrap();
    let mut request = http::Request::new(bytes::Bytes::from_static(b"snapshot").into());
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = http::Uri::from_static("/");
    request.extensions_mut().insert(context(Effect::Once));
    let response = stack.upload(request).await.unwrap();
    assert_eq!(response.extensions().get(), Some(&Attempts(2)));
}

#[tokio::test]
async fn all_failures_at_once_leave_the_endpoints_that_are_well_in_use() {
    let (alive, calls) = named(Protocol::Http2, "alive").await;
    let half = Server::raw(|number, stream| async move {
        if number > 1 {
            drop(answer_raw(stream, "").await);
        }
    })
    .await;
    let stack = HttpStack::new(
        of(&[&half, &alive]).retry(RetryPolicy { max_attempts: 5, ..RetryPolicy::default() }),
        Protocol::Http2,
    )
    .unwrap();
    let calls_at_once: Vec<_> = (0..32)
        .map(|_| {
            let stack = stack.clone();
            tokio::spawn(async move { stack.send(get("/")).await })
        })
        .collect();
    for call in calls_at_once {
        call.await.unwrap().unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 32);
}
