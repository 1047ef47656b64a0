//! Credentials, secrets, warnings and the end of a client, against servers that listen.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;
use qdrant_client::layer::{RecordLayer, Tape, TransportLayer};
use qdrant_client::{
    CountPoints, Error, ErrorKind, Payload, PointStruct, Qdrant, QdrantBuilder, RetryPolicy, ScrollPoints,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::log::Log;

/// Answers every connection with these bytes; keeps the heads of requests.
async fn server(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let mut head = vec![0; 4096];
                let length = socket.read(&mut head).await.unwrap_or_default();
                seen.lock().unwrap().push(String::from_utf8_lossy(&head[..length]).to_lowercase());
                let _ = socket.write_all(answer.as_bytes()).await;
            });
        }
    });
    (url, heads)
}

fn impatient(builder: QdrantBuilder) -> QdrantBuilder {
    builder
        .retry(RetryPolicy::none())
        .timeout(std::time::Duration::from_millis(500))
        .check_compatibility(false)
}

const ANSWERS: &[&str] = &[
    "",
    "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{",
    "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n{\"a\"",
    "HTTP/1.1 401 Unauthorized\r\ncontent-length: 7\r\n\r\nbad key",
    "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
    "HTTP/1.1 429 Too Many\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n",
    "HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n",
    "SSH-2.0-OpenSSH\r\n",
];

/// What panics of this thread say from now on.
fn panics() -> Arc<Mutex<String>> {
    let (said, thread) = (Arc::<Mutex<String>>::default(), std::thread::current().id());
    let (former, heard) = (std::panic::take_hook(), Arc::clone(&said));
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == thread {
            writeln!(heard.lock().unwrap(), "{panic}").unwrap();
        }
        former(panic);
    }));
    said
}

/// Does what a program does that expects no error.
fn unwrapped(result: Result<u64, Error>) -> u64 {
    result.unwrap()
}

/// Wraps a transport in a recorder.
fn recorded(tape: &Tape) -> impl TransportLayer + Send + use<> {
    let tape = tape.clone();
    move |transport| RecordLayer::new(tape.clone()).layer(transport)
}

#[tokio::test]
async fn no_secret_is_shown_anywhere() {
    let panics = panics();
    let log = Log::default();
    let listening = log.listen();
    let mut shown = String::new();
    let (mut kinds, tape) = (std::collections::BTreeSet::new(), Tape::new());
    for answer in ANSWERS {
        let (url, heads) = server(answer).await;
        for builder in [
            Qdrant::from_url(&url).api_key("hush-key"),
            Qdrant::from_url(&url).bearer_token("hush-token"),
            Qdrant::from_url(&url)
                .prefer_grpc(true)
                .grpc_port(url.rsplit(':').next().unwrap().parse().unwrap()),
        ] {
            let builder = impatient(builder)
                .header("x-openai-api-key", "hush-header")
                .metadata("x-inner", "hush-metadata")
                .layer(recorded(&tape));
            write!(shown, "{builder:?} {builder:#?}").unwrap();
            let client = builder.build().unwrap().with_header("x-call", "hush-call");
            let other = [client.with_api_key("hush-other"), client.with_bearer_token("hush-other")];
            for client in &other {
                let error = client.count(CountPoints::new("c")).await.unwrap_err();
                write!(shown, "{client:?} {error} {error:?} {error:#?}").unwrap();
            }
            let error = client.count(CountPoints::new("c")).await.unwrap_err();
            write!(shown, "{client:?} {client:#?} {:?} {error} {error:?} {error:#?}", client.info()).unwrap();
            write!(shown, "{:?} {:?}", client.rest(), client.grpc()).unwrap();
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                write!(shown, "{cause} {cause:?}").unwrap();
                source = cause.source();
            }
            kinds.insert(error.kind().as_str());
            assert!(catch_unwind(AssertUnwindSafe(|| unwrapped(Err(error)))).is_err());
        }
        assert!(heads.lock().unwrap().iter().any(|head| head.contains("hush-")), "they were sent");
    }
    for url in
        ["http://hush-user:hush-pass@h", "hush-user@h", "http://h?key=hush-query", "http://h#hush-part"]
    {
        let builder = Qdrant::from_url(url);
        write!(shown, "{builder:?}").unwrap();
        let error = builder.build().unwrap_err();
        write!(shown, "{error} {error:?}").unwrap();
    }
    // Only calls that succeed are on a tape.
    let good = crate::server::Server::start();
    for builder in good.clients() {
        let builder = impatient(builder.api_key("hush-key")).header("x-openai-api-key", "hush-header");
        let client = builder.layer(recorded(&tape)).build().unwrap().with_bearer_token("hush-other");
        client.count(CountPoints::new("c")).await.unwrap();
        write!(shown, "{client:?}").unwrap();
    }
    assert!(good.take_seen().iter().all(|(_, headers)| headers["x-openai-api-key"] == "hush-header"));
    drop(listening);
    assert_eq!(tape.exchanges().len(), good.clients().len());
    write!(shown, "{tape:?} {}", serde_json::to_string(&tape).unwrap()).unwrap();
    assert!(shown.contains("CountPoints") && shown.contains("\"count_points\""), "the tape is not empty");
    let log = log.text();
    let panics = panics.lock().unwrap().clone();
    assert_eq!(panics.matches("called `Result::unwrap()` on an `Err` value").count(), 3 * ANSWERS.len());
    assert!(log.contains("qdrant.call") && log.contains("qdrant.attempt"), "nothing was logged");
    assert!(kinds.len() >= 5, "{kinds:?}");
    for text in [shown, log, panics] {
        let found = text.find("hush").map(|at| &text[at.saturating_sub(200)..(at + 40).min(text.len())]);
        assert_eq!(found, None);
    }
}

