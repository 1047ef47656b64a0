//! Beginning and end of a gateway.

use std::sync::Arc;
use std::time::{Duration, Instant};

use prost::Message;
use qdrant_core::{ErrorKind, SharedTransport};
use qdrant_gateway::Gateway;
use qdrant_grpc::proto::qdrant::CountPoints;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::fake::Fake;
use crate::grpc_client::Caller;
use crate::http_client::{Connection, PATIENCE, get};

fn slow() -> Vec<u8> {
    CountPoints { collection_name: "slow".into(), ..Default::default() }.encode_to_vec()
}

#[tokio::test]
async fn a_shutdown_waits_for_running_calls_and_for_nothing_else() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let (rest, grpc) = (running.rest_addr(), running.grpc_addr());
    // None of these has a call that runs.
    let mut idle = Connection::open(rest).await;
    assert_eq!(idle.exchange("GET /healthz HTTP/1.1", b"").await.status, 200);
    let silent = [TcpStream::connect(rest).await.unwrap(), TcpStream::connect(grpc).await.unwrap()];
    let caller = Caller::connect(grpc).await;
    assert_eq!(caller.call("/qdrant.Qdrant/HealthCheck", &[], b"").await.code, 0);

    let mut connection = Connection::open(rest).await;
    connection.send("GET /collections/slow/exists HTTP/1.1", b"").await;
    fake.has_a_call().await;
    let grpc_call = tokio::spawn(async move { caller.call("/qdrant.Points/Count", &[], &slow()).await });
    fake.has_a_call().await;

    let stopping = tokio::spawn(running.shutdown());
    // The ports are closed at once, while the calls run on.
    while TcpStream::connect(rest).await.is_ok() || TcpStream::connect(grpc).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!stopping.is_finished() && !grpc_call.is_finished());
    fake.go_on.notify_one();
    fake.go_on.notify_one();
    let reply = connection.receive(true).await.unwrap();
    assert_eq!((reply.status, reply.headers["connection"].as_str()), (200, "close"));
    assert_eq!(grpc_call.await.unwrap().code, 0);
    tokio::time::timeout(Duration::from_secs(5), stopping).await.expect("the grace was used up").unwrap();
    assert!(idle.receive(true).await.is_none());
    drop(silent);
}

#[tokio::test]
async fn calls_that_do_not_end_are_cut_off() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.shutdown_grace(Duration::from_millis(100))).await;
    let mut connection = Connection::open(running.rest_addr()).await;
    connection.send("GET /collections/slow/exists HTTP/1.1", b"").await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let hangs = tokio::spawn(async move { caller.call("/qdrant.Points/Count", &[], &slow()).await });
    fake.has_a_call().await;
    fake.has_a_call().await;
    let started = Instant::now();
    tokio::time::timeout(PATIENCE, running.shutdown()).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(100));
    assert!(connection.receive(true).await.is_none());
    hangs.await.unwrap_err();
    // Nothing holds the transport any more.
    while Arc::strong_count(&fake) > 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn dropping_the_handle_stops_the_gateway() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let address = running.rest_addr();
    assert_eq!(get(address, "/healthz").await.status, 200);
    drop(running);
    while Arc::strong_count(&fake) > 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test]
async fn a_client_that_goes_away_ends_its_call() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    connection.send("GET /collections/slow/exists HTTP/1.1", b"").await;
    fake.has_a_call().await;
    drop(connection);
    // With the call still running, this would take as long as the grace.
    tokio::time::timeout(Duration::from_secs(5), running.shutdown()).await.unwrap();
}

#[tokio::test]
async fn a_port_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let transport: SharedTransport = Fake::new();
    let error = Gateway::new(transport).bind("127.0.0.1:0", address).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.message().contains("gRPC"), "{error}");
    assert!(error.message().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_until_others_are_closed() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.max_connections(2)).await;
    let mut first = Connection::open(running.rest_addr()).await;
    assert_eq!(first.exchange("GET /healthz HTTP/1.1", b"").await.status, 200);
    let second = Caller::connect(running.grpc_addr()).await;
    assert_eq!(second.call("/qdrant.Qdrant/HealthCheck", &[], b"").await.code, 0);
    let mut third = Connection::open(running.rest_addr()).await;
    third.send("GET /healthz HTTP/1.1", b"").await;
    let early = tokio::time::timeout(Duration::from_millis(100), third.receive(true)).await;
    assert!(early.is_err(), "{early:?}");
    drop(first);
    assert_eq!(third.receive(true).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_begin_is_closed() {
    let running = Fake::new().serve().await;
    for address in [running.rest_addr(), running.grpc_addr()] {
        for beginning in [&b""[..], b"P", b"PRI * HTTP/2.0"] {
            let mut socket = TcpStream::connect(address).await.unwrap();
            socket.write_all(beginning).await.unwrap();
            let mut answer = Vec::new();
            let end = tokio::time::timeout(Duration::from_secs(3_600), socket.read_to_end(&mut answer));
            // Closed or reset.
            drop(end.await.unwrap_or_else(|_| panic!("{beginning:?} is waited for")));
        }
    }
}

#[tokio::test]
async fn sockets_of_ones_own_are_served() {
    let fake = Fake::new();
    let rest = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let grpc = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = rest.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let transport: SharedTransport = Arc::clone(&fake) as SharedTransport;
    let task = tokio::spawn(Gateway::new(transport).serve(rest, grpc, async { drop(stopped.await) }));
    assert_eq!(get(address, "/healthz").await.status, 200);
    drop(stop);
    tokio::time::timeout(PATIENCE, task).await.unwrap().unwrap();
}
