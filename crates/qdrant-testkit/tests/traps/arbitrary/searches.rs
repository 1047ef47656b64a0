//! An arbitrary request of each search.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test sees to it that no operation is left out")]

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use qdrant_core::{
    DiscoverBatchPoints, FacetCounts, OperationKind, QueryBatchPoints, QueryPointGroups, QueryPoints,
    RecommendBatchPoints, Request, SearchBatchPoints, SearchMatrixOffsetsRequest, SearchMatrixPairsRequest,
    SearchMatrixPoints,
};

use super::basics::{consistency, name, shards, single, timeout, with_lookup};
use super::filters::filter;
use super::legacy::{common, discover, recommend, recommend_groups, search, search_groups};
use super::queries::{lookup, prefetch, query};
use super::requests::any_of;

fn query_points() -> BoxedStrategy<QueryPoints> {
    let own = (name(), of(query()), of(name()), of(single()), of(1..=u64::MAX), of(any::<u64>()));
    (own, common(), vec(prefetch(), 0..2), of(lookup()))
        .prop_map(|(own, common, prefetch, lookup_from)| {
            let (collection_name, query, using, score_threshold, limit, offset) = own;
            let (filter, params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector) =
                common;
            QueryPoints {
                collection_name,
                prefetch,
                query,
                using,
                filter,
                params,
                score_threshold,
                limit,
                offset,
                with_vectors,
                with_payload,
                read_consistency,
                shard_key_selector,
                lookup_from,
                timeout,
            }
        })
        .boxed()
}

fn query_groups() -> BoxedStrategy<QueryPointGroups> {
    (query_points(), of(1..=u64::MAX), name(), with_lookup())
        .prop_map(|(query, group_size, group_by, with_lookup)| QueryPointGroups {
            collection_name: query.collection_name,
            prefetch: query.prefetch,
            query: query.query,
            using: query.using,
            filter: query.filter,
            params: query.params,
            score_threshold: query.score_threshold,
            with_payload: query.with_payload,
            with_vectors: query.with_vectors,
            lookup_from: query.lookup_from,
            limit: query.limit,
            group_size,
            group_by,
            read_consistency: query.read_consistency,
            with_lookup,
            timeout: query.timeout,
            shard_key_selector: query.shard_key_selector,
        })
        .boxed()
}

fn matrix() -> BoxedStrategy<SearchMatrixPoints> {
    let own = (name(), of(filter()), of(2..=u64::MAX), of(1..=u64::MAX), of(name()));
    (own, timeout(), consistency(), shards())
        .prop_map(|(own, timeout, read_consistency, shard_key_selector)| {
            let (collection_name, filter, sample, limit, using) = own;
            SearchMatrixPoints {
                collection_name,
                filter,
                sample,
                limit,
                using,
                timeout,
                read_consistency,
                shard_key_selector,
            }
        })
        .boxed()
}

/// Leaves to the batch what belongs to the batch.
macro_rules! batch {
    ($items:expr, |$batch:ident, $list:ident| $made:expr) => {
        any_of((name(), vec($items, 0..3), consistency(), timeout()).prop_map(
            |(collection_name, mut items, read_consistency, timeout)| {
                for item in &mut items {
                    item.collection_name.clone_from(&collection_name);
                    (item.read_consistency, item.timeout) = (None, None);
                }
                let ($batch, $list) = ((collection_name, read_consistency, timeout), items);
                $made
            },
        ))
    };
}

/// A request of a search, in its newer or its older form.
pub(super) fn searches(operation: OperationKind) -> Option<BoxedStrategy<Request>> {
    match operation {
        OperationKind::QueryPoints => any_of(query_points()),
        OperationKind::QueryBatchPoints => batch!(query_points(), |batch, query_points| {
            let (collection_name, read_consistency, timeout) = batch;
            QueryBatchPoints { collection_name, query_points, read_consistency, timeout }
        }),
        OperationKind::QueryPointsGroups => any_of(query_groups()),
        OperationKind::SearchMatrixPairs => any_of(matrix().prop_map(SearchMatrixPairsRequest)),
        OperationKind::SearchMatrixOffsets => any_of(matrix().prop_map(SearchMatrixOffsetsRequest)),
        OperationKind::Facet => {
            let own = (name(), name(), of(filter()), of(1..=u64::MAX), flag);
            any_of((own, timeout(), consistency(), shards()).prop_map(
                |(own, timeout, read_consistency, shard_key_selector)| {
                    let (collection_name, key, filter, limit, exact) = own;
                    FacetCounts {
                        collection_name,
                        key,
                        filter,
                        limit,
                        exact: Some(exact),
                        timeout,
                        read_consistency,
                        shard_key_selector,
                    }
                },
            ))
        }
        OperationKind::SearchPoints => any_of(search()),
        OperationKind::SearchBatchPoints => batch!(search(), |batch, search_points| {
            let (collection_name, read_consistency, timeout) = batch;
            SearchBatchPoints { collection_name, search_points, read_consistency, timeout }
        }),
        OperationKind::SearchPointsGroups => any_of(search_groups()),
        OperationKind::RecommendPoints => any_of(recommend()),
        OperationKind::RecommendBatchPoints => batch!(recommend(), |batch, recommend_points| {
            let (collection_name, read_consistency, timeout) = batch;
            RecommendBatchPoints { collection_name, recommend_points, read_consistency, timeout }
        }),
        OperationKind::RecommendPointsGroups => any_of(recommend_groups()),
        OperationKind::DiscoverPoints => any_of(discover()),
        OperationKind::DiscoverBatchPoints => batch!(discover(), |batch, discover_points| {
            let (collection_name, read_consistency, timeout) = batch;
            DiscoverBatchPoints { collection_name, discover_points, read_consistency, timeout }
        }),
        _ => None,
    }
}
