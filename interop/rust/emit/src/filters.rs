//! Filters.

use qdrant_core::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoLineString, GeoPoint,
    GeoPolygon, GeoRadius, HasIdCondition, HasVectorCondition, IsEmptyCondition, IsNullCondition, Match,
    MinShould, NestedCondition, Range, SliceCondition, ValuesCount,
};

use crate::generate::{Any, Source, fill, variants};

fill! {
    Filter { should, min_should, must, must_not }
    MinShould { conditions, min_count }
    IsEmptyCondition { key: Source::path }
    IsNullCondition { key: Source::path }
    HasIdCondition { has_id }
    HasVectorCondition { has_vector }
    NestedCondition { key: Source::path, filter }
    FieldCondition { key: Source::path, clause }
    Range { lt, gt, gte, lte }
    DatetimeRange { lt, gt, gte, lte }
    ValuesCount { lt, gt, gte, lte }
    GeoBoundingBox { top_left: |_| point(-10.5, 60.25), bottom_right: |_| point(20.125, 40.0) }
    GeoRadius { center, radius: |source: &mut Source| source.pick(&[0.5, 1000.0, 1e6]) }
    GeoPolygon { exterior, interiors }
}

variants! {
    Condition { Field IsEmpty IsNull HasId HasVector Slice Nested Filter;; }
    FieldClause { Match Range DatetimeRange GeoBoundingBox GeoRadius GeoPolygon ValuesCount IsEmpty IsNull;; }
    Match {
        Keyword Integer Boolean Text TextAny Phrase Prefix Substring Keywords Integers ExceptKeywords
        ExceptIntegers;;
    }
}

impl Any for SliceCondition {
    fn any(source: &mut Source) -> Self {
        let total = source.pick(&[1, 2, 1024]);
        Self { total, index: total - 1 }
    }
}

fn point(lon: f64, lat: f64) -> GeoPoint {
    GeoPoint { lon, lat }
}

impl Any for GeoPoint {
    fn any(source: &mut Source) -> Self {
        source.pick(&[point(0.0, 0.0), point(13.4, 52.52), point(-180.0, -90.0), point(180.0, 90.0)])
    }
}

/// A ring around a point.
impl Any for GeoLineString {
    fn any(source: &mut Source) -> Self {
        let size = f64::from(source.share());
        let corners = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, 0.0)];
        Self { points: corners.map(|(lon, lat)| point(10.0 + lon, 50.0 + lat)).into() }
    }
}
