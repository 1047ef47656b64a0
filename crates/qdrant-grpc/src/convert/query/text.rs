//! Full-text ranking.

use qdrant_core::TextQuery;

use crate::convert::{same_fields, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::text_query::Scoring;

same_fields! { Bm25Params { k, b } }

impl From<TextQuery> for proto::TextQuery {
    fn from(text: TextQuery) -> Self {
        let TextQuery { query, bm25 } = text;
        Self { query, scoring: bm25.map(|params| Scoring::Bm25(params.into())) }
    }
}

impl From<proto::TextQuery> for TextQuery {
    fn from(message: proto::TextQuery) -> Self {
        let proto::TextQuery { query, scoring } = message;
        Self { query, bm25: scoring.map(|Scoring::Bm25(params)| params.into()) }
    }
}

total!(into: TextQuery => proto::TextQuery);
total!(from: proto::TextQuery => TextQuery);
