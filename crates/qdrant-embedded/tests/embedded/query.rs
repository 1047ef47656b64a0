//! Queries of every kind.

use qdrant_core::{
    Condition, ContextInput, CreateCollection, Direction, DiscoverInput, Distance, ErrorKind, Expression,
    FieldType, Filter, Formula, Fusion, LookupLocation, Mmr, NaiveFeedbackStrategy, OrderBy, OrderValue,
    PrefetchQuery, Query, QueryBatchPoints, QueryPoints, RecommendInput, RecommendStrategy,
    RelevanceFeedbackInput, Rrf, Sample, ScoredPoint, SearchParams, SparseVector, TransportExt, UpsertPoints,
    VectorParams,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{Dice, NAME, ids, index, odd, plain, point, rich, rich_point, upsert};

async fn run(transport: &EmbeddedTransport, query: QueryPoints) -> Vec<ScoredPoint> {
    transport.call(query).await.unwrap()
}

fn base() -> QueryPoints {
    QueryPoints::new(NAME)
}

/// Returns points in a circle: 1 at 0 degrees, 2 at 30, 3 at 60, 4 at 90.
async fn circle() -> EmbeddedTransport {
    let transport = rich().await;
    let points = (1..=4_u8).map(|number| {
        let (y, x) = (f32::from(number - 1) * std::f32::consts::FRAC_PI_6).sin_cos();
        rich_point(number.into(), x, y)
    });
    upsert(&transport, points).await;
    transport
}

#[tokio::test]
async fn nearest_works_with_every_distance_and_kind_of_vector() {
    let transport = circle().await;
    for name in ["dense", "angle", "place"] {
        let found = run(&transport, base().query(vec![1.0, 0.0]).using(name)).await;
        assert_eq!(ids(&found), [1, 2, 3, 4], "{name}");
    }
    let found = run(&transport, base().query(vec![1.0, 0.0]).using("place").limit(1)).await;
    assert_eq!(found[0].score, 0.0);
    for name in ["words", "idf"] {
        let found = run(&transport, base().query(SparseVector::from([(7, 1.0)])).using(name)).await;
        assert_eq!(ids(&found)[..3], [1, 2, 3], "{name}");
    }
    let found = run(&transport, base().query(vec![vec![1.0, 0.0], vec![0.0, 1.0]]).using("multi")).await;
    assert_eq!(found.len(), 4);
    assert!((found[0].score - 2.0).abs() < 1e-6, "{found:?}");
    // Indices in any order are the same vector.
    let sorted = run(&transport, base().query(SparseVector::from([(2, 1.0), (7, 2.0)])).using("words")).await;
    let unsorted =
        run(&transport, base().query(SparseVector::from([(7, 2.0), (2, 1.0)])).using("words")).await;
    assert_eq!(sorted, unsorted);
}

#[tokio::test]
async fn limit_offset_threshold_and_selectors() {
    let transport = plain(9).await;
    let nearest = || base().query(vec![1.0, 0.0]);
    assert_eq!(ids(&run(&transport, nearest().limit(3)).await), [9, 8, 7]);
    assert_eq!(ids(&run(&transport, nearest().limit(3).offset(2)).await), [7, 6, 5]);
    assert_eq!(ids(&run(&transport, nearest().limit(3).offset(8)).await), [1]);
    assert!(run(&transport, nearest().offset(100)).await.is_empty());
    assert_eq!(ids(&run(&transport, nearest().limit(u64::MAX).offset(7)).await), [2, 1]);
    assert_eq!(ids(&run(&transport, nearest().score_threshold(6.5)).await), [9, 8, 7]);
    assert_eq!(ids(&run(&transport, nearest().filter(odd()).limit(2)).await), [9, 7]);
    let exact = SearchParams::default().exact(true).hnsw_ef(16);
    let found = run(&transport, nearest().params(exact).limit(1)).await;
    assert!(found[0].payload.is_empty() && found[0].vectors.is_none());
    let found = run(&transport, nearest().with_payload(["n"]).with_vectors(true).limit(1)).await;
    assert_eq!((found[0].payload.len(), found[0].vectors.is_some()), (1, true));
}

#[tokio::test]
async fn without_a_query_points_come_by_id() {
    let transport = plain(5).await;
    assert_eq!(ids(&run(&transport, base().limit(2)).await), [1, 2]);
    assert_eq!(ids(&run(&transport, base().filter(odd()).offset(1)).await), [3, 5]);
}

#[tokio::test]
async fn a_point_stands_for_its_vector_and_is_not_found_itself() {
    let transport = circle().await;
    let found = run(&transport, base().query(2).using("angle")).await;
    assert_eq!(ids(&found)[2], 4);
    assert!(!ids(&found).contains(&2));
    let error = transport.call(base().query(99).using("angle")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::NotFound, "Not found: No point with id 99 found")
    );
    let prefetch = PrefetchQuery::default().query(1).using("angle").limit(10);
    let found = run(&transport, base().add_prefetch(prefetch).query(4).using("dense")).await;
    assert_eq!(ids(&found), [3, 2]);
}

