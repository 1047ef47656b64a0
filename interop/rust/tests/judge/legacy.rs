//! The operations that a query has replaced.

use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::value::{number, uuid};
use qdrant_interop::model::{filter, options, query, vector};
use qdrant_interop::twins::{list, required, same, some, text};
use qdrant_interop::{Pair, answered, sent, twins};

use crate::replies::{groups, hits};
use crate::{TIME, timeout, usage};

fn indices() -> Pair<Option<core::SparseIndices>, Option<q::SparseIndices>> {
    some((core::SparseIndices { data: vec![3, u32::MAX] }, q::SparseIndices { data: vec![3, u32::MAX] }))
}

fn lookup() -> Pair<Option<core::WithLookup>, Option<q::WithLookup>> {
    some(twins!(WithLookup {
        collection: text("other"),
        with_payload: some(options::some_payload()),
        with_vectors: some(options::some_vectors()),
    }))
}

fn vectors(count: usize) -> Pair<Vec<core::Vector>, Vec<q::Vector>> {
    list(vector::kinds().into_iter().take(count).map(|(core, kind)| (core, vector::vector(kind))))
}

const STRATEGIES: [Pair<core::RecommendStrategy, q::RecommendStrategy>; 3] = [
    (core::RecommendStrategy::AverageVector, q::RecommendStrategy::AverageVector),
    (core::RecommendStrategy::BestScore, q::RecommendStrategy::BestScore),
    (core::RecommendStrategy::SumScores, q::RecommendStrategy::SumScores),
];

fn strategy(number: usize) -> Pair<Option<core::RecommendStrategy>, Option<i32>> {
    (Some(STRATEGIES[number].0), Some(STRATEGIES[number].1.into()))
}

fn search() -> Pair<core::SearchPoints, q::SearchPoints> {
    twins!(SearchPoints {
        collection_name: text("c"),
        vector: same(vec![0.5, -2.0]),
        filter: some(filter::full()),
        limit: same(u64::MAX),
        with_payload: some(options::some_payload()),
        params: some(query::full_params()),
        score_threshold: same(Some(-1.5)),
        offset: same(Some(3)),
        vector_name: some(text("v")),
        with_vectors: some(options::some_vectors()),
        read_consistency: some(options::quorum()),
        timeout: timeout(),
        shard_key_selector: some(options::two_shards()),
        sparse_indices: indices(),
    })
}

fn recommend(number_of_strategy: usize) -> Pair<core::RecommendPoints, q::RecommendPoints> {
    twins!(RecommendPoints {
        collection_name: text("c"),
        positive: list([number(), uuid()]),
        negative: list([uuid()]),
        filter: some(filter::full()),
        limit: same(u64::MAX),
        with_payload: some(options::some_payload()),
        params: some(query::full_params()),
        score_threshold: same(Some(-1.5)),
        offset: same(Some(3)),
        using: some(text("v")),
        with_vectors: some(options::some_vectors()),
        lookup_from: some(query::lookup()),
        read_consistency: some(options::quorum()),
        strategy: strategy(number_of_strategy),
        positive_vectors: vectors(usize::MAX),
        negative_vectors: vectors(1),
        timeout: timeout(),
        shard_key_selector: some(options::two_shards()),
    })
}

fn examples() -> Vec<Pair<core::VectorExample, q::VectorExample>> {
    use q::vector_example::Example;
    let example = |example| q::VectorExample { example: Some(example) };
    let (core, official) = vectors(usize::MAX);
    core.into_iter()
        .zip(official)
        .map(|(core, official)| (core::VectorExample::Vector(core), example(Example::Vector(official))))
        .chain([(core::VectorExample::Id(uuid().0), example(Example::Id(uuid().1)))])
        .collect()
}

fn discover(
    target: Pair<core::VectorExample, q::VectorExample>,
) -> Pair<core::DiscoverPoints, q::DiscoverPoints> {
    let official = q::target_vector::Target::Single(target.1);
    let target = (core::TargetVector::Single(target.0), q::TargetVector { target: Some(official) });
    let mut reversed = examples();
    reversed.reverse();
    let pairs = examples().into_iter().zip(reversed).map(|(positive, negative)| {
        twins!(ContextExamplePair { positive: required(positive), negative: required(negative) })
    });
    twins!(DiscoverPoints {
        collection_name: text("c"),
        target: some(target),
        context: list(pairs),
        filter: some(filter::full()),
        limit: same(u64::MAX),
        with_payload: some(options::some_payload()),
        params: some(query::full_params()),
        offset: same(Some(3)),
        using: some(text("v")),
        with_vectors: some(options::some_vectors()),
        lookup_from: some(query::lookup()),
        read_consistency: some(options::quorum()),
        timeout: timeout(),
        shard_key_selector: some(options::two_shards()),
    })
}

