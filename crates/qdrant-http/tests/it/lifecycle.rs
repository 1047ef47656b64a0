//! Connections from their beginning to their end: made beforehand, let go, dead, and made anew.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::Method;
use qdrant_core::{Effect, ErrorKind};
use qdrant_http::{Attempts, Endpoint, HttpConfig, HttpStack, Protocol, RetryBudget, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::server::{Server, context, get, read_head, reply, request, serve};

const PROTOCOLS: [Protocol; 2] = [Protocol::Http1, Protocol::Http2];

fn patient() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 10,
        initial_backoff: Duration::from_millis(50),
        budget: None,
        ..RetryPolicy::default()
    }
}

#[tokio::test]
async fn connections_that_are_made_beforehand_are_used() {
    for (protocol, expected) in [(Protocol::Http1, 1), (Protocol::Http2, 3)] {
        let paths = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&paths);
        let server = Server::http(protocol, move |request| {
            assert!(!request.headers().contains_key("api-key"), "no credentials");
            seen.lock().unwrap().push((request.method().clone(), request.uri().path().to_owned()));
            async { reply(404, "nobody knows this path") }
        })
        .await;
        let mut config = server.config();
        config.endpoints[0].prefix = "/p".to_owned();
        let stack = HttpStack::new(config, protocol).unwrap();
        stack.connect().await.unwrap();
        assert_eq!(server.connections(), expected);
        for _ in 0..6 {
            stack.send(get("/x")).await.unwrap();
        }
        assert_eq!(server.connections(), expected, "no more were needed");
        let greeting = match protocol {
            Protocol::Http1 => (Method::GET, "/p/healthz".to_owned()),
            Protocol::Http2 => (Method::POST, "/p/grpc.health.v1.Health/Check".to_owned()),
        };
        assert_eq!(paths.lock().unwrap()[..expected], vec![greeting; expected]);
    }
}

#[tokio::test]
async fn connecting_beforehand_tells_what_is_wrong() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dead = listener.local_addr().unwrap().port();
    drop(listener);
    let (rest, grpc) = (
        Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await,
        Server::http(Protocol::Http2, |_| async { reply(200, "ok") }).await,
    );
    let silent = Server::http(Protocol::Http1, |_| std::future::pending()).await;
    let stack = |ports: &[u16], protocol| {
        let mut config = HttpConfig::default().timeout(Duration::from_millis(300));
        config.endpoints = ports.iter().map(|port| Endpoint::http("127.0.0.1", *port)).collect();
        HttpStack::new(config, protocol).unwrap()
    };
    let kind =
        async |ports: &[u16], protocol| stack(ports, protocol).connect().await.map_err(|error| error.kind());
    let (rest, grpc, silent) = (rest.address.port(), grpc.address.port(), silent.address.port());
    assert_eq!(kind(&[dead], Protocol::Http1).await, Err(ErrorKind::Connect));
    assert_eq!(kind(&[grpc], Protocol::Http1).await, Err(ErrorKind::WrongProtocol));
    assert_eq!(kind(&[silent], Protocol::Http1).await, Err(ErrorKind::Timeout));
    assert_eq!(kind(&[rest], Protocol::Http1).await, Ok(()));
    assert_eq!(kind(&[dead, rest], Protocol::Http1).await, Ok(()), "one is enough");
    assert_eq!(kind(&[dead, grpc], Protocol::Http1).await, Err(ErrorKind::Connect), "that of the first");

    // What was found to be dead is set aside.
    let found = stack(&[dead, rest], Protocol::Http1);
    found.connect().await.unwrap();
    for _ in 0..4 {
        assert_eq!(found.send(get("/")).await.unwrap().extensions().get(), Some(&Attempts(1)));
    }
    found.close().await;
    assert_eq!(found.connect().await.unwrap_err().kind(), ErrorKind::Closed);
}

