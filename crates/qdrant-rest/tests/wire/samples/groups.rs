//! Groups, and distances among points.

use std::time::Duration;

use qdrant_core::{
    Fusion, LookupLocation, PrefetchQuery, QueryPointGroups, ReadConsistencyType, SearchMatrixOffsetsRequest,
    SearchMatrixPairsRequest, SearchMatrixPoints, SearchParams, WithLookup,
};
use serde_json::json;

use super::{Sample, berlin, berlin_json, sample};

pub(super) fn groups() -> Vec<Sample> {
    let query = QueryPointGroups::new("c", "a.b[]")
        .add_prefetch(PrefetchQuery::default().query(vec![0.5, 1.0]).using("d").limit(20))
        .query(Fusion::Dbsf)
        .using("d")
        .filter(berlin())
        .params(SearchParams::default().exact(true))
        .score_threshold(0.5)
        .limit(3)
        .group_size(2)
        .with_vectors(["d"])
        .with_payload(true)
        .shard_key_selector("k")
        .lookup_from(LookupLocation::new("other").vector_name("v"))
        .with_lookup(WithLookup::new("docs").with_payload(["title"]).with_vectors(false))
        .read_consistency(ReadConsistencyType::Quorum)
        .timeout(Duration::from_secs(6));
    let query_json = json!({
        "prefetch": [{"query": {"nearest": [0.5, 1.0]}, "using": "d", "limit": 20}],
        "query": {"fusion": "dbsf"}, "using": "d", "filter": berlin_json(), "params": {"exact": true},
        "score_threshold": 0.5, "limit": 3, "group_by": "a.b[]", "group_size": 2,
        "with_vector": ["d"], "with_payload": true, "shard_key": "k",
        "lookup_from": {"collection": "other", "vector": "v"},
        "with_lookup": {"collection": "docs", "with_payload": ["title"], "with_vectors": false},
    });
    vec![sample(query, "POST /collections/c/points/query/groups?consistency=quorum&timeout=6", query_json)]
}

pub(super) fn matrix() -> Vec<Sample> {
    let points = SearchMatrixPoints::new("c")
        .filter(berlin())
        .sample(100)
        .limit(5)
        .using("d")
        .read_consistency(2)
        .shard_key_selector("k")
        .timeout(Duration::from_secs(6));
    let points_json =
        json!({"filter": berlin_json(), "sample": 100, "limit": 5, "using": "d", "shard_key": "k"});
    vec![
        sample(
            SearchMatrixPairsRequest(points.clone()),
            "POST /collections/c/points/search/matrix/pairs?consistency=2&timeout=6",
            points_json.clone(),
        ),
        sample(
            SearchMatrixOffsetsRequest(points),
            "POST /collections/c/points/search/matrix/offsets?consistency=2&timeout=6",
            points_json,
        ),
        sample(
            SearchMatrixPairsRequest(SearchMatrixPoints::new("c")),
            "POST /collections/c/points/search/matrix/pairs",
            json!({}),
        ),
    ]
}
