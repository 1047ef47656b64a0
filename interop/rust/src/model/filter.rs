//! Filters with every condition.

use official::qdrant as q;
use q::condition::ConditionOneOf;
use q::r#match::MatchValue;
use qdrant_core as core;
use serde_json::json;

use super::model;
use super::value::{UUID, number, uuid};
use crate::Pair;

fn strings(texts: &[&str]) -> q::RepeatedStrings {
    q::RepeatedStrings { strings: texts.iter().map(|&text| text.to_owned()).collect() }
}

fn integers(numbers: &[i64]) -> q::RepeatedIntegers {
    q::RepeatedIntegers { integers: numbers.to_vec() }
}

fn point(lon: f64, lat: f64) -> Option<q::GeoPoint> {
    Some(q::GeoPoint { lon, lat })
}

fn ring(size: f64) -> q::GeoLineString {
    let corners = [(-size, -size), (size, -size), (size, size), (-size, -size)];
    q::GeoLineString { points: corners.iter().map(|&(lon, lat)| q::GeoPoint { lon, lat }).collect() }
}

fn ring_json(size: f64) -> serde_json::Value {
    let corners = [(-size, -size), (size, -size), (size, size), (-size, -size)];
    json!({"points": corners.map(|(lon, lat)| json!({"lon": lon, "lat": lat}))})
}

/// Official condition on a field, without a clause.
fn field() -> q::FieldCondition {
    q::FieldCondition {
        key: "a.b[].c".into(),
        r#match: None,
        range: None,
        geo_bounding_box: None,
        geo_radius: None,
        values_count: None,
        geo_polygon: None,
        datetime_range: None,
        is_empty: None,
        is_null: None,
    }
}

/// Official condition.
pub fn condition(kind: ConditionOneOf) -> q::Condition {
    q::Condition { condition_one_of: Some(kind) }
}

