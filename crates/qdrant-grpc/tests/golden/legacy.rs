use std::time::Duration;

use qdrant_core::{
    ContextExamplePair, DiscoverBatchPoints, DiscoverPoints, Document, ErrorKind, GroupId, LookupLocation,
    OperationKind, ReadConsistencyType, RecommendBatchPoints, RecommendPointGroups, RecommendPoints,
    RecommendStrategy, SearchBatchPoints, SearchParams, SearchPointGroups, SearchPoints,
};

use super::{
    all_payload, all_vectors, answered, assert_facts, dense, encode, filter, filter_message, keys, majority,
    number_id, proto, refused, scored, sent, usage_message,
};

const TIMEOUT: Duration = Duration::from_secs(5);

fn exact() -> proto::SearchParams {
    proto::SearchParams { exact: Some(true), ..Default::default() }
}

fn search() -> SearchPoints {
    SearchPoints::new("c", [0.5, 1.5], 7)
        .filter(filter())
        .with_payload(true)
        .params(SearchParams::default().exact(true))
        .score_threshold(0.25)
        .offset(3)
        .vector_name("words")
        .with_vectors(true)
        .shard_key_selector("s")
        .sparse_indices([9, 4])
}

fn search_message() -> proto::SearchPoints {
    proto::SearchPoints {
        collection_name: "c".into(),
        vector: vec![0.5, 1.5],
        filter: Some(filter_message()),
        limit: 7,
        with_payload: Some(all_payload(true)),
        params: Some(exact()),
        score_threshold: Some(0.25),
        offset: Some(3),
        vector_name: Some("words".into()),
        with_vectors: Some(all_vectors(true)),
        read_consistency: None,
        timeout: None,
        shard_key_selector: Some(keys(&["s"])),
        sparse_indices: Some(proto::SparseIndices { data: vec![9, 4] }),
    }
}

