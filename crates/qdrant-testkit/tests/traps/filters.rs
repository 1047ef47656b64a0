//! Filters and conditions.

use qdrant_core::{
    Condition, CountPoints, DatetimeRange, DeletePoints, ErrorKind, Filter, GeoLineString, GeoPoint,
    GeoPolygon, GeoRadius, Match, Operation, OperationKind, Range, Request, Timestamp, Value, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_refusal, grpc_server, rest_body, rest_refusal, rest_server, through_grpc, through_rest,
};

fn count(condition: Condition) -> CountPoints {
    CountPoints::new("c").filter(Filter::must([condition]))
}

/// The condition as JSON.
fn body(condition: Condition) -> Value {
    rest_body(count(condition))["filter"]["must"][0].clone()
}

/// The condition as a message.
fn field(condition: Condition) -> proto::FieldCondition {
    let mut filter = grpc_message::<proto::CountPoints>(count(condition)).filter.unwrap();
    match filter.must.remove(0).condition_one_of {
        Some(proto::condition::ConditionOneOf::Field(field)) => field,
        other => panic!("{other:?}"),
    }
}

/// What a server makes of a condition in JSON.
fn received(condition: &Value) -> Result<Request, qdrant_core::Error> {
    let body = json!({"filter": {"must": [condition]}, "exact": true});
    rest_server(OperationKind::CountPoints, &body)
}

/// What a server makes of a condition in a message.
fn received_message(condition: proto::condition::ConditionOneOf) -> Result<Request, qdrant_core::Error> {
    let condition = proto::Condition { condition_one_of: Some(condition) };
    let filter = proto::Filter { must: vec![condition], ..Default::default() };
    let message =
        proto::CountPoints { collection_name: "c".into(), filter: Some(filter), ..Default::default() };
    grpc_server(OperationKind::CountPoints, &message)
}

fn goes_both_ways(condition: Condition) {
    let request = count(condition).exact(true).into_request();
    assert_eq!(through_rest(request.clone()).unwrap(), request);
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
}

#[test]
fn an_empty_condition_never_widens_a_deletion() {
    let condition = proto::Condition { condition_one_of: None };
    let filter = proto::Filter { must: vec![condition], ..Default::default() };
    let selector = proto::points_selector::PointsSelectorOneOf::Filter(filter);
    let message = proto::DeletePoints {
        collection_name: "c".into(),
        points: Some(proto::PointsSelector { points_selector_one_of: Some(selector) }),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::DeletePoints, &message).unwrap_err();
    assert!(error.field().unwrap().ends_with("filter.must[0]"), "{error}");
    let body = json!({"filter": {"must": [{}]}});
    let error = rest_server(OperationKind::DeletePoints, &body).unwrap_err();
    assert_eq!(error.field(), Some("filter.must[0]"));
    // Nor can one be made of an empty filter.
    let nothing = Filter::must([Condition::filter(Filter::default())]);
    for error in [
        rest_refusal(DeletePoints::new("c").points(nothing.clone())),
        grpc_refusal(DeletePoints::new("c").points(nothing)),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.field().unwrap().ends_with("filter.must[0]"), "{error}");
    }
}

#[test]
fn a_misspelt_part_of_a_filter_is_refused() {
    let error = rest_server(OperationKind::CountPoints, &json!({"filter": {"musst": []}})).unwrap_err();
    assert!(error.message().contains("musst"), "{error}");
    assert!(received(&json!({"key": "a", "match": {"value": 1, "novel": 2}})).is_err());
}

#[test]
fn one_condition_a_list_and_null_are_all_read_and_lists_are_written() {
    let condition = json!({"key": "a", "match": {"value": 1}});
    let expected = count(Condition::matches("a", 1)).exact(true).into_request();
    for must in [json!(condition), json!([condition])] {
        let body = json!({"filter": {"must": must, "should": null}, "exact": true});
        assert_eq!(rest_server(OperationKind::CountPoints, &body).unwrap(), expected);
    }
    assert_eq!(rest_body(expected)["filter"], json!({"must": [condition]}));
}