/// Every match.
fn matches() -> Vec<Pair<core::Condition, q::Condition>> {
    let cases = [
        (json!({"value": "x"}), MatchValue::Keyword("x".into())),
        (json!({"value": i64::MIN}), MatchValue::Integer(i64::MIN)),
        (json!({"value": false}), MatchValue::Boolean(false)),
        (json!({"text": "two words"}), MatchValue::Text("two words".into())),
        (json!({"text_any": "two words"}), MatchValue::TextAny("two words".into())),
        (json!({"phrase": "two words"}), MatchValue::Phrase("two words".into())),
        (json!({"prefix": "pre"}), MatchValue::Prefix("pre".into())),
        (json!({"substring": "sub"}), MatchValue::Substring("sub".into())),
        (json!({"any": ["x", "y"]}), MatchValue::Keywords(strings(&["x", "y"]))),
        (json!({"any": [1, -2]}), MatchValue::Integers(integers(&[1, -2]))),
        (json!({"except": ["x", ""]}), MatchValue::ExceptKeywords(strings(&["x", ""]))),
        (json!({"except": [0, i64::MAX]}), MatchValue::ExceptIntegers(integers(&[0, i64::MAX]))),
    ];
    cases
        .into_iter()
        .map(|(json, value)| {
            let official =
                q::FieldCondition { r#match: Some(q::Match { match_value: Some(value) }), ..field() };
            (model(json!({"key": "a.b[].c", "match": json})), condition(ConditionOneOf::Field(official)))
        })
        .collect()
}

/// Every other clause of a field.
fn clauses() -> Vec<Pair<core::Condition, q::Condition>> {
    let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let cases = [
        (
            json!({"range": {"lt": 1.0, "gt": 2.0, "gte": 3.0, "lte": 4.0}}),
            q::FieldCondition {
                range: Some(q::Range { lt: Some(1.0), gt: Some(2.0), gte: Some(3.0), lte: Some(4.0) }),
                ..field()
            },
        ),
        (
            json!({"range": {"lt": "1970-01-01T00:00:01Z", "gt": "1970-01-01T00:00:02Z",
                "gte": "1970-01-01T00:00:03Z", "lte": "1970-01-01T01:00:04+01:00"}}),
            q::FieldCondition {
                datetime_range: Some(q::DatetimeRange {
                    lt: time(1),
                    gt: time(2),
                    gte: time(3),
                    lte: time(4),
                }),
                ..field()
            },
        ),
        (
            json!({"geo_bounding_box": {"top_left": {"lon": 1.0, "lat": 2.0}, "bottom_right": {"lon": 3.0, "lat": -4.0}}}),
            q::FieldCondition {
                geo_bounding_box: Some(q::GeoBoundingBox {
                    top_left: point(1.0, 2.0),
                    bottom_right: point(3.0, -4.0),
                }),
                ..field()
            },
        ),
        (
            json!({"geo_radius": {"center": {"lon": -1.5, "lat": 2.5}, "radius": 1000.5}}),
            q::FieldCondition {
                geo_radius: Some(q::GeoRadius { center: point(-1.5, 2.5), radius: 1000.5 }),
                ..field()
            },
        ),
        (
            json!({"geo_polygon": {"exterior": ring_json(9.0), "interiors": [ring_json(2.0), ring_json(1.0)]}}),
            q::FieldCondition {
                geo_polygon: Some(q::GeoPolygon {
                    exterior: Some(ring(9.0)),
                    interiors: vec![ring(2.0), ring(1.0)],
                }),
                ..field()
            },
        ),
        (
            json!({"values_count": {"lt": 1, "gt": 2, "gte": 3, "lte": 4}}),
            q::FieldCondition {
                values_count: Some(q::ValuesCount { lt: Some(1), gt: Some(2), gte: Some(3), lte: Some(4) }),
                ..field()
            },
        ),
        (json!({"is_empty": true}), q::FieldCondition { is_empty: Some(true), ..field() }),
        (json!({"is_empty": false}), q::FieldCondition { is_empty: Some(false), ..field() }),
        (json!({"is_null": true}), q::FieldCondition { is_null: Some(true), ..field() }),
        (json!({"is_null": false}), q::FieldCondition { is_null: Some(false), ..field() }),
    ];
    cases
        .into_iter()
        .map(|(mut json, official)| {
            json["key"] = json!("a.b[].c");
            (model(json), condition(ConditionOneOf::Field(official)))
        })
        .collect()
}

/// Every condition that is about more than a field.
fn others() -> Vec<Pair<core::Condition, q::Condition>> {
    let inner = json!({"must": [{"key": "a.b[].c", "is_null": true}]});
    let official = || q::Filter {
        should: vec![],
        must: vec![condition(ConditionOneOf::Field(q::FieldCondition { is_null: Some(true), ..field() }))],
        must_not: vec![],
        min_should: None,
    };
    let cases = [
        (json!({"is_empty": {"key": "e"}}), ConditionOneOf::IsEmpty(q::IsEmptyCondition { key: "e".into() })),
        (json!({"is_null": {"key": "n"}}), ConditionOneOf::IsNull(q::IsNullCondition { key: "n".into() })),
        (
            json!({"has_id": [u64::MAX, UUID]}),
            ConditionOneOf::HasId(q::HasIdCondition { has_id: vec![number().1, uuid().1] }),
        ),
        (
            json!({"has_vector": "v"}),
            ConditionOneOf::HasVector(q::HasVectorCondition { has_vector: "v".into() }),
        ),
        (
            json!({"slice": {"total": 7, "index": 3}}),
            ConditionOneOf::Slice(q::SliceCondition { total: 7, index: 3 }),
        ),
        (
            json!({"nested": {"key": "items[]", "filter": inner}}),
            ConditionOneOf::Nested(q::NestedCondition { key: "items[]".into(), filter: Some(official()) }),
        ),
        (inner.clone(), ConditionOneOf::Filter(official())),
    ];
    cases.into_iter().map(|(json, kind)| (model(json), condition(kind))).collect()
}

/// Every condition.
pub fn conditions() -> Vec<Pair<core::Condition, q::Condition>> {
    [matches(), clauses(), others()].concat()
}

/// A filter with every condition in each of its four clauses.
pub fn full() -> Pair<core::Filter, q::Filter> {
    let (core, official): (Vec<_>, Vec<_>) = conditions().into_iter().unzip();
    let part = |from: usize| (core[from..].to_vec(), official[from..].to_vec());
    let (should, must, must_not, min_should) = (part(0), part(3), part(5), part(7));
    (
        core::Filter {
            should: should.0,
            min_should: Some(core::MinShould { conditions: min_should.0, min_count: 2 }),
            must: must.0,
            must_not: must_not.0,
        },
        q::Filter {
            should: should.1,
            must: must.1,
            must_not: must_not.1,
            min_should: Some(q::MinShould { conditions: min_should.1, min_count: 2 }),
        },
    )
}

/// A filter with one condition.
pub fn small() -> Pair<core::Filter, q::Filter> {
    let (core, official) = conditions().swap_remove(0);
    let official = q::Filter { should: vec![], must: vec![official], must_not: vec![], min_should: None };
    (core::Filter { should: vec![], min_should: None, must: vec![core], must_not: vec![] }, official)
}
