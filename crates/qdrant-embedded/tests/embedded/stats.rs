//! What the engine tells of itself.

use std::time::Duration;

use qdrant_core::{
    CountPoints, CreateCollection, Distance, ErrorKind, GetCollectionInfoRequest, MetricsRequest,
    OperationKind, Payload, PointStruct, TelemetryRequest, TransportExt, UpsertPoints, VectorParams,
};
use qdrant_embedded::{EmbeddedStats, EmbeddedTransport, OperationStats};

use crate::support::{NAME, create_plain, plain, upsert};

fn of(stats: &EmbeddedStats, kind: OperationKind) -> &OperationStats {
    stats.operations.iter().find(|stats| stats.kind == kind).unwrap()
}

#[tokio::test]
async fn calls_and_failures_are_counted_by_operation() {
    let transport = plain(3).await;
    for _ in 0..4 {
        transport.call(CountPoints::new(NAME)).await.unwrap();
    }
    transport.call(CountPoints::new("none")).await.unwrap_err();
    let stats = transport.stats().await.unwrap();
    let count = of(&stats, OperationKind::CountPoints);
    assert_eq!((count.count, count.failures), (5, 1));
    assert!(count.average() > Duration::ZERO && count.total > count.average());
    assert_eq!(count.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), 5);
    assert_eq!(of(&stats, OperationKind::UpsertPoints).failures, 0);
    assert_eq!(stats.failures, [(ErrorKind::NotFound, 1)]);
    // What was never called is left out.
    assert!(stats.operations.iter().all(|stats| stats.kind != OperationKind::QueryPoints));
    assert!(stats.uptime >= count.total);
}

#[tokio::test]
async fn collections_tell_what_they_hold() {
    let transport = plain(3).await;
    let vector = || VectorParams::new(2, Distance::Dot);
    let create = CreateCollection::new("named").vectors_config([("a", vector()), ("b", vector())]);
    transport.call(create).await.unwrap();
    let points = [
        PointStruct::new(1, [("a", vec![1.0, 1.0]), ("b", vec![1.0, 1.0])], Payload::new()),
        PointStruct::new(2, [("b", vec![1.0, 1.0])], Payload::new()),
    ];
    transport.call(UpsertPoints::new("named", points).wait(true)).await.unwrap();
    let stats = transport.stats().await.unwrap();
    assert_eq!(stats.collections.len(), 2);
    let named = &stats.collections[0];
    assert_eq!((named.name.as_str(), named.points, named.segments), ("named", Some(2), Some(1)));
    assert_eq!(named.vectors, [("a".to_owned(), 1), ("b".to_owned(), 2)].into());
    assert_eq!((named.indexed_vectors, named.optimizing, &named.broken), (Some(0), false, &None));
    assert_eq!(stats.collections[1].vectors, [(String::new(), 3)].into());
    let text = stats.to_prometheus();
    for line in [
        "collections_total 2",
        r#"collection_points{id="named"} 2"#,
        r#"collection_vectors{collection="named",vector="b"} 2"#,
        r#"embedded_operation_duration_seconds_count{operation="upsert_points"} 2"#,
    ] {
        assert!(text.lines().any(|has| has == line), "{line} is not in\n{text}");
    }
    #[cfg(target_os = "linux")]
    assert!(stats.process.resident_bytes.is_some() && text.contains("\nmemory_resident_bytes "));
}

#[tokio::test]
async fn reading_the_statistics_opens_no_collection_and_needs_an_open_transport() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    upsert(&transport, [crate::support::point(1)]).await;
    transport.close().await.unwrap();
    assert_eq!(transport.stats().await.unwrap_err().kind(), ErrorKind::Closed);
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    let idle = transport.stats().await.unwrap().collections.remove(0);
    assert_eq!((idle.points, idle.segments, idle.vectors.len()), (None, None, 0));
    transport.call(GetCollectionInfoRequest::new(NAME)).await.unwrap();
    assert_eq!(transport.stats().await.unwrap().collections[0].points, Some(1));
}

#[tokio::test]
async fn telemetry_tells_more_the_more_is_asked_for() {
    let transport = plain(2).await;
    let lowest = transport.call(TelemetryRequest::new()).await.unwrap();
    assert_eq!((lowest.collections.number_of_collections, &lowest.collections.collections), (1, &None));
    assert!(lowest.app.is_some() && lowest.other.is_empty());
    let more = transport.call(TelemetryRequest::new().details_level(1)).await.unwrap();
    assert_eq!(more.id, lowest.id);
    assert_eq!(more.other["embedded"]["operations"]["create_collection"]["count"], 1);
    let most = transport.call(TelemetryRequest::new().details_level(2)).await.unwrap();
    let json = serde_json::to_value(&most).unwrap();
    assert_eq!(json["collections"]["collections"][0]["id"], NAME);
    assert_eq!(json["collections"]["collections"][0]["shards"][0]["local"]["num_points"], 2);
    let hidden = TelemetryRequest::new().details_level(2).anonymize(true);
    let hidden = serde_json::to_string(&transport.call(hidden).await.unwrap()).unwrap();
    assert!(!hidden.contains(NAME), "{hidden}");
}

#[tokio::test]
async fn metrics_are_text_and_can_be_anonymous() {
    let transport = plain(2).await;
    let metrics = transport.call(MetricsRequest::new()).await.unwrap();
    assert!(metrics.contains("\ncollections_total 1\n") && metrics.contains(NAME), "{metrics}");
    assert!(!transport.call(MetricsRequest::new().anonymize(true)).await.unwrap().contains(NAME));
    let error = transport.call(MetricsRequest::new().per_collection(true)).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("per_collection")));
}
