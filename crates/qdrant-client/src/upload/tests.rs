use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use qdrant_core::{
    Call, Capabilities, Condition, Error, ErrorKind, Filter, Operation, Payload, PointId, PointStruct, Reply,
    Request, Transport, TransportInfo, UpdateMode, UpdateResult, UpdateStatus, UpsertPoints, WriteOrdering,
};
use qdrant_testkit::MockTransport;
use tokio::sync::{mpsc, oneshot};

use super::*;
use crate::Qdrant;

type Gates = HashMap<u64, oneshot::Receiver<Result<(), Error>>>;
type Gate = oneshot::Sender<Result<(), Error>>;

/// Answers a batch when the test says so, by the id of its first point; without a gate at once.
#[derive(Debug, Default)]
struct Gated {
    gates: Mutex<Gates>,
    batches: Mutex<Vec<Vec<u64>>>,
}

#[async_trait]
impl Transport for Gated {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("gated", Capabilities::all())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let Request::UpsertPoints(upsert) = call.request else { panic!("not an upsert") };
        let number = |point: &PointStruct| match point.id {
            PointId::Num(number) => number,
            PointId::Uuid(_) => panic!("not a number"),
        };
        let ids: Vec<u64> = upsert.points.iter().map(number).collect();
        let gate = self.gates.lock().unwrap().remove(&ids[0]);
        self.batches.lock().unwrap().push(ids);
        if let Some(gate) = gate {
            gate.await.unwrap()?;
        }
        let output = UpdateResult { operation_id: None, status: UpdateStatus::Completed };
        Ok(Reply::new(UpsertPoints::into_response(output)))
    }
}

impl Gated {
    /// A client, and the gates of the batches that begin with these ids.
    fn client<const N: usize>(ids: [u64; N]) -> (Arc<Self>, Qdrant, [Gate; N]) {
        let mut gates = Gates::new();
        let senders = ids.map(|id| {
            let (sender, receiver) = oneshot::channel();
            gates.insert(id, receiver);
            sender
        });
        let transport = Arc::new(Self { gates: Mutex::new(gates), batches: Mutex::default() });
        (Arc::clone(&transport), Qdrant::from_transport(transport), senders)
    }

    fn batches(&self) -> Vec<Vec<u64>> {
        self.batches.lock().unwrap().clone()
    }
}

fn point(id: u64) -> PointStruct {
    PointStruct::new(id, [1.0, 2.0], Payload::new())
}

fn progress(points: u64, batches: u64, resume_from: u64) -> UploadProgress {
    UploadProgress { points, batches, resume_from }
}

fn unavailable() -> Error {
    Error::new(ErrorKind::Unavailable, "busy")
}

#[tokio::test]
async fn with_batches_in_parallel_the_place_to_go_on_is_before_the_first_gap() {
    let (transport, client, [first, second, third]) = Gated::client([0, 2, 4]);
    let (reports, mut reported) = mpsc::unbounded_channel();
    let upload = client
        .upload_points("c", (0..9).map(point))
        .batch_size(2)
        .parallel(3)
        .on_progress(move |progress| reports.send(progress).unwrap());
    let upload = tokio::spawn(upload.into_future());

    third.send(Ok(())).unwrap();
    // The third and, in its place, the last two are acknowledged while the first is under way.
    for points in [2, 4, 5] {
        assert_eq!(reported.recv().await.unwrap(), progress(points, points.div_ceil(2), 0));
    }
    first.send(Ok(())).unwrap();
    assert_eq!(reported.recv().await.unwrap(), progress(7, 4, 2));
    second.send(Err(unavailable())).unwrap();

    let error = upload.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.progress()), (ErrorKind::Unavailable, progress(7, 4, 2)));
    assert_eq!(error.unconfirmed(), std::slice::from_ref(&(2..4)));
    assert_eq!(transport.batches().len(), 5);
    let reached = "upload ended after 7 points in 4 batches, without an acknowledgement of the points 2..4; \
                   resume from 2";
    assert!(error.to_string().starts_with(reached) && error.to_string().ends_with("busy"), "{error}");
    let error = Error::from(error);
    assert!(error.is_retryable() && error.message().ends_with("resume from 2: busy"), "{error}");
    assert!(error.source().unwrap().is::<Error>());
}

#[tokio::test]
async fn after_a_failure_nothing_is_taken_and_what_runs_is_waited_for() {
    let (transport, client, [first, second]) = Gated::client([0, 1]);
    let mut taken = 0;
    let points = (0..9).map(point).inspect(|_| taken += 1);
    let upload = client.upload_points("c", points).batch_size(1).parallel(2).into_future();
    let answer = async {
        first.send(Err(unavailable())).unwrap();
        tokio::task::yield_now().await;
        second.send(Err(Error::new(ErrorKind::Timeout, "late"))).unwrap();
    };
    let (done, ()) = tokio::join!(upload, answer);
    let error = done.unwrap_err();
    assert_eq!((error.kind(), error.progress()), (ErrorKind::Unavailable, progress(0, 0, 0)));
    assert_eq!(error.unconfirmed(), [0..1, 1..2]);
    assert_eq!(transport.batches().len(), 2);
    assert_eq!(taken, 2);

    let (transport, client, [fifth]) = Gated::client([5]);
    fifth.send(Err(unavailable())).unwrap();
    let points = (0..9).map(point);
    let error = client.upload_points("c", points).resume_from(3).batch_size(2).await.unwrap_err();
    assert_eq!(transport.batches(), [vec![3, 4], vec![5, 6]]);
    assert_eq!(error.progress(), progress(2, 1, 5), "positions are those of the whole source");
    assert_eq!(error.unconfirmed(), std::slice::from_ref(&(5..7)));
}

