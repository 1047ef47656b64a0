//! One kind of quantization out of several.

use qdrant_core::{Error, QuantizationConfig, QuantizationConfigDiff};

use crate::convert::enums::{unknown_variant, unset_variant};
use crate::convert::{FromProto, IntoProto, Room, invalid, read, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::{quantization_config, quantization_config_diff};

impl IntoProto<proto::QuantizationConfig> for QuantizationConfig {
    fn into_proto_in(self, room: Room) -> Result<proto::QuantizationConfig, Error> {
        use quantization_config::Quantization;

        let quantization = match self {
            Self::Scalar(kind) => Quantization::Scalar(write("scalar", kind, room)?),
            Self::Product(kind) => Quantization::Product(write("product", kind, room)?),
            Self::Binary(kind) => Quantization::Binary(write("binary", kind, room)?),
            Self::Turboquant(kind) => Quantization::Turboquant(write("turboquant", kind, room)?),
            Self::Unknown(unknown) => return unknown_variant(&unknown),
        };
        Ok(proto::QuantizationConfig { quantization: Some(quantization) })
    }
}

/// A message without content is a kind of a newer server; validation refuses it in a request.
impl FromProto<proto::QuantizationConfig> for QuantizationConfig {
    fn from_proto(message: proto::QuantizationConfig) -> Result<Self, Error> {
        use quantization_config::Quantization;

        let proto::QuantizationConfig { quantization } = message;
        Ok(match quantization {
            Some(Quantization::Scalar(kind)) => Self::Scalar(read("scalar", kind)?),
            Some(Quantization::Product(kind)) => Self::Product(read("product", kind)?),
            Some(Quantization::Binary(kind)) => Self::Binary(read("binary", kind)?),
            Some(Quantization::Turboquant(kind)) => Self::Turboquant(read("turboquant", kind)?),
            None => Self::Unknown(unset_variant()),
        })
    }
}

impl IntoProto<proto::QuantizationConfigDiff> for QuantizationConfigDiff {
    fn into_proto_in(self, room: Room) -> Result<proto::QuantizationConfigDiff, Error> {
        use quantization_config_diff::Quantization;

        let quantization = match self {
            Self::Scalar(kind) => Quantization::Scalar(write("scalar", kind, room)?),
            Self::Product(kind) => Quantization::Product(write("product", kind, room)?),
            Self::Binary(kind) => Quantization::Binary(write("binary", kind, room)?),
            Self::Turboquant(kind) => Quantization::Turboquant(write("turboquant", kind, room)?),
            Self::Disabled => Quantization::Disabled(proto::Disabled {}),
        };
        Ok(proto::QuantizationConfigDiff { quantization: Some(quantization) })
    }
}

impl FromProto<proto::QuantizationConfigDiff> for QuantizationConfigDiff {
    fn from_proto(message: proto::QuantizationConfigDiff) -> Result<Self, Error> {
        use quantization_config_diff::Quantization;

        let proto::QuantizationConfigDiff { quantization } = message;
        Ok(match quantization {
            Some(Quantization::Scalar(kind)) => Self::Scalar(read("scalar", kind)?),
            Some(Quantization::Product(kind)) => Self::Product(read("product", kind)?),
            Some(Quantization::Binary(kind)) => Self::Binary(read("binary", kind)?),
            Some(Quantization::Turboquant(kind)) => Self::Turboquant(read("turboquant", kind)?),
            Some(Quantization::Disabled(proto::Disabled {})) => Self::Disabled,
            None => {
                return Err(invalid(
                    "the quantization is empty, or of a kind that this version does not know",
                ));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{
        BinaryQuantization, CompressionRatio, ErrorKind, ProductQuantization, ScalarQuantization,
        TurboQuantization,
    };

    use super::*;

    #[test]
    fn the_tags_of_config_and_change_are_not_the_same() {
        for (config, tag) in [
            (QuantizationConfig::from(ScalarQuantization::default()), 1),
            (ProductQuantization::new(CompressionRatio::X4).into(), 2),
            (BinaryQuantization::default().into(), 3),
            (TurboQuantization::default().into(), 4),
        ] {
            let message: proto::QuantizationConfig = config.clone().into_proto().unwrap();
            assert_eq!(message.encode_to_vec()[0] >> 3, tag);
            assert_eq!(QuantizationConfig::from_proto(message).unwrap(), config);
        }
        for (diff, tag) in [
            (QuantizationConfigDiff::from(ScalarQuantization::default()), 1),
            (ProductQuantization::new(CompressionRatio::X4).into(), 2),
            (QuantizationConfigDiff::Disabled, 3),
            (BinaryQuantization::default().into(), 4),
            (TurboQuantization::default().into(), 5),
        ] {
            let message: proto::QuantizationConfigDiff = diff.clone().into_proto().unwrap();
            assert_eq!(message.encode_to_vec()[0] >> 3, tag);
            assert_eq!(QuantizationConfigDiff::from_proto(message).unwrap(), diff);
        }
    }

    #[test]
    fn a_kind_of_a_newer_server_does_not_fail_a_reply_and_is_not_sent() {
        let unknown =
            QuantizationConfig::from_proto(proto::QuantizationConfig { quantization: None }).unwrap();
        assert_eq!(unknown.into_proto().unwrap_err().kind(), ErrorKind::Unsupported);
        let empty = proto::QuantizationConfigDiff { quantization: None };
        assert!(QuantizationConfigDiff::from_proto(empty).unwrap_err().is_invalid_request());
    }
}
