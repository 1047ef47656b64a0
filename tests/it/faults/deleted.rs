//! Deletions that take effect and whose answer is lost: the repeat finds nothing, and says why that may be.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use qdrant_client::{
    Call, CollectionExistsRequest, CreateCollection, CreateSnapshotRequest, DeleteCollection,
    DeleteSnapshotRequest, Distance, Error, ListSnapshotsRequest, Qdrant, Reply, SharedTransport, Transport,
    TransportExt, TransportInfo, VectorParams,
};
use qdrant_gateway::{Gateway, Running};
use qdrant_testkit::proxy::{End, FaultProxy};

use super::wire::{Tuning, Wire, client};

/// Carries a call out, and ends the connection instead of answering if it is told to.
#[derive(Debug)]
struct Forgetful {
    engine: SharedTransport,
    proxy: Arc<FaultProxy>,
    forget: AtomicBool,
}

#[async_trait]
impl Transport for Forgetful {
    fn info(&self) -> TransportInfo {
        self.engine.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let result = self.engine.execute(call).await;
        if self.forget.swap(false, Ordering::SeqCst) {
            self.proxy.end_connections(End::Reset);
            std::future::pending::<()>().await;
        }
        result
    }
}

/// A collection in an engine behind a gateway, which is behind a proxy.
struct Scene {
    engine: Qdrant,
    forgetful: Arc<Forgetful>,
    transport: SharedTransport,
    _running: Running,
}

impl Scene {
    async fn new(wire: Wire) -> Self {
        let engine = Qdrant::in_memory().unwrap();
        let create = CreateCollection::new("c").vectors_config(VectorParams::new(2, Distance::Dot));
        engine.create_collection(create).await.unwrap();
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
        let proxy = Arc::new(FaultProxy::start(nowhere).await.unwrap());
        let forgetful = Arc::new(Forgetful {
            engine: engine.transport(),
            proxy: Arc::clone(&proxy),
            forget: AtomicBool::new(false),
        });
        let gateway = Gateway::new(Arc::<Forgetful>::clone(&forgetful));
        let running = gateway.bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap();
        let upstream = match wire {
            Wire::Rest => running.rest_addr(),
            Wire::Grpc => running.grpc_addr(),
        };
        proxy.set_upstream(upstream).await.unwrap();
        let transport = client(wire, "127.0.0.1", proxy.addr().port(), &Tuning::default()).unwrap();
        Self { engine, forgetful, transport, _running: running }
    }

    /// Loses the answer to the next call.
    fn forget(&self) {
        self.forgetful.forget.store(true, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_snapshot_that_an_earlier_attempt_deleted_is_not_found_and_the_error_says_so() {
    for wire in Wire::ALL {
        let scene = Scene::new(wire).await;
        let made = scene.transport.call(CreateSnapshotRequest::new("c")).await.unwrap();
        let delete = || DeleteSnapshotRequest::new("c", made.clone().into_completed().unwrap().name);

        scene.forget();
        let error = scene.transport.call(delete()).await.unwrap_err();
        assert!(error.is_not_found() && error.may_be_done(), "{wire:?}: {error:?}");
        assert_eq!(error.attempts(), Some(2));
        assert!(error.to_string().ends_with("; an earlier attempt of this call may have done it"), "{error}");
        assert_eq!(scene.engine.call(ListSnapshotsRequest::new("c")).await.unwrap(), []);

        let error = scene.transport.call(delete()).await.unwrap_err();
        assert!(error.is_not_found() && !error.may_be_done(), "nobody has deleted it now: {error:?}");
    }
}

#[tokio::test]
async fn a_collection_that_an_earlier_attempt_deleted_is_gone_and_the_attempts_tell() {
    for wire in Wire::ALL {
        let scene = Scene::new(wire).await;
        scene.forget();
        let delete = DeleteCollection::new("c");
        let answer = scene.transport.call_with(delete, Default::default()).await.unwrap();
        assert_eq!((answer.output, answer.meta.attempts), (false, 2), "{wire:?}");
        assert!(!scene.engine.call(CollectionExistsRequest::new("c")).await.unwrap());
    }
}
