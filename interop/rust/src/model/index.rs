//! Payload indexes of every kind.

use official::qdrant as q;
use q::payload_index_params::IndexParams;
use qdrant_core as core;
use serde_json::json;

use super::model;
use crate::Pair;

/// Parameters of every index with every field.
pub fn params() -> Vec<Pair<core::PayloadIndexParams, q::PayloadIndexParams>> {
    let memory = || Some(q::Memory::Cached.into());
    let nested = || Some("items[]".to_owned());
    let cases = [
        (
            json!({"type": "keyword", "is_tenant": true, "prefix": true}),
            IndexParams::KeywordIndexParams(q::KeywordIndexParams {
                is_tenant: Some(true),
                on_disk: Some(true),
                enable_hnsw: Some(false),
                prefix: Some(q::KeywordPrefixParams {}),
                memory: memory(),
                nested: nested(),
            }),
        ),
        (
            json!({"type": "integer", "lookup": true, "range": false, "is_principal": true}),
            IndexParams::IntegerIndexParams(q::IntegerIndexParams {
                lookup: Some(true),
                range: Some(false),
                is_principal: Some(true),
                on_disk: Some(true),
                enable_hnsw: Some(false),
                memory: memory(),
                nested: nested(),
            }),
        ),
        (
            json!({"type": "float", "is_principal": true}),
            IndexParams::FloatIndexParams(q::FloatIndexParams {
                on_disk: Some(true),
                is_principal: Some(true),
                enable_hnsw: Some(false),
                memory: memory(),
                nested: nested(),
            }),
        ),
        (
            json!({"type": "geo"}),
            IndexParams::GeoIndexParams(q::GeoIndexParams {
                on_disk: Some(true),
                enable_hnsw: Some(false),
                memory: memory(),
                nested: nested(),
            }),
        ),
        (
            json!({"type": "bool"}),
            IndexParams::BoolIndexParams(q::BoolIndexParams {
                on_disk: Some(true),
                enable_hnsw: Some(false),
                memory: memory(),
                nested: nested(),
            }),
        ),
        (
            json!({"type": "datetime", "is_principal": false}),
            IndexParams::DatetimeIndexParams(q::DatetimeIndexParams {
                on_disk: Some(true),
                is_principal: Some(false),
                enable_hnsw: Some(false),
                memory: memory(),
                nested: nested(),
            }),
        ),
        (
            json!({"type": "uuid", "is_tenant": false}),
            IndexParams::UuidIndexParams(q::UuidIndexParams {
                is_tenant: Some(false),
                on_disk: Some(true),
                enable_hnsw: Some(false),
                memory: memory(),
                nested: nested(),
            }),
        ),
    ];
    let mut pairs: Vec<_> = cases
        .into_iter()
        .map(|(mut json, official)| {
            json["on_disk"] = json!(true);
            json["enable_hnsw"] = json!(false);
            json["memory"] = json!("cached");
            json["nested"] = json!("items[]");
            (model(json), q::PayloadIndexParams { index_params: Some(official) })
        })
        .collect();
    pairs.extend(texts());
    pairs
}

fn texts() -> Vec<Pair<core::PayloadIndexParams, q::PayloadIndexParams>> {
    use q::TokenizerType as Tokenizer;
    use q::stemming_algorithm::StemmingParams;
    let snowball = || StemmingParams::Snowball(q::SnowballParams { language: "german".into() });
    let disabled = || StemmingParams::Disabled(q::DisabledStemmer {});
    [
        ("prefix", Tokenizer::Prefix, json!({"type": "snowball", "language": "german"}), snowball()),
        ("whitespace", Tokenizer::Whitespace, json!({"type": "none"}), disabled()),
        ("word", Tokenizer::Word, json!({"type": "snowball", "language": "german"}), snowball()),
        ("multilingual", Tokenizer::Multilingual, json!({"type": "none"}), disabled()),
        ("code", Tokenizer::Code, json!({"type": "none"}), disabled()),
    ]
    .map(|(name, tokenizer, stemmer, official_stemmer)| {
        let json = json!({"type": "text", "tokenizer": name, "min_token_len": 2, "max_token_len": 20,
            "lowercase": false, "ascii_folding": true, "phrase_matching": true,
            "stopwords": {"languages": ["english", "german"], "custom": ["foo"]}, "on_disk": true,
            "stemmer": stemmer, "enable_hnsw": true, "memory": "pinned", "scoring": {"type": "bm25"}, "nested": "n"});
        let official = q::TextIndexParams {
            tokenizer: tokenizer.into(),
            lowercase: Some(false),
            min_token_len: Some(2),
            max_token_len: Some(20),
            on_disk: Some(true),
            stopwords: Some(q::StopwordsSet {
                languages: vec!["english".into(), "german".into()],
                custom: vec!["foo".into()],
            }),
            phrase_matching: Some(true),
            stemmer: Some(q::StemmingAlgorithm { stemming_params: Some(official_stemmer) }),
            ascii_folding: Some(true),
            enable_hnsw: Some(true),
            memory: Some(q::Memory::Pinned.into()),
            scoring: Some(q::TextScoringParams { r#type: q::TextScoringType::Bm25.into() }),
            nested: Some("n".into()),
        };
        let official = IndexParams::TextIndexParams(official);
        (model(json), q::PayloadIndexParams { index_params: Some(official) })
    })
    .into()
}

/// Every kind of index, with its number in a request and in a reply.
pub fn kinds() -> [(core::PayloadSchemaType, q::FieldType, q::PayloadSchemaType); 8] {
    use core::PayloadSchemaType as Core;
    use q::{FieldType as Field, PayloadSchemaType as Schema};
    [
        (Core::Keyword, Field::Keyword, Schema::Keyword),
        (Core::Integer, Field::Integer, Schema::Integer),
        (Core::Float, Field::Float, Schema::Float),
        (Core::Geo, Field::Geo, Schema::Geo),
        (Core::Text, Field::Text, Schema::Text),
        (Core::Bool, Field::Bool, Schema::Bool),
        (Core::Datetime, Field::Datetime, Schema::Datetime),
        (Core::Uuid, Field::Uuid, Schema::Uuid),
    ]
}
