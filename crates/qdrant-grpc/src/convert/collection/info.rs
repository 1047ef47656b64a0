//! What a server says about a collection.

use qdrant_core::{CollectionConfig, CollectionInfo, CollectionStatus, Error, OptimizerStatus};

use crate::convert::enums::{unknown_variant, wire_enum};
use crate::convert::{FromProto, IntoProto, Room, read, required, same_fields, write};
use crate::proto::qdrant as proto;

// The numbers are not in the order of the documentation.
wire_enum! {
    CollectionStatus = proto::CollectionStatus { Green, Yellow, Red, Grey }
    UnknownCollectionStatus is unknown
}

same_fields! {
    CollectionDescription { name }
    CollectionWarning { message }
    UpdateQueueInfo { length, deferred_points }
}

same_fields! { PayloadSchemaInfo { points; data_type, params } }

impl IntoProto<proto::OptimizerStatus> for OptimizerStatus {
    fn into_proto_in(self, _: Room) -> Result<proto::OptimizerStatus, Error> {
        match self {
            Self::Ok => Ok(proto::OptimizerStatus { ok: true, error: String::new() }),
            Self::Error(error) => Ok(proto::OptimizerStatus { ok: false, error }),
            Self::Unknown(unknown) => unknown_variant(&unknown),
        }
    }
}

impl FromProto<proto::OptimizerStatus> for OptimizerStatus {
    fn from_proto(message: proto::OptimizerStatus) -> Result<Self, Error> {
        let proto::OptimizerStatus { ok, error } = message;
        Ok(if ok { Self::Ok } else { Self::Error(error) })
    }
}

impl IntoProto<proto::CollectionConfig> for CollectionConfig {
    fn into_proto_in(self, room: Room) -> Result<proto::CollectionConfig, Error> {
        let Self {
            params,
            hnsw_config,
            optimizer_config,
            wal_config,
            quantization_config,
            strict_mode_config,
            metadata,
        } = self;
        Ok(proto::CollectionConfig {
            params: Some(write("params", params, room)?),
            hnsw_config: Some(write("hnsw_config", hnsw_config, room)?),
            optimizer_config: Some(write("optimizer_config", optimizer_config, room)?),
            wal_config: wal_config.map(Into::into),
            quantization_config: write("quantization_config", quantization_config, room)?,
            strict_mode_config: write("strict_mode_config", strict_mode_config, room)?,
            metadata: write("metadata", metadata, room)?,
        })
    }
}

impl FromProto<proto::CollectionConfig> for CollectionConfig {
    fn from_proto(message: proto::CollectionConfig) -> Result<Self, Error> {
        let proto::CollectionConfig {
            params,
            hnsw_config,
            optimizer_config,
            wal_config,
            quantization_config,
            strict_mode_config,
            metadata,
        } = message;
        Ok(Self {
            params: required("params", params)?,
            hnsw_config: read("hnsw_config", hnsw_config.unwrap_or_default())?,
            optimizer_config: read("optimizer_config", optimizer_config.unwrap_or_default())?,
            wal_config: wal_config.map(Into::into),
            quantization_config: read("quantization_config", quantization_config)?,
            strict_mode_config: read("strict_mode_config", strict_mode_config)?,
            metadata: read("metadata", metadata)?,
        })
    }
}

impl IntoProto<proto::CollectionInfo> for CollectionInfo {
    fn into_proto_in(self, room: Room) -> Result<proto::CollectionInfo, Error> {
        let Self {
            status,
            optimizer_status,
            segments_count,
            config,
            payload_schema,
            points_count,
            indexed_vectors_count,
            warnings,
            update_queue,
            created_at,
        } = self;
        Ok(proto::CollectionInfo {
            status: write("status", status, room)?,
            optimizer_status: Some(write("optimizer_status", optimizer_status, room)?),
            segments_count,
            config: Some(write("config", config, room)?),
            payload_schema: write("payload_schema", payload_schema, room)?,
            points_count,
            indexed_vectors_count,
            warnings: warnings.into_iter().map(Into::into).collect(),
            update_queue: update_queue.map(Into::into),
            created_at: write("created_at", created_at, room)?,
        })
    }
}

