//! The life of a client: built anywhere, shared by runtimes, closed when told to or when nobody has it.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use qdrant_client::{CountPoints, ErrorKind, Qdrant, RetryPolicy};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::server::{Server, eventually};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn count(client: &Qdrant) -> u64 {
    client.count(CountPoints::new("c")).await.unwrap()
}

#[test]
fn a_client_is_built_on_a_plain_thread_without_waiting_for_anybody() {
    let built = std::thread::spawn(|| {
        assert!(Handle::try_current().is_err());
        let start = Instant::now();
        // Nobody answers at this address, and nobody knows this name.
        for host in ["192.0.2.1", "db.invalid"] {
            #[cfg(feature = "rest")]
            Qdrant::from_url(host).api_key("k").warn_insecure(false).build().unwrap();
            #[cfg(feature = "grpc")]
            Qdrant::from_url(format!("grpc://{host}")).build().unwrap();
            #[cfg(all(
                feature = "rest",
                feature = "ring",
                any(feature = "native-roots", feature = "webpki-roots")
            ))]
            Qdrant::from_url(format!("https://{host}")).prefer_grpc(cfg!(feature = "grpc")).build().unwrap();
        }
        drop(Qdrant::from_env().unwrap());
        start.elapsed()
    });
    // Root certificates are read from files.
    let took = built.join().unwrap();
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn closing_lets_running_calls_end_and_then_hangs_up() {
    let server = Server::start();
    for builder in server.clients() {
        let client = builder.check_compatibility(false).build().unwrap();
        server.hold(true);
        let running: Vec<_> = (0..3)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { count(&client).await })
            })
            .collect();
        let mut arrived = 0;
        while arrived < running.len() {
            tokio::time::sleep(Duration::from_millis(2)).await;
            arrived += server.take_seen().len();
        }
        let closing = tokio::spawn({
            let client = client.clone();
            async move { client.close().await }
        });
        eventually("the door is shut at once", || client.is_closed()).await;
        assert_eq!(client.count(CountPoints::new("c")).await.unwrap_err().kind(), ErrorKind::Closed);
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!closing.is_finished(), "there are running calls");
        server.hold(false);
        for call in running {
            assert_eq!(call.await.unwrap(), 7);
        }
        closing.await.unwrap().unwrap();
        eventually("the connections are closed", || server.open() == 0).await;
        for error in crate::client::call_each(&client.with_header("x-a", "1")).await {
            assert_eq!(error.kind(), ErrorKind::Closed, "{error:?}");
            assert!(error.operation().is_some() && error.is_not_sent(), "{error:?}");
        }
        assert!(server.take_seen().is_empty());
    }
}

/// A call may hang for ever where there is no time limit; who closes need not wait for it.
#[tokio::test]
async fn a_close_that_is_given_up_leaves_a_closed_client() {
    let server = Server::start();
    for builder in server.clients() {
        let client = builder.timeout(None).check_compatibility(false).build().unwrap();
        server.hold(true);
        let hanging = tokio::spawn({
            let client = client.clone();
            async move { client.count(CountPoints::new("c")).await }
        });
        let mut arrived = 0;
        while arrived == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
            arrived = server.take_seen().len();
        }
        assert!(tokio::time::timeout(Duration::from_millis(30), client.close()).await.is_err());
        assert!(client.is_closed());
        assert_eq!(client.count(CountPoints::new("c")).await.unwrap_err().kind(), ErrorKind::Closed);
        #[cfg(feature = "rest")]
        if let Some(rest) = client.rest() {
            let error = rest.raw(http::Request::new(bytes::Bytes::new())).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Closed);
        }
        #[cfg(feature = "grpc")]
        if let Some(grpc) = client.grpc() {
            let error = grpc.raw("/qdrant.Points/Count", bytes::Bytes::new()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Closed);
        }
        assert!(!hanging.is_finished() && server.take_seen().is_empty());
        hanging.abort();
        server.hold(false);
        eventually("the connections are closed", || server.open() == 0).await;
        client.close().await.unwrap();
    }
}

#[test]
fn dropping_the_last_clone_leaves_no_fetch_of_a_token() {
    let server = Server::start();
    for builder in server.clients() {
        let runtime = runtime();
        let tasks = || runtime.metrics().num_alive_tasks();
        runtime.block_on(async {
            let client = builder.auth_token_provider(std::future::pending).build().unwrap();
            let count = client.count(CountPoints::new("c"));
            assert!(tokio::time::timeout(Duration::from_millis(30), count).await.is_err());
            assert!(tasks() > 0, "the fetch goes on for the next call");
            drop(client);
            eventually("every task has ended", || tasks() == 0).await;
        });
    }
}

#[cfg(all(feature = "rest", feature = "grpc"))]
#[tokio::test]
async fn the_limit_on_attempts_is_one_for_both_wires() {
    let server = Server::start();
    let builder = Qdrant::from_url(format!("grpc://127.0.0.1:{}", server.port())).port(server.port());
    let client = builder.concurrency_limit(1).check_compatibility(false).build().unwrap();
    server.hold(true);
    let running = tokio::spawn({
        let client = client.clone();
        async move { count(&client).await }
    });
    eventually("the call over gRPC has arrived", || server.accepted() > 0 && !server.take_seen().is_empty())
        .await;
    let options = qdrant_client::CallOptions::default().timeout(Duration::from_millis(30));
    let request = || http::Request::new(bytes::Bytes::new());
    let error = client.rest().unwrap().raw_with(request(), options).await.unwrap_err();
    assert!(error.is_timeout() && server.take_seen().is_empty(), "{error:?}");
    server.hold(false);
    assert_eq!(running.await.unwrap(), 7);
    assert_eq!(client.rest().unwrap().raw(request()).await.unwrap().status(), 200);
}

