//! Formulas: a score out of scores and payload.

use qdrant_core::{
    DecayParamsExpression, DivExpression, Error, Expression, Formula, GeoDistance, PowExpression,
};

use crate::convert::{FromProto, IntoProto, Room, read, required, write};
use crate::proto::qdrant as proto;

impl IntoProto<proto::Formula> for Formula {
    fn into_proto_in(self, room: Room) -> Result<proto::Formula, Error> {
        let room = room.enter()?;
        let Self { expression, defaults } = self;
        Ok(proto::Formula {
            expression: Some(write("expression", expression, room)?),
            defaults: write("defaults", defaults, room)?,
        })
    }
}

impl FromProto<proto::Formula> for Formula {
    fn from_proto(message: proto::Formula) -> Result<Self, Error> {
        let proto::Formula { expression, defaults } = message;
        Ok(Self { expression: required("expression", expression)?, defaults: read("defaults", defaults)? })
    }
}

impl From<GeoDistance> for proto::GeoDistance {
    fn from(distance: GeoDistance) -> Self {
        let GeoDistance { origin, to } = distance;
        Self { origin: Some(origin.into()), to }
    }
}

impl FromProto<proto::GeoDistance> for GeoDistance {
    fn from_proto(message: proto::GeoDistance) -> Result<Self, Error> {
        let proto::GeoDistance { origin, to } = message;
        Ok(Self { origin: required("origin", origin)?, to })
    }
}

/// The messages have their operands in boxes.
fn boxed(name: &str, operand: Expression, room: Room) -> Result<Option<Box<proto::Expression>>, Error> {
    write(name, operand, room).map(Box::new).map(Some)
}

fn unboxed(name: &str, operand: Option<Box<proto::Expression>>) -> Result<Expression, Error> {
    required(name, operand.map(|operand| *operand))
}

impl IntoProto<proto::DivExpression> for DivExpression {
    fn into_proto_in(self, room: Room) -> Result<proto::DivExpression, Error> {
        let room = room.enter()?;
        let Self { left, right, by_zero_default } = self;
        Ok(proto::DivExpression {
            left: boxed("left", left, room)?,
            right: boxed("right", right, room)?,
            by_zero_default,
        })
    }
}

impl FromProto<proto::DivExpression> for DivExpression {
    fn from_proto(message: proto::DivExpression) -> Result<Self, Error> {
        let proto::DivExpression { left, right, by_zero_default } = message;
        Ok(Self { left: unboxed("left", left)?, right: unboxed("right", right)?, by_zero_default })
    }
}

impl IntoProto<proto::PowExpression> for PowExpression {
    fn into_proto_in(self, room: Room) -> Result<proto::PowExpression, Error> {
        let room = room.enter()?;
        let Self { base, exponent } = self;
        Ok(proto::PowExpression {
            base: boxed("base", base, room)?,
            exponent: boxed("exponent", exponent, room)?,
        })
    }
}

impl FromProto<proto::PowExpression> for PowExpression {
    fn from_proto(message: proto::PowExpression) -> Result<Self, Error> {
        let proto::PowExpression { base, exponent } = message;
        Ok(Self { base: unboxed("base", base)?, exponent: unboxed("exponent", exponent)? })
    }
}

impl IntoProto<proto::DecayParamsExpression> for DecayParamsExpression {
    fn into_proto_in(self, room: Room) -> Result<proto::DecayParamsExpression, Error> {
        let room = room.enter()?;
        let Self { x, target, scale, midpoint } = self;
        let target = match target {
            Some(target) => boxed("target", target, room)?,
            None => None,
        };
        Ok(proto::DecayParamsExpression { x: boxed("x", x, room)?, target, scale, midpoint })
    }
}

impl FromProto<proto::DecayParamsExpression> for DecayParamsExpression {
    fn from_proto(message: proto::DecayParamsExpression) -> Result<Self, Error> {
        let proto::DecayParamsExpression { x, target, scale, midpoint } = message;
        let target = read("target", target.map(|target| *target))?;
        Ok(Self { x: unboxed("x", x)?, target, scale, midpoint })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_operand_is_named() {
        let whole = Formula::new(Expression::div_with(1.0, "a", Some(0.0)));
        let mut message: proto::Formula = whole.clone().into_proto().unwrap();
        assert_eq!(Formula::from_proto(message.clone()).unwrap(), whole);
        if let Some(proto::expression::Variant::Div(division)) =
            message.expression.as_mut().and_then(|expression| expression.variant.as_mut())
        {
            division.right = None;
        }
        assert_eq!(Formula::from_proto(message).unwrap_err().field(), Some("expression.div.right"));
        let empty = proto::Formula { expression: None, defaults: [].into() };
        assert_eq!(Formula::from_proto(empty).unwrap_err().field(), Some("expression"));
    }
}
