//! Searches, recommendations and discoveries of old arrive.

use proptest::prelude::*;
use qdrant_core::{
    ContextExamplePair, DiscoverBatchPoints, DiscoverPoints, LookupLocation, RecommendBatchPoints,
    RecommendPointGroups, RecommendPoints, RecommendStrategy, Request, SearchBatchPoints, SearchPointGroups,
    SearchPoints, TargetVector, Vector, VectorExample,
};

use super::received;
use crate::strategies::{
    consistency, filter, finite, id, ids, params, shards, sparse, timeout, with_lookup, with_payload,
    with_vectors,
};

/// A vector that these operations take over REST.
fn plain() -> impl Strategy<Value = Vector> {
    prop_oneof![prop::collection::vec(finite(), 1..5).prop_map(Vector::from), sparse().prop_map(Vector::from)]
}

fn example() -> impl Strategy<Value = VectorExample> {
    prop_oneof![id().prop_map(VectorExample::from), plain().prop_map(VectorExample::from)]
}

fn lookup_from() -> impl Strategy<Value = LookupLocation> {
    (".{1,4}", prop::option::of(".{0,4}"), prop::option::of(shards()))
        .prop_filter("is no name of a collection", |(name, ..)| {
            Request::from(SearchPoints::new(name.as_str(), [1.0], 1)).validate().is_ok()
        })
        .prop_map(|(collection_name, vector_name, shard_key_selector)| LookupLocation {
            collection_name,
            vector_name,
            shard_key_selector,
        })
}

fn search() -> impl Strategy<Value = SearchPoints> {
    let dense = (prop::collection::vec(finite(), 1..5), prop::option::of(".{0,4}"))
        .prop_map(|(vector, vector_name)| (vector, vector_name, None));
    let sparse = (sparse(), ".{0,4}")
        .prop_map(|(vector, name)| (vector.values, Some(name), Some(vector.indices.into())));
    let which = (prop::option::of(filter()), 1..u64::MAX, any::<Option<u64>>(), prop::option::of(params()));
    let rest = (with_payload(), with_vectors(), prop::option::of(finite()), prop::option::of(shards()));
    (prop_oneof![dense, sparse], which, rest).prop_map(
        |(
            (vector, vector_name, sparse_indices),
            (filter, limit, offset, params),
            (with_payload, with_vectors, score_threshold, shard_key_selector),
        )| SearchPoints {
            vector_name,
            sparse_indices,
            filter,
            offset,
            params,
            with_payload: Some(with_payload),
            with_vectors: Some(with_vectors),
            score_threshold,
            shard_key_selector,
            ..SearchPoints::new("c", vector, limit)
        },
    )
}

fn recommend() -> impl Strategy<Value = RecommendPoints> {
    let vectors = || prop::collection::vec(plain(), 0..3);
    let examples = (ids(), ids(), vectors(), vectors(), prop::sample::select(RecommendStrategy::ALL))
        .prop_filter("there is a positive example", |(positive, _, positive_vectors, ..)| {
            !positive.is_empty() || !positive_vectors.is_empty()
        });
    (examples, search(), prop::option::of(lookup_from()), any::<bool>()).prop_map(
        |(
            (positive, negative, positive_vectors, negative_vectors, strategy),
            search,
            lookup_from,
            with_strategy,
        )| RecommendPoints {
            positive,
            negative,
            positive_vectors,
            negative_vectors,
            strategy: with_strategy.then_some(strategy),
            lookup_from,
            filter: search.filter,
            with_payload: search.with_payload,
            with_vectors: search.with_vectors,
            params: search.params,
            score_threshold: search.score_threshold,
            offset: search.offset,
            using: search.vector_name,
            shard_key_selector: search.shard_key_selector,
            ..RecommendPoints::new("c", search.limit)
        },
    )
}