#[tokio::test]
async fn what_the_source_yielded_before_it_failed_is_sent() {
    let (transport, client, []) = Gated::client([]);
    let points = [Ok(point(0)), Ok(point(1)), Ok(point(2)), Err(io::Error::other("torn page")), Ok(point(4))];
    let error = client.upload_points("c", points).batch_size(2).await.unwrap_err();
    assert_eq!(transport.batches(), [vec![0, 1], vec![2]]);
    assert_eq!((error.kind(), error.progress()), (ErrorKind::Io, progress(3, 2, 3)));
    assert!(error.unconfirmed().is_empty());
    assert!(error.to_string().ends_with("the source of the points failed: torn page"), "{error}");
    assert!(error.error().source().unwrap().is::<io::Error>());

    // An error of ours, of another server say, stays what it is.
    let error = client.upload_stream("c", stream::iter([Err(unavailable())])).await.unwrap_err();
    assert_eq!((error.kind(), error.error().message()), (ErrorKind::Unavailable, "busy"));
}

#[tokio::test]
async fn a_source_that_waits_does_not_hold_up_the_batches_under_way() {
    let (_transport, client, []) = Gated::client([]);
    let (points, source) = mpsc::unbounded_channel();
    let source = stream::unfold(source, async |mut source| Some((source.recv().await?, source)));
    let (reports, mut reported) = mpsc::unbounded_channel();
    let upload = client
        .upload_stream("c", source)
        .batch_size(1)
        .on_progress(move |progress| reports.send(progress.points).unwrap());
    let upload = tokio::spawn(upload.into_future());
    for id in 0..3 {
        points.send(point(id)).unwrap();
        // Without the next point, which nobody sends before this has come.
        assert_eq!(reported.recv().await, Some(id + 1));
    }
    drop(points);
    assert_eq!(upload.await.unwrap().unwrap(), progress(3, 3, 3));
}

#[tokio::test]
async fn points_and_callback_may_be_borrowed() {
    let (transport, client, []) = Gated::client([]);
    let (ids, mut last) = (vec![7, 8, 9], UploadProgress::default());
    let points = ids.iter().copied().map(point);
    let done = client.upload_points("c", points).batch_size(2).on_progress(|progress| last = progress).await;
    assert_eq!((done.unwrap(), last), (progress(3, 2, 3), progress(3, 2, 3)));
    let points = stream::iter(&ids).map(|id| point(*id));
    client.collection("c").upload_stream(points).await.unwrap();
    assert_eq!(transport.batches(), [vec![7, 8], vec![9], vec![7, 8, 9]]);
}

#[tokio::test]
async fn a_batch_that_is_not_applied_is_not_acknowledged() {
    let upload = async |status: UpdateStatus, wait: bool| {
        let mock = Arc::new(MockTransport::new());
        for status in [UpdateStatus::Completed, status] {
            mock.push::<UpsertPoints>(Ok(UpdateResult { operation_id: None, status }));
        }
        let client = Qdrant::from_transport(mock);
        client.upload_points("c", (0..4).map(point)).batch_size(2).wait(wait).await
    };
    for (status, kind, words) in [
        (UpdateStatus::ClockRejected, ErrorKind::Unavailable, "did not apply the write"),
        (UpdateStatus::WaitTimeout, ErrorKind::Timeout, "has accepted the write"),
        (
            UpdateStatus::from("postponed"),
            ErrorKind::Decode,
            "the status of the write is an unknown value \"postponed\"",
        ),
    ] {
        let error = upload(status, true).await.unwrap_err();
        assert_eq!((error.kind(), error.progress()), (kind, progress(2, 1, 2)));
        assert_eq!(error.unconfirmed(), std::slice::from_ref(&(2..4)));
        assert_eq!(error.error().operation(), Some(UpsertPoints::KIND));
        assert!(error.to_string().contains(words), "{error}");
    }
    // A server that only acknowledges will apply the batch, even if it was asked to wait.
    assert_eq!(upload(UpdateStatus::Acknowledged, true).await.unwrap(), progress(4, 2, 4));
    // Without waiting, to be in the log is all that is promised.
    for status in [UpdateStatus::Acknowledged, UpdateStatus::WaitTimeout] {
        assert_eq!(upload(status, false).await.unwrap(), progress(4, 2, 4));
    }
    assert_eq!(upload(UpdateStatus::ClockRejected, false).await.unwrap_err().progress(), progress(2, 1, 2));
}

#[tokio::test]
async fn each_batch_carries_the_settings() {
    let mock = Arc::new(MockTransport::new());
    for _ in 0..2 {
        let done = UpdateResult { operation_id: None, status: UpdateStatus::Completed };
        mock.push::<UpsertPoints>(Ok(done));
    }
    let filter = Filter::must([Condition::matches("draft", true)]);
    Qdrant::from_transport(Arc::<MockTransport>::clone(&mock))
        .upload_points("c", (0..2).map(point))
        .batch_bytes(1)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("key")
        .update_mode(UpdateMode::UpdateOnly)
        .update_filter(filter.clone())
        .timeout(Duration::from_secs(9))
        .await
        .unwrap();
    let expected = |id| {
        UpsertPoints::new("c", [point(id)])
            .wait(true)
            .ordering(WriteOrdering::Strong)
            .shard_key_selector("key")
            .update_mode(UpdateMode::UpdateOnly)
            .update_filter(filter.clone())
            .timeout(Duration::from_secs(9))
    };
    let sent: Vec<_> = mock.calls().into_iter().map(|call| call.request).collect();
    assert_eq!(sent, [Request::from(expected(0)), expected(1).into()]);
}
