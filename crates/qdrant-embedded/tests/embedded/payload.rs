//! Payload: set, overwrite, delete, clear.

use qdrant_core::{
    ClearPayloadPoints, Condition, CountPoints, DeletePayloadPoints, ErrorKind, FieldType, Filter,
    OverwritePayloadPoints, Payload, PointStruct, SetPayloadPoints, TransportExt, UpdateStatus, json,
};

use crate::support::{NAME, create_plain, get, in_memory, index, odd, payload, plain, upsert};

#[tokio::test]
async fn set_merges_and_overwrite_replaces() {
    let transport = plain(3).await;
    let read = async |number: u64| get(&transport, number).await.unwrap().payload;
    let set = SetPayloadPoints::new(NAME, payload(json!({"extra": {"a": 1}, "parity": null})))
        .points_selector([1_u64]);
    assert_eq!(transport.call(set.wait(true)).await.unwrap().status, UpdateStatus::Completed);
    assert_eq!(read(1).await, payload(json!({"n": 1, "extra": {"a": 1}})));
    let set = SetPayloadPoints::new(NAME, [("b", 2)]).points_selector([1_u64]).key("extra").wait(true);
    transport.call(set).await.unwrap();
    assert_eq!(read(1).await, payload(json!({"n": 1, "extra": {"a": 1, "b": 2}})));
    let by_filter = SetPayloadPoints::new(NAME, [("seen", true)]).points_selector(odd()).wait(true);
    transport.call(by_filter).await.unwrap();
    assert_eq!(read(3).await["seen"], true);
    assert_eq!(read(2).await["seen"], json!(null));
    let overwrite = OverwritePayloadPoints::new(NAME, [("only", "this")]).points_selector([2_u64]).wait(true);
    transport.call(overwrite).await.unwrap();
    assert_eq!(read(2).await, Payload::from([("only", "this")]));
}

#[tokio::test]
async fn keys_and_whole_payloads_are_removed() {
    let transport = plain(3).await;
    let nested = payload(json!({"list": [{"a": 1, "b": 2}, {"a": 3}], "deep": {"x": {"y": 1}, "z": 2}}));
    let set = SetPayloadPoints::new(NAME, nested).points_selector([1_u64]).wait(true);
    transport.call(set).await.unwrap();
    let delete =
        DeletePayloadPoints::new(NAME, ["list[].a", "deep.x.y", "n"]).points_selector([1_u64]).wait(true);
    transport.call(delete).await.unwrap();
    let left = get(&transport, 1).await.unwrap().payload;
    assert_eq!(left, payload(json!({"parity": "odd", "list": [{"b": 2}, {}], "deep": {"x": {}, "z": 2}})));
    transport.call(ClearPayloadPoints::new(NAME).points([1_u64]).wait(true)).await.unwrap();
    assert!(get(&transport, 1).await.unwrap().payload.is_empty());
    transport.call(ClearPayloadPoints::new(NAME).points(odd()).wait(true)).await.unwrap();
    assert!(get(&transport, 3).await.unwrap().payload.is_empty());
    assert!(!get(&transport, 2).await.unwrap().payload.is_empty());
}

#[tokio::test]
async fn wrong_paths_and_missing_points_are_named() {
    let transport = plain(1).await;
    let delete = DeletePayloadPoints::new(NAME, ["fine", "a["]).points_selector([1_u64]);
    let error = transport.call(delete).await.unwrap_err();
    assert_eq!((error.field(), error.message()), (Some("keys[1]"), "Invalid json path: 'a['"));
    let missing = SetPayloadPoints::new(NAME, [("a", 1)]).points_selector([9_u64]);
    let error = transport.call(missing).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "Not found: No point with id 9 found"));
    let below = OverwritePayloadPoints::new(NAME, [("a", 1)]).points_selector([1_u64]).key("b");
    assert!(transport.call(below).await.unwrap_err().is_unsupported());
    // None of this harms what comes later.
    let set = SetPayloadPoints::new(NAME, [("a", 1)]).points_selector([1_u64]).wait(true);
    transport.call(set).await.unwrap();
    assert_eq!(get(&transport, 1).await.unwrap().payload["a"], 1);
}

#[tokio::test]
async fn an_index_knows_nothing_of_what_was_deleted_around_it() {
    let transport = in_memory();
    create_plain(&transport).await;
    let list = json!({"l": [{"n": 7, "k": "x"}, {"m": [{"n": 7}]}], "o": {"n": 7}, "n": [7, 8]});
    let points = (1..=2_u64).map(|id| PointStruct::new(id, vec![1.0, 0.0], payload(list.clone())));
    upsert(&transport, points).await;
    let fields = ["l[].n", "l[].m[].n", "o.n", "n[0]"];
    for field in fields {
        index(&transport, field, FieldType::Integer).await;
    }
    let found = |field: &str| {
        let seven = Filter::must([Condition::matches(field, 7)]);
        transport.call(CountPoints::new(NAME).filter(seven))
    };
    let delete = |key: &str, id: u64| {
        let delete = DeletePayloadPoints::new(NAME, [key]).points_selector([id]).wait(true);
        transport.call(delete)
    };
    // A number in a path deletes nothing.
    for (key, left) in
        [("l[].m", [2, 1, 2, 2]), ("o", [2, 1, 1, 2]), ("n[0]", [2, 1, 1, 2]), ("l", [1, 1, 1, 2])]
    {
        delete(key, 1).await.unwrap();
        for (field, left) in fields.into_iter().zip(left) {
            assert_eq!(found(field).await.unwrap(), left, "{field} without {key}");
        }
    }
    let missing = DeletePayloadPoints::new(NAME, ["l"]).points_selector([2_u64, 9]).wait(true);
    assert!(transport.call(missing).await.unwrap_err().is_not_found());
    assert_eq!(found("l[].n").await.unwrap(), 0);
}
