//! The index that a request asks for: two fields of the message, one value in the core.

use qdrant_core::{Error, PayloadFieldSchema, PayloadIndexParams};

use super::kind::{from_field_type, to_field_type};
use crate::convert::{FromProto, IntoProto, Room, read, write};
use crate::proto::qdrant as proto;

/// The fields `field_type` and `field_index_params`: the type is always written, the parameters if there are any.
impl IntoProto<(Option<i32>, Option<proto::PayloadIndexParams>)> for PayloadFieldSchema {
    fn into_proto_in(self, room: Room) -> Result<(Option<i32>, Option<proto::PayloadIndexParams>), Error> {
        let field_type = to_field_type(self.field_type()).map_err(|error| error.within("field_type"));
        let params = match self {
            Self::Type(_) => None,
            Self::Params(params) => Some(write("field_index_params", params, room)?),
        };
        Ok((Some(field_type?), params))
    }
}

impl FromProto<(Option<i32>, Option<proto::PayloadIndexParams>)> for PayloadFieldSchema {
    fn from_proto(fields: (Option<i32>, Option<proto::PayloadIndexParams>)) -> Result<Self, Error> {
        let (field_type, params) = fields;
        let kind = field_type.map(from_field_type);
        let params: Option<PayloadIndexParams> = read("field_index_params", params)?;
        match (kind, params) {
            (Some(kind), Some(params)) if kind != params.field_type() => {
                let message = format!("is {kind}, but the parameters are for {}", params.field_type());
                Err(Error::invalid("field_type", message))
            }
            (_, Some(params)) => Ok(Self::Params(params)),
            (Some(kind), None) => Ok(Self::Type(kind)),
            (None, None) => {
                Err(Error::invalid("field_type", "is missing, and so are the parameters of the index"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{
        BoolIndexParams, DatetimeIndexParams, FieldType, FloatIndexParams, GeoIndexParams,
        IntegerIndexParams, KeywordIndexParams, TextIndexParams, UnknownVariant, UuidIndexParams, Value,
    };

    use super::*;

    fn all() -> [PayloadIndexParams; 8] {
        [
            KeywordIndexParams::default().is_tenant(true).into(),
            IntegerIndexParams::new(true, false).into(),
            FloatIndexParams::default().is_principal(true).into(),
            GeoIndexParams::default().on_disk(true).into(),
            TextIndexParams::default().into(),
            BoolIndexParams::default().enable_hnsw(false).into(),
            DatetimeIndexParams::default().nested("a").into(),
            UuidIndexParams::default().is_tenant(false).into(),
        ]
    }

    #[test]
    fn the_type_counts_from_zero_and_goes_with_the_parameters() {
        for (number, params) in (0..).zip(all()) {
            let schema = PayloadFieldSchema::from(params.clone());
            let (field_type, message) = schema.clone().into_proto().unwrap();
            assert_eq!(field_type, Some(number), "{schema:?}");
            assert!(message.is_some());
            assert_eq!(PayloadFieldSchema::from_proto((field_type, message.clone())).unwrap(), schema);
            // Old clients leave the type out.
            assert_eq!(PayloadFieldSchema::from_proto((None, message)).unwrap(), schema);
            let kind = PayloadFieldSchema::from(params.field_type());
            assert_eq!(kind.clone().into_proto().unwrap(), (Some(number), None));
            assert_eq!(PayloadFieldSchema::from_proto((Some(number), None)).unwrap(), kind);
        }
    }

    #[test]
    fn a_type_that_does_not_match_its_parameters_is_refused() {
        let (_, params) = PayloadFieldSchema::from(KeywordIndexParams::default()).into_proto().unwrap();
        let error = PayloadFieldSchema::from_proto((Some(1), params)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid request: field_type: is integer, but the parameters are for keyword"
        );
        let unset = Some(proto::PayloadIndexParams { index_params: None });
        PayloadFieldSchema::from_proto((Some(0), unset)).unwrap_err();
    }

    #[test]
    fn an_index_without_type_and_parameters_is_refused() {
        assert_eq!(PayloadFieldSchema::from_proto((None, None)).unwrap_err().field(), Some("field_type"));
    }

    #[test]
    fn kinds_that_this_wire_has_no_number_for_are_refused() {
        let named = PayloadFieldSchema::from(FieldType::from("vector")).into_proto().unwrap_err();
        assert!(named.is_unsupported());
        assert_eq!(named.field(), Some("field_type"));
        let params = PayloadIndexParams::Unknown(UnknownVariant::new("vector", Value::Null));
        let error = PayloadFieldSchema::from(params).into_proto().unwrap_err();
        assert_eq!(error.field(), Some("field_index_params"));
    }
}
