//! Where the shards of a collection are, and what can be done to them.

use qdrant_core::{
    ClusterOperation, CreateShardKey, DeleteShardKey, Error, ErrorKind, ReplicaState, ReplicatePoints,
    ReshardingDirection, ShardKeyDescription, ShardTransferInfo, ShardTransferMethod,
};

use super::enums::wire_enum;
use super::room::Room;
use super::traits::{FromProto, IntoProto, read, required, same_fields, total, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::update_collection_cluster_setup_request::Operation;

wire_enum! {
    ReplicaState = proto::ReplicaState {
        Active,
        Dead,
        Partial,
        Initializing,
        Listener,
        PartialSnapshot,
        Recovery,
        Resharding,
        ReshardingScaleDown,
        ActiveRead,
        ManualRecovery,
    }
}

wire_enum! {
    ShardTransferMethod = proto::ShardTransferMethod { StreamRecords, Snapshot, WalDelta, ReshardingStreamRecords }
}

wire_enum! { ReshardingDirection = proto::ReshardingDirection { Up, Down } }

same_fields! {
    Replica { shard_id, peer_id }
    AbortShardTransfer { shard_id, from_peer_id, to_peer_id, to_shard_id }
}

same_fields! {
    LocalShardInfo { shard_id, points_count; state, shard_key }
    RemoteShardInfo { shard_id, peer_id; state, shard_key }
    ReshardingInfo { shard_id, peer_id; shard_key, direction }
    MoveShard { shard_id, from_peer_id, to_peer_id, to_shard_id; method }
    ReplicateShard { shard_id, from_peer_id, to_peer_id, to_shard_id; method }
    RestartTransfer { shard_id, from_peer_id, to_peer_id, to_shard_id; method }
}

impl From<ShardTransferInfo> for proto::ShardTransferInfo {
    fn from(transfer: ShardTransferInfo) -> Self {
        // Qdrant tells how a transfer is made and how far it is over REST only; its gRPC leaves both out, and an error
        // would hide all the shards for the sake of a remark.
        let ShardTransferInfo { shard_id, to_shard_id, from, to, sync, method: _, comment: _ } = transfer;
        Self { shard_id, from, to, sync, to_shard_id }
    }
}

impl From<proto::ShardTransferInfo> for ShardTransferInfo {
    fn from(message: proto::ShardTransferInfo) -> Self {
        let proto::ShardTransferInfo { shard_id, from, to, sync, to_shard_id } = message;
        Self { shard_id, to_shard_id, from, to, sync, method: None, comment: None }
    }
}

total!(into: ShardTransferInfo => proto::ShardTransferInfo);
total!(from: proto::ShardTransferInfo => ShardTransferInfo);

impl IntoProto<proto::ReplicatePoints> for ReplicatePoints {
    fn into_proto_in(self, room: Room) -> Result<proto::ReplicatePoints, Error> {
        let room = room.enter()?;
        let Self { filter, from_shard_key, to_shard_key } = self;
        Ok(proto::ReplicatePoints {
            from_shard_key: Some(from_shard_key.into()),
            to_shard_key: Some(to_shard_key.into()),
            filter: write("filter", filter, room)?,
        })
    }
}

impl FromProto<proto::ReplicatePoints> for ReplicatePoints {
    fn from_proto(message: proto::ReplicatePoints) -> Result<Self, Error> {
        let proto::ReplicatePoints { from_shard_key, to_shard_key, filter } = message;
        Ok(Self {
            filter: read("filter", filter)?,
            from_shard_key: required("from_shard_key", from_shard_key)?,
            to_shard_key: required("to_shard_key", to_shard_key)?,
        })
    }
}

impl IntoProto<proto::CreateShardKey> for CreateShardKey {
    fn into_proto_in(self, room: Room) -> Result<proto::CreateShardKey, Error> {
        let Self { shard_key, shards_number, replication_factor, placement, initial_state } = self;
        Ok(proto::CreateShardKey {
            shard_key: Some(shard_key.into()),
            shards_number,
            replication_factor,
            placement,
            initial_state: write("initial_state", initial_state, room)?,
        })
    }
}

impl FromProto<proto::CreateShardKey> for CreateShardKey {
    fn from_proto(message: proto::CreateShardKey) -> Result<Self, Error> {
        let proto::CreateShardKey { shard_key, shards_number, replication_factor, placement, initial_state } =
            message;
        Ok(Self {
            shard_key: required("shard_key", shard_key)?,
            shards_number,
            replication_factor,
            placement,
            initial_state: read("initial_state", initial_state)?,
        })
    }
}

impl From<DeleteShardKey> for proto::DeleteShardKey {
    fn from(key: DeleteShardKey) -> Self {
        let DeleteShardKey { shard_key } = key;
        Self { shard_key: Some(shard_key.into()) }
    }
}

impl FromProto<proto::DeleteShardKey> for DeleteShardKey {
    fn from_proto(message: proto::DeleteShardKey) -> Result<Self, Error> {
        let proto::DeleteShardKey { shard_key } = message;
        Ok(Self { shard_key: required("shard_key", shard_key)? })
    }
}

impl From<ShardKeyDescription> for proto::ShardKeyDescription {
    fn from(description: ShardKeyDescription) -> Self {
        let ShardKeyDescription { key } = description;
        Self { key: Some(key.into()) }
    }
}

impl FromProto<proto::ShardKeyDescription> for ShardKeyDescription {
    fn from_proto(message: proto::ShardKeyDescription) -> Result<Self, Error> {
        let proto::ShardKeyDescription { key } = message;
        Ok(Self { key: required("key", key)? })
    }
}

total! {
    into:
    DeleteShardKey => proto::DeleteShardKey,
    ShardKeyDescription => proto::ShardKeyDescription,
}

impl IntoProto<Operation> for ClusterOperation {
    fn into_proto_in(self, room: Room) -> Result<Operation, Error> {
        Ok(match self {
            Self::MoveShard(step) => Operation::MoveShard(write("move_shard", step, room)?),
            Self::ReplicateShard(step) => Operation::ReplicateShard(write("replicate_shard", step, room)?),
            Self::AbortTransfer(step) => Operation::AbortTransfer(step.into()),
            Self::DropReplica(step) => Operation::DropReplica(step.into()),
            Self::CreateShardKey(step) => Operation::CreateShardKey(write("create_shard_key", step, room)?),
            Self::DeleteShardKey(step) => Operation::DeleteShardKey(step.into()),
            Self::RestartTransfer(step) => Operation::RestartTransfer(write("restart_transfer", step, room)?),
            Self::ReplicatePoints(step) => Operation::ReplicatePoints(write("replicate_points", step, room)?),
            Self::StartResharding(_) => return Err(only_rest("start_resharding")),
            Self::AbortResharding => return Err(only_rest("abort_resharding")),
        })
    }
}

#[cold]
fn only_rest(name: &str) -> Error {
    Error::new(ErrorKind::Unsupported, "gRPC has no message for it, only REST can carry it").with_field(name)
}

impl FromProto<Operation> for ClusterOperation {
    fn from_proto(operation: Operation) -> Result<Self, Error> {
        match operation {
            Operation::MoveShard(step) => read("move_shard", step).map(Self::MoveShard),
            Operation::ReplicateShard(step) => read("replicate_shard", step).map(Self::ReplicateShard),
            Operation::AbortTransfer(step) => Ok(Self::AbortTransfer(step.into())),
            Operation::DropReplica(step) => Ok(Self::DropReplica(step.into())),
            Operation::CreateShardKey(step) => read("create_shard_key", step).map(Self::CreateShardKey),
            Operation::DeleteShardKey(step) => read("delete_shard_key", step).map(Self::DeleteShardKey),
            Operation::RestartTransfer(step) => read("restart_transfer", step).map(Self::RestartTransfer),
            Operation::ReplicatePoints(step) => read("replicate_points", step).map(Self::ReplicatePoints),
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::StartResharding;

    use super::*;

    #[test]
    fn resharding_is_refused_by_name() {
        for (operation, name) in [
            (StartResharding::new("up").into(), "start_resharding"),
            (ClusterOperation::AbortResharding, "abort_resharding"),
        ] {
            let error = operation.into_proto().unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some(name)));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let key = proto::ShardKey { key: None };
        let points = proto::ReplicatePoints { from_shard_key: Some(key), to_shard_key: None, filter: None };
        let error = ClusterOperation::from_proto(Operation::ReplicatePoints(points)).unwrap_err();
        assert_eq!(error.field(), Some("replicate_points.from_shard_key"));
        let key = Operation::DeleteShardKey(proto::DeleteShardKey { shard_key: None });
        let error = ClusterOperation::from_proto(key).unwrap_err();
        assert_eq!(error.field(), Some("delete_shard_key.shard_key"));
    }

    #[test]
    fn the_first_method_and_state_are_not_taken_for_unset() {
        assert_eq!(ShardTransferMethod::StreamRecords.into_proto().unwrap(), 0);
        assert_eq!(ShardTransferMethod::from_proto(0).unwrap(), ShardTransferMethod::StreamRecords);
        assert_eq!(ReplicaState::from_proto(0).unwrap(), ReplicaState::Active);
        for (number, state) in (0..).zip(ReplicaState::ALL) {
            assert_eq!(ReplicaState::from_proto(number).unwrap(), *state);
        }
    }
}
