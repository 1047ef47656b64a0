//! The transport: time, ends, concurrency.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::{
    Call, CallOptions, CountPoints, CreateCollection, Distance, ErrorKind, HealthCheckRequest,
    HealthzRequest, LivezRequest, OperationKind, Payload, PointStruct, QueryPoints, ReadyzRequest, Transport,
    TransportExt, UpsertPoints, VectorParams,
};
use qdrant_embedded::{EmbeddedTransport, support_note};

use crate::support::{NAME, in_memory, plain, point};

#[tokio::test]
async fn it_says_what_it_is() {
    let transport = in_memory();
    let info = transport.info();
    assert_eq!((info.name.as_ref(), info.address.as_deref()), ("embedded", Some(":memory:")));
    for kind in OperationKind::ALL {
        assert!(info.capabilities.contains(*kind) || support_note(*kind).is_some(), "{kind}");
    }
    let version = transport.call(HealthCheckRequest::default()).await.unwrap();
    assert_eq!(version.version, "1.20.0");
    assert!(version.title.contains("qdrant-edge"));
    assert!(transport.call(HealthzRequest::default()).await.unwrap().contains("passed"));
    assert!(transport.call(LivezRequest::default()).await.unwrap().contains("passed"));
    assert!(transport.call(ReadyzRequest::default()).await.unwrap().contains("ready"));
}

#[tokio::test]
async fn replies_carry_their_time() {
    let transport = plain(1).await;
    let reply = transport.execute(Call::new(CountPoints::new(NAME))).await.unwrap();
    assert!(reply.meta.time.is_some_and(|time| time > Duration::ZERO));
}

#[tokio::test]
async fn after_closing_every_call_is_told_so() {
    let transport = plain(1).await;
    transport.close().await.unwrap();
    transport.close().await.unwrap();
    let error = transport.call(CountPoints::new(NAME)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    assert_eq!(transport.call(HealthzRequest::default()).await.unwrap_err().kind(), ErrorKind::Closed);
}

#[tokio::test]
async fn a_call_that_takes_too_long_times_out_and_is_carried_out_all_the_same() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME).vectors_config(VectorParams::new(256, Distance::Dot));
    transport.call(create).await.unwrap();
    let points = |first: u64| -> Vec<_> {
        let vector = || vec![0.5; 256];
        (first..first + 2_000).map(|id| PointStruct::new(id, vector(), Payload::new())).collect()
    };
    let options = CallOptions::default().timeout(Duration::from_millis(2));
    let error = transport.call_with(UpsertPoints::new(NAME, points(0)), options).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Timeout, Some(OperationKind::UpsertPoints)));
    let upsert = UpsertPoints::new(NAME, points(5_000)).timeout(Duration::from_millis(2));
    assert!(transport.call(upsert).await.unwrap_err().is_timeout());
    for _ in 0..600 {
        let count = CountPoints::new(NAME).timeout(Duration::from_secs(60));
        if transport.call(count).await.unwrap() == 4_000 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the writes were not carried out within a minute");
}

#[test]
fn building_needs_no_runtime_and_calling_does() {
    let transport = EmbeddedTransport::in_memory().unwrap();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut call = Box::pin(transport.call(CountPoints::new(NAME)));
    let std::task::Poll::Ready(outcome) = call.as_mut().poll(&mut context) else { panic!("pending") };
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_and_readers_do_not_get_in_each_others_way() {
    let transport = Arc::new(plain(1).await);
    let mut tasks = Vec::new();
    for writer in 0..4_u64 {
        let transport = Arc::clone(&transport);
        tasks.push(tokio::spawn(async move {
            for number in 0..25 {
                let point = point(writer * 1_000 + number + 10);
                transport.call(UpsertPoints::new(NAME, vec![point]).wait(true)).await.unwrap();
                let query = QueryPoints::new(NAME).query(vec![1.0, 0.0]).limit(3);
                assert!(!transport.call(query).await.unwrap().is_empty());
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 101);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_for_what_runs() {
    let transport = Arc::new(plain(1).await);
    let writer = Arc::clone(&transport);
    let writing = tokio::spawn(async move {
        let mut written = 0;
        loop {
            match writer.call(UpsertPoints::new(NAME, vec![point(written + 2)])).await {
                Ok(_) => written += 1,
                Err(error) => return (written, error.kind()),
            }
        }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    transport.close().await.unwrap();
    let (written, kind) = writing.await.unwrap();
    assert!(written > 0);
    assert_eq!(kind, ErrorKind::Closed);
}
