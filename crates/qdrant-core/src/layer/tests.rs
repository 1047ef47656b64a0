use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;

use super::*;
use crate::{
    Call, CallOptions, Capabilities, CountPoints, Document, DownloadSnapshot, Error, ErrorKind,
    HealthzRequest, Operation, OperationKind, Outcome, PointStruct, PrefetchQuery, Query, QueryPoints,
    RecoverShardSnapshot, RecoverSnapshot, Reply, Response, SnapshotFile, Transport, TransportExt,
    TransportInfo, UpdateResult, UpdateStatus, UploadSnapshot, UpsertPoints, Vector, Vectors,
};

type Answer = dyn Fn(&Call) -> Result<Reply, Error> + Send + Sync;

/// Answers with a function and counts the calls.
struct Scripted {
    name: &'static str,
    capabilities: Capabilities,
    answer: Box<Answer>,
    calls: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Scripted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

#[async_trait]
impl Transport for Scripted {
    fn info(&self) -> TransportInfo {
        TransportInfo::new(self.name, self.capabilities)
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        (self.answer)(&call)
    }
}

fn scripted(
    name: &'static str,
    capabilities: Capabilities,
    answer: impl Fn(&Call) -> Result<Reply, Error> + Send + Sync + 'static,
) -> (SharedTransport, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    (Arc::new(Scripted { name, capabilities, answer: Box::new(answer), calls: Arc::clone(&calls) }), calls)
}

fn counting(name: &'static str, count: u64) -> (SharedTransport, Arc<AtomicUsize>) {
    scripted(name, Capabilities::all(), move |_| Ok(Reply::new(CountPoints::into_response(count))))
}

fn failing(name: &'static str, error: fn() -> Error) -> (SharedTransport, Arc<AtomicUsize>) {
    scripted(name, Capabilities::all(), move |_| Err(error()))
}

fn upsert() -> UpsertPoints {
    UpsertPoints::new("c", vec![PointStruct::new(1, vec![1.0], crate::Payload::new())])
}

#[derive(Debug)]
struct TokioTimer;

impl Timer for TokioTimer {
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }
}

#[tokio::test(start_paused = true)]
async fn an_invalid_operation_never_reaches_the_transport() {
    let (transport, calls) = counting("t", 1);
    assert!(transport.call(CountPoints::new("")).await.unwrap_err().is_invalid_request());
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_is_given_up() {
    let transport = TimeoutLayer::new(Duration::from_millis(500), TokioTimer).layer(counting("t", 7).0);
    let error = transport.call(CountPoints::new("c")).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.operation(), Some(OperationKind::CountPoints));
    let longer = CallOptions::default().timeout(Duration::from_secs(2));
    assert_eq!(transport.call_with(CountPoints::new("c"), longer).await.unwrap().output, 7);
}

