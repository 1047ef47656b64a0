use std::time::Duration;

use proto::update_collection_cluster_setup_request::Operation;
use qdrant_core::{
    AbortShardTransfer, ClusterOperation, CollectionClusterInfo, CollectionClusterInfoRequest,
    CreateShardKey, CreateShardKeyRequest, DeleteShardKey, DeleteShardKeyRequest, ErrorKind,
    ListShardKeysRequest, LocalShardInfo, MoveShard, OperationKind, RemoteShardInfo, Replica, ReplicaState,
    ReplicatePoints, ReplicateShard, ReshardingDirection, ReshardingInfo, RestartTransfer, ShardKey,
    ShardKeyDescription, ShardTransferInfo, ShardTransferMethod, StartResharding, UnknownValue,
    UpdateCollectionClusterSetupRequest,
};

use super::{answered, encode, filter, filter_message, key, proto, refused, sent};

#[test]
fn where_shards_are() {
    let message: proto::CollectionClusterInfoRequest =
        sent(CollectionClusterInfoRequest::new("c"), "/qdrant.Collections/CollectionClusterInfo");
    assert_eq!(message, proto::CollectionClusterInfoRequest { collection_name: "c".into() });
    let reply = proto::CollectionClusterInfoResponse {
        peer_id: u64::MAX,
        shard_count: 3,
        local_shards: vec![proto::LocalShardInfo {
            shard_id: 0,
            points_count: 7,
            state: proto::ReplicaState::Active.into(),
            shard_key: Some(key("s")),
        }],
        remote_shards: vec![
            proto::RemoteShardInfo {
                shard_id: 1,
                peer_id: 2,
                state: proto::ReplicaState::ManualRecovery.into(),
                shard_key: None,
            },
            proto::RemoteShardInfo { shard_id: 2, peer_id: 3, state: 77, shard_key: None },
        ],
        shard_transfers: vec![proto::ShardTransferInfo {
            shard_id: 1,
            from: 2,
            to: 3,
            sync: true,
            to_shard_id: Some(4),
        }],
        resharding_operations: vec![proto::ReshardingInfo {
            shard_id: 1,
            peer_id: 2,
            shard_key: Some(key("s")),
            direction: proto::ReshardingDirection::Down.into(),
        }],
        time: 0.25,
    };
    let (info, meta) = answered::<CollectionClusterInfoRequest>(&reply);
    let remote = |shard_id, peer_id, state| RemoteShardInfo { shard_id, shard_key: None, peer_id, state };
    let expected = CollectionClusterInfo {
        peer_id: u64::MAX,
        shard_count: 3,
        local_shards: vec![LocalShardInfo {
            shard_id: 0,
            shard_key: Some(ShardKey::from("s")),
            points_count: 7,
            state: ReplicaState::Active,
        }],
        remote_shards: vec![
            remote(1, 2, ReplicaState::ManualRecovery),
            remote(2, 3, ReplicaState::Unknown(UnknownValue::Number(77))),
        ],
        shard_transfers: vec![ShardTransferInfo {
            shard_id: 1,
            to_shard_id: Some(4),
            from: 2,
            to: 3,
            sync: true,
            method: None,
            comment: None,
        }],
        resharding_operations: vec![ReshardingInfo {
            direction: ReshardingDirection::Down,
            shard_id: 1,
            peer_id: 2,
            shard_key: Some(ShardKey::from("s")),
        }],
    };
    assert_eq!(info, expected);
    assert_eq!((meta.time, meta.usage), (Some(Duration::from_millis(250)), None));
}

#[test]
fn an_empty_shard_key_in_a_reply_is_named() {
    let shard =
        proto::LocalShardInfo { shard_key: Some(proto::ShardKey { key: None }), ..Default::default() };
    let reply = proto::CollectionClusterInfoResponse { local_shards: vec![shard], ..Default::default() };
    let fault = refused(OperationKind::CollectionClusterInfo, &prost::Message::encode_to_vec(&reply));
    assert!(fault.starts_with("reply not understood: local_shards[0].shard_key: "), "{fault}");
}

