use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::{filter, options, query};
use qdrant_interop::{Pair, sent};

use crate::timeout;

fn full(
    query: Pair<core::Query, q::Query>,
    params: Pair<core::SearchParams, q::SearchParams>,
) -> Pair<core::QueryPoints, q::QueryPoints> {
    let core = core::QueryPoints {
        collection_name: "c".into(),
        prefetch: vec![query::prefetch().0, query::prefetch().0],
        query: Some(query.0),
        using: Some("v".into()),
        filter: Some(filter::full().0),
        params: Some(params.0),
        score_threshold: Some(-1.5),
        limit: Some(u64::MAX),
        offset: Some(3),
        with_vectors: Some(options::some_vectors().0),
        with_payload: Some(options::some_payload().0),
        read_consistency: Some(options::quorum().0),
        shard_key_selector: Some(options::two_shards().0),
        lookup_from: Some(query::lookup().0),
        timeout: timeout().0,
    };
    let official = q::QueryPoints {
        collection_name: "c".into(),
        prefetch: vec![query::prefetch().1, query::prefetch().1],
        query: Some(query.1),
        using: Some("v".into()),
        filter: Some(filter::full().1),
        params: Some(params.1),
        score_threshold: Some(-1.5),
        limit: Some(u64::MAX),
        offset: Some(3),
        with_vectors: Some(options::some_vectors().1),
        with_payload: Some(options::some_payload().1),
        read_consistency: Some(options::quorum().1),
        shard_key_selector: Some(options::two_shards().1),
        lookup_from: Some(query::lookup().1),
        timeout: timeout().1,
    };
    (core, official)
}

#[test]
pub(crate) fn every_query() {
    for query in query::queries() {
        let (core, official) = full(query, query::full_params());
        sent(core, "/qdrant.Points/Query", official);
    }
}

#[test]
pub(crate) fn every_parameter() {
    for params in query::params() {
        let (core, official) = full(query::queries().swap_remove(0), params);
        sent(core, "/qdrant.Points/Query", official);
    }
}

#[test]
pub(crate) fn batch() {
    let (core, official): (Vec<_>, Vec<_>) = query::queries()
        .into_iter()
        .map(|query| full(query, query::full_params()))
        .map(|(mut core, mut official)| {
            // Only the whole batch has them.
            (core.timeout, official.timeout) = (None, None);
            (core.read_consistency, official.read_consistency) = (None, None);
            (core, official)
        })
        .unzip();
    let core = core::QueryBatchPoints {
        collection_name: "c".into(),
        query_points: core,
        read_consistency: Some(options::quorum().0),
        timeout: timeout().0,
    };
    let official = q::QueryBatchPoints {
        collection_name: "c".into(),
        query_points: official,
        read_consistency: Some(options::quorum().1),
        timeout: timeout().1,
    };
    sent(core, "/qdrant.Points/QueryBatch", official);
}

#[test]
pub(crate) fn facet() {
    let core = core::FacetCounts {
        collection_name: "c".into(),
        key: "a.b".into(),
        filter: Some(filter::full().0),
        limit: Some(u64::MAX),
        exact: Some(true),
        timeout: timeout().0,
        read_consistency: Some(options::quorum().0),
        shard_key_selector: Some(options::two_shards().0),
    };
    let official = q::FacetCounts {
        collection_name: "c".into(),
        key: "a.b".into(),
        filter: Some(filter::full().1),
        limit: Some(u64::MAX),
        exact: Some(true),
        timeout: timeout().1,
        read_consistency: Some(options::quorum().1),
        shard_key_selector: Some(options::two_shards().1),
    };
    sent(core, "/qdrant.Points/Facet", official);
}
