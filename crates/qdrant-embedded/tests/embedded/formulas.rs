//! What formulas evaluate to, against the same in Rust.
#![expect(clippy::cast_possible_truncation, reason = "a score is the nearest number of its type")]

use std::collections::BTreeMap;

use qdrant_core::{
    Condition, DecayParamsExpression, Error, Expression, Filter, Formula, Payload, PointStruct,
    PrefetchQuery, QueryPoints, Range, ScoredPoint, TransportExt, Value, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{Dice, NAME, create_plain, in_memory, number, payload, upsert};

/// What `b` is where a point lacks it.
const DEFAULT: f64 = 2.5;

async fn scores(transport: &EmbeddedTransport, expression: Expression) -> Result<Vec<ScoredPoint>, Error> {
    let all = PrefetchQuery::default().query(vec![1.0, 0.0]).limit(1_000);
    let formula = Formula { expression, defaults: BTreeMap::from([("b".to_owned(), Value::from(DEFAULT))]) };
    transport.call(QueryPoints::new(NAME).prefetch([all]).query(formula).limit(1_000)).await
}

async fn filled(points: Vec<Payload>) -> EmbeddedTransport {
    let transport = in_memory();
    create_plain(&transport).await;
    let point = |(number, payload)| PointStruct::new(number, vec![(number % 7) as f32, 0.0], payload);
    upsert(&transport, (0_u64..).zip(points).map(point)).await;
    transport
}

/// Evaluates an expression the way the API tells.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are not made")]
fn evaluate(expression: &Expression, score: f64, payload: &Payload) -> f64 {
    let one = |expression: &Expression| evaluate(expression, score, payload);
    match expression {
        Expression::Constant(value) => f64::from(*value),
        Expression::Variable(name) if name == "$score" => score,
        Expression::Variable(name) => payload.get(name).map_or(DEFAULT, |value| value.as_f64().unwrap()),
        // The only condition there is.
        Expression::Condition(_) => f64::from(u8::from(payload["a"].as_f64().unwrap() > 0.0)),
        Expression::Sum(terms) => terms.iter().map(one).fold(0.0, |sum, value| sum + value),
        Expression::Mult(factors) => factors.iter().map(one).fold(1.0, |product, value| product * value),
        Expression::Neg(value) => -one(value),
        Expression::Abs(value) => one(value).abs(),
        Expression::Acosh(value) => one(value).acosh(),
        Expression::Max(values) => values.iter().map(one).reduce(f64::max).unwrap(),
        Expression::Min(values) => values.iter().map(one).reduce(f64::min).unwrap(),
        Expression::LinDecay(decay) => {
            let target = decay.target.as_ref().map_or(0.0, one);
            (1.0 - 0.5 * (one(&decay.x) - target).abs()).max(0.0)
        }
        other => panic!("{other:?} is not made here"),
    }
}

fn random(dice: &mut Dice, depth: u64) -> Expression {
    let several = |dice: &mut Dice| {
        let count = 1 + dice.below(4);
        (0..count).map(|_| random(dice, depth - 1)).collect::<Vec<_>>()
    };
    if depth == 0 {
        return match dice.below(5) {
            0 => Expression::constant(dice.below(9) as f32 / 2.0 - 2.0),
            1 => Expression::score(),
            2 => Expression::variable("a"),
            3 => Expression::variable("b"),
            _ => Expression::condition(Condition::range("a", Range::default().gt(0.0))),
        };
    }
    match dice.below(9) {
        0 | 1 => Expression::Max(several(dice)),
        2 | 3 => Expression::Min(several(dice)),
        4 => Expression::acosh(Expression::sum_with([
            Expression::constant(1.0),
            Expression::abs(random(dice, depth - 1)),
        ])),
        5 => Expression::sum_with(several(dice)),
        6 => Expression::mult_with([random(dice, depth - 1), Expression::constant(0.3)]),
        7 => Expression::neg(random(dice, depth - 1)),
        _ => Expression::lin_decay(
            DecayParamsExpression::new(random(dice, depth - 1)).target(random(dice, depth - 1)),
        ),
    }
}

#[tokio::test]
async fn extremes_and_acosh_are_exact() {
    let mut dice = Dice(7);
    let payloads: Vec<_> = (0..40)
        .map(|_| {
            // Few values, so that many are equal.
            let value = |dice: &mut Dice| dice.below(17) as f64 / 4.0 - 2.0;
            let mut all = payload(json!({"a": value(&mut dice)}));
            if dice.below(3) > 0 {
                all.insert("b", value(&mut dice));
            }
            all
        })
        .collect();
    let transport = filled(payloads.clone()).await;
    let (mut checked, mut declined) = (0, 0);
    for round in 0..300 {
        let expression = random(&mut dice, 1 + round % 3);
        let found = match scores(&transport, expression.clone()).await {
            Ok(found) => found,
            Err(error) if error.is_unsupported() => {
                declined += 1;
                continue;
            }
            Err(error) => panic!("{expression:?}: {error}"),
        };
        assert_eq!(found.len(), payloads.len());
        for point in found {
            let number = number(point.id);
            let payload = &payloads[usize::try_from(number).unwrap()];
            let expected = evaluate(&expression, (number % 7) as f64, payload) as f32;
            assert_eq!(point.score, expected, "{expression:?} of {payload:?}");
            checked += 1;
        }
    }
    assert!(checked > 10_000 && declined < 10, "{checked} checked, {declined} declined");
}

#[tokio::test]
async fn extremes_of_very_small_and_very_large_numbers_are_exact() {
    let tiny = f64::from_bits(1);
    let numbers = [0.0, tiny, -tiny, 2.0 * tiny, 1e-300, 1.0, 1.0 + f64::EPSILON, -1.0, 4e307, -4e307, 8e307];
    let pairs = numbers.iter().flat_map(|a| numbers.iter().map(|b| (*a, *b)));
    // The score is a small number, so it tells how the extreme compares with one of the values.
    let pairs: Vec<_> = pairs.filter(|(a, _)| *a != 0.0).collect();
    let point = |(a, b): &(f64, f64)| payload(json!({"a": a, "b": b}));
    let transport = filled(pairs.iter().map(point).collect()).await;
    let (a, b) = (|| Expression::variable("a"), || Expression::variable("b"));
    let is_a = |extreme: Expression| {
        let difference = Expression::sum_with([extreme, Expression::neg(a())]);
        Expression::div_with(difference.clone(), Expression::abs(difference), Some(0.0))
    };
    for (expression, extreme) in [
        (Expression::max_with([a(), b()]), f64::max as fn(f64, f64) -> f64),
        (Expression::min_with([a(), b()]), f64::min),
    ] {
        for point in scores(&transport, is_a(expression.clone())).await.unwrap() {
            let (a, b) = pairs[usize::try_from(number(point.id)).unwrap()];
            let difference = extreme(a, b) - a;
            let expected = if difference == 0.0 { 0.0 } else { difference.signum() as f32 };
            assert_eq!(point.score, expected, "{expression:?} of {a} and {b}");
        }
    }
}

#[tokio::test]
async fn what_has_no_value_is_an_error_as_elsewhere_in_formulas() {
    let transport = filled(vec![payload(json!({"a": 0.5}))]).await;
    let error = scores(&transport, Expression::acosh("a")).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    let one = scores(&transport, Expression::acosh(1.0)).await.unwrap();
    assert_eq!(one[0].score, 0.0);
    let missing = Expression::max_with([Expression::from("a"), Expression::from("nothing")]);
    let error = scores(&transport, missing).await.unwrap_err();
    assert!(error.is_invalid_request() && error.message().contains("nothing"), "{error}");
    let empty = scores(&transport, Expression::Min(Vec::new())).await.unwrap_err();
    assert!(empty.is_invalid_request() && empty.field().unwrap().ends_with("formula.min"), "{empty}");
    let many = Expression::max_with((0..100).map(|_| Expression::from("a")));
    let error = scores(&transport, Expression::neg(many)).await.unwrap_err();
    assert_eq!((error.is_unsupported(), error.field()), (true, Some("query.formula")), "{error}");
}

#[tokio::test]
async fn conditions_that_the_engine_lacks_count_in_formulas() {
    let transport =
        filled(vec![payload(json!({"t": "north"})), payload(json!({"t": ["south", "north-west"]}))]).await;
    let west = Expression::condition(Condition::matches_substring("t", "west"));
    let none = Expression::condition(Condition::filter(Filter::must_not([Condition::slice(1, 0)])));
    let found = scores(&transport, Expression::max_with([west, none])).await.unwrap();
    let scores: Vec<_> = found.iter().map(|point| (number(point.id), point.score)).collect();
    assert_eq!(scores, [(1, 1.0), (0, 0.0)]);
}

#[tokio::test]
async fn logarithms_dates_and_decays_have_their_values() {
    let transport = filled(vec![payload(json!({"a": 100.0, "when": "1970-01-03T00:00:00Z"}))]).await;
    let day = 86_400.0;
    let a = || DecayParamsExpression::new("a");
    let dates = DecayParamsExpression::new(Expression::datetime_key("when"))
        .target(Expression::datetime("1970-01-02T00:00:00Z"))
        .scale(day / 2.0);
    for (expression, expected) in [
        (Expression::log10("a"), 2.0),
        (Expression::ln("a"), 100.0_f32.ln()),
        (Expression::exp(2.0), 2.0_f32.exp()),
        (Expression::sqrt("a"), 10.0),
        (Expression::pow_with("a", 1.5), 1_000.0),
        (Expression::datetime_key("when"), 2.0 * day),
        (Expression::datetime("1970-01-01T02:00:00+01:00"), 3_600.0),
        // The middle once for each time that the scale fits into the distance, for the bell squared.
        (Expression::exp_decay(a().target(70.0).scale(10.0).midpoint(0.25)), 0.25_f32.powi(3)),
        (Expression::exp_decay(DecayParamsExpression::new(3.0)), 0.5_f32.powi(3)),
        (Expression::gauss_decay(a().target(80.0).scale(10.0)), 0.5_f32.powi(4)),
        (Expression::lin_decay(a().target(99.0).scale(4.0)), 0.875),
        (Expression::exp_decay(dates), 0.25),
    ] {
        let found = scores(&transport, expression.clone()).await.unwrap();
        let near = (found[0].score - expected).abs() <= expected.abs() * 1e-6;
        assert!(near, "{expression:?}: {} and not {expected}", found[0].score);
    }
}