#[tokio::test(start_paused = true)]
async fn a_route_takes_the_first_that_can() {
    let only_counts = Capabilities::none().with(OperationKind::CountPoints);
    let (first, first_calls) =
        scripted("first", only_counts, |_| Ok(Reply::new(CountPoints::into_response(1))));
    let (second, second_calls) =
        scripted("second", Capabilities::none().with(OperationKind::Healthz), |_| {
            Ok(Reply::new(HealthzRequest::into_response("well".into())))
        });
    let route = Route::new([first, second]).unwrap();
    assert_eq!(route.call(CountPoints::new("c")).await.unwrap(), 1);
    assert_eq!(route.call(HealthzRequest {}).await.unwrap(), "well");
    let error = route.call(upsert()).await.unwrap_err();
    assert!(error.is_unsupported() && error.to_string().contains("`upsert_points`"), "{error}");
    assert_eq!(error.transport(), Some("first"));
    assert_eq!((first_calls.load(Ordering::SeqCst), second_calls.load(Ordering::SeqCst)), (1, 1));
    assert_eq!(Route::new([]).unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test(start_paused = true)]
async fn a_read_falls_back_and_a_write_does_not() {
    let unavailable = || Error::new(ErrorKind::Unavailable, "down");
    let (second, second_calls) = counting("second", 2);
    let fallback = Fallback::new(failing("first", unavailable).0, second);
    assert_eq!(fallback.call(CountPoints::new("c")).await.unwrap(), 2);
    assert_eq!(fallback.call(upsert()).await.unwrap_err().kind(), ErrorKind::Unavailable);
    assert_eq!(second_calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fallback_has_the_rest_of_the_time_and_counts_all_attempts() {
    let refused = || Error::new(ErrorKind::Connect, "refused").with_not_sent().with_attempts(4);
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let second = move || {
        let seen = Arc::clone(&seen);
        scripted("second", Capabilities::all(), move |call| {
            seen.lock().unwrap().push(call.options.timeout);
            Ok(Reply::new(CountPoints::into_response(2)))
        })
        .0
    };
    let fallback = Fallback::new(failing("first", refused).0, second());
    let minute = Duration::from_secs(60);
    let count = |timeout| fallback.call_with(CountPoints::new("c"), CallOptions::default().timeout(timeout));
    assert_eq!(count(minute).await.unwrap().meta.attempts, 5);
    assert!(matches!(times.lock().unwrap()[..], [Some(left)] if left < minute));
    assert_eq!(count(Duration::from_nanos(1)).await.unwrap_err().message(), "refused");
    assert_eq!(times.lock().unwrap().len(), 1, "no time was left");

    let both = Fallback::new(failing("first", refused).0, failing("second", refused).0);
    assert_eq!(both.call(CountPoints::new("c")).await.unwrap_err().attempts(), Some(8));
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_not_sent_falls_back() {
    let refused = || Error::new(ErrorKind::Connect, "refused").with_not_sent();
    let (second, calls) = failing("second", || Error::new(ErrorKind::Server, "second"));
    let fallback = Fallback::new(failing("first", refused).0, second);
    assert_eq!(fallback.call(upsert()).await.unwrap_err().message(), "second");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn metrics_see_success_and_failure() {
    let events = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&events);
    let layer = MetricsLayer::new(move |event| {
        let entry = (event.operation, event.collection_name.map(str::to_owned), event.error, event.attempts);
        sink.lock().unwrap().push(entry);
    });
    layer.layer(counting("t", 1).0).call(CountPoints::new("c")).await.unwrap();
    let slow = || Error::new(ErrorKind::Timeout, "").with_attempts(3);
    layer.layer(failing("t", slow).0).call(HealthzRequest {}).await.unwrap_err();
    assert_eq!(
        *events.lock().unwrap(),
        [
            (OperationKind::CountPoints, Some("c".to_owned()), None, 1),
            (OperationKind::Healthz, None, Some(ErrorKind::Timeout), 3),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_tape_survives_json_and_plays_again() {
    let tape = Tape::new();
    let transport = RecordLayer::new(tape.clone()).layer(counting("t", 5).0);
    let options = CallOptions::default().header("api-key", "hush");
    transport.call_with(CountPoints::new("c"), options).await.unwrap();
    let json = serde_json::to_string(&tape).unwrap();
    assert!(!json.contains("hush"), "{json}");

    let tape: Tape = serde_json::from_str(&json).unwrap();
    let replay = Replay::new(&tape);
    let other = replay.call(CountPoints::new("other")).await.unwrap_err();
    assert!(other.is_invalid_request(), "{other}");
    assert_eq!(replay.call(CountPoints::new("c")).await.unwrap(), 5);
    assert_eq!(replay.call(CountPoints::new("c")).await.unwrap_err().kind(), ErrorKind::Unavailable);
}

fn answering(response: Response) -> SharedTransport {
    scripted("t", Capabilities::all(), move |_| Ok(Reply::new(response.clone()))).0
}

#[tokio::test(start_paused = true)]
async fn streams_pass_a_recorder_whole_and_are_not_on_the_tape() {
    let tape = Tape::new();
    let file = SnapshotFile::new(b"tar".to_vec());
    let download = RecordLayer::new(tape.clone()).layer(answering(DownloadSnapshot::into_response(file)));
    let file = download.call(DownloadSnapshot::new("c", "s")).await.unwrap();
    assert_eq!(file.content.collect(3).await.unwrap(), "tar");

    let done = UploadSnapshot::into_response(Outcome::Completed(true));
    let upload = RecordLayer::new(tape.clone()).layer(answering(done));
    let outcome = upload.call(UploadSnapshot::new("c", b"tar".to_vec())).await.unwrap();
    assert_eq!(outcome, Outcome::Completed(true));
    assert_eq!(tape.exchanges(), []);

    let replay = Replay::new(&tape);
    let error = replay.call(DownloadSnapshot::new("c", "s")).await.unwrap_err();
    assert!(error.is_unsupported(), "{error}");
    let capabilities = replay.info().capabilities;
    assert!(!capabilities.contains(OperationKind::DownloadSnapshot));
    assert!(capabilities.contains(OperationKind::RecoverSnapshot));
}

#[tokio::test(start_paused = true)]
async fn keys_of_operations_are_not_on_the_tape_and_calls_with_them_play_again() {
    let tape = Tape::new();
    let record = |response| RecordLayer::new(tape.clone()).layer(answering(response));
    let whole = || RecoverSnapshot::new("c", "https://db.example/s").api_key("hush");
    let shard = || RecoverShardSnapshot::new("c", 0, "https://db.example/s").api_key("hush");
    let accepted = Outcome::Accepted;
    assert!(record(RecoverSnapshot::into_response(accepted)).call(whole()).await.unwrap().is_accepted());
    assert!(record(RecoverShardSnapshot::into_response(accepted)).call(shard()).await.unwrap().is_accepted());

    // Not even in memory, where a derived `Serialize` would not help.
    let keyless = RecoverSnapshot::new("c", "https://db.example/s").into_request();
    assert_eq!(tape.exchanges()[0].request, keyless);
    let json = serde_json::to_string(&tape).unwrap();
    assert!(!json.contains("hush") && json.contains("db.example"), "{json}");

    let replay = Replay::new(&serde_json::from_str(&json).unwrap());
    assert_eq!(replay.call(whole()).await.unwrap(), accepted);
    assert_eq!(replay.call(shard()).await.unwrap(), accepted);
}

#[tokio::test(start_paused = true)]
async fn secrets_inside_of_requests_are_not_on_the_tape_and_calls_with_them_play_again() {
    let tape = Tape::new();
    let record = |response| RecordLayer::new(tape.clone()).layer(answering(response));
    let document = |key: &str| Document::new("text", "model").options([("openai-api-key", key)]);
    let query = |key: &str| QueryPoints::new("c").query(Query::new_nearest(document(key)));
    let deep = |key: &str| QueryPoints::new("c").prefetch([PrefetchQuery::default().query(document(key))]);
    let upsert = |key: &str| {
        let vectors = Vectors::from([("text", Vector::from(document(key)))]);
        UpsertPoints::new("c", vec![PointStruct::new(1, vectors, [("token", "of the payload")])])
    };
    let recover = |key: &str| RecoverSnapshot::new("c", format!("https://{key}@db.example/s?sig={key}"));
    record(QueryPoints::into_response(Vec::new())).call(query("hush")).await.unwrap();
    record(QueryPoints::into_response(Vec::new())).call(deep("hush")).await.unwrap();
    let updated = UpdateResult { operation_id: Some(1), status: UpdateStatus::Completed };
    record(UpsertPoints::into_response(updated)).call(upsert("hush")).await.unwrap();
    let recovered = record(RecoverSnapshot::into_response(Outcome::Accepted)).call(recover("hush")).await;
    assert_eq!(recovered.unwrap(), Outcome::Accepted);

    let json = serde_json::to_string(&tape).unwrap();
    for shown in [format!("{tape:?}"), format!("{:#?}", tape.exchanges()), json.clone()] {
        assert!(!shown.contains("hush") && shown.contains("openai-api-key"), "{shown}");
        assert!(shown.contains("db.example") && shown.contains("of the payload"), "{shown}");
    }
    // In memory there are none that `Debug` would only hide.
    assert_eq!(tape.exchanges()[0].request, query("***").into_request());

    let from_hand =
        Exchange { request: query("hush").into_request(), response: QueryPoints::into_response(Vec::new()) };
    assert!(!serde_json::to_string(&from_hand).unwrap().contains("hush"));
    for tape in [tape, serde_json::from_str(&json).unwrap(), vec![from_hand].into()] {
        let calls = tape.exchanges().len();
        let replay = Replay::new(&tape);
        assert_eq!(replay.call(query("another")).await.unwrap(), []);
        if calls > 1 {
            assert_eq!(replay.call(deep("another")).await.unwrap(), []);
            let error = replay.call(UpsertPoints::new("c", Vec::new())).await.unwrap_err();
            assert!(error.is_invalid_request(), "{error}");
            replay.call(upsert("another")).await.unwrap();
            assert_eq!(replay.call(recover("another")).await.unwrap(), Outcome::Accepted);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn tracing_passes_calls_through() {
    let (transport, calls) = counting("t", 5);
    let traced = TraceLayer::new().layer(transport);
    assert_eq!(traced.call(CountPoints::new("c")).await.unwrap(), 5);
    assert_eq!(traced.info().name, "t");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}
