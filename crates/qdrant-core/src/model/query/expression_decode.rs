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
            return Err(de::Error::custom(format_args!(
                "`{name}` is a key of no expression and of no condition"
            )));
        }
        match map.next_key()? {
            Some(next) => name = next,
            None => return parts.finish().map(|condition| Expression::Condition(Box::new(condition))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::filter::{Condition, Filter, GeoPoint};
    use crate::model::query::{DecayParamsExpression, DivExpression, PowExpression};

    fn read(json: &str) -> Result<Expression, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn each_kind_has_its_json() {
        let decay = || DecayParamsExpression::new("x");
        for (json, expression) in [
            ("0.1", Expression::constant(0.1)),
            ("-3.0", Expression::from(-3.0)),
            (r#""$score""#, Expression::score()),
            (r#""$score[1]""#, Expression::score_idx(1)),
            // No date: a string is always a variable.
            (r#""2020-01-01""#, Expression::variable("2020-01-01")),
            (r#"{"key":"a","match":{"value":1}}"#, Condition::matches("a", 1).into()),
            (r#"{"is_null":{"key":"a"}}"#, Expression::condition(Condition::is_null("a"))),
            (
                r#"{"must":[{"is_null":{"key":"a"}}]}"#,
                Expression::condition(Filter::must([Condition::is_null("a")])),
            ),
            (
                r#"{"geo_distance":{"origin":{"lon":1.0,"lat":2.0},"to":"b"}}"#,
                Expression::geo_distance_with(GeoPoint::new(1.0, 2.0), "b"),
            ),
            (r#"{"datetime":"2020-01-01"}"#, Expression::datetime("2020-01-01")),
            (r#"{"datetime_key":"a"}"#, Expression::datetime_key("a")),
            (r#"{"mult":["a",2.0]}"#, Expression::mult_with(["a".into(), Expression::constant(2.0)])),
            (r#"{"sum":[]}"#, Expression::sum_with([0.0_f32; 0])),
            (
                r#"{"div":{"left":"a","right":"b","by_zero_default":0.1}}"#,
                Expression::div_with("a", "b", Some(0.1)),
            ),
            (r#"{"div":{"left":1.0,"right":"b"}}"#, DivExpression::new(1.0, "b").into()),
            (r#"{"neg":"a"}"#, Expression::neg("a")),
            (r#"{"abs":"a"}"#, Expression::abs("a")),
            (r#"{"sqrt":"a"}"#, Expression::sqrt("a")),
            (r#"{"pow":{"base":"a","exponent":2.0}}"#, PowExpression::new("a", 2.0).into()),
            (r#"{"exp":"a"}"#, Expression::exp("a")),
            (r#"{"log10":"a"}"#, Expression::log10("a")),
            (r#"{"ln":{"ln":"a"}}"#, Expression::ln(Expression::ln("a"))),
            (r#"{"exp_decay":{"x":"x"}}"#, Expression::exp_decay(decay())),
            (
                r#"{"gauss_decay":{"x":"x","target":{"datetime":"2020"},"scale":86400.0,"midpoint":0.3}}"#,
                Expression::gauss_decay(
                    decay().target(Expression::datetime("2020")).scale(86_400.0).midpoint(0.3),
                ),
            ),
            (r#"{"lin_decay":{"x":"x","target":5.0}}"#, Expression::lin_decay(decay().target(5.0))),
            (r#"{"acosh":"a"}"#, Expression::acosh("a")),
            (r#"{"max":["a"]}"#, Expression::max_with(["a"])),
            (r#"{"min":["a"]}"#, Expression::min_with(["a"])),
        ] {
            assert_eq!(read(json).unwrap(), expression, "{json}");
            assert_eq!(serde_json::to_string(&expression).unwrap(), json);
            let tree: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::from_value::<Expression>(tree).unwrap(), expression, "{json}");
        }
    }

    #[test]
    fn integers_are_constants() {
        assert_eq!(read("2").unwrap(), Expression::constant(2.0));
        assert_eq!(read("-2").unwrap(), Expression::constant(-2.0));
    }

    #[test]
    fn a_condition_may_have_its_key_last() {
        let expected = Expression::from(Condition::matches("a", true));
        assert_eq!(read(r#"{"match":{"value":true},"key":"a"}"#).unwrap(), expected);
    }

    #[test]
    fn wrong_expressions_are_refused() {
        for (json, message) in [
            ("{}", "an empty object is no expression"),
            ("null", "an expression: a number"),
            ("true", "an expression: a number"),
            (r#"{"summ":[]}"#, "`summ` is a key of no expression and of no condition"),
            (r#"{"key":"a","sum":[]}"#, "`sum` is a key of no expression and of no condition"),
            (r#"{"sum":[],"key":"a"}"#, "expression `sum` cannot have `key` beside it"),
            (r#"{"key":"a"}"#, "field condition on `a` has no clause"),
            (r#"{"must":[]}"#, "an empty filter is no condition"),
            (r#"{"sum":1}"#, "expected a sequence"),
            (r#"{"div":{"left":1}}"#, "missing field `right`"),
            (r#"{"pow":{"base":1,"exponent":2,"root":3}}"#, "unknown field `root`"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    #[test]
    fn faults_name_their_place() {
        let nan = || Expression::constant(f32::NAN);
        for (place, expression) in [
            ("", nan()),
            ("sum[1].neg", Expression::sum_with([1.0.into(), Expression::neg(nan())])),
            ("div.by_zero_default", Expression::div_with(1.0, 2.0, Some(f32::INFINITY))),
            ("pow.exponent", Expression::pow_with(1.0, nan())),
            ("lin_decay.target", Expression::lin_decay(DecayParamsExpression::new(1.0).target(nan()))),
            ("lin_decay.scale", Expression::lin_decay(DecayParamsExpression::new(1.0).scale(f32::NAN))),
            ("geo_distance.origin.lat", Expression::geo_distance_with((0.0, 91.0), "a")),
            ("max", Expression::max_with([0.0_f32; 0])),
            ("mult[0].slice.index", Expression::mult_with([Condition::slice(1, 1)])),
        ] {
            let error = expression.check().unwrap_err();
            assert_eq!(error.field().unwrap_or_default(), place, "{error}");
        }
    }

    #[test]
    fn hostile_depth_is_an_error_and_no_overflow() {
        for (open, close) in [(r#"{"neg":"#, "}"), (r#"{"sum":["#, "]}"), (r#"{"lin_decay":{"x":"#, "}}")] {
            let json = open.repeat(100_000) + "1" + &close.repeat(100_000);
            let error = read(&json).unwrap_err().to_string();
            assert!(error.contains("recursion limit"), "{error}");
        }
        let deep = r#"{"neg":"#.repeat(120) + "1.0" + &"}".repeat(120);
        assert_eq!(serde_json::to_string(&read(&deep).unwrap()).unwrap(), deep);
    }
}
