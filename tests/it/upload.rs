//! Bulk upload and reading back.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::TryStreamExt;
use qdrant_client::layer::TransportLayer;
use qdrant_client::{
    CreateCollection, CreateFieldIndexCollection, Distance, Error, ErrorKind, FieldType,
    MultiVectorComparator, OperationKind, OrderBy, Payload, PointId, PointStruct, Qdrant, ScrollPoints,
    Vector, VectorParams, json,
};
use qdrant_gateway::Gateway;
use qdrant_testkit::{Fault, FaultLayer};

use crate::servers;

fn points(count: u64) -> impl Iterator<Item = PointStruct> {
    (0..count).map(|id| PointStruct::new(id, vec![1.0, id as f32], [("id", id)]))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_arrives_whole_and_is_read_back_page_by_page() {
    let running = servers::gateway().await.unwrap();
    for (name, client) in
        [("rest", servers::rest(&running).unwrap()), ("grpc", servers::route(&running).unwrap())]
    {
        let config = CreateCollection::new(name).vectors_config(VectorParams::new(2, Distance::Dot));
        client.create_collection(config).await.unwrap();
        let mut seen = Vec::new();
        let done = client
            .upload_points(name, points(1_003))
            .batch_size(100)
            .parallel(3)
            .on_progress(|progress| seen.push(progress.points))
            .await
            .unwrap();
        assert_eq!((done.points, done.batches), (1_003, 11));
        assert_eq!(seen.last(), Some(&1_003));

        let scroll = ScrollPoints::new(name).limit(100).with_vectors(true);
        let mut found: Vec<_> = client.scroll_all(scroll).try_collect().await.unwrap();
        found.sort_by_key(|point| point.id);
        assert_eq!(found.len(), 1_003);
        for (id, point) in (0_u64..).zip(&found) {
            assert_eq!((point.id, &point.payload["id"]), (id.into(), &id.into()));
        }
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_stay_below_what_a_server_takes() {
    let engine = Qdrant::in_memory().unwrap().transport();
    let running =
        Gateway::new(engine).max_body_size(64 << 10).bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap();
    let client = servers::rest(&running).unwrap();
    let words = VectorParams::new(16, Distance::Dot).multivector_config(MultiVectorComparator::MaxSim);
    client.create_collection(CreateCollection::new("c").vectors_config(words)).await.unwrap();
    // Each of them has about 10 KB in JSON.
    let point = |id: u64| {
        let vectors = (0..64_u8).map(|word| [0.1 + 0.01 * f32::from(word); 16]);
        PointStruct::new(id, Vector::new_multi(vectors), Payload::new())
    };
    let upload = || client.upload_points("c", (0..30).map(point));
    let error = upload().await.unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidRequest && error.progress().points == 0, "{error}");
    let done = upload().batch_bytes(32 << 10).await.unwrap();
    assert_eq!((done.points, done.batches), (30, 15));
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_point_ends_the_upload_and_says_how_far_it_came() {
    let client = Qdrant::in_memory().unwrap();
    client
        .create_collection(CreateCollection::new("c").vectors_config(VectorParams::new(2, Distance::Dot)))
        .await
        .unwrap();
    let bad = PointStruct::new(1_000, vec![f32::NAN, 0.0], Payload::new());
    let error = client.upload_points("c", points(20).chain([bad])).batch_size(10).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("20 points in 2 batches"), "{error}");
    assert_eq!(error.progress().resume_from, 20);
    assert_eq!(error.unconfirmed(), std::slice::from_ref(&(20..21)));
    assert_eq!(client.collection("c").count_all().await.unwrap(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_fails_now_and_then_goes_on_where_it_stopped() {
    let running = servers::gateway().await.unwrap();
    for client in [servers::rest(&running).unwrap(), servers::route(&running).unwrap()] {
        let name = client.info().name;
        let config = CreateCollection::new(&*name).vectors_config(VectorParams::new(2, Distance::Dot));
        client.create_collection(config).await.unwrap();
        // Every third write fails, before or after it took effect.
        let writes = AtomicU64::new(0);
        let faults = FaultLayer::new(move |request| {
            let busy = || Error::new(ErrorKind::Unavailable, "busy");
            match (request.kind(), writes.fetch_add(1, Ordering::Relaxed) % 6) {
                (OperationKind::UpsertPoints, 2) => Some(Fault::Before(busy())),
                (OperationKind::UpsertPoints, 5) => Some(Fault::After(busy())),
                _ => None,
            }
        });
        let faulty = Qdrant::from_transport(faults.layer(client.transport()));
        let (mut done, mut failures) = (0, 0);
        while let Err(error) =
            faulty.upload_points(&*name, points(100)).resume_from(done).batch_size(5).parallel(2).await
        {
            assert_eq!(error.kind(), ErrorKind::Unavailable);
            done = error.progress().resume_from;
            failures += 1;
            assert!(failures < 20, "it gets on: {error}");
        }
        assert!(failures > 2);
        assert_eq!(client.collection(&*name).count_all().await.unwrap(), 100);
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordered_scroll_goes_on_at_the_last_value() {
    let running = servers::gateway().await.unwrap();
    for client in [servers::rest(&running).unwrap(), servers::route(&running).unwrap()] {
        let name = client.info().name;
        let config = CreateCollection::new(&*name).vectors_config(VectorParams::new(2, Distance::Dot));
        client.create_collection(config).await.unwrap();
        let point = |id: u64| {
            let at = format!("2024-01-{:02}T00:00:00Z", 30 - id);
            PointStruct::new(
                id,
                [1.0, 0.0],
                Payload::from([("at", at.into()), ("half", json!(0.5 * id as f64))]),
            )
        };
        client.collection(&*name).upsert((1..=9).map(point).collect::<Vec<_>>()).await.unwrap();
        for (field, kind, expected) in [
            ("at", FieldType::Datetime, (1..=9).rev().collect::<Vec<u64>>()),
            ("half", FieldType::Float, (1..=9).collect()),
        ] {
            let index = CreateFieldIndexCollection::new(&*name, field, kind).wait(true);
            client.create_field_index(index).await.unwrap();
            let (mut order, mut found) = (OrderBy::new(field), Vec::new());
            loop {
                let page =
                    client.scroll(ScrollPoints::new(&*name).order_by(order.clone()).limit(4)).await.unwrap();
                // The last point of the page before comes again.
                let new =
                    page.points.into_iter().filter(|point| !found.contains(&point.id)).collect::<Vec<_>>();
                let Some(last) = new.last() else { break };
                order = order.start_from(last.order_value.unwrap());
                found.extend(new.iter().map(|point| point.id));
            }
            assert_eq!(found, expected.into_iter().map(PointId::from).collect::<Vec<_>>(), "{name} {field}");
        }
    }
    running.shutdown().await;
}
