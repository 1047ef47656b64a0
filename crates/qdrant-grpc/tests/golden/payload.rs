use std::time::Duration;

use qdrant_core::{
    ClearPayloadPoints, DeletePayloadPoints, ErrorKind, OperationKind, OverwritePayloadPoints, Payload,
    SetPayloadPoints, UpdateStatus, Value, WriteOrdering, json,
};

use super::{answered, assert_facts, by_id, encode, keys, proto, refused, sent, strong, text, usage_message};

fn set() -> SetPayloadPoints {
    SetPayloadPoints::new("c", [("city", json!("Berlin")), ("tags", json!([]))])
        .points_selector([1_u64, 2])
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("s")
        .key("a.b")
        .timeout(Duration::from_secs(5))
}

fn set_message() -> proto::SetPayloadPoints {
    let list = proto::value::Kind::ListValue(proto::ListValue { values: Vec::new() });
    proto::SetPayloadPoints {
        collection_name: "c".into(),
        wait: Some(true),
        payload: [
            ("city".to_owned(), text("Berlin")),
            ("tags".to_owned(), proto::Value { kind: Some(list) }),
        ]
        .into(),
        points_selector: Some(by_id(&[1, 2])),
        ordering: Some(strong()),
        shard_key_selector: Some(keys(&["s"])),
        key: Some("a.b".into()),
        timeout: Some(5),
    }
}

#[test]
fn set_and_overwrite() {
    let message: proto::SetPayloadPoints = sent(set(), "/qdrant.Points/SetPayload");
    assert_eq!(message, set_message());
    let overwrite = OverwritePayloadPoints::from(set());
    let message: proto::SetPayloadPoints = sent(overwrite, "/qdrant.Points/OverwritePayload");
    assert_eq!(message, set_message());
}

#[test]
fn what_is_not_set_is_not_sent() {
    let set = SetPayloadPoints::new("c", Payload::new()).points_selector([1_u64]);
    let message: proto::SetPayloadPoints = sent(set, "/qdrant.Points/SetPayload");
    let expected = proto::SetPayloadPoints {
        collection_name: "c".into(),
        points_selector: Some(by_id(&[1])),
        ..Default::default()
    };
    assert_eq!(message, expected);
}

#[test]
fn a_payload_that_is_too_deep_is_named() {
    let deep = (0..60).fold(Value::Null, |inner, _| json!([inner]));
    let error =
        encode(SetPayloadPoints::new("c", [("k", deep)]).points_selector([1_u64]).into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.field().unwrap().starts_with(r#"payload["k"][0][0]"#), "{error}");
    assert!(error.is_not_sent());
}

#[test]
fn delete() {
    let delete = DeletePayloadPoints::new("c", ["a", "b.c"])
        .points_selector([1_u64])
        .wait(false)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("s")
        .timeout(Duration::from_secs(5));
    let message: proto::DeletePayloadPoints = sent(delete, "/qdrant.Points/DeletePayload");
    let expected = proto::DeletePayloadPoints {
        collection_name: "c".into(),
        wait: Some(false),
        keys: vec!["a".into(), "b.c".into()],
        points_selector: Some(by_id(&[1])),
        ordering: Some(strong()),
        shard_key_selector: Some(keys(&["s"])),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn clear() {
    let clear = ClearPayloadPoints::new("c")
        .points([1_u64])
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("s")
        .timeout(Duration::from_secs(5));
    let message: proto::ClearPayloadPoints = sent(clear, "/qdrant.Points/ClearPayload");
    let expected = proto::ClearPayloadPoints {
        collection_name: "c".into(),
        wait: Some(true),
        points: Some(by_id(&[1])),
        ordering: Some(strong()),
        shard_key_selector: Some(keys(&["s"])),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn the_answer() {
    let result = proto::UpdateResult { operation_id: None, status: proto::UpdateStatus::WaitTimeout.into() };
    let reply =
        proto::PointsOperationResponse { result: Some(result), time: 0.25, usage: Some(usage_message()) };
    for (output, meta) in [
        answered::<SetPayloadPoints>(&reply),
        answered::<OverwritePayloadPoints>(&reply),
        answered::<DeletePayloadPoints>(&reply),
        answered::<ClearPayloadPoints>(&reply),
    ] {
        assert_eq!((output.operation_id, output.status), (None, UpdateStatus::WaitTimeout));
        assert_facts(&meta);
    }
    assert_eq!(refused(OperationKind::SetPayload, &[]), "reply not understood: result: is missing");
    assert!(refused(OperationKind::SetPayload, b"<html>").starts_with("reply not understood: "));
}
