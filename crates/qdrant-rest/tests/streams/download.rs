//! Downloads.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Response;
use http_body_util::BodyExt;
use qdrant_core::{
    CallOptions, DownloadFullSnapshot, DownloadShardSnapshot, DownloadSnapshot, ErrorKind, OperationKind,
    StreamShardSnapshot, TransportExt,
};

use crate::server::{AHEAD, MIB, Reply, Sent, check, json, pattern, serve};

const LENGTH: u64 = 32 * MIB;

#[tokio::test]
async fn a_file_is_read_as_it_comes_and_no_faster() {
    let given = Arc::<Mutex<Vec<_>>>::default();
    let streams = Arc::clone(&given);
    let (transport, _) = serve(move |request| {
        let (stream, counter) = pattern(LENGTH);
        streams.lock().unwrap().push(counter);
        assert_eq!(request.uri(), "/collections/c/snapshots/a.snapshot");
        assert_eq!(request.headers()["accept-encoding"], "identity");
        async move {
            Response::builder()
                .header("content-length", LENGTH)
                .header("content-disposition", "attachment; filename=\"../a.snapshot\"")
                .body(Sent(stream).boxed())
                .unwrap()
        }
    })
    .await;
    let answer =
        transport.call_with(DownloadSnapshot::new("c", "a.snapshot"), CallOptions::default()).await.unwrap();
    assert_eq!(answer.meta.attempts, 1);
    let mut file = answer.output;
    assert_eq!((file.file_name.as_deref(), file.content.length()), (Some("a.snapshot"), Some(LENGTH)));

    // Nobody reads: the server is held up once the buffers are full.
    let first = file.content.next_chunk().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ahead = given.lock().unwrap()[0].load(Ordering::SeqCst);
    assert!(ahead < AHEAD, "{ahead} bytes were sent without being read");
    let start = first.len() as u64;
    assert_eq!(&first[..], &pattern(LENGTH).0.next_chunk().await.unwrap().unwrap()[..first.len()]);
    assert_eq!(check(start, file.content).await.unwrap(), LENGTH);
}

#[tokio::test]
async fn a_file_that_is_made_on_the_fly_has_no_length_and_no_name() {
    let (transport, _) = serve(|request| {
        let target = request.uri().to_string();
        async move {
            match target.as_str() {
                "/collections/c/shards/3/snapshot" => Response::new(Sent(pattern(MIB).0).boxed()),
                "/collections/c/shards/3/snapshots/a" | "/snapshots/a" => {
                    Response::new(Sent(pattern(7).0).boxed())
                }
                other => panic!("{other}"),
            }
        }
    })
    .await;
    let file = transport.call(StreamShardSnapshot::new("c", 3)).await.unwrap();
    assert_eq!((&file.file_name, &file.checksum, file.content.length()), (&None, &None, None));
    assert_eq!(check(0, file.content).await.unwrap(), MIB);
    let file = transport.call(DownloadShardSnapshot::new("c", 3, "a")).await.unwrap();
    assert_eq!(check(0, file.content).await.unwrap(), 7);
    let file = transport.call(DownloadFullSnapshot::new("a")).await.unwrap();
    assert_eq!(check(0, file.content).await.unwrap(), 7);
}

#[tokio::test]
async fn the_time_of_a_call_ends_with_the_head() {
    let (transport, _) = serve(|_| async { Response::new(Sent(pattern(LENGTH).0).boxed()) }).await;
    let options = CallOptions::default().timeout(Duration::from_millis(300));
    let file = transport.call_with(DownloadFullSnapshot::new("a"), options).await.unwrap().output;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(check(0, file.content).await.unwrap(), LENGTH);
}

#[tokio::test]
async fn what_is_refused_is_an_error_of_the_call() {
    let (transport, _) = serve(|_| async {
        json(404, r#"{"status":{"error":"Not found: Snapshot a not found"},"time":0.0}"#)
    })
    .await;
    let error = transport.call(DownloadSnapshot::new("c", "a")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), "Not found: Snapshot a not found");
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::DownloadSnapshot), Some("rest")));
    assert_eq!(error.server().unwrap().http_status, Some(404));
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let (transport, requests) = serve(move |_| {
        let first = asked.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                json(503, r#"{"status":{"error":"busy"}}"#)
            } else {
                Response::new(Sent(pattern(7).0).boxed())
            }
        }
    })
    .await;
    let answer = transport.call_with(DownloadFullSnapshot::new("a"), CallOptions::default()).await.unwrap();
    assert_eq!((answer.meta.attempts, requests.load(Ordering::SeqCst)), (2, 2));
    assert_eq!(check(0, answer.output.content).await.unwrap(), 7);
}

#[tokio::test]
async fn half_a_file_is_an_error() {
    fn half() -> Reply {
        let (stream, _) = pattern(MIB);
        Response::builder().header("content-length", 2 * MIB).body(Sent(stream).boxed()).unwrap()
    }
    let (transport, _) = serve(|_| async { half() }).await;
    let file = transport.call(DownloadFullSnapshot::new("a")).await.unwrap();
    let error = check(0, file.content).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Connect, Some(OperationKind::DownloadFullSnapshot))
    );
}
