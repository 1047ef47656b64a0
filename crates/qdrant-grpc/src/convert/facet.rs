//! Facets: the values of a field and how often they occur.

use qdrant_core::{Error, FacetHit, FacetValue};

use super::traits::{FromProto, invalid, required, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::facet_value::Variant;

impl From<FacetValue> for proto::FacetValue {
    fn from(value: FacetValue) -> Self {
        let variant = match value {
            FacetValue::String(text) => Variant::StringValue(text),
            FacetValue::Integer(number) => Variant::IntegerValue(number),
            FacetValue::Bool(flag) => Variant::BoolValue(flag),
        };
        Self { variant: Some(variant) }
    }
}

impl FromProto<proto::FacetValue> for FacetValue {
    fn from_proto(message: proto::FacetValue) -> Result<Self, Error> {
        let proto::FacetValue { variant } = message;
        match variant {
            Some(Variant::StringValue(text)) => Ok(Self::String(text)),
            Some(Variant::IntegerValue(number)) => Ok(Self::Integer(number)),
            Some(Variant::BoolValue(flag)) => Ok(Self::Bool(flag)),
            None => Err(invalid("the value is empty, or of a kind that this version does not know")),
        }
    }
}

impl From<FacetHit> for proto::FacetHit {
    fn from(hit: FacetHit) -> Self {
        let FacetHit { value, count } = hit;
        Self { value: Some(value.into()), count }
    }
}

impl FromProto<proto::FacetHit> for FacetHit {
    fn from_proto(message: proto::FacetHit) -> Result<Self, Error> {
        let proto::FacetHit { value, count } = message;
        Ok(Self { value: required("value", value)?, count })
    }
}

total!(into: FacetValue => proto::FacetValue, FacetHit => proto::FacetHit);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_survive_the_way_there_and_back() {
        for value in ["".into(), FacetValue::from(i64::MIN), 0.into(), false.into()] {
            let hit = FacetHit::new(value, 3);
            assert_eq!(FacetHit::from_proto(hit.clone().into()).unwrap(), hit);
        }
    }

    #[test]
    fn a_hit_without_value_is_refused() {
        let missing = proto::FacetHit { value: None, count: 1 };
        assert_eq!(FacetHit::from_proto(missing).unwrap_err().field(), Some("value"));
        let empty = proto::FacetHit { value: Some(proto::FacetValue { variant: None }), count: 1 };
        assert_eq!(FacetHit::from_proto(empty).unwrap_err().field(), Some("value"));
    }
}
