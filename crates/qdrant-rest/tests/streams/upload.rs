//! Uploads, read by a parser that is not ours.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use qdrant_core::{
    ByteSource, ByteStream, CallOptions, ErrorKind, OperationKind, Outcome, SnapshotPriority, TransportExt,
    UploadShardSnapshot, UploadSnapshot,
};

use crate::server::{ACCEPTED, AHEAD, DONE, MIB, Received, check, json, pattern, serve};

const LENGTH: u64 = 32 * MIB;
const SHA: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What an independent parser found: request line, `content-length`, and the length of the only field.
#[derive(Debug, PartialEq)]
struct Found {
    target: String,
    length: Option<u64>,
    file: u64,
}

/// Reads a form, waiting after its first chunk, and checks that all of it is the pattern.
async fn parse(request: Request<Incoming>, wait: Duration) -> Found {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(request.method(), "POST");
    let target = request.uri().to_string();
    let length = header("content-length").map(|length| length.parse().unwrap());
    let boundary = multer::parse_boundary(header("content-type").unwrap()).unwrap();
    // That parser reads ahead as long as anything is there, so it is given little at a time.
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut body = ByteStream::new(Received(request.into_body()));
        while let Ok(Some(chunk)) = body.next_chunk().await {
            if sender.send(Ok::<_, std::io::Error>(chunk)).await.is_err() {
                return;
            }
        }
    });
    let chunks = futures_util::stream::poll_fn(move |cx| receiver.poll_recv(cx));
    let mut form = multer::Multipart::new(chunks, boundary);
    let mut field = form.next_field().await.unwrap().unwrap();
    assert_eq!(field.name(), Some("snapshot"));
    assert!(field.file_name().unwrap().ends_with(".snapshot"));
    assert_eq!(field.content_type().unwrap().essence_str(), "application/octet-stream");
    tokio::time::sleep(wait).await;
    let mut file = 0;
    while let Some(chunk) = field.chunk().await.unwrap() {
        file = check(file, ByteStream::from(chunk)).await.unwrap();
    }
    drop(field);
    assert!(form.next_field().await.unwrap().is_none(), "there is one field");
    Found { target, length, file }
}

/// A server that parses forms and answers alike.
async fn parser(
    wait: Duration,
    status: u16,
    body: &'static str,
) -> (qdrant_rest::RestTransport, Arc<Mutex<Vec<Found>>>) {
    let found = Arc::<Mutex<Vec<Found>>>::default();
    let kept = Arc::clone(&found);
    let (transport, _) = serve(move |request| {
        let kept = Arc::clone(&kept);
        async move {
            let found = parse(request, wait).await;
            kept.lock().unwrap().push(found);
            json(status, body)
        }
    })
    .await;
    (transport, found)
}

#[tokio::test]
async fn a_file_is_sent_as_it_is_read_and_no_faster() {
    let (transport, found) = parser(Duration::from_millis(400), 200, DONE).await;
    let (stream, given) = pattern(LENGTH);
    let upload = UploadSnapshot::new("c", stream.with_length(LENGTH))
        .wait(true)
        .priority(SnapshotPriority::NoSync)
        .checksum(SHA);
    let call = tokio::spawn(async move { transport.call_with(upload, CallOptions::default()).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ahead = given.load(Ordering::SeqCst);
    assert!(ahead < AHEAD, "{ahead} bytes were read without being taken");
    let answer = call.await.unwrap().unwrap();
    assert_eq!((answer.output, answer.meta.attempts), (Outcome::Completed(true), 1));
    assert_eq!(answer.meta.time, Some(Duration::from_millis(500)));
    let found = found.lock().unwrap();
    let [Found { target, length, file }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(*target, format!("/collections/c/snapshots/upload?wait=true&priority=no_sync&checksum={SHA}"));
    assert_eq!(*file, LENGTH);
    assert!(length.is_some_and(|length| (LENGTH + 100..LENGTH + 400).contains(&length)), "{length:?}");
}

#[tokio::test]
async fn a_file_without_a_length_is_sent_in_chunks() {
    let (transport, found) = parser(Duration::ZERO, 202, ACCEPTED).await;
    let upload = UploadShardSnapshot::new("c", 3, pattern(MIB).0).wait(false);
    assert_eq!(transport.call(upload).await.unwrap(), Outcome::Accepted);
    let target = "/collections/c/shards/3/snapshots/upload?wait=false".to_owned();
    assert_eq!(*found.lock().unwrap(), [Found { target, length: None, file: MIB }]);
    assert_eq!(transport.call(UploadSnapshot::new("c", Vec::new())).await.unwrap(), Outcome::Accepted);
    assert_eq!(found.lock().unwrap()[1].file, 0);
}

#[tokio::test]
async fn a_refusal_before_the_file_was_read_is_told() {
    let (transport, requests) = serve(|_| async {
        json(403, r#"{"status":{"error":"Forbidden: manage access is required"},"time":0.0}"#)
    })
    .await;
    let upload = UploadSnapshot::new("c", pattern(LENGTH).0);
    let error = transport.call(upload).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::UploadSnapshot), Some("rest")));
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_upload_is_not_repeated() {
    let (transport, requests) = serve(|request| async {
        parse(request, Duration::ZERO).await;
        json(503, r#"{"status":"already_in_progress","time":0.0}"#)
    })
    .await;
    let opened = Arc::<AtomicU64>::default();
    let counter = Arc::clone(&opened);
    let source = ByteSource::replayable(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        pattern(1000).0
    });
    let error = transport.call(UploadSnapshot::new("c", source)).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Unavailable, "already_in_progress"));
    assert_eq!((requests.load(Ordering::SeqCst), opened.load(Ordering::SeqCst)), (1, 1));
}

#[tokio::test]
async fn a_file_that_fails_is_the_error_of_the_call() {
    let (transport, _) = serve(|request| async {
        let _ = ByteStream::new(Received(request.into_body())).collect(usize::MAX).await;
        json(200, DONE)
    })
    .await;
    let (stream, _) = pattern(1000);
    let error = transport.call(UploadSnapshot::new("c", stream.with_length(1001))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");

    let spent = ByteSource::once(ByteStream::from(vec![1]));
    drop(spent.open());
    let error = transport.call(UploadSnapshot::new("c", spent)).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Io && error.is_not_sent(), "{error}");
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::UploadSnapshot), Some("rest")));
}
