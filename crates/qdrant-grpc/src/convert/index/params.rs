//! Parameters of an index of any kind.

use qdrant_core::{Error, PayloadIndexParams};

use crate::convert::enums::{unknown_variant, unset_variant};
use crate::convert::{FromProto, IntoProto, Room, read, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::payload_index_params::IndexParams;

impl IntoProto<proto::PayloadIndexParams> for PayloadIndexParams {
    fn into_proto_in(self, room: Room) -> Result<proto::PayloadIndexParams, Error> {
        let params = match self {
            Self::Keyword(params) => {
                IndexParams::KeywordIndexParams(write("keyword_index_params", params, room)?)
            }
            Self::Integer(params) => {
                IndexParams::IntegerIndexParams(write("integer_index_params", params, room)?)
            }
            Self::Float(params) => IndexParams::FloatIndexParams(write("float_index_params", params, room)?),
            Self::Geo(params) => IndexParams::GeoIndexParams(write("geo_index_params", params, room)?),
            Self::Text(params) => IndexParams::TextIndexParams(write("text_index_params", params, room)?),
            Self::Bool(params) => IndexParams::BoolIndexParams(write("bool_index_params", params, room)?),
            Self::Datetime(params) => {
                IndexParams::DatetimeIndexParams(write("datetime_index_params", params, room)?)
            }
            Self::Uuid(params) => IndexParams::UuidIndexParams(write("uuid_index_params", params, room)?),
            Self::Unknown(unknown) => return unknown_variant(&unknown),
        };
        Ok(proto::PayloadIndexParams { index_params: Some(params) })
    }
}

/// A message without content has the parameters of a newer server; validation refuses it in a request.
impl FromProto<proto::PayloadIndexParams> for PayloadIndexParams {
    fn from_proto(message: proto::PayloadIndexParams) -> Result<Self, Error> {
        let proto::PayloadIndexParams { index_params } = message;
        Ok(match index_params {
            Some(IndexParams::KeywordIndexParams(params)) => {
                Self::Keyword(read("keyword_index_params", params)?)
            }
            Some(IndexParams::IntegerIndexParams(params)) => {
                Self::Integer(read("integer_index_params", params)?)
            }
            Some(IndexParams::FloatIndexParams(params)) => Self::Float(read("float_index_params", params)?),
            Some(IndexParams::GeoIndexParams(params)) => Self::Geo(read("geo_index_params", params)?),
            Some(IndexParams::TextIndexParams(params)) => Self::Text(read("text_index_params", params)?),
            Some(IndexParams::BoolIndexParams(params)) => Self::Bool(read("bool_index_params", params)?),
            Some(IndexParams::DatetimeIndexParams(params)) => {
                Self::Datetime(read("datetime_index_params", params)?)
            }
            Some(IndexParams::UuidIndexParams(params)) => Self::Uuid(read("uuid_index_params", params)?),
            None => Self::Unknown(unset_variant()),
        })
    }
}
