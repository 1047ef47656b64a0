//! Searches, recommendations and discoveries from before the universal query.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    DiscoverBatchPoints, DiscoverPoints, RecommendBatchPoints, RecommendPointGroups, RecommendPoints,
    RecommendStrategy, SearchBatchPoints, SearchPointGroups, SearchPoints, SparseIndices, TargetVector,
};

use super::strategies::{common, consistency, group, scored, timeout, vector, with_lookup};
use super::{answers_with_usage, survives};
use crate::convert::tests::basics::{name, point_id, single};
use crate::convert::tests::queries::lookup;
use crate::convert::tests::sharding::{example, pair};
use crate::proto::qdrant as proto;

fn indices() -> impl Strategy<Value = Option<SparseIndices>> {
    of(vec(any::<u32>(), 0..4).prop_map(SparseIndices::from))
}

fn search() -> BoxedStrategy<SearchPoints> {
    let own = (name(), vec(single(), 0..9), any::<u64>(), of(single()), of(any::<u64>()), of(name()));
    (own, common(), indices())
        .prop_map(|(own, common, sparse_indices)| {
            let (collection_name, vector, limit, score_threshold, offset, vector_name) = own;
            let (filter, params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector) =
                common;
            SearchPoints {
                collection_name,
                vector,
                filter,
                limit,
                with_payload,
                params,
                score_threshold,
                offset,
                vector_name,
                with_vectors,
                read_consistency,
                timeout,
                shard_key_selector,
                sparse_indices,
            }
        })
        .boxed()
}

fn search_groups() -> BoxedStrategy<SearchPointGroups> {
    let sizes = (any::<u32>(), any::<u32>());
    (search(), name(), sizes, with_lookup())
        .prop_map(|(search, group_by, (limit, group_size), with_lookup)| SearchPointGroups {
            collection_name: search.collection_name,
            vector: search.vector,
            filter: search.filter,
            limit,
            with_payload: search.with_payload,
            params: search.params,
            score_threshold: search.score_threshold,
            vector_name: search.vector_name,
            with_vectors: search.with_vectors,
            group_by,
            group_size,
            read_consistency: search.read_consistency,
            with_lookup,
            timeout: search.timeout,
            shard_key_selector: search.shard_key_selector,
            sparse_indices: search.sparse_indices,
        })
        .boxed()
}

fn recommend() -> BoxedStrategy<RecommendPoints> {
    let own = (
        name(),
        any::<u64>(),
        of(single()),
        of(any::<u64>()),
        of(name()),
        of(select(RecommendStrategy::ALL)),
    );
    let ids = || vec(point_id(), 0..3);
    let vectors = || vec(vector(), 0..3);
    (own, common(), (ids(), ids()), (vectors(), vectors()), of(lookup()))
        .prop_map(|(own, common, (positive, negative), vectors, lookup_from)| {
            let (collection_name, limit, score_threshold, offset, using, strategy) = own;
            let (filter, params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector) =
                common;
            RecommendPoints {
                collection_name,
                positive,
                negative,
                filter,
                limit,
                with_payload,
                params,
                score_threshold,
                offset,
                using,
                with_vectors,
                lookup_from,
                read_consistency,
                strategy,
                positive_vectors: vectors.0,
                negative_vectors: vectors.1,
                timeout,
                shard_key_selector,
            }
        })
        .boxed()
}

fn recommend_groups() -> BoxedStrategy<RecommendPointGroups> {
    let sizes = (any::<u32>(), any::<u32>());
    (recommend(), name(), sizes, with_lookup())
        .prop_map(|(recommend, group_by, (limit, group_size), with_lookup)| RecommendPointGroups {
            collection_name: recommend.collection_name,
            positive: recommend.positive,
            negative: recommend.negative,
            filter: recommend.filter,
            limit,
            with_payload: recommend.with_payload,
            params: recommend.params,
            score_threshold: recommend.score_threshold,
            using: recommend.using,
            with_vectors: recommend.with_vectors,
            lookup_from: recommend.lookup_from,
            group_by,
            group_size,
            read_consistency: recommend.read_consistency,
            with_lookup,
            strategy: recommend.strategy,
            positive_vectors: recommend.positive_vectors,
            negative_vectors: recommend.negative_vectors,
            timeout: recommend.timeout,
            shard_key_selector: recommend.shard_key_selector,
        })
        .boxed()
}