#[tokio::test]
async fn credentials_of_a_call_win_over_those_of_the_client() {
    let (url, heads) = server("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    let keyed = impatient(Qdrant::from_url(&url).api_key("first")).build().unwrap();
    let token = impatient(Qdrant::from_url(&url).bearer_token("first")).build().unwrap();
    for (client, name, value) in [(keyed, "api-key", "second"), (token, "authorization", "bearer second")] {
        client.with_header(name, value).count(CountPoints::new("c")).await.unwrap_err();
        let head = heads.lock().unwrap().pop().unwrap();
        assert!(head.contains(&format!("{name}: {value}\r\n")) && !head.contains("first"), "{head}");
        client.count(CountPoints::new("c")).await.unwrap_err();
        let head = heads.lock().unwrap().pop().unwrap();
        assert!(head.contains("first") && !head.contains("second"), "the client keeps its own: {head}");
    }
}

#[test]
fn a_key_in_plain_text_is_reported_once_a_client_but_not_on_this_machine() {
    let reports = |builder: QdrantBuilder| {
        let log = Log::default();
        let listening = log.listen();
        let client = builder.build().unwrap();
        drop((client.clone(), client, listening));
        log.text().matches("plain http").count()
    };
    let away = || Qdrant::from_url("http://db.example").api_key("k");
    assert_eq!(reports(away()), 1);
    assert_eq!(reports(away().prefer_grpc(true)), 1, "two wires, one client");
    assert_eq!(reports(Qdrant::from_url("http://db.example").header("Api-Key", "k")), 1);
    assert_eq!(reports(away().warn_insecure(false)), 0);
    assert_eq!(reports(Qdrant::from_url("http://db.example")), 0);
    for here in ["localhost", "127.0.0.1", "[::1]", "db.localhost"] {
        assert_eq!(reports(Qdrant::from_url(here).api_key("k").prefer_grpc(true)), 0, "{here}");
    }
}

#[test]
fn a_version_that_does_not_go_with_the_client_is_reported_once() {
    let body = r#"{"title":"qdrant","version":"1.2.0"}"#;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let log = Log::default();
    let listening = log.listen();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (url, _) = server(answer.leak()).await;
        let client = Qdrant::from_url(url).connect().await.unwrap();
        assert!(!client.compatibility().unwrap().compatible);
        client.check_compatibility().await.unwrap();
    });
    drop(listening);
    assert_eq!(log.text().matches("Qdrant 1.2.0 may not go with this client").count(), 1, "{}", log.text());
}

#[tokio::test]
async fn connecting_to_nobody_names_the_address() {
    let error = impatient(Qdrant::from_url("http://127.0.0.1:1")).connect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_not_sent() && error.to_string().contains("http://127.0.0.1:1"), "{error}");
}

#[test]
fn a_client_is_built_without_a_runtime_and_closed_for_good() {
    let client = Qdrant::from_url("http://db.example").prefer_grpc(true).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        client.clone().close().await.unwrap();
        client.close().await.unwrap();
        let point = PointStruct::new(1, [1.0], Payload::new());
        let clone = client.with_header("a", "b");
        for error in [
            clone.count(CountPoints::new("c")).await.unwrap_err(),
            clone.scroll_all(ScrollPoints::new("c")).try_next().await.unwrap_err(),
            clone.upload_points("c", [point]).await.unwrap_err().into(),
            clone.download_full_snapshot("s").await.unwrap_err(),
            clone.check().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Closed, "{error:?}");
            assert!(error.operation().is_some(), "{error:?}");
        }
        use qdrant_client::{HealthCheckRequest, TransportExt};
        let rest = client.rest().unwrap().call(HealthCheckRequest {}).await.unwrap_err();
        let grpc = client.grpc().unwrap().call(HealthCheckRequest {}).await.unwrap_err();
        assert_eq!((rest.kind(), grpc.kind()), (ErrorKind::Closed, ErrorKind::Closed));
    });
}
