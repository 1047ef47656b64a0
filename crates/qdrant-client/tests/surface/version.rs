//! The question for the server's version, over each wire.

use qdrant_client::{CountPoints, Qdrant};

use crate::log::Log;
use crate::server::Server;

async fn count(client: &Qdrant) {
    assert_eq!(client.count(CountPoints::new("c")).await.unwrap(), 7);
}

/// How often each wire was asked since the last time.
fn questions(server: &Server) -> (usize, usize) {
    let seen = server.take_seen();
    let asked = |path: &str| seen.iter().filter(|(seen, _)| seen == path).count();
    (asked("/"), asked("/qdrant.Qdrant/HealthCheck"))
}

#[test]
fn it_goes_over_the_wire_in_use_beside_the_first_calls_and_is_answered_once() {
    let server = Server::start();
    for builder in server.clients() {
        let log = Log::default();
        let listening = log.listen();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = builder.build().unwrap();
            assert_eq!((client.compatibility(), questions(&server)), (None, (0, 0)), "building asks nothing");
            for _ in 0..1000 {
                count(&client).await;
                if client.compatibility().is_some() {
                    break;
                }
                // A call that is answered first ends the question; the version is not worth a task of its own.
                client.check_compatibility().await.unwrap();
            }
            let found = client.compatibility().unwrap();
            assert_eq!((found.server_version.as_str(), found.compatible), ("1.18.7", false));
            let (rest, grpc) = questions(&server);
            let over = client.info().name;
            let used = if over == "rest" { (rest, grpc) } else { (grpc, rest) };
            assert!(
                (1..=2).contains(&used.0) && used.1 == 0,
                "{rest} over REST, {grpc} over gRPC, with {over}"
            );
            for _ in 0..20 {
                count(&client.with_header("x-a", "1")).await;
            }
            client.check_compatibility().await.unwrap();
            assert_eq!(questions(&server), (0, 0), "what is known is not asked again");
        });
        drop(listening);
        let warnings = log.text().matches("WARN").count();
        assert_eq!(
            (warnings, log.text().matches("Qdrant 1.18.7 may not go with this client").count()),
            (1, 1)
        );
    }
}

#[tokio::test]
async fn switched_off_nothing_is_asked_on_any_wire() {
    let server = Server::start();
    for builder in server.clients() {
        let client = builder.check_compatibility(false).build().unwrap();
        for _ in 0..10 {
            count(&client).await;
        }
        assert_eq!((client.compatibility(), questions(&server)), (None, (0, 0)));
        // Asked by hand it is.
        assert!(!client.check_compatibility().await.unwrap().compatible);
        let (rest, grpc) = questions(&server);
        assert_eq!(rest + grpc, 1);
    }
}
