//! Parameters of payload indexes.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    BoolIndexParams, DatetimeIndexParams, FloatIndexParams, GeoIndexParams, IntegerIndexParams,
    KeywordIndexParams, Language, Memory, PayloadFieldSchema, PayloadIndexParams, PayloadSchemaType,
    SnowballLanguage, StemmingAlgorithm, StopwordsSet, TextIndexParams, TextScoringInterface,
    TextScoringParams, TextScoringType, TokenizerType, UuidIndexParams,
};

use super::basics::{name, text};

pub(super) fn memory() -> impl Strategy<Value = Option<Memory>> {
    of(select(Memory::ALL))
}

pub(super) fn text_index() -> BoxedStrategy<TextIndexParams> {
    // Names that no version knows come along as text.
    let languages = vec(prop_oneof![select(Language::ALL), name().prop_map(Language::from)], 0..3);
    let stopwords =
        (languages, vec(text(), 0..3)).prop_map(|(languages, custom)| StopwordsSet { languages, custom });
    let stemmer = prop_oneof![
        name().prop_map(|language| StemmingAlgorithm::from(SnowballLanguage::from(language))),
        Just(StemmingAlgorithm::Disabled),
    ];
    let scoring = select(TextScoringType::ALL)
        .prop_map(|r#type| TextScoringInterface::Params(TextScoringParams { r#type }));
    let lengths = (of(any::<u64>()), of(any::<u64>()));
    let tokenizer = select(TokenizerType::ALL);
    (vec(of(flag), 5), memory(), of(name()), tokenizer, lengths, of(stopwords), of(stemmer), of(scoring))
        .prop_map(|(flags, memory, nested, tokenizer, lengths, stopwords, stemmer, scoring)| {
            TextIndexParams {
                tokenizer,
                lowercase: flags[0],
                min_token_len: lengths.0,
                max_token_len: lengths.1,
                on_disk: flags[1],
                stopwords: stopwords.map(Into::into),
                phrase_matching: flags[2],
                stemmer,
                ascii_folding: flags[3],
                enable_hnsw: flags[4],
                memory,
                scoring,
                nested,
            }
        })
        .boxed()
}

pub(super) fn index_params() -> BoxedStrategy<PayloadIndexParams> {
    let plain = (0..7, vec(of(flag), 5), memory(), of(name())).prop_map(|(kind, flags, memory, nested)| {
        let (on_disk, enable_hnsw, third) = (flags[0], flags[1], flags[2]);
        match kind {
            // A prefix of `false` goes over gRPC as absent.
            0 => {
                let prefix = flags[3].filter(|prefix| *prefix);
                KeywordIndexParams { is_tenant: third, on_disk, enable_hnsw, prefix, memory, nested }.into()
            }
            1 => {
                let (lookup, range) = (flags[3], flags[4]);
                IntegerIndexParams {
                    lookup,
                    range,
                    is_principal: third,
                    on_disk,
                    enable_hnsw,
                    memory,
                    nested,
                }
                .into()
            }
            2 => FloatIndexParams { on_disk, is_principal: third, enable_hnsw, memory, nested }.into(),
            3 => GeoIndexParams { on_disk, enable_hnsw, memory, nested }.into(),
            4 => BoolIndexParams { on_disk, enable_hnsw, memory, nested }.into(),
            5 => DatetimeIndexParams { on_disk, is_principal: third, enable_hnsw, memory, nested }.into(),
            _ => UuidIndexParams { is_tenant: third, on_disk, enable_hnsw, memory, nested }.into(),
        }
    });
    prop_oneof![7 => plain, 1 => text_index().prop_map(PayloadIndexParams::from)].boxed()
}

pub(super) fn schema() -> impl Strategy<Value = PayloadFieldSchema> {
    prop_oneof![
        select(PayloadSchemaType::ALL).prop_map(PayloadFieldSchema::Type),
        index_params().prop_map(PayloadFieldSchema::Params),
    ]
}
