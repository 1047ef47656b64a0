//! Random queries for property tests.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use serde_json::{Value, json};

use crate::model::filter::strategies::{condition, filter, geo_point, number, point_id, text, timestamp};
use crate::model::inference::{Document, Image, InferenceObject};
use crate::model::payload::Payload;
use crate::model::query::{
    AcornSearchParams, Bm25Params, ContextInput, ContextInputPair, DecayParamsExpression, Direction,
    DiscoverInput, DivExpression, Expression, FeedbackItem, Formula, Fusion, GeoDistance, IdfParams,
    LookupLocation, Mmr, NaiveFeedbackStrategy, NearestInputWithMmr, OrderBy, PowExpression, PrefetchQuery,
    QuantizationSearchParams, Query, RecommendInput, RecommendStrategy, RelevanceFeedbackInput, Rrf, Sample,
    SearchParams, StartFrom, TextQuery, VectorInput,
};
use crate::model::shard::ShardKeySelector;

fn single() -> impl Strategy<Value = f32> + Clone {
    // Every finite f32: what is written is the shortest text that reads back.
    any::<u32>().prop_map(f32::from_bits).prop_map(|value| if value.is_finite() { value } else { 0.5 })
}

fn dense() -> impl Strategy<Value = Vec<f32>> {
    vec(single(), 0..4)
}

fn options() -> impl Strategy<Value = Payload> {
    select(vec![json!({}), json!({"k": 1.5, "language": "german"}), json!({"a": [null, {"b": true}]})])
        .prop_map(|value| Payload::try_from(value).unwrap())
}

fn any_json() -> impl Strategy<Value = Value> {
    select(vec![json!(null), json!("u"), json!([1, -2, 0.5]), json!({"text": "a", "model": 1})])
}

pub(super) fn input() -> impl Strategy<Value = VectorInput> + Clone {
    prop_oneof![
        point_id().prop_map(VectorInput::from),
        dense().prop_map(VectorInput::from),
        // The lengths may differ: that is for the check, not for the decoder.
        (vec(any::<u32>(), 0..4), dense())
            .prop_map(|(indices, values)| VectorInput::new_sparse(indices, values)),
        // Without a vector in it, JSON cannot tell it from a dense one.
        vec(dense(), 1..4).prop_map(VectorInput::from),
        (text(), text(), options())
            .prop_map(|(text, model, options)| Document { text, model, options }.into()),
        (any_json(), text(), options())
            .prop_map(|(image, model, options)| Image { image, model, options }.into()),
        (any_json(), text(), options()).prop_map(|(object, model, options)| InferenceObject {
            object,
            model,
            options
        }
        .into()),
    ]
    .boxed()
}

fn context() -> impl Strategy<Value = ContextInput> {
    vec((input(), input()).prop_map(|(positive, negative)| ContextInputPair { positive, negative }), 0..3)
        .prop_map(ContextInput::from)
}

fn order_by() -> impl Strategy<Value = OrderBy> {
    let start = prop_oneof![
        number().prop_map(StartFrom::Float),
        any::<i64>().prop_map(StartFrom::Integer),
        timestamp().prop_map(StartFrom::Datetime),
    ];
    (text(), option::of(select(Direction::ALL)), option::of(start))
        .prop_map(|(key, direction, start_from)| OrderBy { key, direction, start_from })
}

pub(super) fn expression() -> impl Strategy<Value = Expression> + Clone {
    let leaf = prop_oneof![
        single().prop_map(Expression::Constant),
        text().prop_map(Expression::Variable),
        condition().prop_map(Expression::condition),
        (geo_point(), text()).prop_map(|(origin, to)| Expression::GeoDistance(GeoDistance { origin, to })),
        text().prop_map(Expression::Datetime),
        text().prop_map(Expression::DatetimeKey),
    ]
    .boxed();
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = || vec(inner.clone(), 0..3);
        let decay = || {
            (inner.clone(), option::of(inner.clone()), option::of(single()), option::of(single()))
                .prop_map(|(x, target, scale, midpoint)| DecayParamsExpression { x, target, scale, midpoint })
        };
        prop_oneof![
            list().prop_map(Expression::Mult),
            list().prop_map(Expression::Sum),
            list().prop_map(Expression::Max),
            list().prop_map(Expression::Min),
            (inner.clone(), inner.clone(), option::of(single())).prop_map(
                |(left, right, by_zero_default)| {
                    Expression::div(DivExpression { left, right, by_zero_default })
                }
            ),
            (inner.clone(), inner.clone())
                .prop_map(|(base, exponent)| Expression::pow(PowExpression { base, exponent })),
            inner.clone().prop_map(Expression::neg),
            inner.clone().prop_map(Expression::abs),
            inner.clone().prop_map(Expression::sqrt),
            inner.clone().prop_map(Expression::exp),
            inner.clone().prop_map(Expression::log10),
            inner.clone().prop_map(Expression::ln),
            inner.clone().prop_map(Expression::acosh),
            decay().prop_map(Expression::exp_decay),
            decay().prop_map(Expression::gauss_decay),
            decay().prop_map(Expression::lin_decay),
        ]
    })
    .boxed()
}

fn formula() -> impl Strategy<Value = Formula> {
    let default = select(vec![json!(1), json!(0.5), json!("2024-01-01"), json!({"lon": 1.0, "lat": 2.0})]);
    (expression(), vec((text(), default), 0..3)).prop_map(|(expression, defaults)| Formula {
        expression,
        defaults: defaults.into_iter().collect::<BTreeMap<_, _>>(),
    })
}

