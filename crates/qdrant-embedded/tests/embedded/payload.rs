//! Payload: set, overwrite, delete, clear.

use qdrant_core::{
    ClearPayloadPoints, DeletePayloadPoints, ErrorKind, OverwritePayloadPoints, Payload, SetPayloadPoints,
    TransportExt, UpdateStatus, json,
};

use crate::support::{NAME, get, odd, payload, plain};

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