/// What only REST tells of a transfer is left out, as Qdrant itself does.
#[cfg(feature = "server")]
#[test]
fn a_transfer_loses_its_remarks() {
    use qdrant_core::{Operation, Reply, ReplyMeta};

    let transfer = ShardTransferInfo {
        shard_id: 1,
        to_shard_id: None,
        from: 2,
        to: 3,
        sync: false,
        method: Some(ShardTransferMethod::WalDelta),
        comment: Some("half".to_owned()),
    };
    let info = CollectionClusterInfo { shard_transfers: vec![transfer.clone()], ..Default::default() };
    let response = CollectionClusterInfoRequest::into_response(info);
    let bytes = qdrant_grpc::encode_reply(Reply { response, meta: ReplyMeta::default() }).unwrap();
    let Reply { response, .. } = super::decode(OperationKind::CollectionClusterInfo, &bytes).unwrap();
    let info = CollectionClusterInfoRequest::output(response).unwrap();
    assert_eq!(info.shard_transfers, [ShardTransferInfo { method: None, comment: None, ..transfer }]);
}

#[test]
fn every_operation_on_shards_has_its_field() {
    let transfer =
        proto::AbortShardTransfer { shard_id: 1, from_peer_id: 2, to_peer_id: 3, to_shard_id: Some(4) };
    let cases: [(ClusterOperation, Operation); 8] = [
        (
            MoveShard::new(1, 2, 3).method(ShardTransferMethod::StreamRecords).into(),
            Operation::MoveShard(proto::MoveShard {
                shard_id: 1,
                from_peer_id: 2,
                to_peer_id: 3,
                method: Some(0),
                to_shard_id: None,
            }),
        ),
        (
            ReplicateShard::new(1, 2, 3).to_shard_id(4).into(),
            Operation::ReplicateShard(proto::ReplicateShard {
                shard_id: 1,
                from_peer_id: 2,
                to_peer_id: 3,
                method: None,
                to_shard_id: Some(4),
            }),
        ),
        (AbortShardTransfer::new(1, 2, 3).to_shard_id(4).into(), Operation::AbortTransfer(transfer)),
        (Replica::new(1, 2).into(), Operation::DropReplica(proto::Replica { shard_id: 1, peer_id: 2 })),
        (
            CreateShardKey::new("s").into(),
            Operation::CreateShardKey(proto::CreateShardKey {
                shard_key: Some(key("s")),
                ..Default::default()
            }),
        ),
        (
            DeleteShardKey::new("s").into(),
            Operation::DeleteShardKey(proto::DeleteShardKey { shard_key: Some(key("s")) }),
        ),
        (
            RestartTransfer::new(1, 2, 3, ShardTransferMethod::WalDelta).into(),
            Operation::RestartTransfer(proto::RestartTransfer {
                shard_id: 1,
                from_peer_id: 2,
                to_peer_id: 3,
                method: proto::ShardTransferMethod::WalDelta.into(),
                to_shard_id: None,
            }),
        ),
        (
            ReplicatePoints::new("s", "t").filter(filter()).into(),
            Operation::ReplicatePoints(proto::ReplicatePoints {
                from_shard_key: Some(key("s")),
                to_shard_key: Some(key("t")),
                filter: Some(filter_message()),
            }),
        ),
    ];
    for (operation, expected) in cases {
        let update =
            UpdateCollectionClusterSetupRequest::new("c", operation).timeout(Duration::from_millis(1_500));
        let message: proto::UpdateCollectionClusterSetupRequest =
            sent(update, "/qdrant.Collections/UpdateCollectionClusterSetup");
        let expected = proto::UpdateCollectionClusterSetupRequest {
            collection_name: "c".into(),
            timeout: Some(2),
            operation: Some(expected),
        };
        assert_eq!(message, expected);
    }
    let reply = proto::UpdateCollectionClusterSetupResponse { result: true, time: 0.25 };
    assert!(answered::<UpdateCollectionClusterSetupRequest>(&reply).0);
}

#[test]
fn resharding_is_refused_by_name() {
    for (operation, field) in [
        (StartResharding::new(ReshardingDirection::Up).into(), "operation.start_resharding"),
        (ClusterOperation::AbortResharding, "operation.abort_resharding"),
    ] {
        let error = encode(UpdateCollectionClusterSetupRequest::new("c", operation).into()).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some(field)));
        assert!(error.is_not_sent());
    }
}

