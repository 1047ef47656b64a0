//! What index to create over a payload field.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{
    BoolIndexParams, DatetimeIndexParams, FloatIndexParams, GeoIndexParams, IntegerIndexParams,
    KeywordIndexParams, PayloadIndexParams, PayloadSchemaType, TextIndexParams, UuidIndexParams,
};
use crate::error::Error;
use crate::model::collection::RawVariant;

/// What index to create over a payload field: its kind alone, or its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "an operation has one of them, and never many")]
pub enum PayloadFieldSchema {
    /// An index of this kind with every default.
    Type(PayloadSchemaType),
    /// An index with these parameters.
    Params(PayloadIndexParams),
}

impl PayloadFieldSchema {
    /// Returns the kind of the index.
    pub fn field_type(&self) -> PayloadSchemaType {
        match self {
            Self::Type(kind) => kind.clone(),
            Self::Params(params) => params.field_type(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Type(_) => Ok(()),
            Self::Params(params) => params.check(),
        }
    }
}

impl<'de> Deserialize<'de> for PayloadFieldSchema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(kind) => Ok(Self::Type(kind.as_str().into())),
            value @ Value::Object(_) => {
                PayloadIndexParams::from_raw(RawVariant::from_typed(value)).map(Self::Params)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                Err(D::Error::custom("expected the kind of an index or its parameters"))
            }
        }
    }
}

impl From<PayloadSchemaType> for PayloadFieldSchema {
    fn from(kind: PayloadSchemaType) -> Self {
        Self::Type(kind)
    }
}

impl From<PayloadIndexParams> for PayloadFieldSchema {
    fn from(params: PayloadIndexParams) -> Self {
        Self::Params(params)
    }
}

macro_rules! from_kinds {
    ($($kind:ident),+) => {
        $(
            impl From<$kind> for PayloadFieldSchema {
                fn from(params: $kind) -> Self {
                    Self::Params(params.into())
                }
            }
        )+
    };
}

from_kinds! {
    KeywordIndexParams, IntegerIndexParams, FloatIndexParams, GeoIndexParams,
    TextIndexParams, BoolIndexParams, DatetimeIndexParams, UuidIndexParams
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::collection::UnknownVariant;
    use crate::model::collection::strategies::field_schema;
    use crate::model::collection::testing::{golden, through_json};

    #[test]
    fn a_schema_is_a_name_or_params() {
        let name = golden::<PayloadFieldSchema>(r#""keyword""#);
        assert_eq!(name, PayloadSchemaType::Keyword.into());
        let params = golden::<PayloadFieldSchema>(r#"{"type":"keyword","is_tenant":true}"#);
        assert_eq!(params, KeywordIndexParams::default().is_tenant(true).into());
        assert_eq!(name.field_type(), params.field_type());
    }

    #[test]
    fn a_schema_is_nothing_else() {
        for text in ["null", "1", "[]", "true"] {
            assert!(serde_json::from_str::<PayloadFieldSchema>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_kind_is_refused() {
        let unknown = PayloadIndexParams::Unknown(UnknownVariant::new("colour", Value::Null));
        PayloadFieldSchema::from(unknown).check().unwrap_err();
        PayloadFieldSchema::from(PayloadSchemaType::Geo).check().unwrap();
    }

    proptest! {
        #[test]
        fn schemas_survive_json(schema in field_schema()) {
            prop_assert_eq!(&through_json(&schema), &schema);
        }
    }
}
