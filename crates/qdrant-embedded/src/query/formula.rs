//! Formulas.

use qdrant_core::{
    DecayParamsExpression, DivExpression, Error, Expression, Filter, Formula, GeoDistance, PowExpression,
};

use super::extremes::{Extreme, acosh};
use super::size::check;
use crate::convert::{filter, json_path};
use crate::engine::{self, DecayKind, Fault};
use crate::failure::unsupported;

pub(super) fn formula(formula: Formula) -> Result<engine::ScoringQuery, Error> {
    let Formula { expression: root, defaults } = formula;
    check(&root)?;
    let formula = engine::Formula { formula: expression(root)?, defaults: defaults.into_iter().collect() };
    let parsed = formula.try_into().map_err(|error| Error::from(Fault::Refused(error)))?;
    Ok(engine::ScoringQuery::Formula(parsed))
}

fn expression(expression_in: Expression) -> Result<engine::Expression, Error> {
    use engine::Expression as Out;
    Ok(match expression_in {
        Expression::Constant(value) => Out::Constant(value),
        Expression::Variable(name) => Out::Variable(name),
        Expression::Condition(condition) => {
            let translated =
                filter(&Filter::must([*condition]))?.must.and_then(|mut conditions| conditions.pop());
            // One condition goes in, so one comes out.
            Out::Condition(Box::new(translated.ok_or_else(|| unsupported("condition", "such condition"))?))
        }
        Expression::GeoDistance(GeoDistance { origin, to }) => {
            let origin = engine::GeoPoint::new(origin.lon, origin.lat)
                .map_err(|error| Error::invalid("geo_distance.origin", error.to_string()))?;
            Out::GeoDistance { origin, to: json_path(&to).map_err(|error| error.within("geo_distance.to"))? }
        }
        Expression::Datetime(text) => Out::Datetime(text),
        Expression::DatetimeKey(key) => {
            Out::DatetimeKey(json_path(&key).map_err(|error| error.within("datetime_key"))?)
        }
        Expression::Mult(factors) => Out::Mult(all("mult", factors)?),
        Expression::Sum(terms) => Out::Sum(all("sum", terms)?),
        Expression::Div(division) => {
            let DivExpression { left, right, by_zero_default } = *division;
            Out::Div { left: boxed("div.left", left)?, right: boxed("div.right", right)?, by_zero_default }
        }
        Expression::Neg(value) => Out::Neg(boxed("neg", *value)?),
        Expression::Abs(value) => Out::Abs(boxed("abs", *value)?),
        Expression::Sqrt(value) => Out::Sqrt(boxed("sqrt", *value)?),
        Expression::Pow(power) => {
            let PowExpression { base, exponent } = *power;
            Out::Pow { base: boxed("pow.base", base)?, exponent: boxed("pow.exponent", exponent)? }
        }
        Expression::Exp(value) => Out::Exp(boxed("exp", *value)?),
        Expression::Log10(value) => Out::Log10(boxed("log10", *value)?),
        Expression::Ln(value) => Out::Ln(boxed("ln", *value)?),
        Expression::ExpDecay(params) => decay("exp_decay", DecayKind::Exp, *params)?,
        Expression::GaussDecay(params) => decay("gauss_decay", DecayKind::Gauss, *params)?,
        Expression::LinDecay(params) => decay("lin_decay", DecayKind::Lin, *params)?,
        Expression::Acosh(value) => acosh(*boxed("acosh", *value)?),
        Expression::Max(values) => extreme(Extreme::Largest, "max", values)?,
        Expression::Min(values) => extreme(Extreme::Smallest, "min", values)?,
    })
}

fn boxed(field: &str, value: Expression) -> Result<Box<engine::Expression>, Error> {
    expression(value).map(Box::new).map_err(|error| error.within(field))
}

fn all(field: &str, values: Vec<Expression>) -> Result<Vec<engine::Expression>, Error> {
    let one =
        |(index, value)| expression(value).map_err(|error: Error| error.within(&format!("{field}[{index}]")));
    values.into_iter().enumerate().map(one).collect()
}

fn extreme(extreme: Extreme, field: &str, values: Vec<Expression>) -> Result<engine::Expression, Error> {
    let mut operands = Vec::with_capacity(values.len());
    flatten(extreme, values, &mut operands).map_err(|error| error.within(field))?;
    Ok(extreme.of(&operands))
}

/// Translates values and, in place of an extreme of the same kind, its own.
fn flatten(
    extreme: Extreme,
    values: Vec<Expression>,
    operands: &mut Vec<engine::Expression>,
) -> Result<(), Error> {
    for (index, value) in values.into_iter().enumerate() {
        let within = |error: Error| error.within(&format!("[{index}]"));
        match (extreme, value) {
            (Extreme::Largest, Expression::Max(inner)) => {
                flatten(extreme, inner, operands).map_err(|error| within(error.within("max")))?;
            }
            (Extreme::Smallest, Expression::Min(inner)) => {
                flatten(extreme, inner, operands).map_err(|error| within(error.within("min")))?;
            }
            (_, value) => operands.push(expression(value).map_err(within)?),
        }
    }
    Ok(())
}

fn decay(field: &str, kind: DecayKind, params: DecayParamsExpression) -> Result<engine::Expression, Error> {
    let DecayParamsExpression { x, target, scale, midpoint } = params;
    let within = |error: Error| error.within(field);
    Ok(engine::Expression::Decay {
        kind,
        x: boxed("x", x).map_err(within)?,
        target: target.map(|target| boxed("target", target)).transpose().map_err(within)?,
        midpoint,
        scale,
    })
}
