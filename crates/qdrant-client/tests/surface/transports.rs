//! A transport is built, or written, with what the facade has.

use std::sync::atomic::{AtomicU64, Ordering};

use qdrant_client::bytes::Bytes;
use qdrant_client::{
    Call, Capabilities, CountPoints, Error, Operation, Qdrant, Reply, Transport, TransportInfo,
};

#[derive(Debug, Default)]
struct Counter(AtomicU64);

#[qdrant_client::async_trait]
impl Transport for Counter {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("counter", Capabilities::all())
    }

    async fn execute(&self, _call: Call) -> Result<Reply, Error> {
        Ok(Reply::new(CountPoints::into_response(self.0.fetch_add(1, Ordering::Relaxed))))
    }
}

#[tokio::test]
async fn a_transport_of_ones_own_needs_no_other_crate() {
    let client = Qdrant::from_transport(Counter::default());
    assert_eq!(client.count("c").await.unwrap(), 0);
    assert_eq!(client.count("c").await.unwrap(), 1);
}

#[tokio::test]
async fn bytes_are_those_of_streams() {
    let mut stream = qdrant_client::ByteStream::from_chunks(["a"]);
    assert_eq!(stream.next_chunk().await.unwrap(), Some(Bytes::from_static(b"a")));
}

#[cfg(all(feature = "rest", feature = "grpc"))]
#[tokio::test]
async fn the_transports_of_both_wires_are_built_by_hand() {
    use qdrant_client::http::Request;
    use qdrant_client::http_stack::{Endpoint, HttpConfig, HttpStack, Protocol};
    use qdrant_client::{ErrorKind, grpc, rest};

    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let stack = |protocol| {
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", port));
        HttpStack::new(HttpConfig { retry: qdrant_client::RetryPolicy::none(), ..config }, protocol).unwrap()
    };
    let rest = rest::RestTransport::new(stack(Protocol::Http1));
    let request = Request::get("/").body(Bytes::new()).unwrap();
    assert_eq!(rest.raw(request).await.unwrap_err().kind(), ErrorKind::Connect);
    for client in [
        Qdrant::from_transport(rest),
        Qdrant::from_transport(grpc::GrpcTransport::new(stack(Protocol::Http2))),
    ] {
        assert_eq!(client.count("c").await.unwrap_err().kind(), ErrorKind::Connect);
    }
}
