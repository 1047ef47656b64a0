//! Searches, recommendations and discoveries from before the universal query.

use std::time::Duration;

use qdrant_core::{
    ContextExamplePair, DiscoverBatchPoints, DiscoverPoints, LookupLocation, ReadConsistencyType,
    RecommendBatchPoints, RecommendPointGroups, RecommendPoints, RecommendStrategy, SearchBatchPoints,
    SearchParams, SearchPointGroups, SearchPoints, ShardKeySelector, WithLookup, WithPayloadSelector,
};
use serde_json::{Value, json};

use super::{Sample, UUID, berlin, berlin_json, sample, uuid};

fn sparse_json() -> Value {
    json!({"indices": [7, 3], "values": [0.5, 1.5]})
}

pub(super) fn search() -> Vec<Sample> {
    let search = SearchPoints::new("c", [0.5, 1.5], 3)
        .vector_name("s")
        .sparse_indices([7, 3])
        .filter(berlin())
        .params(SearchParams::default().hnsw_ef(64))
        .score_threshold(0.5)
        .offset(1)
        .with_payload(["a"])
        .with_vectors(["d"])
        .shard_key_selector(ShardKeySelector::with_fallback("k", 7));
    let search_json = json!({
        "vector": {"name": "s", "vector": sparse_json()}, "filter": berlin_json(), "params": {"hnsw_ef": 64},
        "score_threshold": 0.5, "limit": 3, "offset": 1, "with_payload": ["a"], "with_vector": ["d"],
        "shard_key": {"target": "k", "fallback": 7},
    });
    let bare = SearchPoints::new("c", [0.5], 3).with_payload(false).with_vectors(true);
    let named = bare.clone().vector_name("d");
    let bare_json = json!({"vector": [0.5], "limit": 3, "with_payload": false, "with_vector": true});
    let named_json = json!({
        "vector": {"name": "d", "vector": [0.5]}, "limit": 3, "with_payload": false, "with_vector": true,
    });
    let groups = SearchPointGroups::new("c", [0.5], 4, "g", 2)
        .vector_name("d")
        .filter(berlin())
        .params(SearchParams::default().exact(true))
        .score_threshold(0.5)
        .with_payload(WithPayloadSelector::exclude(["a"]))
        .with_vectors(true)
        .with_lookup(WithLookup::new("docs").with_vectors(["v"]))
        .shard_key_selector("k");
    let groups_json = json!({
        "vector": {"name": "d", "vector": [0.5]}, "filter": berlin_json(), "params": {"exact": true},
        "score_threshold": 0.5, "with_payload": {"exclude": ["a"]}, "with_vector": true, "shard_key": "k",
        "group_by": "g", "group_size": 2, "limit": 4,
        "with_lookup": {"collection": "docs", "with_vectors": ["v"]},
    });
    vec![
        sample(
            search.clone().read_consistency(2_u64).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/search?consistency=2&timeout=6",
            search_json.clone(),
        ),
        sample(bare.clone(), "POST /collections/c/points/search", bare_json.clone()),
        sample(named, "POST /collections/c/points/search", named_json),
        sample(
            SearchBatchPoints::new("c", [search, bare])
                .read_consistency(ReadConsistencyType::All)
                .timeout(Duration::from_secs(6)),
            "POST /collections/c/points/search/batch?consistency=all&timeout=6",
            json!({"searches": [search_json, bare_json]}),
        ),
        sample(
            groups.read_consistency(2_u64).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/search/groups?consistency=2&timeout=6",
            groups_json,
        ),
    ]
}

