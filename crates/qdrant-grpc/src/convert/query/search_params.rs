//! How a search trades speed for accuracy.

use qdrant_core::{Error, IdfParams, SearchParams};

use crate::convert::{FromProto, IntoProto, Room, read, same_fields, write};
use crate::proto::qdrant as proto;

same_fields! {
    QuantizationSearchParams { ignore, rescore, oversampling }
    AcornSearchParams { enable, max_selectivity }
}

impl IntoProto<proto::SearchParams> for SearchParams {
    fn into_proto_in(self, room: Room) -> Result<proto::SearchParams, Error> {
        let room = room.enter()?;
        let Self { hnsw_ef, exact, quantization, indexed_only, acorn, idf } = self;
        Ok(proto::SearchParams {
            hnsw_ef,
            exact,
            quantization: quantization.map(Into::into),
            indexed_only,
            acorn: acorn.map(Into::into),
            idf: write("idf", idf, room)?,
        })
    }
}

impl FromProto<proto::SearchParams> for SearchParams {
    fn from_proto(message: proto::SearchParams) -> Result<Self, Error> {
        let proto::SearchParams { hnsw_ef, exact, quantization, indexed_only, acorn, idf } = message;
        Ok(Self {
            hnsw_ef,
            exact,
            quantization: quantization.map(Into::into),
            indexed_only,
            acorn: acorn.map(Into::into),
            idf: read("idf", idf)?,
        })
    }
}

/// Without a corpus the message is there and empty, which asks for global statistics.
impl IntoProto<proto::IdfParams> for IdfParams {
    fn into_proto_in(self, room: Room) -> Result<proto::IdfParams, Error> {
        let room = room.enter()?;
        let Self { corpus } = self;
        Ok(proto::IdfParams { corpus: write("corpus", corpus, room)? })
    }
}

impl FromProto<proto::IdfParams> for IdfParams {
    fn from_proto(message: proto::IdfParams) -> Result<Self, Error> {
        let proto::IdfParams { corpus } = message;
        Ok(Self { corpus: read("corpus", corpus)? })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::Filter;

    use super::*;

    #[test]
    fn global_statistics_are_not_the_servers_default() {
        for idf in [None, Some(IdfParams::default()), Some(IdfParams { corpus: Some(Filter::default()) })] {
            let params = SearchParams { idf, ..SearchParams::default() };
            let bytes = params.clone().into_proto().unwrap().encode_to_vec();
            let message = proto::SearchParams::decode(bytes.as_slice()).unwrap();
            assert_eq!(SearchParams::from_proto(message).unwrap(), params);
        }
    }
}
