//! The universal query, and other reads.

use qdrant_core::{
    ContextInput, CountPoints, DeletePoints, DiscoverInput, Expression, FacetCounts, FacetHit, FacetValue,
    Filter, Formula, GroupId, IdfParams, LookupLocation, Operation, OperationKind, OrderBy, OrderValue,
    PrefetchQuery, Query, QueryBatchPoints, QueryPointGroups, QueryPoints, ReadConsistency,
    ReadConsistencyType, Request, ScrollPoints, SearchParams, ShardKeySelector, StartFrom, TextQuery, Value,
    VectorInput, WithLookup, WriteOrdering, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_reply, grpc_server, rest_body, rest_line, rest_refusal, rest_result, rest_server,
    through_grpc, through_rest,
};

fn query(query: impl Into<Query>) -> QueryPoints {
    QueryPoints::new("c").query(query)
}

/// The query as JSON.
fn body(it: impl Into<Query>) -> Value {
    rest_body(query(it))["query"].clone()
}

/// The query as a message.
fn variant(it: impl Into<Query>) -> proto::query::Variant {
    grpc_message::<proto::QueryPoints>(query(it)).query.unwrap().variant.unwrap()
}

fn received(query: &Value) -> Result<Query, qdrant_core::Error> {
    let request = rest_server(OperationKind::QueryPoints, &json!({"query": query}))?;
    let Request::QueryPoints(request) = request else { panic!("another operation") };
    Ok(request.query.unwrap())
}

#[test]
fn no_query_is_no_message() {
    let none = QueryPoints::new("c").with_payload(false).with_vectors(false);
    assert_eq!(rest_body(none.clone()).get("query"), None);
    assert_eq!(grpc_message::<proto::QueryPoints>(none).query, None);
    let message = proto::QueryPoints {
        collection_name: "c".into(),
        query: Some(proto::Query { variant: None }),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::QueryPoints, &message).unwrap_err();
    assert_eq!(error.field(), Some("query"));
}

#[test]
fn a_bare_text_is_an_id_and_never_a_document() {
    const UUID: &str = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    let id = VectorInput::Id(UUID.try_into().unwrap());
    assert_eq!(received(&json!(UUID)).unwrap(), Query::Nearest(id));
    assert_eq!(received(&json!(7)).unwrap(), Query::from(7));
    assert!(received(&json!("some words")).is_err());
    assert!(received(&json!(-7)).is_err());
}

#[test]
fn a_discovery_always_tells_its_context() {
    let discover = || DiscoverInput::new([0.5], ContextInput::default());
    assert_eq!(body(discover())["discover"]["context"], json!([]));
    let proto::query::Variant::Discover(message) = variant(discover()) else { panic!("discovers") };
    assert_eq!(message.context, Some(proto::ContextInput::default()));
    assert_eq!(
        received(&json!({"discover": {"target": [0.5], "context": null}})).unwrap(),
        discover().into()
    );
    assert!(received(&json!({"discover": {"target": [0.5]}})).is_err(), "the server has no default either");
}

#[test]
fn lists_of_examples_may_be_null() {
    let input = received(&json!({"recommend": {"positive": [1], "negative": null}})).unwrap();
    assert!(matches!(input, Query::Recommend(input) if input.negative.is_empty()));
}

#[test]
fn the_start_of_an_order_keeps_its_type() {
    let order = |start: StartFrom| OrderBy::new("k").start_from(start);
    assert_eq!(body(order(StartFrom::Integer(1)))["order_by"]["start_from"].to_string(), "1");
    assert_eq!(body(order(StartFrom::Float(1.0)))["order_by"]["start_from"].to_string(), "1.0");
    for start in [
        StartFrom::Integer(1),
        StartFrom::Float(1.0),
        StartFrom::Datetime("2024-02-29T12:00:00Z".parse().unwrap()),
    ] {
        let request = query(order(start)).with_payload(true).with_vectors(true).into_request();
        assert_eq!(through_rest(request.clone()).unwrap(), request);
        assert_eq!(through_grpc(request.clone()).unwrap(), request);
    }
    assert_eq!(received(&json!({"order_by": "k"})).unwrap(), OrderBy::new("k").into());
}

