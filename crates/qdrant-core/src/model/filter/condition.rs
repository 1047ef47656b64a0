//! Conditions, the parts of a filter.

use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::macros::setters;
use crate::model::filter::{FieldCondition, Filter, wrapped};
use crate::model::id::PointId;
use crate::validate::at_least_one;

/// One condition of a filter.
///
/// Most conditions are made with a constructor, as in `Condition::matches("city", "Berlin")`. There is no empty
/// condition, because a server would read it as one that every point satisfies.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter};
///
/// let either = Filter::should([Condition::matches("colour", "red"), Condition::matches("year", 2024)]);
/// let filter = Filter::must([Condition::filter(either), Condition::has_vector("image")]);
/// assert!(filter.find_invalid().is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A payload field satisfies a clause.
    Field(FieldCondition),
    /// A payload field is absent, null or an empty list.
    IsEmpty(IsEmptyCondition),
    /// A payload field is null.
    IsNull(IsNullCondition),
    /// The point has one of the ids.
    HasId(HasIdCondition),
    /// The point has the named vector.
    HasVector(HasVectorCondition),
    /// The point belongs to one slice out of several of equal size.
    Slice(SliceCondition),
    /// One element of a list of objects satisfies a whole filter.
    Nested(NestedCondition),
    /// A whole filter holds.
    Filter(Filter),
}

impl Condition {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Field(field) => field.check(),
            Self::IsEmpty(_) | Self::IsNull(_) | Self::HasId(_) | Self::HasVector(_) => Ok(()),
            Self::Slice(slice) => slice.check().map_err(|error| error.within("slice")),
            Self::Nested(nested) => {
                check_inner(&nested.filter).map_err(|error| error.within("nested.filter"))
            }
            Self::Filter(filter) => check_inner(filter),
        }
    }
}

/// Why a condition cannot be an empty filter.
pub(super) const EMPTY_FILTER: &str = "an empty filter is no condition, because every point satisfies it";

fn check_inner(filter: &Filter) -> Result<(), Error> {
    if filter.is_empty() { Err(Error::new(ErrorKind::InvalidRequest, EMPTY_FILTER)) } else { filter.check() }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Field(condition) => condition.serialize(serializer),
            Self::IsEmpty(condition) => condition.serialize(serializer),
            Self::IsNull(condition) => condition.serialize(serializer),
            Self::HasId(condition) => condition.serialize(serializer),
            Self::HasVector(condition) => condition.serialize(serializer),
            Self::Slice(condition) => condition.serialize(serializer),
            Self::Nested(condition) => condition.serialize(serializer),
            Self::Filter(filter) if filter.is_empty() => Err(S::Error::custom(EMPTY_FILTER)),
            Self::Filter(filter) => filter.serialize(serializer),
        }
    }
}

/// Wants a payload field to be absent, null or an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "Condition")]
pub struct IsEmptyCondition {
    /// Path of the field.
    pub key: String,
}

/// Wants a payload field to be null.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "Condition")]
pub struct IsNullCondition {
    /// Path of the field.
    pub key: String,
}

/// Wants the point to have one of the ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HasIdCondition {
    /// The ids; none matches nothing.
    pub has_id: Vec<PointId>,
}

/// Wants the point to have a vector.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HasVectorCondition {
    /// Name of the vector; empty for the unnamed one.
    pub has_vector: String,
}

/// Wants the point to lie in one slice of a collection.
///
/// The slices are disjoint and together hold every point, so that several readers can share a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "Condition")]
pub struct SliceCondition {
    /// Number of slices; at least 1.
    pub total: u32,
    /// Which slice; below `total`.
    pub index: u32,
}

/// Wants one element of a list of objects to satisfy a whole filter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Condition")]
pub struct NestedCondition {
    /// Path of the list; a trailing `[]` is implied.
    pub key: String,
    /// What one element must satisfy; its keys are relative to the element.
    pub filter: Filter,
}

impl IsEmptyCondition {
    /// Creates the condition for a field.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into() }
    }
}

impl IsNullCondition {
    /// Creates the condition for a field.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into() }
    }
}

impl HasIdCondition {
    /// Creates the condition for some ids.
    pub fn new(ids: impl IntoIterator<Item = impl Into<PointId>>) -> Self {
        Self { has_id: ids.into_iter().map(Into::into).collect() }
    }
}

impl HasVectorCondition {
    /// Creates the condition for a vector name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { has_vector: name.into() }
    }
}

impl SliceCondition {
    /// Creates the condition for slice `index` of `total`.
    pub const fn new(total: u32, index: u32) -> Self {
        Self { total, index }
    }

    fn check(self) -> Result<(), Error> {
        let Self { total, index } = self;
        at_least_one("total", Some(total.into()))?;
        if index >= total {
            return Err(Error::invalid(
                "index",
                format!("slice {index} does not exist among {total}, counted from 0"),
            ));
        }
        Ok(())
    }
}

impl NestedCondition {
    /// Creates the condition for a list of objects.
    pub fn new(key: impl Into<String>, filter: impl Into<Filter>) -> Self {
        Self { key: key.into(), filter: filter.into() }
    }
}

setters! { impl IsEmptyCondition { key: String } }
setters! { impl IsNullCondition { key: String } }
setters! { impl HasIdCondition { has_id: Vec<PointId> } }
setters! { impl HasVectorCondition { has_vector: String } }
setters! { impl SliceCondition { total: u32, index: u32 } }
setters! { impl NestedCondition { key: String, filter: Filter } }

#[derive(Serialize)]
struct KeyRef<'a> {
    key: &'a str,
}

#[derive(Serialize)]
struct SliceShape {
    total: u32,
    index: u32,
}

#[derive(Serialize)]
struct NestedRef<'a> {
    key: &'a str,
    filter: &'a Filter,
}

impl Serialize for IsEmptyCondition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrapped(serializer, "is_empty", &KeyRef { key: &self.key })
    }
}

impl Serialize for IsNullCondition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrapped(serializer, "is_null", &KeyRef { key: &self.key })
    }
}

impl Serialize for SliceCondition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrapped(serializer, "slice", &SliceShape { total: self.total, index: self.index })
    }
}

impl Serialize for NestedCondition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.filter.is_empty() {
            return Err(S::Error::custom(format_args!("nested condition on `{}`: {EMPTY_FILTER}", self.key)));
        }
        wrapped(serializer, "nested", &NestedRef { key: &self.key, filter: &self.filter })
    }
}

/// Writes the conversions between a condition and one of its kinds.
macro_rules! kind {
    ($variant:ident($ty:ident), $what:literal) => {
        impl From<$ty> for Condition {
            fn from(condition: $ty) -> Self {
                Self::$variant(condition)
            }
        }

        impl TryFrom<Condition> for $ty {
            type Error = &'static str;

            fn try_from(condition: Condition) -> Result<Self, Self::Error> {
                match condition {
                    Condition::$variant(condition) => Ok(condition),
                    _ => Err(concat!("expected ", $what)),
                }
            }
        }
    };
}

kind!(Field(FieldCondition), "a field condition with `key` and one clause");
kind!(IsEmpty(IsEmptyCondition), "an `is_empty` condition");
kind!(IsNull(IsNullCondition), "an `is_null` condition");
kind!(HasId(HasIdCondition), "a `has_id` condition");
kind!(HasVector(HasVectorCondition), "a `has_vector` condition");
kind!(Slice(SliceCondition), "a `slice` condition");
kind!(Nested(NestedCondition), "a `nested` condition");

impl From<Filter> for Condition {
    fn from(filter: Filter) -> Self {
        Self::Filter(filter)
    }
}
