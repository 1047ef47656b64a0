//! Searches, recommendations and discoveries of old, as far as REST has them.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    ContextExamplePair, DiscoverPoints, Filter, ReadConsistency, RecommendPointGroups, RecommendPoints,
    RecommendStrategy, SearchParams, SearchPointGroups, SearchPoints, ShardKeySelector, TargetVector, Vector,
    VectorExample, WithPayloadSelector, WithVectorsSelector,
};

use super::basics::{
    consistency, name, point_id, shards, single, timeout, with_lookup, with_payload, with_vectors,
};
use super::filters::filter;
use super::points::{dense, sparse};
use super::queries::{lookup, search_params};

/// What all of them share: filter, parameters, selectors, guarantees.
pub(super) type Common = (
    Option<Filter>,
    Option<SearchParams>,
    Option<WithPayloadSelector>,
    Option<WithVectorsSelector>,
    Option<ReadConsistency>,
    Option<Duration>,
    Option<ShardKeySelector>,
);

pub(super) fn common() -> BoxedStrategy<Common> {
    (of(filter()), of(search_params()), with_payload(), with_vectors(), consistency(), timeout(), shards())
        .boxed()
}

/// A vector that both wires take here.
fn plain() -> impl Strategy<Value = Vector> {
    prop_oneof![dense().prop_map(Vector::Dense), sparse().prop_map(Vector::Sparse)]
}

pub(super) fn example() -> impl Strategy<Value = VectorExample> {
    prop_oneof![point_id().prop_map(VectorExample::Id), plain().prop_map(VectorExample::Vector)]
}

pub(super) fn search() -> BoxedStrategy<SearchPoints> {
    // A sparse vector has a name on REST.
    let vector = prop_oneof![
        (dense(), of(name())).prop_map(|(vector, name)| (vector.data, name, None)),
        (sparse(), name()).prop_map(|(vector, name)| (
            vector.values,
            Some(name),
            Some(vector.indices.into())
        )),
    ];
    (name(), vector, 1..=u64::MAX, of(single()), of(any::<u64>()), common())
        .prop_map(|(collection_name, vector, limit, score_threshold, offset, common)| {
            let (vector, vector_name, sparse_indices) = vector;
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

pub(super) fn search_groups() -> BoxedStrategy<SearchPointGroups> {
    let sizes = (1..=u32::MAX, 1..=u32::MAX);
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

pub(super) fn recommend() -> BoxedStrategy<RecommendPoints> {
    let own = (
        name(),
        1..=u64::MAX,
        of(single()),
        of(any::<u64>()),
        of(name()),
        of(select(RecommendStrategy::ALL)),
    );
    let vectors = || vec(plain(), 0..3);
    (own, common(), (vec(point_id(), 1..3), vec(point_id(), 0..3)), (vectors(), vectors()), of(lookup()))
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

pub(super) fn recommend_groups() -> BoxedStrategy<RecommendPointGroups> {
    let sizes = (1..=u32::MAX, 1..=u32::MAX);
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

pub(super) fn discover() -> BoxedStrategy<DiscoverPoints> {
    let own = (name(), 1..=u64::MAX, of(any::<u64>()), of(name()));
    let pair =
        || (example(), example()).prop_map(|(positive, negative)| ContextExamplePair { positive, negative });
    let examples =
        prop_oneof![(example().prop_map(Some), vec(pair(), 0..3)), (Just(None), vec(pair(), 1..3)),];
    (own, common(), examples, of(lookup()))
        .prop_map(|(own, common, (target, context), lookup_from)| {
            let (collection_name, limit, offset, using) = own;
            let (filter, params, with_payload, with_vectors, read_consistency, timeout, shard_key_selector) =
                common;
            DiscoverPoints {
                collection_name,
                target: target.map(TargetVector::Single),
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