#[tokio::test]
async fn vectors_can_come_from_another_collection() {
    let transport = circle().await;
    let other = CreateCollection::new("other").vectors_config([("v", VectorParams::new(2, Distance::Dot))]);
    transport.call(other).await.unwrap();
    let point = qdrant_core::PointStruct::new(2, [("v", vec![0.0, 1.0])], qdrant_core::Payload::new());
    transport.call(UpsertPoints::new("other", vec![point]).wait(true)).await.unwrap();
    let lookup = LookupLocation::new("other").vector_name("v");
    let found = run(&transport, base().query(2).using("dense").lookup_from(lookup)).await;
    // The point of that id in this collection is another one.
    assert_eq!(ids(&found), [4, 3, 2, 1]);
    let missing = base().query(2).using("dense").lookup_from(LookupLocation::new("none"));
    let error = transport.call(missing).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::NotFound, Some("lookup_from.collection")));
}

#[tokio::test]
async fn of_several_points_that_are_not_there_the_same_one_is_always_named() {
    let transport = circle().await;
    let missing = |id: u64, name: &str| PrefetchQuery::default().query(id).using(name);
    let query = || base().query(40).using("place").prefetch([missing(50, "dense"), missing(60, "angle")]);
    let first = transport.call(query()).await.unwrap_err().to_string();
    for _ in 0..20 {
        assert_eq!(transport.call(query()).await.unwrap_err().to_string(), first);
    }
}

#[tokio::test]
async fn fusions_merge_prefetches() {
    let transport = circle().await;
    let left = PrefetchQuery::default().query(vec![1.0, 0.0]).using("dense").limit(2);
    let right = PrefetchQuery::default().query(vec![0.0, 1.0]).using("dense").limit(2);
    let fused = |query: Query| base().add_prefetch(left.clone()).add_prefetch(right.clone()).query(query);
    let mut found = ids(&run(&transport, fused(Fusion::Rrf.into())).await);
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3, 4]);
    assert_eq!(run(&transport, fused(Fusion::Dbsf.into())).await.len(), 4);
    let weighted = run(&transport, fused(Rrf::default().k(10).weights([0.1, 5.0]).into())).await;
    assert_eq!(ids(&weighted)[..2], [4, 3]);
    let error = transport.call(fused(Rrf::default().weights([1.0]).into())).await.unwrap_err();
    assert!(error.message().contains("RRF weights length (1)"), "{error}");
    let nested =
        PrefetchQuery::default().add_prefetch(left.clone()).add_prefetch(right.clone()).query(Fusion::Rrf);
    let found =
        run(&transport, base().add_prefetch(nested).query(vec![0.0, 1.0]).using("place").limit(2)).await;
    assert_eq!(ids(&found), [4, 3]);
    let filtered =
        run(&transport, fused(Fusion::Rrf.into()).filter(Filter::must([Condition::has_id([1_u64])]))).await;
    assert_eq!(ids(&filtered), [1]);
    assert!(transport.call(base().query(Fusion::Rrf)).await.unwrap_err().is_invalid_request());
    assert!(transport.call(base().add_prefetch(left)).await.unwrap_err().is_invalid_request());
}

#[tokio::test]
async fn points_are_ordered_by_a_field_or_sampled() {
    let transport = plain(6).await;
    let order = OrderBy::new("n").direction(Direction::Desc);
    let error = transport.call(base().query(order.clone())).await.unwrap_err();
    assert!(error.message().starts_with("Wrong input: No range index for `order_by` key: `n`"), "{error}");
    index(&transport, "n", FieldType::Integer).await;
    let found = run(&transport, base().query(order).limit(2).offset(1)).await;
    assert_eq!(ids(&found), [5, 4]);
    assert_eq!(found[0].order_value, Some(OrderValue::Int(5)));
    let sample = run(&transport, base().query(Sample::Random).limit(4).offset(3)).await;
    let mut distinct = ids(&sample);
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 4);
    assert_eq!(run(&transport, base().query(Sample::Random).limit(u64::MAX)).await.len(), 6);
}

