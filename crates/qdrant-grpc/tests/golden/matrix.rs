use std::time::Duration;

use qdrant_core::{
    OperationKind, PointId, ReadConsistencyType, SearchMatrixOffsets, SearchMatrixOffsetsRequest,
    SearchMatrixPair, SearchMatrixPairs, SearchMatrixPairsRequest, SearchMatrixPoints,
};

use super::{
    answered, assert_facts, filter, filter_message, keys, majority, number_id, proto, refused, sent,
    usage_message,
};

#[test]
fn both_forms_ask_the_same() {
    let points = SearchMatrixPoints::new("c")
        .filter(filter())
        .sample(100)
        .limit(4)
        .using("image")
        .timeout(Duration::from_secs(5))
        .read_consistency(ReadConsistencyType::Majority)
        .shard_key_selector("s");
    let expected = proto::SearchMatrixPoints {
        collection_name: "c".into(),
        filter: Some(filter_message()),
        sample: Some(100),
        limit: Some(4),
        using: Some("image".into()),
        timeout: Some(5),
        read_consistency: Some(majority()),
        shard_key_selector: Some(keys(&["s"])),
    };
    let pairs: proto::SearchMatrixPoints =
        sent(SearchMatrixPairsRequest(points.clone()), "/qdrant.Points/SearchMatrixPairs");
    assert_eq!(pairs, expected);
    let offsets: proto::SearchMatrixPoints =
        sent(SearchMatrixOffsetsRequest(points), "/qdrant.Points/SearchMatrixOffsets");
    assert_eq!(offsets, expected);
}

#[test]
fn pairs_come_back() {
    let pair = proto::SearchMatrixPair { a: Some(number_id(1)), b: Some(number_id(2)), score: 0.5 };
    let result = proto::SearchMatrixPairs { pairs: vec![pair.clone()] };
    let reply =
        proto::SearchMatrixPairsResponse { result: Some(result), time: 0.25, usage: Some(usage_message()) };
    let (pairs, meta) = answered::<SearchMatrixPairsRequest>(&reply);
    let expected = SearchMatrixPair { a: PointId::Num(1), b: PointId::Num(2), score: 0.5 };
    assert_eq!(pairs, SearchMatrixPairs { pairs: vec![expected] });
    assert_facts(&meta);

    let operation = OperationKind::SearchMatrixPairs;
    assert_eq!(refused(operation, &[]), "reply not understood: result: is missing");
    let half = proto::SearchMatrixPair { b: None, ..pair.clone() };
    let result = Some(proto::SearchMatrixPairs { pairs: vec![pair, half] });
    let reply = proto::SearchMatrixPairsResponse { result, ..Default::default() };
    assert_eq!(
        refused(operation, &prost::Message::encode_to_vec(&reply)),
        "reply not understood: result.pairs[1].b: is missing"
    );
}

#[test]
fn offsets_come_back() {
    let reply = proto::SearchMatrixOffsetsResponse {
        result: Some(proto::SearchMatrixOffsets {
            offsets_row: vec![0, 0, u64::MAX],
            offsets_col: vec![1, 2, 0],
            scores: vec![0.5, -1.0, 0.0],
            ids: vec![number_id(7), number_id(8)],
        }),
        time: 0.25,
        usage: Some(usage_message()),
    };
    let (offsets, meta) = answered::<SearchMatrixOffsetsRequest>(&reply);
    let expected = SearchMatrixOffsets {
        offsets_row: vec![0, 0, u64::MAX],
        offsets_col: vec![1, 2, 0],
        scores: vec![0.5, -1.0, 0.0],
        ids: vec![7.into(), 8.into()],
    };
    assert_eq!(offsets, expected);
    assert_facts(&meta);
    assert_eq!(refused(OperationKind::SearchMatrixOffsets, &[]), "reply not understood: result: is missing");
}
