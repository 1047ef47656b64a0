//! How large formulas become when functions are written with others.

use qdrant_core::{
    Condition, DecayParamsExpression, Error, Expression, FieldClause, FieldCondition, Filter, Match,
    MinShould,
};

use crate::failure::unsupported;

/// Most parts that such functions may become: about 60 plain values, or three levels of four.
const MAX_PARTS: usize = 50_000;

/// Parts of what compares two values, without the values.
const PARTS_OF_COMPARISON: usize = 12;

/// Bytes of a condition that count as one part, and those of an id and of a text in it.
const BYTES: usize = 1_024;
const BYTES_OF_ID: usize = 32;
const BYTES_OF_TEXT: usize = 32;

/// Declines a formula whose functions would become too large.
pub(super) fn check(formula: &Expression) -> Result<(), Error> {
    let parts = functions(formula);
    if parts > MAX_PARTS {
        let what = format_args!("formula in which `max`, `min` and `acosh` are of so much: {parts} parts");
        return Err(unsupported("", what));
    }
    Ok(())
}

/// Counts the parts of the functions that are written with others.
fn functions(expression: &Expression) -> usize {
    if matches!(expression, Expression::Max(_) | Expression::Min(_) | Expression::Acosh(_)) {
        parts(expression)
    } else {
        sum(children(expression).into_iter().map(functions))
    }
}

/// Counts the parts that an expression becomes.
fn parts(expression: &Expression) -> usize {
    let mut each = Vec::new();
    operands(expression, expression, &mut each);
    let all = sum(each.iter().copied());
    let below = if matches!(expression, Expression::Max(_) | Expression::Min(_)) {
        // Every value stands for itself once, and twice in each comparison of both terms.
        let others = each.len().saturating_sub(1);
        let comparisons = each.len().saturating_mul(others).saturating_mul(PARTS_OF_COMPARISON);
        all.saturating_mul(others.saturating_mul(4).saturating_add(1)).saturating_add(comparisons)
    } else if matches!(expression, Expression::Acosh(_)) {
        all.saturating_mul(3).saturating_add(PARTS_OF_COMPARISON)
    } else if let Expression::Condition(condition) = expression {
        bytes(condition) / BYTES
    } else {
        all
    };
    below.saturating_add(1)
}

/// Counts the parts of each value; in an extreme, one of the same kind is as good as its own values.
fn operands(outer: &Expression, expression: &Expression, each: &mut Vec<usize>) {
    for child in children(expression) {
        match (outer, child) {
            (Expression::Max(_), Expression::Max(_)) | (Expression::Min(_), Expression::Min(_)) => {
                operands(outer, child, each);
            }
            (_, other) => each.push(parts(other)),
        }
    }
}

fn sum(sizes: impl Iterator<Item = usize>) -> usize {
    sizes.fold(0, usize::saturating_add)
}

fn children(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::Constant(_)
        | Expression::Variable(_)
        | Expression::Condition(_)
        | Expression::GeoDistance(_)
        | Expression::Datetime(_)
        | Expression::DatetimeKey(_) => Vec::new(),
        Expression::Mult(values)
        | Expression::Sum(values)
        | Expression::Max(values)
        | Expression::Min(values) => values.iter().collect(),
        Expression::Div(division) => vec![&division.left, &division.right],
        Expression::Pow(power) => vec![&power.base, &power.exponent],
        Expression::Neg(value)
        | Expression::Abs(value)
        | Expression::Sqrt(value)
        | Expression::Exp(value)
        | Expression::Log10(value)
        | Expression::Ln(value)
        | Expression::Acosh(value) => vec![value],
        Expression::ExpDecay(decay) | Expression::GaussDecay(decay) | Expression::LinDecay(decay) => {
            let DecayParamsExpression { x, target, scale: _, midpoint: _ } = &**decay;
            std::iter::once(x).chain(target).collect()
        }
    }
}

fn bytes(condition: &Condition) -> usize {
    let texts = |texts: &[String]| texts.iter().map(|text| text.len() + BYTES_OF_TEXT).sum();
    match condition {
        Condition::HasId(ids) => ids.has_id.len().saturating_mul(BYTES_OF_ID),
        Condition::Field(FieldCondition {
            clause: FieldClause::Match(Match::Keywords(values) | Match::ExceptKeywords(values)),
            ..
        }) => texts(values),
        Condition::Filter(filter) => bytes_of(filter),
        Condition::Nested(nested) => bytes_of(&nested.filter),
        Condition::Field(_)
        | Condition::IsEmpty(_)
        | Condition::IsNull(_)
        | Condition::HasVector(_)
        | Condition::Slice(_) => 0,
    }
}

fn bytes_of(filter: &Filter) -> usize {
    let Filter { should, min_should, must, must_not } = filter;
    let several = min_should.iter().flat_map(|MinShould { conditions, min_count: _ }| conditions);
    sum(should.iter().chain(must).chain(must_not).chain(several).map(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(count: usize) -> Vec<Expression> {
        (0..count).map(|number| Expression::Variable(format!("v{number}"))).collect()
    }

    #[test]
    fn a_few_dozen_values_and_a_few_levels_are_not_too_much() {
        check(&Expression::Max(variables(50))).unwrap();
        let four = |values: Expression| Expression::Min(vec![values, 1.0.into(), 2.0.into(), 3.0.into()]);
        check(&Expression::Max(vec![four(Expression::Max(variables(4))), 0.5.into()])).unwrap();
        let acosh = (0..8).fold(Expression::constant(2.0), |value, _| Expression::acosh(value));
        check(&acosh).unwrap();
    }

    #[test]
    fn what_would_become_too_large_is_declined() {
        for large in [
            Expression::Min(variables(80)),
            Expression::neg(Expression::Max(variables(80))),
            Expression::sum_with((0..4).map(|_| Expression::Max(variables(40)))),
            (0..20).fold(Expression::constant(2.0), |value, _| Expression::acosh(value)),
        ] {
            assert!(check(&large).unwrap_err().is_unsupported());
        }
        let alternating = (0..10).fold(Expression::constant(2.0), |value, level| {
            let values = vec![value, "a".into()];
            if level % 2 == 0 { Expression::Max(values) } else { Expression::Min(values) }
        });
        assert!(check(&alternating).is_err());
        let flat =
            (0..10).fold(Expression::constant(2.0), |value, _| Expression::Max(vec![value, "a".into()]));
        check(&flat).unwrap();
    }

    #[test]
    fn formulas_without_these_functions_may_be_as_large_as_they_are() {
        check(&Expression::Sum(variables(100_000))).unwrap();
    }

    #[test]
    fn many_ids_and_long_texts_count() {
        let max = |condition: Condition| Expression::Max(vec![Expression::condition(condition), 0.5.into()]);
        let ids = |count: u64| Condition::filter(Filter::must_not([Condition::has_id(0..count)]));
        check(&max(ids(100_000))).unwrap();
        check(&max(ids(1_000_000))).unwrap_err();
        let text = Condition::nested("l", Condition::matches("t", ["x".repeat(20 << 20)]));
        check(&max(text)).unwrap_err();
    }
}
