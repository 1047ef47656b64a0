//! What one wire cannot carry as the other does: rounded or told in another way where the server does the same, and
//! refused otherwise.

use proptest::prelude::*;
use qdrant_core::{
    CollectionClusterInfo, CollectionClusterInfoRequest, Condition, CountPoints, CreateCollection,
    CreateFieldIndexCollection, CreateSnapshotRequest, ErrorKind, GeoRadius, GetPoints, GroupId,
    KeywordIndexParams, Language, ListSnapshotsRequest, Match, Operation, Outcome, Payload, PointGroup,
    PointStruct, QueryPointGroups, Reply, Request, RetrievedPoint, ShardTransferInfo, ShardTransferMethod,
    SnapshotDescription, StopwordsInterface, StopwordsSet, StrictModeConfig, TextIndexParams,
    TextScoringInterface, TokenizerType, UnknownValue, UpdateResult, UpdateStatus, UpsertPoints,
    VectorParams, json,
};

use crate::wires::{
    answered_over_grpc, answered_over_rest, grpc_refusal, rest_refusal, rest_result, through_grpc,
    through_rest,
};

fn with_payload(payload: Payload) -> Request {
    UpsertPoints::new("c", vec![PointStruct::new(1, [0.5], payload)]).into_request()
}

fn payload_of(request: Request) -> Payload {
    let Request::UpsertPoints(upsert) = request else { panic!("another operation") };
    upsert.points[0].payload.clone()
}

proptest! {
    #[test]
    fn integers_above_the_signed_range_become_doubles_on_grpc(number in (1_u64 << 63)..) {
        let request = with_payload(Payload::from([("a", number)]));
        prop_assert_eq!(&through_rest(request.clone())?, &request);
        let there = payload_of(through_grpc(request)?);
        #[expect(clippy::cast_precision_loss, reason = "this is the loss")]
        let rounded = number as f64;
        prop_assert_eq!(&there["a"], &json!(rounded));
    }

    #[test]
    fn a_radius_is_rounded_to_a_single_on_grpc(radius in 0.0..1e9_f64) {
        let count = |radius| {
            let circle = GeoRadius::new((0.0, 0.0), radius);
            CountPoints::new("c").exact(true).filter(qdrant_core::Filter::must([Condition::geo_radius("a", circle)]))
        };
        let request = count(radius).into_request();
        prop_assert_eq!(&through_rest(request.clone())?, &request);
        #[expect(clippy::cast_possible_truncation, reason = "this is the loss")]
        let rounded = f64::from(radius as f32);
        prop_assert_eq!(through_grpc(request)?, count(rounded).into_request());
    }

    #[test]
    fn a_limit_on_oversampling_is_rounded_to_a_single_on_grpc(limit in 1.0..100.0_f64) {
        let create = |limit| {
            CreateCollection::new("c").strict_mode_config(StrictModeConfig::default().search_max_oversampling(limit))
        };
        let request = create(limit).into_request();
        prop_assert_eq!(&through_rest(request.clone())?, &request);
        #[expect(clippy::cast_possible_truncation, reason = "this is the loss")]
        let rounded = f64::from(limit as f32);
        prop_assert_eq!(through_grpc(request)?, create(rounded).into_request());
    }
}

#[test]
fn numbers_beyond_a_single_are_refused_by_name_on_grpc() {
    let circle = Condition::geo_radius("a", GeoRadius::new((0.0, 0.0), 1e300));
    let error = grpc_refusal(CountPoints::new("c").filter(qdrant_core::Filter::must([circle])));
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidRequest, Some("filter.must[0].geo_radius.radius"))
    );
    let strict = StrictModeConfig::default().search_max_oversampling(1e300);
    let error = grpc_refusal(CreateCollection::new("c").strict_mode_config(strict));
    assert_eq!(error.field(), Some("strict_mode_config.search_max_oversampling"));
}

#[test]
fn a_payload_that_was_not_asked_for_is_an_empty_one() {
    let points = |payload| rest_result::<GetPoints>(&json!([{"id": 1, "payload": payload}])).unwrap();
    assert_eq!(points(json!(null)), points(json!({})));
    let point = |payload| vec![RetrievedPoint { payload, ..points(json!(null)).remove(0) }];
    let reply = Reply::new(GetPoints::into_response(point(Payload::new())));
    assert_eq!(answered_over_grpc(reply.clone()).unwrap().response, reply.response);
    assert_eq!(answered_over_rest(&reply).unwrap().response, reply.response);
}

#[test]
fn remarks_on_a_transfer_are_not_told_by_grpc() {
    let transfer = ShardTransferInfo {
        shard_id: 1,
        to_shard_id: None,
        from: 2,
        to: 3,
        sync: true,
        method: Some(ShardTransferMethod::Snapshot),
        comment: Some("half way".into()),
    };
    let info = |transfer| CollectionClusterInfo {
        peer_id: 1,
        shard_count: 1,
        local_shards: Vec::new(),
        remote_shards: Vec::new(),
        shard_transfers: vec![transfer],
        resharding_operations: Vec::new(),
    };
    let reply = Reply::new(CollectionClusterInfoRequest::into_response(info(transfer.clone())));
    assert_eq!(answered_over_rest(&reply).unwrap().response, reply.response);
    let told = CollectionClusterInfoRequest::output(answered_over_grpc(reply).unwrap().response).unwrap();
    assert_eq!(told, info(ShardTransferInfo { method: None, comment: None, ..transfer }));
}

