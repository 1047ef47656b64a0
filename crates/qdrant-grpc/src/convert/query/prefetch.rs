//! Sub-queries.

use qdrant_core::{Error, PrefetchQuery};

use crate::convert::{FromProto, IntoProto, Room, read, write};
use crate::proto::qdrant as proto;

impl IntoProto<proto::PrefetchQuery> for PrefetchQuery {
    fn into_proto_in(self, room: Room) -> Result<proto::PrefetchQuery, Error> {
        let room = room.enter()?;
        let Self { prefetch, query, using, filter, params, score_threshold, limit, lookup_from } = self;
        Ok(proto::PrefetchQuery {
            prefetch: write("prefetch", prefetch, room)?,
            query: write("query", query, room)?,
            using,
            filter: write("filter", filter, room)?,
            params: write("params", params, room)?,
            score_threshold,
            limit,
            lookup_from: write("lookup_from", lookup_from, room)?,
        })
    }
}

impl FromProto<proto::PrefetchQuery> for PrefetchQuery {
    fn from_proto(message: proto::PrefetchQuery) -> Result<Self, Error> {
        let proto::PrefetchQuery {
            prefetch,
            query,
            using,
            filter,
            params,
            score_threshold,
            limit,
            lookup_from,
        } = message;
        Ok(Self {
            prefetch: read("prefetch", prefetch)?,
            query: read("query", query)?,
            using,
            filter: read("filter", filter)?,
            params: read("params", params)?,
            score_threshold,
            limit,
            lookup_from: read("lookup_from", lookup_from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_through_every_level() {
        let empty = proto::Query { variant: None };
        let inner = proto::PrefetchQuery { query: Some(empty), ..Default::default() };
        let outer = proto::PrefetchQuery {
            prefetch: vec![proto::PrefetchQuery::default(), inner],
            ..Default::default()
        };
        let error = PrefetchQuery::from_proto(outer).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: prefetch[1].query: Query variant is missing");
    }
}