#[tokio::test]
async fn recommendations_follow_their_strategy() {
    let transport = circle().await;
    let recommend = |input: RecommendInput| base().query(input).using("angle");
    let average = RecommendInput::default().add_positive(1).add_negative(4);
    assert_eq!(ids(&run(&transport, recommend(average.clone())).await), [2, 3]);
    for strategy in [RecommendStrategy::BestScore, RecommendStrategy::SumScores] {
        let found = run(&transport, recommend(average.clone().strategy(strategy))).await;
        assert_eq!(ids(&found), [2, 3], "{strategy}");
        let negative = RecommendInput::default().add_negative(1).strategy(strategy);
        assert_eq!(ids(&run(&transport, recommend(negative)).await)[0], 4);
    }
    let words = RecommendInput::default().add_positive(1).add_positive(SparseVector::from([(2, 0.5)]));
    assert_eq!(ids(&run(&transport, base().query(words).using("words")).await)[0], 2);
    let multi = RecommendInput::default().add_positive(1).add_negative(4);
    assert_eq!(run(&transport, base().query(multi).using("multi")).await.len(), 2);
    let none = transport.call(recommend(RecommendInput::default())).await.unwrap_err();
    assert!(none.is_invalid_request());
    // A point without the vector has nothing to say; alone it is not enough.
    upsert(
        &transport,
        [qdrant_core::PointStruct::new(5, [("dense", vec![1.0, 1.0])], qdrant_core::Payload::new())],
    )
    .await;
    let with_mute = RecommendInput::default().add_positive(1).add_positive(5);
    assert_eq!(ids(&run(&transport, recommend(with_mute)).await)[0], 2);
    let error = transport.call(base().query(5).using("angle")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn discovery_and_context_use_pairs() {
    let transport = circle().await;
    let context = ContextInput::default().add_pair(4, 1);
    let found =
        run(&transport, base().query(DiscoverInput::new(vec![1.0, 0.0], context.clone())).using("angle"))
            .await;
    assert_eq!(ids(&found)[0], 3);
    let found = run(&transport, base().query(context).using("angle")).await;
    assert_eq!(ids(&found)[0], 3);
    assert_eq!(found[0].score, 0.0);
}

#[tokio::test]
async fn formulas_score_with_payload_and_conditions() {
    let transport = plain(4).await;
    let prefetch = PrefetchQuery::default().query(vec![1.0, 0.0]).limit(10);
    let formula =
        |expression: Expression| base().add_prefetch(prefetch.clone()).query(Formula::new(expression));
    let inverse = Expression::neg(Expression::variable("n"));
    assert_eq!(ids(&run(&transport, formula(inverse)).await), [1, 2, 3, 4]);
    let boost = Expression::mult_with([
        Expression::constant(100.0),
        Expression::condition(Condition::matches("parity", "odd")),
    ]);
    let found = run(&transport, formula(Expression::sum_with([Expression::score(), boost]))).await;
    assert_eq!(ids(&found), [3, 1, 4, 2]);
    assert_eq!(found[0].score, 103.0);
    let divided = Expression::div_with(1.0, Expression::variable("n"), Some(0.0));
    assert_eq!(ids(&run(&transport, formula(divided)).await)[0], 1);
    let missing = transport.call(formula(Expression::variable("nothing"))).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn diverse_searches_leave_out_the_similar() {
    let transport = circle().await;
    upsert(&transport, [rich_point(10, 0.999, 0.01), rich_point(11, 0.998, 0.02)]).await;
    let diverse =
        |mmr: Mmr| base().query(Query::new_nearest_with_mmr(vec![1.0, 0.0], mmr)).using("dense").limit(2);
    let found = run(&transport, diverse(Mmr::default().diversity(0.0).candidates_limit(6))).await;
    assert_eq!(ids(&found), [1, 10]);
    assert!(found[0].vectors.is_none(), "{found:?}");
    let found = run(&transport, diverse(Mmr::default().diversity(0.9).candidates_limit(6))).await;
    assert_eq!(ids(&found), [1, 4]);
    let found =
        run(&transport, diverse(Mmr::default().diversity(0.0)).with_vectors(["angle"]).offset(1)).await;
    assert_eq!(ids(&found), [10, 11]);
    let vectors = found[0].vectors.as_ref().unwrap();
    assert!(vectors.get("angle").is_some() && vectors.get("dense").is_none());
    let error = transport.call(diverse(Mmr::default().diversity(1.5))).await.unwrap_err();
    assert_eq!(error.field(), Some("query.mmr.diversity"));
}

#[tokio::test]
async fn diverse_searches_over_sparse_vectors_choose_as_over_dense_ones() {
    let transport = rich().await;
    let mut dice = Dice(5);
    // Products of such numbers are exact, and hardly any are equal: the engine gives equal candidates in any order.
    let mut coordinate = || dice.below(1_000) as f32 / 64.0;
    let points: Vec<_> = (1..=40).map(|id| rich_point(id, coordinate() + 0.5, coordinate() + 0.5)).collect();
    upsert(&transport, points).await;
    for round in 1..=20_u8 {
        let (x, y) = (f32::from(round % 5) + 0.25, f32::from(round % 7) + 0.5);
        let mmr = Mmr::default().diversity(f32::from(round) / 20.0).candidates_limit(30);
        let dense = Query::new_nearest_with_mmr(vec![x, y], mmr);
        let sparse = Query::new_nearest_with_mmr(SparseVector::from([(7, x), (2, y)]), mmr);
        let page = |query: Query, using: &str| base().query(query).using(using).limit(6).offset(2);
        let dense = run(&transport, page(dense, "dense")).await;
        let found = run(&transport, page(sparse.clone(), "words").with_payload(true)).await;
        let scores = |points: &[ScoredPoint]| points.iter().map(|point| point.score).collect::<Vec<_>>();
        assert_eq!(scores(&found), scores(&dense), "round {round}");
        assert!(found.iter().all(|point| point.vectors.is_none() && !point.payload.is_empty()));
        let found = run(&transport, page(sparse, "idf").with_vectors(["words"])).await;
        assert_eq!(found.len(), 6);
        assert!(found.iter().all(|point| point.vectors.as_ref().unwrap().get("words").is_some()));
    }
    let sparse = || Query::new_nearest_with_mmr(SparseVector::from([(7, 1.0)]), Mmr::default());
    let prefetch = PrefetchQuery::default().query(SparseVector::from([(2, 1.0)])).using("words").limit(4);
    let ranked = base().add_prefetch(prefetch).query(sparse()).using("words");
    assert_eq!(run(&transport, ranked).await.len(), 4);
    let inner = PrefetchQuery::default().query(sparse()).using("words");
    let error = transport.call(base().add_prefetch(inner).query(Fusion::Rrf)).await.unwrap_err();
    let expected = (ErrorKind::Unsupported, Some("prefetch[0].query.mmr"));
    assert_eq!((error.kind(), error.field()), expected);
}

#[tokio::test]
async fn feedback_corrects_a_search() {
    let transport = circle().await;
    let feedback = [qdrant_core::FeedbackItem::new(4, 1.0), qdrant_core::FeedbackItem::new(1, 0.0)];
    let input =
        RelevanceFeedbackInput::new(vec![1.0, 0.0], feedback, NaiveFeedbackStrategy::new(0.1, 1.0, 1.0));
    let found = run(&transport, base().query(input).using("angle")).await;
    assert_eq!(ids(&found)[0], 3);
}

#[tokio::test]
async fn feedback_is_weighed_by_its_confidence() {
    let transport = circle().await;
    let item = |vector: [f32; 2], score| qdrant_core::FeedbackItem::new(vector.to_vec(), score);
    let feedback = [item([0.0, 1.0], 0.75), item([1.0, 0.0], 0.25)];
    let strategy = NaiveFeedbackStrategy::new(0.5, 2.0, 3.0);
    let input = RelevanceFeedbackInput::new(vec![1.0, 0.0], feedback, strategy);
    let found = run(&transport, base().query(input).using("angle")).await;
    assert_eq!(ids(&found), [4, 3, 2, 1]);
    for (point, steps) in found.iter().zip([3.0_f32, 2.0, 1.0, 0.0]) {
        let (sine, cosine) = (steps * std::f32::consts::FRAC_PI_6).sin_cos();
        // The half of its own similarity, and three times the square of half of what it is nearer to the better one.
        let expected = 0.5 * cosine + 3.0 * 0.5_f32.powi(2) * (sine - cosine);
        assert!((point.score - expected).abs() < 1e-6, "{point:?}: not {expected}");
    }
}

#[tokio::test]
async fn a_batch_answers_in_order_and_names_the_query_at_fault() {
    let transport = plain(3).await;
    let batch = QueryBatchPoints::new(NAME, [base().query(vec![1.0, 0.0]).limit(1), base().limit(2)]);
    let found = transport.call(batch).await.unwrap();
    assert_eq!(found.iter().map(|one| ids(one)).collect::<Vec<_>>(), [vec![3], vec![1, 2]]);
    let batch = QueryBatchPoints::new(NAME, [base(), base().query(vec![1.0])]);
    let error = transport.call(batch).await.unwrap_err();
    assert_eq!(error.field(), Some("query_points[1].query.nearest"));
}

#[tokio::test]
async fn text_ranking_is_unsupported() {
    let transport = plain(1).await;
    let query = base().query(qdrant_core::TextQuery::new("word")).using("parity");
    let error = transport.call(query).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("query.text")));
    upsert(&transport, [point(2)]).await;
}
