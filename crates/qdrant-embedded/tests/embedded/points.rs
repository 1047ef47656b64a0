//! Points: upsert, delete, get, scroll, count.

use qdrant_core::{
    Condition, CountPoints, DeletePoints, Direction, ErrorKind, FieldType, Filter, GetPoints, OrderBy,
    OrderValue, Payload, PointId, PointStruct, ScrollPoints, ShardKeySelector, SparseVector, StartFrom,
    TransportExt, UpdateMode, UpdateStatus, UpsertPoints, Vector, VectorOutput, Vectors, WithPayloadSelector,
    json,
};

use crate::support::{NAME, get, index, number, odd, payload, plain, point, rich, rich_point, upsert};

#[tokio::test]
async fn every_kind_of_vector_comes_back() {
    let transport = rich().await;
    let uuid: PointId = "936da01f-9abd-4d9d-80c7-02af85c822a8".parse().unwrap();
    let mut with_uuid = rich_point(1, 3.0, 4.0);
    with_uuid.id = uuid;
    upsert(&transport, [with_uuid, PointStruct::new(7, Vectors::none(), Payload::new())]).await;
    let found =
        transport.call(GetPoints::new(NAME, [PointId::from(7), uuid]).with_vectors(true)).await.unwrap();
    assert_eq!(found.iter().map(|point| point.id).collect::<Vec<_>>(), [PointId::from(7), uuid]);
    let vectors = found[1].vectors.as_ref().unwrap();
    let dense = |name: &str| vectors.get(name).unwrap().as_dense().unwrap().to_vec();
    assert_eq!(dense("dense"), [3.0, 4.0]);
    assert_eq!(dense("place"), [3.0, 4.0]);
    assert_eq!(dense("angle"), [0.6, 0.8]);
    let rows = vec![vec![3.0, 4.0], vec![4.0, 3.0]];
    assert_eq!(vectors.get("multi"), Some(&VectorOutput::MultiDense(rows.into())));
    let sparse = SparseVector::from([(2, 4.0), (7, 3.0)]);
    assert_eq!(vectors.get("words"), Some(&VectorOutput::Sparse(sparse)));
    assert_eq!(found[0].vectors.as_ref().map(|vectors| vectors.get("dense").is_some()), Some(false));
}

#[tokio::test]
async fn an_upsert_replaces_the_whole_point() {
    let transport = rich().await;
    upsert(&transport, [rich_point(1, 1.0, 2.0)]).await;
    upsert(&transport, [PointStruct::new(1, [("dense", vec![5.0, 6.0])], [("new", true)])]).await;
    let point = get(&transport, 1).await.unwrap();
    assert_eq!(point.payload, Payload::from([("new", true)]));
    let vectors = point.vectors.unwrap();
    assert_eq!(vectors.get("dense").unwrap().as_dense(), Some(&[5.0, 6.0][..]));
    assert!(vectors.get("angle").is_none() && vectors.get("words").is_none());
    upsert(&transport, [PointStruct::new(1, [("dense", vec![5.0, 6.0])], Payload::new())]).await;
    assert!(get(&transport, 1).await.unwrap().payload.is_empty());
}

#[tokio::test]
async fn operations_are_numbered_and_say_how_far_they_are() {
    let transport = plain(1).await;
    let upsert = |wait: Option<bool>| {
        let mut upsert = UpsertPoints::new(NAME, vec![point(2)]);
        upsert.wait = wait;
        transport.call(upsert)
    };
    let done = upsert(Some(true)).await.unwrap();
    assert_eq!((done.operation_id, done.status), (Some(1), UpdateStatus::Completed));
    let done = upsert(None).await.unwrap();
    assert_eq!((done.operation_id, done.status), (Some(2), UpdateStatus::Acknowledged));
    let done = upsert(Some(false)).await.unwrap();
    assert_eq!((done.operation_id, done.status), (Some(3), UpdateStatus::Acknowledged));
    let found = transport.call(qdrant_core::QueryPoints::new(NAME).query(vec![1.0, 0.0])).await.unwrap();
    assert_eq!(found.iter().map(|point| point.version).collect::<Vec<_>>(), [3, 0]);
}

