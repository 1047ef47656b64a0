//! Shards, replicas and storage of a collection.

use qdrant_core::{CollectionParams, Error, ShardingMethod};

use crate::convert::enums::wire_enum;
use crate::convert::{FromProto, IntoProto, Room, read, same_fields, write};
use crate::proto::qdrant as proto;

wire_enum! { ShardingMethod = proto::ShardingMethod { Auto, Custom } }

same_fields! {
    PayloadStorageParams { ; memory }
    IdTrackerParams { ; memory }
    CollectionParamsDiff {
        replication_factor, write_consistency_factor, on_disk_payload, read_fan_out_factor, read_fan_out_delay_ms;
        payload, id_tracker
    }
}

/// Two fields have no absence on this wire: without them goes 0 shards and a payload that is not on disk.
impl IntoProto<proto::CollectionParams> for CollectionParams {
    fn into_proto_in(self, room: Room) -> Result<proto::CollectionParams, Error> {
        let Self {
            shard_number,
            on_disk_payload,
            vectors_config,
            replication_factor,
            write_consistency_factor,
            read_fan_out_factor,
            sharding_method,
            sparse_vectors_config,
            read_fan_out_delay_ms,
            payload,
            id_tracker,
        } = self;
        Ok(proto::CollectionParams {
            shard_number: shard_number.unwrap_or_default(),
            on_disk_payload: on_disk_payload.unwrap_or_default(),
            vectors_config: write("vectors_config", vectors_config, room)?,
            replication_factor,
            write_consistency_factor,
            read_fan_out_factor,
            sharding_method: write("sharding_method", sharding_method, room)?,
            sparse_vectors_config: write("sparse_vectors_config", sparse_vectors_config, room)?,
            read_fan_out_delay_ms,
            payload: write("payload", payload, room)?,
            id_tracker: write("id_tracker", id_tracker, room)?,
        })
    }
}

/// 0 shards, which no collection has, are read as absent.
impl FromProto<proto::CollectionParams> for CollectionParams {
    fn from_proto(message: proto::CollectionParams) -> Result<Self, Error> {
        let proto::CollectionParams {
            shard_number,
            on_disk_payload,
            vectors_config,
            replication_factor,
            write_consistency_factor,
            read_fan_out_factor,
            sharding_method,
            sparse_vectors_config,
            read_fan_out_delay_ms,
            payload,
            id_tracker,
        } = message;
        Ok(Self {
            shard_number: (shard_number > 0).then_some(shard_number),
            on_disk_payload: Some(on_disk_payload),
            vectors_config: read("vectors_config", vectors_config)?,
            replication_factor,
            write_consistency_factor,
            read_fan_out_factor,
            sharding_method: read("sharding_method", sharding_method)?,
            sparse_vectors_config: read("sparse_vectors_config", sparse_vectors_config)?,
            read_fan_out_delay_ms,
            payload: read("payload", payload)?,
            id_tracker: read("id_tracker", id_tracker)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_without_absence_are_read_as_far_as_that_goes() {
        let message: proto::CollectionParams = CollectionParams::default().into_proto().unwrap();
        let params = CollectionParams::from_proto(message).unwrap();
        assert_eq!((params.shard_number, params.on_disk_payload), (None, Some(false)));
    }

    #[test]
    fn a_sharding_method_is_kept_apart_from_none() {
        for method in [None, Some(ShardingMethod::Auto), Some(ShardingMethod::Custom)] {
            let params = CollectionParams { sharding_method: method.clone(), ..CollectionParams::default() };
            let message: proto::CollectionParams = params.into_proto().unwrap();
            assert_eq!(CollectionParams::from_proto(message).unwrap().sharding_method, method);
        }
    }
}