#[test]
fn a_field_has_exactly_one_clause() {
    for (condition, word) in [
        (json!({"key": "a"}), "no clause"),
        (json!({"key": "a", "match": {"value": 1}, "range": {"gt": 1}}), "range"),
    ] {
        let error = received(&condition).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
    let field = proto::FieldCondition { key: "a".into(), ..Default::default() };
    let both = proto::FieldCondition {
        range: Some(proto::Range::default()),
        datetime_range: Some(proto::DatetimeRange::default()),
        ..field.clone()
    };
    for field in [field, both] {
        let error = received_message(proto::condition::ConditionOneOf::Field(field)).unwrap_err();
        assert!(error.field().unwrap().starts_with("filter.must[0]"), "{error}");
    }
}

#[test]
fn a_range_without_bounds_is_one_of_numbers() {
    let condition = Condition::range("a", Range::default());
    let request = count(condition.clone()).exact(true).into_request();
    assert_eq!(received(&json!({"key": "a", "range": {}})).unwrap(), request);
    goes_both_ways(condition);
    let dates = count(Condition::datetime_range("a", DatetimeRange::default()));
    assert_eq!(rest_refusal(dates).kind(), ErrorKind::InvalidRequest);
}

#[test]
fn every_way_to_write_a_time_is_the_same_time_on_grpc() {
    for text in [
        "2024-02-29T12:00:00Z",
        "2024-02-29T14:00:00+02:00",
        "2024-02-29T12:00:00",
        "2024-02-29 12:00:00",
        "2024-02-29 12:00",
    ] {
        let request = received(&json!({"key": "a", "range": {"gte": text}})).unwrap();
        let mut filter = grpc_message::<proto::CountPoints>(request).filter.unwrap();
        let Some(proto::condition::ConditionOneOf::Field(field)) = filter.must.remove(0).condition_one_of
        else {
            panic!("is a field")
        };
        let gte = field.datetime_range.unwrap().gte.unwrap();
        assert_eq!((gte.seconds, gte.nanos), (1_709_208_000, 0), "{text}");
    }
    let date = received(&json!({"key": "a", "range": {"gte": "2024-02-29"}})).unwrap();
    let gte = Timestamp::from_unix(1_709_164_800, 0).unwrap();
    let range = DatetimeRange { gte: Some(gte), ..DatetimeRange::default() };
    assert_eq!(date, count(Condition::datetime_range("a", range)).exact(true).into_request());
}

#[test]
fn times_that_are_none_are_refused() {
    assert!(received(&json!({"key": "a", "range": {"gte": "yesterday"}})).is_err());
    let range = proto::DatetimeRange {
        lt: Some(prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }),
        ..Default::default()
    };
    let field = proto::FieldCondition { key: "a".into(), datetime_range: Some(range), ..Default::default() };
    let error = received_message(proto::condition::ConditionOneOf::Field(field)).unwrap_err();
    assert!(error.field().unwrap().ends_with("datetime_range.lt"), "{error}");
}

#[test]
fn lists_of_texts_and_of_numbers_do_not_mix() {
    for clause in [json!({"any": ["a", 1]}), json!({"except": [1, "a"]}), json!({"any": [1.5]})] {
        assert!(received(&json!({"key": "a", "match": clause})).is_err());
    }
}

