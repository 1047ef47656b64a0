use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::*;
use crate::proxy::Direction;

const PATIENCE: Duration = Duration::from_secs(20);

/// A server that gives back what it gets; at its end it says how much that was.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut read, mut write) = socket.split();
                let count = tokio::io::copy(&mut read, &mut write).await.unwrap_or_default();
                let _ = write.write_all(format!("|{count}").as_bytes()).await;
            });
        }
    });
    addr
}

async fn proxy(plan: impl Into<Plan>) -> FaultProxy {
    let proxy = FaultProxy::start(echo().await).await.unwrap();
    proxy.set(plan).await.unwrap();
    proxy
}

/// Says something and reads to the end.
async fn ask(proxy: &FaultProxy, text: &[u8]) -> io::Result<Vec<u8>> {
    let mut socket = TcpStream::connect(proxy.addr()).await?;
    socket.write_all(text).await?;
    socket.shutdown().await?;
    let mut answer = Vec::new();
    timeout(PATIENCE, socket.read_to_end(&mut answer)).await.expect("a connection that ends")?;
    Ok(answer)
}

async fn eventually(condition: impl Fn() -> bool + Send + Sync) {
    let poll = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, poll).await.expect("a condition that comes true");
}

#[tokio::test]
async fn without_a_plan_everything_passes_and_is_counted() {
    let proxy = proxy(Plan::pass()).await;
    assert_eq!(ask(&proxy, b"hello").await.unwrap(), b"hello|5");
    assert_eq!(ask(&proxy, b"").await.unwrap(), b"|0");
    eventually(|| proxy.traffic().open == 0).await;
    let expected = Traffic { connections: 2, damaged: 0, open: 0, request_bytes: 5, reply_bytes: 9 };
    assert_eq!(proxy.traffic(), expected);
    proxy.stop().await;
}

