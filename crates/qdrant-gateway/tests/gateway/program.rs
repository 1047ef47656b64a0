//! The program `qdrant-gateway`.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use crate::fake::Fake;
use crate::http_client::{exchange, get};

pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qdrant-gateway"));
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for variable in [
        "RUST_LOG",
        "QDRANT_GATEWAY_API_KEY",
        "QDRANT_GATEWAY_READ_ONLY_API_KEY",
        "QDRANT_GATEWAY_UPSTREAM_API_KEY",
    ] {
        command.env_remove(variable);
    }
    command
}

/// A program that serves; it is killed if the test fails.
pub(crate) struct Serving {
    child: Child,
    log: BufReader<ChildStderr>,
    line: String,
    pub(crate) rest: SocketAddr,
    pub(crate) grpc: SocketAddr,
}

impl Serving {
    /// Starts the program on free ports and reads its first line about serving.
    fn start(command: Command) -> Self {
        let any = SocketAddr::from(([0; 4], 0));
        Self::start_at(command, any, any)
    }

    /// Starts the program on these ports.
    pub(crate) fn start_at(mut command: Command, rest: SocketAddr, grpc: SocketAddr) -> Self {
        let ports = [rest, grpc].map(|address| address.port().to_string());
        let mut child = command.args(["--rest-port", &ports[0], "--grpc-port", &ports[1]]).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut serving = Self { child, log, line: String::new(), rest, grpc };
        loop {
            serving.line.clear();
            assert_ne!(serving.log.read_line(&mut serving.line).unwrap(), 0, "the program ended");
            if let (Some(rest), Some(grpc)) =
                (serving.address_after("REST at http://"), serving.address_after("gRPC at http://"))
            {
                (serving.rest, serving.grpc) = (rest, grpc);
                return serving;
            }
        }
    }

