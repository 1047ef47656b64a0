//! Operations that a server is too old for.

use async_trait::async_trait;
use qdrant_client::{
    Call, Capabilities, Error, HealthCheckRequest, Operation, OperationKind, Qdrant, QueryPointGroups, Reply,
    Transport, TransportInfo, VersionInfo,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::servers;

const VERSION: &str = "1.9.7";

/// Tells its version, and has nothing else.
#[derive(Debug)]
struct Ancient;

#[async_trait]
impl Transport for Ancient {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("ancient", Capabilities::none().with(HealthCheckRequest::KIND))
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if call.request.kind() != HealthCheckRequest::KIND {
            return Err(Error::unsupported(call.request.kind(), "ancient"));
        }
        let version = VersionInfo { title: "qdrant".to_owned(), version: VERSION.to_owned(), commit: None };
        Ok(Reply::new(HealthCheckRequest::into_response(version)))
    }
}

#[track_caller]
fn assert_names_the_versions(error: &Error, operation: OperationKind) {
    assert!(error.is_unsupported(), "{error}");
    assert_eq!(error.operation(), Some(operation));
    for part in [operation.name(), operation.since(), VERSION] {
        assert!(error.message().contains(part), "no {part} in: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_grpc_the_error_names_the_versions() {
    let running = servers::serve(std::sync::Arc::new(Ancient)).await.unwrap();
    let client = servers::route(&running).unwrap();
    for _ in 0..2 {
        let error = client.query_groups(QueryPointGroups::new("c", "k")).await.unwrap_err();
        assert_names_the_versions(&error, OperationKind::QueryPointsGroups);
        assert_eq!(error.server().unwrap().grpc_code, Some(12));
    }
    running.shutdown().await;
}

/// Answers `GET /` as Qdrant does and everything else with a 404 without a body.
async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let (status, body) = if head.starts_with(b"GET / ") {
        ("200 OK", format!(r#"{{"title":"qdrant","version":"{VERSION}"}}"#))
    } else {
        ("404 Not Found", String::new())
    };
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(reply.as_bytes()).await
}

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        // A question that the client gives up, as that for the version beside a call, is no end of the server.
        tokio::spawn(answer(stream));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_rest_the_error_names_the_versions() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener));
    let client = Qdrant::from_url(url).build().unwrap();
    let error = client.get_quotas().await.unwrap_err();
    assert_names_the_versions(&error, OperationKind::GetQuotas);
    assert_eq!(error.server().unwrap().http_status, Some(404));
    server.abort();
}
