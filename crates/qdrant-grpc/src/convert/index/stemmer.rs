//! How a text index reduces words to their stem.

use qdrant_core::{Error, SnowballParams, StemmingAlgorithm};

use super::stopwords::language_name;
use crate::convert::enums::{unknown_variant, unset_variant};
use crate::convert::{FromProto, IntoProto, Room};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::stemming_algorithm::StemmingParams;

impl IntoProto<proto::StemmingAlgorithm> for StemmingAlgorithm {
    fn into_proto_in(self, _: Room) -> Result<proto::StemmingAlgorithm, Error> {
        let params = match self {
            Self::Snowball(SnowballParams { language }) => {
                let language = language_name(language.as_str()).map_err(|error| error.within("language"))?;
                StemmingParams::Snowball(proto::SnowballParams { language })
            }
            Self::Disabled => StemmingParams::Disabled(proto::DisabledStemmer {}),
            Self::Unknown(unknown) => return unknown_variant(&unknown),
        };
        Ok(proto::StemmingAlgorithm { stemming_params: Some(params) })
    }
}

/// A message without content is an algorithm of a newer server; validation refuses it in a request.
impl FromProto<proto::StemmingAlgorithm> for StemmingAlgorithm {
    fn from_proto(message: proto::StemmingAlgorithm) -> Result<Self, Error> {
        let proto::StemmingAlgorithm { stemming_params } = message;
        Ok(match stemming_params {
            Some(StemmingParams::Snowball(proto::SnowballParams { language })) => {
                Self::Snowball(SnowballParams { language: language.into() })
            }
            Some(StemmingParams::Disabled(proto::DisabledStemmer {})) => Self::Disabled,
            None => Self::Unknown(unset_variant()),
        })
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::SnowballLanguage;

    use super::*;

    #[test]
    fn stemmers_survive_the_way_there_and_back() {
        for stemmer in [SnowballLanguage::Greek.into(), StemmingAlgorithm::Disabled] {
            let message: proto::StemmingAlgorithm = stemmer.clone().into_proto().unwrap();
            assert_eq!(StemmingAlgorithm::from_proto(message).unwrap(), stemmer);
        }
    }

    #[test]
    fn a_stemmer_of_a_newer_server_does_not_fail_a_reply_and_is_not_sent() {
        let message = proto::StemmingAlgorithm { stemming_params: None };
        let unknown = StemmingAlgorithm::from_proto(message).unwrap();
        unknown.into_proto().unwrap_err();
    }
}