    fn address_after(&self, words: &str) -> Option<SocketAddr> {
        let (_, rest) = self.line.split_once(words)?;
        Some(rest.split(',').next()?.trim().parse().unwrap())
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end and returns whether it was a good one, and what was logged until then.
    pub(crate) fn end(mut self) -> (bool, String) {
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().success(), log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn another_server_is_served_until_a_signal() {
    for signal in ["TERM", "INT"] {
        let fake = Fake::new();
        let behind = fake.serve_with(|gateway| gateway.api_key("inner")).await;
        let mut command = program(&["--upstream", &behind.rest_url(), "--upstream-api-key", "inner"]);
        command.env("QDRANT_GATEWAY_API_KEY", "outer");
        let serving = Serving::start(command);
        assert!(
            serving.line.contains("gRPC at http://127.0.0.1:") && !serving.line.contains("inner"),
            "{}",
            serving.line
        );
        assert_eq!(get(serving.rest, "/collections/c/exists").await.status, 401);
        let head = "GET /collections/c/exists HTTP/1.1\napi-key: outer";
        assert_eq!(exchange(serving.rest, head, b"").await.status, 200);
        assert_eq!(get(serving.rest, "/").await.json()["title"], "fake");

        // A call that runs when the signal comes is answered.
        fake.calls();
        let address = serving.rest;
        let call = tokio::spawn(async move {
            exchange(address, "GET /collections/slow/exists HTTP/1.1\napi-key: outer", b"").await.status
        });
        fake.has_a_call().await;
        serving.signal(signal);
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        fake.go_on.notify_one();
        assert_eq!(call.await.unwrap(), 200);
        let (success, log) = tokio::task::spawn_blocking(|| serving.end()).await.unwrap();
        assert!(
            success && log.contains(&format!("stopping on SIG{signal}")) && log.contains("stopped"),
            "{log}"
        );
        behind.shutdown().await;
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_the_program_at_once() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    let serving = Serving::start(program(&["--upstream", &behind.rest_url()]));
    let address = serving.rest;
    let call = tokio::spawn(async move {
        let mut connection = crate::http_client::Connection::open(address).await;
        connection.send("GET /collections/slow/exists HTTP/1.1", b"").await;
        connection.receive(true).await
    });
    fake.has_a_call().await;
    serving.signal("TERM");
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    serving.signal("INT");
    let (success, log) = tokio::task::spawn_blocking(|| serving.end()).await.unwrap();
    assert!(!success && log.contains("ended by another SIGINT"), "{log}");
    assert!(call.await.unwrap().is_none());
    fake.go_on.notify_one();
    behind.shutdown().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_program_has_keys_for_reading_and_limits() {
    let fake = Fake::new();
    let behind = fake.serve().await;
    let url = behind.rest_url();
    let args =
        ["--upstream", &url, "--max-body-size", "100", "--max-message-size", "5", "--max-connections", "9"];
    let mut command = program(&args);
    command.env("QDRANT_GATEWAY_READ_ONLY_API_KEY", "reads");
    let serving = Serving::start(command);
    let ask = async |head: &str, body: &[u8]| {
        exchange(
            serving.rest,
            &format!("{head} HTTP/1.1\napi-key: reads\ncontent-type: application/json"),
            body,
        )
        .await
    };
    assert_eq!(get(serving.rest, "/collections").await.status, 401);
    assert_eq!(ask("GET /collections", b"").await.status, 200);
    assert_eq!(ask("DELETE /collections/c", b"").await.status, 403);
    let long = [b' '; 101];
    assert!(ask("POST /collections/c/points/count", &long).await.error().contains("limit (100 bytes)"));
    let caller = crate::grpc_client::Caller::connect(serving.grpc).await;
    let reply = caller.call("/qdrant.Points/Count", &[("api-key", "reads")], b"\x0a\x04long").await;
    assert_eq!(reply.code, 11, "{reply:?}");
    serving.signal("TERM");
    assert!(tokio::task::spawn_blocking(|| serving.end()).await.unwrap().0);
}

#[test]
fn mistakes_are_told() {
    for (args, said) in [
        (&["--path", "x", "--upstream", "http://db"][..], "cannot be used with"),
        (&["--api-key", ""], "the key is empty"),
        (&["--rest-port", "66000"], "66000"),
        (&["--upstream", "ftp://db"], "scheme"),
        (&["--upstream", "http://127.0.0.1:1", "--host", "256.0.0.1"], "cannot be opened"),
    ] {
        let output = program(args).output().unwrap();
        assert!(!output.status.success(), "{args:?}");
        assert!(text(&output).contains(said), "{args:?}: {}", text(&output));
    }
}

#[test]
fn keys_from_the_environment_are_not_shown() {
    let output = program(&["--help"]).env("QDRANT_GATEWAY_API_KEY", "hush").output().unwrap();
    assert!(output.status.success());
    assert!(
        text(&output).contains("QDRANT_GATEWAY_API_KEY") && !text(&output).contains("hush"),
        "{}",
        text(&output)
    );
}

#[cfg(not(feature = "embedded"))]
#[test]
fn without_an_engine_the_program_says_so() {
    let output = program(&[]).output().unwrap();
    assert!(!output.status.success() && text(&output).contains("`embedded`"), "{}", text(&output));
}

#[cfg(all(unix, feature = "embedded"))]
#[tokio::test(flavor = "multi_thread")]
async fn an_engine_on_disk_keeps_what_was_written_before_the_signal() {
    use crate::http_client::send_json;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let path = path.to_str().unwrap();
    let serving = Serving::start(program(&["--path", path]));
    assert!(serving.line.contains(path), "{}", serving.line);
    let created =
        send_json(serving.rest, "PUT /collections/c", r#"{"vectors":{"size":2,"distance":"Dot"}}"#).await;
    assert_eq!(created.status, 200, "{created:?}");
    let points = r#"{"points":[{"id":1,"vector":[0.5,1.0],"payload":{"city":"Berlin"}}]}"#;
    let upserted = send_json(serving.rest, "PUT /collections/c/points?wait=true", points).await;
    assert_eq!(upserted.json()["result"]["status"], "completed", "{upserted:?}");
    serving.signal("TERM");
    let (success, log) = tokio::task::spawn_blocking(|| serving.end()).await.unwrap();
    assert!(success && log.contains("stopped"), "{log}");

    let serving = Serving::start(program(&["--path", path]));
    let query = send_json(
        serving.rest,
        "POST /collections/c/points/query",
        r#"{"query":[1.0,1.0],"with_payload":true}"#,
    );
    let points = query.await.json()["result"]["points"].clone();
    assert_eq!((&points[0]["id"], &points[0]["payload"]["city"]), (&1.into(), &"Berlin".into()), "{points}");
    serving.signal("TERM");
    assert!(tokio::task::spawn_blocking(|| serving.end()).await.unwrap().0);
}

#[cfg(all(unix, feature = "embedded"))]
#[tokio::test(flavor = "multi_thread")]
async fn an_engine_in_memory_is_the_default() {
    let serving = Serving::start(program(&[]));
    assert!(serving.line.contains("memory"), "{}", serving.line);
    assert_eq!(get(serving.rest, "/collections").await.status, 200);
    assert_eq!(get(serving.rest, "/readyz").await.status, 200);
    serving.signal("INT");
    assert!(tokio::task::spawn_blocking(|| serving.end()).await.unwrap().0);
}
