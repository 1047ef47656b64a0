//! Parameters of an index over texts.

use qdrant_core::{
    Error, TextIndexParams, TextScoringInterface, TextScoringParams, TextScoringType, TokenizerType,
};

use crate::convert::enums::wire_enum;
use crate::convert::{FromProto, IntoProto, Room, read, write};
use crate::proto::qdrant as proto;

wire_enum! {
    TokenizerType = proto::TokenizerType { Prefix, Whitespace, Word, Multilingual, Code }
    Unknown is refused
}

wire_enum! { TextScoringType = proto::TextScoringType { Bm25 } }

/// This wire says by a message's presence that texts are ranked, so that `false` goes as absent.
fn scoring_params(
    scoring: Option<TextScoringInterface>,
    room: Room,
) -> Result<Option<proto::TextScoringParams>, Error> {
    let TextScoringParams { r#type } = match scoring {
        None | Some(TextScoringInterface::Enabled(false)) => return Ok(None),
        Some(TextScoringInterface::Enabled(true)) => TextScoringParams { r#type: TextScoringType::Bm25 },
        Some(TextScoringInterface::Params(params)) => params,
    };
    Ok(Some(proto::TextScoringParams { r#type: write("type", r#type, room)? }))
}

impl FromProto<proto::TextScoringParams> for TextScoringInterface {
    fn from_proto(message: proto::TextScoringParams) -> Result<Self, Error> {
        let proto::TextScoringParams { r#type } = message;
        Ok(Self::Params(TextScoringParams { r#type: read("type", r#type)? }))
    }
}

impl IntoProto<proto::TextIndexParams> for TextIndexParams {
    fn into_proto_in(self, room: Room) -> Result<proto::TextIndexParams, Error> {
        let Self {
            tokenizer,
            lowercase,
            min_token_len,
            max_token_len,
            on_disk,
            stopwords,
            phrase_matching,
            stemmer,
            ascii_folding,
            enable_hnsw,
            memory,
            scoring,
            nested,
        } = self;
        Ok(proto::TextIndexParams {
            tokenizer: write("tokenizer", tokenizer, room)?,
            lowercase,
            min_token_len,
            max_token_len,
            on_disk,
            stopwords: write("stopwords", stopwords, room)?,
            phrase_matching,
            stemmer: write("stemmer", stemmer, room)?,
            ascii_folding,
            enable_hnsw,
            memory: write("memory", memory, room)?,
            scoring: scoring_params(scoring, room).map_err(|error| error.within("scoring"))?,
            nested,
        })
    }
}

impl FromProto<proto::TextIndexParams> for TextIndexParams {
    fn from_proto(message: proto::TextIndexParams) -> Result<Self, Error> {
        let proto::TextIndexParams {
            tokenizer,
            lowercase,
            min_token_len,
            max_token_len,
            on_disk,
            stopwords,
            phrase_matching,
            stemmer,
            ascii_folding,
            enable_hnsw,
            memory,
            scoring,
            nested,
        } = message;
        Ok(Self {
            tokenizer: read("tokenizer", tokenizer)?,
            lowercase,
            min_token_len,
            max_token_len,
            on_disk,
            stopwords: read("stopwords", stopwords)?,
            phrase_matching,
            stemmer: read("stemmer", stemmer)?,
            ascii_folding,
            enable_hnsw,
            memory: read("memory", memory)?,
            scoring: read("scoring", scoring)?,
            nested,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokenizer_is_always_written_and_must_be_set() {
        let message: proto::TextIndexParams = TextIndexParams::default().into_proto().unwrap();
        assert_eq!(message.tokenizer, i32::from(proto::TokenizerType::Word));
        let unset = proto::TextIndexParams { tokenizer: 0, ..message };
        assert_eq!(TextIndexParams::from_proto(unset).unwrap_err().field(), Some("tokenizer"));
    }

    #[test]
    fn scoring_is_there_or_absent() {
        let through = |scoring: Option<TextScoringInterface>| {
            let params = TextIndexParams { scoring, ..TextIndexParams::default() };
            let message: proto::TextIndexParams = params.into_proto().unwrap();
            TextIndexParams::from_proto(message).unwrap().scoring
        };
        let bm25 = Some(TextScoringInterface::from(TextScoringType::Bm25));
        assert_eq!(through(None), None);
        assert_eq!(through(Some(false.into())), None);
        assert_eq!(through(Some(true.into())), bm25);
        assert_eq!(through(bm25.clone()), bm25);
    }
}
