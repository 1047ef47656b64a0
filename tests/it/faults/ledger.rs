//! A server that counts what really arrives.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use qdrant_client::{
    Call, Capabilities, Effect, Error, GetPoints, Operation, Reply, Transport, TransportInfo,
    UpdateBatchPoints, UpdateResult, UpdateStatus, UpsertPoints,
};
use qdrant_gateway::{Gateway, Running};
use qdrant_testkit::proxy::{End, FaultProxy};

use super::wire::Wire;

/// Stands behind a gateway, counts the calls and answers the three that the tests make, or does not.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    arrived: AtomicU32,
    /// The first calls that take effect and are not answered.
    unanswered: u32,
    /// What happens to the connections when a call is not answered.
    cut: Option<(Arc<FaultProxy>, End)>,
}

#[async_trait]
impl Transport for Ledger {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("ledger", Capabilities::all())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let number = self.arrived.fetch_add(1, Ordering::SeqCst);
        if number < self.unanswered {
            if let Some((proxy, end)) = &self.cut {
                proxy.end_connections(*end);
            }
            std::future::pending::<()>().await;
        }
        let updated = || UpdateResult { operation_id: Some(1), status: UpdateStatus::Completed };
        Ok(Reply::new(match call.request.kind().effect() {
            Effect::Read => GetPoints::into_response(Vec::new()),
            Effect::Idempotent => UpsertPoints::into_response(updated()),
            Effect::Once => UpdateBatchPoints::into_response(vec![updated()]),
        }))
    }
}

/// A gateway over a ledger, with a proxy in front of the port of one wire.
#[derive(Debug)]
pub(crate) struct Proxied {
    pub(crate) proxy: Arc<FaultProxy>,
    ledger: Arc<Ledger>,
    _running: Running,
}

impl Proxied {
    /// Starts a server whose first calls are not answered, but `end` their connections if that is given.
    pub(crate) async fn start(wire: Wire, unanswered: u32, end: Option<End>) -> Self {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
        let proxy = Arc::new(FaultProxy::start(nowhere).await.unwrap());
        let cut = end.map(|end| (Arc::clone(&proxy), end));
        let ledger = Arc::new(Ledger { unanswered, cut, ..Ledger::default() });
        let gateway =
            Gateway::new(Arc::<Ledger>::clone(&ledger)).max_body_size(1 << 20).shutdown_grace(Duration::ZERO);
        let running = gateway.bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap();
        let upstream = match wire {
            Wire::Rest => running.rest_addr(),
            Wire::Grpc => running.grpc_addr(),
        };
        proxy.set_upstream(upstream).await.unwrap();
        Self { proxy, ledger, _running: running }
    }

    pub(crate) fn arrived(&self) -> u32 {
        self.ledger.arrived.load(Ordering::SeqCst)
    }
}
