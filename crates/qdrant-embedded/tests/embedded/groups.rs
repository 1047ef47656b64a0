//! Queries whose points are grouped.

use qdrant_core::{
    Condition, CreateCollection, Distance, FieldType, Filter, Fusion, GroupId, OrderBy, PointGroup,
    PointStruct, PrefetchQuery, Query, QueryPointGroups, TransportExt, UpsertPoints, Uuid, Value,
    VectorParams, WithLookup, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{NAME, create_plain, ids, in_memory, index, payload, upsert};

/// Makes a point whose score against `[1, 0]` is `score`.
fn scored(id: u64, score: u64, json: Value) -> PointStruct {
    PointStruct::new(id, vec![score as f32, 1.0], payload(json))
}

fn shape(groups: &[PointGroup]) -> Vec<(GroupId, Vec<u64>)> {
    groups.iter().map(|group| (group.id.clone(), ids(&group.hits))).collect()
}

fn by(field: &str) -> QueryPointGroups {
    QueryPointGroups::new(NAME, field).query(vec![1.0, 0.0])
}

async fn authors() -> EmbeddedTransport {
    let transport = in_memory();
    create_plain(&transport).await;
    let points = [
        scored(1, 90, json!({"author": "ann", "year": 2001})),
        scored(2, 80, json!({"author": "ann", "year": 2002})),
        scored(3, 70, json!({"author": ["bob", "ann"], "year": 2001})),
        scored(4, 60, json!({"author": "bob", "year": -5})),
        scored(5, 50, json!({"author": "cat"})),
        scored(6, 95, json!({"author": null})),
        scored(7, 99, json!({"author": 1.5})),
        scored(8, 98, json!({"other": "ann"})),
        scored(9, 40, json!({"author": {"name": "x"}})),
        scored(10, 30, json!({"author": []})),
    ];
    upsert(&transport, points).await;
    transport
}

#[tokio::test]
async fn the_best_points_of_the_best_groups_are_returned() {
    let transport = authors().await;
    let groups = transport.call(by("author").group_size(2).limit(5)).await.unwrap();
    let expected: Vec<(GroupId, Vec<u64>)> =
        vec![("ann".into(), vec![1, 2]), ("bob".into(), vec![3, 4]), ("cat".into(), vec![5])];
    assert_eq!(shape(&groups), expected);
    assert_eq!(groups[0].hits[0].score, 90.0);
    assert!(groups[0].hits[0].payload.0.is_empty() && groups[0].hits[0].vectors.is_none());
    let two = transport.call(by("author").group_size(1).limit(2)).await.unwrap();
    assert_eq!(shape(&two), [("ann".into(), vec![1]), ("bob".into(), vec![3])]);
}

#[tokio::test]
async fn the_field_may_be_deep_inside() {
    let transport = in_memory();
    create_plain(&transport).await;
    let tags = |names: [&str; 2]| json!({"in": {"tags": names.map(|name| json!({"name": name}))}});
    let points = [
        scored(1, 90, tags(["a", "b"])),
        scored(2, 80, tags(["b", "c"])),
        scored(3, 70, tags(["a", "c"])),
        scored(4, 60, json!({"in": {"tags": []}})),
    ];
    upsert(&transport, points).await;
    let group = |id: &str, points: &[u64]| (GroupId::from(id), points.to_vec());
    let first = transport.call(by("in.tags[0].name")).await.unwrap();
    assert_eq!(shape(&first), [group("a", &[1, 3]), group("b", &[2])]);
    let second = transport.call(by("in.tags[1].name")).await.unwrap();
    assert_eq!(shape(&second), [group("b", &[1]), group("c", &[2, 3])]);
    let any = transport.call(by("in.tags[].name").group_size(3)).await.unwrap();
    assert_eq!(shape(&any), [group("a", &[1, 3]), group("b", &[1, 2]), group("c", &[2, 3])]);
}

#[tokio::test]
async fn integers_make_groups_too() {
    let transport = authors().await;
    let groups = transport.call(by("year")).await.unwrap();
    let expected: Vec<(GroupId, Vec<u64>)> =
        vec![(2001_u64.into(), vec![1, 3]), (2002_u64.into(), vec![2]), ((-5_i64).into(), vec![4])];
    assert_eq!(shape(&groups), expected);
    index(&transport, "year", FieldType::Integer).await;
    assert_eq!(shape(&transport.call(by("year")).await.unwrap()), expected);
}

#[tokio::test]
async fn groups_that_are_hidden_behind_a_large_one_are_found() {
    let transport = in_memory();
    create_plain(&transport).await;
    // The first hundred points are of one group, and a query for six finds only those.
    let mut points: Vec<_> = (0..100).map(|id| scored(id, 1_000 - id, json!({"g": "big"}))).collect();
    points.extend((100..110).map(|id| scored(id, 500 - id, json!({"g": format!("small-{}", id % 3)}))));
    upsert(&transport, points).await;
    let groups = transport.call(by("g").group_size(2).limit(3)).await.unwrap();
    let expected: Vec<(GroupId, Vec<u64>)> = vec![
        ("big".into(), vec![0, 1]),
        ("small-1".into(), vec![100, 103]),
        ("small-2".into(), vec![101, 104]),
    ];
    assert_eq!(shape(&groups), expected);
}

#[tokio::test]
async fn groups_that_are_not_full_are_filled() {
    let transport = in_memory();
    create_plain(&transport).await;
    // Each group has one good point; the rest of them come after many others.
    let mut points: Vec<_> = (0..4).map(|id| scored(id, 1_000, json!({"g": id}))).collect();
    points.extend((10..60).map(|id| scored(id, 500, json!({"g": "else"}))));
    points.extend((100..104).map(|id| scored(id, 10, json!({"g": id - 100}))));
    upsert(&transport, points).await;
    let groups = transport.call(by("g").group_size(2).limit(4)).await.unwrap();
    assert_eq!(groups.len(), 4);
    for group in groups {
        let GroupId::Unsigned(number) = group.id else { panic!("{:?}", group.id) };
        assert_eq!(ids(&group.hits), [number, number + 100]);
    }
}

#[tokio::test]
async fn small_scores_are_better_where_they_are_distances() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME).vectors_config(VectorParams::new(1, Distance::Euclid));
    transport.call(create).await.unwrap();
    let points: Vec<_> = (0..12_u64)
        .map(|id| PointStruct::new(id, vec![id as f32], payload(json!({"g": format!("g{}", id % 3)}))))
        .collect();
    transport.call(UpsertPoints::new(NAME, points)).await.unwrap();
    let groups = QueryPointGroups::new(NAME, "g").query(vec![4.0]).limit(2).group_size(2);
    let groups = transport.call(groups).await.unwrap();
    assert_eq!(groups[0].id, "g1".into());
    assert_eq!(ids(&groups[0].hits)[0], 4);
    assert!(groups.iter().all(|group| group.hits[0].score <= group.hits[1].score));
}

