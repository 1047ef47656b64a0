//! Named vectors that are added to a collection.

use qdrant_core::{Error, VectorNameConfig};

use super::room::Room;
use super::traits::{FromProto, IntoProto, read, same_fields, write};
use crate::proto::qdrant::create_vector_name_request::VectorConfig;

same_fields! {
    DenseVectorCreationConfig { size; distance, multivector_config, datatype }
    SparseVectorCreationConfig { ; modifier, datatype }
}

impl IntoProto<VectorConfig> for VectorNameConfig {
    fn into_proto_in(self, room: Room) -> Result<VectorConfig, Error> {
        Ok(match self {
            Self::Dense(config) => VectorConfig::DenseConfig(write("dense", config, room)?),
            Self::Sparse(config) => VectorConfig::SparseConfig(write("sparse", config, room)?),
        })
    }
}

impl FromProto<VectorConfig> for VectorNameConfig {
    fn from_proto(config: VectorConfig) -> Result<Self, Error> {
        match config {
            VectorConfig::DenseConfig(config) => read("dense", config).map(Self::Dense),
            VectorConfig::SparseConfig(config) => read("sparse", config).map(Self::Sparse),
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Datatype, DenseVectorCreationConfig, Distance, Modifier, SparseVectorCreationConfig};

    use super::*;
    use crate::proto::qdrant as proto;

    #[test]
    fn configs_survive_the_way_there_and_back() {
        for config in [
            VectorNameConfig::from(
                DenseVectorCreationConfig::new(4, Distance::Dot).datatype(Datatype::Turbo4),
            ),
            SparseVectorCreationConfig::new().modifier(Modifier::Idf).datatype(Datatype::Float16).into(),
            SparseVectorCreationConfig::new().into(),
        ] {
            let message = config.clone().into_proto().unwrap();
            assert_eq!(VectorNameConfig::from_proto(message).unwrap(), config);
        }
    }

    #[test]
    fn a_distance_that_is_not_set_is_refused() {
        let config = proto::DenseVectorCreationConfig {
            size: 4,
            distance: 0,
            multivector_config: None,
            datatype: Some(0),
        };
        let error = VectorNameConfig::from_proto(VectorConfig::DenseConfig(config)).unwrap_err();
        assert_eq!(error.field(), Some("dense.distance"));
        let config = proto::DenseVectorCreationConfig { distance: 1, ..config };
        let VectorNameConfig::Dense(read) =
            VectorNameConfig::from_proto(VectorConfig::DenseConfig(config)).unwrap()
        else {
            panic!("a dense vector");
        };
        assert_eq!(read.datatype, None);
    }
}
