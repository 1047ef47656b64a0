//! Maximal marginal relevance.

use qdrant_core::{Error, NearestInputWithMmr};

use crate::convert::{FromProto, IntoProto, Room, required, same_fields, write};
use crate::proto::qdrant as proto;

same_fields! { Mmr { diversity, candidates_limit } }

impl IntoProto<proto::NearestInputWithMmr> for NearestInputWithMmr {
    fn into_proto_in(self, room: Room) -> Result<proto::NearestInputWithMmr, Error> {
        let Self { nearest, mmr } = self;
        Ok(proto::NearestInputWithMmr {
            nearest: Some(write("nearest", nearest, room)?),
            mmr: Some(mmr.into()),
        })
    }
}

impl FromProto<proto::NearestInputWithMmr> for NearestInputWithMmr {
    fn from_proto(message: proto::NearestInputWithMmr) -> Result<Self, Error> {
        let proto::NearestInputWithMmr { nearest, mmr } = message;
        Ok(Self { nearest: required("nearest", nearest)?, mmr: required("mmr", mmr)? })
    }
}
