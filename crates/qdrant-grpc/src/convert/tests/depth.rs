//! What is written is never too deep to be read.

use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;
use qdrant_core::{
    Condition, ContextExamplePair, DecayParamsExpression, DeleteVectorsOperation, DiscoverBatchPoints,
    DiscoverPoints, Document, ErrorKind, Expression, Filter, Formula, IdfParams, Match, Payload,
    PointStructList, PointVectors, PointsUpdateOperation, PrefetchQuery, Query, RecommendBatchPoints,
    RecommendPoints, ReplicatePoints, SearchBatchPoints, SearchParams, SearchPoints, SetPayloadOperation,
    UpdateBatchPoints, UpdateCollectionClusterSetupRequest, UpdateVectorsOperation, Value, json,
};

use crate::convert::{FromProto, IntoProto};
use crate::proto::qdrant as proto;

/// Puts a sub-query as deep into an operation as any is, writes it, and reads it back.
fn in_an_operation(prefetch: PrefetchQuery) -> Result<(), ErrorKind> {
    let expected = prefetch.clone();
    let message: proto::PrefetchQuery = prefetch.into_proto().map_err(|error| error.kind())?;
    let query = proto::QueryPoints { prefetch: vec![message], ..Default::default() };
    let batch = proto::QueryBatchPoints { query_points: vec![query], ..Default::default() };
    let mut read = proto::QueryBatchPoints::decode(batch.encode_to_vec().as_slice()).unwrap();
    let message = read.query_points.remove(0).prefetch.remove(0);
    assert!(PrefetchQuery::from_proto(message).unwrap() == expected);
    Ok(())
}

/// One level around a filter.
fn around_filter(kind: u8, filter: Filter) -> Filter {
    match kind % 3 {
        0 => Filter::must([filter.into()]),
        1 => Filter::must_not([Condition::nested("a", filter)]),
        _ => Filter::min_should(1, [filter.into()]),
    }
}

/// One level around an expression.
fn around_expression(kind: u8, inner: Expression) -> Expression {
    match kind % 16 {
        0 => Expression::neg(inner),
        1 => Expression::abs(inner),
        2 => Expression::sqrt(inner),
        3 => Expression::exp(inner),
        4 => Expression::log10(inner),
        5 => Expression::ln(inner),
        6 => Expression::acosh(inner),
        7 => Expression::mult_with([inner]),
        8 => Expression::sum_with([inner]),
        9 => Expression::max_with([inner]),
        10 => Expression::min_with([inner]),
        11 => Expression::div_with(1.0, inner, None),
        12 => Expression::pow_with(inner, 2.0),
        13 => Expression::exp_decay(DecayParamsExpression::new(inner)),
        14 => Expression::gauss_decay(DecayParamsExpression::new("x").target(inner)),
        _ => Expression::lin_decay(DecayParamsExpression::new(inner)),
    }
}

/// One level around a JSON value.
fn around_value(kind: u8, value: Value) -> Value {
    if kind.is_multiple_of(2) { json!([value]) } else { json!({"a": value}) }
}

/// The innermost filter: its leaf is the deepest that there is.
fn innermost() -> Filter {
    let area = qdrant_core::GeoPolygon::new(qdrant_core::GeoLineString::new([(1.0, 2.0)]));
    Filter::must([Condition::geo_polygon("a", area), Condition::matches("b", Match::keywords(["c"]))])
}

fn with_filter(filter: Filter) -> PrefetchQuery {
    PrefetchQuery::default().filter(filter)
}

fn with_expression(expression: Expression) -> PrefetchQuery {
    PrefetchQuery::default().query(Formula::new(expression))
}

/// Wraps until it is refused, and returns how many levels went through.
fn levels<T: Clone>(mut inner: T, wrap: impl Fn(T) -> T, place: impl Fn(T) -> PrefetchQuery) -> usize {
    for level in 0..200 {
        if let Err(kind) = in_an_operation(place(inner.clone())) {
            assert_eq!(kind, ErrorKind::Encode);
            return level;
        }
        inner = wrap(inner);
    }
    panic!("never refused");
}

#[test]
fn every_way_to_nest_ends_before_readers_refuse() {
    for kind in 0..3 {
        let filters = levels(innermost(), |filter| around_filter(kind, filter), with_filter);
        assert!((25..50).contains(&filters), "{kind}: {filters}");
        let corpus = levels(
            innermost(),
            |filter| around_filter(kind, filter),
            |filter| {
                let idf = IdfParams { corpus: Some(filter) };
                PrefetchQuery::default().params(SearchParams { idf: Some(idf), ..SearchParams::default() })
            },
        );
        assert!((25..50).contains(&corpus), "{kind}: {corpus}");
        let condition = levels(
            innermost(),
            |filter| around_filter(kind, filter),
            |filter| with_expression(Expression::condition(Condition::from(filter))),
        );
        assert!((25..50).contains(&condition), "{kind}: {condition}");
    }
    for kind in 0..16 {
        let expressions =
            levels(Expression::score(), |inner| around_expression(kind, inner), with_expression);
        assert!((40..90).contains(&expressions), "{kind}: {expressions}");
    }
    for kind in 0..2 {
        let options = levels(
            json!(1),
            |value| around_value(kind, value),
            |value| {
                let options = Payload::from([("a", value)]);
                PrefetchQuery::default().query(Document::new("text", "model").options(options))
            },
        );
        assert!((25..45).contains(&options), "{kind}: {options}");
        let defaults = levels(
            json!(1),
            |value| around_value(kind, value),
            |value| PrefetchQuery::default().query(Formula::new(Expression::score()).add_default("a", value)),
        );
        assert!((25..45).contains(&defaults), "{kind}: {defaults}");
    }
    let prefetches =
        levels(PrefetchQuery::default(), |inner| PrefetchQuery::default().add_prefetch(inner), |it| it);
    assert!((80..95).contains(&prefetches), "{prefetches}");
}