#[test]
fn searching() {
    let one = search().read_consistency(ReadConsistencyType::Majority).timeout(TIMEOUT);
    let message: proto::SearchPoints = sent(one, "/qdrant.Points/Search");
    let expected =
        proto::SearchPoints { read_consistency: Some(majority()), timeout: Some(5), ..search_message() };
    assert_eq!(message, expected);

    let batch = SearchBatchPoints::new("c", [search(), search()])
        .read_consistency(ReadConsistencyType::Majority)
        .timeout(TIMEOUT);
    let message: proto::SearchBatchPoints = sent(batch, "/qdrant.Points/SearchBatch");
    let expected = proto::SearchBatchPoints {
        collection_name: "c".into(),
        search_points: vec![search_message(), search_message()],
        read_consistency: Some(majority()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn what_is_returned_is_told() {
    let nothing = (Some(all_payload(false)), Some(all_vectors(false)));
    let message: proto::SearchPoints = sent(SearchPoints::new("c", [0.5], 1), "/qdrant.Points/Search");
    assert_eq!((message.with_payload, message.with_vectors), nothing);
    assert_eq!((message.filter, message.offset, message.sparse_indices), (None, None, None));
    let message: proto::RecommendPoints =
        sent(RecommendPoints::new("c", 1).add_positive(1), "/qdrant.Points/Recommend");
    assert_eq!((message.with_payload, message.with_vectors), nothing);
    let message: proto::DiscoverPoints =
        sent(DiscoverPoints::new("c", [], 1).target(1), "/qdrant.Points/Discover");
    assert_eq!((message.with_payload, message.with_vectors), nothing);
    let groups = SearchPointGroups::new("c", [0.5], 1, "k", 1).with_lookup("d");
    let message: proto::SearchPointGroups = sent(groups, "/qdrant.Points/SearchGroups");
    assert_eq!((message.with_payload, message.with_vectors), nothing);
    let lookup = message.with_lookup.unwrap();
    let whole = (Some(all_payload(true)), Some(all_vectors(false)));
    assert_eq!((lookup.with_payload, lookup.with_vectors), whole);
}

#[test]
fn searching_groups() {
    let groups = SearchPointGroups::new("c", [0.5, 1.5], 7, "document", 2)
        .filter(filter())
        .with_payload(true)
        .params(SearchParams::default().exact(true))
        .score_threshold(0.25)
        .vector_name("words")
        .with_vectors(true)
        .read_consistency(ReadConsistencyType::Majority)
        .with_lookup("d")
        .timeout(TIMEOUT)
        .shard_key_selector("s")
        .sparse_indices([9, 4]);
    let message: proto::SearchPointGroups = sent(groups, "/qdrant.Points/SearchGroups");
    let expected = proto::SearchPointGroups {
        collection_name: "c".into(),
        vector: vec![0.5, 1.5],
        filter: Some(filter_message()),
        limit: 7,
        with_payload: Some(all_payload(true)),
        params: Some(exact()),
        score_threshold: Some(0.25),
        vector_name: Some("words".into()),
        with_vectors: Some(all_vectors(true)),
        group_by: "document".into(),
        group_size: 2,
        read_consistency: Some(majority()),
        with_lookup: Some(lookup_message()),
        timeout: Some(5),
        shard_key_selector: Some(keys(&["s"])),
        sparse_indices: Some(proto::SparseIndices { data: vec![9, 4] }),
    };
    assert_eq!(message, expected);
}

fn lookup_message() -> proto::WithLookup {
    proto::WithLookup {
        collection: "d".into(),
        with_payload: Some(all_payload(true)),
        with_vectors: Some(all_vectors(false)),
    }
}

fn recommend() -> RecommendPoints {
    RecommendPoints::new("c", 7)
        .add_positive(1)
        .add_positive([0.5])
        .add_negative(2)
        .add_negative(Document::new("text", "model"))
        .filter(filter())
        .with_payload(true)
        .params(SearchParams::default().exact(true))
        .score_threshold(0.25)
        .offset(3)
        .using("image")
        .with_vectors(true)
        .lookup_from(LookupLocation::new("other"))
        .strategy(RecommendStrategy::SumScores)
        .shard_key_selector("s")
}

fn document() -> proto::Vector {
    let document = proto::Document { text: "text".into(), model: "model".into(), options: [].into() };
    proto::Vector { vector: Some(proto::vector::Vector::Document(document)), ..Default::default() }
}

fn lookup_from() -> proto::LookupLocation {
    proto::LookupLocation { collection_name: "other".into(), ..Default::default() }
}

fn recommend_message() -> proto::RecommendPoints {
    proto::RecommendPoints {
        collection_name: "c".into(),
        positive: vec![number_id(1)],
        negative: vec![number_id(2)],
        filter: Some(filter_message()),
        limit: 7,
        with_payload: Some(all_payload(true)),
        params: Some(exact()),
        score_threshold: Some(0.25),
        offset: Some(3),
        using: Some("image".into()),
        with_vectors: Some(all_vectors(true)),
        lookup_from: Some(lookup_from()),
        read_consistency: None,
        strategy: Some(proto::RecommendStrategy::SumScores.into()),
        positive_vectors: vec![dense(&[0.5])],
        negative_vectors: vec![document()],
        timeout: None,
        shard_key_selector: Some(keys(&["s"])),
    }
}

#[test]
fn recommending() {
    let one = recommend().read_consistency(ReadConsistencyType::Majority).timeout(TIMEOUT);
    let message: proto::RecommendPoints = sent(one, "/qdrant.Points/Recommend");
    let expected = proto::RecommendPoints {
        read_consistency: Some(majority()),
        timeout: Some(5),
        ..recommend_message()
    };
    assert_eq!(message, expected);

    let batch = RecommendBatchPoints::new("c", [recommend()])
        .read_consistency(ReadConsistencyType::Majority)
        .timeout(TIMEOUT);
    let message: proto::RecommendBatchPoints = sent(batch, "/qdrant.Points/RecommendBatch");
    let expected = proto::RecommendBatchPoints {
        collection_name: "c".into(),
        recommend_points: vec![recommend_message()],
        read_consistency: Some(majority()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn recommending_groups() {
    let groups = RecommendPointGroups::new("c", "document", 2, 7)
        .add_positive(1)
        .add_positive([0.5])
        .add_negative(2)
        .add_negative(Document::new("text", "model"))
        .filter(filter())
        .with_payload(true)
        .params(SearchParams::default().exact(true))
        .score_threshold(0.25)
        .using("image")
        .with_vectors(true)
        .lookup_from(LookupLocation::new("other"))
        .read_consistency(ReadConsistencyType::Majority)
        .with_lookup("d")
        .strategy(RecommendStrategy::BestScore)
        .timeout(TIMEOUT)
        .shard_key_selector("s");
    let message: proto::RecommendPointGroups = sent(groups, "/qdrant.Points/RecommendGroups");
    let expected = proto::RecommendPointGroups {
        collection_name: "c".into(),
        positive: vec![number_id(1)],
        negative: vec![number_id(2)],
        filter: Some(filter_message()),
        limit: 7,
        with_payload: Some(all_payload(true)),
        params: Some(exact()),
        score_threshold: Some(0.25),
        using: Some("image".into()),
        with_vectors: Some(all_vectors(true)),
        lookup_from: Some(lookup_from()),
        group_by: "document".into(),
        group_size: 2,
        read_consistency: Some(majority()),
        with_lookup: Some(lookup_message()),
        strategy: Some(proto::RecommendStrategy::BestScore.into()),
        positive_vectors: vec![dense(&[0.5])],
        negative_vectors: vec![document()],
        timeout: Some(5),
        shard_key_selector: Some(keys(&["s"])),
    };
    assert_eq!(message, expected);
}

fn discover() -> DiscoverPoints {
    DiscoverPoints::new("c", [ContextExamplePair::new(1, [0.5])], 7)
        .target(2)
        .filter(filter())
        .with_payload(true)
        .params(SearchParams::default().exact(true))
        .offset(3)
        .using("image")
        .with_vectors(true)
        .lookup_from(LookupLocation::new("other"))
        .shard_key_selector("s")
}

fn example(example: proto::vector_example::Example) -> proto::VectorExample {
    proto::VectorExample { example: Some(example) }
}

fn discover_message() -> proto::DiscoverPoints {
    use proto::vector_example::Example;

    let target = proto::target_vector::Target::Single(example(Example::Id(number_id(2))));
    proto::DiscoverPoints {
        collection_name: "c".into(),
        target: Some(proto::TargetVector { target: Some(target) }),
        context: vec![proto::ContextExamplePair {
            positive: Some(example(Example::Id(number_id(1)))),
            negative: Some(example(Example::Vector(dense(&[0.5])))),
        }],
        filter: Some(filter_message()),
        limit: 7,
        with_payload: Some(all_payload(true)),
        params: Some(exact()),
        offset: Some(3),
        using: Some("image".into()),
        with_vectors: Some(all_vectors(true)),
        lookup_from: Some(lookup_from()),
        read_consistency: None,
        timeout: None,
        shard_key_selector: Some(keys(&["s"])),
    }
}

#[test]
fn discovering() {
    let one = discover().read_consistency(ReadConsistencyType::Majority).timeout(TIMEOUT);
    let message: proto::DiscoverPoints = sent(one, "/qdrant.Points/Discover");
    let expected =
        proto::DiscoverPoints { read_consistency: Some(majority()), timeout: Some(5), ..discover_message() };
    assert_eq!(message, expected);

    let batch = DiscoverBatchPoints::new("c", [discover()])
        .read_consistency(ReadConsistencyType::Majority)
        .timeout(TIMEOUT);
    let message: proto::DiscoverBatchPoints = sent(batch, "/qdrant.Points/DiscoverBatch");
    let expected = proto::DiscoverBatchPoints {
        collection_name: "c".into(),
        discover_points: vec![discover_message()],
        read_consistency: Some(majority()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[cfg(feature = "server")]
#[test]
fn what_is_empty_is_refused_with_its_path() {
    let empty = proto::VectorExample { example: None };
    let target =
        |target| proto::DiscoverPoints { target: Some(proto::TargetVector { target }), ..discover_message() };
    let kind = OperationKind::DiscoverPoints;
    assert_eq!(super::not_received(kind, &target(None)).field(), Some("target"));
    let single = Some(proto::target_vector::Target::Single(empty.clone()));
    assert_eq!(super::not_received(kind, &target(single)).field(), Some("target.single"));
    let pair = proto::ContextExamplePair { positive: None, negative: Some(empty) };
    let message = proto::DiscoverPoints { context: vec![pair], ..discover_message() };
    assert_eq!(super::not_received(kind, &message).field(), Some("context[0].positive"));
    let vector = proto::Vector::default();
    let message =
        proto::RecommendPoints { positive_vectors: vec![dense(&[0.5]), vector], ..recommend_message() };
    let error = super::not_received(OperationKind::RecommendPoints, &message);
    assert_eq!(error.field(), Some("positive_vectors[1]"));
    let message = proto::RecommendPoints { strategy: Some(3), ..recommend_message() };
    let error = super::not_received(OperationKind::RecommendPoints, &message);
    assert_eq!(error.field(), Some("strategy"));
    let message = proto::SearchPoints { limit: 0, ..search_message() };
    assert_eq!(super::not_received(OperationKind::SearchPoints, &message).field(), Some("limit"));
}

#[cfg(feature = "server")]
#[test]
fn vectors_of_old_clients_are_understood() {
    let old = proto::Vector { data: vec![0.5], ..Default::default() };
    let message = proto::RecommendPoints { positive_vectors: vec![old], ..recommend_message() };
    let bytes = prost::Message::encode_to_vec(&message);
    let request = qdrant_grpc::decode_request(OperationKind::RecommendPoints, &bytes).unwrap();
    assert_eq!(request, recommend().into());
}

/// Like the server: a search in a batch is about the collection of the batch, and has no guarantees of its own.
#[cfg(feature = "server")]
#[test]
fn a_batch_speaks_for_its_items() {
    let read = |kind, bytes: Vec<u8>| qdrant_grpc::decode_request(kind, &bytes).unwrap();
    let message = proto::SearchBatchPoints {
        collection_name: "c".into(),
        search_points: vec![proto::SearchPoints {
            collection_name: "d".into(),
            timeout: Some(7),
            read_consistency: Some(majority()),
            ..search_message()
        }],
        ..Default::default()
    };
    let request = read(OperationKind::SearchBatchPoints, prost::Message::encode_to_vec(&message));
    assert_eq!(request, SearchBatchPoints::new("c", [search()]).into());
    let message = proto::DiscoverBatchPoints {
        collection_name: "c".into(),
        discover_points: vec![proto::DiscoverPoints {
            collection_name: String::new(),
            timeout: Some(7),
            ..discover_message()
        }],
        ..Default::default()
    };
    let request = read(OperationKind::DiscoverBatchPoints, prost::Message::encode_to_vec(&message));
    assert_eq!(request, DiscoverBatchPoints::new("c", [discover()]).into());
}

#[test]
fn what_no_server_accepts_is_not_sent() {
    let error = encode(search().sparse_indices([1]).into()).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("sparse_indices")));
    let batch = SearchBatchPoints::new("c", [search(), SearchPoints::new("d", [0.5], 1)]);
    assert_eq!(encode(batch.into()).unwrap_err().field(), Some("search_points[1].collection_name"));
}

#[test]
fn points_come_back() {
    let ((one_message, one), (two_message, two)) = (scored(1, 0.5), scored(2, -0.25));
    let result = vec![one_message.clone(), two_message.clone()];
    let (time, usage) = (0.25, Some(usage_message()));
    for (points, meta) in [
        answered::<SearchPoints>(&proto::SearchResponse {
            result: result.clone(),
            time,
            usage: usage.clone(),
        }),
        answered::<RecommendPoints>(&proto::RecommendResponse {
            result: result.clone(),
            time,
            usage: usage.clone(),
        }),
        answered::<DiscoverPoints>(&proto::DiscoverResponse { result, time, usage: usage.clone() }),
    ] {
        assert_eq!(points, [one.clone(), two.clone()]);
        assert_facts(&meta);
    }

    let result = vec![
        proto::BatchResult { result: vec![one_message.clone()] },
        proto::BatchResult { result: vec![] },
        proto::BatchResult { result: vec![two_message] },
    ];
    for (batches, meta) in [
        answered::<SearchBatchPoints>(&proto::SearchBatchResponse {
            result: result.clone(),
            time,
            usage: usage.clone(),
        }),
        answered::<RecommendBatchPoints>(&proto::RecommendBatchResponse {
            result: result.clone(),
            time,
            usage: usage.clone(),
        }),
        answered::<DiscoverBatchPoints>(&proto::DiscoverBatchResponse { result, time, usage: usage.clone() }),
    ] {
        assert_eq!(batches, [vec![one.clone()], vec![], vec![two.clone()]]);
        assert_facts(&meta);
    }

    let id = Some(proto::GroupId { kind: Some(proto::group_id::Kind::IntegerValue(-1)) });
    let group = proto::PointGroup { id, hits: vec![one_message], lookup: None };
    let result = Some(proto::GroupsResult { groups: vec![group] });
    for (groups, meta) in [
        answered::<SearchPointGroups>(&proto::SearchGroupsResponse {
            result: result.clone(),
            time,
            usage: usage.clone(),
        }),
        answered::<RecommendPointGroups>(&proto::RecommendGroupsResponse { result, time, usage }),
    ] {
        assert_eq!((&groups[0].id, &groups[0].hits), (&GroupId::Integer(-1), &vec![one.clone()]));
        assert_facts(&meta);
    }
}

#[test]
fn a_fault_in_a_reply_is_named() {
    let broken = proto::ScoredPoint::default();
    let reply =
        proto::SearchResponse { result: vec![scored(1, 0.5).0, broken.clone()], ..Default::default() };
    let fault = refused(OperationKind::SearchPoints, &prost::Message::encode_to_vec(&reply));
    assert!(fault.starts_with("reply not understood: result[1].id: "), "{fault}");
    let reply = proto::DiscoverBatchResponse {
        result: vec![proto::BatchResult { result: vec![broken] }],
        ..Default::default()
    };
    let fault = refused(OperationKind::DiscoverBatchPoints, &prost::Message::encode_to_vec(&reply));
    assert!(fault.starts_with("reply not understood: result[0].result[0].id: "), "{fault}");
    assert_eq!(refused(OperationKind::SearchPointsGroups, &[]), "reply not understood: result: is missing");
}
