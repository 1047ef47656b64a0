//! Limits on the use of a collection.

use qdrant_core::{Error, StrictModeConfig};

use crate::convert::number::to_f32;
use crate::convert::{FromProto, IntoProto, Room, read, same_fields, write};
use crate::proto::qdrant as proto;

same_fields! {
    StrictModeMultivector { max_vectors }
    StrictModeSparse { max_length }
}

same_fields! {
    StrictModeMultivectorConfig { ; multivector_config }
    StrictModeSparseConfig { ; sparse_config }
}

/// The oversampling loses precision: this wire carries it with 32 bits.
impl IntoProto<proto::StrictModeConfig> for StrictModeConfig {
    fn into_proto_in(self, room: Room) -> Result<proto::StrictModeConfig, Error> {
        let Self {
            enabled,
            max_query_limit,
            max_timeout,
            unindexed_filtering_retrieve,
            unindexed_filtering_update,
            search_max_hnsw_ef,
            search_allow_exact,
            search_max_oversampling,
            upsert_max_batchsize,
            search_max_batchsize,
            max_collection_vector_size_bytes,
            read_rate_limit,
            write_rate_limit,
            max_collection_payload_size_bytes,
            filter_max_conditions,
            condition_max_size,
            multivector_config,
            sparse_config,
            max_points_count,
            max_payload_index_count,
            max_resident_memory_percent,
        } = self;
        let search_max_oversampling = search_max_oversampling
            .map(to_f32)
            .transpose()
            .map_err(|error| error.within("search_max_oversampling"))?;
        Ok(proto::StrictModeConfig {
            enabled,
            max_query_limit,
            max_timeout,
            unindexed_filtering_retrieve,
            unindexed_filtering_update,
            search_max_hnsw_ef,
            search_allow_exact,
            search_max_oversampling,
            upsert_max_batchsize,
            max_collection_vector_size_bytes,
            read_rate_limit,
            write_rate_limit,
            max_collection_payload_size_bytes,
            filter_max_conditions,
            condition_max_size,
            multivector_config: write("multivector_config", multivector_config, room)?,
            sparse_config: write("sparse_config", sparse_config, room)?,
            max_points_count,
            max_payload_index_count,
            search_max_batchsize,
            max_resident_memory_percent,
        })
    }
}

impl FromProto<proto::StrictModeConfig> for StrictModeConfig {
    fn from_proto(message: proto::StrictModeConfig) -> Result<Self, Error> {
        let proto::StrictModeConfig {
            enabled,
            max_query_limit,
            max_timeout,
            unindexed_filtering_retrieve,
            unindexed_filtering_update,
            search_max_hnsw_ef,
            search_allow_exact,
            search_max_oversampling,
            upsert_max_batchsize,
            max_collection_vector_size_bytes,
            read_rate_limit,
            write_rate_limit,
            max_collection_payload_size_bytes,
            filter_max_conditions,
            condition_max_size,
            multivector_config,
            sparse_config,
            max_points_count,
            max_payload_index_count,
            search_max_batchsize,
            max_resident_memory_percent,
        } = message;
        Ok(Self {
            enabled,
            max_query_limit,
            max_timeout,
            unindexed_filtering_retrieve,
            unindexed_filtering_update,
            search_max_hnsw_ef,
            search_allow_exact,
            search_max_oversampling: search_max_oversampling.map(f64::from),
            upsert_max_batchsize,
            search_max_batchsize,
            max_collection_vector_size_bytes,
            read_rate_limit,
            write_rate_limit,
            max_collection_payload_size_bytes,
            filter_max_conditions,
            condition_max_size,
            multivector_config: read("multivector_config", multivector_config)?,
            sparse_config: read("sparse_config", sparse_config)?,
            max_points_count,
            max_payload_index_count,
            max_resident_memory_percent,
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::StrictModeSparse;

    use super::*;

    #[test]
    fn oversampling_is_rounded_and_refused_beyond_the_wire() {
        let message: proto::StrictModeConfig =
            StrictModeConfig::default().search_max_oversampling(1.3).into_proto().unwrap();
        assert_eq!(message.search_max_oversampling, Some(1.3_f32));
        let result: Result<proto::StrictModeConfig, _> =
            StrictModeConfig::default().search_max_oversampling(1e300).into_proto();
        assert_eq!(result.unwrap_err().field(), Some("search_max_oversampling"));
    }

    #[test]
    fn length_of_sparse_vectors_sits_in_field_10() {
        let message = proto::StrictModeSparse::from(StrictModeSparse::default().max_length(5));
        assert_eq!(message.encode_to_vec(), [10 << 3, 5]);
    }
}
