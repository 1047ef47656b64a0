//! The vectors of a collection by name.

use std::collections::BTreeMap;

use qdrant_core::{Error, VectorsConfig, VectorsConfigDiff};

use crate::convert::{FromProto, IntoProto, Room, invalid, read, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::{vectors_config, vectors_config_diff};

impl IntoProto<proto::VectorsConfig> for VectorsConfig {
    fn into_proto_in(self, room: Room) -> Result<proto::VectorsConfig, Error> {
        use vectors_config::Config;

        let config = match self {
            Self::Single(params) => Config::Params(params.into_proto_in(room)?),
            Self::Named(map) => Config::ParamsMap(proto::VectorParamsMap { map: map.into_proto_in(room)? }),
        };
        Ok(proto::VectorsConfig { config: Some(config) })
    }
}

/// A configuration without content is none, as on the server.
impl FromProto<Option<proto::VectorsConfig>> for Option<VectorsConfig> {
    fn from_proto(message: Option<proto::VectorsConfig>) -> Result<Self, Error> {
        use vectors_config::Config;

        match message.and_then(|proto::VectorsConfig { config }| config) {
            Some(Config::Params(params)) => Ok(Some(VectorsConfig::Single(FromProto::from_proto(params)?))),
            Some(Config::ParamsMap(proto::VectorParamsMap { map })) => {
                Ok(Some(VectorsConfig::Named(FromProto::from_proto(map)?)))
            }
            None => Ok(None),
        }
    }
}

/// A change of nothing but the unnamed vector has a field of its own.
impl IntoProto<proto::VectorsConfigDiff> for VectorsConfigDiff {
    fn into_proto_in(self, room: Room) -> Result<proto::VectorsConfigDiff, Error> {
        use vectors_config_diff::Config;

        let Self { mut map } = self;
        let config = match map.remove("") {
            Some(unnamed) if map.is_empty() => Config::Params(write("[\"\"]", unnamed, room)?),
            unnamed => {
                map.extend(unnamed.map(|diff| (String::new(), diff)));
                Config::ParamsMap(proto::VectorParamsDiffMap { map: map.into_proto_in(room)? })
            }
        };
        Ok(proto::VectorsConfigDiff { config: Some(config) })
    }
}

impl FromProto<proto::VectorsConfigDiff> for VectorsConfigDiff {
    fn from_proto(message: proto::VectorsConfigDiff) -> Result<Self, Error> {
        use vectors_config_diff::Config;

        let proto::VectorsConfigDiff { config } = message;
        match config {
            Some(Config::Params(unnamed)) => {
                Ok(Self { map: BTreeMap::from([(String::new(), read("[\"\"]", unnamed)?)]) })
            }
            Some(Config::ParamsMap(proto::VectorParamsDiffMap { map })) => {
                Ok(Self { map: FromProto::from_proto(map)? })
            }
            None => Err(invalid("the change of vectors is empty: expected params or a map of them")),
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Distance, VectorParams, VectorParamsDiff};

    use super::*;

    #[test]
    fn a_config_without_content_is_none() {
        let read = |config| Option::<VectorsConfig>::from_proto(Some(proto::VectorsConfig { config }));
        assert_eq!(read(None).unwrap(), None);
        let none = proto::VectorParamsMap { map: [].into() };
        let named = read(Some(vectors_config::Config::ParamsMap(none))).unwrap();
        assert_eq!(named, Some(VectorsConfig::default()));
    }

    #[test]
    fn a_distance_that_is_not_set_is_named_by_its_path() {
        let params = VectorParams::new(4, Distance::Dot).into_proto().unwrap();
        let map = [("a".to_owned(), proto::VectorParams { distance: 0, ..params })].into();
        let config = vectors_config::Config::ParamsMap(proto::VectorParamsMap { map });
        let message = Some(proto::VectorsConfig { config: Some(config) });
        let error = Option::<VectorsConfig>::from_proto(message).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: [\"a\"].distance: is not set");
    }

    #[test]
    fn a_change_of_the_unnamed_vector_alone_is_no_map() {
        let unnamed = VectorsConfigDiff::from(VectorParamsDiff::default().on_disk(true));
        let message: proto::VectorsConfigDiff = unnamed.clone().into_proto().unwrap();
        assert!(matches!(message.config, Some(vectors_config_diff::Config::Params(_))));
        assert_eq!(VectorsConfigDiff::from_proto(message).unwrap(), unnamed);

        let both =
            VectorsConfigDiff::from([("", VectorParamsDiff::default()), ("a", VectorParamsDiff::default())]);
        let message: proto::VectorsConfigDiff = both.clone().into_proto().unwrap();
        assert!(matches!(message.config, Some(vectors_config_diff::Config::ParamsMap(_))));
        assert_eq!(VectorsConfigDiff::from_proto(message).unwrap(), both);

        let empty = VectorsConfigDiff::default();
        let message: proto::VectorsConfigDiff = empty.clone().into_proto().unwrap();
        assert_eq!(VectorsConfigDiff::from_proto(message).unwrap(), empty);
        VectorsConfigDiff::from_proto(proto::VectorsConfigDiff { config: None }).unwrap_err();
    }
}