#[cfg(feature = "server")]
#[test]
fn what_a_request_lacks_is_named() {
    let kind = OperationKind::UpdateCollectionCluster;
    let setup = |operation| proto::UpdateCollectionClusterSetupRequest {
        collection_name: "c".into(),
        timeout: None,
        operation,
    };
    assert_eq!(super::not_received(kind, &setup(None)).field(), Some("operation"));
    let keyless = Operation::CreateShardKey(proto::CreateShardKey::default());
    let error = super::not_received(kind, &setup(Some(keyless)));
    assert_eq!(error.field(), Some("operation.create_shard_key.shard_key"));
    let message = proto::CreateShardKeyRequest { collection_name: "c".into(), ..Default::default() };
    assert_eq!(super::not_received(OperationKind::CreateShardKey, &message).field(), Some("request"));
    let message = proto::DeleteShardKeyRequest {
        collection_name: "c".into(),
        request: Some(proto::DeleteShardKey { shard_key: Some(proto::ShardKey { key: None }) }),
        timeout: None,
    };
    let error = super::not_received(OperationKind::DeleteShardKey, &message);
    assert_eq!(error.field(), Some("request.shard_key"));
}

#[test]
fn create_a_key() {
    let create = CreateShardKeyRequest::new(
        "c",
        CreateShardKey::new("s")
            .shards_number(2)
            .replication_factor(3)
            .placement([1, u64::MAX])
            .initial_state(ReplicaState::Partial),
    )
    .timeout(Duration::from_secs(5));
    let message: proto::CreateShardKeyRequest = sent(create, "/qdrant.Collections/CreateShardKey");
    let expected = proto::CreateShardKeyRequest {
        collection_name: "c".into(),
        request: Some(proto::CreateShardKey {
            shard_key: Some(key("s")),
            shards_number: Some(2),
            replication_factor: Some(3),
            placement: vec![1, u64::MAX],
            initial_state: Some(proto::ReplicaState::Partial.into()),
        }),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
    let message: proto::CreateShardKeyRequest =
        sent(CreateShardKeyRequest::new("c", "s"), "/qdrant.Collections/CreateShardKey");
    let request = message.request.unwrap();
    assert_eq!((request.placement, request.initial_state), (vec![], None), "any peer, the server's state");
    assert!(answered::<CreateShardKeyRequest>(&proto::CreateShardKeyResponse { result: true, time: 0.25 }).0);
}

#[test]
fn delete_a_key() {
    let delete = DeleteShardKeyRequest::new("c", 7_u64).timeout(Duration::from_secs(5));
    let message: proto::DeleteShardKeyRequest = sent(delete, "/qdrant.Collections/DeleteShardKey");
    let number = proto::ShardKey { key: Some(proto::shard_key::Key::Number(7)) };
    let expected = proto::DeleteShardKeyRequest {
        collection_name: "c".into(),
        request: Some(proto::DeleteShardKey { shard_key: Some(number) }),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
    let reply = proto::DeleteShardKeyResponse { result: false, time: 0.25 };
    assert!(!answered::<DeleteShardKeyRequest>(&reply).0);
}

#[test]
fn list_keys() {
    let message: proto::ListShardKeysRequest =
        sent(ListShardKeysRequest::new("c"), "/qdrant.Collections/ListShardKeys");
    assert_eq!(message, proto::ListShardKeysRequest { collection_name: "c".into() });
    let number = proto::ShardKey { key: Some(proto::shard_key::Key::Number(7)) };
    let description = |key| proto::ShardKeyDescription { key };
    let reply = proto::ListShardKeysResponse {
        shard_keys: vec![description(Some(key("s"))), description(Some(number))],
        time: 0.25,
    };
    let (keys, _) = answered::<ListShardKeysRequest>(&reply);
    assert_eq!(keys, [ShardKeyDescription::new("s"), ShardKeyDescription::new(7_u64)]);
    let reply = proto::ListShardKeysResponse { shard_keys: vec![description(None)], time: 0.25 };
    let fault = refused(OperationKind::ListShardKeys, &prost::Message::encode_to_vec(&reply));
    assert_eq!(fault, "reply not understood: shard_keys[0].key: is missing");
}
