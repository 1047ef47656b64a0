use std::time::Duration;

use qdrant_core::{
    ErrorKind, FacetCounts, FacetHit, Fusion, LookupLocation, OperationKind, PrefetchQuery, QueryBatchPoints,
    QueryPoints, ReadConsistencyType, ScoredPoint, SearchParams,
};

use super::{
    all_payload, all_vectors, answered, assert_facts, encode, filter, filter_message, keys, majority,
    number_id, proto, refused, sent, text, usage_message,
};

fn nearest(values: &[f32]) -> proto::Query {
    use proto::query::Variant;
    use proto::vector_input::Variant as Input;

    let dense = qdrant_grpc::proto::DenseVector::from(qdrant_core::DenseVector::from(values));
    proto::Query {
        variant: Some(Variant::Nearest(proto::VectorInput { variant: Some(Input::Dense(dense)) })),
    }
}

#[test]
fn query() {
    let query = QueryPoints::new("c")
        .add_prefetch(PrefetchQuery::default().query(vec![0.5_f32]).using("a").limit(20))
        .query(Fusion::Dbsf)
        .using("b")
        .filter(filter())
        .params(SearchParams::default().hnsw_ef(128).exact(true))
        .score_threshold(0.25)
        .limit(5)
        .offset(1)
        .with_vectors(["a"])
        .with_payload(true)
        .read_consistency(ReadConsistencyType::Majority)
        .shard_key_selector("s")
        .lookup_from(LookupLocation::new("d"))
        .timeout(Duration::from_secs(5));
    let message: proto::QueryPoints = sent(query, "/qdrant.Points/Query");
    let prefetch = proto::PrefetchQuery {
        query: Some(nearest(&[0.5])),
        using: Some("a".into()),
        limit: Some(20),
        ..Default::default()
    };
    let include = proto::VectorsSelector { names: vec!["a".into()] };
    let expected = proto::QueryPoints {
        collection_name: "c".into(),
        prefetch: vec![prefetch],
        query: Some(proto::Query { variant: Some(proto::query::Variant::Fusion(1)) }),
        using: Some("b".into()),
        filter: Some(filter_message()),
        params: Some(proto::SearchParams { hnsw_ef: Some(128), exact: Some(true), ..Default::default() }),
        score_threshold: Some(0.25),
        limit: Some(5),
        offset: Some(1),
        with_vectors: Some(proto::WithVectorsSelector {
            selector_options: Some(proto::with_vectors_selector::SelectorOptions::Include(include)),
        }),
        with_payload: Some(all_payload(true)),
        read_consistency: Some(majority()),
        shard_key_selector: Some(keys(&["s"])),
        lookup_from: Some(proto::LookupLocation {
            collection_name: "d".into(),
            vector_name: None,
            shard_key_selector: None,
        }),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn a_query_without_options_says_what_to_return() {
    let message: proto::QueryPoints = sent(QueryPoints::new("c"), "/qdrant.Points/Query");
    let expected = proto::QueryPoints {
        collection_name: "c".into(),
        with_payload: Some(all_payload(false)),
        with_vectors: Some(all_vectors(false)),
        ..Default::default()
    };
    assert_eq!(message, expected);
}

#[test]
fn batch() {
    let queries = [QueryPoints::new("c").query(vec![0.5]), QueryPoints::new("c").limit(1)];
    let batch = QueryBatchPoints::new("c", queries)
        .read_consistency(ReadConsistencyType::Majority)
        .timeout(Duration::from_secs(5));
    let message: proto::QueryBatchPoints = sent(batch, "/qdrant.Points/QueryBatch");
    let inner = proto::QueryPoints {
        collection_name: "c".into(),
        with_payload: Some(all_payload(false)),
        with_vectors: Some(all_vectors(false)),
        ..Default::default()
    };
    let expected = proto::QueryBatchPoints {
        collection_name: "c".into(),
        query_points: vec![
            proto::QueryPoints { query: Some(nearest(&[0.5])), ..inner.clone() },
            proto::QueryPoints { limit: Some(1), ..inner },
        ],
        read_consistency: Some(majority()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn a_batch_over_several_collections_is_refused() {
    let error = encode(QueryBatchPoints::new("c", [QueryPoints::new("d")]).into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.field(), Some("query_points[0].collection_name"));
}

fn point_message(number: u64) -> proto::ScoredPoint {
    proto::ScoredPoint {
        id: Some(number_id(number)),
        payload: [("city".to_owned(), text("Berlin"))].into(),
        score: 0.75,
        version: 3,
        ..Default::default()
    }
}

fn point(number: u64) -> ScoredPoint {
    ScoredPoint {
        id: number.into(),
        version: 3,
        score: 0.75,
        payload: [("city", "Berlin")].into(),
        vectors: None,
        shard_key: None,
        order_value: None,
    }
}

#[test]
fn points_come_back() {
    let result = vec![point_message(1), point_message(2)];
    let (points, meta) = answered::<QueryPoints>(&proto::QueryResponse {
        result: result.clone(),
        time: 0.25,
        usage: Some(usage_message()),
    });
    assert_eq!(points, [point(1), point(2)]);
    assert_facts(&meta);

    let batches = vec![proto::BatchResult { result }, proto::BatchResult { result: Vec::new() }];
    let (batches, meta) = answered::<QueryBatchPoints>(&proto::QueryBatchResponse {
        result: batches,
        time: 0.25,
        usage: Some(usage_message()),
    });
    assert_eq!(batches, [vec![point(1), point(2)], vec![]]);
    assert_facts(&meta);

    let broken = proto::BatchResult { result: vec![point_message(1), proto::ScoredPoint::default()] };
    let reply = proto::QueryBatchResponse { result: vec![broken], ..Default::default() };
    let text = refused(OperationKind::QueryBatchPoints, &prost::Message::encode_to_vec(&reply));
    assert!(text.starts_with("reply not understood: result[0].result[1].id: "), "{text}");
}

#[test]
fn facet() {
    let facet = FacetCounts::new("c", "city")
        .filter(filter())
        .limit(20)
        .exact(true)
        .timeout(Duration::from_secs(5))
        .read_consistency(ReadConsistencyType::Majority)
        .shard_key_selector("s");
    let message: proto::FacetCounts = sent(facet, "/qdrant.Points/Facet");
    let expected = proto::FacetCounts {
        collection_name: "c".into(),
        key: "city".into(),
        filter: Some(filter_message()),
        limit: Some(20),
        exact: Some(true),
        timeout: Some(5),
        read_consistency: Some(majority()),
        shard_key_selector: Some(keys(&["s"])),
    };
    assert_eq!(message, expected);

    let value =
        proto::FacetValue { variant: Some(proto::facet_value::Variant::StringValue("Berlin".into())) };
    let hit = proto::FacetHit { value: Some(value), count: 3 };
    let (hits, meta) = answered::<FacetCounts>(&proto::FacetResponse {
        hits: vec![hit],
        time: 0.25,
        usage: Some(usage_message()),
    });
    assert_eq!(hits, [FacetHit::new("Berlin", 3)]);
    assert_facts(&meta);
}
