use std::time::Duration;

use qdrant_core::{
    Fusion, GroupId, LookupLocation, OperationKind, PointGroup, PrefetchQuery, QueryPointGroups,
    ReadConsistencyType, RetrievedPoint, SearchParams, WithLookup,
};

use super::{
    all_payload, all_vectors, answered, assert_facts, filter, filter_message, keys, majority, number_id,
    proto, refused, scored, sent, text, usage_message,
};

#[test]
fn query() {
    let query = QueryPointGroups::new("c", "document")
        .add_prefetch(PrefetchQuery::default().limit(7))
        .query(Fusion::Dbsf)
        .using("image")
        .filter(filter())
        .params(SearchParams::default().exact(true))
        .score_threshold(0.5)
        .with_payload(true)
        .with_vectors(["image"])
        .lookup_from(LookupLocation::new("other"))
        .limit(4)
        .group_size(2)
        .read_consistency(ReadConsistencyType::Majority)
        .with_lookup(WithLookup::new("documents").with_payload(["title"]).with_vectors(true))
        .timeout(Duration::from_secs(5))
        .shard_key_selector("s");
    let message: proto::QueryPointGroups = sent(query, "/qdrant.Points/QueryGroups");
    let include = proto::PayloadIncludeSelector { fields: vec!["title".into()] };
    let names = proto::VectorsSelector { names: vec!["image".into()] };
    let expected = proto::QueryPointGroups {
        collection_name: "c".into(),
        prefetch: vec![proto::PrefetchQuery { limit: Some(7), ..Default::default() }],
        query: Some(proto::Query {
            variant: Some(proto::query::Variant::Fusion(proto::Fusion::Dbsf.into())),
        }),
        using: Some("image".into()),
        filter: Some(filter_message()),
        params: Some(proto::SearchParams { exact: Some(true), ..Default::default() }),
        score_threshold: Some(0.5),
        with_payload: Some(all_payload(true)),
        with_vectors: Some(proto::WithVectorsSelector {
            selector_options: Some(proto::with_vectors_selector::SelectorOptions::Include(names)),
        }),
        lookup_from: Some(proto::LookupLocation { collection_name: "other".into(), ..Default::default() }),
        limit: Some(4),
        group_size: Some(2),
        group_by: "document".into(),
        read_consistency: Some(majority()),
        with_lookup: Some(proto::WithLookup {
            collection: "documents".into(),
            with_payload: Some(proto::WithPayloadSelector {
                selector_options: Some(proto::with_payload_selector::SelectorOptions::Include(include)),
            }),
            with_vectors: Some(all_vectors(true)),
        }),
        timeout: Some(5),
        shard_key_selector: Some(keys(&["s"])),
    };
    assert_eq!(message, expected);
}

#[test]
fn what_is_returned_is_told() {
    let query = QueryPointGroups::new("c", "document").with_lookup("documents");
    let message: proto::QueryPointGroups = sent(query, "/qdrant.Points/QueryGroups");
    assert_eq!((message.limit, message.group_size), (None, None), "the numbers are left to the server");
    assert_eq!(
        (message.with_payload, message.with_vectors),
        (Some(all_payload(false)), Some(all_vectors(false)))
    );
    let lookup = message.with_lookup.unwrap();
    assert_eq!(
        (lookup.with_payload, lookup.with_vectors),
        (Some(all_payload(true)), Some(all_vectors(false)))
    );
}

fn group_id(kind: proto::group_id::Kind) -> proto::GroupId {
    proto::GroupId { kind: Some(kind) }
}

#[test]
fn groups_come_back() {
    use proto::group_id::Kind;

    let lookup = proto::RetrievedPoint {
        id: Some(number_id(5)),
        payload: [("title".to_owned(), text("A"))].into(),
        ..Default::default()
    };
    let ((one_message, one), (two_message, two)) = (scored(1, 0.5), scored(2, -0.25));
    let group = |kind, hits, lookup| proto::PointGroup { id: Some(group_id(kind)), hits, lookup };
    let reply = proto::QueryGroupsResponse {
        result: Some(proto::GroupsResult {
            groups: vec![
                group(Kind::UnsignedValue(u64::MAX), vec![one_message, two_message], Some(lookup)),
                group(Kind::IntegerValue(-5), vec![], None),
                group(Kind::StringValue("5".into()), vec![], None),
                group(Kind::UnsignedValue(0), vec![], None),
            ],
        }),
        time: 0.25,
        usage: Some(usage_message()),
    };
    let (groups, meta) = answered::<QueryPointGroups>(&reply);
    let lookup = RetrievedPoint {
        id: 5.into(),
        payload: [("title", "A")].into(),
        vectors: None,
        shard_key: None,
        order_value: None,
    };
    let empty = |id| PointGroup { id, hits: vec![], lookup: None };
    let expected = [
        PointGroup { id: GroupId::Unsigned(u64::MAX), hits: vec![one, two], lookup: Some(lookup) },
        empty(GroupId::Integer(-5)),
        empty(GroupId::String("5".to_owned())),
        empty(GroupId::Unsigned(0)),
    ];
    assert_eq!(groups, expected);
    assert_facts(&meta);
    let none =
        proto::QueryGroupsResponse { result: Some(proto::GroupsResult::default()), ..Default::default() };
    assert!(answered::<QueryPointGroups>(&none).0.is_empty());
}

#[test]
fn a_fault_in_a_group_is_named() {
    let reply = |group| {
        let result = Some(proto::GroupsResult { groups: vec![group] });
        prost::Message::encode_to_vec(&proto::QueryGroupsResponse { result, ..Default::default() })
    };
    let operation = OperationKind::QueryPointsGroups;
    assert_eq!(refused(operation, &[]), "reply not understood: result: is missing");
    for id in [None, Some(proto::GroupId { kind: None })] {
        let group = proto::PointGroup { id, ..Default::default() };
        assert!(refused(operation, &reply(group)).contains("result.groups[0].id: "));
    }
    let id = || Some(group_id(proto::group_id::Kind::UnsignedValue(1)));
    let group = proto::PointGroup { id: id(), hits: vec![proto::ScoredPoint::default()], lookup: None };
    assert!(refused(operation, &reply(group)).contains("result.groups[0].hits[0].id: "));
    let group = proto::PointGroup { id: id(), hits: vec![], lookup: Some(proto::RetrievedPoint::default()) };
    assert!(refused(operation, &reply(group)).contains("result.groups[0].lookup.id: "));
}
