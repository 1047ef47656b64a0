//! Which calls that must not be repeated arrived.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use qdrant_client::layer::TransportLayer;
use qdrant_client::{
    Call, Error, PointId, PointsSelector, PointsUpdateOperation, Reply, Request, SharedTransport, Transport,
    TransportInfo,
};

/// Remembers which calls that must not be repeated arrived; each deletes one point of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct OnceLedger(Arc<Mutex<BTreeMap<PointId, u32>>>);

impl OnceLedger {
    /// How many calls arrived, each counted once.
    pub(crate) fn arrived(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// What arrived more than once.
    pub(crate) fn twice(&self) -> Vec<PointId> {
        self.0.lock().unwrap().iter().filter(|(_, count)| **count > 1).map(|(id, _)| *id).collect()
    }
}

#[derive(Debug)]
struct Watched {
    inner: SharedTransport,
    ledger: OnceLedger,
}

impl TransportLayer for OnceLedger {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Watched { inner, ledger: self.clone() })
    }
}

#[async_trait]
impl Transport for Watched {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if let Request::UpdateBatchPoints(batch) = &call.request
            && let [PointsUpdateOperation::DeletePoints(delete)] = batch.operations.as_slice()
            && let PointsSelector::Points(ids) = &delete.points
        {
            let mut arrived = self.ledger.0.lock().unwrap();
            for id in ids {
                *arrived.entry(*id).or_default() += 1;
            }
        }
        self.inner.execute(call).await
    }
}
