//! Reads an expression from JSON: a number, a string, or an object by its first key.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::filter::ConditionParts;
use crate::model::query::Expression;

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExpressionVisitor)
    }
}

struct ExpressionVisitor;

impl<'de> Visitor<'de> for ExpressionVisitor {
    type Value = Expression;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expression: a number, a variable, a condition or an expression object")
    }

    #[expect(clippy::cast_possible_truncation, reason = "constants are f32 on every wire")]
    fn visit_f64<E>(self, value: f64) -> Result<Expression, E> {
        Ok(Expression::Constant(value as f32))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Expression, E> {
        Ok(Expression::Constant(value as f32))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Expression, E> {
        Ok(Expression::Constant(value as f32))
    }

    fn visit_str<E>(self, name: &str) -> Result<Expression, E> {
        Ok(Expression::variable(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Expression, A::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Err(de::Error::custom("an empty object is no expression"));
        };
        match keyed(&name, &mut map)? {
            Some(expression) => match map.next_key::<String>()? {
                None => Ok(expression),
                Some(other) => Err(de::Error::custom(format_args!(
                    "expression `{name}` cannot have `{other}` beside it"
                ))),
            },
            None => condition(name, map),
        }
    }
}

/// Reads the value of an expression's key; `None` if no expression has such a key.
fn keyed<'de, A: MapAccess<'de>>(name: &str, map: &mut A) -> Result<Option<Expression>, A::Error> {
    Ok(Some(match name {
        "geo_distance" => Expression::GeoDistance(map.next_value()?),
        "datetime" => Expression::Datetime(map.next_value()?),
        "datetime_key" => Expression::DatetimeKey(map.next_value()?),
        "mult" => Expression::Mult(map.next_value()?),
        "sum" => Expression::Sum(map.next_value()?),
        "div" => Expression::Div(map.next_value()?),
        "neg" => Expression::Neg(map.next_value()?),
        "abs" => Expression::Abs(map.next_value()?),
        "sqrt" => Expression::Sqrt(map.next_value()?),
        "pow" => Expression::Pow(map.next_value()?),
        "exp" => Expression::Exp(map.next_value()?),
        "log10" => Expression::Log10(map.next_value()?),
        "ln" => Expression::Ln(map.next_value()?),
        "exp_decay" => Expression::ExpDecay(map.next_value()?),
        "gauss_decay" => Expression::GaussDecay(map.next_value()?),
        "lin_decay" => Expression::LinDecay(map.next_value()?),
        "acosh" => Expression::Acosh(map.next_value()?),
        "max" => Expression::Max(map.next_value()?),
        "min" => Expression::Min(map.next_value()?),
        _ => return Ok(None),
    }))
}

/// Reads the rest of an object that is no expression of its own.
fn condition<'de, A: MapAccess<'de>>(first: String, mut map: A) -> Result<Expression, A::Error> {
    let mut parts = ConditionParts::default();
    let mut name = first;
    loop {
        if !parts.accept(&name, &mut map)? {
            return Err(de::Error::custom(format_args!("`{name}` is a key of no expression and of no condition")));
        }
        match map.next_key()? {
            Some(next) => name = next,
            None => return parts.finish().map(|condition| Expression::Condition(Box::new(condition))),
        }
    }
}