#[test]
fn a_date_in_a_formula_is_a_variable_unless_it_is_called_a_date() {
    const DATE: &str = "2024-02-29";
    assert_eq!(
        received(&json!({"formula": DATE})).unwrap(),
        Formula::new(Expression::Variable(DATE.into())).into()
    );
    let date = Formula::new(Expression::Datetime(DATE.into()));
    assert_eq!(body(date.clone()), json!({"formula": {"datetime": DATE}}));
    let proto::query::Variant::Formula(message) = variant(date) else { panic!("is a formula") };
    let sent = message.expression.unwrap().variant.unwrap();
    assert_eq!(sent, proto::expression::Variant::Datetime(DATE.into()));
}

#[test]
fn constants_of_a_formula_are_singles() {
    let third = Formula::new(Expression::Constant(0.1));
    assert_eq!(body(third.clone()).to_string(), r#"{"formula":0.1}"#);
    let proto::query::Variant::Formula(message) = variant(third) else { panic!("is a formula") };
    assert_eq!(message.expression.unwrap().variant, Some(proto::expression::Variant::Constant(0.1)));
    assert_eq!(received(&json!({"formula": 2})).unwrap(), Formula::new(Expression::Constant(2.0)).into());
}

#[test]
fn a_text_query_searches_a_payload_field() {
    let text = query(TextQuery::new("words")).using("title");
    let sent = rest_body(text.clone());
    assert_eq!((&sent["query"], &sent["using"]), (&json!({"text": "words"}), &json!("title")));
    let message: proto::QueryPoints = grpc_message(text);
    assert_eq!(message.using.as_deref(), Some("title"));
    assert_eq!(received(&json!({"text": {"query": "words"}})).unwrap(), TextQuery::new("words").into());
}

#[test]
fn global_statistics_are_not_those_of_the_server() {
    let params = |idf| {
        let query = QueryPoints::new("c").params(SearchParams { idf, ..SearchParams::default() });
        (
            rest_body(query.clone())["params"].clone(),
            grpc_message::<proto::QueryPoints>(query).params.unwrap().idf,
        )
    };
    assert_eq!(params(None), (json!({}), None));
    let (sent, message) = params(Some(IdfParams { corpus: None }));
    assert_eq!((sent, message.unwrap().corpus), (json!({"idf": "global"}), None));
    let (sent, message) = params(Some(IdfParams { corpus: Some(Filter::default()) }));
    assert_eq!(sent, json!({"idf": {"corpus": {}}}));
    assert!(message.unwrap().corpus.is_some());
}

#[test]
fn one_prefetch_a_list_and_null_are_all_read() {
    for (prefetch, count) in [(json!({"using": "a"}), 1), (json!([{"using": "a"}]), 1), (json!(null), 0)] {
        let request = rest_server(OperationKind::QueryPoints, &json!({"prefetch": prefetch})).unwrap();
        let Request::QueryPoints(query) = request else { panic!("another operation") };
        assert_eq!(query.prefetch, vec![PrefetchQuery::default().using("a"); count]);
    }
}

#[test]
fn a_batch_tells_the_collection_in_each_query_and_the_rest_once() {
    let batch = QueryBatchPoints::new("c", [QueryPoints::new("c"), QueryPoints::new("c")])
        .read_consistency(2_u64)
        .timeout(std::time::Duration::from_secs(3));
    let (line, body) = rest_line(batch.clone());
    assert_eq!(line, "POST /collections/c/points/query/batch?consistency=2&timeout=3");
    assert_eq!(body["searches"][0], json!({"with_payload": false, "with_vector": false}));
    let message: proto::QueryBatchPoints = grpc_message(batch);
    assert!(message.query_points.iter().all(|query| query.collection_name == "c"
        && query.timeout.is_none()
        && query.read_consistency.is_none()));
    for query in [
        QueryPoints::new("other"),
        QueryPoints::new("c").read_consistency(1_u64),
        QueryPoints::new("c").timeout(std::time::Duration::from_secs(1)),
    ] {
        let error = rest_refusal(QueryBatchPoints::new("c", [query]));
        assert!(error.field().unwrap().starts_with("query_points[0]."), "{error}");
    }
}

#[test]
fn limit_counts_groups_and_group_size_counts_points() {
    let groups = QueryPointGroups::new("c", "k").limit(7).group_size(2);
    let body = rest_body(groups.clone());
    assert_eq!((&body["limit"], &body["group_size"]), (&json!(7), &json!(2)));
    let message: proto::QueryPointGroups = grpc_message(groups);
    assert_eq!((message.limit, message.group_size), (Some(7), Some(2)));
}

#[test]
fn a_lookup_of_groups_has_its_vectors_in_the_plural() {
    let lookup = WithLookup::new("docs").with_payload(["a"]).with_vectors(true);
    let groups = QueryPointGroups::new("c", "k").with_lookup(lookup);
    let expected = json!({"collection": "docs", "with_payload": ["a"], "with_vectors": true});
    assert_eq!(rest_body(groups.clone())["with_lookup"], expected);
    let message = grpc_message::<proto::QueryPointGroups>(groups).with_lookup.unwrap();
    assert!(message.with_payload.is_some() && message.with_vectors.is_some());
}

#[test]
fn a_place_of_lookup_has_short_names_here_and_long_ones_there() {
    let location = LookupLocation::new("docs").vector_name("v").shard_key_selector("eu");
    let query = QueryPoints::new("c").lookup_from(location);
    let expected = json!({"collection": "docs", "vector": "v", "shard_key": "eu"});
    assert_eq!(rest_body(query.clone())["lookup_from"], expected);
    let message = grpc_message::<proto::QueryPoints>(query).lookup_from.unwrap();
    assert_eq!((message.collection_name.as_str(), message.vector_name.as_deref()), ("docs", Some("v")));
}

#[test]
fn ids_of_groups_keep_their_kind() {
    use proto::group_id::Kind;
    for (json_id, kind, expected) in [
        (json!(5), Kind::UnsignedValue(5), GroupId::Unsigned(5)),
        (json!(-5), Kind::IntegerValue(-5), GroupId::Integer(-5)),
        (json!("5"), Kind::StringValue("5".into()), GroupId::String("5".into())),
    ] {
        let body = json!({"groups": [{"id": json_id, "hits": []}]});
        assert_eq!(rest_result::<QueryPointGroups>(&body).unwrap()[0].id, expected);
        let group = proto::PointGroup { id: Some(proto::GroupId { kind: Some(kind) }), ..Default::default() };
        let result = Some(proto::GroupsResult { groups: vec![group] });
        let message = proto::QueryGroupsResponse { result, ..Default::default() };
        assert_eq!(grpc_reply::<QueryPointGroups>(&message).unwrap()[0].id, expected);
    }
}

#[test]
fn values_of_a_facet_keep_their_kind() {
    use proto::facet_value::Variant;
    for (value, variant, expected) in [
        (json!(true), Variant::BoolValue(true), FacetValue::Bool(true)),
        (json!(1), Variant::IntegerValue(1), FacetValue::Integer(1)),
        (json!("true"), Variant::StringValue("true".into()), FacetValue::String("true".into())),
    ] {
        let expected = vec![FacetHit { value: expected, count: 2 }];
        let body = json!({"hits": [{"value": value, "count": 2}]});
        assert_eq!(rest_result::<FacetCounts>(&body).unwrap(), expected);
        let hit = proto::FacetHit { value: Some(proto::FacetValue { variant: Some(variant) }), count: 2 };
        let message = proto::FacetResponse { hits: vec![hit], ..Default::default() };
        assert_eq!(grpc_reply::<FacetCounts>(&message).unwrap(), expected);
    }
}

#[test]
fn values_to_order_by_keep_their_kind() {
    let body = json!({"points": [{"id": 1, "order_value": 1}, {"id": 2, "order_value": 1.0}]});
    let page = rest_result::<ScrollPoints>(&body).unwrap();
    let values: Vec<_> = page.points.into_iter().map(|point| point.order_value).collect();
    assert_eq!(values, [Some(OrderValue::Int(1)), Some(OrderValue::Float(1.0))]);
    assert_eq!(page.next_page_offset, None, "an ordered page has no next");
}

#[test]
fn the_numbers_of_a_consistency_are_not_in_the_order_of_its_documentation() {
    for (kind, name, number) in [
        (ReadConsistencyType::All, "all", 0),
        (ReadConsistencyType::Majority, "majority", 1),
        (ReadConsistencyType::Quorum, "quorum", 2),
    ] {
        let count = CountPoints::new("c").read_consistency(kind);
        assert!(rest_line(count.clone()).0.ends_with(&format!("?consistency={name}")));
        let message = grpc_message::<proto::CountPoints>(count).read_consistency.unwrap();
        assert_eq!(message.value, Some(proto::read_consistency::Value::Type(number)));
    }
    let nobody = CountPoints::new("c").read_consistency(ReadConsistency::Factor(0));
    assert_eq!(rest_refusal(nobody).field(), Some("read_consistency"));
}

#[test]
fn an_ordering_is_a_parameter_here_and_a_message_there() {
    for (ordering, name, number) in [
        (WriteOrdering::Weak, "weak", 0),
        (WriteOrdering::Medium, "medium", 1),
        (WriteOrdering::Strong, "strong", 2),
    ] {
        let delete = DeletePoints::new("c").points([1]).ordering(ordering);
        assert!(rest_line(delete.clone()).0.ends_with(&format!("?ordering={name}")));
        assert_eq!(grpc_message::<proto::DeletePoints>(delete).ordering.unwrap().r#type, number);
    }
}

#[test]
fn times_are_whole_seconds_and_at_least_one() {
    for (millis, seconds) in [(1, 1), (1000, 1), (1001, 2)] {
        let count = CountPoints::new("c").timeout(std::time::Duration::from_millis(millis));
        assert!(rest_line(count.clone()).0.ends_with(&format!("?timeout={seconds}")));
        assert_eq!(grpc_message::<proto::CountPoints>(count).timeout, Some(seconds));
    }
    let none = CountPoints::new("c").timeout(std::time::Duration::ZERO);
    assert_eq!(rest_refusal(none).field(), Some("timeout"));
}

#[test]
fn a_fallback_goes_with_exactly_one_shard_key() {
    let count = CountPoints::new("c").shard_key_selector(ShardKeySelector::with_fallback("a", "b"));
    assert_eq!(rest_body(count.clone())["shard_key"], json!({"target": "a", "fallback": "b"}));
    let message = grpc_message::<proto::CountPoints>(count).shard_key_selector.unwrap();
    assert_eq!((message.shard_keys.len(), message.fallback.is_some()), (1, true));
    let message = proto::CountPoints {
        collection_name: "c".into(),
        shard_key_selector: Some(proto::ShardKeySelector { shard_keys: Vec::new(), ..message }),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::CountPoints, &message).unwrap_err();
    assert!(error.field().unwrap().starts_with("shard_key_selector"), "{error}");
}

/// Unlike what to return, a size that is not set has the same default everywhere, which the docstrings tell.
#[test]
fn sizes_that_are_not_set_are_left_to_the_server() {
    assert_eq!(rest_body(QueryPoints::new("c")).get("limit"), None);
    assert_eq!(grpc_message::<proto::QueryPoints>(QueryPoints::new("c")).limit, None);
    let prefetching = QueryPoints::new("c").add_prefetch(PrefetchQuery::default());
    assert_eq!(rest_body(prefetching.clone())["prefetch"][0].get("limit"), None);
    assert_eq!(grpc_message::<proto::QueryPoints>(prefetching).prefetch[0].limit, None);
    assert_eq!(rest_body(ScrollPoints::new("c")).get("limit"), None);
    assert_eq!(grpc_message::<proto::ScrollPoints>(ScrollPoints::new("c")).limit, None);
    let groups = QueryPointGroups::new("c", "k");
    let body = rest_body(groups.clone());
    assert_eq!((body.get("limit"), body.get("group_size")), (None, None));
    let message: proto::QueryPointGroups = grpc_message(groups);
    assert_eq!((message.limit, message.group_size), (None, None));
}

#[test]
fn reads_tell_what_to_return_because_the_defaults_of_the_server_differ() {
    let scroll = ScrollPoints::new("c");
    assert_eq!(rest_body(scroll.clone()), json!({"with_payload": true, "with_vector": false}));
    let message: proto::ScrollPoints = grpc_message(scroll);
    assert!(message.with_payload.is_some() && message.with_vectors.is_some());
    let query = QueryPoints::new("c");
    assert_eq!(rest_body(query.clone()), json!({"with_payload": false, "with_vector": false}));
    let message: proto::QueryPoints = grpc_message(query);
    assert!(message.with_payload.is_some() && message.with_vectors.is_some());
}
