//! The server behind its proxies, and clients of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use qdrant_client::{Error, Qdrant, RetryPolicy, SharedTransport};
use qdrant_gateway::{Gateway, Running};
use qdrant_grpc::GrpcTransport;
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol};
use qdrant_rest::RestTransport;
use qdrant_testkit::proxy::FaultProxy;
use tokio::time::sleep;

/// The server, which can be restarted, behind a proxy for each wire.
pub(super) struct Server {
    pub(super) transport: SharedTransport,
    pub(super) running: Running,
    pub(super) rest: FaultProxy,
    pub(super) grpc: FaultProxy,
}

impl Server {
    pub(super) async fn start(transport: SharedTransport) -> Self {
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = bind(&transport, free, free).await.unwrap();
        let rest = FaultProxy::start(running.rest_addr()).await.unwrap();
        let grpc = FaultProxy::start(running.grpc_addr()).await.unwrap();
        Self { transport, running, rest, grpc }
    }

    pub(super) fn proxies(&self) -> [&FaultProxy; 2] {
        [&self.rest, &self.grpc]
    }

    /// Stops the gateway in the middle of its calls, and starts another one at the same ports.
    pub(super) async fn restart(&mut self) {
        let (rest, grpc) = (self.running.rest_addr(), self.running.grpc_addr());
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let next = bind(&self.transport, free, free).await.unwrap();
        std::mem::replace(&mut self.running, next).shutdown().await;
        sleep(Duration::from_millis(50)).await;
        // Another test may have got one of the ports in the meantime; then the server has moved.
        if let Ok(again) = bind(&self.transport, rest, grpc).await {
            std::mem::replace(&mut self.running, again).shutdown().await;
        }
        self.rest.set_upstream(self.running.rest_addr()).await.unwrap();
        self.grpc.set_upstream(self.running.grpc_addr()).await.unwrap();
    }
}

async fn bind(transport: &SharedTransport, rest: SocketAddr, grpc: SocketAddr) -> Result<Running, Error> {
    let gateway = Gateway::new(SharedTransport::clone(transport));
    gateway.shutdown_grace(Duration::from_millis(200)).bind(rest, grpc).await
}

/// A client that finds silence out soon.
pub(super) fn client(protocol: Protocol, proxy: &FaultProxy) -> Qdrant {
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", proxy.addr().port()))
        .timeout(Duration::from_secs(5))
        .attempt_timeout(Duration::from_secs(1))
        .http2_keep_alive_interval(Duration::from_millis(500))
        .http2_keep_alive_timeout(Duration::from_secs(1))
        .retry(RetryPolicy { budget: None, ..RetryPolicy::default() });
    let stack = HttpStack::new(config, protocol).unwrap();
    match protocol {
        Protocol::Http1 => Qdrant::from_transport(Arc::new(RestTransport::new(stack))),
        Protocol::Http2 => Qdrant::from_transport(Arc::new(GrpcTransport::new(stack))),
    }
}
