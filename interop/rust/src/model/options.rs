//! Options of reads and writes.

use official::qdrant as q;
use qdrant_core as core;

use super::filter;
use super::value::{keyword_key, number, number_key, uuid};
use crate::Pair;

/// Every order of writes.
pub fn orderings() -> Vec<Pair<core::WriteOrdering, q::WriteOrdering>> {
    let official = |kind: q::WriteOrderingType| q::WriteOrdering { r#type: kind.into() };
    vec![
        (core::WriteOrdering::Weak, official(q::WriteOrderingType::Weak)),
        (core::WriteOrdering::Medium, official(q::WriteOrderingType::Medium)),
        (core::WriteOrdering::Strong, official(q::WriteOrderingType::Strong)),
    ]
}

/// The strongest order of writes.
pub fn strong() -> Pair<core::WriteOrdering, q::WriteOrdering> {
    orderings().swap_remove(2)
}

/// Every consistency of reads.
pub fn consistencies() -> Vec<Pair<core::ReadConsistency, q::ReadConsistency>> {
    use core::ReadConsistencyType as Core;
    use q::ReadConsistencyType as Official;
    use q::read_consistency::Value;
    let official = |value| q::ReadConsistency { value: Some(value) };
    let mut pairs: Vec<_> =
        [(Core::All, Official::All), (Core::Majority, Official::Majority), (Core::Quorum, Official::Quorum)]
            .map(|(core, kind)| (core::ReadConsistency::Type(core), official(Value::Type(kind.into()))))
            .into();
    pairs.push((core::ReadConsistency::Factor(3), official(Value::Factor(3))));
    pairs
}

/// A quorum.
pub fn quorum() -> Pair<core::ReadConsistency, q::ReadConsistency> {
    consistencies().swap_remove(2)
}

/// Every selection of shards.
pub fn shard_selectors() -> Vec<Pair<core::ShardKeySelector, q::ShardKeySelector>> {
    let ((word, official_word), (digits, official_digits)) = (keyword_key(), number_key());
    vec![
        (
            core::ShardKeySelector::from(vec![word.clone(), digits.clone()]),
            q::ShardKeySelector {
                shard_keys: vec![official_word.clone(), official_digits.clone()],
                fallback: None,
            },
        ),
        (
            core::ShardKeySelector::with_fallback(word, digits),
            q::ShardKeySelector { shard_keys: vec![official_word], fallback: Some(official_digits) },
        ),
    ]
}

/// Two shards.
pub fn two_shards() -> Pair<core::ShardKeySelector, q::ShardKeySelector> {
    shard_selectors().swap_remove(0)
}

/// Every selection of payload.
pub fn payload_selectors() -> Vec<Pair<core::WithPayloadSelector, q::WithPayloadSelector>> {
    use q::with_payload_selector::SelectorOptions as Official;
    let fields = || vec!["a".to_owned(), "b.c".to_owned()];
    [
        (core::WithPayloadSelector::Enable(true), Official::Enable(true)),
        (core::WithPayloadSelector::Enable(false), Official::Enable(false)),
        (
            core::WithPayloadSelector::Include(fields()),
            Official::Include(q::PayloadIncludeSelector { fields: fields() }),
        ),
        (
            core::WithPayloadSelector::Exclude(fields()),
            Official::Exclude(q::PayloadExcludeSelector { fields: fields() }),
        ),
    ]
    .map(|(core, options)| (core, q::WithPayloadSelector { selector_options: Some(options) }))
    .into()
}

/// All but two fields.
pub fn some_payload() -> Pair<core::WithPayloadSelector, q::WithPayloadSelector> {
    payload_selectors().swap_remove(3)
}

/// Every selection of vectors.
pub fn vector_selectors() -> Vec<Pair<core::WithVectorsSelector, q::WithVectorsSelector>> {
    use q::with_vectors_selector::SelectorOptions as Official;
    let names = || vec!["a".to_owned(), String::new()];
    [
        (core::WithVectorsSelector::Enable(true), Official::Enable(true)),
        (core::WithVectorsSelector::Enable(false), Official::Enable(false)),
        (
            core::WithVectorsSelector::Include(names()),
            Official::Include(q::VectorsSelector { names: names() }),
        ),
    ]
    .map(|(core, options)| (core, q::WithVectorsSelector { selector_options: Some(options) }))
    .into()
}

/// Two vectors.
pub fn some_vectors() -> Pair<core::WithVectorsSelector, q::WithVectorsSelector> {
    vector_selectors().swap_remove(2)
}

/// Every selection of points.
pub fn point_selectors() -> Vec<Pair<core::PointsSelector, q::PointsSelector>> {
    use q::points_selector::PointsSelectorOneOf as Official;
    let ((one, official_one), (two, official_two)) = (number(), uuid());
    let (filter, official_filter) = filter::full();
    [
        (
            core::PointsSelector::Points(vec![one, two]),
            Official::Points(q::PointsIdsList { ids: vec![official_one, official_two] }),
        ),
        (core::PointsSelector::Filter(filter), Official::Filter(official_filter)),
    ]
    .map(|(core, selector)| (core, q::PointsSelector { points_selector_one_of: Some(selector) }))
    .into()
}
