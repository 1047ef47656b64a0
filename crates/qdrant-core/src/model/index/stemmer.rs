//! How a text index reduces words to their stem.

use serde::{Deserialize, Deserializer, Serialize};

use super::SnowballLanguage;
use crate::error::Error;
use crate::model::collection::{RawVariant, UnknownVariant};

/// How a text index reduces words to their stem.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum StemmingAlgorithm {
    /// By the Snowball rules of a language.
    #[serde(rename = "snowball")]
    Snowball(SnowballParams),
    /// Not at all. Since 1.19.
    #[serde(rename = "none")]
    Disabled,
    /// A way that this version does not know.
    #[serde(untagged)]
    Unknown(UnknownVariant),
}

impl StemmingAlgorithm {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Snowball(_) | Self::Disabled => Ok(()),
            Self::Unknown(unknown) => Err(unknown.refusal()),
        }
    }
}

impl<'de> Deserialize<'de> for StemmingAlgorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = RawVariant::typed(deserializer)?;
        let known = |variant: &RawVariant| match variant.name() {
            "snowball" => variant.whole().map(Self::Snowball).map(Some),
            "none" => Ok(Some(Self::Disabled)),
            _ => Ok(None),
        };
        variant.sort(known, Self::Unknown)
    }
}

impl From<SnowballParams> for StemmingAlgorithm {
    fn from(params: SnowballParams) -> Self {
        Self::Snowball(params)
    }
}

impl From<SnowballLanguage> for StemmingAlgorithm {
    fn from(language: SnowballLanguage) -> Self {
        Self::Snowball(SnowballParams { language })
    }
}

/// Parameters of the Snowball stemmer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SnowballParams {
    /// The language whose rules are used.
    pub language: SnowballLanguage,
}

impl SnowballParams {
    /// Creates the parameters for a language.
    pub fn new(language: impl Into<SnowballLanguage>) -> Self {
        Self { language: language.into() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::strictly;

    #[test]
    fn stemmers_are_tagged_by_type() {
        let snowball = golden::<StemmingAlgorithm>(r#"{"type":"snowball","language":"english"}"#);
        assert_eq!(snowball, SnowballLanguage::English.into());
        assert_eq!(snowball, SnowballParams::new("english").into());
        assert_eq!(golden::<StemmingAlgorithm>(r#"{"type":"none"}"#), StemmingAlgorithm::Disabled);
        snowball.check().unwrap();
    }

    #[test]
    fn a_new_stemmer_is_read_and_never_sent() {
        let raw = json!({"type": "porter", "level": 2});
        let stemmer: StemmingAlgorithm = serde_json::from_value(raw.clone()).unwrap();
        assert_eq!(stemmer, StemmingAlgorithm::Unknown(UnknownVariant::new("porter", raw.clone())));
        assert_eq!(serde_json::to_value(&stemmer).unwrap(), raw);
        stemmer.check().unwrap_err();
    }

    #[test]
    fn a_snowball_without_language_is_kept_and_never_sent() {
        let raw = json!({"type": "snowball"});
        let read = || serde_json::from_value::<StemmingAlgorithm>(raw.clone());
        assert_eq!(read().unwrap(), StemmingAlgorithm::Unknown(UnknownVariant::new("snowball", raw.clone())));
        read().unwrap().check().unwrap_err();
        let error = strictly(read).unwrap_err();
        assert!(error.to_string().contains("snowball: missing field `language`"), "{error}");
    }
}
