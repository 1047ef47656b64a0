//! Arbitrary parameters of payload indexes for property tests.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::{
    BoolIndexParams, DatetimeIndexParams, FloatIndexParams, GeoIndexParams, IntegerIndexParams,
    KeywordIndexParams, Language, PayloadIndexParams, SnowballLanguage, StemmingAlgorithm,
    StopwordsInterface, StopwordsSet, TextIndexParams, TextScoringInterface, TextScoringParams,
    TextScoringType, TokenizerType, UuidIndexParams,
};
use crate::model::collection::Memory;
use crate::model::collection::strategies::{memory, name, wire};

/// Five optional flags, memory and `nested`: what the parameters of most kinds are made of.
type Parts = (Vec<Option<bool>>, Option<Memory>, Option<String>);

fn parts() -> impl Strategy<Value = Parts> {
    (vec(of(flag), 5), memory(), of(name()))
}

fn keyword((flags, memory, nested): Parts) -> KeywordIndexParams {
    KeywordIndexParams {
        is_tenant: flags[0],
        on_disk: flags[1],
        enable_hnsw: flags[2],
        prefix: flags[3],
        memory,
        nested,
    }
}

fn integer((flags, memory, nested): Parts) -> IntegerIndexParams {
    IntegerIndexParams {
        lookup: flags[0],
        range: flags[1],
        is_principal: flags[2],
        on_disk: flags[3],
        enable_hnsw: flags[4],
        memory,
        nested,
    }
}

fn float((flags, memory, nested): Parts) -> FloatIndexParams {
    FloatIndexParams { on_disk: flags[0], is_principal: flags[1], enable_hnsw: flags[2], memory, nested }
}

fn geo((flags, memory, nested): Parts) -> GeoIndexParams {
    GeoIndexParams { on_disk: flags[0], enable_hnsw: flags[1], memory, nested }
}

fn boolean((flags, memory, nested): Parts) -> BoolIndexParams {
    BoolIndexParams { on_disk: flags[0], enable_hnsw: flags[1], memory, nested }
}

fn datetime((flags, memory, nested): Parts) -> DatetimeIndexParams {
    DatetimeIndexParams { on_disk: flags[0], is_principal: flags[1], enable_hnsw: flags[2], memory, nested }
}

fn uuid((flags, memory, nested): Parts) -> UuidIndexParams {
    UuidIndexParams { is_tenant: flags[0], on_disk: flags[1], enable_hnsw: flags[2], memory, nested }
}

fn text() -> BoxedStrategy<TextIndexParams> {
    let set = (vec(wire(Language::ALL), 0..3), vec(name(), 0..3))
        .prop_map(|(languages, custom)| StopwordsSet { languages, custom });
    let stopwords = prop_oneof![
        wire(Language::ALL).prop_map(StopwordsInterface::Language),
        set.prop_map(StopwordsInterface::Set),
    ];
    let stemmer = prop_oneof![
        wire(SnowballLanguage::ALL).prop_map(StemmingAlgorithm::from),
        Just(StemmingAlgorithm::Disabled)
    ];
    let scoring = prop_oneof![
        flag.prop_map(TextScoringInterface::Enabled),
        wire(TextScoringType::ALL)
            .prop_map(|r#type| TextScoringInterface::Params(TextScoringParams { r#type })),
    ];
    let lengths = (of(any::<u64>()), of(any::<u64>()));
    (parts(), wire(TokenizerType::ALL), lengths, of(stopwords), of(stemmer), of(scoring))
        .prop_map(|((flags, memory, nested), tokenizer, lengths, stopwords, stemmer, scoring)| {
            TextIndexParams {
                tokenizer,
                lowercase: flags[0],
                min_token_len: lengths.0,
                max_token_len: lengths.1,
                on_disk: flags[1],
                stopwords,
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

pub(crate) fn index_params() -> BoxedStrategy<PayloadIndexParams> {
    prop_oneof![
        parts().prop_map(|parts| keyword(parts).into()),
        parts().prop_map(|parts| integer(parts).into()),
        parts().prop_map(|parts| float(parts).into()),
        parts().prop_map(|parts| geo(parts).into()),
        text().prop_map(PayloadIndexParams::from),
        parts().prop_map(|parts| boolean(parts).into()),
        parts().prop_map(|parts| datetime(parts).into()),
        parts().prop_map(|parts| uuid(parts).into()),
    ]
    .boxed()
}