#[test]
fn dropping_the_last_clone_hangs_up_and_leaves_no_task() {
    let server = Server::start();
    for builder in server.clients() {
        let runtime = runtime();
        let tasks = || runtime.metrics().num_alive_tasks();
        runtime.block_on(async {
            assert_eq!(tasks(), 0);
            let client = builder.build().unwrap();
            assert_eq!(count(&client).await, 7);
            let clone = client.with_api_key("k").collection("c");
            drop(client);
            assert_eq!(clone.count_all().await.unwrap(), 7);
            assert!(server.open() > 0 && tasks() > 0);
            drop(clone);
            eventually("the connections are closed", || server.open() == 0).await;
            eventually("every task has ended", || tasks() == 0).await;
        });
    }
}

#[tokio::test]
async fn calls_pass_over_a_node_that_cannot_be_reached() {
    let (one, other) = (Server::start(), Server::start());
    let schemes = [("http", cfg!(feature = "rest")), ("grpc", cfg!(feature = "grpc"))];
    for (scheme, _) in schemes.iter().filter(|(_, is_on)| *is_on) {
        // Nobody listens at the first.
        let urls = [1, one.port(), other.port()].map(|port| format!("{scheme}://127.0.0.1:{port}"));
        let client = Qdrant::builder()
            .urls(urls)
            .retry(RetryPolicy::none())
            .check_compatibility(false)
            .build()
            .unwrap();
        for _ in 0..6 {
            assert_eq!(count(&client).await, 7, "over {scheme}");
        }
        let took = [one.take_seen().len(), other.take_seen().len()];
        assert!(took.iter().sum::<usize>() == 6 && !took.contains(&0), "{took:?} over {scheme}");
    }
}

/// What runs when the client is dropped is a call of somebody who still waits for it.
#[tokio::test]
async fn a_call_outlives_the_client_that_made_it() {
    let server = Server::start();
    for builder in server.clients() {
        let client = builder.build().unwrap();
        let transport = client.transport();
        drop(client);
        let answered = qdrant_client::TransportExt::call(&*transport, CountPoints::new("c")).await;
        assert_eq!(answered.unwrap(), 7);
    }
}

#[cfg(all(feature = "rest", feature = "grpc"))]
#[tokio::test]
async fn raw_calls_go_over_the_connections_of_the_client_with_its_credentials() {
    let server = Server::start();
    let builder = Qdrant::from_url(format!("grpc://127.0.0.1:{}", server.port())).port(server.port());
    let client = builder.pool_size(1).api_key("key").check_compatibility(false).build().unwrap();
    let (rest, grpc) = (client.rest().unwrap(), client.grpc().unwrap());
    count(&client).await;
    rest.raw(http::Request::new(bytes::Bytes::new())).await.unwrap();
    let connections = server.accepted();
    assert_eq!(connections, 2, "one for each wire");
    server.take_seen();

    let reply = rest.raw(http::Request::get("/").body(bytes::Bytes::new()).unwrap()).await.unwrap();
    assert_eq!(reply.status(), 200);
    assert!(reply.body().starts_with(br#"{"title":"qdrant""#), "{:?}", reply.body());
    let reply = grpc.raw("/qdrant.Points/Count", bytes::Bytes::from_static(b"\x0a\x01c")).await.unwrap();
    assert_eq!(reply.as_ref(), b"\x0a\x02\x08\x07");
    assert_eq!(server.accepted(), connections);
    let seen = server.take_seen();
    let paths: Vec<_> = seen.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/", "/qdrant.Points/Count"]);
    assert!(seen.iter().all(|(_, headers)| headers["api-key"] == "key"));

    client.close().await.unwrap();
    let error = rest.raw(http::Request::new(bytes::Bytes::new())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    let error = grpc.raw("/qdrant.Points/Count", bytes::Bytes::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
}

/// As a `static` client in the tests of a program, each of which has a runtime of its own.
#[test]
fn a_client_goes_from_runtime_to_runtime() {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(Server::start);
    for builder in server.clients() {
        // A connection lives for milliseconds here, so that a call may meet several that end.
        let patient = RetryPolicy {
            max_attempts: 50,
            max_backoff: Duration::from_millis(20),
            budget: None,
            ..RetryPolicy::default()
        };
        let client = builder.pool_size(2).retry(patient).build().unwrap();
        // One after the other: the connections end with the runtime on which they were made.
        for _ in 0..20 {
            runtime().block_on(async {
                for _ in 0..3 {
                    assert_eq!(count(&client).await, 7);
                }
            });
        }
        // At the same time, with ends that fall into the calls of others.
        std::thread::scope(|threads| {
            for thread in 0..4_u32 {
                let client = &client;
                threads.spawn(move || {
                    for round in 0..10_u32 {
                        runtime().block_on(async {
                            for _ in 0..=(thread + round) % 5 {
                                assert_eq!(count(client).await, 7);
                            }
                        });
                    }
                });
            }
        });
        runtime().block_on(async {
            client.close().await.unwrap();
            eventually("the connections are closed", || server.open() == 0).await;
        });
    }
}
