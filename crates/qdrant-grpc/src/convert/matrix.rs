//! Distances among a sample of points.

use qdrant_core::{Error, SearchMatrixPair};

use super::traits::{FromProto, required, same_fields, total};
use crate::proto::qdrant as proto;

same_fields! {
    SearchMatrixPairs { ; pairs }
    SearchMatrixOffsets { offsets_row, offsets_col, scores; ids }
}

impl From<SearchMatrixPair> for proto::SearchMatrixPair {
    fn from(pair: SearchMatrixPair) -> Self {
        let SearchMatrixPair { a, b, score } = pair;
        Self { a: Some(a.into()), b: Some(b.into()), score }
    }
}

impl FromProto<proto::SearchMatrixPair> for SearchMatrixPair {
    fn from_proto(message: proto::SearchMatrixPair) -> Result<Self, Error> {
        let proto::SearchMatrixPair { a, b, score } = message;
        Ok(Self { a: required("a", a)?, b: required("b", b)?, score })
    }
}

total!(into: SearchMatrixPair => proto::SearchMatrixPair);
