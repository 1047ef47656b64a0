//! Compressed replies of a real server.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;
use qdrant_core::ErrorKind;
use qdrant_http::{HttpStack, Protocol};

use crate::server::{Server, get, reply};

fn pack(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

async fn server(size: usize) -> Server {
    Server::http(Protocol::Http1, move |request| async move {
        let wanted = request.headers().get("accept-encoding").is_some_and(|value| value == "gzip");
        let data = vec![b'x'; size];
        let mut response = reply(200, if wanted { pack(&data) } else { data });
        if wanted {
            response.headers_mut().insert("content-encoding", HeaderValue::from_static("gzip"));
        }
        response
    })
    .await
}

#[tokio::test]
async fn a_packed_reply_arrives_unpacked() {
    let server = server(100_000).await;
    for compression in [true, false] {
        let stack = HttpStack::new(server.config().compression(compression), Protocol::Http1).unwrap();
        let response = stack.send(get("/")).await.unwrap();
        assert_eq!(response.body().data().len(), 100_000);
        assert!(!response.headers().contains_key("content-encoding"));
    }
}

#[tokio::test]
async fn a_bomb_stops_at_the_limit() {
    let server = server(20 << 20).await;
    let stack = HttpStack::new(server.config().max_response_bytes(1_usize << 20), Protocol::Http1).unwrap();
    let error = stack.send(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("1048576 bytes (`max_response_bytes`)"), "{error}");
    assert_eq!(error.attempts(), Some(1));
}