/// How often each path was carried out.
type Done = Arc<Mutex<BTreeMap<String, u32>>>;

/// Answers each request and hangs up a little later, while the next one may be on its way.
async fn hang_up_soon(mut stream: TcpStream, done: Done) {
    loop {
        let head = read_head(&mut stream).await;
        let Some(id) = head.split(' ').nth(1).map(str::to_owned) else { return };
        *done.lock().unwrap().entry(id).or_default() += 1;
        let text = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
        let pause = Instant::now();
        let length = Duration::from_micros(fastrand::u64(0..400));
        while pause.elapsed() < length {
            tokio::task::yield_now().await;
        }
        if fastrand::bool() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_up_while_a_request_is_on_its_way_costs_no_call() {
    race(600).await;
}

/// A request that is handed over in the instant in which its connection ends is forgotten about once in 30,000 races.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes"]
async fn no_request_is_forgotten() {
    race(100_000).await;
}

#[expect(clippy::print_stderr, reason = "the numbers are worth a look")]
async fn race(calls: usize) {
    for effect in [Effect::Read, Effect::Idempotent, Effect::Once] {
        let done = Done::default();
        let counts = Arc::clone(&done);
        let server = Server::raw(move |_, stream| hang_up_soon(stream, Arc::clone(&counts))).await;
        // Whatever is repeated for another reason fails here.
        let policy = RetryPolicy {
            budget: Some(RetryBudget { ratio: 0.0, per_second: 0.0, burst: 0 }),
            ..RetryPolicy::default()
        };
        let stack = HttpStack::new(server.config().retry(policy), Protocol::Http1).unwrap();
        let (mut repeated, mut failed) = (0, 0);
        for call in 0..calls {
            let pause = Instant::now();
            let length = Duration::from_micros(fastrand::u64(0..400));
            while pause.elapsed() < length {
                tokio::task::yield_now().await;
            }
            let path = format!("/{call}");
            match stack.send(request(&path, context(effect))).await {
                Ok(response) => {
                    repeated += usize::from(response.extensions().get() != Some(&Attempts(1)));
                    assert!(done.lock().unwrap()[&path] >= 1);
                }
                Err(error) => {
                    failed += 1;
                    assert!(
                        effect == Effect::Once && error.is_connect() && !error.is_not_sent(),
                        "{error:?}"
                    );
                }
            }
        }
        let most = done.lock().unwrap().values().copied().max();
        if effect == Effect::Once {
            assert_eq!(most, Some(1), "nothing is done twice");
        }
        eprintln!(
            "{effect:?}: {calls} calls, {} connections, {repeated} repeated, {failed} failed",
            server.connections()
        );
        assert!(server.connections() > calls / 10, "hardly any connection was let go");
    }
}

/// Serves a port until it is dropped, with all of its connections.
struct Running(JoinSet<()>);

impl Running {
    /// Notes the path of each request that is carried out, and answers with it.
    fn on(address: SocketAddr, protocol: Protocol, done: Done) -> (Self, SocketAddr) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        let listener = socket.listen(1024).unwrap();
        let address = listener.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // Dropped together with this task.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let done = Arc::clone(&done);
                connections.spawn(serve(protocol, stream, move |request| {
                    let done = Arc::clone(&done);
                    async move {
                        tokio::time::sleep(Duration::from_millis(2)).await;
                        let path = request.uri().path().to_owned();
                        *done.lock().unwrap().entry(path.clone()).or_default() += 1;
                        reply(200, path)
                    }
                }));
            }
        });
        (Self(tasks), address)
    }

    async fn stop(mut self) {
        self.0.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarts_in_the_middle_of_the_traffic_costs_no_call() {
    for protocol in PROTOCOLS {
        let done = Done::default();
        let any = "127.0.0.1:0".parse().unwrap();
        let (mut server, address) = Running::on(any, protocol, Arc::clone(&done));
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", address.port())).retry(patient());
        let stack = HttpStack::new(config, protocol).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let mut workers = JoinSet::new();
        for worker in 0..16 {
            let (stack, stop) = (stack.clone(), Arc::clone(&stop));
            workers.spawn(async move {
                let mut acknowledged = Vec::new();
                while !stop.load(Ordering::SeqCst) {
                    let path = format!("/{worker}/{}", acknowledged.len());
                    let response = stack.send(request(&path, context(Effect::Idempotent))).await.unwrap();
                    assert_eq!(response.body().data(), path.as_bytes(), "it is the answer to another call");
                    let Attempts(attempts) = *response.extensions().get().unwrap();
                    acknowledged.push((path, attempts));
                }
                acknowledged
            });
        }
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_millis(60)).await;
            server.stop().await;
            tokio::time::sleep(Duration::from_millis(40)).await;
            (server, _) = Running::on(address, protocol, Arc::clone(&done));
        }
        tokio::time::sleep(Duration::from_millis(60)).await;
        stop.store(true, Ordering::SeqCst);
        let acknowledged = workers.join_all().await.concat();
        let (calls, repeated) =
            (acknowledged.len(), acknowledged.iter().filter(|(_, attempts)| *attempts > 1).count());
        eprintln!("{protocol:?}: {calls} calls over 5 restarts, {repeated} repeated, none failed");
        assert!(calls > 100 && repeated > 0, "the restarts were not noticed");
        let done = done.lock().unwrap().clone();
        assert_eq!(done.len(), calls, "what was done was acknowledged, for no call failed");
        for (path, attempts) in acknowledged {
            assert!((1..=attempts).contains(&done[&path]), "{path}: {} times in {attempts}", done[&path]);
        }
        server.stop().await;
    }
}

