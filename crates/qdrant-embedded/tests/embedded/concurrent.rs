//! Calls that meet each other.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use qdrant_core::{
    Condition, CountPoints, CreateCollection, CreateSnapshotRequest, CreateVectorNameRequest,
    DeleteCollection, DeletePoints, DeleteVectorNameRequest, DenseVectorCreationConfig, Distance, Error,
    ErrorKind, Filter, OptimizersConfigDiff, PointStruct, QueryPoints, ScrollPoints, SetPayloadPoints,
    SparseVector, SparseVectorCreationConfig, TransportExt, UpsertPoints, Vector, VectorNameConfig,
    VectorParams, json,
};
use qdrant_embedded::EmbeddedTransport;
use tokio::task::JoinSet;

use crate::support::{NAME, create_plain, get, in_memory, info, number, payload, point, upsert};

/// What may come of a call to a collection that goes.
fn expected(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Closed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_by_prefix_leaves_alone_what_no_longer_matches() {
    let transport = Arc::new(in_memory());
    create_plain(&transport).await;
    let state = |number: u64, state: &str| {
        PointStruct::new(number, vec![1.0, 0.0], payload(json!({ "state": state })))
    };
    // Enough that looking for them takes a while.
    upsert(&transport, (10_000..13_000).map(|number| state(number, "other"))).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut deleting = JoinSet::new();
    for _ in 0..2 {
        let (transport, stop) = (Arc::clone(&transport), Arc::clone(&stop));
        deleting.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let filter = Filter::must([Condition::matches_prefix("state", "do")]);
                transport.call(DeletePoints::new(NAME).points(filter).wait(true)).await.unwrap();
            }
        });
    }
    let mut kept = BTreeSet::new();
    for number in 0..300 {
        upsert(&transport, [state(number, "doomed")]).await;
        let keep = SetPayloadPoints::new(NAME, [("state", "kept")]).points_selector([number]).wait(true);
        // The point may be gone already.
        let _ = transport.call(keep).await;
        if get(&transport, number).await.is_some_and(|found| found.payload["state"] == "kept") {
            kept.insert(number);
        }
    }
    stop.store(true, Ordering::Relaxed);
    while let Some(deleted) = deleting.join_next().await {
        deleted.unwrap();
    }
    let left = Filter::must([Condition::matches("state", "kept")]);
    let page = transport.call(ScrollPoints::new(NAME).filter(left).limit(1_000)).await.unwrap();
    assert_eq!(page.points.iter().map(|found| number(found.id)).collect::<BTreeSet<_>>(), kept);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_collection_can_go_while_it_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let transport = Arc::new(EmbeddedTransport::open(dir.path()).unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let mut users = JoinSet::new();
    for user in 0..5_u64 {
        let (transport, stop) = (Arc::clone(&transport), Arc::clone(&stop));
        users.spawn(async move {
            let mut done = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                let outcome = match user {
                    0 => transport.call(QueryPoints::new(NAME).query(vec![1.0, 0.0])).await.map(drop),
                    1 => transport.call(CreateSnapshotRequest::new(NAME)).await.map(drop),
                    2 => transport.call(CountPoints::new(NAME)).await.map(drop),
                    _ => {
                        let points = (0..20).map(|number| point(user * 1_000 + number + done % 100));
                        transport
                            .call(UpsertPoints::new(NAME, points.collect::<Vec<_>>()).wait(true))
                            .await
                            .map(drop)
                    }
                };
                match outcome {
                    Ok(()) => done += 1,
                    Err(error) => assert!(expected(&error), "{error:?}"),
                }
            }
            done
        });
    }
    for _ in 0..15 {
        let create = CreateCollection::new(NAME)
            .vectors_config(VectorParams::new(2, Distance::Dot))
            .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(1_u64));
        assert!(transport.call(create).await.unwrap());
        upsert(&transport, (1..=200).map(point)).await;
        assert!(transport.call(DeleteCollection::new(NAME)).await.unwrap());
    }
    stop.store(true, Ordering::Relaxed);
    let mut done = Vec::new();
    while let Some(user) = users.join_next().await {
        done.push(user.unwrap());
    }
    assert!(done.iter().sum::<u64>() > 0);
    transport.close().await.unwrap();
    let left = std::fs::read_dir(dir.path().join("collections")).unwrap().count();
    assert_eq!(left, 0, "folders of deleted collections stay");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_vector_that_becomes_another_kind_meets_writes() {
    let transport = Arc::new(in_memory());
    let create = CreateCollection::new(NAME).vectors_config([("a", VectorParams::new(2, Distance::Dot))]);
    transport.call(create).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for writer in 0..3_u64 {
        let (transport, stop) = (Arc::clone(&transport), Arc::clone(&stop));
        writers.spawn(async move {
            let mut number = writer * 100_000;
            while !stop.load(Ordering::Relaxed) {
                let b: Vector = match writer {
                    0 => vec![1.0, 2.0].into(),
                    1 => vec![1.0, 2.0, 3.0].into(),
                    _ => SparseVector::from([(1, 1.0)]).into(),
                };
                let vectors = [("a", Vector::from(vec![1.0, 2.0])), ("b", b)];
                let points = vec![PointStruct::new(number, vectors, payload(json!({})))];
                number += 1;
                if let Err(error) = transport.call(UpsertPoints::new(NAME, points)).await {
                    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
                }
            }
        });
    }
    for round in 0..60 {
        let b: VectorNameConfig = match round % 3 {
            0 => DenseVectorCreationConfig::new(2, Distance::Dot).into(),
            1 => DenseVectorCreationConfig::new(3, Distance::Dot).into(),
            _ => SparseVectorCreationConfig::new().into(),
        };
        transport.call(CreateVectorNameRequest::new(NAME, "b", b)).await.unwrap();
        transport.call(DeleteVectorNameRequest::new(NAME, "b")).await.unwrap();
    }
    stop.store(true, Ordering::Relaxed);
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    assert_eq!(info(&transport).await.status, qdrant_core::CollectionStatus::Green);
    upsert(&transport, [PointStruct::new(1, [("a", vec![1.0, 1.0])], payload(json!({})))]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_answered_before_the_end_is_there_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let transport = Arc::new(EmbeddedTransport::open(dir.path()).unwrap());
    create_plain(&transport).await;
    let mut writers = JoinSet::new();
    for writer in 0..4_u64 {
        let transport = Arc::clone(&transport);
        writers.spawn(async move {
            let mut written = Vec::new();
            for step in 0.. {
                let number = writer * 1_000_000 + step;
                match transport.call(UpsertPoints::new(NAME, vec![point(number)]).wait(step % 2 == 0)).await {
                    Ok(_) => written.push(number),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::Closed, "{error:?}");
                        return written;
                    }
                }
            }
            written
        });
    }
    while transport.call(CountPoints::new(NAME)).await.unwrap() < 50 {}
    transport.close().await.unwrap();
    let mut written = BTreeSet::new();
    while let Some(writer) = writers.join_next().await {
        written.extend(writer.unwrap());
    }
    drop(transport);
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    let page = transport.call(ScrollPoints::new(NAME).limit(1_000_000)).await.unwrap();
    assert_eq!(page.points.iter().map(|found| number(found.id)).collect::<BTreeSet<_>>(), written);
}
