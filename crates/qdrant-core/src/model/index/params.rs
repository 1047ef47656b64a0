//! Parameters of any payload index.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    BoolIndexParams, DatetimeIndexParams, FloatIndexParams, GeoIndexParams, IntegerIndexParams,
    KeywordIndexParams, PayloadSchemaType, TextIndexParams, UuidIndexParams,
};
use crate::error::Error;
use crate::model::collection::{RawVariant, UnknownVariant};

/// Parameters of a payload index of any kind.
///
/// # Examples
///
/// ```
/// use qdrant_core::{IntegerIndexParams, PayloadIndexParams};
///
/// let params = PayloadIndexParams::from(IntegerIndexParams::default().is_principal(true));
/// assert_eq!(serde_json::to_string(&params)?, r#"{"type":"integer","is_principal":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum PayloadIndexParams {
    /// Over strings that are matched as a whole.
    Keyword(KeywordIndexParams),
    /// Over integers.
    Integer(IntegerIndexParams),
    /// Over floating point numbers.
    Float(FloatIndexParams),
    /// Over geographical points.
    Geo(GeoIndexParams),
    /// Over texts.
    Text(TextIndexParams),
    /// Over booleans.
    Bool(BoolIndexParams),
    /// Over dates with time.
    Datetime(DatetimeIndexParams),
    /// Over UUIDs.
    Uuid(UuidIndexParams),
    /// Of a kind that this version does not know.
    #[serde(untagged)]
    Unknown(UnknownVariant),
}

impl PayloadIndexParams {
    /// Returns the kind of the index.
    pub fn field_type(&self) -> PayloadSchemaType {
        match self {
            Self::Keyword(_) => PayloadSchemaType::Keyword,
            Self::Integer(_) => PayloadSchemaType::Integer,
            Self::Float(_) => PayloadSchemaType::Float,
            Self::Geo(_) => PayloadSchemaType::Geo,
            Self::Text(_) => PayloadSchemaType::Text,
            Self::Bool(_) => PayloadSchemaType::Bool,
            Self::Datetime(_) => PayloadSchemaType::Datetime,
            Self::Uuid(_) => PayloadSchemaType::Uuid,
            Self::Unknown(unknown) => PayloadSchemaType::from(unknown.name.as_str()),
        }
    }

    pub(super) fn from_raw<E: serde::de::Error>(variant: RawVariant) -> Result<Self, E> {
        let known = |variant: &RawVariant| {
            Ok(Some(match variant.name() {
                "keyword" => Self::Keyword(variant.whole()?),
                "integer" => Self::Integer(variant.whole()?),
                "float" => Self::Float(variant.whole()?),
                "geo" => Self::Geo(variant.whole()?),
                "text" => Self::Text(variant.whole()?),
                "bool" => Self::Bool(variant.whole()?),
                "datetime" => Self::Datetime(variant.whole()?),
                "uuid" => Self::Uuid(variant.whole()?),
                _ => return Ok(None),
            }))
        };
        variant.sort(known, Self::Unknown)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Text(params) => params.check(),
            Self::Unknown(unknown) => Err(unknown.refusal()),
            Self::Keyword(_)
            | Self::Integer(_)
            | Self::Float(_)
            | Self::Geo(_)
            | Self::Bool(_)
            | Self::Datetime(_)
            | Self::Uuid(_) => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for PayloadIndexParams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_raw(RawVariant::typed(deserializer)?)
    }
}

macro_rules! from_kinds {
    ($($variant:ident($kind:ident)),+) => {
        $(
            impl From<$kind> for PayloadIndexParams {
                fn from(params: $kind) -> Self {
                    Self::$variant(params)
                }
            }
        )+
    };
}

from_kinds! {
    Keyword(KeywordIndexParams),
    Integer(IntegerIndexParams),
    Float(FloatIndexParams),
    Geo(GeoIndexParams),
    Text(TextIndexParams),
    Bool(BoolIndexParams),
    Datetime(DatetimeIndexParams),
    Uuid(UuidIndexParams)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::strictly;

    #[test]
    fn every_kind_is_tagged_by_its_type() {
        let defaults: [PayloadIndexParams; 8] = [
            KeywordIndexParams::default().into(),
            IntegerIndexParams::default().into(),
            FloatIndexParams::default().into(),
            GeoIndexParams::default().into(),
            TextIndexParams::default().into(),
            BoolIndexParams::default().into(),
            DatetimeIndexParams::default().into(),
            UuidIndexParams::default().into(),
        ];
        let read = golden::<Vec<PayloadIndexParams>>(
            r#"[{"type":"keyword"},{"type":"integer"},{"type":"float"},{"type":"geo"},
                {"type":"text","tokenizer":"word"},{"type":"bool"},{"type":"datetime"},{"type":"uuid"}]"#,
        );
        assert_eq!(read, defaults);
        let kinds: Vec<_> = read.iter().map(PayloadIndexParams::field_type).collect();
        assert_eq!(kinds, PayloadSchemaType::ALL);
        assert!(read.iter().all(|params| params.check().is_ok()));
    }

    #[test]
    fn a_new_kind_is_read_and_never_sent() {
        let raw = json!({"type": "colour", "hue": true});
        let params: PayloadIndexParams = serde_json::from_value(raw.clone()).unwrap();
        assert_eq!(params, PayloadIndexParams::Unknown(UnknownVariant::new("colour", raw.clone())));
        assert_eq!(params.field_type(), PayloadSchemaType::from("colour"));
        assert_eq!(serde_json::to_value(&params).unwrap(), raw);
        params.check().unwrap_err();
    }

    #[test]
    fn params_without_a_type_do_not_fail_a_reply() {
        let params: PayloadIndexParams = serde_json::from_value(json!({"on_disk": true})).unwrap();
        assert_eq!(params, PayloadIndexParams::Unknown(UnknownVariant::new("", json!({"on_disk": true}))));
    }

    #[test]
    fn a_known_kind_with_new_content_is_kept_and_never_sent() {
        for raw in [json!({"type": "uuid", "is_tenant": 3}), json!({"type": "keyword", "prefix": {}})] {
            let read = || serde_json::from_value::<PayloadIndexParams>(raw.clone());
            let params = read().unwrap();
            let name = raw["type"].as_str().unwrap();
            assert_eq!(params, PayloadIndexParams::Unknown(UnknownVariant::new(name, raw.clone())));
            assert_eq!(params.field_type(), PayloadSchemaType::from(name));
            assert_eq!(serde_json::to_value(&params).unwrap(), raw);
            params.check().unwrap_err();
            let error = strictly(read).unwrap_err();
            assert!(error.to_string().starts_with(&format!("{name}: ")), "{error}");
        }
    }
}
