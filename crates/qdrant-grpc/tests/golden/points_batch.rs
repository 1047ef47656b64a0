use std::time::Duration;

use proto::points_update_operation as step;
use proto::points_update_operation::Operation;
use qdrant_core::{
    Batch, ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation,
    ErrorKind, OperationKind, PointStruct, PointStructList, PointVectors, PointsUpdateOperation,
    SetPayloadOperation, UpdateBatchPoints, UpdateMode, UpdateStatus, UpdateVectorsOperation, Value,
    WriteOrdering, json,
};

use super::{
    answered, assert_facts, by_id, dense, encode, filter, filter_message, keys, number_id, proto, refused,
    sent, strong, text, usage_message,
};

fn set() -> SetPayloadOperation {
    SetPayloadOperation::new([1_u64], [("city", "Berlin")]).shard_key_selector("s").key("a.b")
}

fn vectors(values: &[f32]) -> proto::Vectors {
    proto::Vectors { vectors_options: Some(proto::vectors::VectorsOptions::Vector(dense(values))) }
}

fn operation(operation: Operation) -> proto::PointsUpdateOperation {
    proto::PointsUpdateOperation { operation: Some(operation) }
}

#[test]
fn every_step() {
    let batch = UpdateBatchPoints::new(
        "c",
        vec![
            PointStructList::new([PointStruct::new(1, vec![0.5], [("city", "Berlin")])])
                .shard_key_selector("s")
                .update_filter(filter())
                .update_mode(UpdateMode::InsertOnly)
                .into(),
            DeletePointsOperation::new([1_u64]).shard_key_selector("s").into(),
            PointsUpdateOperation::SetPayload(set()),
            PointsUpdateOperation::OverwritePayload(set()),
            DeletePayloadOperation::new([1_u64], ["a", "b.c"]).shard_key_selector("s").into(),
            ClearPayloadOperation::new(filter()).shard_key_selector("s").into(),
            UpdateVectorsOperation::new([PointVectors::new(1, vec![0.5])])
                .shard_key_selector("s")
                .update_filter(filter())
                .into(),
            DeleteVectorsOperation::new([1_u64], ["image"]).shard_key_selector("s").into(),
        ],
    )
    .wait(true)
    .ordering(WriteOrdering::Strong)
    .timeout(Duration::from_secs(5));
    let message: proto::UpdateBatchPoints = sent(batch, "/qdrant.Points/UpdateBatch");

    let by_filter = proto::PointsSelector {
        points_selector_one_of: Some(proto::points_selector::PointsSelectorOneOf::Filter(filter_message())),
    };
    let shard_key_selector = Some(keys(&["s"]));
    let payload = || [("city".to_owned(), text("Berlin"))].into();
    let expected = proto::UpdateBatchPoints {
        collection_name: "c".into(),
        wait: Some(true),
        operations: vec![
            operation(Operation::Upsert(step::PointStructList {
                points: vec![proto::PointStruct {
                    id: Some(number_id(1)),
                    payload: payload(),
                    vectors: Some(vectors(&[0.5])),
                }],
                shard_key_selector: shard_key_selector.clone(),
                update_filter: Some(filter_message()),
                update_mode: Some(proto::UpdateMode::InsertOnly.into()),
            })),
            operation(Operation::DeletePoints(step::DeletePoints {
                points: Some(by_id(&[1])),
                shard_key_selector: shard_key_selector.clone(),
            })),
            operation(Operation::SetPayload(step::SetPayload {
                payload: payload(),
                points_selector: Some(by_id(&[1])),
                shard_key_selector: shard_key_selector.clone(),
                key: Some("a.b".into()),
            })),
            operation(Operation::OverwritePayload(step::OverwritePayload {
                payload: payload(),
                points_selector: Some(by_id(&[1])),
                shard_key_selector: shard_key_selector.clone(),
                key: Some("a.b".into()),
            })),
            operation(Operation::DeletePayload(step::DeletePayload {
                keys: vec!["a".into(), "b.c".into()],
                points_selector: Some(by_id(&[1])),
                shard_key_selector: shard_key_selector.clone(),
            })),
            operation(Operation::ClearPayload(step::ClearPayload {
                points: Some(by_filter),
                shard_key_selector: shard_key_selector.clone(),
            })),
            operation(Operation::UpdateVectors(step::UpdateVectors {
                points: vec![proto::PointVectors { id: Some(number_id(1)), vectors: Some(vectors(&[0.5])) }],
                shard_key_selector: shard_key_selector.clone(),
                update_filter: Some(filter_message()),
            })),
            operation(Operation::DeleteVectors(step::DeleteVectors {
                points_selector: Some(by_id(&[1])),
                vectors: Some(proto::VectorsSelector { names: vec!["image".into()] }),
                shard_key_selector,
            })),
        ],
        ordering: Some(strong()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn a_shared_batch_is_written_where_it_is() {
    let points = Batch::from(vec![PointStruct::new(1, vec![1.0], [("a", 1)])]);
    let batch = UpdateBatchPoints::new("c", [PointStructList::new(points.clone()).into()]);
    encode(batch.into()).unwrap();
    assert_eq!(points.try_into_vec().unwrap().len(), 1, "the batch was taken and given back");
}

#[test]
fn what_cannot_be_sent_is_named_with_its_step() {
    let deep = (0..60).fold(Value::Null, |inner, _| json!([inner]));
    let steps = [
        ClearPayloadOperation::new([1_u64]).into(),
        PointStructList::new([PointStruct::new(1, vec![1.0], [("k", deep.clone())])]).into(),
    ];
    let error = encode(UpdateBatchPoints::new("c", steps).into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.field().unwrap().starts_with(r#"operations[1].upsert.points[0].payload["k"]"#), "{error}");
    let step = PointsUpdateOperation::OverwritePayload(SetPayloadOperation::new([1_u64], [("k", deep)]));
    let error = encode(UpdateBatchPoints::new("c", [step]).into()).unwrap_err();
    assert!(error.field().unwrap().starts_with(r#"operations[0].overwrite_payload.payload["k"]"#), "{error}");
}

#[cfg(feature = "server")]
fn received(steps: Vec<Operation>) -> Result<Vec<PointsUpdateOperation>, qdrant_core::Error> {
    let message = proto::UpdateBatchPoints {
        collection_name: "c".into(),
        operations: steps.into_iter().map(operation).collect(),
        ..Default::default()
    };
    let bytes = prost::Message::encode_to_vec(&message);
    let request = qdrant_grpc::decode_request(OperationKind::UpdateBatchPoints, &bytes)?;
    let qdrant_core::Request::UpdateBatchPoints(batch) = request else { panic!("{request:?}") };
    Ok(batch.operations)
}

#[cfg(feature = "server")]
#[test]
fn steps_of_old_clients_are_understood() {
    let steps = received(vec![
        Operation::DeleteDeprecated(by_id(&[1])),
        Operation::ClearPayloadDeprecated(by_id(&[2])),
    ]);
    let expected: [PointsUpdateOperation; 2] =
        [DeletePointsOperation::new([1_u64]).into(), ClearPayloadOperation::new([2_u64]).into()];
    assert_eq!(steps.unwrap(), expected);
}

#[cfg(feature = "server")]
#[test]
fn what_a_step_lacks_is_named() {
    let unset = proto::PointsSelector { points_selector_one_of: None };
    for (step, field) in [
        (Operation::DeleteDeprecated(unset.clone()), "operations[0].delete_deprecated"),
        (Operation::ClearPayloadDeprecated(unset.clone()), "operations[0].clear_payload_deprecated"),
        (Operation::DeletePoints(step::DeletePoints::default()), "operations[0].delete_points.points"),
        (
            Operation::ClearPayload(step::ClearPayload { points: Some(unset), shard_key_selector: None }),
            "operations[0].clear_payload.points",
        ),
        (Operation::SetPayload(step::SetPayload::default()), "operations[0].set_payload.points_selector"),
        (
            Operation::OverwritePayload(step::OverwritePayload::default()),
            "operations[0].overwrite_payload.points_selector",
        ),
        (
            Operation::DeletePayload(step::DeletePayload::default()),
            "operations[0].delete_payload.points_selector",
        ),
        (
            Operation::DeleteVectors(step::DeleteVectors {
                points_selector: Some(by_id(&[1])),
                ..Default::default()
            }),
            "operations[0].delete_vectors.vectors",
        ),
        (
            Operation::Upsert(step::PointStructList { update_mode: Some(9), ..Default::default() }),
            "operations[0].upsert.update_mode",
        ),
        (
            Operation::Upsert(step::PointStructList {
                points: vec![proto::PointStruct::default()],
                ..Default::default()
            }),
            "operations[0].upsert.points[0].vectors",
        ),
        (
            Operation::UpdateVectors(step::UpdateVectors {
                points: vec![proto::PointVectors { id: Some(number_id(1)), vectors: Some(vectors(&[])) }],
                ..Default::default()
            }),
            "operations[0].update_vectors.points[0].vector",
        ),
    ] {
        let error = received(vec![step]).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some(field)));
    }
}

#[cfg(feature = "server")]
#[test]
fn an_update_of_nothing_is_not_taken_for_an_update() {
    let message = proto::UpdateBatchPoints {
        collection_name: "c".into(),
        operations: vec![
            operation(Operation::DeletePoints(step::DeletePoints {
                points: Some(by_id(&[1])),
                shard_key_selector: None,
            })),
            proto::PointsUpdateOperation { operation: None },
        ],
        ..Default::default()
    };
    let error = super::not_received(OperationKind::UpdateBatchPoints, &message);
    assert_eq!(error.field(), Some("operations[1]"));
}

#[test]
fn the_answers_come_in_order() {
    let result = |operation_id, status: proto::UpdateStatus| proto::UpdateResult {
        operation_id,
        status: status.into(),
    };
    let reply = proto::UpdateBatchResponse {
        result: vec![
            result(Some(1), proto::UpdateStatus::Completed),
            result(None, proto::UpdateStatus::ClockRejected),
        ],
        time: 0.25,
        usage: Some(usage_message()),
    };
    let (results, meta) = answered::<UpdateBatchPoints>(&reply);
    assert_eq!((results[0].operation_id, &results[0].status), (Some(1), &UpdateStatus::Completed));
    assert_eq!((results[1].operation_id, &results[1].status), (None, &UpdateStatus::ClockRejected));
    assert_facts(&meta);
    assert!(answered::<UpdateBatchPoints>(&proto::UpdateBatchResponse::default()).0.is_empty());
    assert!(refused(OperationKind::UpdateBatchPoints, b"<html>").starts_with("reply not understood: "));
}
