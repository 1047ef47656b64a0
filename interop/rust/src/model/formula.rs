//! Formulas with every expression.

use official::qdrant as q;
use q::expression::Variant;
use qdrant_core as core;
use serde_json::{Value, json};

use super::value::{UUID, value};
use super::{filter, map, model};
use crate::Pair;

fn expression(variant: Variant) -> q::Expression {
    q::Expression { variant: Some(variant) }
}

fn variable(name: &str) -> q::Expression {
    expression(Variant::Variable(name.into()))
}

fn constant(value: f32) -> q::Expression {
    expression(Variant::Constant(value))
}

fn boxed(name: &str) -> Box<q::Expression> {
    Box::new(variable(name))
}

fn decay() -> Pair<Value, Box<q::DecayParamsExpression>> {
    let official = q::DecayParamsExpression {
        x: Some(boxed("x")),
        target: Some(boxed("t")),
        scale: Some(10.0),
        midpoint: Some(0.25),
    };
    (json!({"x": "x", "target": "t", "scale": 10.0, "midpoint": 0.25}), Box::new(official))
}

/// Every expression, as JSON and as message.
fn expressions() -> Vec<Pair<Value, q::Expression>> {
    let origin = q::GeoPoint { lon: 1.5, lat: -2.5 };
    let ratio = |by_zero_default| q::DivExpression {
        left: Some(boxed("l")),
        right: Some(boxed("r")),
        by_zero_default,
    };
    let power = q::PowExpression { base: Some(boxed("b")), exponent: Some(boxed("e")) };
    let many = || vec![variable("a"), constant(-1.5)];
    let (condition, official_condition) = filter::conditions().swap_remove(0);
    let condition = serde_json::to_value(condition).expect("conditions are JSON");
    let short = q::DecayParamsExpression { x: Some(boxed("x")), target: None, scale: None, midpoint: None };
    [
        (json!(0.25), Variant::Constant(0.25)),
        (json!("$score[1]"), Variant::Variable("$score[1]".into())),
        (condition, Variant::Condition(official_condition)),
        (
            json!({"geo_distance": {"origin": {"lon": 1.5, "lat": -2.5}, "to": "place"}}),
            Variant::GeoDistance(q::GeoDistance { origin: Some(origin), to: "place".into() }),
        ),
        (json!({"datetime": "2024-01-01T00:00:00Z"}), Variant::Datetime("2024-01-01T00:00:00Z".into())),
        (json!({"datetime_key": "when"}), Variant::DatetimeKey("when".into())),
        (json!({"mult": ["a", -1.5]}), Variant::Mult(q::MultExpression { mult: many() })),
        (json!({"sum": ["a", -1.5]}), Variant::Sum(q::SumExpression { sum: many() })),
        (json!({"max": ["a", -1.5]}), Variant::Max(q::MaxExpression { max: many() })),
        (json!({"min": ["a", -1.5]}), Variant::Min(q::MinExpression { min: many() })),
        (
            json!({"div": {"left": "l", "right": "r", "by_zero_default": 0.5}}),
            Variant::Div(Box::new(ratio(Some(0.5)))),
        ),
        (json!({"div": {"left": "l", "right": "r"}}), Variant::Div(Box::new(ratio(None)))),
        (json!({"neg": "a"}), Variant::Neg(boxed("a"))),
        (json!({"abs": "a"}), Variant::Abs(boxed("a"))),
        (json!({"sqrt": "a"}), Variant::Sqrt(boxed("a"))),
        (json!({"pow": {"base": "b", "exponent": "e"}}), Variant::Pow(Box::new(power))),
        (json!({"exp": "a"}), Variant::Exp(boxed("a"))),
        (json!({"log10": "a"}), Variant::Log10(boxed("a"))),
        (json!({"ln": "a"}), Variant::Ln(boxed("a"))),
        (json!({"acosh": "a"}), Variant::Acosh(boxed("a"))),
        (json!({"exp_decay": decay().0}), Variant::ExpDecay(decay().1)),
        (json!({"gauss_decay": decay().0}), Variant::GaussDecay(decay().1)),
        (json!({"lin_decay": decay().0}), Variant::LinDecay(decay().1)),
        (json!({"lin_decay": {"x": "x"}}), Variant::LinDecay(Box::new(short))),
    ]
    .map(|(json, variant)| (json, expression(variant)))
    .into()
}

/// A formula of each expression, and one of all of them.
pub fn formulas() -> Vec<Pair<core::Formula, q::Formula>> {
    use q::value::Kind;
    let defaults = json!({"a": 1.5, "b": UUID, "c": 2});
    let official_defaults = map([
        ("a", value(Kind::DoubleValue(1.5))),
        ("b", value(Kind::StringValue(UUID.into()))),
        ("c", value(Kind::IntegerValue(2))),
    ]);
    let formula = |json: &Value, defaults: &Value| -> core::Formula {
        let query = model::<core::Query>(json!({"formula": json, "defaults": defaults}));
        match query {
            core::Query::Formula(formula) => formula,
            other => panic!("{other:?} is no formula"),
        }
    };
    let (all, official_all): (Vec<_>, Vec<_>) = expressions().into_iter().unzip();
    let whole = q::Formula {
        expression: Some(expression(Variant::Sum(q::SumExpression { sum: official_all.clone() }))),
        defaults: official_defaults,
    };
    let mut pairs = vec![(formula(&json!({"sum": all}), &defaults), whole)];
    for (json, official) in all.iter().zip(official_all) {
        let official = q::Formula { expression: Some(official), defaults: Default::default() };
        pairs.push((formula(json, &json!({})), official));
    }
    pairs
}
