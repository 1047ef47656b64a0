//! Queries.

use std::collections::BTreeMap;

use qdrant_core::{
    AcornSearchParams, Bm25Params, ContextExamplePair, ContextInput, ContextInputPair, DecayParamsExpression,
    Direction, DiscoverInput, DivExpression, Expression, FeedbackItem, FeedbackStrategy, Formula, Fusion,
    GeoDistance, IdfParams, LookupLocation, Mmr, NaiveFeedbackStrategy, NearestInputWithMmr, OrderBy,
    PowExpression, PrefetchQuery, QuantizationSearchParams, Query, RecommendInput, RecommendStrategy,
    RelevanceFeedbackInput, Rrf, Sample, SearchParams, StartFrom, TargetVector, TextQuery, Value, Vector,
    VectorExample, VectorInput, WithLookup, json,
};

use crate::generate::{Any, Source, fill, known, variants};

known! { Direction Fusion RecommendStrategy Sample }

fill! {
    DiscoverInput { target, context }
    ContextInput { pairs }
    ContextInputPair { positive, negative }
    RelevanceFeedbackInput { target, feedback, strategy }
    FeedbackItem { example, score }
    NaiveFeedbackStrategy { a, b, c }
    Formula { expression, defaults: |_| defaults() }
    GeoDistance { origin, to: Source::path }
    DivExpression { left, right, by_zero_default }
    PowExpression { base, exponent }
    DecayParamsExpression {
        x,
        target,
        scale: |source: &mut Source| Some(source.share()),
        midpoint: |source: &mut Source| Some(source.share()),
    }
    Rrf { k, weights: |source: &mut Source| vec![source.share(), 1.0] }
    LookupLocation { collection_name: Source::name, vector_name, shard_key_selector }
    WithLookup { collection: Source::name, with_payload, with_vectors }
    NearestInputWithMmr { nearest, mmr }
    Mmr { diversity: |source: &mut Source| Some(source.share()), candidates_limit: |_| Some(100) }
    OrderBy { key: Source::path, direction, start_from }
    PrefetchQuery {
        prefetch: |source: &mut Source| if source.is_deep() { Vec::new() } else { source.deeper(Any::any) },
        query, using, filter, params, score_threshold, limit, lookup_from,
    }
    RecommendInput { positive, negative, strategy }
    SearchParams { hnsw_ef, exact, quantization, indexed_only, acorn, idf }
    QuantizationSearchParams {
        ignore,
        rescore,
        oversampling: |source: &mut Source| Some(1.0 + f64::from(source.share())),
    }
    AcornSearchParams { enable, max_selectivity: |source: &mut Source| Some(f64::from(source.share())) }
    IdfParams { corpus }
    TextQuery { query, bm25 }
    Bm25Params { k: |source: &mut Source| Some(source.share()), b: |source: &mut Source| Some(source.share()) }
    ContextExamplePair { positive, negative }
}

variants! {
    VectorInput { Id Dense Sparse MultiDense Document Image Object;; }
    FeedbackStrategy { Naive;; }
    StartFrom { Float Integer Datetime;; }
    TargetVector { Single;; }
    Query {
        Nearest Recommend Discover Context OrderBy Fusion Rrf Formula Sample NearestWithMmr RelevanceFeedback Text;;
    }
    Expression {
        Constant Variable Condition GeoDistance Datetime DatetimeKey Mult Sum Div Neg Abs Sqrt Pow Exp Log10 Ln
        ExpDecay GaussDecay LinDecay Acosh Max Min;;
    }
}

/// What a formula takes for a variable that a point does not have.
fn defaults() -> BTreeMap<String, Value> {
    let values =
        [json!(1), json!(0.5), json!("2024-01-01T00:00:00Z"), json!({"lon": 1.5, "lat": 2.0}), json!(true)];
    values.into_iter().enumerate().map(|(number, value)| (format!("v{number}"), value)).collect()
}

/// The operations of old take ids and plain vectors.
impl Any for VectorExample {
    fn any(source: &mut Source) -> Self {
        if source.any() { Self::Id(source.any()) } else { Self::Vector(plain(source)) }
    }
}

/// A vector that the operations of old take.
pub(crate) fn plain(source: &mut Source) -> Vector {
    if source.any() { Vector::Dense(source.any()) } else { Vector::Sparse(source.any()) }
}