#[tokio::test]
async fn filters_prefetches_orders_and_payload_count() {
    let transport = authors().await;
    index(&transport, "year", FieldType::Integer).await;
    let filtered = by("author")
        .filter(Filter::must([Condition::matches("year", 2001)]))
        .with_payload(vec!["year".to_owned()])
        .with_vectors(true);
    let groups = transport.call(filtered).await.unwrap();
    assert_eq!(shape(&groups), [("ann".into(), vec![1, 3]), ("bob".into(), vec![3])]);
    assert_eq!(groups[0].hits[0].payload, payload(json!({"year": 2001})));
    assert!(groups[0].hits[0].vectors.is_some());

    let prefetch = PrefetchQuery::default().query(vec![1.0, 0.0]).limit(1);
    let fused = QueryPointGroups::new(NAME, "author").add_prefetch(prefetch).query(Query::from(Fusion::Rrf));
    let groups = transport.call(fused.group_size(5)).await.unwrap();
    assert_eq!(groups[0].id, "ann".into());

    let ordered = QueryPointGroups::new(NAME, "author").query(OrderBy::new("year")).group_size(3);
    let groups = transport.call(ordered).await.unwrap();
    assert_eq!(shape(&groups), [("bob".into(), vec![4, 3]), ("ann".into(), vec![1, 3, 2])]);

    let by_id = QueryPointGroups::new(NAME, "author").query(1).limit(1);
    let groups = transport.call(by_id).await.unwrap();
    assert!(!ids(&groups[0].hits).contains(&1));
    let unordered = transport.call(QueryPointGroups::new(NAME, "author")).await.unwrap();
    assert_eq!(unordered.len(), 3);
    let above = by("author").score_threshold(75.0);
    assert_eq!(shape(&transport.call(above).await.unwrap()), [("ann".into(), vec![1, 2])]);
}