#[test]
fn an_empty_list_of_values_is_sent() {
    let condition = Condition::matches("a", Match::Keywords(Vec::new()));
    assert_eq!(body(condition.clone())["match"], json!({"any": []}));
    let any = proto::r#match::MatchValue::Keywords(proto::RepeatedStrings::default());
    assert_eq!(field(condition.clone()).r#match.unwrap().match_value, Some(any));
    goes_both_ways(condition);
}

#[test]
fn false_and_zero_and_no_text_are_values() {
    for (value, sent) in [
        (Match::Boolean(false), json!(false)),
        (Match::Integer(0), json!(0)),
        (Match::Keyword(String::new()), json!("")),
    ] {
        let condition = Condition::matches("a", value);
        assert_eq!(body(condition.clone())["match"], json!({"value": sent}));
        goes_both_ways(condition);
    }
}

#[test]
fn each_kind_of_match_has_its_key_and_its_field() {
    use proto::r#match::MatchValue as Sent;
    let (text, list) = (|| "x".to_owned(), || vec!["x".to_owned()]);
    for (found, key, sent) in [
        (Match::Text(text()), "text", Sent::Text(text())),
        (Match::TextAny(text()), "text_any", Sent::TextAny(text())),
        (Match::Phrase(text()), "phrase", Sent::Phrase(text())),
        (Match::Prefix(text()), "prefix", Sent::Prefix(text())),
        (Match::Substring(text()), "substring", Sent::Substring(text())),
        (
            Match::ExceptKeywords(list()),
            "except",
            Sent::ExceptKeywords(proto::RepeatedStrings { strings: list() }),
        ),
        (
            Match::ExceptIntegers(vec![1]),
            "except",
            Sent::ExceptIntegers(proto::RepeatedIntegers { integers: vec![1] }),
        ),
    ] {
        let condition = Condition::matches("a", found);
        let keys: Vec<_> = body(condition.clone())["match"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, [key]);
        assert_eq!(field(condition).r#match.unwrap().match_value, Some(sent));
    }
}

#[test]
fn places_that_are_not_on_earth_are_refused() {
    let north = GeoPoint { lon: 0.0, lat: 90.5 };
    let nowhere = GeoPoint { lon: f64::NAN, lat: 0.0 };
    for point in [north, nowhere] {
        let condition = Condition::geo_radius("a", GeoRadius::new(point, 1.0));
        for error in [rest_refusal(count(condition.clone())), grpc_refusal(count(condition))] {
            assert!(error.field().unwrap().starts_with("filter.must[0].geo_radius.center"), "{error}");
        }
    }
}

#[test]
fn rings_are_closed_and_have_four_points() {
    let points = |list: &[(f64, f64)]| GeoLineString::new(list.iter().map(|point| GeoPoint::from(*point)));
    for ring in [
        points(&[(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)]),
        points(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]),
    ] {
        let condition = Condition::geo_polygon("a", GeoPolygon::new(ring));
        let error = rest_refusal(count(condition));
        assert_eq!(error.field(), Some("filter.must[0].geo_polygon.exterior.points"));
    }
    let square = json!([
        {"lon": 0, "lat": 0}, {"lon": 1, "lat": 0}, {"lon": 1, "lat": 1}, {"lon": 0, "lat": 0}
    ]);
    for interiors in [json!(null), json!([])] {
        let area = json!({"exterior": {"points": square}, "interiors": interiors});
        assert!(received(&json!({"key": "a", "geo_polygon": area})).is_ok());
    }
}

#[test]
fn a_nested_condition_needs_a_filter() {
    let nested = proto::NestedCondition { key: "a".into(), filter: None };
    let error = received_message(proto::condition::ConditionOneOf::Nested(nested)).unwrap_err();
    assert!(error.field().unwrap().ends_with("nested.filter"), "{error}");
    assert!(received(&json!({"nested": {"key": "a"}})).is_err());
    // The brackets of its key are the server's to add.
    let nested = Condition::nested("a", Filter::must([Condition::is_null("b")]));
    assert_eq!(body(nested)["nested"]["key"], "a");
}

#[test]
fn a_slice_that_does_not_exist_is_refused_before_it_is_sent() {
    for (total, index, part) in [(0, 0, "total"), (4, 4, "index")] {
        let field = format!("filter.must[0].slice.{part}");
        let condition = Condition::slice(total, index);
        assert_eq!(rest_refusal(count(condition.clone())).field(), Some(field.as_str()));
        assert_eq!(grpc_refusal(count(condition)).field(), Some(field.as_str()));
    }
}
