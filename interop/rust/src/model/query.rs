//! Queries of every kind.

use official::qdrant as q;
use q::query::Variant;
use q::vector_input::Variant as Input;
use qdrant_core as core;
use serde_json::json;

use super::options::two_shards;
use super::value::{UUID, number, uuid};
use super::vector::{dense, document, image, multi, object, sparse};
use super::{filter, formula, model};
use crate::Pair;

fn input(variant: Input) -> q::VectorInput {
    q::VectorInput { variant: Some(variant) }
}

fn query(variant: Variant) -> q::Query {
    q::Query { variant: Some(variant) }
}

/// Every kind of vector that a query can be about.
pub fn inputs() -> Vec<Pair<core::VectorInput, q::VectorInput>> {
    let (document, image, object) = (document(), image(), object());
    [
        (core::VectorInput::Id(number().0), Input::Id(number().1)),
        (core::VectorInput::Id(uuid().0), Input::Id(uuid().1)),
        (model(json!([0.25, 0.5])), Input::Dense(dense(&[0.25, 0.5]))),
        (model(json!({"indices": [3, u32::MAX], "values": [0.5, -2.0]})), Input::Sparse(sparse())),
        (model(json!([[1.0, 2.0], [3.0, 4.0]])), Input::MultiDense(multi())),
        (core::VectorInput::Document(document.0), Input::Document(document.1)),
        (core::VectorInput::Image(image.0), Input::Image(image.1)),
        (core::VectorInput::Object(object.0), Input::Object(object.1)),
    ]
    .map(|(core, variant)| (core, input(variant)))
    .into()
}

fn id() -> q::VectorInput {
    input(Input::Id(uuid().1))
}

fn vector() -> q::VectorInput {
    input(Input::Dense(dense(&[0.25, 0.5])))
}

fn pair() -> q::ContextInputPair {
    q::ContextInputPair { positive: Some(id()), negative: Some(vector()) }
}

/// Every kind of query.
pub fn queries() -> Vec<Pair<core::Query, q::Query>> {
    let mut pairs: Vec<_> = inputs()
        .into_iter()
        .map(|(core, official)| (core::Query::Nearest(core), query(Variant::Nearest(official))))
        .collect();
    pairs.extend(recommendations());
    pairs.extend(orders());
    pairs.extend(others());
    pairs.extend(
        formula::formulas()
            .into_iter()
            .map(|(core, official)| (core::Query::Formula(core), query(Variant::Formula(official)))),
    );
    pairs
}

fn recommendations() -> Vec<Pair<core::Query, q::Query>> {
    use q::RecommendStrategy as Strategy;
    [
        ("average_vector", Strategy::AverageVector),
        ("best_score", Strategy::BestScore),
        ("sum_scores", Strategy::SumScores),
    ]
    .map(|(name, strategy)| {
        let json = json!({"recommend": {"positive": [UUID, [0.25, 0.5]], "negative": [[0.25, 0.5]], "strategy": name}});
        let official = q::RecommendInput {
            positive: vec![id(), vector()],
            negative: vec![vector()],
            strategy: Some(strategy.into()),
        };
        (model(json), query(Variant::Recommend(official)))
    })
    .into()
}

/// Orders from every kind of value.
pub fn order_bys() -> Vec<Pair<core::OrderBy, q::OrderBy>> {
    use q::start_from::Value;
    let time = prost_types::Timestamp { seconds: 1_700_000_000, nanos: 500_000_000 };
    [
        (json!({"key": "a.b", "direction": "asc", "start_from": -3}), Value::Integer(-3), q::Direction::Asc),
        (
            json!({"key": "a.b", "direction": "desc", "start_from": 3.0}),
            Value::Float(3.0),
            q::Direction::Desc,
        ),
        (
            json!({"key": "a.b", "direction": "desc", "start_from": "2023-11-14T22:13:20.5Z"}),
            Value::Timestamp(time),
            q::Direction::Desc,
        ),
    ]
    .map(|(json, value, direction)| {
        let official = q::OrderBy {
            key: "a.b".into(),
            direction: Some(direction.into()),
            start_from: Some(q::StartFrom { value: Some(value) }),
        };
        (model(json), official)
    })
    .into()
}

fn orders() -> Vec<Pair<core::Query, q::Query>> {
    let bare = q::OrderBy { key: "k".into(), direction: None, start_from: None };
    let mut pairs = order_bys();
    pairs.push((model(json!({"key": "k"})), bare));
    let whole = |(core, official)| (core::Query::OrderBy(core), query(Variant::OrderBy(official)));
    pairs.into_iter().map(whole).collect()
}