impl FromProto<proto::CollectionInfo> for CollectionInfo {
    fn from_proto(message: proto::CollectionInfo) -> Result<Self, Error> {
        let proto::CollectionInfo {
            status,
            optimizer_status,
            segments_count,
            config,
            payload_schema,
            points_count,
            indexed_vectors_count,
            warnings,
            update_queue,
            created_at,
        } = message;
        // As in REST replies, optimizers about which nothing is said are well.
        let optimizer_status: Option<OptimizerStatus> = read("optimizer_status", optimizer_status)?;
        Ok(Self {
            status: read("status", status)?,
            optimizer_status: optimizer_status.unwrap_or_default(),
            segments_count,
            config: required("config", config)?,
            payload_schema: read("payload_schema", payload_schema)?,
            points_count,
            indexed_vectors_count,
            warnings: warnings.into_iter().map(Into::into).collect(),
            update_queue: update_queue.map(Into::into),
            created_at: read("created_at", created_at)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{ErrorKind, UnknownValue, UnknownVariant, Value};

    use super::*;
    use crate::convert::from_reply;

    fn sparse() -> proto::CollectionInfo {
        let config = proto::CollectionConfig {
            params: Some(proto::CollectionParams::default()),
            ..proto::CollectionConfig::default()
        };
        proto::CollectionInfo { config: Some(config), ..proto::CollectionInfo::default() }
    }

    #[test]
    fn red_comes_before_grey() {
        let numbers = [
            (CollectionStatus::Green, 1),
            (CollectionStatus::Yellow, 2),
            (CollectionStatus::Red, 3),
            (CollectionStatus::Grey, 4),
            (CollectionStatus::Unknown(UnknownValue::Number(0)), 0),
        ];
        for (status, number) in numbers {
            assert_eq!(CollectionStatus::from_proto(number).unwrap(), status);
            assert_eq!(status.into_proto().unwrap(), number);
        }
    }

    #[test]
    fn what_a_reply_leaves_out_has_its_default() {
        let info = CollectionInfo::from_proto(sparse()).unwrap();
        assert!(info.optimizer_status.is_ok());
        assert_eq!(info.config.hnsw_config, qdrant_core::HnswConfigDiff::default());
        assert_eq!((info.config.wal_config, info.update_queue, info.created_at), (None, None, None));
    }

    #[test]
    fn an_optimizer_that_failed_keeps_its_text() {
        let status = proto::OptimizerStatus { ok: false, error: "disk full".to_owned() };
        let failed = OptimizerStatus::from_proto(status.clone()).unwrap();
        assert_eq!(failed, OptimizerStatus::Error("disk full".to_owned()));
        assert_eq!(failed.into_proto().unwrap(), status);
        OptimizerStatus::Unknown(UnknownVariant::new("paused", Value::Null)).into_proto().unwrap_err();
    }

    #[test]
    fn an_index_kind_of_a_newer_server_does_not_fail_a_reply() {
        let schema = |data_type| proto::PayloadSchemaInfo {
            data_type,
            params: Some(proto::PayloadIndexParams { index_params: None }),
            points: Some(1),
        };
        let reply = |data_type| {
            let payload_schema = [("a".to_owned(), schema(data_type))].into();
            from_reply::<_, CollectionInfo>(proto::CollectionInfo { payload_schema, ..sparse() })
        };
        assert_eq!(reply(9).unwrap().payload_schema["a"].data_type.as_str(), None);
        let error = reply(0).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.field(), Some("payload_schema[\"a\"].data_type"));
    }

    #[test]
    fn a_reply_without_config_is_refused() {
        let error = from_reply::<_, CollectionInfo>(proto::CollectionInfo::default()).unwrap_err();
        assert_eq!(error.to_string(), "reply not understood: config: is missing");
    }
}