/// Passes bytes on until it is told to swallow them; connections that come later are passed on again.
async fn swallower(server: SocketAddr) -> (Server, Arc<AtomicUsize>) {
    let swallowed_up_to = Arc::new(AtomicUsize::new(0));
    let limit = Arc::clone(&swallowed_up_to);
    let between = Server::raw(move |number, mut client| {
        let limit = Arc::clone(&limit);
        async move {
            let mut server = TcpStream::connect(server).await.unwrap();
            let passing = copy_bidirectional(&mut client, &mut server);
            let cut = async {
                while limit.load(Ordering::SeqCst) < number {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::select! {
                _ = passing => return,
                () = cut => {}
            }
            // Neither side is told anything.
            let _kept = (client, server);
            std::future::pending::<()>().await;
        }
    })
    .await;
    (between, swallowed_up_to)
}

#[tokio::test]
async fn pings_find_a_dead_peer_and_the_call_goes_on_elsewhere() {
    let server = Server::http(Protocol::Http2, |_| async { reply(200, "ok") }).await;
    let (between, cut) = swallower(server.address).await;
    let config = between
        .config()
        .pool_size(1)
        .timeout(None)
        .http2_keep_alive_interval(Duration::from_millis(60))
        .http2_keep_alive_timeout(Duration::from_millis(60));
    let stack = HttpStack::new(config, Protocol::Http2).unwrap();
    stack.send(get("/")).await.unwrap();
    cut.store(1, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let start = Instant::now();
    let once = stack.send(request("/", context(Effect::Once))).await.unwrap_err();
    assert_eq!(once.kind(), ErrorKind::Connect);
    assert_eq!(once.message(), format!("{} went silent in the middle of the call", between.address));
    assert!(start.elapsed() < Duration::from_secs(5));

    let response = stack.send(get("/")).await.unwrap();
    assert_eq!((between.connections(), response.status().as_u16()), (2, 200), "it was found before");
    cut.store(2, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let response = stack.send(get("/")).await.unwrap();
    assert_eq!((between.connections(), response.extensions().get()), (3, Some(&Attempts(2))));
}

#[tokio::test]
async fn a_call_that_times_out_on_a_dead_connection_is_the_last_one_there() {
    for protocol in PROTOCOLS {
        let server = Server::http(protocol, |_| async { reply(200, "ok") }).await;
        let (between, cut) = swallower(server.address).await;
        let config =
            between.config().pool_size(1).timeout(Duration::from_millis(400)).retry(RetryPolicy::none());
        let stack = HttpStack::new(config, protocol).unwrap();
        stack.send(get("/")).await.unwrap();
        cut.store(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(stack.send(get("/")).await.unwrap_err().is_timeout());
        // The pings would need 30 seconds.
        stack.send(get("/")).await.unwrap();
        assert_eq!(between.connections(), 2);
    }
}

#[tokio::test]
async fn a_call_that_times_out_on_a_connection_that_is_alive_leaves_it_to_the_others() {
    let server = Server::http(Protocol::Http2, |request| async move {
        if request.uri().path() == "/slow" {
            std::future::pending::<()>().await;
        }
        reply(200, "ok")
    })
    .await;
    let config = server.config().pool_size(1).timeout(Duration::from_millis(400)).retry(RetryPolicy::none());
    let stack = HttpStack::new(config, Protocol::Http2).unwrap();
    stack.send(get("/")).await.unwrap();
    let slow = tokio::spawn({
        let stack = stack.clone();
        async move { stack.send(get("/slow")).await }
    });
    while !slow.is_finished() {
        stack.send(get("/")).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(slow.await.unwrap().unwrap_err().is_timeout());
    stack.send(get("/")).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn close_lets_everything_that_runs_end_and_then_hangs_up() {
    for protocol in PROTOCOLS {
        let ended = Arc::<AtomicUsize>::default();
        let counter = Arc::clone(&ended);
        let server = Server::raw(move |_, stream| {
            let counter = Arc::clone(&counter);
            async move {
                serve(protocol, stream, |_| async {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    reply(200, "ok")
                })
                .await;
                counter.fetch_add(1, Ordering::SeqCst);
            }
        })
        .await;
        let stack = server.stack(protocol);
        let mut calls = JoinSet::new();
        for _ in 0..32 {
            let stack = stack.clone();
            calls.spawn(async move { stack.send(get("/")).await.map(drop) });
        }
        while server.connections() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        stack.close().await;
        let (mut good, mut refused) = (0, 0);
        while let Some(call) = calls.join_next().await {
            match call.unwrap() {
                Ok(()) => good += 1,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Closed, "{error:?}");
                    refused += 1;
                }
            }
        }
        assert!(good > 0 && good + refused == 32);
        let start = Instant::now();
        while ended.load(Ordering::SeqCst) < server.connections() {
            assert!(start.elapsed() < Duration::from_secs(5), "connections are left");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn dropping_the_stack_hangs_up() {
    for protocol in PROTOCOLS {
        let (ended, mut end) = tokio::sync::mpsc::channel(8);
        let server = Server::raw(move |_, stream| {
            let ended = ended.clone();
            async move {
                serve(protocol, stream, |_| async { reply(200, "ok") }).await;
                ended.send(()).await.unwrap();
            }
        })
        .await;
        let stack = server.stack(protocol);
        stack.send(get("/")).await.unwrap();
        drop(stack);
        tokio::time::timeout(Duration::from_secs(3), end.recv()).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_silent_socket_does_not_keep_a_call_beyond_its_time() {
    let server = Server::raw(|_, mut stream| async move {
        let _ = stream.read(&mut [0; 16]).await;
        std::future::pending::<()>().await;
    })
    .await;
    for protocol in PROTOCOLS {
        let stack = HttpStack::new(server.config().timeout(Duration::from_millis(100)), protocol).unwrap();
        let start = Instant::now();
        assert!(stack.send(get("/")).await.unwrap_err().is_timeout());
        assert!(start.elapsed() < Duration::from_secs(2));
    }
}
