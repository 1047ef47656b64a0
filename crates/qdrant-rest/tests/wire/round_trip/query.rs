//! Queries arrive.

use proptest::prelude::*;
use qdrant_core::{
    LookupLocation, PrefetchQuery, QueryPointGroups, QueryPoints, Request, SearchMatrixOffsetsRequest,
    SearchMatrixPairsRequest, SearchMatrixPoints,
};

use super::received;
use crate::strategies::{
    consistency, filter, finite, params, segment, shards, sparse, timeout, with_lookup, with_payload,
    with_vectors,
};

fn query() -> impl Strategy<Value = QueryPoints> {
    let dense = prop::collection::vec(finite(), 1..8);
    (dense, sparse(), prop::option::of(filter()), prop::option::of(finite()), 1..100_u64, any::<bool>())
        .prop_map(|(dense, sparse, filter, score_threshold, limit, with_payload)| QueryPoints {
            filter,
            score_threshold,
            ..QueryPoints::new("c")
                .add_prefetch(PrefetchQuery::default().query(sparse).using("s"))
                .query(dense)
                .limit(limit)
                .with_payload(with_payload)
                .with_vectors(!with_payload)
        })
}

fn groups() -> impl Strategy<Value = QueryPointGroups> {
    let what = (query(), ".{1,6}", prop::option::of(1..50_u64), prop::option::of(with_lookup()));
    let rest = (
        prop::option::of(params()),
        with_payload(),
        with_vectors(),
        prop::option::of(consistency()),
        prop::option::of(timeout()),
        prop::option::of(shards()),
        prop::option::of(".{0,4}"),
    );
    (what, rest).prop_map(
        |(
            (query, group_by, group_size, with_lookup),
            (params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector, using),
        )| QueryPointGroups {
            prefetch: query.prefetch,
            query: query.query,
            filter: query.filter,
            score_threshold: query.score_threshold,
            limit: query.limit,
            lookup_from: using.as_deref().map(|name| LookupLocation::new("other").vector_name(name)),
            using,
            params,
            with_payload: Some(with_payload),
            with_vectors: Some(with_vectors),
            group_size,
            read_consistency,
            with_lookup,
            timeout,
            shard_key_selector,
            ..QueryPointGroups::new("c", group_by)
        },
    )
}

proptest! {
    #[test]
    fn queries_with_filters_arrive(query in query()) {
        let request = Request::from(query);
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn queries_for_groups_arrive(groups in groups()) {
        let request = Request::from(groups);
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn comparisons_of_points_arrive(
        collection_name in segment(), filter in prop::option::of(filter()), sample in prop::option::of(2..u64::MAX),
        limit in prop::option::of(1..u64::MAX), using in prop::option::of(".{0,4}"),
        timeout in prop::option::of(timeout()), read_consistency in prop::option::of(consistency()),
        shard_key_selector in prop::option::of(shards()),
    ) {
        let points = SearchMatrixPoints {
            collection_name, filter, sample, limit, using, timeout, read_consistency, shard_key_selector,
        };
        let pairs = Request::from(SearchMatrixPairsRequest(points.clone()));
        prop_assert_eq!(received(pairs.clone()), pairs);
        let offsets = Request::from(SearchMatrixOffsetsRequest(points));
        prop_assert_eq!(received(offsets.clone()), offsets);
    }
}
