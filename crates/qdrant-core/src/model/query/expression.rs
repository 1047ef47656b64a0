//! Expressions of a formula.

use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::model::filter::{Condition, GeoPoint, wrapped};
use crate::model::query::{DecayParamsExpression, DivExpression, GeoDistance, PowExpression};
use crate::validate::{each, finite};

/// An expression over the scores and the payload of a point.
///
/// A string is a variable, never a date: dates are written with [`Expression::datetime`].
///
/// # Examples
///
/// ```
/// use qdrant_core::Expression;
///
/// let price = Expression::variable("price");
/// let cheap = Expression::div_with(1.0, price, Some(0.0));
/// let formula = Expression::sum_with([Expression::score(), cheap]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A number.
    Constant(f32),
    /// A score (`$score`, `$score[1]`) or a numeric payload field.
    Variable(String),
    /// 1 where the condition holds, else 0.
    Condition(Box<Condition>),
    /// Distance in metres between a place and a geo field.
    GeoDistance(GeoDistance),
    /// A date and time as text, in seconds since 1970.
    Datetime(String),
    /// A payload field with a date and time, in seconds since 1970.
    DatetimeKey(String),
    /// A product.
    Mult(Vec<Self>),
    /// A sum.
    Sum(Vec<Self>),
    /// A quotient.
    Div(Box<DivExpression>),
    /// The value with the other sign.
    Neg(Box<Self>),
    /// The value without its sign.
    Abs(Box<Self>),
    /// The square root.
    Sqrt(Box<Self>),
    /// A power.
    Pow(Box<PowExpression>),
    /// The exponential function.
    Exp(Box<Self>),
    /// The decimal logarithm.
    Log10(Box<Self>),
    /// The natural logarithm.
    Ln(Box<Self>),
    /// Exponential decay.
    ExpDecay(Box<DecayParamsExpression>),
    /// Decay in the shape of a bell.
    GaussDecay(Box<DecayParamsExpression>),
    /// Linear decay.
    LinDecay(Box<DecayParamsExpression>),
    /// The inverse hyperbolic cosine (server 1.20).
    Acosh(Box<Self>),
    /// The largest of at least one value (server 1.20).
    Max(Vec<Self>),
    /// The smallest of at least one value (server 1.20).
    Min(Vec<Self>),
}

impl Expression {
    /// A number.
    pub const fn constant(value: f32) -> Self {
        Self::Constant(value)
    }

    /// A numeric payload field or a score, by its name.
    pub fn variable(name: impl Into<String>) -> Self {
        Self::Variable(name.into())
    }

    /// The score of the only prefetch.
    pub fn score() -> Self {
        Self::Variable("$score".to_owned())
    }

    /// The score of one prefetch out of several, counted from 0.
    pub fn score_idx(index: usize) -> Self {
        Self::Variable(format!("$score[{index}]"))
    }

    /// 1 where the condition holds, else 0.
    pub fn condition(condition: impl Into<Condition>) -> Self {
        Self::Condition(Box::new(condition.into()))
    }

    /// Distance in metres between a place and a geo field.
    pub fn geo_distance(distance: impl Into<GeoDistance>) -> Self {
        Self::GeoDistance(distance.into())
    }

    /// Distance in metres between a place and the geo field `to`.
    pub fn geo_distance_with(origin: impl Into<GeoPoint>, to: impl Into<String>) -> Self {
        Self::GeoDistance(GeoDistance::new(origin, to))
    }

    /// A date and time, as text in RFC 3339 or as a [`Timestamp`](crate::model::timestamp::Timestamp).
    pub fn datetime(datetime: impl Into<String>) -> Self {
        Self::Datetime(datetime.into())
    }

    /// A payload field with a date and time.
    pub fn datetime_key(key: impl Into<String>) -> Self {
        Self::DatetimeKey(key.into())
    }

    /// The product of the expressions.
    pub fn mult_with(factors: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Mult(factors.into_iter().map(Into::into).collect())
    }

    /// The sum of the expressions.
    pub fn sum_with(terms: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Sum(terms.into_iter().map(Into::into).collect())
    }

    /// The largest of the expressions (server 1.20).
    pub fn max_with(values: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Max(values.into_iter().map(Into::into).collect())
    }

    /// The smallest of the expressions (server 1.20).
    pub fn min_with(values: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Min(values.into_iter().map(Into::into).collect())
    }

    /// A quotient.
    pub fn div(division: impl Into<DivExpression>) -> Self {
        Self::Div(Box::new(division.into()))
    }

    /// `left / right`, and `by_zero_default` where `right` is zero.
    pub fn div_with(left: impl Into<Self>, right: impl Into<Self>, by_zero_default: Option<f32>) -> Self {
        Self::div(DivExpression { left: left.into(), right: right.into(), by_zero_default })
    }

    /// The value with the other sign.
    pub fn neg(value: impl Into<Self>) -> Self {
        Self::Neg(Box::new(value.into()))
    }

    /// The value without its sign.
    pub fn abs(value: impl Into<Self>) -> Self {
        Self::Abs(Box::new(value.into()))
    }

    /// The square root.
    pub fn sqrt(value: impl Into<Self>) -> Self {
        Self::Sqrt(Box::new(value.into()))
    }

    /// A power.
    pub fn pow(power: impl Into<PowExpression>) -> Self {
        Self::Pow(Box::new(power.into()))
    }