#[test]
pub(crate) fn one() {
    let (core, official) = search();
    sent(core, "/qdrant.Points/Search", official);
    for number in 0..STRATEGIES.len() {
        let (core, official) = recommend(number);
        sent(core, "/qdrant.Points/Recommend", official);
    }
    for target in examples() {
        let (core, official) = discover(target);
        sent(core, "/qdrant.Points/Discover", official);
    }
}

/// Only the whole batch has a time limit and a consistency.
macro_rules! within_a_batch {
    ($pair:expr) => {{
        let (mut core, mut official) = $pair;
        (core.timeout, core.read_consistency) = (None, None);
        (official.timeout, official.read_consistency) = (None, None);
        (core, official)
    }};
}

#[test]
pub(crate) fn batches() {
    let (core, official) = twins!(SearchBatchPoints {
        collection_name: text("c"),
        search_points: list([within_a_batch!(search()), within_a_batch!(search())]),
        read_consistency: some(options::quorum()),
        timeout: timeout(),
    });
    sent(core, "/qdrant.Points/SearchBatch", official);
    let (core, official) = twins!(RecommendBatchPoints {
        collection_name: text("c"),
        recommend_points: list([within_a_batch!(recommend(0)), within_a_batch!(recommend(2))]),
        read_consistency: some(options::quorum()),
        timeout: timeout(),
    });
    sent(core, "/qdrant.Points/RecommendBatch", official);
    let (core, official) = twins!(DiscoverBatchPoints {
        collection_name: text("c"),
        discover_points: list(examples().into_iter().map(|target| within_a_batch!(discover(target)))),
        read_consistency: some(options::quorum()),
        timeout: timeout(),
    });
    sent(core, "/qdrant.Points/DiscoverBatch", official);
}

#[test]
pub(crate) fn in_groups() {
    let (core, official) = twins!(SearchPointGroups {
        collection_name: text("c"),
        vector: same(vec![0.5, -2.0]),
        filter: some(filter::full()),
        limit: same(u32::MAX),
        with_payload: some(options::some_payload()),
        params: some(query::full_params()),
        score_threshold: same(Some(-1.5)),
        vector_name: some(text("v")),
        with_vectors: some(options::some_vectors()),
        group_by: text("a.b"),
        group_size: same(7),
        read_consistency: some(options::quorum()),
        with_lookup: lookup(),
        timeout: timeout(),
        shard_key_selector: some(options::two_shards()),
        sparse_indices: indices(),
    });
    sent(core, "/qdrant.Points/SearchGroups", official);
    let (core, official) = twins!(RecommendPointGroups {
        collection_name: text("c"),
        positive: list([number(), uuid()]),
        negative: list([uuid()]),
        filter: some(filter::full()),
        limit: same(u32::MAX),
        with_payload: some(options::some_payload()),
        params: some(query::full_params()),
        score_threshold: same(Some(-1.5)),
        using: some(text("v")),
        with_vectors: some(options::some_vectors()),
        lookup_from: some(query::lookup()),
        group_by: text("a.b"),
        group_size: same(7),
        read_consistency: some(options::quorum()),
        with_lookup: lookup(),
        strategy: strategy(1),
        positive_vectors: vectors(usize::MAX),
        negative_vectors: vectors(usize::MAX),
        timeout: timeout(),
        shard_key_selector: some(options::two_shards()),
    });
    sent(core, "/qdrant.Points/RecommendGroups", official);
}

#[test]
pub(crate) fn replies() {
    let (core, official) = hits();
    let (result, time, used) = (official, TIME, usage().1);
    let official = q::SearchResponse { result: result.clone(), time, usage: used.clone() };
    answered::<core::SearchPoints, _>(core.clone(), usage().0, official);
    let official = q::RecommendResponse { result: result.clone(), time, usage: used.clone() };
    answered::<core::RecommendPoints, _>(core.clone(), usage().0, official);
    let official = q::DiscoverResponse { result: result.clone(), time, usage: used.clone() };
    answered::<core::DiscoverPoints, _>(core.clone(), usage().0, official);

    let core = vec![core, vec![]];
    let result = vec![q::BatchResult { result }, q::BatchResult { result: vec![] }];
    let official = q::SearchBatchResponse { result: result.clone(), time, usage: used.clone() };
    answered::<core::SearchBatchPoints, _>(core.clone(), usage().0, official);
    let official = q::RecommendBatchResponse { result: result.clone(), time, usage: used.clone() };
    answered::<core::RecommendBatchPoints, _>(core.clone(), usage().0, official);
    let official = q::DiscoverBatchResponse { result, time, usage: used.clone() };
    answered::<core::DiscoverBatchPoints, _>(core, usage().0, official);

    let (core, official) = groups();
    let result = Some(q::GroupsResult { groups: official });
    let official = q::SearchGroupsResponse { result: result.clone(), time, usage: used.clone() };
    answered::<core::SearchPointGroups, _>(core.clone(), usage().0, official);
    let official = q::RecommendGroupsResponse { result, time, usage: used };
    answered::<core::RecommendPointGroups, _>(core, usage().0, official);
}
