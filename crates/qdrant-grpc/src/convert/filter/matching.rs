//! Matches of a payload field.

use qdrant_core::{Error, Match};

use crate::convert::{FromProto, invalid, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::r#match::MatchValue;
use crate::proto::qdrant::{RepeatedIntegers, RepeatedStrings};

impl From<Match> for proto::Match {
    fn from(value: Match) -> Self {
        let value = match value {
            Match::Keyword(text) => MatchValue::Keyword(text),
            Match::Integer(number) => MatchValue::Integer(number),
            Match::Boolean(flag) => MatchValue::Boolean(flag),
            Match::Text(text) => MatchValue::Text(text),
            Match::TextAny(text) => MatchValue::TextAny(text),
            Match::Phrase(text) => MatchValue::Phrase(text),
            Match::Prefix(text) => MatchValue::Prefix(text),
            Match::Substring(text) => MatchValue::Substring(text),
            Match::Keywords(strings) => MatchValue::Keywords(RepeatedStrings { strings }),
            Match::Integers(integers) => MatchValue::Integers(RepeatedIntegers { integers }),
            Match::ExceptKeywords(strings) => MatchValue::ExceptKeywords(RepeatedStrings { strings }),
            Match::ExceptIntegers(integers) => MatchValue::ExceptIntegers(RepeatedIntegers { integers }),
        };
        Self { match_value: Some(value) }
    }
}

total!(into: Match => proto::Match);

impl FromProto<proto::Match> for Match {
    fn from_proto(message: proto::Match) -> Result<Self, Error> {
        let proto::Match { match_value } = message;
        match match_value {
            Some(MatchValue::Keyword(text)) => Ok(Self::Keyword(text)),
            Some(MatchValue::Integer(number)) => Ok(Self::Integer(number)),
            Some(MatchValue::Boolean(flag)) => Ok(Self::Boolean(flag)),
            Some(MatchValue::Text(text)) => Ok(Self::Text(text)),
            Some(MatchValue::TextAny(text)) => Ok(Self::TextAny(text)),
            Some(MatchValue::Phrase(text)) => Ok(Self::Phrase(text)),
            Some(MatchValue::Prefix(text)) => Ok(Self::Prefix(text)),
            Some(MatchValue::Substring(text)) => Ok(Self::Substring(text)),
            Some(MatchValue::Keywords(RepeatedStrings { strings })) => Ok(Self::Keywords(strings)),
            Some(MatchValue::Integers(RepeatedIntegers { integers })) => Ok(Self::Integers(integers)),
            Some(MatchValue::ExceptKeywords(RepeatedStrings { strings })) => {
                Ok(Self::ExceptKeywords(strings))
            }
            Some(MatchValue::ExceptIntegers(RepeatedIntegers { integers })) => {
                Ok(Self::ExceptIntegers(integers))
            }
            None => Err(invalid("the match is empty, or of a kind that this version does not know")),
        }
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;

    #[test]
    fn each_match_has_its_field() {
        for (value, tag) in [
            (Match::Keyword("a".to_owned()), 1),
            (Match::Integer(-1), 2),
            (Match::Boolean(true), 3),
            (Match::Text("a".to_owned()), 4),
            (Match::keywords(["a"]), 5),
            (Match::integers([1, -1]), 6),
            (Match::except_integers([1]), 7),
            (Match::except_keywords(["a"]), 8),
            (Match::Phrase("a".to_owned()), 9),
            (Match::TextAny("a".to_owned()), 10),
            (Match::Prefix("a".to_owned()), 11),
            (Match::Substring("a".to_owned()), 12),
        ] {
            let bytes = proto::Match::from(value.clone()).encode_to_vec();
            assert_eq!(bytes[0] >> 3, tag, "{value:?}");
            let message = proto::Match::decode(bytes.as_slice()).unwrap();
            assert_eq!(Match::from_proto(message).unwrap(), value);
        }
    }

    #[test]
    fn values_that_proto3_calls_default_are_not_lost() {
        for value in
            [Match::Keyword(String::new()), Match::Integer(0), Match::Boolean(false), Match::integers([])]
        {
            let bytes = proto::Match::from(value.clone()).encode_to_vec();
            let message = proto::Match::decode(bytes.as_slice()).unwrap();
            assert_eq!(Match::from_proto(message).unwrap(), value);
        }
        Match::from_proto(proto::Match { match_value: None }).unwrap_err();
    }
}
