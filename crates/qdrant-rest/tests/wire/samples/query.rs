//! Queries.

use std::time::Duration;

use qdrant_core::{
    FacetCounts, Fusion, LookupLocation, PrefetchQuery, QueryBatchPoints, QueryPoints, ReadConsistencyType,
    SearchParams,
};
use serde_json::json;

use super::{Sample, berlin, berlin_json, sample};

pub(super) fn query() -> Vec<Sample> {
    let query = QueryPoints::new("c")
        .add_prefetch(PrefetchQuery::default().query(vec![(1, 0.5), (8, 0.25)]).using("s").limit(20))
        .query(Fusion::Rrf)
        .using("d")
        .filter(berlin())
        .params(SearchParams::default().hnsw_ef(64))
        .score_threshold(0.5)
        .limit(3)
        .offset(1)
        .with_vectors(["d"])
        .with_payload(true)
        .shard_key_selector("k")
        .lookup_from(LookupLocation::new("other").vector_name("v"));
    let query_json = json!({
        "prefetch": [{"query": {"nearest": {"indices": [1, 8], "values": [0.5, 0.25]}}, "using": "s", "limit": 20}],
        "query": {"fusion": "rrf"}, "using": "d", "filter": berlin_json(), "params": {"hnsw_ef": 64},
        "score_threshold": 0.5, "limit": 3, "offset": 1, "with_vector": ["d"], "with_payload": true,
        "shard_key": "k", "lookup_from": {"collection": "other", "vector": "v"},
    });
    let second = QueryPoints::new("c").query(vec![0.5, 1.0]).with_payload(false).with_vectors(false);
    let second_json = json!({"query": {"nearest": [0.5, 1.0]}, "with_payload": false, "with_vector": false});
    vec![
        sample(
            query.clone().read_consistency(ReadConsistencyType::Quorum).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/query?consistency=quorum&timeout=6",
            query_json.clone(),
        ),
        sample(
            QueryBatchPoints::new("c", [query, second]).read_consistency(3).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/query/batch?consistency=3&timeout=6",
            json!({"searches": [query_json, second_json]}),
        ),
        sample(
            FacetCounts::new("c", "country")
                .filter(berlin())
                .limit(20)
                .exact(true)
                .read_consistency(1)
                .shard_key_selector("k")
                .timeout(Duration::from_secs(6)),
            "POST /collections/c/facet?consistency=1&timeout=6",
            json!({"key": "country", "filter": berlin_json(), "limit": 20, "exact": true, "shard_key": "k"}),
        ),
    ]
}
