use std::time::Duration;

use qdrant_core::{
    CreateFullSnapshotRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest, DeleteSnapshotRequest,
    ErrorKind, ListFullSnapshotsRequest, ListSnapshotsRequest, Operation, OperationKind, Outcome,
    SnapshotDescription, Timestamp,
};

use super::{answered, encode, proto, refused, sent};

fn message() -> proto::SnapshotDescription {
    proto::SnapshotDescription {
        name: "c.snapshot".into(),
        creation_time: Some(prost_types::Timestamp { seconds: 1_738_317_600, nanos: 500_000_000 }),
        size: 512,
        checksum: Some("ab".into()),
    }
}

fn snapshot() -> SnapshotDescription {
    let time: Timestamp = "2025-01-31T10:00:00.5Z".parse().unwrap();
    SnapshotDescription::new("c.snapshot", 512).creation_time(time).checksum("ab")
}

#[test]
fn requests() {
    let message: proto::CreateSnapshotRequest =
        sent(CreateSnapshotRequest::new("c"), "/qdrant.Snapshots/Create");
    assert_eq!(message, proto::CreateSnapshotRequest { collection_name: "c".into() });
    let message: proto::ListSnapshotsRequest = sent(ListSnapshotsRequest::new("c"), "/qdrant.Snapshots/List");
    assert_eq!(message, proto::ListSnapshotsRequest { collection_name: "c".into() });
    let message: proto::DeleteSnapshotRequest =
        sent(DeleteSnapshotRequest::new("c", "s").wait(true), "/qdrant.Snapshots/Delete");
    let expected = proto::DeleteSnapshotRequest { collection_name: "c".into(), snapshot_name: "s".into() };
    assert_eq!(message, expected);
    let message: proto::CreateFullSnapshotRequest =
        sent(CreateFullSnapshotRequest { wait: Some(true) }, "/qdrant.Snapshots/CreateFull");
    assert_eq!(message, proto::CreateFullSnapshotRequest {});
    let message: proto::ListFullSnapshotsRequest =
        sent(ListFullSnapshotsRequest {}, "/qdrant.Snapshots/ListFull");
    assert_eq!(message, proto::ListFullSnapshotsRequest {});
    let message: proto::DeleteFullSnapshotRequest =
        sent(DeleteFullSnapshotRequest::new("s"), "/qdrant.Snapshots/DeleteFull");
    assert_eq!(message, proto::DeleteFullSnapshotRequest { snapshot_name: "s".into() });
}

#[test]
fn not_waiting_is_refused_by_name() {
    for request in [
        CreateSnapshotRequest::new("c").wait(false).into_request(),
        DeleteSnapshotRequest::new("c", "s").wait(false).into_request(),
        CreateFullSnapshotRequest { wait: Some(false) }.into_request(),
        DeleteFullSnapshotRequest::new("s").wait(false).into_request(),
    ] {
        let error = encode(request).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("wait")));
        assert!(error.is_not_sent());
    }
}

#[test]
fn what_was_created() {
    let reply = proto::CreateSnapshotResponse { snapshot_description: Some(message()), time: 0.25 };
    for (outcome, meta) in
        [answered::<CreateSnapshotRequest>(&reply), answered::<CreateFullSnapshotRequest>(&reply)]
    {
        assert_eq!(outcome, Outcome::Completed(snapshot()));
        assert_eq!((meta.time, meta.usage), (Some(Duration::from_millis(250)), None));
    }
    assert_eq!(
        refused(OperationKind::CreateSnapshot, &[]),
        "reply not understood: snapshot_description: is missing"
    );
}

#[test]
fn what_there_is() {
    let bare = proto::SnapshotDescription { name: "a".into(), ..Default::default() };
    let reply = proto::ListSnapshotsResponse { snapshot_descriptions: vec![message(), bare], time: 0.25 };
    for (list, _) in [answered::<ListSnapshotsRequest>(&reply), answered::<ListFullSnapshotsRequest>(&reply)]
    {
        assert_eq!(list, [snapshot(), SnapshotDescription::new("a", 0)]);
    }
}

#[test]
fn a_negative_size_is_not_taken_for_a_huge_one() {
    let negative = proto::SnapshotDescription { size: -1, ..message() };
    let reply = proto::ListSnapshotsResponse { snapshot_descriptions: vec![message(), negative], time: 0.25 };
    let fault = refused(OperationKind::ListSnapshots, &prost::Message::encode_to_vec(&reply));
    assert_eq!(fault, "reply not understood: snapshot_descriptions[1].size: -1 is no size");
}

#[test]
fn a_deletion_answers_with_nothing_but_the_time() {
    let reply = proto::DeleteSnapshotResponse { time: 0.25 };
    for (outcome, meta) in
        [answered::<DeleteSnapshotRequest>(&reply), answered::<DeleteFullSnapshotRequest>(&reply)]
    {
        assert_eq!(outcome, Outcome::Completed(true));
        assert_eq!(meta.time, Some(Duration::from_millis(250)));
    }
}

#[cfg(feature = "server")]
#[test]
fn an_answer_before_the_end_cannot_be_said() {
    use qdrant_core::{Reply, ReplyMeta};

    for (response, field) in [
        (CreateSnapshotRequest::into_response(Outcome::Accepted), Some("snapshot_description")),
        (CreateFullSnapshotRequest::into_response(Outcome::Accepted), Some("snapshot_description")),
        (DeleteSnapshotRequest::into_response(Outcome::Accepted), None),
        (DeleteFullSnapshotRequest::into_response(Outcome::Accepted), None),
        (DeleteSnapshotRequest::into_response(Outcome::Completed(false)), None),
    ] {
        let kind = response.kind();
        let error = qdrant_grpc::encode_reply(Reply { response, meta: ReplyMeta::default() }).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, field));
        assert_eq!(error.operation(), Some(kind));
    }
}

#[cfg(feature = "server")]
#[test]
fn who_serves_is_told_to_wait() {
    let bytes = prost::Message::encode_to_vec(&proto::CreateSnapshotRequest { collection_name: "c".into() });
    let request = qdrant_grpc::decode_request(OperationKind::CreateSnapshot, &bytes).unwrap();
    assert_eq!(request, CreateSnapshotRequest::new("c").wait(true).into());
}