fn others() -> Vec<Pair<core::Query, q::Query>> {
    let mmr = |diversity, candidates_limit| q::NearestInputWithMmr {
        nearest: Some(vector()),
        mmr: Some(q::Mmr { diversity, candidates_limit }),
    };
    let context =
        json!([{"positive": UUID, "negative": [0.25, 0.5]}, {"positive": UUID, "negative": [0.25, 0.5]}]);
    let pairs = || q::ContextInput { pairs: vec![pair(), pair()] };
    let naive = q::NaiveFeedbackStrategy { a: 0.5, b: -1.0, c: 2.0 };
    let feedback = q::RelevanceFeedbackInput {
        target: Some(id()),
        feedback: vec![
            q::FeedbackItem { example: Some(vector()), score: 0.75 },
            q::FeedbackItem { example: Some(id()), score: -0.5 },
        ],
        strategy: Some(q::FeedbackStrategy { variant: Some(q::feedback_strategy::Variant::Naive(naive)) }),
    };
    let text = |scoring| q::TextQuery { query: "two words".into(), scoring };
    let bm25 = q::text_query::Scoring::Bm25(q::Bm25Params { k: Some(1.5), b: Some(0.5) });
    [
        (
            json!({"discover": {"target": UUID, "context": context}}),
            Variant::Discover(q::DiscoverInput { target: Some(id()), context: Some(pairs()) }),
        ),
        (
            json!({"discover": {"target": [0.25, 0.5], "context": []}}),
            Variant::Discover(q::DiscoverInput {
                target: Some(vector()),
                context: Some(q::ContextInput { pairs: vec![] }),
            }),
        ),
        (json!({"context": context}), Variant::Context(pairs())),
        (json!({"fusion": "rrf"}), Variant::Fusion(q::Fusion::Rrf.into())),
        (json!({"fusion": "dbsf"}), Variant::Fusion(q::Fusion::Dbsf.into())),
        (
            json!({"rrf": {"k": 7, "weights": [2.0, 0.5]}}),
            Variant::Rrf(q::Rrf { k: Some(7), weights: vec![2.0, 0.5] }),
        ),
        (json!({"rrf": {}}), Variant::Rrf(q::Rrf { k: None, weights: vec![] })),
        (json!({"sample": "random"}), Variant::Sample(q::Sample::Random.into())),
        (
            json!({"nearest": [0.25, 0.5], "mmr": {"diversity": 0.25, "candidates_limit": 50}}),
            Variant::NearestWithMmr(mmr(Some(0.25), Some(50))),
        ),
        (json!({"nearest": [0.25, 0.5], "mmr": {}}), Variant::NearestWithMmr(mmr(None, None))),
        (
            json!({"relevance_feedback": {"target": UUID,
                "feedback": [{"example": [0.25, 0.5], "score": 0.75}, {"example": UUID, "score": -0.5}],
                "strategy": {"naive": {"a": 0.5, "b": -1.0, "c": 2.0}}}}),
            Variant::RelevanceFeedback(feedback),
        ),
        (json!({"text": "two words"}), Variant::Text(text(None))),
        (
            json!({"text": {"query": "two words", "scoring": {"bm25": {"k": 1.5, "b": 0.5}}}}),
            Variant::Text(text(Some(bm25))),
        ),
    ]
    .map(|(json, variant)| (model(json), query(variant)))
    .into()
}

/// Parameters of a search with every field, and each scope of IDF.
pub fn params() -> Vec<Pair<core::SearchParams, q::SearchParams>> {
    let (corpus, official_corpus) = filter::small();
    let json = json!({
        "hnsw_ef": 128, "exact": true, "indexed_only": false,
        "quantization": {"ignore": true, "rescore": false, "oversampling": 2.5},
        "acorn": {"enable": true, "max_selectivity": 0.4},
    });
    let with = |idf: core::IdfParams| {
        let mut params: core::SearchParams = model(json.clone());
        params.idf = Some(idf);
        params
    };
    let official = |corpus| q::SearchParams {
        hnsw_ef: Some(128),
        exact: Some(true),
        quantization: Some(q::QuantizationSearchParams {
            ignore: Some(true),
            rescore: Some(false),
            oversampling: Some(2.5),
        }),
        indexed_only: Some(false),
        acorn: Some(q::AcornSearchParams { enable: Some(true), max_selectivity: Some(0.4) }),
        idf: Some(q::IdfParams { corpus }),
    };
    vec![
        (with(core::IdfParams { corpus: Some(corpus) }), official(Some(official_corpus))),
        (with(core::IdfParams { corpus: None }), official(None)),
        (core::SearchParams::default(), q::SearchParams::default()),
    ]
}

/// Parameters of a search with every field.
pub fn full_params() -> Pair<core::SearchParams, q::SearchParams> {
    params().swap_remove(0)
}

/// A place to take vectors from.
pub fn lookup() -> Pair<core::LookupLocation, q::LookupLocation> {
    let (shards, official_shards) = two_shards();
    (
        core::LookupLocation {
            collection_name: "other".into(),
            vector_name: Some("w".into()),
            shard_key_selector: Some(shards),
        },
        q::LookupLocation {
            collection_name: "other".into(),
            vector_name: Some("w".into()),
            shard_key_selector: Some(official_shards),
        },
    )
}

/// A prefetch with every field, and one below it.
pub fn prefetch() -> Pair<core::PrefetchQuery, q::PrefetchQuery> {
    let (query, official_query) = queries().swap_remove(2);
    let (filter, official_filter) = filter::small();
    let (params, official_params) = full_params();
    let (lookup, official_lookup) = lookup();
    let core = |prefetch| core::PrefetchQuery {
        prefetch,
        query: Some(query.clone()),
        using: Some("v".into()),
        filter: Some(filter.clone()),
        params: Some(params.clone()),
        score_threshold: Some(-0.25),
        limit: Some(u64::MAX),
        lookup_from: Some(lookup.clone()),
    };
    let official = |prefetch| q::PrefetchQuery {
        prefetch,
        query: Some(official_query.clone()),
        using: Some("v".into()),
        filter: Some(official_filter.clone()),
        params: Some(official_params.clone()),
        score_threshold: Some(-0.25),
        limit: Some(u64::MAX),
        lookup_from: Some(official_lookup.clone()),
    };
    (
        core(vec![core(vec![]), core::PrefetchQuery::default()]),
        official(vec![official(vec![]), <_>::default()]),
    )
}