fn discover() -> impl Strategy<Value = DiscoverPoints> {
    let pair =
        (example(), example()).prop_map(|(positive, negative)| ContextExamplePair { positive, negative });
    let examples = (prop::option::of(example()), prop::collection::vec(pair, 0..3))
        .prop_filter("there is an example", |(target, context)| target.is_some() || !context.is_empty());
    (examples, search(), prop::option::of(lookup_from())).prop_map(
        |((target, context), search, lookup_from)| DiscoverPoints {
            target: target.map(TargetVector::Single),
            lookup_from,
            filter: search.filter,
            with_payload: search.with_payload,
            with_vectors: search.with_vectors,
            params: search.params,
            offset: search.offset,
            using: search.vector_name,
            shard_key_selector: search.shard_key_selector,
            ..DiscoverPoints::new("c", context, search.limit)
        },
    )
}

fn arrives(request: impl Into<Request>) -> Result<(), TestCaseError> {
    let request = request.into();
    prop_assert_eq!(received(request.clone()), request);
    Ok(())
}

proptest! {
    #[test]
    fn searches_arrive(
        search in search(), read_consistency in prop::option::of(consistency()),
        timeout in prop::option::of(timeout()),
    ) {
        arrives(SearchBatchPoints { read_consistency, timeout, ..SearchBatchPoints::new("c", [search.clone()]) })?;
        arrives(SearchPoints { read_consistency, timeout, ..search })?;
    }

    #[test]
    fn searches_for_groups_arrive(
        search in search(), group_by in ".{1,4}", limit in 1..u32::MAX, group_size in 1..u32::MAX,
        with_lookup in prop::option::of(with_lookup()), read_consistency in prop::option::of(consistency()),
        timeout in prop::option::of(timeout()),
    ) {
        arrives(SearchPointGroups {
            filter: search.filter,
            with_payload: search.with_payload,
            params: search.params,
            score_threshold: search.score_threshold,
            vector_name: search.vector_name,
            with_vectors: search.with_vectors,
            read_consistency,
            with_lookup,
            timeout,
            shard_key_selector: search.shard_key_selector,
            sparse_indices: search.sparse_indices,
            ..SearchPointGroups::new("c", search.vector, limit, group_by, group_size)
        })?;
    }

    #[test]
    fn recommendations_arrive(
        recommend in recommend(), read_consistency in prop::option::of(consistency()),
        timeout in prop::option::of(timeout()),
    ) {
        let batch = RecommendBatchPoints::new("c", [recommend.clone()]);
        arrives(RecommendBatchPoints { read_consistency, timeout, ..batch })?;
        arrives(RecommendPoints { read_consistency, timeout, ..recommend })?;
    }

    #[test]
    fn recommendations_of_groups_arrive(
        recommend in recommend(), group_by in ".{1,4}", limit in 1..u32::MAX, group_size in 1..u32::MAX,
        with_lookup in prop::option::of(with_lookup()), read_consistency in prop::option::of(consistency()),
        timeout in prop::option::of(timeout()),
    ) {
        arrives(RecommendPointGroups {
            positive: recommend.positive,
            negative: recommend.negative,
            filter: recommend.filter,
            with_payload: recommend.with_payload,
            params: recommend.params,
            score_threshold: recommend.score_threshold,
            using: recommend.using,
            with_vectors: recommend.with_vectors,
            lookup_from: recommend.lookup_from,
            read_consistency,
            with_lookup,
            strategy: recommend.strategy,
            positive_vectors: recommend.positive_vectors,
            negative_vectors: recommend.negative_vectors,
            timeout,
            shard_key_selector: recommend.shard_key_selector,
            ..RecommendPointGroups::new("c", group_by, group_size, limit)
        })?;
    }

    #[test]
    fn discoveries_arrive(
        discover in discover(), read_consistency in prop::option::of(consistency()),
        timeout in prop::option::of(timeout()),
    ) {
        arrives(DiscoverBatchPoints { read_consistency, timeout, ..DiscoverBatchPoints::new("c", [discover.clone()]) })?;
        arrives(DiscoverPoints { read_consistency, timeout, ..discover })?;
    }
}
