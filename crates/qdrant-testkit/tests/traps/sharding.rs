//! Shards and the cluster.

use qdrant_core::{
    AbortShardTransfer, ClusterOperation, ClusterStatus, ClusterStatusRequest, CollectionClusterInfoRequest,
    CreateShardKey, CreateShardKeyRequest, DeleteShardKey, ErrorKind, GetQuotasRequest, ListShardKeysRequest,
    OperationKind, QuotaConfig, ReplicaState, ReshardingDirection, RestartTransfer, ShardKey,
    ShardTransferMethod, StartResharding, UpdateCollectionClusterSetupRequest, UpdateQuotas, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_refusal, grpc_reply, rest_body, rest_line, rest_refusal, rest_result, rest_server,
};

fn setup(operation: impl Into<ClusterOperation>) -> UpdateCollectionClusterSetupRequest {
    UpdateCollectionClusterSetupRequest::new("c", operation)
}

fn restart() -> RestartTransfer {
    RestartTransfer {
        shard_id: 1,
        from_peer_id: 2,
        to_peer_id: 3,
        method: ShardTransferMethod::StreamRecords,
        to_shard_id: None,
    }
}

#[test]
fn shard_keys_are_texts_or_numbers_and_digits_stay_texts() {
    let keys =
        rest_result::<ListShardKeysRequest>(&json!({"shard_keys": [{"key": "5"}, {"key": 5}]})).unwrap();
    let keys: Vec<_> = keys.into_iter().map(|description| description.key).collect();
    assert_eq!(keys, [ShardKey::from("5"), ShardKey::from(5)]);
}

#[test]
fn keys_of_shards_are_created_under_another_name_on_each_wire() {
    let key = || CreateShardKey::new("eu");
    let body = rest_body(setup(key()));
    assert_eq!(body, json!({"create_sharding_key": {"shard_key": "eu"}}));
    let body = rest_body(setup(DeleteShardKey { shard_key: "eu".into() }));
    assert_eq!(body, json!({"drop_sharding_key": {"shard_key": "eu"}}));
    use proto::update_collection_cluster_setup_request::Operation;
    let message: proto::UpdateCollectionClusterSetupRequest = grpc_message(setup(key()));
    assert!(matches!(message.operation, Some(Operation::CreateShardKey(_))));
    assert_eq!(rest_line(CreateShardKeyRequest::new("c", key())).0, "PUT /collections/c/shards");
}

#[test]
fn a_key_without_a_placement_is_placed_on_all_peers() {
    let create = CreateShardKeyRequest::new("c", CreateShardKey::new("eu"));
    assert_eq!(rest_body(create.clone()), json!({"shard_key": "eu"}));
    let message = grpc_message::<proto::CreateShardKeyRequest>(create).request.unwrap();
    assert_eq!(message.placement, Vec::<u64>::new());
}

#[test]
fn resharding_is_refused_by_name_on_grpc() {
    let start = StartResharding { direction: ReshardingDirection::Up, peer_id: None, shard_key: None };
    let body = rest_body(setup(start.clone()));
    assert_eq!(body, json!({"start_resharding": {"direction": "up"}}));
    for operation in [ClusterOperation::from(start), ClusterOperation::AbortResharding] {
        let error = grpc_refusal(setup(operation));
        assert!(error.is_unsupported() && error.field().unwrap().contains("resharding"), "{error}");
    }
}

#[test]
fn the_shard_to_move_to_is_sent_although_the_documentation_hides_it() {
    let abort = AbortShardTransfer { shard_id: 1, from_peer_id: 2, to_peer_id: 3, to_shard_id: Some(4) };
    assert_eq!(rest_body(setup(abort.clone()))["abort_transfer"]["to_shard_id"], 4);
    use proto::update_collection_cluster_setup_request::Operation::AbortTransfer;
    let message: proto::UpdateCollectionClusterSetupRequest = grpc_message(setup(abort));
    assert!(matches!(message.operation, Some(AbortTransfer(abort)) if abort.to_shard_id == Some(4)));
}

#[test]
fn a_restart_names_its_method_even_if_it_is_the_first() {
    assert_eq!(rest_body(setup(restart()))["restart_transfer"]["method"], "stream_records");
    let request = qdrant_core::Operation::into_request(setup(restart()));
    assert_eq!(crate::wires::through_grpc(request.clone()).unwrap(), request);
    let body = json!({"restart_transfer": {"shard_id": 1, "from_peer_id": 2, "to_peer_id": 3}});
    let error = rest_server(OperationKind::UpdateCollectionCluster, &body).unwrap_err();
    assert!(error.message().contains("method"), "{error}");
}

#[test]
fn every_state_of_a_replica_has_a_name_and_a_number() {
    for (number, state) in ReplicaState::ALL.iter().enumerate() {
        let body = json!({"peer_id": 1, "shard_count": 1, "remote_shards": [], "shard_transfers": [],
            "local_shards": [{"shard_id": 0, "points_count": 0, "state": state.as_str()}]});
        let read = rest_result::<CollectionClusterInfoRequest>(&body).unwrap();
        assert_eq!(&read.local_shards[0].state, state);
        let shard = proto::LocalShardInfo { state: i32::try_from(number).unwrap(), ..Default::default() };
        let message =
            proto::CollectionClusterInfoResponse { local_shards: vec![shard], ..Default::default() };
        let read = grpc_reply::<CollectionClusterInfoRequest>(&message).unwrap();
        assert_eq!(&read.local_shards[0].state, state);
    }
    assert_eq!(ReplicaState::ALL.len(), 11);
}

#[test]
fn ids_of_peers_are_keys_in_quotes_and_keep_every_bit() {
    let body = json!({"status": "enabled", "peer_id": u64::MAX, "peers": {"18446744073709551615": {"uri": "u"}},
        "raft_info": {"term": 1, "commit": 2, "pending_operations": 3, "leader": u64::MAX, "role": "Leader", "is_voter": true},
        "consensus_thread_status": {"consensus_thread_status": "working", "last_update": "2024-02-29T12:00:00Z"},
        "message_send_failures": {}});
    let status = rest_result::<ClusterStatusRequest>(&body).unwrap();
    let ClusterStatus::Enabled(status) = status else { panic!("is a cluster") };
    assert_eq!(status.peer_id, u64::MAX);
    assert_eq!(status.peers.keys().copied().collect::<Vec<_>>(), [u64::MAX]);
}

#[test]
fn percents_of_quotas_are_refused_by_name_and_read_whatever_they_are() {
    let config = QuotaConfig { max_disk_usage_percent: Some(101), ..QuotaConfig::default() };
    let error = rest_refusal(UpdateQuotas::new(config));
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidRequest, Some("config.max_disk_usage_percent"))
    );
    let status = json!({"config": {}, "usage": {"disk_usage_percent": 200}});
    let read = rest_result::<GetQuotasRequest>(&status).unwrap();
    assert_eq!(read.usage.disk_usage_percent, Some(200));
}