pub(super) fn recommend() -> Vec<Sample> {
    let recommend = RecommendPoints::new("c", 3)
        .add_positive([0.5, 1.0])
        .add_positive(1)
        .add_positive(uuid())
        .add_negative(2)
        .add_negative(vec![(7, 0.5), (3, 1.5)])
        .strategy(RecommendStrategy::BestScore)
        .using("d")
        .lookup_from(LookupLocation::new("other").vector_name("v").shard_key_selector("l"))
        .filter(berlin())
        .params(SearchParams::default().hnsw_ef(64))
        .score_threshold(0.5)
        .offset(1)
        .with_payload(true)
        .with_vectors(["d"])
        .shard_key_selector("k");
    let recommend_json = json!({
        "positive": [1, UUID, [0.5, 1.0]], "negative": [2, sparse_json()], "strategy": "best_score", "using": "d",
        "lookup_from": {"collection": "other", "vector": "v", "shard_key": "l"}, "filter": berlin_json(),
        "params": {"hnsw_ef": 64}, "score_threshold": 0.5, "limit": 3, "offset": 1, "with_payload": true,
        "with_vector": ["d"], "shard_key": "k",
    });
    let small = RecommendPoints::new("c", 1).add_positive(7).with_payload(false).with_vectors(false);
    let small_json = json!({"positive": [7], "limit": 1, "with_payload": false, "with_vector": false});
    let groups = RecommendPointGroups::new("c", "g", 2, 4)
        .add_positive(1)
        .add_positive([0.5])
        .add_negative([1.0])
        .strategy(RecommendStrategy::SumScores)
        .using("d")
        .lookup_from(LookupLocation::new("other"))
        .filter(berlin())
        .params(SearchParams::default().exact(true))
        .score_threshold(0.5)
        .with_payload(["a"])
        .with_vectors(true)
        .with_lookup("docs")
        .shard_key_selector("k")
        .read_consistency(2_u64)
        .timeout(Duration::from_secs(6));
    let groups_json = json!({
        "positive": [1, [0.5]], "negative": [[1.0]], "strategy": "sum_scores", "using": "d",
        "lookup_from": {"collection": "other"}, "filter": berlin_json(), "params": {"exact": true},
        "score_threshold": 0.5, "with_payload": ["a"], "with_vector": true, "with_lookup": {"collection": "docs"},
        "group_by": "g", "group_size": 2, "limit": 4, "shard_key": "k",
    });
    vec![
        sample(
            recommend.clone().read_consistency(2_u64).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/recommend?consistency=2&timeout=6",
            recommend_json.clone(),
        ),
        sample(
            RecommendBatchPoints::new("c", [recommend, small])
                .read_consistency(2_u64)
                .timeout(Duration::from_secs(6)),
            "POST /collections/c/points/recommend/batch?consistency=2&timeout=6",
            json!({"searches": [recommend_json, small_json]}),
        ),
        sample(groups, "POST /collections/c/points/recommend/groups?consistency=2&timeout=6", groups_json),
    ]
}

pub(super) fn discover() -> Vec<Sample> {
    let pairs =
        [ContextExamplePair::new(1, [0.5]), ContextExamplePair::new(vec![(7, 0.5), (3, 1.5)], uuid())];
    let discover = DiscoverPoints::new("c", pairs, 3)
        .target([0.5, 1.0])
        .using("d")
        .lookup_from(LookupLocation::new("other").vector_name("v"))
        .filter(berlin())
        .params(SearchParams::default().hnsw_ef(64))
        .offset(1)
        .with_payload(true)
        .with_vectors(["d"])
        .shard_key_selector("k");
    let discover_json = json!({
        "target": [0.5, 1.0],
        "context": [{"positive": 1, "negative": [0.5]}, {"positive": sparse_json(), "negative": UUID}],
        "using": "d", "lookup_from": {"collection": "other", "vector": "v"}, "filter": berlin_json(),
        "params": {"hnsw_ef": 64}, "limit": 3, "offset": 1, "with_payload": true, "with_vector": ["d"],
        "shard_key": "k",
    });
    let target = DiscoverPoints::new("c", [], 1).target(7).with_payload(false).with_vectors(false);
    let target_json = json!({"target": 7, "limit": 1, "with_payload": false, "with_vector": false});
    vec![
        sample(
            discover.clone().read_consistency(2_u64).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/discover?consistency=2&timeout=6",
            discover_json.clone(),
        ),
        sample(
            DiscoverBatchPoints::new("c", [discover, target])
                .read_consistency(2_u64)
                .timeout(Duration::from_secs(6)),
            "POST /collections/c/points/discover/batch?consistency=2&timeout=6",
            json!({"searches": [discover_json, target_json]}),
        ),
    ]
}
