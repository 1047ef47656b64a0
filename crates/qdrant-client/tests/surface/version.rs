//! The question for the server's version, over each wire.

use std::time::Duration;

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

/// Waits until another task has brought the answer.
async fn answered(client: &Qdrant) {
    let waiting = async {
        while client.compatibility().is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[test]
fn one_call_is_enough_for_the_warning_to_come_over_the_wire_in_use() {
    let server = Server::start();
    for builder in server.clients() {
        let log = Log::default();
        let listening = log.listen();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = builder.build().unwrap();
            assert_eq!((client.compatibility(), questions(&server)), (None, (0, 0)), "building asks nothing");
            count(&client).await;
            answered(&client).await;
            let found = client.compatibility().unwrap();
            assert_eq!((found.server_version.as_str(), found.compatible), ("1.18.7", false));
            let expected = if client.info().name == "rest" { (1, 0) } else { (0, 1) };
            assert_eq!(questions(&server), expected, "over {}", client.info().name);
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
