//! Functions of formulas that the engine lacks, written with those that it has.
//!
//! The largest of some values is the sum of all of them, each times one factor for every other value that tells
//! whether it is the better one: 0 for all but one term. Nothing is rounded, so that the result is one of the values to
//! the last bit. The factors repeat the values, and so the size of what is written is limited.

use qdrant_core::Error;

use crate::engine::{DecayKind, Expression};
use crate::failure::unsupported;

/// Most nodes that one function may become: about 60 plain values, or three levels of four.
const MAX_NODES: usize = 50_000;

/// Nodes of a factor without those of its values, and those of a sum or product around it.
const NODES_OF_FACTOR: usize = 12;

/// Which of several values is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Largest,
    Smallest,
}

impl Extreme {
    /// Returns an expression for the extreme of at least one value.
    ///
    /// Values that are further apart than the largest number are an error when the formula is evaluated.
    pub(super) fn of(self, mut values: Vec<Expression>) -> Result<Expression, Error> {
        if values.len() < 2 {
            return values.pop().ok_or_else(|| Error::invalid("", "at least one expression is needed"));
        }
        let others = values.len() - 1;
        let size = values.iter().map(nodes).fold(0, usize::saturating_add);
        let copies = others.saturating_mul(4).saturating_add(1);
        let factors = values.len().saturating_mul(others).saturating_mul(NODES_OF_FACTOR);
        check(size.saturating_mul(copies).saturating_add(factors))?;
        let term = |(place, value): (usize, &Expression)| {
            let factor = |(other, _): (usize, _)| self.is_better(&values, place, other);
            let others = values.iter().enumerate().filter(|(other, _)| *other != place);
            // The engine stops at the first factor that is zero.
            Expression::Mult(others.map(factor).chain([value.clone()]).collect())
        };
        Ok(Expression::Sum(values.iter().enumerate().map(term).collect()))
    }

    /// Is 1 where one value is better than another, and 0 elsewhere; of equal ones the first is better.
    fn is_better(self, values: &[Expression], place: usize, other: usize) -> Expression {
        let (first, second) = (place.min(other), place.max(other));
        let second_is_better = match values.get(first).zip(values.get(second)) {
            Some((first, second)) => self.is_second(first, second),
            None => Expression::Constant(0.0),
        };
        if place == second {
            second_is_better
        } else {
            Expression::Sum(vec![Expression::Constant(1.0), negative(second_is_better)])
        }
    }

    /// Is 1 where the second value is strictly better than the first, and 0 elsewhere.
    fn is_second(self, first: &Expression, second: &Expression) -> Expression {
        // A difference is zero for equal numbers only; what is named first is evaluated first.
        let gain = match self {
            Self::Largest => Expression::Sum(vec![negative(first.clone()), second.clone()]),
            Self::Smallest => Expression::Sum(vec![first.clone(), negative(second.clone())]),
        };
        let sign = Expression::Div {
            left: Box::new(gain.clone()),
            right: Box::new(Expression::Abs(Box::new(gain))),
            // Zero by anything is zero.
            by_zero_default: None,
        };
        // 1 at 1, falling by 1 each 1: that is 0 at 0 and, because it never is less, at -1.
        Expression::Decay {
            kind: DecayKind::Lin,
            x: Box::new(sign),
            target: Some(Box::new(Expression::Constant(1.0))),
            midpoint: Some(0.5),
            scale: Some(0.5),
        }
    }
}

/// Returns an expression for the inverse hyperbolic cosine, which has no value below 1.
pub(super) fn acosh(value: Expression) -> Result<Expression, Error> {
    check(nodes(&value).saturating_mul(3).saturating_add(NODES_OF_FACTOR))?;
    let root = |shift: f32| {
        let shifted = Expression::Sum(vec![value.clone(), Expression::Constant(shift)]);
        Expression::Sqrt(Box::new(shifted))
    };
    // Two roots, so that nothing is lost close to 1 and large values do not overflow.
    let roots = Expression::Mult(vec![root(-1.0), root(1.0)]);
    Ok(Expression::Ln(Box::new(Expression::Sum(vec![value, roots]))))
}

fn negative(value: Expression) -> Expression {
    Expression::Neg(Box::new(value))
}

fn check(nodes: usize) -> Result<(), Error> {
    if nodes > MAX_NODES {
        return Err(unsupported(
            "",
            format_args!("a formula in which `max`, `min` and `acosh` are of so much: {nodes} parts"),
        ));
    }
    Ok(())
}

/// Counts the nodes of an expression.
fn nodes(expression: &Expression) -> usize {
    let all = |parts: &[Expression]| parts.iter().map(nodes).fold(0, usize::saturating_add);
    let below = match expression {
        Expression::Constant(_)
        | Expression::Variable(_)
        | Expression::Condition(_)
        | Expression::GeoDistance { .. }
        | Expression::Datetime(_)
        | Expression::DatetimeKey(_) => 0,
        Expression::Mult(parts) | Expression::Sum(parts) => all(parts),
        Expression::Div { left: one, right: other, by_zero_default: _ }
        | Expression::Pow { base: one, exponent: other } => nodes(one).saturating_add(nodes(other)),
        Expression::Neg(part)
        | Expression::Abs(part)
        | Expression::Sqrt(part)
        | Expression::Exp(part)
        | Expression::Log10(part)
        | Expression::Ln(part) => nodes(part),
        Expression::Decay { x, target, kind: _, midpoint: _, scale: _ } => {
            nodes(x).saturating_add(target.as_deref().map_or(0, nodes))
        }
    };
    below.saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(count: usize) -> Vec<Expression> {
        (0..count).map(|number| Expression::Variable(format!("v{number}"))).collect()
    }

    #[test]
    fn one_value_is_itself() {
        let one = Extreme::Largest.of(variables(1)).unwrap();
        assert_eq!(one, Expression::Variable("v0".to_owned()));
        assert!(Extreme::Smallest.of(Vec::new()).unwrap_err().is_invalid_request());
    }

    #[test]
    fn what_is_written_is_not_larger_than_expected() {
        for count in [2, 3, 10, 50] {
            let written = nodes(&Extreme::Smallest.of(variables(count)).unwrap());
            let expected = count * (4 * (count - 1) + 1) + count * (count - 1) * NODES_OF_FACTOR;
            assert!(written <= expected + count + 1, "{count}: {written} of {expected}");
        }
        assert!(nodes(&acosh(Expression::Constant(2.0)).unwrap()) <= 3 + NODES_OF_FACTOR);
    }

    #[test]
    fn what_would_become_too_large_is_declined() {
        assert!(Extreme::Largest.of(variables(50)).is_ok());
        let error = Extreme::Largest.of(variables(80)).unwrap_err();
        assert!(error.is_unsupported(), "{error}");
        let mut nested = Expression::Constant(2.0);
        let outcome = (0..20).try_for_each(|_| {
            nested = acosh(nested.clone())?;
            Ok::<_, Error>(())
        });
        assert!(outcome.unwrap_err().is_unsupported());
    }
}