/// Whether an operation is written; what is written can be read by prost as message `M`.
fn is_written<M: Message + Default>(operation: impl crate::rpc::Rpc) -> bool {
    match operation.encode() {
        Ok(frame) => {
            M::decode(crate::frame::into_message(frame)).unwrap();
            true
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Encode);
            false
        }
    }
}

#[test]
fn the_innermost_places_of_operations_end_before_readers_refuse() {
    let collection = || "c".to_owned();
    for kind in 0..3 {
        let filters = (0..120).scan(innermost(), |filter, _| {
            let next = around_filter(kind, filter.clone());
            Some(std::mem::replace(filter, next))
        });
        let mut written = [0; 6];
        for filter in filters {
            let upsert = PointStructList::new([]).update_filter(filter.clone());
            let update = UpdateVectorsOperation::new([]).update_filter(filter.clone());
            let set = SetPayloadOperation::new(filter.clone(), [("a", 1)]);
            let steps: [PointsUpdateOperation; 4] = [
                upsert.into(),
                update.into(),
                PointsUpdateOperation::SetPayload(set),
                DeleteVectorsOperation::new(filter.clone(), ["a"]).into(),
            ];
            for (count, step) in written.iter_mut().zip(steps) {
                let batch = UpdateBatchPoints::new("c", [step]);
                *count += usize::from(is_written::<proto::UpdateBatchPoints>(batch));
            }
            let idf = IdfParams { corpus: Some(filter.clone()) };
            let params = SearchParams { idf: Some(idf), ..SearchParams::default() };
            let search = SearchBatchPoints::new("c", [SearchPoints::new("c", [0.5], 1).params(params)]);
            written[4] += usize::from(is_written::<proto::SearchBatchPoints>(search));
            let points = ReplicatePoints::new("a", "b").filter(filter);
            let setup = UpdateCollectionClusterSetupRequest {
                collection_name: collection(),
                operation: points.into(),
                timeout: None,
            };
            written[5] += usize::from(is_written::<proto::UpdateCollectionClusterSetupRequest>(setup));
        }
        assert!(written.iter().all(|count| (25..50).contains(count)), "{kind}: {written:?}");
    }
    for kind in 0..2 {
        let values = (0..60).scan(json!(1), |value, _| {
            let next = around_value(kind, value.clone());
            Some(std::mem::replace(value, next))
        });
        let mut written = [0; 3];
        for value in values {
            let example = Document::new("text", "model").options([("a", value.clone())]);
            let pair = ContextExamplePair::new(1, example.clone());
            let discover = DiscoverBatchPoints::new("c", [DiscoverPoints::new("c", [pair], 1)]);
            written[0] += usize::from(is_written::<proto::DiscoverBatchPoints>(discover));
            let recommend = RecommendPoints::new("c", 1).add_positive(example.clone());
            let recommend = RecommendBatchPoints::new("c", [recommend]);
            written[1] += usize::from(is_written::<proto::RecommendBatchPoints>(recommend));
            let update = UpdateVectorsOperation::new([PointVectors::new(1, [("a", example)])]);
            let batch = UpdateBatchPoints::new("c", [update.into()]);
            written[2] += usize::from(is_written::<proto::UpdateBatchPoints>(batch));
        }
        assert!(written.iter().all(|count| (25..48).contains(count)), "{kind}: {written:?}");
    }
}

#[test]
fn the_place_of_what_is_too_deep_is_named() {
    let mut filter = innermost();
    for _ in 0..60 {
        filter = Filter::must([filter.into()]);
    }
    let result: Result<proto::PrefetchQuery, _> = with_filter(filter).into_proto();
    let error = result.unwrap_err();
    assert!(error.field().is_some_and(|field| field.starts_with("filter.must[0].must[0]")), "{error}");
    assert!(error.message().contains("nested too deep"), "{error}");
}

proptest! {
    #[test]
    fn no_mixture_of_nesting_is_written_that_cannot_be_read(
        filters in vec(any::<u8>(), 0..60),
        expressions in vec(any::<u8>(), 0..90),
        prefetches in 0..60_usize,
        values in vec(any::<u8>(), 0..40),
    ) {
        let filter = filters.into_iter().fold(innermost(), |filter, kind| around_filter(kind, filter));
        let expression = expressions
            .into_iter()
            .fold(Expression::condition(Condition::from(filter.clone())), |inner, kind| around_expression(kind, inner));
        let value = values.into_iter().fold(json!(1), |value, kind| around_value(kind, value));
        let example = Document::new("text", "model").options([("a", value)]);
        let queries = [
            Query::from(Formula::new(expression)),
            qdrant_core::ContextInput::default().add_pair(1, example).into(),
        ];
        for query in queries {
            let innermost = PrefetchQuery::default().query(query).filter(filter.clone());
            let prefetch = (0..prefetches).fold(innermost, |inner, _| PrefetchQuery::default().add_prefetch(inner));
            if let Err(kind) = in_an_operation(prefetch) {
                prop_assert_eq!(kind, ErrorKind::Encode);
            }
        }
    }
}
