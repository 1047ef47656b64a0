//! Functions of formulas that the engine lacks, written with those that it has.
//!
//! The largest of some values is the sum of all of them, each times one factor for every other value that tells
//! whether it is the better one: 0 for all but one term. Nothing is rounded, so that the result is one of the values to
//! the last bit. The factors repeat the values, see [`size`](super::size).

use crate::engine::{DecayKind, Expression};

/// Which of several values is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Largest,
    Smallest,
}

impl Extreme {
    /// Returns an expression for the extreme of some values.
    ///
    /// Values that are further apart than the largest number are an error when the formula is evaluated.
    pub(super) fn of(self, values: &[Expression]) -> Expression {
        if let [only] = values {
            return only.clone();
        }
        let term = |(place, value): (usize, &Expression)| {
            let factor = |(other, _): (usize, _)| self.is_better(values, place, other);
            let others = values.iter().enumerate().filter(|(other, _)| *other != place);
            // The engine stops at the first factor that is zero.
            Expression::Mult(others.map(factor).chain([value.clone()]).collect())
        };
        Expression::Sum(values.iter().enumerate().map(term).collect())
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
pub(super) fn acosh(value: Expression) -> Expression {
    let root = |shift: f32| {
        let shifted = Expression::Sum(vec![value.clone(), Expression::Constant(shift)]);
        Expression::Sqrt(Box::new(shifted))
    };
    // Two roots, so that nothing is lost close to 1 and large values do not overflow.
    let roots = Expression::Mult(vec![root(-1.0), root(1.0)]);
    Expression::Ln(Box::new(Expression::Sum(vec![value, roots])))
}

fn negative(value: Expression) -> Expression {
    Expression::Neg(Box::new(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_itself() {
        let one = Expression::Variable("v".to_owned());
        assert_eq!(Extreme::Largest.of(std::slice::from_ref(&one)), one);
    }

    #[test]
    fn values_are_compared_in_the_order_in_which_they_stand() {
        let variable = |name: &str| Expression::Variable(name.to_owned());
        let written = format!("{:?}", Extreme::Largest.of(&[variable("first"), variable("second")]));
        // What a point lacks is told of the first value that it lacks.
        assert!(written.find("first") < written.find("second"), "{written}");
    }
}
