//! What a server takes for groups, comparisons and the searches of old beyond what our own client sends.

use qdrant_core::{
    DiscoverPoints, Operation, OperationKind, QueryPointGroups, RecommendPoints, Request, SearchPoints,
    Vector, WithLookup,
};
use serde_json::{Value, json};

use crate::served::{receive, refusal};

#[test]
fn a_lookup_is_a_name_or_an_object() {
    let read = |lookup: Value| {
        let body = json!({"group_by": "g", "prefetch": {"using": "a"}, "with_lookup": lookup});
        let Request::QueryPointsGroups(query) = receive(OperationKind::QueryPointsGroups, "", &body).unwrap()
        else {
            panic!()
        };
        assert_eq!(query.prefetch.len(), 1);
        query.with_lookup
    };
    assert_eq!(read(json!("docs")), Some(WithLookup::new("docs")));
    assert_eq!(
        read(json!({"collection": "docs", "with_payload": ["a"], "with_vectors": true})),
        Some(WithLookup::new("docs").with_payload(["a"]).with_vectors(true))
    );
    assert_eq!(read(Value::Null), None);
    let short = json!({"group_by": "g", "with_lookup": {"collection": "docs", "with_vector": true}});
    assert_eq!(refusal(OperationKind::QueryPointsGroups, "", &short).0, 400);
}

#[test]
fn limits_of_groups_and_comparisons_are_checked() {
    for (operation, body, status) in [
        (OperationKind::QueryPointsGroups, json!({}), 400),
        (OperationKind::QueryPointsGroups, json!({"group_by": ""}), 422),
        (OperationKind::QueryPointsGroups, json!({"group_by": "g", "group_size": 0}), 422),
        (OperationKind::QueryPointsGroups, json!({"group_by": "g", "limit": 0}), 422),
        (OperationKind::SearchMatrixPairs, json!({"sample": 1}), 422),
        (OperationKind::SearchMatrixOffsets, json!({"limit": 0}), 422),
        (OperationKind::SearchMatrixOffsets, json!({"limit": -1}), 400),
        (OperationKind::SearchPoints, json!({"vector": [1]}), 400),
        (OperationKind::SearchPoints, json!({"vector": [], "limit": 1}), 422),
        (OperationKind::SearchPoints, json!({"vector": [1], "limit": 0}), 422),
        (OperationKind::RecommendPoints, json!({"limit": 1}), 422),
        (OperationKind::DiscoverPoints, json!({"limit": 1}), 422),
    ] {
        assert_eq!(refusal(operation, "", &body).0, status, "{operation} {body}");
    }
    let bare = receive(OperationKind::QueryPointsGroups, "", &json!({"group_by": "g", "limit": null}));
    assert_eq!(bare.unwrap(), QueryPointGroups::new("c", "g").into_request());
}

#[test]
fn a_search_of_old_has_three_forms_of_vector_and_two_names_of_its_limit() {
    let read = |body: Value| receive(OperationKind::SearchPoints, "", &body).unwrap();
    let search = SearchPoints::new("c", [0.5, 1.0], 3);
    assert_eq!(read(json!({"vector": [0.5, 1], "top": 3})), search.clone().into_request());
    assert_eq!(
        read(json!({"vector": {"name": "a", "vector": [0.5, 1]}, "limit": 3, "filter": null})),
        search.clone().vector_name("a").into_request()
    );
    assert_eq!(
        read(json!({
            "vector": {"name": "a", "vector": {"values": [0.5, 1], "indices": [7, 3]}}, "limit": 3,
            "with_vectors": true,
        })),
        search.vector_name("a").sparse_indices([7, 3]).with_vectors(true).into_request()
    );
    for vector in [
        json!({"indices": [7], "values": [0.5]}),
        json!([[0.5]]),
        json!({"name": "a", "vector": [[0.5]]}),
        json!({"name": "a", "vector": {"text": "hi", "model": "m"}}),
        json!("text"),
        Value::Null,
    ] {
        let body = json!({"vector": vector, "limit": 3});
        let (status, message) = refusal(OperationKind::SearchPoints, "", &body);
        assert_eq!(status, 400);
        assert!(message.starts_with("Format error in JSON body: vector"), "{message}");
    }
}

#[test]
fn examples_of_old_come_in_any_order() {
    let body = json!({
        "positive": [[0.5], 7, {"indices": [3], "values": [1]}, 1], "negative": null, "limit": 2,
    });
    let Request::RecommendPoints(recommend) = receive(OperationKind::RecommendPoints, "", &body).unwrap()
    else {
        panic!()
    };
    let RecommendPoints { positive, positive_vectors, negative, negative_vectors, .. } = *recommend;
    assert_eq!(positive, [7.into(), 1.into()]);
    assert_eq!(positive_vectors, [Vector::from(vec![0.5]), Vector::from(vec![(3, 1.0)])]);
    assert!(negative.is_empty() && negative_vectors.is_empty());

    let body = json!({"target": 7, "context": null, "limit": 2});
    let discover = receive(OperationKind::DiscoverPoints, "", &body).unwrap();
    assert_eq!(discover, DiscoverPoints::new("c", [], 2).target(7).into_request());
    for (operation, body) in [
        (OperationKind::RecommendPoints, json!({"positive": [[[0.5]]], "limit": 1})),
        (OperationKind::RecommendPoints, json!({"positive": [-1], "limit": 1})),
        (OperationKind::DiscoverPoints, json!({"target": [[0.5]], "limit": 1})),
        (
            OperationKind::DiscoverPoints,
            json!({"context": [{"positive": 1, "negative": {"text": "hi", "model": "m"}}], "limit": 1}),
        ),
        (OperationKind::DiscoverPoints, json!({"context": [{"positive": 1}], "limit": 1})),
    ] {
        assert_eq!(refusal(operation, "", &body).0, 400, "{body}");
    }
}

#[test]
fn a_batch_of_old_is_about_one_collection() {
    let body =
        json!({"searches": [{"vector": [1], "limit": 1, "shard_key": "a"}, {"vector": [2], "limit": 2}]});
    let Request::SearchBatchPoints(batch) =
        receive(OperationKind::SearchBatchPoints, "consistency=all&timeout=7", &body).unwrap()
    else {
        panic!()
    };
    assert!(
        batch.search_points.iter().all(|search| search.collection_name == "c" && search.timeout.is_none())
    );
    assert_eq!(batch.search_points[0].shard_key_selector, Some("a".into()));
    assert_eq!(batch.timeout.map(|timeout| timeout.as_secs()), Some(7));
}