#[test]
fn an_empty_list_of_numbers_is_one_of_texts_in_json() {
    let count = |values: Match| {
        let condition = Condition::matches("a", values);
        CountPoints::new("c").exact(true).filter(qdrant_core::Filter::must([condition])).into_request()
    };
    for (numbers, texts) in [
        (Match::Integers(Vec::new()), Match::Keywords(Vec::new())),
        (Match::ExceptIntegers(Vec::new()), Match::ExceptKeywords(Vec::new())),
    ] {
        let request = count(numbers);
        assert_eq!(through_grpc(request.clone()).unwrap(), request);
        assert_eq!(through_rest(request).unwrap(), count(texts), "both match nothing, or all");
    }
}

#[test]
fn one_language_of_stopwords_is_a_set_on_grpc() {
    let index = |stopwords: StopwordsInterface| {
        let params = TextIndexParams::new(TokenizerType::Word).stopwords(stopwords);
        CreateFieldIndexCollection::new("c", "f", qdrant_core::PayloadIndexParams::from(params))
            .into_request()
    };
    let request = index(Language::German.into());
    assert_eq!(through_rest(request.clone()).unwrap(), request);
    let set = StopwordsSet { languages: vec![Language::German], custom: Vec::new() };
    assert_eq!(through_grpc(request).unwrap(), index(set.into()));
}

#[test]
fn flags_that_are_messages_on_grpc_are_there_or_absent() {
    let index = |params: qdrant_core::PayloadIndexParams| {
        CreateFieldIndexCollection::new("c", "f", params).into_request()
    };
    let keyword = |prefix: Option<bool>| index(KeywordIndexParams { prefix, ..Default::default() }.into());
    assert_eq!(through_grpc(keyword(Some(false))).unwrap(), keyword(None));
    assert_eq!(through_grpc(keyword(Some(true))).unwrap(), keyword(Some(true)));
    let text = |scoring: Option<TextScoringInterface>| {
        index(TextIndexParams { scoring, ..TextIndexParams::new(TokenizerType::Word) }.into())
    };
    let off = text(Some(TextScoringInterface::Enabled(false)));
    assert_eq!(through_rest(off.clone()).unwrap(), off);
    assert_eq!(through_grpc(off).unwrap(), text(None));
    let on = through_grpc(text(Some(TextScoringInterface::Enabled(true)))).unwrap();
    assert_eq!(on, text(Some(TextScoringInterface::Params(Default::default()))));
}

#[test]
fn a_positive_signed_group_is_unsigned_in_json() {
    let group = |id| vec![PointGroup { id, hits: Vec::new(), lookup: None }];
    let reply = Reply::new(QueryPointGroups::into_response(group(GroupId::Integer(5))));
    assert_eq!(answered_over_grpc(reply.clone()).unwrap().response, reply.response);
    let read = QueryPointGroups::output(answered_over_rest(&reply).unwrap().response).unwrap();
    assert_eq!(read, group(GroupId::Unsigned(5)));
}

#[test]
fn an_answer_before_the_end_cannot_be_said_on_grpc() {
    let reply = Reply::new(CreateSnapshotRequest::into_response(Outcome::Accepted));
    assert_eq!(answered_over_rest(&reply).unwrap().response, reply.response);
    assert!(answered_over_grpc(reply).is_err());
}

#[test]
fn a_size_with_the_highest_bit_is_refused_on_grpc() {
    let reply =
        Reply::new(ListSnapshotsRequest::into_response(vec![SnapshotDescription::new("s", u64::MAX)]));
    assert_eq!(answered_over_rest(&reply).unwrap().response, reply.response);
    let error = answered_over_grpc(reply).unwrap_err();
    assert!(error.field().unwrap().ends_with("size"), "{error}");
}

#[test]
fn values_that_only_one_wire_has_a_word_for_are_refused_on_the_other() {
    let reply = |status| Reply::new(UpsertPoints::into_response(UpdateResult { operation_id: None, status }));
    let named = reply(UpdateStatus::Unknown(UnknownValue::Name("novel".into())));
    assert_eq!(answered_over_rest(&named).unwrap().response, named.response);
    assert!(answered_over_grpc(named).unwrap_err().field().unwrap().ends_with("status"));
    let numbered = reply(UpdateStatus::Unknown(UnknownValue::Number(77)));
    assert_eq!(answered_over_grpc(numbered.clone()).unwrap().response, numbered.response);
    assert_eq!(answered_over_rest(&numbered).unwrap_err().kind(), ErrorKind::Encode);
    // In requests as well.
    let create = |distance| CreateCollection::new("c").vectors_config(VectorParams::new(4, distance));
    let error = grpc_refusal(create(qdrant_core::Distance::Unknown(UnknownValue::Name("novel".into()))));
    assert!(error.field().unwrap().ends_with("distance"), "{error}");
    let error = rest_refusal(create(qdrant_core::Distance::Unknown(UnknownValue::Number(77))));
    assert!(error.field().unwrap().ends_with("distance"), "{error}");
}