#[tokio::test]
async fn update_modes_and_filters_decide_which_points_are_written() {
    let transport = plain(4).await;
    let changed = |number: u64| PointStruct::new(number, vec![0.0, 0.0], [("changed", true)]);
    let is_changed =
        async |number: u64| get(&transport, number).await.map(|point| point.payload.contains_key("changed"));
    let insert = UpsertPoints::new(NAME, vec![changed(1), changed(11)]).update_mode(UpdateMode::InsertOnly);
    transport.call(insert.wait(true)).await.unwrap();
    assert_eq!((is_changed(1).await, is_changed(11).await), (Some(false), Some(true)));
    let update = UpsertPoints::new(NAME, vec![changed(2), changed(12)]).update_mode(UpdateMode::UpdateOnly);
    transport.call(update.wait(true)).await.unwrap();
    assert_eq!((is_changed(2).await, is_changed(12).await), (Some(true), None));
    let filtered = UpsertPoints::new(NAME, vec![changed(3), changed(4), changed(13)]).update_filter(odd());
    transport.call(filtered.wait(true)).await.unwrap();
    assert_eq!(
        (is_changed(3).await, is_changed(4).await, is_changed(13).await),
        (Some(true), Some(false), Some(true))
    );
}

#[tokio::test]
async fn points_are_deleted_by_id_and_by_filter() {
    let transport = plain(10).await;
    let delete = DeletePoints::new(NAME).points([2_u64, 4, 99]).wait(true);
    assert_eq!(transport.call(delete).await.unwrap().status, UpdateStatus::Completed);
    transport.call(DeletePoints::new(NAME).points(odd()).wait(true)).await.unwrap();
    let left = transport.call(ScrollPoints::new(NAME)).await.unwrap();
    assert_eq!(left.points.iter().map(|point| number(point.id)).collect::<Vec<_>>(), [6, 8, 10]);
    let everything = DeletePoints::new(NAME).points(Filter::default()).wait(true);
    transport.call(everything).await.unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_write_to_no_points_is_refused_as_by_a_server() {
    let transport = plain(1).await;
    let none = Vec::<PointStruct>::new();
    let error = transport.call(UpsertPoints::new(NAME, none)).await.unwrap_err();
    assert_eq!(error.message(), "Wrong input: Empty update request");
    assert!(transport.call(DeletePoints::new(NAME)).await.unwrap_err().is_invalid_request());
}

#[tokio::test]
async fn reads_return_what_was_asked_for() {
    let transport = plain(2).await;
    let read = |get: GetPoints| async { transport.call(get).await.unwrap().remove(0) };
    let base = || GetPoints::new(NAME, [2_u64]);
    let all = read(base()).await;
    assert_eq!((all.payload, all.vectors), (payload(json!({"n": 2, "parity": "even"})), None));
    assert!(read(base().with_payload(false)).await.payload.is_empty());
    let some = read(base().with_payload(["n"]).with_vectors(true)).await;
    assert_eq!(some.payload, payload(json!({"n": 2})));
    assert_eq!(some.vectors.unwrap().get("").unwrap().as_dense(), Some(&[2.0, 1.0][..]));
    let rest = read(base().with_payload(WithPayloadSelector::exclude(["n"]))).await;
    assert_eq!(rest.payload, payload(json!({"parity": "even"})));
    // Order is that of the request; what does not exist and what comes twice is left out.
    let found = transport.call(GetPoints::new(NAME, [9_u64, 2, 1, 2])).await.unwrap();
    assert_eq!(found.iter().map(|point| number(point.id)).collect::<Vec<_>>(), [2, 1]);
}

#[tokio::test]
async fn pages_follow_each_other() {
    let transport = plain(7).await;
    let mut pages = Vec::new();
    let mut offset = None;
    loop {
        let mut scroll = ScrollPoints::new(NAME).limit(3);
        scroll.offset = offset;
        let page = transport.call(scroll).await.unwrap();
        pages.push(page.points.iter().map(|point| number(point.id)).collect::<Vec<_>>());
        offset = page.next_page_offset;
        if offset.is_none() {
            break;
        }
    }
    assert_eq!(pages, [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
    let filtered =
        transport.call(ScrollPoints::new(NAME).filter(odd()).offset(PointId::from(2))).await.unwrap();
    assert_eq!(filtered.points.iter().map(|point| number(point.id)).collect::<Vec<_>>(), [3, 5, 7]);
}

#[tokio::test]
async fn points_can_be_read_in_the_order_of_an_indexed_field() {
    let transport = plain(5).await;
    let order = OrderBy::new("n").direction(Direction::Desc);
    let scroll =
        || ScrollPoints::new(NAME).order_by(order.clone().start_from(StartFrom::Integer(4))).limit(2);
    let error = transport.call(scroll()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().starts_with("Wrong input: No range index for `order_by` key: `n`"), "{error}");
    index(&transport, "n", FieldType::Integer).await;
    let page = transport.call(scroll()).await.unwrap();
    let found = page.points.iter().map(|point| (number(point.id), point.order_value)).collect::<Vec<_>>();
    assert_eq!(found, [(4, Some(OrderValue::Int(4))), (3, Some(OrderValue::Int(3)))]);
    assert_eq!(page.next_page_offset, None);
    let both = transport.call(scroll().offset(PointId::from(1))).await.unwrap_err();
    assert!(both.message().contains("Cannot use an `offset` when using `order_by`"), "{both}");
}

#[tokio::test]
async fn counts_are_exact_or_near() {
    let transport = plain(9).await;
    let count = |count: CountPoints| async { transport.call(count).await.unwrap() };
    assert_eq!(count(CountPoints::new(NAME)).await, 9);
    assert_eq!(count(CountPoints::new(NAME).filter(odd())).await, 5);
    assert_eq!(count(CountPoints::new(NAME).exact(false)).await, 9);
    assert!(count(CountPoints::new(NAME).filter(odd()).exact(false)).await <= 9);
    assert_eq!(count(CountPoints::new(NAME).filter(Filter::must([Condition::has_id([1_u64, 99])]))).await, 1);
}

#[tokio::test]
async fn slices_are_disjoint_and_together_everything() {
    let transport = plain(30).await;
    let slice = |index: u32| Filter::must([Condition::slice(3, index)]);
    let mut found = Vec::new();
    for index in 0..3 {
        let page = transport.call(ScrollPoints::new(NAME).filter(slice(index)).limit(100)).await.unwrap();
        let count = transport.call(CountPoints::new(NAME).filter(slice(index))).await.unwrap();
        assert_eq!(page.points.len() as u64, count);
        found.extend(page.points.iter().map(|point| number(point.id)));
    }
    found.sort_unstable();
    assert_eq!(found, (1..=30).collect::<Vec<_>>());
    transport.call(DeletePoints::new(NAME).points(slice(0)).wait(true)).await.unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME).filter(slice(0))).await.unwrap(), 0);
}

