//! Filters that a server accepts.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use qdrant_core::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoLineString, GeoPolygon,
    GeoRadius, HasIdCondition, HasVectorCondition, IsEmptyCondition, IsNullCondition, Match, MinShould,
    NestedCondition, PointsSelector, Range, SliceCondition, ValuesCount,
};

use super::basics::{double, geo_point, name, point_id, single, text, timestamp};

pub(super) fn matching() -> BoxedStrategy<Match> {
    prop_oneof![
        text().prop_map(Match::Keyword),
        any::<i64>().prop_map(Match::Integer),
        flag.prop_map(Match::Boolean),
        text().prop_map(Match::Text),
        text().prop_map(Match::TextAny),
        text().prop_map(Match::Phrase),
        text().prop_map(Match::Prefix),
        text().prop_map(Match::Substring),
        vec(text(), 0..3).prop_map(Match::Keywords),
        vec(text(), 0..3).prop_map(Match::ExceptKeywords),
        // JSON has one empty list only, which is read as one of texts.
        vec(any::<i64>(), 1..3).prop_map(Match::Integers),
        vec(any::<i64>(), 1..3).prop_map(Match::ExceptIntegers),
    ]
    .boxed()
}

fn bounds<T: std::fmt::Debug + Copy>(
    bound: impl Strategy<Value = T>,
) -> impl Strategy<Value = [Option<T>; 4]> {
    vec(of(bound), 4).prop_map(|bounds| [bounds[0], bounds[1], bounds[2], bounds[3]])
}

/// A closed ring of at least four points.
fn ring() -> impl Strategy<Value = GeoLineString> {
    vec(geo_point(), 3..5).prop_map(|mut points| {
        points.push(points[0]);
        GeoLineString { points }
    })
}

pub(super) fn clause() -> BoxedStrategy<FieldClause> {
    let times = (timestamp(), bounds(timestamp())).prop_map(|(first, [_, gt, gte, lte])| DatetimeRange {
        lt: Some(first),
        gt,
        gte,
        lte,
    });
    prop_oneof![
        3 => matching().prop_map(FieldClause::Match),
        1 => bounds(double()).prop_map(|[lt, gt, gte, lte]| Range { lt, gt, gte, lte }.into()),
        1 => times.prop_map(FieldClause::from),
        1 => (geo_point(), geo_point())
            .prop_map(|(top_left, bottom_right)| GeoBoundingBox { top_left, bottom_right }.into()),
        // Of the precision that gRPC has.
        1 => (geo_point(), single())
            .prop_map(|(center, radius)| GeoRadius { center, radius: radius.into() }.into()),
        1 => (ring(), vec(ring(), 0..3))
            .prop_map(|(exterior, interiors)| GeoPolygon { exterior, interiors }.into()),
        1 => bounds(any::<u64>()).prop_map(|[lt, gt, gte, lte]| ValuesCount { lt, gt, gte, lte }.into()),
        1 => flag.prop_map(FieldClause::IsEmpty),
        1 => flag.prop_map(FieldClause::IsNull),
    ]
    .boxed()
}

fn leaf() -> BoxedStrategy<Condition> {
    let slice = (1..=u32::MAX, any::<u32>())
        .prop_map(|(total, index)| SliceCondition { total, index: index % total });
    prop_oneof![
        5 => (name(), clause()).prop_map(|(key, clause)| FieldCondition { key, clause }.into()),
        1 => name().prop_map(|key| IsEmptyCondition { key }.into()),
        1 => name().prop_map(|key| IsNullCondition { key }.into()),
        1 => vec(point_id(), 0..3).prop_map(|has_id| HasIdCondition { has_id }.into()),
        1 => text().prop_map(|has_vector| HasVectorCondition { has_vector }.into()),
        1 => slice.prop_map(Condition::from),
    ]
    .boxed()
}

fn filter_of(conditions: BoxedStrategy<Condition>, least: usize) -> BoxedStrategy<Filter> {
    let list = || vec(conditions.clone(), 0..3);
    let min_should = (vec(conditions.clone(), 1..3), 1..=u64::MAX)
        .prop_map(|(conditions, min_count)| MinShould { conditions, min_count });
    (list(), of(min_should), vec(conditions.clone(), least..3), list())
        .prop_map(|(should, min_should, must, must_not)| Filter { should, min_should, must, must_not })
        .boxed()
}

pub(super) fn condition() -> BoxedStrategy<Condition> {
    leaf()
        .prop_recursive(3, 12, 3, |inner| {
            // A filter inside of another has to say something.
            let filter = filter_of(inner.boxed(), 1);
            prop_oneof![
                filter.clone().prop_map(Condition::Filter),
                (name(), filter).prop_map(|(key, filter)| NestedCondition { key, filter }.into()),
            ]
        })
        .boxed()
}

pub(super) fn filter() -> BoxedStrategy<Filter> {
    filter_of(condition(), 0)
}

pub(super) fn points_selector() -> BoxedStrategy<PointsSelector> {
    prop_oneof![
        vec(point_id(), 0..3).prop_map(PointsSelector::Points),
        filter().prop_map(PointsSelector::Filter),
    ]
    .boxed()
}