fn feedback() -> impl Strategy<Value = RelevanceFeedbackInput> {
    let item = (input(), single()).prop_map(|(example, score)| FeedbackItem { example, score });
    let naive = (single(), single(), single()).prop_map(|(a, b, c)| NaiveFeedbackStrategy { a, b, c });
    (input(), vec(item, 0..3), naive).prop_map(|(target, feedback, strategy)| RelevanceFeedbackInput {
        target,
        feedback,
        strategy: strategy.into(),
    })
}

pub(super) fn query() -> impl Strategy<Value = Query> + Clone {
    let recommend = (vec(input(), 0..3), vec(input(), 0..3), option::of(select(RecommendStrategy::ALL)))
        .prop_map(|(positive, negative, strategy)| RecommendInput { positive, negative, strategy });
    let mmr = (option::of(single()), option::of(any::<u32>()))
        .prop_map(|(diversity, candidates_limit)| Mmr { diversity, candidates_limit });
    let bm25 = (option::of(single()), option::of(single())).prop_map(|(k, b)| Bm25Params { k, b });
    prop_oneof![
        3 => input().prop_map(Query::Nearest),
        1 => recommend.prop_map(Query::Recommend),
        1 => (input(), context()).prop_map(|(target, context)| DiscoverInput { target, context }.into()),
        1 => context().prop_map(Query::Context),
        1 => order_by().prop_map(Query::OrderBy),
        1 => select(Fusion::ALL).prop_map(Query::Fusion),
        1 => (option::of(any::<u32>()), dense()).prop_map(|(k, weights)| Rrf { k, weights }.into()),
        2 => formula().prop_map(Query::Formula),
        1 => Just(Query::Sample(Sample::Random)),
        1 => (input(), mmr).prop_map(|(nearest, mmr)| NearestInputWithMmr { nearest, mmr }.into()),
        1 => feedback().prop_map(Query::RelevanceFeedback),
        1 => (text(), option::of(bm25)).prop_map(|(query, bm25)| TextQuery { query, bm25 }.into()),
    ]
    .boxed()
}

fn params() -> impl Strategy<Value = SearchParams> {
    let flag = || option::of(any::<bool>());
    let quantization = (flag(), flag(), option::of(number())).prop_map(|(ignore, rescore, oversampling)| {
        QuantizationSearchParams { ignore, rescore, oversampling }
    });
    let acorn = (flag(), option::of(number()))
        .prop_map(|(enable, max_selectivity)| AcornSearchParams { enable, max_selectivity });
    let idf = option::of(filter()).prop_map(|corpus| IdfParams { corpus });
    (option::of(any::<u64>()), flag(), option::of(quantization), flag(), option::of(acorn), option::of(idf))
        .prop_map(|(hnsw_ef, exact, quantization, indexed_only, acorn, idf)| SearchParams {
            hnsw_ef,
            exact,
            quantization,
            indexed_only,
            acorn,
            idf,
        })
}

fn lookup() -> impl Strategy<Value = LookupLocation> {
    let shards = select(vec![ShardKeySelector::from("a"), ShardKeySelector::with_fallback("a", 1_u64)]);
    (text(), option::of(text()), option::of(shards)).prop_map(
        |(collection_name, vector_name, shard_key_selector)| LookupLocation {
            collection_name,
            vector_name,
            shard_key_selector,
        },
    )
}

pub(super) fn prefetch() -> impl Strategy<Value = PrefetchQuery> + Clone {
    let leaf = (
        option::of(query()),
        option::of(text()),
        option::of(filter()),
        option::of(params()),
        option::of(single()),
        option::of(any::<u64>()),
        option::of(lookup()),
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
    let outer = leaf.clone();
    leaf.prop_recursive(3, 6, 2, move |inner| {
        (outer.clone(), vec(inner, 1..3)).prop_map(|(query, prefetch)| query.prefetch(prefetch))
    })
    .boxed()
}

mod tests {
    use std::fmt::Debug;

    use proptest::prelude::ProptestConfig;
    use proptest::proptest;
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::*;

    fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
        // Through a tree, whose keys come sorted.
        let tree: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&tree.to_string()).unwrap(), value, "{json}");
        assert_eq!(&serde_json::from_value::<T>(tree).unwrap(), value, "{json}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn vectors_survive_json(input in input()) {
            survives(&input);
        }

        #[test]
        fn expressions_survive_json(expression in expression()) {
            survives(&expression);
        }

        #[test]
        fn queries_survive_json(query in query()) {
            survives(&query);
        }

        #[test]
        fn prefetches_survive_json(prefetch in prefetch()) {
            survives(&prefetch);
        }

        #[test]
        fn a_bare_vector_reads_like_a_wrapped_one(input in input()) {
            let json = serde_json::to_string(&input).unwrap();
            assert_eq!(serde_json::from_str::<Query>(&json).unwrap(), Query::Nearest(input), "{json}");
        }

        #[test]
        fn no_text_makes_the_decoder_panic(text in "[\\[\\]{}\",:a-z0-9.]{0,40}") {
            let _ = serde_json::from_str::<Query>(&text);
            let _ = serde_json::from_str::<Expression>(&text);
            let _ = serde_json::from_str::<PrefetchQuery>(&text);
        }
    }
}
