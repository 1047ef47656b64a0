//! Formulas and the parts of expressions that have names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::{GeoPoint, serialize_finite};
use crate::model::inference::null_as_default;
use crate::model::query::Expression;
use crate::validate::{finite, part};

/// Ranks points by an expression over their scores and payload (server 1.14).
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Expression, Formula};
///
/// let boost = Expression::mult_with([
///     Expression::constant(0.5),
///     Expression::condition(Condition::matches("tag", ["h1", "h2"])),
/// ]);
/// let formula = Formula::new(Expression::sum_with([Expression::score(), boost])).add_default("$score", 0.1);
/// assert!(formula.defaults.contains_key("$score"));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    /// The expression; the larger its value, the better the rank.
    #[serde(rename = "formula")]
    pub expression: Expression,
    /// Values of variables that a point lacks; without one, such a point is an error.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, Value>,
}

/// Distance in metres between a place and a geo field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoDistance {
    /// The place.
    pub origin: GeoPoint,
    /// Path of the geo field.
    pub to: String,
}

/// A division.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivExpression {
    /// The dividend.
    pub left: Expression,
    /// The divisor.
    pub right: Expression,
    /// The result where the divisor is zero; an error by default.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub by_zero_default: Option<f32>,
}

/// A power.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowExpression {
    /// The base.
    pub base: Expression,
    /// The exponent.
    pub exponent: Expression,
}

/// Falls from 1 towards 0 as a value moves away from a target.
///
/// # Examples
///
/// ```
/// use qdrant_core::{DecayParamsExpression, Expression};
///
/// let near = Expression::geo_distance_with((13.4, 52.5), "location");
/// let decay = Expression::gauss_decay(DecayParamsExpression::new(near).scale(5000.0).midpoint(0.5));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecayParamsExpression {
    /// The value.
    pub x: Expression,
    /// The target, where the result is 1; default 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Expression>,
    /// Distance from the target at which the result is `midpoint`; positive, default 1.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub scale: Option<f32>,
    /// The result at that distance; between 0 and 1, default 0.5.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub midpoint: Option<f32>,
}

impl Formula {
    /// Creates a formula from its expression.
    pub fn new(expression: impl Into<Expression>) -> Self {
        Self { expression: expression.into(), defaults: BTreeMap::new() }
    }

    /// Adds the value of a variable for points that lack it.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{Expression, Formula, GeoPoint};
    ///
    /// let berlin = GeoPoint { lat: 52.52, lon: 13.4 };
    /// let near = Formula::new(Expression::geo_distance_with(berlin, "place"))
    ///     .add_default("place", GeoPoint { lat: 48.14, lon: 11.58 });
    /// assert_eq!(near.defaults["place"]["lat"], 48.14);
    /// ```
    #[must_use]
    pub fn add_default(mut self, variable: impl Into<String>, value: impl Into<Value>) -> Self {
        self.defaults.insert(variable.into(), value.into());
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.expression.check()
    }
}

impl From<Expression> for Formula {
    fn from(expression: Expression) -> Self {
        Self::new(expression)
    }
}

impl GeoDistance {
    /// Creates the distance from a place to a geo field.
    pub fn new(origin: impl Into<GeoPoint>, to: impl Into<String>) -> Self {
        Self { origin: origin.into(), to: to.into() }
    }
}

impl DivExpression {
    /// Creates a division.
    pub fn new(left: impl Into<Expression>, right: impl Into<Expression>) -> Self {
        Self { left: left.into(), right: right.into(), by_zero_default: None }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        part("left", Some(&self.left), Expression::check)?;
        part("right", Some(&self.right), Expression::check)?;
        finite("by_zero_default", self.by_zero_default.map(f64::from))
    }
}

impl PowExpression {
    /// Creates a power.
    pub fn new(base: impl Into<Expression>, exponent: impl Into<Expression>) -> Self {
        Self { base: base.into(), exponent: exponent.into() }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        part("base", Some(&self.base), Expression::check)?;
        part("exponent", Some(&self.exponent), Expression::check)
    }
}

impl DecayParamsExpression {
    /// Creates a decay of a value.
    pub fn new(x: impl Into<Expression>) -> Self {
        Self { x: x.into(), target: None, scale: None, midpoint: None }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        part("x", Some(&self.x), Expression::check)?;
        part("target", self.target.as_ref(), Expression::check)?;
        finite("scale", self.scale.map(f64::from))?;
        finite("midpoint", self.midpoint.map(f64::from))
    }
}

setters! { impl Formula { expression: Expression, defaults: BTreeMap<String, Value> } }
setters! { impl GeoDistance { origin: GeoPoint, to: String } }
setters! { impl DivExpression { left: Expression, right: Expression, by_zero_default: Option<f32> } }
setters! { impl PowExpression { base: Expression, exponent: Expression } }
setters! {
    impl DecayParamsExpression {
        x: Expression, target: Option<Expression>, scale: Option<f32>, midpoint: Option<f32>
    }
}