#[tokio::test]
async fn groups_look_up_points_of_another_collection() {
    let transport = in_memory();
    create_plain(&transport).await;
    let uuid = Uuid::from_u128(7);
    let points = [
        scored(1, 9, json!({"of": 10})),
        scored(2, 8, json!({"of": uuid.to_string()})),
        scored(3, 7, json!({"of": 99})),
        scored(4, 6, json!({"of": "no id"})),
        scored(5, 5, json!({"of": -1})),
    ];
    upsert(&transport, points).await;
    let other = CreateCollection::new("documents").vectors_config(VectorParams::new(1, Distance::Dot));
    transport.call(other).await.unwrap();
    let documents = vec![
        PointStruct::new(10, vec![1.0], payload(json!({"title": "ten", "long": "..."}))),
        PointStruct::new(uuid, vec![2.0], payload(json!({"title": "seven"}))),
    ];
    transport.call(UpsertPoints::new("documents", documents)).await.unwrap();
    let groups = transport.call(by("of").with_lookup("documents")).await.unwrap();
    let titles: Vec<_> = groups
        .iter()
        .map(|group| group.lookup.as_ref().map(|point| point.payload["title"].clone()))
        .collect();
    assert_eq!(titles, [Some("ten".into()), Some("seven".into()), None, None, None]);
    assert!(groups[0].lookup.as_ref().unwrap().vectors.is_none());

    let mut lookup = WithLookup::from("documents");
    lookup.with_payload = Some(vec!["title".to_owned()].into());
    lookup.with_vectors = Some(true.into());
    let groups = transport.call(by("of").with_lookup(lookup)).await.unwrap();
    let found = groups[0].lookup.as_ref().unwrap();
    assert_eq!(found.payload, payload(json!({"title": "ten"})));
    assert!(found.vectors.is_some());

    let error = transport.call(by("of").with_lookup("nowhere")).await.unwrap_err();
    assert_eq!(error.field(), Some("with_lookup.collection"));
    assert!(error.is_not_found());
}

#[tokio::test]
async fn odd_groupings_are_answered_or_refused() {
    let transport = authors().await;
    assert!(transport.call(by("nothing")).await.unwrap().is_empty());
    let error = transport.call(by("a[")).await.unwrap_err();
    assert_eq!(error.field(), Some("group_by"));
    let huge = by("author").limit(u64::MAX).group_size(u64::MAX);
    assert_eq!(transport.call(huge).await.unwrap().len(), 3);
    let sliced = by("author").filter(Filter::must([Condition::slice(1, 0)]));
    assert_eq!(transport.call(sliced).await.unwrap().len(), 3);
    let nested = in_memory();
    create_plain(&nested).await;
    let large = u64::MAX;
    upsert(&nested, [scored(1, 1, json!({"a": {"b": [{"c": "x"}, {"c": large}]}}))]).await;
    let groups = nested.call(by("a.b[].c")).await.unwrap();
    assert_eq!(shape(&groups), [("x".into(), vec![1]), (large.into(), vec![1])]);
}
