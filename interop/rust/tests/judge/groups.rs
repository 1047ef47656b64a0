//! Queries in groups, and matrices of distances.

use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::value::{number, uuid};
use qdrant_interop::model::{filter, options, query};
use qdrant_interop::twins::{list, required, same, some, text};
use qdrant_interop::{answered, sent, twins};

use crate::{TIME, replies, timeout, usage};

#[test]
pub(crate) fn groups() {
    for query in query::queries() {
        let lookup = twins!(WithLookup {
            collection: text("other"),
            with_payload: some(options::some_payload()),
            with_vectors: some(options::some_vectors()),
        });
        let (core, official) = twins!(QueryPointGroups {
            collection_name: text("c"),
            prefetch: list([query::prefetch(), query::prefetch()]),
            query: some(query),
            using: some(text("v")),
            filter: some(filter::full()),
            params: some(query::full_params()),
            score_threshold: same(Some(-1.5)),
            with_payload: some(options::some_payload()),
            with_vectors: some(options::some_vectors()),
            lookup_from: some(query::lookup()),
            limit: same(Some(u64::MAX)),
            group_size: same(Some(7)),
            group_by: text("a.b"),
            read_consistency: some(options::quorum()),
            with_lookup: some(lookup),
            timeout: timeout(),
            shard_key_selector: some(options::two_shards()),
        });
        sent(core, "/qdrant.Points/QueryGroups", official);
    }
    let (core, official) = replies::groups();
    let result = Some(q::GroupsResult { groups: official });
    let official = q::QueryGroupsResponse { result, time: TIME, usage: usage().1 };
    answered::<core::QueryPointGroups, _>(core, usage().0, official);
}

#[test]
pub(crate) fn matrices() {
    let (core, official) = twins!(SearchMatrixPoints {
        collection_name: text("c"),
        filter: some(filter::full()),
        sample: same(Some(100)),
        limit: same(Some(5)),
        using: some(text("v")),
        timeout: timeout(),
        read_consistency: some(options::quorum()),
        shard_key_selector: some(options::two_shards()),
    });
    sent(core::SearchMatrixPairsRequest(core.clone()), "/qdrant.Points/SearchMatrixPairs", official.clone());
    sent(core::SearchMatrixOffsetsRequest(core), "/qdrant.Points/SearchMatrixOffsets", official);

    let pair = twins!(SearchMatrixPair { a: required(number()), b: required(uuid()), score: same(-0.5) });
    let (core, official) = twins!(SearchMatrixPairs { pairs: list([pair.clone(), pair]) });
    let official = q::SearchMatrixPairsResponse { result: Some(official), time: TIME, usage: usage().1 };
    answered::<core::SearchMatrixPairsRequest, _>(core, usage().0, official);
    let (core, official) = twins!(SearchMatrixOffsets {
        offsets_row: same(vec![0, 1]),
        offsets_col: same(vec![1, 0]),
        scores: same(vec![0.5, -0.5]),
        ids: list([number(), uuid()]),
    });
    let official = q::SearchMatrixOffsetsResponse { result: Some(official), time: TIME, usage: usage().1 };
    answered::<core::SearchMatrixOffsetsRequest, _>(core, usage().0, official);
}
