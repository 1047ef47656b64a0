//! Several updates in one call.

use qdrant_core::{
    ClearPayloadOperation, Condition, CountPoints, DeletePayloadOperation, DeletePointsOperation,
    DeleteVectorsOperation, Filter, PointStructList, PointVectors, PointsUpdateOperation,
    SetPayloadOperation, TransportExt, UpdateBatchPoints, UpdateMode, UpdateStatus, UpdateVectorsOperation,
    Value, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{
    NAME, create_plain, get, in_memory, odd, payload, plain, point, rich, rich_point, upsert,
};

#[tokio::test]
async fn steps_are_carried_out_one_after_the_other() {
    let transport = in_memory();
    create_plain(&transport).await;
    let batch = UpdateBatchPoints::new(
        NAME,
        vec![
            PointStructList::new((1..=4).map(point).collect::<Vec<_>>()).into(),
            PointsUpdateOperation::SetPayload(
                SetPayloadOperation::new([1_u64], payload(json!({"b": 2}))).key("a"),
            ),
            PointsUpdateOperation::OverwritePayload(SetPayloadOperation::new(
                [2_u64],
                payload(json!({"only": 1})),
            )),
            DeletePayloadOperation::new([3_u64], ["parity"]).into(),
            ClearPayloadOperation::new([4_u64]).into(),
            UpdateVectorsOperation::new([PointVectors::new(1, vec![7.0, 7.0])]).into(),
            DeletePointsOperation::new(Filter::must([Condition::matches("n", 3)])).into(),
            PointStructList::new([point(1), point(5)]).update_mode(UpdateMode::InsertOnly).into(),
        ],
    );
    let results = transport.call(batch.wait(true)).await.unwrap();
    assert_eq!(results.len(), 8);
    assert!(results.iter().all(|result| result.status == UpdateStatus::Completed));
    let numbers: Vec<_> = results.iter().map(|result| result.operation_id.unwrap()).collect();
    assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");
    assert_eq!(
        get(&transport, 1).await.unwrap().payload,
        payload(json!({"n": 1, "parity": "odd", "a": {"b": 2}}))
    );
    assert_eq!(get(&transport, 2).await.unwrap().payload, payload(json!({"only": 1})));
    assert!(get(&transport, 3).await.is_none());
    assert!(get(&transport, 4).await.unwrap().payload.0.is_empty());
    assert!(format!("{:?}", get(&transport, 1).await.unwrap().vectors).contains("7.0"));
    assert!(get(&transport, 5).await.is_some());
}

#[tokio::test]
async fn vectors_are_deleted_in_a_batch() {
    let transport = rich().await;
    upsert(&transport, [rich_point(1, 1.0, 1.0)]).await;
    let batch = UpdateBatchPoints::new(NAME, vec![DeleteVectorsOperation::new([1_u64], ["dense"]).into()]);
    let results = transport.call(batch).await.unwrap();
    assert_eq!(results[0].status, UpdateStatus::Acknowledged);
    let having = CountPoints::new(NAME).filter(Filter::must([Condition::has_vector("dense")]));
    assert_eq!(transport.call(having).await.unwrap(), 0);
}

#[tokio::test]
async fn the_first_error_ends_a_batch_and_names_the_step() {
    let transport = plain(2).await;
    let batch = UpdateBatchPoints::new(
        NAME,
        vec![
            DeletePointsOperation::new([1_u64]).into(),
            UpdateVectorsOperation::new([PointVectors::new(1, vec![7.0, 7.0])]).into(),
            DeletePointsOperation::new([2_u64]).into(),
        ],
    );
    let error = transport.call(batch.wait(true)).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.field(), Some("operations[1]"));
    assert!(get(&transport, 1).await.is_none());
    assert!(get(&transport, 2).await.is_some());
    let wrong = UpdateBatchPoints::new(
        NAME,
        vec![
            PointStructList::new([qdrant_core::PointStruct::new(1, vec![1.0], qdrant_core::Payload::new())])
                .into(),
        ],
    );
    let error = transport.call(wrong).await.unwrap_err();
    assert_eq!(error.field(), Some("operations[0].points[0].vector"));
}

#[tokio::test]
async fn slices_are_those_of_the_points_there_are_by_then() {
    let transport = in_memory();
    create_plain(&transport).await;
    let batch = UpdateBatchPoints::new(
        NAME,
        vec![
            PointStructList::new((1..=50).map(point).collect::<Vec<_>>()).into(),
            DeletePointsOperation::new(Filter::must([Condition::slice(2, 0)])).into(),
        ],
    );
    transport.call(batch).await.unwrap();
    let left = transport.call(CountPoints::new(NAME)).await.unwrap();
    assert!((10..40).contains(&left), "{left} of 50 are left");
}

#[tokio::test]
async fn a_batch_that_was_waited_for_survives_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    let batch = UpdateBatchPoints::new(
        NAME,
        vec![
            PointStructList::new((1..=9).map(point).collect::<Vec<_>>()).into(),
            DeletePointsOperation::new(odd()).into(),
        ],
    );
    transport.call(batch.wait(true)).await.unwrap();
    // What a crash would leave: the files as they are now.
    let copy = tempfile::tempdir().unwrap();
    copy_all(dir.path(), copy.path());
    let after = EmbeddedTransport::open(copy.path()).unwrap();
    assert_eq!(after.call(CountPoints::new(NAME)).await.unwrap(), 4);
    assert_eq!(get(&after, 2).await.unwrap().payload["n"], Value::from(2));
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