fn discover() -> BoxedStrategy<DiscoverPoints> {
    let own = (name(), any::<u64>(), of(any::<u64>()), of(name()));
    let target = of(example().prop_map(TargetVector::Single));
    (own, common(), target, vec(pair(), 0..3), of(lookup()))
        .prop_map(|(own, common, target, context, lookup_from)| {
            let (collection_name, limit, offset, using) = own;
            let (filter, params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector) =
                common;
            DiscoverPoints {
                collection_name,
                target,
                context,
                filter,
                limit,
                with_payload,
                params,
                offset,
                using,
                with_vectors,
                lookup_from,
                read_consistency,
                timeout,
                shard_key_selector,
            }
        })
        .boxed()
}

/// Leaves to the batch what belongs to the batch.
macro_rules! in_batch {
    ($items:expr) => {{
        let mut items = $items;
        for item in &mut items {
            item.collection_name = "c".to_owned();
            item.read_consistency = None;
            item.timeout = None;
        }
        items
    }};
}

proptest! {
    #[test]
    fn searches(search in search(), groups in search_groups()) {
        survives::<proto::SearchPoints, _>(&search);
        survives::<proto::SearchPointGroups, _>(&groups);
    }

    #[test]
    fn recommendations(recommend in recommend(), groups in recommend_groups()) {
        survives::<proto::RecommendPoints, _>(&recommend);
        survives::<proto::RecommendPointGroups, _>(&groups);
    }

    #[test]
    fn discoveries(discover in discover()) {
        survives::<proto::DiscoverPoints, _>(&discover);
    }

    #[test]
    fn batches(
        searches in vec(search(), 0..3),
        recommendations in vec(recommend(), 0..3),
        discoveries in vec(discover(), 0..3),
        read_consistency in consistency(),
        timeout in timeout(),
    ) {
        let collection_name = "c".to_owned();
        survives::<proto::SearchBatchPoints, _>(&SearchBatchPoints {
            collection_name: collection_name.clone(),
            search_points: in_batch!(searches),
            read_consistency,
            timeout,
        });
        survives::<proto::RecommendBatchPoints, _>(&RecommendBatchPoints {
            collection_name: collection_name.clone(),
            recommend_points: in_batch!(recommendations),
            read_consistency,
            timeout,
        });
        survives::<proto::DiscoverBatchPoints, _>(&DiscoverBatchPoints {
            collection_name,
            discover_points: in_batch!(discoveries),
            read_consistency,
            timeout,
        });
    }

    #[test]
    fn answers_with_points(points in vec(scored(), 0..4), groups in vec(group(), 0..3)) {
        answers_with_usage::<proto::SearchResponse, SearchPoints>(&points);
        answers_with_usage::<proto::RecommendResponse, RecommendPoints>(&points);
        answers_with_usage::<proto::DiscoverResponse, DiscoverPoints>(&points);
        let batches = vec![points.clone(), Vec::new(), points];
        answers_with_usage::<proto::SearchBatchResponse, SearchBatchPoints>(&batches);
        answers_with_usage::<proto::RecommendBatchResponse, RecommendBatchPoints>(&batches);
        answers_with_usage::<proto::DiscoverBatchResponse, DiscoverBatchPoints>(&batches);
        answers_with_usage::<proto::SearchGroupsResponse, SearchPointGroups>(&groups);
        answers_with_usage::<proto::RecommendGroupsResponse, RecommendPointGroups>(&groups);
    }
}
