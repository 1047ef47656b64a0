//! Parameters of an index over texts.

use serde::{Deserialize, Serialize};

use super::{Language, SnowballLanguage, StemmingAlgorithm, StopwordsInterface};
use crate::error::Error;
use crate::macros::{setters, wire_enum};
use crate::model::collection::Memory;
use crate::model::inference::null_as_default;
use crate::validate;

wire_enum! {
    /// How a text is cut into words.
    #[derive(Default)]
    pub enum TokenizerType {
        /// At word boundaries, with every prefix of each word.
        Prefix = "prefix",
        /// At white space.
        Whitespace = "whitespace",
        /// At what is neither letter nor digit.
        #[default]
        Word = "word",
        /// By the rules of the language, also where it does not separate words.
        Multilingual = "multilingual",
        /// By the rules of source code; since 1.20.
        Code = "code",
    }
}

wire_enum! {
    /// How texts are ranked.
    #[derive(Default)]
    pub enum TextScoringType {
        /// By Okapi BM25.
        #[default]
        Bm25 = "bm25",
    }
}

/// Parameters of ranking over a text index. Since 1.20.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextScoringParams {
    /// How texts are ranked.
    pub r#type: TextScoringType,
}

/// Whether and how a text index ranks. Since 1.20.
///
/// gRPC has only the parameters: `true` goes out as BM25, `false` as absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "a boolean or an object with `type`")]
pub enum TextScoringInterface {
    /// Ranks by BM25, or does not rank.
    Enabled(bool),
    /// Ranks with these parameters.
    Params(TextScoringParams),
}

impl From<bool> for TextScoringInterface {
    fn from(enabled: bool) -> Self {
        Self::Enabled(enabled)
    }
}

impl From<TextScoringParams> for TextScoringInterface {
    fn from(params: TextScoringParams) -> Self {
        Self::Params(params)
    }
}

impl From<TextScoringType> for TextScoringInterface {
    fn from(kind: TextScoringType) -> Self {
        Self::Params(TextScoringParams { r#type: kind })
    }
}

/// Parameters of an index over texts that are matched by their words.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Language, SnowballLanguage, TextIndexParams, TokenizerType};
///
/// let index = TextIndexParams::new(TokenizerType::Word)
///     .lowercase(true)
///     .stopwords(Language::English)
///     .stemmer(SnowballLanguage::English)
///     .phrase_matching(true);
/// # assert_eq!(index.lowercase, Some(true));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TextIndexParams {
    /// How texts are cut into words. Default [`TokenizerType::Word`].
    #[serde(default, deserialize_with = "null_as_default")]
    pub tokenizer: TokenizerType,
    /// Turns words to lower case. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowercase: Option<bool>,
    /// Length of the shortest word that is indexed, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_token_len: Option<u64>,
    /// Length of the longest word that is indexed, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_token_len: Option<u64>,
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Words that are left out. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopwords: Option<StopwordsInterface>,
    /// Allows matches by phrase. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phrase_matching: Option<bool>,
    /// How words are reduced to their stem. Default not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stemmer: Option<StemmingAlgorithm>,
    /// Turns accented letters to plain ones. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ascii_folding: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Allows ranking by relevance; changing it rebuilds the index. Default false. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scoring: Option<TextScoringInterface>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].title`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl TextIndexParams {
    /// Creates the parameters with a tokenizer.
    pub fn new(tokenizer: impl Into<TokenizerType>) -> Self {
        Self { tokenizer: tokenizer.into(), ..Self::default() }
    }

    /// Leaves out the stopwords of a language.
    #[must_use]
    pub fn stopwords_language(self, language: impl Into<Language>) -> Self {
        self.stopwords(language.into())
    }

    /// Reduces words to their stem by the Snowball rules of a language.
    #[must_use]
    pub fn snowball_stemmer(self, language: impl Into<SnowballLanguage>) -> Self {
        self.stemmer(language.into())
    }

    /// Says that words are not reduced to their stem.
    #[must_use]
    pub fn disabled_stemmer(self) -> Self {
        self.stemmer(StemmingAlgorithm::Disabled)
    }

    /// Allows ranking by BM25.
    #[must_use]
    pub fn bm25_scoring(self) -> Self {
        self.scoring(TextScoringType::Bm25)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::part("stemmer", self.stemmer.as_ref(), StemmingAlgorithm::check)
    }
}

setters! {
    impl TextIndexParams {
        tokenizer: TokenizerType,
        lowercase: Option<bool>,
        min_token_len: Option<u64>,
        max_token_len: Option<u64>,
        on_disk: Option<bool>,
        stopwords: Option<StopwordsInterface>,
        phrase_matching: Option<bool>,
        stemmer: Option<StemmingAlgorithm>,
        ascii_folding: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        scoring: Option<TextScoringInterface>,
        nested: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::UnknownVariant;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_params_are_the_rest_json() {
        let params = golden::<TextIndexParams>(
            r#"{"tokenizer":"code","lowercase":true,"min_token_len":2,"max_token_len":20,"on_disk":false,
                "stopwords":"english","phrase_matching":true,"stemmer":{"type":"snowball","language":"english"},
                "ascii_folding":true,"enable_hnsw":false,"memory":"cached","scoring":{"type":"bm25"},
                "nested":"offers"}"#,
        );
        let built = TextIndexParams::new(TokenizerType::Code)
            .lowercase(true)
            .min_token_len(2)
            .max_token_len(20)
            .on_disk(false)
            .stopwords_language("english")
            .phrase_matching(true)
            .snowball_stemmer("english")
            .ascii_folding(true)
            .enable_hnsw(false)
            .memory(Memory::Cached)
            .bm25_scoring()
            .nested("offers");
        assert_eq!(params, built);
        params.check().unwrap();
    }

    #[test]
    fn the_tokenizer_is_always_written() {
        assert_eq!(golden::<TextIndexParams>(r#"{"tokenizer":"word"}"#), TextIndexParams::default());
        assert_eq!(serde_json::from_str::<TextIndexParams>("{}").unwrap(), TextIndexParams::default());
        let all = r#"["prefix","whitespace","word","multilingual","code"]"#;
        assert_eq!(golden::<Vec<TokenizerType>>(all), TokenizerType::ALL);
    }

    #[test]
    fn scoring_is_a_boolean_or_params() {
        assert_eq!(golden::<TextScoringInterface>("true"), true.into());
        assert_eq!(golden::<TextScoringInterface>(r#"{"type":"bm25"}"#), TextScoringParams::default().into());
    }

    #[test]
    fn an_unknown_stemmer_is_refused() {
        let unknown = StemmingAlgorithm::Unknown(UnknownVariant::new("porter", serde_json::Value::Null));
        let error = TextIndexParams::default().stemmer(unknown).check().unwrap_err();
        assert_eq!(error.field(), Some("stemmer"));
        TextIndexParams::default().disabled_stemmer().check().unwrap();
    }
}
