//! Which quantization a vector or a collection has.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    BinaryQuantization, ProductQuantization, RawVariant, ScalarQuantization, TurboQuantization,
    UnknownVariant,
};
use crate::error::Error;

/// The quantization of a vector or of all vectors of a collection.
///
/// # Examples
///
/// ```
/// use qdrant_core::{BinaryQuantization, QuantizationConfig};
///
/// let quantization = QuantizationConfig::from(BinaryQuantization::default());
/// assert_eq!(serde_json::to_string(&quantization)?, r#"{"binary":{}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum QuantizationConfig {
    /// One byte a number.
    #[serde(rename = "scalar")]
    Scalar(ScalarQuantization),
    /// Centroids of parts of the vector.
    #[serde(rename = "product")]
    Product(ProductQuantization),
    /// One or two bits a number.
    #[serde(rename = "binary")]
    Binary(BinaryQuantization),
    /// A few bits a number after a rotation.
    #[serde(rename = "turbo")]
    Turboquant(TurboQuantization),
    /// A kind that this version does not know.
    #[serde(untagged)]
    Unknown(UnknownVariant),
}

impl QuantizationConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Scalar(_) | Self::Product(_) | Self::Binary(_) | Self::Turboquant(_) => Ok(()),
            Self::Unknown(unknown) => Err(unknown.refusal()),
        }
    }
}

impl<'de> Deserialize<'de> for QuantizationConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = RawVariant::keyed(deserializer, &["scalar", "product", "binary", "turbo"])?;
        let known = |variant: &RawVariant| match variant.name() {
            "scalar" => variant.content().map(Self::Scalar).map(Some),
            "product" => variant.content().map(Self::Product).map(Some),
            "binary" => variant.content().map(Self::Binary).map(Some),
            "turbo" => variant.content().map(Self::Turboquant).map(Some),
            _ => Ok(None),
        };
        variant.sort(known, Self::Unknown)
    }
}

/// A change of the quantization of a vector or of a collection.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QuantizationConfigDiff, UpdateCollection};
///
/// let update = UpdateCollection::new("docs").quantization_config(QuantizationConfigDiff::Disabled);
/// # assert!(update.quantization_config.is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum QuantizationConfigDiff {
    /// One byte a number.
    #[serde(rename = "scalar")]
    Scalar(ScalarQuantization),
    /// Centroids of parts of the vector.
    #[serde(rename = "product")]
    Product(ProductQuantization),
    /// One or two bits a number.
    #[serde(rename = "binary")]
    Binary(BinaryQuantization),
    /// A few bits a number after a rotation.
    #[serde(rename = "turbo")]
    Turboquant(TurboQuantization),
    /// No quantization any more.
    Disabled,
}

macro_rules! from_kinds {
    ($($variant:ident($kind:ident)),+) => {
        $(
            impl From<$kind> for QuantizationConfig {
                fn from(kind: $kind) -> Self {
                    Self::$variant(kind)
                }
            }

            impl From<$kind> for QuantizationConfigDiff {
                fn from(kind: $kind) -> Self {
                    Self::$variant(kind)
                }
            }
        )+
    };
}

from_kinds! {
    Scalar(ScalarQuantization),
    Product(ProductQuantization),
    Binary(BinaryQuantization),
    Turboquant(TurboQuantization)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::CompressionRatio;
    use crate::model::collection::testing::golden;
    use crate::model::strictly;

    #[test]
    fn kinds_are_tagged_from_outside() {
        let config = |text| golden::<QuantizationConfig>(text);
        assert_eq!(config(r#"{"scalar":{"type":"int8"}}"#), ScalarQuantization::default().into());
        let product = ProductQuantization::new(CompressionRatio::X16);
        assert_eq!(config(r#"{"product":{"compression":"x16"}}"#), product.into());
        assert_eq!(config(r#"{"binary":{}}"#), BinaryQuantization::default().into());
        assert_eq!(config(r#"{"turbo":{}}"#), TurboQuantization::default().into());
    }

    #[test]
    fn a_diff_has_the_same_tags_and_a_word() {
        let diff = |text| golden::<QuantizationConfigDiff>(text);
        assert_eq!(diff(r#"{"scalar":{"type":"int8"}}"#), ScalarQuantization::default().into());
        let product = ProductQuantization::new(CompressionRatio::X4);
        assert_eq!(diff(r#"{"product":{"compression":"x4"}}"#), product.into());
        assert_eq!(diff(r#"{"binary":{}}"#), BinaryQuantization::default().into());
        assert_eq!(diff(r#"{"turbo":{}}"#), TurboQuantization::default().into());
        assert_eq!(diff(r#""Disabled""#), QuantizationConfigDiff::Disabled);
    }

    #[test]
    fn a_new_kind_is_read_and_never_sent() {
        let raw = json!({"rabitq": {"bits": 2}});
        let config: QuantizationConfig = serde_json::from_value(raw.clone()).unwrap();
        assert_eq!(config, QuantizationConfig::Unknown(UnknownVariant::new("rabitq", raw.clone())));
        assert_eq!(serde_json::to_value(&config).unwrap(), raw);
        assert!(config.check().unwrap_err().is_invalid_request());
    }

    #[test]
    fn a_known_kind_with_new_content_is_kept_and_never_sent() {
        let raw = json!({"product": {}});
        let read = || serde_json::from_value::<QuantizationConfig>(raw.clone());
        let config = read().unwrap();
        assert_eq!(config, QuantizationConfig::Unknown(UnknownVariant::new("product", raw.clone())));
        assert_eq!(serde_json::to_value(&config).unwrap(), raw);
        assert!(config.check().unwrap_err().is_invalid_request());
        let error = strictly(read).unwrap_err();
        assert!(error.to_string().contains("product: missing field"), "{error}");
    }

    #[test]
    fn a_new_kind_is_no_diff() {
        serde_json::from_value::<QuantizationConfigDiff>(json!({"rabitq": {}})).unwrap_err();
    }
}
