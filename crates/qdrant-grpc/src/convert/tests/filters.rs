//! Filters there and back.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use qdrant_core::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoLineString, GeoPolygon,
    GeoRadius, HasIdCondition, HasVectorCondition, IsEmptyCondition, IsNullCondition, Match, MinShould,
    NestedCondition, PointsSelector, Range, SliceCondition, ValuesCount,
};

use super::basics::{double, geo_point, name, point_id, single, timestamp};
use super::through;
use crate::proto::qdrant as proto;

fn matching() -> BoxedStrategy<Match> {
    prop_oneof![
        name().prop_map(Match::Keyword),
        any::<i64>().prop_map(Match::Integer),
        flag.prop_map(Match::Boolean),
        name().prop_map(Match::Text),
        name().prop_map(Match::TextAny),
        name().prop_map(Match::Phrase),
        name().prop_map(Match::Prefix),
        name().prop_map(Match::Substring),
        vec(name(), 0..3).prop_map(Match::Keywords),
        vec(any::<i64>(), 0..3).prop_map(Match::Integers),
        vec(name(), 0..3).prop_map(Match::ExceptKeywords),
        vec(any::<i64>(), 0..3).prop_map(Match::ExceptIntegers),
    ]
    .boxed()
}

fn bounds<T: std::fmt::Debug + Copy>(
    bound: impl Strategy<Value = T>,
) -> impl Strategy<Value = [Option<T>; 4]> {
    vec(of(bound), 4).prop_map(|bounds| [bounds[0], bounds[1], bounds[2], bounds[3]])
}

fn line() -> impl Strategy<Value = GeoLineString> {
    vec(geo_point(), 0..4).prop_map(|points| GeoLineString { points })
}

fn clause() -> BoxedStrategy<FieldClause> {
    prop_oneof![
        3 => matching().prop_map(FieldClause::Match),
        1 => bounds(double()).prop_map(|[lt, gt, gte, lte]| Range { lt, gt, gte, lte }.into()),
        1 => bounds(timestamp()).prop_map(|[lt, gt, gte, lte]| DatetimeRange { lt, gt, gte, lte }.into()),
        1 => (geo_point(), geo_point())
            .prop_map(|(top_left, bottom_right)| GeoBoundingBox { top_left, bottom_right }.into()),
        // Of the precision that the wire has.
        1 => (geo_point(), single())
            .prop_map(|(center, radius)| GeoRadius { center, radius: radius.into() }.into()),
        1 => (line(), vec(line(), 0..3))
            .prop_map(|(exterior, interiors)| GeoPolygon { exterior, interiors }.into()),
        1 => bounds(any::<u64>()).prop_map(|[lt, gt, gte, lte]| ValuesCount { lt, gt, gte, lte }.into()),
        1 => flag.prop_map(FieldClause::IsEmpty),
        1 => flag.prop_map(FieldClause::IsNull),
    ]
    .boxed()
}

fn leaf() -> BoxedStrategy<Condition> {
    prop_oneof![
        5 => (name(), clause()).prop_map(|(key, clause)| FieldCondition { key, clause }.into()),
        1 => name().prop_map(|key| IsEmptyCondition { key }.into()),
        1 => name().prop_map(|key| IsNullCondition { key }.into()),
        1 => vec(point_id(), 0..3).prop_map(|has_id| HasIdCondition { has_id }.into()),
        1 => name().prop_map(|has_vector| HasVectorCondition { has_vector }.into()),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(total, index)| SliceCondition { total, index }.into()),
    ]
    .boxed()
}

fn filter_of(conditions: BoxedStrategy<Condition>) -> BoxedStrategy<Filter> {
    let list = || vec(conditions.clone(), 0..3);
    let min_should =
        (list(), any::<u64>()).prop_map(|(conditions, min_count)| MinShould { conditions, min_count });
    (list(), of(min_should), list(), list())
        .prop_map(|(should, min_should, must, must_not)| Filter { should, min_should, must, must_not })
        .boxed()
}

pub(crate) fn condition() -> BoxedStrategy<Condition> {
    leaf()
        .prop_recursive(3, 12, 3, |inner| {
            let filter = filter_of(inner.boxed());
            prop_oneof![
                filter.clone().prop_map(Condition::Filter),
                (name(), filter).prop_map(|(key, filter)| NestedCondition { key, filter }.into()),
            ]
        })
        .boxed()
}

pub(crate) fn filter() -> BoxedStrategy<Filter> {
    filter_of(condition())
}

proptest! {
    #[test]
    fn filters_survive(filter in filter()) {
        prop_assert_eq!(through::<proto::Filter, _>(filter.clone()), filter);
    }

    #[test]
    fn selectors_survive(filter in filter(), ids in vec(point_id(), 0..3)) {
        for selector in [PointsSelector::Filter(filter), PointsSelector::Points(ids)] {
            prop_assert_eq!(through::<proto::PointsSelector, _>(selector.clone()), selector);
        }
    }
}
