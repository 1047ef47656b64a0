//! What has no meaning is refused, on the way out and on the way in.

use official::qdrant as q;
use qdrant_core as core;
use qdrant_core::{ErrorKind, UnknownValue};
use qdrant_interop::{misread, unsent};

fn delete(condition: q::Condition) -> q::DeletePoints {
    let filter = q::Filter { must: vec![condition], ..Default::default() };
    let selector = q::points_selector::PointsSelectorOneOf::Filter(filter);
    q::DeletePoints {
        collection_name: "c".into(),
        points: Some(q::PointsSelector { points_selector_one_of: Some(selector) }),
        ..Default::default()
    }
}

/// An empty condition would let a delete take more than was meant.
#[test]
fn empty_conditions() {
    let field = q::FieldCondition { key: "a".into(), ..Default::default() };
    let matching =
        q::FieldCondition { key: "a".into(), r#match: Some(q::Match::default()), ..Default::default() };
    let nested = q::NestedCondition { key: "a".into(), filter: None };
    use q::condition::ConditionOneOf;
    for condition in [
        q::Condition::default(),
        q::Condition { condition_one_of: Some(ConditionOneOf::Field(field)) },
        q::Condition { condition_one_of: Some(ConditionOneOf::Field(matching)) },
        q::Condition { condition_one_of: Some(ConditionOneOf::Nested(nested)) },
    ] {
        let error = misread::<core::DeletePoints>(delete(condition));
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
}

/// Which of two clauses counts, servers do not agree on.
#[test]
fn two_clauses() {
    let field = q::FieldCondition {
        key: "a".into(),
        is_null: Some(true),
        range: Some(q::Range { lt: Some(1.0), ..Default::default() }),
        ..Default::default()
    };
    let condition = q::Condition { condition_one_of: Some(q::condition::ConditionOneOf::Field(field)) };
    assert_eq!(misread::<core::DeletePoints>(delete(condition)).kind(), ErrorKind::InvalidRequest);
}

#[test]
fn requests_without_what_they_need() {
    let invalid = |error: core::Error| assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    invalid(misread::<core::DeletePoints>(q::DeletePoints {
        collection_name: "c".into(),
        ..Default::default()
    }));
    let query = Some(q::Query::default());
    invalid(misread::<core::QueryPoints>(q::QueryPoints {
        collection_name: "c".into(),
        query,
        ..Default::default()
    }));
    let point = q::PointStruct::default();
    invalid(misread::<core::UpsertPoints>(q::UpsertPoints {
        collection_name: "c".into(),
        points: vec![point],
        ..Default::default()
    }));
    let consistency = Some(q::ReadConsistency { value: None });
    invalid(misread::<core::CountPoints>(q::CountPoints {
        collection_name: "c".into(),
        read_consistency: consistency,
        ..Default::default()
    }));
    let selector = Some(q::WithPayloadSelector { selector_options: None });
    invalid(misread::<core::GetPoints>(q::GetPoints {
        collection_name: "c".into(),
        with_payload: selector,
        ..Default::default()
    }));
}

#[test]
fn unknown_numbers_of_a_request() {
    let ordering = Some(q::WriteOrdering { r#type: 77 });
    let mut request = delete(q::Condition {
        condition_one_of: Some(q::condition::ConditionOneOf::HasVector(q::HasVectorCondition {
            has_vector: "v".into(),
        })),
    });
    request.ordering = ordering;
    assert_eq!(misread::<core::DeletePoints>(request).kind(), ErrorKind::InvalidRequest);
}

/// A name that another server gave has no number.
#[test]
fn names_without_a_number() {
    let distance = core::Distance::Unknown(UnknownValue::Name("Hamming".into()));
    let mut create = core::CreateCollection::new("c");
    create.vectors_config = Some(core::VectorsConfig::Single(core::VectorParams::new(4, distance)));
    assert_eq!(unsent(create).kind(), ErrorKind::Unsupported);
}

/// Health has no rpc of Qdrant's own.
#[test]
fn health() {
    assert_eq!(unsent(core::HealthzRequest {}).kind(), ErrorKind::Unsupported);
    assert_eq!(unsent(core::LivezRequest {}).kind(), ErrorKind::Unsupported);
    assert_eq!(unsent(core::ReadyzRequest {}).kind(), ErrorKind::Unsupported);
}
