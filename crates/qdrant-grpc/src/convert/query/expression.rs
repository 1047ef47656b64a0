//! Expressions of a formula.

use qdrant_core::{Error, Expression};

use crate::convert::{FromProto, IntoProto, Room, invalid, read, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::expression::Variant;

impl IntoProto<proto::Expression> for Expression {
    fn into_proto_in(self, room: Room) -> Result<proto::Expression, Error> {
        let room = room.enter()?;
        let variant = match self {
            Self::Constant(value) => Variant::Constant(value),
            Self::Variable(name) => Variant::Variable(name),
            Self::Condition(condition) => Variant::Condition(write("condition", *condition, room)?),
            Self::GeoDistance(distance) => Variant::GeoDistance(distance.into()),
            Self::Datetime(text) => Variant::Datetime(text),
            Self::DatetimeKey(key) => Variant::DatetimeKey(key),
            // These four have a message of their own around the list.
            Self::Mult(factors) => {
                Variant::Mult(proto::MultExpression { mult: write("mult", factors, room.enter()?)? })
            }
            Self::Sum(terms) => {
                Variant::Sum(proto::SumExpression { sum: write("sum", terms, room.enter()?)? })
            }
            Self::Max(values) => {
                Variant::Max(proto::MaxExpression { max: write("max", values, room.enter()?)? })
            }
            Self::Min(values) => {
                Variant::Min(proto::MinExpression { min: write("min", values, room.enter()?)? })
            }
            Self::Div(division) => Variant::Div(write("div", division, room)?),
            Self::Neg(value) => Variant::Neg(write("neg", value, room)?),
            Self::Abs(value) => Variant::Abs(write("abs", value, room)?),
            Self::Sqrt(value) => Variant::Sqrt(write("sqrt", value, room)?),
            Self::Pow(power) => Variant::Pow(write("pow", power, room)?),
            Self::Exp(value) => Variant::Exp(write("exp", value, room)?),
            Self::Log10(value) => Variant::Log10(write("log10", value, room)?),
            Self::Ln(value) => Variant::Ln(write("ln", value, room)?),
            Self::ExpDecay(params) => Variant::ExpDecay(write("exp_decay", params, room)?),
            Self::GaussDecay(params) => Variant::GaussDecay(write("gauss_decay", params, room)?),
            Self::LinDecay(params) => Variant::LinDecay(write("lin_decay", params, room)?),
            Self::Acosh(value) => Variant::Acosh(write("acosh", value, room)?),
        };
        Ok(proto::Expression { variant: Some(variant) })
    }
}

impl FromProto<proto::Expression> for Expression {
    fn from_proto(message: proto::Expression) -> Result<Self, Error> {
        let proto::Expression { variant } = message;
        let Some(variant) = variant else {
            return Err(invalid("the expression is empty, or of a kind that this version does not know"));
        };
        Ok(match variant {
            Variant::Constant(value) => Self::Constant(value),
            Variant::Variable(name) => Self::Variable(name),
            Variant::Condition(condition) => Self::Condition(Box::new(read("condition", condition)?)),
            Variant::GeoDistance(distance) => Self::GeoDistance(read("geo_distance", distance)?),
            Variant::Datetime(text) => Self::Datetime(text),
            Variant::DatetimeKey(key) => Self::DatetimeKey(key),
            Variant::Mult(proto::MultExpression { mult }) => Self::Mult(read("mult", mult)?),
            Variant::Sum(proto::SumExpression { sum }) => Self::Sum(read("sum", sum)?),
            Variant::Max(proto::MaxExpression { max }) => Self::Max(read("max", max)?),
            Variant::Min(proto::MinExpression { min }) => Self::Min(read("min", min)?),
            Variant::Div(division) => Self::Div(read("div", division)?),
            Variant::Neg(value) => Self::Neg(read("neg", value)?),
            Variant::Abs(value) => Self::Abs(read("abs", value)?),
            Variant::Sqrt(value) => Self::Sqrt(read("sqrt", value)?),
            Variant::Pow(power) => Self::Pow(read("pow", power)?),
            Variant::Exp(value) => Self::Exp(read("exp", value)?),
            Variant::Log10(value) => Self::Log10(read("log10", value)?),
            Variant::Ln(value) => Self::Ln(read("ln", value)?),
            Variant::ExpDecay(params) => Self::ExpDecay(read("exp_decay", params)?),
            Variant::GaussDecay(params) => Self::GaussDecay(read("gauss_decay", params)?),
            Variant::LinDecay(params) => Self::LinDecay(read("lin_decay", params)?),
            Variant::Acosh(value) => Self::Acosh(read("acosh", value)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{Condition, DecayParamsExpression, GeoPoint};

    use super::*;

    #[test]
    fn each_expression_has_its_field() {
        let x = || Expression::variable("x");
        let expressions = [
            Expression::constant(0.0),
            x(),
            Condition::is_null("a").into(),
            Expression::geo_distance_with(GeoPoint::new(1.0, 2.0), "place"),
            Expression::datetime("2024-02-29"),
            Expression::datetime_key("at"),
            Expression::mult_with([x(), 2.0.into()]),
            Expression::sum_with([x()]),
            Expression::div_with(x(), 2.0, None),
            Expression::neg(x()),
            Expression::abs(x()),
            Expression::sqrt(x()),
            Expression::pow_with(x(), 2.0),
            Expression::exp(x()),
            Expression::log10(x()),
            Expression::ln(x()),
            Expression::exp_decay(DecayParamsExpression::new(x()).target(1.0).scale(2.0)),
            Expression::gauss_decay(DecayParamsExpression::new(x()).midpoint(0.5)),
            Expression::lin_decay(DecayParamsExpression::new(x())),
            Expression::acosh(x()),
            Expression::max_with([x()]),
            Expression::min_with([x()]),
        ];
        for (expression, tag) in expressions.into_iter().zip(1_u64..) {
            let bytes = expression.clone().into_proto().unwrap().encode_to_vec();
            let key = prost::encoding::decode_varint(&mut bytes.as_slice()).unwrap();
            assert_eq!(key >> 3, tag, "{expression:?}");
            let message = proto::Expression::decode(bytes.as_slice()).unwrap();
            assert_eq!(Expression::from_proto(message).unwrap(), expression);
        }
    }

    #[test]
    fn an_empty_expression_is_named_by_its_place() {
        let empty = proto::Expression { variant: None };
        let sum = proto::SumExpression { sum: vec![Expression::score().into_proto().unwrap(), empty] };
        let message = proto::Expression { variant: Some(Variant::Sum(sum)) };
        assert_eq!(Expression::from_proto(message).unwrap_err().field(), Some("sum[1]"));
    }
}
