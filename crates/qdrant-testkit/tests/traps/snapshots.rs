//! Snapshots, aliases, names, and what the server says of itself.

use qdrant_core::{
    ChangeAliases, CreateAlias, CreateCollection, CreateSnapshotRequest, DeleteAlias, ErrorKind,
    GetCollectionInfoRequest, HealthCheckRequest, ListSnapshotsRequest, Operation, OperationKind, Outcome,
    RecoverShardSnapshot, RecoverSnapshot, RenameAlias, SnapshotPriority, Timestamp, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_refusal, grpc_reply, rest_body, rest_refusal, rest_result, rest_whole,
};

#[test]
fn times_of_snapshots_have_no_zone_and_mean_utc() {
    let time = Some(Timestamp::from_unix(1_738_317_600, 0).unwrap());
    let body = json!([{"name": "s", "creation_time": "2025-01-31T10:00:00", "size": 1}]);
    assert_eq!(rest_result::<ListSnapshotsRequest>(&body).unwrap()[0].creation_time, time);
    let description = proto::SnapshotDescription {
        name: "s".into(),
        creation_time: Some(prost_types::Timestamp { seconds: 1_738_317_600, nanos: 0 }),
        size: 1,
        checksum: None,
    };
    let message = proto::ListSnapshotsResponse { snapshot_descriptions: vec![description], time: 0.0 };
    assert_eq!(grpc_reply::<ListSnapshotsRequest>(&message).unwrap()[0].creation_time, time);
}

#[test]
fn sizes_of_snapshots_are_never_negative() {
    let description = proto::SnapshotDescription { size: -1, ..Default::default() };
    let message = proto::ListSnapshotsResponse { snapshot_descriptions: vec![description], time: 0.0 };
    let error = grpc_reply::<ListSnapshotsRequest>(&message).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.field().unwrap().ends_with("size"), "{error}");
}

#[test]
fn an_accepted_snapshot_is_neither_made_nor_failed() {
    let body = json!({"status": "accepted", "time": 0.5});
    let reply = rest_whole(OperationKind::CreateSnapshot, &body).unwrap();
    assert_eq!(CreateSnapshotRequest::output(reply.response).unwrap(), Outcome::Accepted);
}

#[test]
fn not_waiting_is_refused_by_name_on_grpc() {
    let create = CreateSnapshotRequest::new("c").wait(false);
    let error = grpc_refusal(create);
    assert!(error.is_unsupported(), "{error}");
    assert_eq!(error.field(), Some("wait"));
}

#[test]
fn the_key_for_a_remote_source_is_sent_and_never_shown() {
    let recover = RecoverSnapshot::new("c", "http://other/s").api_key("geheim");
    assert_eq!(rest_body(recover.clone())["api_key"], "geheim");
    assert!(!format!("{recover:?}").contains("geheim"));
    let shard = RecoverShardSnapshot::new("c", 0, "name.snapshot").api_key("geheim");
    assert_eq!(rest_body(shard.clone())["location"], "name.snapshot", "a bare name will do");
    assert!(!format!("{shard:?}").contains("geheim"));
}

#[test]
fn priorities_of_a_recovery_have_the_names_of_the_server() {
    for (priority, name) in [
        (SnapshotPriority::NoSync, "no_sync"),
        (SnapshotPriority::Snapshot, "snapshot"),
        (SnapshotPriority::Replica, "replica"),
    ] {
        assert_eq!(rest_body(RecoverSnapshot::new("c", "u").priority(priority))["priority"], name);
    }
}

#[test]
fn actions_on_aliases_are_tagged_here_and_numbered_there() {
    use proto::alias_operations::Action;
    let changes = ChangeAliases::new([CreateAlias::new("c", "a")]);
    let created = json!({"actions": [{"create_alias": {"collection_name": "c", "alias_name": "a"}}]});
    assert_eq!(rest_body(changes.clone()), created);
    let message: proto::ChangeAliases = grpc_message(changes);
    assert!(
        matches!(&message.actions[0].action, Some(Action::CreateAlias(alias)) if alias.alias_name == "a")
    );
    let changes = ChangeAliases::from(RenameAlias::new("a", "b"));
    let renamed = json!({"actions": [{"rename_alias": {"old_alias_name": "a", "new_alias_name": "b"}}]});
    assert_eq!(rest_body(changes), renamed);
    let deleted = json!({"actions": [{"delete_alias": {"alias_name": "a"}}]});
    assert_eq!(rest_body(ChangeAliases::from(DeleteAlias::new("a"))), deleted);
}

#[test]
fn a_version_may_lack_its_commit() {
    let body = json!({"title": "t", "version": "1.9.0"});
    let reply = rest_whole(OperationKind::GetVersionInfo, &body).unwrap();
    assert_eq!(HealthCheckRequest::output(reply.response).unwrap().commit, None);
    let message = proto::HealthCheckReply { title: "t".into(), version: "1.9.0".into(), commit: None };
    assert_eq!(grpc_reply::<HealthCheckRequest>(&message).unwrap().commit, None);
}

#[test]
fn new_names_obey_rules_that_old_collections_may_break() {
    for name in ["a/b", "a:b", "a*", "..", "", &"x".repeat(256)] {
        let create = CreateCollection::new(name);
        assert_eq!(rest_refusal(create.clone()).field(), Some("collection_name"));
        assert_eq!(grpc_refusal(create).field(), Some("collection_name"));
    }
    for name in ["a/b", "a:b", "a*", &"x".repeat(256)] {
        let info = GetCollectionInfoRequest::new(name).into_request();
        assert_eq!(crate::wires::through_rest(info.clone()).unwrap(), info);
        assert_eq!(crate::wires::through_grpc(info.clone()).unwrap(), info);
    }
}

#[test]
fn what_cannot_be_read_and_what_is_invalid_have_two_statuses_here_and_one_code_there() {
    let server = |body| crate::wires::rest_server(OperationKind::ScrollPoints, &body).unwrap_err();
    assert_eq!(server(json!({"limit": "x"})).server().unwrap().http_status, Some(400));
    assert_eq!(server(json!({"limit": 0})).server().unwrap().http_status, Some(422));
    let message = proto::ScrollPoints { collection_name: "c".into(), limit: Some(0), ..Default::default() };
    let error = crate::wires::grpc_server(OperationKind::ScrollPoints, &message).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("limit")));
    assert_eq!(qdrant_grpc::encode_error(&error).code, 3);
    let error = qdrant_grpc::decode_request(OperationKind::ScrollPoints, &[0xff]).unwrap_err();
    assert_eq!(qdrant_grpc::encode_error(&error).code, 3);
}
