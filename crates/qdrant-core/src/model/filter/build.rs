//! Constructors for every kind of condition.

use crate::model::filter::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoPolygon, GeoRadius,
    HasIdCondition, HasVectorCondition, IsEmptyCondition, IsNullCondition, Match, NestedCondition, Range,
    SliceCondition, ValuesCount,
};
use crate::model::id::PointId;

impl Condition {
    fn field(key: impl Into<String>, clause: impl Into<FieldClause>) -> Self {
        Self::Field(FieldCondition::new(key, clause))
    }

    /// Wants a field to have a value, or one of several values.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{Condition, Match};
    ///
    /// let one = Condition::matches("city", "Berlin");
    /// let any = Condition::matches("year", [2023, 2024]);
    /// let not = Condition::matches("state", Match::except_keywords(["draft", "deleted"]));
    /// ```
    pub fn matches(key: impl Into<String>, value: impl Into<Match>) -> Self {
        Self::field(key, value.into())
    }

    /// Wants a text to have all words of `text`.
    pub fn matches_text(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self::field(key, Match::Text(text.into()))
    }

    /// Wants a text to have at least one word of `text`.
    pub fn matches_text_any(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self::field(key, Match::TextAny(text.into()))
    }

    /// Wants a text to have the words of `phrase` in a row.
    pub fn matches_phrase(key: impl Into<String>, phrase: impl Into<String>) -> Self {
        Self::field(key, Match::Phrase(phrase.into()))
    }

    /// Wants a keyword to start with `prefix` (server 1.19).
    pub fn matches_prefix(key: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self::field(key, Match::Prefix(prefix.into()))
    }

    /// Wants a keyword to contain `substring` (server 1.20).
    pub fn matches_substring(key: impl Into<String>, substring: impl Into<String>) -> Self {
        Self::field(key, Match::Substring(substring.into()))
    }

    /// Wants a number to lie in a range.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{Condition, Range};
    ///
    /// assert_eq!(Condition::range("age", 18.0..65.0), Condition::range("age", Range::default().gte(18.0).lt(65.0)));
    /// ```
    pub fn range(key: impl Into<String>, range: impl Into<Range>) -> Self {
        Self::field(key, range.into())
    }

    /// Wants a date and time to lie in a range.
    pub fn datetime_range(key: impl Into<String>, range: impl Into<DatetimeRange>) -> Self {
        Self::field(key, range.into())
    }

    /// Wants a geo point to lie in a circle.
    pub fn geo_radius(key: impl Into<String>, area: impl Into<GeoRadius>) -> Self {
        Self::field(key, area.into())
    }

    /// Wants a geo point to lie in a rectangle.
    pub fn geo_bounding_box(key: impl Into<String>, area: impl Into<GeoBoundingBox>) -> Self {
        Self::field(key, area.into())
    }

    /// Wants a geo point to lie in a polygon.
    pub fn geo_polygon(key: impl Into<String>, area: impl Into<GeoPolygon>) -> Self {
        Self::field(key, area.into())
    }

    /// Wants the number of values of a field to lie in a range.
    pub fn values_count(key: impl Into<String>, count: impl Into<ValuesCount>) -> Self {
        Self::field(key, count.into())
    }

    /// Wants a field to be absent, null or an empty list.
    pub fn is_empty(key: impl Into<String>) -> Self {
        Self::IsEmpty(IsEmptyCondition::new(key))
    }

    /// Wants a field to be null.
    pub fn is_null(key: impl Into<String>) -> Self {
        Self::IsNull(IsNullCondition::new(key))
    }

    /// Wants the point to have one of the ids.
    pub fn has_id(ids: impl IntoIterator<Item = impl Into<PointId>>) -> Self {
        Self::HasId(HasIdCondition::new(ids))
    }

    /// Wants the point to have the named vector.
    pub fn has_vector(name: impl Into<String>) -> Self {
        Self::HasVector(HasVectorCondition::new(name))
    }

    /// Wants the point to lie in slice `index` of `total` (server 1.19).
    pub fn slice(total: u32, index: u32) -> Self {
        Self::Slice(SliceCondition::new(total, index))
    }

    /// Wants one element of a list of objects to satisfy a filter.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{Condition, Filter};
    ///
    /// let meat = Filter::must([Condition::matches("food", "meat"), Condition::matches("likes", true)]);
    /// let condition = Condition::nested("diet", meat);
    /// ```
    pub fn nested(key: impl Into<String>, filter: impl Into<Filter>) -> Self {
        Self::Nested(NestedCondition::new(key, filter))
    }

    /// Wants a whole filter to hold.
    pub fn filter(filter: impl Into<Filter>) -> Self {
        Self::Filter(filter.into())
    }
}