#[tokio::test]
async fn shard_keys_are_unsupported_and_other_cluster_settings_are_ignored() {
    let transport = plain(1).await;
    let upsert = UpsertPoints::new(NAME, vec![point(2)]).ordering(qdrant_core::WriteOrdering::Strong);
    transport.call(upsert.clone()).await.unwrap();
    let error = transport.call(upsert.shard_key_selector("a")).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("shard_key_selector")));
    let count = CountPoints::new(NAME).read_consistency(qdrant_core::ReadConsistencyType::All);
    transport.call(count.clone()).await.unwrap();
    let selector = ShardKeySelector::from("a");
    assert!(transport.call(count.shard_key_selector(selector)).await.unwrap_err().is_unsupported());
}

#[tokio::test]
async fn texts_are_embedded_with_bm25_and_nothing_else() {
    let transport = rich().await;
    let document = |text: &str| qdrant_core::Document::new(text, "qdrant/bm25");
    let point =
        |id: u64, text: &str| PointStruct::new(id, [("idf", Vector::from(document(text)))], Payload::new());
    upsert(
        &transport,
        [point(1, "the cat sat on the mat"), point(2, "dogs chase cats"), point(3, "a red car")],
    )
    .await;
    let query = qdrant_core::QueryPoints::new(NAME).query(document("cat")).using("idf");
    let found = transport.call(query).await.unwrap();
    assert_eq!(crate::support::ids(&found).len(), 2);
    let other =
        PointStruct::new(4, [("idf", Vector::from(qdrant_core::Document::new("x", "m")))], Payload::new());
    let error = transport.call(UpsertPoints::new(NAME, vec![other])).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Unsupported, Some("points[0].vector[\"idf\"].model"))
    );
    let image = PointStruct::new(4, [("dense", qdrant_core::Image::new("u", "m"))], Payload::new());
    assert!(transport.call(UpsertPoints::new(NAME, vec![image])).await.unwrap_err().is_unsupported());
}
