//! Replies about the server, its cluster and its shards.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use qdrant_core::{
    ClearIssuesRequest, ClusterStatus, ClusterStatusRequest, ClusterTelemetryRequest,
    CollectionClusterInfoRequest, ConsensusThreadStatus, CreateShardKeyRequest, DeleteShardKeyRequest,
    ErrorKind, GetIssuesRequest, GetOptimizations, GetQuotasRequest, ListShardKeysRequest, MetricsRequest,
    Operation, OperationKind, RecoverCurrentPeerRequest, RemovePeer, ReplicaState, Reply, ShardKey,
    ShardTransferMethod, StateRole, TelemetryRequest, UnknownValue, UpdateCollectionClusterSetupRequest,
    UpdateQuotas,
};
use qdrant_rest::decode;

fn read(operation: OperationKind, body: &str) -> Result<Reply, qdrant_core::Error> {
    decode(operation, StatusCode::OK, &HeaderMap::new(), body.as_bytes())
}

fn bare<O: Operation>(body: &str) -> O::Output {
    O::output(read(O::KIND, body).unwrap().response).unwrap()
}

/// Puts the envelope around a result and reads it.
fn output<O: Operation>(result: &str) -> O::Output {
    let reply = read(O::KIND, &format!(r#"{{"result":{result},"status":"ok","time":0.5}}"#)).unwrap();
    assert_eq!(reply.meta.time, Some(Duration::from_millis(500)));
    O::output(reply.response).unwrap()
}

#[test]
fn telemetry_is_read_and_what_is_new_is_kept() {
    let report = output::<TelemetryRequest>(
        r#"{"id":"x","app":{"name":"qdrant","version":"1.19.0","startup":"2025-01-31T10:00:00Z","new":1},
            "collections":{"number_of_collections":2,"collections":null},"cluster":null,"later":{"a":1}}"#,
    );
    let app = report.app.unwrap();
    assert_eq!((report.id.as_str(), app.version.as_str()), ("x", "1.19.0"));
    assert_eq!((app.other["new"].as_u64(), report.other["later"]["a"].as_u64()), (Some(1), Some(1)));
}

#[test]
fn metrics_are_text() {
    let text = "# HELP app_info information\n# TYPE app_info gauge\napp_info{name=\"qdrant\"} 1\n";
    assert_eq!(bare::<MetricsRequest>(text), text);
    assert_eq!(bare::<MetricsRequest>(""), "");
}

#[test]
fn issues_come_with_and_without_an_envelope() {
    let issues = r#"{"issues":[{"id":"INDEX/a","status":"open"}],"status":"as it is"}"#;
    for report in [output::<GetIssuesRequest>(issues), bare::<GetIssuesRequest>(issues)] {
        assert_eq!(report.issues()[0]["id"], "INDEX/a");
        assert_eq!(report.0["status"], "as it is");
    }
    assert!(output::<GetIssuesRequest>("{}").0.is_empty());
    assert!(bare::<GetIssuesRequest>("{}").0.is_empty());
    for body in [r#"{"result":null,"status":"ok"}"#, r#"{"result":7,"status":"ok"}"#, "[]"] {
        let error = read(OperationKind::GetIssues, body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
    assert_eq!(read(OperationKind::GetIssues, "<html>").unwrap_err().kind(), ErrorKind::WrongProtocol);
    assert!(output::<ClearIssuesRequest>("true"));
}

#[test]
fn quotas_have_a_config_and_a_usage() {
    let status = output::<GetQuotasRequest>(
        r#"{"config":{"enabled":true,"max_resident_memory_percent":80,"max_disk_usage_percent":null},
            "usage":{"resident_memory_percent":41},
            "peers":{"18446744073709551615":{"exceeded":true,"disk_usage_percent":91}}}"#,
    );
    assert_eq!((status.config.enabled, status.config.max_resident_memory_percent), (Some(true), Some(80)));
    assert_eq!(status.usage.resident_memory_percent, Some(41));
    assert!(status.peers.unwrap()[&u64::MAX].exceeded);
    assert!(output::<UpdateQuotas>("true"));
}

#[test]
fn a_server_is_alone_or_in_a_cluster_or_in_something_new() {
    assert_eq!(output::<ClusterStatusRequest>(r#"{"status":"disabled"}"#), ClusterStatus::Disabled);
    let status = output::<ClusterStatusRequest>(
        r#"{"status":"enabled","peer_id":9007199254740993,
            "peers":{"9007199254740993":{"uri":"http://a:6335/"},"2":{"uri":"http://b:6335/"}},
            "raft_info":{"term":1,"commit":20,"pending_operations":0,"leader":9007199254740993,"role":"Leader","is_voter":true},
            "consensus_thread_status":{"consensus_thread_status":"working","last_update":"2025-01-31T10:00:00.5Z"},
            "message_send_failures":{"http://b:6335/":{"count":3,"latest_error":"refused"}}}"#,
    );
    let details = status.details().unwrap();
    assert_eq!(details.peer_id, (1 << 53) + 1);
    assert_eq!(details.peers[&((1 << 53) + 1)].uri, "http://a:6335/");
    assert_eq!(
        (details.raft_info.leader, &details.raft_info.role),
        (Some((1 << 53) + 1), &Some(StateRole::Leader))
    );
    assert!(matches!(details.consensus_thread_status, ConsensusThreadStatus::Working { .. }));
    assert_eq!(details.message_send_failures["http://b:6335/"].count, 3);
    let new = output::<ClusterStatusRequest>(r#"{"status":"dreaming"}"#);
    assert!(matches!(new, ClusterStatus::Unknown(_)));
}

#[test]
fn all_peers_report() {
    let report = output::<ClusterTelemetryRequest>(
        r#"{"collections":{"c":{"id":"c","shards":[{"id":0,"key":"k","replicas":[{"peer_id":18446744073709551615,"state":"Active"}]}]}},
            "cluster":{"enabled":true,"number_of_peers":1,"peers":{}}}"#,
    );
    let shard = &report.collections["c"].shards.as_ref().unwrap()[0];
    assert_eq!((shard.id, shard.replicas[0].peer_id), (0, u64::MAX));
    assert!(output::<RecoverCurrentPeerRequest>("true"));
    assert!(output::<RemovePeer>("true"));
}

#[test]
fn optimizations_are_read() {
    let report = output::<GetOptimizations>(
        r#"{"summary":{"queued_optimizations":1,"queued_segments":2,"queued_points":3,"idle_segments":4},
            "running":[{"uuid":"936da01f-9abd-4d9d-80c7-02af85c822a8","optimizer":"merge","status":"optimizing",
                        "segments":[],"progress":{"name":"all","children":[{"name":"part","done":1,"total":2}]}}],
            "queued":[{"optimizer":"vacuum","segments":[]}],"completed":[],"idle_segments":null}"#,
    );
    assert_eq!(report.summary.queued_points, 3);
    assert_eq!(report.running[0].progress.children[0].total, Some(2));
    assert_eq!(
        (report.queued.unwrap().len(), report.completed.unwrap().len(), report.idle_segments),
        (1, 0, None)
    );
}

#[test]
fn shards_are_read() {
    let info = output::<CollectionClusterInfoRequest>(
        r#"{"peer_id":9007199254740993,"shard_count":2,
            "local_shards":[{"shard_id":0,"shard_key":"k","points_count":7,"state":"Active"}],
            "remote_shards":[{"shard_id":1,"shard_key":18446744073709551615,"peer_id":3,"state":"Asleep"}],
            "shard_transfers":[{"shard_id":1,"from":3,"to":9007199254740993,"sync":true,"method":"wal_delta","comment":"half"}]}"#,
    );
    assert_eq!(info.peer_id, (1 << 53) + 1);
    assert_eq!(info.local_shards[0].shard_key, Some(ShardKey::from("k")));
    let remote = &info.remote_shards[0];
    assert_eq!(remote.shard_key, Some(ShardKey::Number(u64::MAX)));
    assert_eq!(remote.state, ReplicaState::Unknown(UnknownValue::Name("Asleep".into())));
    assert_eq!(info.shard_transfers[0].method, Some(ShardTransferMethod::WalDelta));
    assert!(output::<UpdateCollectionClusterSetupRequest>("true"));
    assert!(output::<CreateShardKeyRequest>("true"));
    assert!(!output::<DeleteShardKeyRequest>("false"));
}

#[test]
fn shard_keys_are_texts_and_numbers_or_none() {
    let keys = output::<ListShardKeysRequest>(r#"{"shard_keys":[{"key":"a"},{"key":18446744073709551615}]}"#);
    let keys: Vec<_> = keys.into_iter().map(|description| description.key).collect();
    assert_eq!(keys, [ShardKey::from("a"), ShardKey::Number(u64::MAX)]);
    assert_eq!(output::<ListShardKeysRequest>(r#"{"shard_keys":null}"#), []);
    assert_eq!(output::<ListShardKeysRequest>("{}"), []);
}