#[tokio::test]
async fn a_refusal_lasts_until_the_next_plan() {
    let proxy = proxy(Plan::refuse()).await;
    for _ in 0..3 {
        let error = ask(&proxy, b"x").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
    assert_eq!(proxy.traffic().connections, 0);
    proxy.set(Plan::pass()).await.unwrap();
    assert_eq!(ask(&proxy, b"x").await.unwrap(), b"x|1");
    proxy.set(Plan::refuse()).await.unwrap();
    assert_eq!(ask(&proxy, b"x").await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_close_is_an_end_and_a_reset_is_an_error() {
    let closing = proxy(Damage::Close).await;
    assert_eq!(ask(&closing, b"hello").await.unwrap(), b"");
    let resetting = proxy(Damage::Reset).await;
    let error = ask(&resetting, b"hello").await.unwrap_err();
    assert!(matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe), "{error:?}");
    assert_eq!((closing.traffic().request_bytes, resetting.traffic().request_bytes), (0, 0));
    assert_eq!((closing.traffic().damaged, resetting.traffic().damaged), (1, 1));
}

#[tokio::test]
async fn an_answer_stands_in_for_the_server() {
    let proxy = proxy(Plan::first(1, Damage::service_unavailable())).await;
    let answer = ask(&proxy, b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 503 "), "{answer:?}");
    assert_eq!(proxy.traffic().request_bytes, 0);
    assert_eq!(ask(&proxy, b"x").await.unwrap(), b"x|1");
}

#[tokio::test]
async fn silence_lasts_until_it_is_ended() {
    let proxy = proxy(Damage::Silence).await;
    let mut socket = TcpStream::connect(proxy.addr()).await.unwrap();
    socket.write_all(b"hello").await.unwrap();
    let mut byte = [0];
    assert!(timeout(Duration::from_millis(50), socket.read(&mut byte)).await.is_err());
    proxy.end_connections(End::Reset);
    let error = timeout(PATIENCE, socket.read(&mut byte)).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(proxy.traffic().request_bytes, 0);
}

#[tokio::test]
async fn a_reply_is_cut_where_it_was_asked_for() {
    let closing = proxy(Damage::cut_reply(3, End::Close)).await;
    assert_eq!(ask(&closing, b"hello").await.unwrap(), b"hel");
    assert_eq!(closing.traffic().request_bytes, 5);
    let resetting = proxy(Damage::cut_reply(0, End::Reset)).await;
    assert_eq!(ask(&resetting, b"hello").await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(resetting.traffic().request_bytes, 5);
}

#[tokio::test]
async fn a_half_closed_request_ends_for_the_server_and_the_reply_goes_on() {
    let proxy = proxy(Damage::cut_request(3, End::HalfClose)).await;
    assert_eq!(ask(&proxy, b"hello").await.unwrap(), b"hel|3");
}

#[tokio::test]
async fn a_stalled_connection_stays_open_and_says_nothing() {
    let proxy = proxy(Damage::cut_reply(2, End::Stall)).await;
    let mut socket = TcpStream::connect(proxy.addr()).await.unwrap();
    socket.write_all(b"hello").await.unwrap();
    let mut start = [0; 2];
    socket.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"he");
    assert!(timeout(Duration::from_millis(50), socket.read(&mut start)).await.is_err());
    drop(socket);
    eventually(|| proxy.traffic().open == 0).await;
}

#[tokio::test]
async fn bytes_are_corrupted_in_their_direction_alone() {
    let damage = Damage::Corrupt { direction: Direction::Request, after: 1, length: 1 };
    let proxy = proxy(damage).await;
    assert_eq!(ask(&proxy, b"abc").await.unwrap(), [b'a', !b'b', b'c', b'|', b'3']);
}

#[tokio::test]
async fn open_connections_are_ended_by_order_and_new_ones_are_not() {
    let proxy = proxy(Plan::pass()).await;
    for (end, expected) in [(End::Close, Ok(0)), (End::Reset, Err(io::ErrorKind::ConnectionReset))] {
        let mut socket = TcpStream::connect(proxy.addr()).await.unwrap();
        socket.write_all(b"x").await.unwrap();
        let mut byte = [0];
        socket.read_exact(&mut byte).await.unwrap();
        proxy.end_connections(end);
        let found = timeout(PATIENCE, socket.read(&mut byte)).await.unwrap();
        assert_eq!(found.map_err(|error| error.kind()), expected);
    }
    assert_eq!(ask(&proxy, b"x").await.unwrap(), b"x|1");
}

#[tokio::test]
async fn another_server_takes_over() {
    let proxy = proxy(Plan::pass()).await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    proxy.set_upstream(gone).await.unwrap();
    assert!(ask(&proxy, b"x").await.is_err());
    proxy.set_upstream(echo().await).await.unwrap();
    assert_eq!(ask(&proxy, b"x").await.unwrap(), b"x|1");
}

#[tokio::test]
async fn a_stopped_proxy_leaves_nothing_behind() {
    let proxy = proxy(Plan::pass()).await;
    let addr = proxy.addr();
    let mut socket = TcpStream::connect(addr).await.unwrap();
    proxy.stop().await;
    assert!(!matches!(socket.read(&mut [0]).await, Ok(1..)));
    assert!(TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn nobody_gets_the_port_while_it_refuses() {
    let proxy = proxy(Plan::pass()).await;
    assert_eq!(ask(&proxy, b"x").await.unwrap(), b"x|1");
    for _ in 0..10 {
        proxy.set(Plan::refuse()).await.unwrap();
        let mut others = Vec::new();
        for _ in 0..200 {
            others.push(TcpListener::bind("127.0.0.1:0").await.unwrap());
        }
        assert!(TcpListener::bind(proxy.addr()).await.is_err());
        assert_eq!(ask(&proxy, b"x").await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        proxy.set(Plan::pass()).await.unwrap();
        assert_eq!(ask(&proxy, b"x").await.unwrap(), b"x|1");
    }
}
