//! Proxies between the client and the servers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use qdrant_core::{Effect, Error, ErrorKind, OperationKind};
use qdrant_http::{CollectedBody, Endpoint, HttpConfig, HttpStack, Protocol, ProxyConfig, RetryPolicy};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

#[cfg(feature = "_tls")]
use crate::server::serve;
use crate::server::{Server, context, get, read_head, reply, request};
#[cfg(feature = "_tls")]
use crate::tls::{Authority, acceptor, secure};

const PROTOCOLS: [Protocol; 2] = [Protocol::Http1, Protocol::Http2];

/// `me:hush` for the header `proxy-authorization`.
const CREDENTIALS: &str = "Basic bWU6aHVzaA==";

/// The heads of all requests that a proxy saw.
type Seen = Arc<Mutex<Vec<String>>>;

async fn proxy() -> (Server, Seen) {
    let seen = Seen::default();
    let heads = Arc::clone(&seen);
    let server = Server::raw(move |_, stream| pass(stream, Arc::clone(&heads))).await;
    (server, seen)
}

/// Passes the requests of one connection on, if the client is known.
async fn pass<T: AsyncRead + AsyncWrite + Unpin>(mut client: T, seen: Seen) {
    let head = read_head(&mut client).await;
    seen.lock().unwrap().push(head.clone());
    if !head.contains(&format!("proxy-authorization: {CREDENTIALS}\r\n")) {
        let text = "HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n";
        client.write_all(text.as_bytes()).await.unwrap();
        return;
    }
    let target = head.split(' ').nth(1).unwrap();
    if head.starts_with("CONNECT ") {
        let Ok(mut server) = TcpStream::connect(target).await else {
            client.write_all(b"HTTP/1.1 502 No\r\n\r\n").await.unwrap();
            return;
        };
        // A server of HTTP/2 may speak first; its words come along with the answer.
        let mut early = [0; 1024];
        let read = tokio::time::timeout(Duration::from_millis(50), server.read(&mut early)).await;
        let mut answer = b"HTTP/1.1 200 Connected\r\n\r\n".to_vec();
        answer.extend_from_slice(&early[..read.map_or(0, Result::unwrap)]);
        client.write_all(&answer).await.unwrap();
        let _ = copy_bidirectional(&mut client, &mut server).await;
    } else {
        let (authority, path) = target.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut server = TcpStream::connect(authority).await.unwrap();
        let head = head.replacen(target, &format!("/{path}"), 1);
        server.write_all(head.as_bytes()).await.unwrap();
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

fn through(proxy: &Server) -> ProxyConfig {
    ProxyConfig::new(format!("http://me:hush@{}", proxy.address))
}

async fn send(config: HttpConfig, protocol: Protocol) -> Result<CollectedBody, Error> {
    let stack = HttpStack::new(config.retry(RetryPolicy::none()), protocol)?;
    stack.send(get("/a?b=1")).await.map(|response| response.into_body())
}

#[tokio::test]
async fn rest_in_plain_text_is_handed_to_the_proxy_with_the_whole_address() {
    let (proxy, seen) = proxy().await;
    let server = Server::http(Protocol::Http1, |request| async move {
        assert_eq!(request.uri(), "/p/a?b=1");
        reply(200, "ok")
    })
    .await;
    let mut config = server.config().proxy(through(&proxy));
    config.endpoints[0].prefix = "/p".to_owned();
    assert_eq!(send(config, Protocol::Http1).await.unwrap().data(), "ok");
    let head = seen.lock().unwrap()[0].clone();
    assert!(head.starts_with(&format!("GET http://{}/p/a?b=1 HTTP/1.1\r\n", server.address)), "{head}");
    assert!(head.contains(&format!("host: {}\r\n", server.address)), "{head}");
}

#[tokio::test]
async fn grpc_in_plain_text_goes_through_a_tunnel() {
    let (proxy, seen) = proxy().await;
    let server = Server::http(Protocol::Http2, |_| async { reply(200, "ok") }).await;
    for _ in 0..10 {
        let config = server.config().proxy(through(&proxy));
        assert_eq!(send(config, Protocol::Http2).await.unwrap().data(), "ok");
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 10);
    let (address, first) = (server.address, &seen[0]);
    assert!(first.starts_with(&format!("CONNECT {address} HTTP/1.1\r\nhost: {address}\r\n")), "{first}");
}

#[tokio::test]
async fn what_the_server_says_first_is_kept_when_it_comes_with_the_answer_of_the_proxy() {
    let (proxy, _) = proxy().await;
    let server = Server::raw(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 408 Slow\r\n\r\n").await.unwrap();
        let _ = stream.read(&mut [0; 64]).await;
    })
    .await;
    let error = send(server.config().proxy(through(&proxy)), Protocol::Http2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongProtocol);
    assert!(error.message().contains("is this the REST port (6333)?"), "{error}");
}

#[cfg(feature = "_tls")]
#[tokio::test]
async fn encrypted_connections_go_through_a_tunnel_that_sees_nothing() {
    let authority = Authority::new("ours");
    for protocol in PROTOCOLS {
        let (proxy, seen) = proxy().await;
        let server = secure(&authority, "localhost", false, &["h2", "http/1.1"], protocol).await;
        let config = HttpConfig::new(Endpoint::https("localhost", server.address.port()))
            .tls(authority.trusted())
            .proxy(through(&proxy));
        assert_eq!(send(config, protocol).await.unwrap().data(), "secret");
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].starts_with(&format!("CONNECT localhost:{} ", server.address.port())), "{}", seen[0]);
    }
}

