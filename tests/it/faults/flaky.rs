//! Repeats without a wire: the layer of the core over a transport that fails at random.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use qdrant_client::layer::{RetryLayer, Timer, TransportLayer};
use qdrant_client::{
    CountPoints, CreateCollection, DeletePointsOperation, Distance, ErrorKind, Payload, PointStruct,
    PointsUpdateOperation, Qdrant, TransportExt, UpdateBatchPoints, UpsertPoints, VectorParams,
};
use qdrant_testkit::FlakyLayer;

use crate::soak::OnceLedger;

#[derive(Debug)]
struct TokioTimer;

impl Timer for TokioTimer {
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }
}

#[tokio::test(start_paused = true)]
async fn no_write_is_lost_and_none_that_must_not_be_is_repeated() {
    let engine = Qdrant::in_memory().unwrap();
    let create = CreateCollection::new("c").vectors_config(VectorParams::new(2, Distance::Dot));
    engine.create_collection(create).await.unwrap();
    let ledger = OnceLedger::default();
    let flaky = FlakyLayer::new(5).before(0.25, ErrorKind::Unavailable).after(0.25, ErrorKind::Connect);
    // So many that even this luck lets every call through in the end.
    let retry = RetryLayer::new(TokioTimer).max_attempts(50).budget(None);
    let transport = retry.layer(flaky.layer(ledger.layer(engine.transport())));

    let (calls, mut repeated, mut failed) = (150, 0, 0);
    for id in 0..calls {
        let point = PointStruct::new(id, [1.0, 0.0], Payload::new());
        let upsert = UpsertPoints::new("c", vec![point]).wait(true);
        let answer = transport.call_with(upsert, Default::default()).await.unwrap();
        repeated += u64::from(answer.meta.attempts > 1);
        assert_eq!(transport.call(CountPoints::new("c").exact(true)).await.unwrap(), id + 1);

        // An id of its own for each call, that no point has.
        let delete = PointsUpdateOperation::DeletePoints(DeletePointsOperation::new([1_000 + id]));
        let batch = UpdateBatchPoints::new("c", vec![delete]).wait(true);
        if let Err(error) = transport.call(batch).await {
            assert!(error.is_connect() && !error.is_not_sent() && !error.may_be_done(), "{error:?}");
            failed += 1;
        }
    }
    assert!(repeated > 30 && failed > 15 && flaky.faults() > 200, "{repeated} {failed} {flaky:?}");
    assert_eq!((ledger.arrived() as u64, ledger.twice()), (calls, Vec::new()));
}
