//! The kinds of quantization.

use qdrant_core::{
    BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CompressionRatio, Error, QuantizationType,
    ScalarQuantization, TurboQuantBitSize, UnknownValue,
};

use crate::convert::enums::{unknown_number, unset, wire_enum};
use crate::convert::{FromProto, IntoProto, Room, read, same_fields, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::binary_quantization_query_encoding::{Setting, Variant};

wire_enum! {
    QuantizationType = proto::QuantizationType { Int8 }
    UnknownQuantization is refused
}

wire_enum! { CompressionRatio = proto::CompressionRatio { X4, X8, X16, X32, X64 } }

wire_enum! { BinaryQuantizationEncoding = proto::BinaryQuantizationEncoding { OneBit, TwoBits, OneAndHalfBits } }

same_fields! {
    ProductQuantization { always_ram; compression, memory }
    BinaryQuantization { always_ram; encoding, query_encoding, memory }
    TurboQuantization { always_ram; bits, memory }
}

impl IntoProto<proto::ScalarQuantization> for ScalarQuantization {
    fn into_proto_in(self, room: Room) -> Result<proto::ScalarQuantization, Error> {
        let Self { r#type, quantile, always_ram, memory } = self;
        Ok(proto::ScalarQuantization {
            r#type: write("type", r#type, room)?,
            quantile,
            always_ram,
            memory: write("memory", memory, room)?,
        })
    }
}

impl FromProto<proto::ScalarQuantization> for ScalarQuantization {
    fn from_proto(message: proto::ScalarQuantization) -> Result<Self, Error> {
        let proto::ScalarQuantization { r#type, quantile, always_ram, memory } = message;
        Ok(Self { r#type: read("type", r#type)?, quantile, always_ram, memory: read("memory", memory)? })
    }
}

impl IntoProto<proto::BinaryQuantizationQueryEncoding> for BinaryQuantizationQueryEncoding {
    fn into_proto_in(self, _: Room) -> Result<proto::BinaryQuantizationQueryEncoding, Error> {
        let setting = match self {
            Self::Default => Setting::Default.into(),
            Self::Binary => Setting::Binary.into(),
            Self::Scalar4Bits => Setting::Scalar4Bits.into(),
            Self::Scalar8Bits => Setting::Scalar8Bits.into(),
            Self::Unknown(value) => unknown_number(value)?,
        };
        Ok(proto::BinaryQuantizationQueryEncoding { variant: Some(Variant::Setting(setting)) })
    }
}

/// A message without content is an encoding of a newer server.
impl FromProto<proto::BinaryQuantizationQueryEncoding> for BinaryQuantizationQueryEncoding {
    fn from_proto(message: proto::BinaryQuantizationQueryEncoding) -> Result<Self, Error> {
        let proto::BinaryQuantizationQueryEncoding { variant } = message;
        let Some(Variant::Setting(number)) = variant else {
            return Ok(Self::Unknown(unset()));
        };
        Ok(match Setting::try_from(number) {
            Ok(Setting::Default) => Self::Default,
            Ok(Setting::Binary) => Self::Binary,
            Ok(Setting::Scalar4Bits) => Self::Scalar4Bits,
            Ok(Setting::Scalar8Bits) => Self::Scalar8Bits,
            Err(_) => Self::Unknown(UnknownValue::Number(number)),
        })
    }
}

/// By hand, because the messages call one and a half bits `Bits15`.
impl IntoProto<i32> for TurboQuantBitSize {
    fn into_proto_in(self, _: Room) -> Result<i32, Error> {
        Ok(match self {
            Self::Bits1 => proto::TurboQuantBitSize::Bits1.into(),
            Self::Bits1_5 => proto::TurboQuantBitSize::Bits15.into(),
            Self::Bits2 => proto::TurboQuantBitSize::Bits2.into(),
            Self::Bits4 => proto::TurboQuantBitSize::Bits4.into(),
            Self::Bits8 => proto::TurboQuantBitSize::Bits8.into(),
            Self::Unknown(value) => unknown_number(value)?,
        })
    }
}

impl FromProto<i32> for TurboQuantBitSize {
    fn from_proto(number: i32) -> Result<Self, Error> {
        Ok(match proto::TurboQuantBitSize::try_from(number) {
            Ok(proto::TurboQuantBitSize::Bits1) => Self::Bits1,
            Ok(proto::TurboQuantBitSize::Bits15) => Self::Bits1_5,
            Ok(proto::TurboQuantBitSize::Bits2) => Self::Bits2,
            Ok(proto::TurboQuantBitSize::Bits4) => Self::Bits4,
            Ok(proto::TurboQuantBitSize::Bits8) => Self::Bits8,
            Err(_) => Self::Unknown(UnknownValue::Number(number)),
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;

    #[test]
    fn scalar_type_is_written_out_and_zero_is_refused() {
        let message: proto::ScalarQuantization = ScalarQuantization::default().into_proto().unwrap();
        assert_eq!(message.r#type, 1);
        let error =
            ScalarQuantization::from_proto(proto::ScalarQuantization { r#type: 0, ..message }).unwrap_err();
        assert_eq!(error.field(), Some("type"));
    }

    #[test]
    fn compression_counts_from_zero_and_bits_in_their_own_order() {
        for (index, ratio) in (0..).zip(CompressionRatio::ALL) {
            assert_eq!(ratio.clone().into_proto().unwrap(), index);
        }
        for (index, bits) in (0..).zip(TurboQuantBitSize::ALL) {
            assert_eq!(bits.clone().into_proto().unwrap(), index);
            assert_eq!(TurboQuantBitSize::from_proto(index).unwrap(), *bits);
        }
        for (index, encoding) in (0..).zip(BinaryQuantizationEncoding::ALL) {
            assert_eq!(encoding.clone().into_proto().unwrap(), index);
        }
    }

    #[test]
    fn query_encoding_sits_in_field_4() {
        for (index, encoding) in (0..).zip(BinaryQuantizationQueryEncoding::ALL) {
            let message: proto::BinaryQuantizationQueryEncoding = encoding.clone().into_proto().unwrap();
            assert_eq!(message.encode_to_vec(), [4 << 3, index]);
            assert_eq!(BinaryQuantizationQueryEncoding::from_proto(message).unwrap(), *encoding);
        }
    }

    #[test]
    fn an_encoding_of_a_newer_server_does_not_fail_a_reply() {
        let unset = BinaryQuantizationQueryEncoding::from_proto(proto::BinaryQuantizationQueryEncoding {
            variant: None,
        });
        unset.unwrap().into_proto().unwrap_err();
        let message = proto::BinaryQuantizationQueryEncoding { variant: Some(Variant::Setting(9)) };
        let unknown = BinaryQuantizationQueryEncoding::from_proto(message).unwrap();
        assert_eq!(unknown, BinaryQuantizationQueryEncoding::Unknown(UnknownValue::Number(9)));
        assert_eq!(unknown.into_proto().unwrap(), message);
    }
}