#[cfg(feature = "_tls")]
#[tokio::test]
async fn the_connection_to_the_proxy_itself_may_be_encrypted() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let tls = acceptor(&theirs, theirs.sign("localhost"), false, &[]);
    let proxy = Server::raw(move |_, stream| {
        let tls = tls.clone();
        async move {
            if let Ok(stream) = tls.accept(stream).await {
                pass(stream, Seen::default()).await;
            }
        }
    })
    .await;
    let port = proxy.address.port();
    let through = ProxyConfig::new(format!("https://me:hush@localhost:{port}"));
    for protocol in PROTOCOLS {
        let plain =
            Server::raw(move |_, stream| serve(protocol, stream, |_| async { reply(200, "ok") })).await;
        let config = plain.config().proxy(through.clone().tls(theirs.trusted()));
        assert_eq!(send(config, protocol).await.unwrap().data(), "ok");

        // TLS within TLS.
        let server = secure(&ours, "localhost", false, &["h2", "http/1.1"], protocol).await;
        let config = HttpConfig::new(Endpoint::https("localhost", server.address.port())).tls(ours.trusted());
        let config = config.proxy(through.clone().tls(theirs.trusted()));
        assert_eq!(send(config.clone(), protocol).await.unwrap().data(), "secret");

        let error = send(config.proxy(through.clone().tls(ours.trusted())), protocol).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls);
        let whose = format!("the certificate of the proxy localhost:{port}");
        assert_eq!(
            error.message(),
            format!("{whose} comes from an issuer that is not trusted (see `tls.roots`)")
        );
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_know_the_client_is_named_and_nothing_is_repeated() {
    let (proxy, seen) = proxy().await;
    for protocol in PROTOCOLS {
        let server = Server::http(protocol, |_| async { reply(200, "ok") }).await;
        let stranger = ProxyConfig::new(format!("you:hush@{}", proxy.address));
        let stack = HttpStack::new(server.config().proxy(stranger), protocol).unwrap();
        seen.lock().unwrap().clear();
        let error = stack.send(request("/", context(Effect::Read))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        let expected = format!("the proxy {} wants other credentials (HTTP 407)", proxy.address);
        assert_eq!(
            (error.message(), error.operation()),
            (expected.as_str(), Some(OperationKind::CountPoints))
        );
        assert!(error.is_not_sent() && !format!("{error:?}").contains("hush"));
        assert_eq!((seen.lock().unwrap().len(), server.connections()), (1, 0));
    }
}

#[tokio::test]
async fn a_server_that_the_proxy_does_not_reach_says_so() {
    let (proxy, _) = proxy().await;
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", 1)).proxy(through(&proxy));
    let error = send(config, Protocol::Http2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_not_sent() && error.is_retryable());
    assert_eq!(
        error.message(),
        format!("the proxy {} does not connect to 127.0.0.1:1 (HTTP 502)", proxy.address)
    );
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_is_none_is_told_from_the_server() {
    let dead = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let silent = Server::raw(|_, mut stream| async move {
        read_head(&mut stream).await;
    })
    .await;
    let other = Server::raw(|_, mut stream| async move {
        stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n").await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let stuck = Server::raw(|_, stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let (dead_text, other_text) = (dead.to_string(), other.address.to_string());
    for (address, kind, expected) in [
        (
            dead,
            ErrorKind::Connect,
            format!("the proxy {dead_text} refused the connection: is the server up?"),
        ),
        (silent.address, ErrorKind::Connect, "hung up instead of connecting to 127.0.0.1:1".to_owned()),
        (
            other.address,
            ErrorKind::WrongProtocol,
            format!("the proxy {other_text} does not answer as an HTTP proxy"),
        ),
        (
            stuck.address,
            ErrorKind::Connect,
            format!("no connection to 127.0.0.1:1 through the proxy {} within 200ms", stuck.address),
        ),
    ] {
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", 1))
            .proxy(ProxyConfig::new(address.to_string()))
            .connect_timeout(Duration::from_millis(200));
        let error = send(config, Protocol::Http2).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.is_not_sent() && error.message().contains(&expected), "{error}");
    }
}

#[tokio::test]
async fn hosts_of_no_proxy_are_reached_directly() {
    let (proxy, seen) = proxy().await;
    for protocol in PROTOCOLS {
        let server = Server::http(protocol, |_| async { reply(200, "ok") }).await;
        let config = server.config().proxy(through(&proxy).no_proxy("127.0.0.0/8"));
        send(config, protocol).await.unwrap();
    }
    assert!(seen.lock().unwrap().is_empty());
}
