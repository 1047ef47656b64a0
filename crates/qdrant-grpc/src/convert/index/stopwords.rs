//! Words that a text index leaves out.

use qdrant_core::{Error, ErrorKind, Language, StopwordsInterface, StopwordsSet};

use crate::convert::{FromProto, IntoProto, Room, write};
use crate::proto::qdrant as proto;

/// The name of a language, which is a text on this wire too.
pub(super) fn language_name(name: Option<&str>) -> Result<String, Error> {
    match name {
        Some(name) => Ok(name.to_owned()),
        None => Err(Error::new(ErrorKind::Unsupported, "the language is known by a number only")),
    }
}

impl IntoProto<String> for Language {
    fn into_proto_in(self, _: Room) -> Result<String, Error> {
        language_name(self.as_str())
    }
}

/// This wire has sets only: a language goes as the set of its own.
impl IntoProto<proto::StopwordsSet> for StopwordsInterface {
    fn into_proto_in(self, room: Room) -> Result<proto::StopwordsSet, Error> {
        let StopwordsSet { languages, custom } = match self {
            Self::Language(language) => StopwordsSet { languages: vec![language], custom: Vec::new() },
            Self::Set(set) => set,
        };
        Ok(proto::StopwordsSet { languages: write("languages", languages, room)?, custom })
    }
}

impl FromProto<proto::StopwordsSet> for StopwordsInterface {
    fn from_proto(message: proto::StopwordsSet) -> Result<Self, Error> {
        let proto::StopwordsSet { languages, custom } = message;
        Ok(Self::Set(StopwordsSet { languages: languages.into_iter().map(Language::from).collect(), custom }))
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::UnknownValue;

    use super::*;

    #[test]
    fn a_single_language_comes_back_as_a_set() {
        let message: proto::StopwordsSet = StopwordsInterface::from(Language::English).into_proto().unwrap();
        assert_eq!(message.languages, ["english"]);
        let set = StopwordsSet::default().languages([Language::English]);
        assert_eq!(StopwordsInterface::from_proto(message).unwrap(), set.into());
    }

    #[test]
    fn a_language_of_a_newer_server_keeps_its_name() {
        let set = StopwordsSet::default().languages(["klingon"]).custom(["a"]);
        let message: proto::StopwordsSet = StopwordsInterface::from(set.clone()).into_proto().unwrap();
        assert_eq!(StopwordsInterface::from_proto(message).unwrap(), set.into());
        let number =
            StopwordsSet { languages: vec![Language::Unknown(UnknownValue::Number(1))], custom: vec![] };
        let result: Result<proto::StopwordsSet, _> = StopwordsInterface::from(number).into_proto();
        assert_eq!(result.unwrap_err().field(), Some("languages[0]"));
    }
}
