//! Random filters for property tests.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use uuid::Uuid;

use crate::model::filter::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoLineString, GeoPoint,
    GeoPolygon, GeoRadius, Match, MinShould, Range, ValuesCount,
};
use crate::model::id::PointId;
use crate::model::timestamp::Timestamp;

/// Any number that JSON has, and often one of few digits.
pub(crate) fn number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};

    prop_oneof![
        NORMAL | SUBNORMAL | ZERO | POSITIVE | NEGATIVE,
        any::<i32>().prop_map(|n| f64::from(n) / 1000.0)
    ]
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", any::<String>()]
}

pub(crate) fn point_id() -> impl Strategy<Value = PointId> {
    prop_oneof![
        any::<u64>().prop_map(PointId::Num),
        any::<u128>().prop_map(|n| PointId::Uuid(Uuid::from_u128(n)))
    ]
}

pub(crate) fn timestamp() -> impl Strategy<Value = Timestamp> {
    (-62_135_596_800_i64..253_402_300_799, 0..1_000_000_000_i32)
        .prop_map(|(seconds, nanoseconds)| Timestamp::from_unix(seconds, nanoseconds).unwrap())
}

pub(crate) fn geo_point() -> impl Strategy<Value = GeoPoint> {
    (number(), number()).prop_map(GeoPoint::from)
}

fn found() -> impl Strategy<Value = Match> {
    prop_oneof![
        text().prop_map(Match::Keyword),
        any::<i64>().prop_map(Match::Integer),
        any::<bool>().prop_map(Match::Boolean),
        text().prop_map(Match::Text),
        text().prop_map(Match::TextAny),
        text().prop_map(Match::Phrase),
        text().prop_map(Match::Prefix),
        text().prop_map(Match::Substring),
        vec(text(), 0..3).prop_map(Match::Keywords),
        vec(text(), 0..3).prop_map(Match::ExceptKeywords),
        // An empty list of integers comes back from JSON as one of strings.
        vec(any::<i64>(), 1..3).prop_map(Match::Integers),
        vec(any::<i64>(), 1..3).prop_map(Match::ExceptIntegers),
    ]
}

fn bounds<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = [Option<T>; 4]> {
    let bound = || option::of(value.clone());
    (bound(), bound(), bound(), bound()).prop_map(|(lt, gt, gte, lte)| [lt, gt, gte, lte])
}

fn line() -> impl Strategy<Value = GeoLineString> {
    vec(geo_point(), 0..4).prop_map(GeoLineString::new)
}

fn clause() -> impl Strategy<Value = FieldClause> {
    prop_oneof![
        found().prop_map(FieldClause::Match),
        bounds((-1000_i32..1000).prop_map(|n| f64::from(n) / 8.0)).prop_map(|[lt, gt, gte, lte]| Range {
            lt,
            gt,
            gte,
            lte
        }
        .into()),
        bounds((-62_135_596_800_i64..253_402_300_799).prop_map(|s| Timestamp::from_unix(s, 5000).unwrap()))
            .prop_map(|[lt, gt, gte, lte]| DatetimeRange { lt, gt, gte, lte })
            .prop_filter("needs a bound", |range| range.check().is_ok())
            .prop_map(FieldClause::from),
        (geo_point(), geo_point()).prop_map(|(a, b)| GeoBoundingBox::new(a, b).into()),
        (geo_point(), number()).prop_map(|(center, radius)| GeoRadius::new(center, radius).into()),
        (line(), vec(line(), 0..2))
            .prop_map(|(exterior, interiors)| GeoPolygon { exterior, interiors }.into()),
        bounds(0..u64::MAX).prop_map(|[lt, gt, gte, lte]| ValuesCount { lt, gt, gte, lte }.into()),
        any::<bool>().prop_map(FieldClause::IsEmpty),
        any::<bool>().prop_map(FieldClause::IsNull),
    ]
}

fn filter_of(condition: impl Strategy<Value = Condition> + Clone) -> impl Strategy<Value = Filter> {
    let list = || vec(condition.clone(), 0..3);
    let min_should =
        (list(), any::<u64>()).prop_map(|(conditions, min_count)| MinShould { conditions, min_count });
    (list(), option::of(min_should), list(), list()).prop_map(|(should, min_should, must, must_not)| Filter {
        should,
        min_should,
        must,
        must_not,
    })
}

/// Any condition, with filters inside.
pub(crate) fn condition() -> impl Strategy<Value = Condition> + Clone {
    let leaf = prop_oneof![
        4 => (text(), clause()).prop_map(|(key, clause)| FieldCondition { key, clause }.into()),
        1 => text().prop_map(Condition::is_empty),
        1 => text().prop_map(Condition::is_null),
        1 => vec(point_id(), 0..3).prop_map(Condition::has_id),
        1 => text().prop_map(Condition::has_vector),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(total, index)| Condition::slice(total, index)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let filter =
            filter_of(inner).prop_filter("an empty filter is no condition", |filter| !filter.is_empty());
        (option::of(text()), filter).prop_map(|(nested, filter)| match nested {
            Some(key) => Condition::nested(key, filter),
            None => Condition::filter(filter),
        })
    })
    .boxed()
}

/// Any filter, the empty one too.
pub(crate) fn filter() -> impl Strategy<Value = Filter> + Clone {
    prop_oneof![1 => Just(Filter::default()), 9 => filter_of(condition())].boxed()
}

mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn filters_survive_json(filter in filter()) {
            let json = serde_json::to_string(&filter).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Filter>(&json).unwrap(), &filter);
            let tree: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&serde_json::from_value::<Filter>(tree).unwrap(), &filter);
        }

        #[test]
        fn the_order_of_keys_does_not_matter(condition in condition()) {
            // A tree of `serde_json` has its keys sorted, unlike our own output.
            let json = serde_json::to_string(&condition).unwrap();
            let tree: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(serde_json::from_str::<Condition>(&tree.to_string()).unwrap(), condition);
        }

        #[test]
        fn what_is_valid_can_be_sent(condition in condition()) {
            let filter = Filter::from(condition);
            prop_assert!(filter.find_invalid().is_some() || serde_json::to_string(&filter).is_ok());
        }

        #[test]
        fn no_text_makes_the_decoder_panic(text in "[\\[\\]{}\",:a-z0-9.]{0,40}") {
            let _ = serde_json::from_str::<Filter>(&text);
            let _ = serde_json::from_str::<Condition>(&text);
        }
    }
}
