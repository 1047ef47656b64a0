//! Queries and sub-queries that a server accepts.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    AcornSearchParams, Bm25Params, ContextInput, ContextInputPair, DecayParamsExpression, Direction,
    DiscoverInput, DivExpression, Expression, FeedbackItem, FeedbackStrategy, Formula, Fusion, GeoDistance,
    IdfParams, LookupLocation, Mmr, NaiveFeedbackStrategy, NearestInputWithMmr, OrderBy, PowExpression,
    PrefetchQuery, QuantizationSearchParams, Query, RecommendInput, RecommendStrategy,
    RelevanceFeedbackInput, Rrf, Sample, SearchParams, StartFrom, TextQuery, VectorInput,
};

use super::basics::{double, geo_point, json_value, name, named, point_id, shards, single, text, timestamp};
use super::filters::{condition, filter};
use super::points::{dense, document, image, multi, object, sparse};

pub(super) fn input() -> BoxedStrategy<VectorInput> {
    prop_oneof![
        point_id().prop_map(VectorInput::Id),
        dense().prop_map(VectorInput::Dense),
        sparse().prop_map(VectorInput::Sparse),
        multi().prop_map(VectorInput::MultiDense),
        document().prop_map(VectorInput::Document),
        image().prop_map(VectorInput::Image),
        object().prop_map(VectorInput::Object),
    ]
    .boxed()
}

fn context() -> impl Strategy<Value = ContextInput> {
    let pair = (input(), input()).prop_map(|(positive, negative)| ContextInputPair { positive, negative });
    vec(pair, 0..3).prop_map(|pairs| ContextInput { pairs })
}

pub(super) fn order_by() -> impl Strategy<Value = OrderBy> {
    let start = prop_oneof![
        double().prop_map(StartFrom::Float),
        any::<i64>().prop_map(StartFrom::Integer),
        timestamp().prop_map(StartFrom::Datetime),
    ];
    (name(), of(select(Direction::ALL)), of(start)).prop_map(|(key, direction, start_from)| OrderBy {
        key,
        direction,
        start_from,
    })
}

pub(super) fn expression() -> BoxedStrategy<Expression> {
    let leaf = prop_oneof![
        single().prop_map(Expression::Constant),
        name().prop_map(Expression::Variable),
        condition().prop_map(Expression::from),
        (geo_point(), name()).prop_map(|(origin, to)| GeoDistance { origin, to }.into()),
        text().prop_map(Expression::Datetime),
        text().prop_map(Expression::DatetimeKey),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = || vec(inner.clone(), 0..3);
        let some = || vec(inner.clone(), 1..3);
        let decay = (inner.clone(), of(inner.clone()), of(single()), of(single()))
            .prop_map(|(x, target, scale, midpoint)| DecayParamsExpression { x, target, scale, midpoint })
            .boxed();
        let one: fn(usize, Expression) -> Expression = |kind, value| match kind {
            0 => Expression::neg(value),
            1 => Expression::abs(value),
            2 => Expression::sqrt(value),
            3 => Expression::exp(value),
            4 => Expression::log10(value),
            5 => Expression::ln(value),
            _ => Expression::acosh(value),
        };
        prop_oneof![
            list().prop_map(Expression::Mult),
            list().prop_map(Expression::Sum),
            some().prop_map(Expression::Max),
            some().prop_map(Expression::Min),
            (inner.clone(), inner.clone(), of(single())).prop_map(|(left, right, by_zero_default)| {
                DivExpression { left, right, by_zero_default }.into()
            }),
            (inner.clone(), inner.clone())
                .prop_map(|(base, exponent)| PowExpression { base, exponent }.into()),
            (0_usize..7, inner.clone()).prop_map(move |(kind, value)| one(kind, value)),
            decay.clone().prop_map(Expression::exp_decay),
            decay.clone().prop_map(Expression::gauss_decay),
            decay.prop_map(Expression::lin_decay),
        ]
    })
    .boxed()
}