    /// `base` to the power of `exponent`.
    pub fn pow_with(base: impl Into<Self>, exponent: impl Into<Self>) -> Self {
        Self::pow(PowExpression::new(base, exponent))
    }

    /// The exponential function.
    pub fn exp(value: impl Into<Self>) -> Self {
        Self::Exp(Box::new(value.into()))
    }

    /// The decimal logarithm.
    pub fn log10(value: impl Into<Self>) -> Self {
        Self::Log10(Box::new(value.into()))
    }

    /// The natural logarithm.
    pub fn ln(value: impl Into<Self>) -> Self {
        Self::Ln(Box::new(value.into()))
    }

    /// The inverse hyperbolic cosine (server 1.20).
    pub fn acosh(value: impl Into<Self>) -> Self {
        Self::Acosh(Box::new(value.into()))
    }

    /// Exponential decay.
    pub fn exp_decay(params: impl Into<DecayParamsExpression>) -> Self {
        Self::ExpDecay(Box::new(params.into()))
    }

    /// Decay in the shape of a bell.
    pub fn gauss_decay(params: impl Into<DecayParamsExpression>) -> Self {
        Self::GaussDecay(Box::new(params.into()))
    }

    /// Linear decay.
    pub fn lin_decay(params: impl Into<DecayParamsExpression>) -> Self {
        Self::LinDecay(Box::new(params.into()))
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let (name, checked) = match self {
            Self::Constant(value) => return finite("", f64::from(*value)),
            Self::Condition(condition) => return condition.check(),
            Self::Variable(_) | Self::Datetime(_) | Self::DatetimeKey(_) => return Ok(()),
            Self::GeoDistance(distance) => {
                ("geo_distance", distance.origin.check().map_err(|error| error.within("origin")))
            }
            Self::Mult(factors) => ("mult", each("", factors, Self::check)),
            Self::Sum(terms) => ("sum", each("", terms, Self::check)),
            Self::Div(division) => ("div", division.check()),
            Self::Neg(value) => ("neg", value.check()),
            Self::Abs(value) => ("abs", value.check()),
            Self::Sqrt(value) => ("sqrt", value.check()),
            Self::Pow(power) => ("pow", power.check()),
            Self::Exp(value) => ("exp", value.check()),
            Self::Log10(value) => ("log10", value.check()),
            Self::Ln(value) => ("ln", value.check()),
            Self::ExpDecay(params) => ("exp_decay", params.check()),
            Self::GaussDecay(params) => ("gauss_decay", params.check()),
            Self::LinDecay(params) => ("lin_decay", params.check()),
            Self::Acosh(value) => ("acosh", value.check()),
            Self::Max(values) => ("max", check_operands(values)),
            Self::Min(values) => ("min", check_operands(values)),
        };
        checked.map_err(|error| error.within(name))
    }
}

fn check_operands(values: &[Expression]) -> Result<(), Error> {
    if values.is_empty() {
        return Err(Error::new(ErrorKind::InvalidRequest, "at least one expression is needed"));
    }
    each("", values, Expression::check)
}

impl From<f32> for Expression {
    fn from(value: f32) -> Self {
        Self::Constant(value)
    }
}

impl From<&str> for Expression {
    fn from(name: &str) -> Self {
        Self::variable(name)
    }
}

impl From<String> for Expression {
    fn from(name: String) -> Self {
        Self::Variable(name)
    }
}

impl From<Condition> for Expression {
    fn from(condition: Condition) -> Self {
        Self::condition(condition)
    }
}

impl From<GeoDistance> for Expression {
    fn from(distance: GeoDistance) -> Self {
        Self::GeoDistance(distance)
    }
}

impl From<DivExpression> for Expression {
    fn from(division: DivExpression) -> Self {
        Self::div(division)
    }
}

impl From<PowExpression> for Expression {
    fn from(power: PowExpression) -> Self {
        Self::pow(power)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Constant(value) => serializer.serialize_f32(*value),
            Self::Variable(name) => serializer.serialize_str(name),
            Self::Condition(condition) => condition.serialize(serializer),
            Self::GeoDistance(distance) => wrapped(serializer, "geo_distance", distance),
            Self::Datetime(text) => wrapped(serializer, "datetime", text),
            Self::DatetimeKey(key) => wrapped(serializer, "datetime_key", key),
            Self::Mult(factors) => wrapped(serializer, "mult", factors),
            Self::Sum(terms) => wrapped(serializer, "sum", terms),
            Self::Div(division) => wrapped(serializer, "div", division),
            Self::Neg(value) => wrapped(serializer, "neg", value),
            Self::Abs(value) => wrapped(serializer, "abs", value),
            Self::Sqrt(value) => wrapped(serializer, "sqrt", value),
            Self::Pow(power) => wrapped(serializer, "pow", power),
            Self::Exp(value) => wrapped(serializer, "exp", value),
            Self::Log10(value) => wrapped(serializer, "log10", value),
            Self::Ln(value) => wrapped(serializer, "ln", value),
            Self::ExpDecay(params) => wrapped(serializer, "exp_decay", params),
            Self::GaussDecay(params) => wrapped(serializer, "gauss_decay", params),
            Self::LinDecay(params) => wrapped(serializer, "lin_decay", params),
            Self::Acosh(value) => wrapped(serializer, "acosh", value),
            Self::Max(values) => wrapped(serializer, "max", values),
            Self::Min(values) => wrapped(serializer, "min", values),
        }
    }
}
