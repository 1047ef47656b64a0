//! Parameters of indexes over everything but texts.

use qdrant_core::{Error, KeywordIndexParams};

use crate::convert::{FromProto, IntoProto, Room, read, same_fields, write};
use crate::proto::qdrant as proto;

same_fields! {
    IntegerIndexParams { lookup, range, is_principal, on_disk, enable_hnsw, nested; memory }
    FloatIndexParams { on_disk, is_principal, enable_hnsw, nested; memory }
    GeoIndexParams { on_disk, enable_hnsw, nested; memory }
    BoolIndexParams { on_disk, enable_hnsw, nested; memory }
    DatetimeIndexParams { on_disk, is_principal, enable_hnsw, nested; memory }
    UuidIndexParams { is_tenant, on_disk, enable_hnsw, nested; memory }
}

/// This wire says by a message's presence that prefixes are indexed, so that `false` goes as absent.
impl IntoProto<proto::KeywordIndexParams> for KeywordIndexParams {
    fn into_proto_in(self, room: Room) -> Result<proto::KeywordIndexParams, Error> {
        let Self { is_tenant, on_disk, enable_hnsw, prefix, memory, nested } = self;
        Ok(proto::KeywordIndexParams {
            is_tenant,
            on_disk,
            enable_hnsw,
            prefix: (prefix == Some(true)).then_some(proto::KeywordPrefixParams {}),
            memory: write("memory", memory, room)?,
            nested,
        })
    }
}

impl FromProto<proto::KeywordIndexParams> for KeywordIndexParams {
    fn from_proto(message: proto::KeywordIndexParams) -> Result<Self, Error> {
        let proto::KeywordIndexParams { is_tenant, on_disk, enable_hnsw, prefix, memory, nested } = message;
        Ok(Self {
            is_tenant,
            on_disk,
            enable_hnsw,
            prefix: prefix.map(|proto::KeywordPrefixParams {}| true),
            memory: read("memory", memory)?,
            nested,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_there_or_absent() {
        for (prefix, back) in [(None, None), (Some(true), Some(true)), (Some(false), None)] {
            let params = KeywordIndexParams { prefix, ..KeywordIndexParams::default() };
            let message: proto::KeywordIndexParams = params.into_proto().unwrap();
            assert_eq!(KeywordIndexParams::from_proto(message).unwrap().prefix, back);
        }
    }
}