fn recommend() -> impl Strategy<Value = RecommendInput> {
    (vec(input(), 0..3), vec(input(), 0..3), of(select(RecommendStrategy::ALL)))
        .prop_map(|(positive, negative, strategy)| RecommendInput { positive, negative, strategy })
}

fn feedback() -> impl Strategy<Value = RelevanceFeedbackInput> {
    let item = (input(), single()).prop_map(|(example, score)| FeedbackItem { example, score });
    let strategy = (single(), single(), single())
        .prop_map(|(a, b, c)| FeedbackStrategy::Naive(NaiveFeedbackStrategy { a, b, c }));
    (input(), vec(item, 0..3), strategy).prop_map(|(target, feedback, strategy)| RelevanceFeedbackInput {
        target,
        feedback,
        strategy,
    })
}

pub(super) fn query() -> BoxedStrategy<Query> {
    let mmr = (of(single()), of(any::<u32>()))
        .prop_map(|(diversity, candidates_limit)| Mmr { diversity, candidates_limit });
    let bm25 = (of(single()), of(single())).prop_map(|(k, b)| Bm25Params { k, b });
    prop_oneof![
        3 => input().prop_map(Query::Nearest),
        1 => recommend().prop_map(Query::Recommend),
        1 => (input(), context()).prop_map(|(target, context)| DiscoverInput { target, context }.into()),
        1 => context().prop_map(Query::Context),
        1 => order_by().prop_map(Query::OrderBy),
        1 => select(Fusion::ALL).prop_map(Query::Fusion),
        1 => (of(1..=u32::MAX), vec(single(), 0..3)).prop_map(|(k, weights)| Rrf { k, weights }.into()),
        2 => (expression(), named(json_value()))
            .prop_map(|(expression, defaults)| Formula { expression, defaults }.into()),
        1 => select(Sample::ALL).prop_map(Query::Sample),
        1 => (input(), mmr).prop_map(|(nearest, mmr)| NearestInputWithMmr { nearest, mmr }.into()),
        1 => feedback().prop_map(Query::RelevanceFeedback),
        1 => (text(), of(bm25)).prop_map(|(query, bm25)| TextQuery { query, bm25 }.into()),
    ]
    .boxed()
}

pub(super) fn search_params() -> BoxedStrategy<SearchParams> {
    let quantization = (of(flag), of(flag), of(double())).prop_map(|(ignore, rescore, oversampling)| {
        QuantizationSearchParams { ignore, rescore, oversampling }
    });
    let acorn = (of(flag), of(double()))
        .prop_map(|(enable, max_selectivity)| AcornSearchParams { enable, max_selectivity });
    let idf = of(filter()).prop_map(|corpus| IdfParams { corpus });
    (of(1..=u64::MAX), of(flag), of(quantization), of(flag), of(acorn), of(idf))
        .prop_map(|(hnsw_ef, exact, quantization, indexed_only, acorn, idf)| SearchParams {
            hnsw_ef,
            exact,
            quantization,
            indexed_only,
            acorn,
            idf,
        })
        .boxed()
}

pub(super) fn lookup() -> impl Strategy<Value = LookupLocation> {
    (name(), of(name()), shards()).prop_map(|(collection_name, vector_name, shard_key_selector)| {
        LookupLocation { collection_name, vector_name, shard_key_selector }
    })
}

pub(super) fn prefetch() -> BoxedStrategy<PrefetchQuery> {
    let flat = (
        of(query()),
        of(name()),
        of(filter()),
        of(search_params()),
        of(single()),
        of(1..=u64::MAX),
        of(lookup()),
    )
        .prop_map(|(query, using, filter, params, score_threshold, limit, lookup_from)| PrefetchQuery {
            prefetch: Vec::new(),
            query,
            using,
            filter,
            params,
            score_threshold,
            limit,
            lookup_from,
        })
        .boxed();
    let outer = flat.clone();
    flat.prop_recursive(2, 4, 2, move |inner| {
        (outer.clone(), vec(inner, 0..3)).prop_map(|(outer, prefetch)| PrefetchQuery { prefetch, ..outer })
    })
    .boxed()
}
