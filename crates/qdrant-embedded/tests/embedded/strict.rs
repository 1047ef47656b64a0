//! Strict mode: what a collection does not allow.

use std::time::Duration;

use qdrant_core::{
    ClearPayloadOperation, Condition, CountPoints, CreateCollection, DeletePoints, Distance, Error,
    ErrorKind, Expression, FacetCounts, FieldType, Filter, Formula, Fusion, GetPoints, HnswConfigDiff,
    IntegerIndexParams, KeywordIndexParams, MultiVectorComparator, Payload, PointStruct, PointStructList,
    PointVectors, PrefetchQuery, QuantizationSearchParams, QueryBatchPoints, QueryPointGroups, QueryPoints,
    Range, ScrollPoints, SearchMatrixPairsRequest, SearchMatrixPoints, SearchParams, SearchPoints,
    SetPayloadPoints, SparseVector, SparseVectorParams, StrictModeConfig, StrictModeMultivector,
    StrictModeSparse, TransportExt, UpdateBatchPoints, UpdateCollection, UpdatePointVectors, UpsertPoints,
    VectorParams, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{Dice, NAME, create_plain, in_memory, index, payload, plain, point, upsert};

async fn limit(transport: &EmbeddedTransport, strict: StrictModeConfig) {
    let update = UpdateCollection::new(NAME).strict_mode_config(strict.enabled(true));
    assert!(transport.call(update).await.unwrap());
}

fn strict() -> StrictModeConfig {
    StrictModeConfig::default()
}

/// Checks that a call was refused, and says which field and which limit the error names.
#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>, field: &str, limit: &str) {
    let error = outcome.unwrap_err();
    assert_eq!(
        (error.kind(), error.field().unwrap_or_default()),
        (ErrorKind::InvalidRequest, field),
        "{error}"
    );
    assert!(error.message().contains(&format!("`{limit}`")), "{error}");
}

fn query() -> QueryPoints {
    QueryPoints::new(NAME).query(vec![1.0, 0.0])
}

#[tokio::test]
async fn nothing_is_limited_unless_strict_mode_is_on() {
    let transport = plain(3).await;
    let update = UpdateCollection::new(NAME).strict_mode_config(strict().max_query_limit(1).enabled(false));
    transport.call(update).await.unwrap();
    assert_eq!(transport.call(query().limit(3)).await.unwrap().len(), 3);
    limit(&transport, strict()).await;
    refused(transport.call(query().limit(3)).await, "limit", "max_query_limit");
    let off = UpdateCollection::new(NAME).strict_mode_config(strict().enabled(false));
    transport.call(off).await.unwrap();
    transport.call(query().limit(3)).await.unwrap();
}

#[tokio::test]
async fn it_holds_from_the_beginning_and_under_another_name() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME)
        .vectors_config(VectorParams::new(2, Distance::Dot))
        .strict_mode_config(strict().enabled(true).upsert_max_batchsize(1));
    transport.call(create).await.unwrap();
    let alias = qdrant_core::ChangeAliases::new([qdrant_core::CreateAlias::new(NAME, "other")]);
    transport.call(alias).await.unwrap();
    let two = UpsertPoints::new("other", vec![point(1), point(2)]);
    refused(transport.call(two).await, "points", "upsert_max_batchsize");
    transport.call(UpsertPoints::new("other", vec![point(1)])).await.unwrap();
}

#[tokio::test]
async fn limits_hold_on_every_level_and_by_default() {
    let transport = plain(3).await;
    limit(&transport, strict().max_query_limit(5)).await;
    transport.call(query().limit(5)).await.unwrap();
    refused(transport.call(query()).await, "limit", "max_query_limit");
    refused(transport.call(ScrollPoints::new(NAME)).await, "limit", "max_query_limit");
    transport.call(ScrollPoints::new(NAME).limit(5)).await.unwrap();
    refused(transport.call(FacetCounts::new(NAME, "parity").limit(6)).await, "limit", "max_query_limit");
    let inner = PrefetchQuery::default().query(vec![1.0, 0.0]);
    let deep = |limit: u64| {
        let outer = inner.clone().limit(5).prefetch([inner.clone().limit(limit)]);
        QueryPoints::new(NAME).prefetch([inner.clone().limit(5), outer]).query(Fusion::Rrf).limit(5)
    };
    transport.call(deep(5)).await.unwrap();
    refused(transport.call(deep(6)).await, "prefetch[1].prefetch[0].limit", "max_query_limit");
    let batch = QueryBatchPoints::new(NAME, [query().limit(1), query().limit(6)]);
    refused(transport.call(batch).await, "query_points[1].limit", "max_query_limit");
}

#[tokio::test]
async fn batches_and_timeouts_are_limited() {
    let transport = plain(3).await;
    limit(&transport, strict().search_max_batchsize(1).max_timeout(2)).await;
    let batch = |queries: usize| QueryBatchPoints::new(NAME, vec![query(); queries]);
    transport.call(batch(1)).await.unwrap();
    refused(transport.call(batch(2)).await, "query_points", "search_max_batchsize");
    transport.call(query().timeout(Duration::from_secs(2))).await.unwrap();
    refused(transport.call(query().timeout(Duration::from_millis(2_001))).await, "timeout", "max_timeout");
    let upsert = UpsertPoints::new(NAME, vec![point(1)]).timeout(Duration::from_secs(3));
    refused(transport.call(upsert).await, "timeout", "max_timeout");
}

#[tokio::test]
async fn parameters_of_a_search_are_limited() {
    let transport = plain(3).await;
    let limits = strict().search_max_hnsw_ef(10).search_max_oversampling(1.5).search_allow_exact(false);
    limit(&transport, limits).await;
    let search = |params: SearchParams| query().params(params);
    transport.call(search(SearchParams::default().hnsw_ef(10))).await.unwrap();
    let wide = search(SearchParams::default().hnsw_ef(11));
    refused(transport.call(wide).await, "params.hnsw_ef", "search_max_hnsw_ef");
    let sampling = QuantizationSearchParams::default().oversampling(2.0);
    let over = search(SearchParams::default().quantization(sampling));
    refused(transport.call(over).await, "params.quantization.oversampling", "search_max_oversampling");
    let exact = SearchParams::default().exact(true);
    refused(transport.call(search(exact.clone())).await, "params.exact", "search_allow_exact");
    let inner = QueryPoints::new(NAME)
        .prefetch([PrefetchQuery::default().query(vec![1.0, 0.0]).params(exact)])
        .query(Fusion::Rrf);
    refused(transport.call(inner).await, "prefetch[0].params.exact", "search_allow_exact");
    refused(transport.call(CountPoints::new(NAME)).await, "exact", "search_allow_exact");
    transport.call(CountPoints::new(NAME).exact(false)).await.unwrap();
    refused(transport.call(FacetCounts::new(NAME, "n").exact(true)).await, "exact", "search_allow_exact");
}

#[tokio::test]
async fn a_vector_without_an_index_is_not_searched_when_exact_search_is_not_allowed() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME)
        .vectors_config(VectorParams::new(2, Distance::Dot))
        .hnsw_config(HnswConfigDiff::default().m(0).payload_m(16))
        .strict_mode_config(strict().enabled(true).search_allow_exact(false));
    transport.call(create).await.unwrap();
    upsert(&transport, [point(1)]).await;
    index(&transport, "parity", KeywordIndexParams::default().is_tenant(true)).await;
    refused(transport.call(query()).await, "query", "search_allow_exact");
    let tenant = Filter::must([Condition::matches("parity", "odd")]);
    assert_eq!(transport.call(query().filter(tenant.clone())).await.unwrap().len(), 1);
    // Ranking what a sub-query found compares few points.
    let ranked = QueryPoints::new(NAME)
        .prefetch([PrefetchQuery::default().query(vec![1.0, 0.0]).filter(tenant)])
        .query(vec![1.0, 0.0]);
    transport.call(ranked).await.unwrap();
}

#[tokio::test]
async fn filters_need_an_index_that_fits() {
    let transport = plain(4).await;
    limit(&transport, strict().unindexed_filtering_retrieve(false)).await;
    let odd = || Filter::must([Condition::matches("parity", "odd")]);
    let name = "unindexed_filtering_retrieve";
    refused(transport.call(query().filter(odd())).await, "filter", name);
    refused(transport.call(ScrollPoints::new(NAME).filter(odd())).await, "filter", name);
    refused(transport.call(CountPoints::new(NAME).filter(odd())).await, "filter", name);
    let inner = PrefetchQuery::default().query(vec![1.0, 0.0]).filter(odd());
    let deep = QueryPoints::new(NAME).prefetch([inner]).query(Fusion::Rrf);
    refused(transport.call(deep.clone()).await, "prefetch[0].filter", name);
    // Writes have a setting of their own.
    transport.call(DeletePoints::new(NAME).points(odd()).wait(true)).await.unwrap();
    index(&transport, "parity", FieldType::Keyword).await;
    transport.call(query().filter(odd())).await.unwrap();
    transport.call(deep).await.unwrap();
    let free = Filter::must([Condition::has_id([2_u64]), Condition::has_vector(""), Condition::slice(1, 0)]);
    assert_eq!(transport.call(CountPoints::new(NAME).filter(free)).await.unwrap(), 1);
    let number = Filter::should([Condition::range("parity", Range::default().gt(1.0))]);
    let error = transport.call(query().filter(number)).await.unwrap_err();
    assert!(error.message().contains("`parity`") && error.message().contains("float or integer"), "{error}");
    index(&transport, "n", IntegerIndexParams::new(true, false)).await;
    let range = || {
        Filter::must_not([Condition::filter(Filter::must([Condition::range("n", Range::from(1.0..3.0))]))])
    };
    refused(transport.call(query().filter(range())).await, "filter", name);
    transport.call(query().filter(Filter::must([Condition::matches("n", 2)]))).await.unwrap();
    index(&transport, "n", FieldType::Integer).await;
    transport.call(query().filter(range())).await.unwrap();
    let starts = || Filter::must([Condition::matches_prefix("parity", "o")]);
    let contains = || Filter::must([Condition::matches_substring("parity", "v")]);
    refused(transport.call(query().filter(starts())).await, "filter", name);
    assert_eq!(transport.call(query().filter(contains())).await.unwrap().len(), 2);
    index(&transport, "parity", KeywordIndexParams::default().prefix(true)).await;
    assert_eq!(transport.call(query().filter(starts())).await.unwrap().len(), 0);
    index(&transport, "parity", FieldType::Text).await;
    refused(transport.call(query().filter(contains())).await, "filter", name);
}

#[tokio::test]
async fn nested_filters_need_the_index_of_the_whole_path() {
    let transport = in_memory();
    create_plain(&transport).await;
    let point = PointStruct::new(1, vec![1.0, 1.0], payload(json!({"list": [{"a": "x"}]})));
    upsert(&transport, [point]).await;
    limit(&transport, strict().unindexed_filtering_retrieve(false)).await;
    let nested = || Filter::must([Condition::nested("list", Condition::matches("a", "x"))]);
    index(&transport, "a", FieldType::Keyword).await;
    let error = transport.call(query().filter(nested())).await.unwrap_err();
    assert!(error.message().contains("`list[].a`"), "{error}");
    index(&transport, "list[].a", FieldType::Keyword).await;
    assert_eq!(transport.call(query().filter(nested())).await.unwrap().len(), 1);
}

#[tokio::test]
async fn formulas_need_an_index_for_their_fields() {
    let transport = plain(3).await;
    limit(&transport, strict().unindexed_filtering_retrieve(false)).await;
    let sum = Expression::sum_with([Expression::score(), Expression::variable("n")]);
    let boosted = || {
        let inner = PrefetchQuery::default().query(vec![1.0, 0.0]);
        QueryPoints::new(NAME).prefetch([inner]).query(Formula::new(sum.clone()))
    };
    refused(transport.call(boosted()).await, "query.formula", "unindexed_filtering_retrieve");
    index(&transport, "n", FieldType::Integer).await;
    assert_eq!(transport.call(boosted()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn writes_by_filter_need_an_index() {
    let transport = plain(4).await;
    limit(&transport, strict().unindexed_filtering_update(false)).await;
    let odd = || Filter::must([Condition::matches("parity", "odd")]);
    let name = "unindexed_filtering_update";
    refused(transport.call(DeletePoints::new(NAME).points(odd())).await, "points", name);
    let set = || SetPayloadPoints::new(NAME, [("seen", true)]).points_selector(odd()).wait(true);
    refused(transport.call(set()).await, "points_selector", name);
    let conditional = UpsertPoints::new(NAME, vec![point(1)]).update_filter(odd());
    refused(transport.call(conditional).await, "update_filter", name);
    transport.call(query().filter(odd())).await.unwrap();
    transport.call(DeletePoints::new(NAME).points([9_u64])).await.unwrap();
    index(&transport, "parity", FieldType::Keyword).await;
    transport.call(set()).await.unwrap();
    transport.call(DeletePoints::new(NAME).points(odd()).wait(true)).await.unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 2);
}

#[tokio::test]
async fn filters_may_be_only_so_large() {
    let transport = plain(3).await;
    limit(&transport, strict().filter_max_conditions(2).condition_max_size(3)).await;
    let leaf = || Condition::matches("n", 1);
    transport.call(query().filter(Filter::must([leaf(), leaf()]))).await.unwrap();
    let three = || Filter::must([leaf(), Condition::filter(Filter::should([leaf(), leaf()]))]);
    refused(transport.call(query().filter(three())).await, "filter", "filter_max_conditions");
    refused(transport.call(DeletePoints::new(NAME).points(three())).await, "points", "filter_max_conditions");
    transport.call(query().filter(Filter::must([Condition::matches("n", [1, 2, 3])]))).await.unwrap();
    let four = Filter::must([Condition::matches("n", [1, 2, 3, 4])]);
    refused(transport.call(query().filter(four)).await, "filter", "condition_max_size");
    let ids = Filter::must([Condition::has_id([1_u64, 2, 3, 4])]);
    refused(transport.call(query().filter(ids)).await, "filter", "condition_max_size");
}

#[tokio::test]
async fn points_vectors_and_payload_may_take_only_so_much() {
    let transport = plain(3).await;
    limit(&transport, strict().max_points_count(4)).await;
    let add = |number: u64| UpsertPoints::new(NAME, vec![point(number)]).wait(true);
    transport.call(add(4)).await.unwrap();
    refused(transport.call(add(5)).await, "", "max_points_count");
    // Deleting makes room.
    transport.call(DeletePoints::new(NAME).points([1_u64]).wait(true)).await.unwrap();
    transport.call(add(5)).await.unwrap();
    // Each of the four points has two numbers of four bytes.
    limit(&transport, strict().max_points_count(100).max_collection_vector_size_bytes(33)).await;
    transport.call(add(6)).await.unwrap();
    refused(transport.call(add(7)).await, "", "max_collection_vector_size_bytes");
    let limits =
        strict().max_collection_vector_size_bytes(1 << 30).max_collection_payload_size_bytes(200_000);
    limit(&transport, limits).await;
    // The engine compresses payload, so it must be hard to.
    let mut dice = Dice(1);
    let mut outcome = Ok(());
    for number in 0..100 {
        let text: String = (0..1_000).map(|_| format!("{:010}", dice.below(10_000_000_000))).collect();
        let large = PointStruct::new(number, vec![1.0, 1.0], [("text", text)]);
        outcome = transport.call(UpsertPoints::new(NAME, vec![large]).wait(true)).await.map(drop);
        if outcome.is_err() {
            assert!(number >= 5, "after {number}");
            break;
        }
    }
    refused(outcome, "", "max_collection_payload_size_bytes");
    let set = SetPayloadPoints::new(NAME, [("a", 1)]).points_selector([2_u64]);
    refused(transport.call(set).await, "", "max_collection_payload_size_bytes");
    transport.call(DeletePoints::new(NAME).points([2_u64])).await.unwrap();
}

#[tokio::test]
async fn single_vectors_may_be_only_so_long() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME)
        .vectors_config([(
            "m",
            VectorParams::new(2, Distance::Dot).multivector_config(MultiVectorComparator::MaxSim),
        )])
        .sparse_vectors_config([("s", SparseVectorParams::default())])
        .strict_mode_config(
            strict()
                .enabled(true)
                .multivector_config([("m", StrictModeMultivector::default().max_vectors(2))])
                .sparse_config([("s", StrictModeSparse::default().max_length(2))]),
        );
    transport.call(create).await.unwrap();
    let rows = |count: usize| PointStruct::new(1, [("m", vec![vec![1.0, 2.0]; count])], Payload::new());
    transport.call(UpsertPoints::new(NAME, vec![rows(2)])).await.unwrap();
    let outcome = transport.call(UpsertPoints::new(NAME, vec![rows(1), rows(3)])).await;
    refused(outcome, r#"points[1].vector["m"]"#, "multivector_config.max_vectors");
    let words = |count: u32| {
        let vector: SparseVector = (0..count).map(|index| (index, 1.0)).collect::<Vec<_>>().into();
        PointStruct::new(1, [("s", vector)], Payload::new())
    };
    transport.call(UpsertPoints::new(NAME, vec![words(2)])).await.unwrap();
    let outcome = transport.call(UpsertPoints::new(NAME, vec![words(3)])).await;
    refused(outcome, r#"points[0].vector["s"]"#, "sparse_config.max_length");
}

#[tokio::test]
async fn there_may_be_only_so_many_payload_indexes() {
    let transport = plain(3).await;
    limit(&transport, strict().max_payload_index_count(1)).await;
    index(&transport, "n", FieldType::Integer).await;
    index(&transport, "n", FieldType::Float).await;
    let second = qdrant_core::CreateFieldIndexCollection::new(NAME, "parity", FieldType::Keyword);
    refused(transport.call(second).await, "field_name", "max_payload_index_count");
}

#[tokio::test]
async fn reads_and_writes_have_rates() {
    let transport = plain(3).await;
    limit(&transport, strict().read_rate_limit(5).write_rate_limit(3)).await;
    let filter = Filter::must([Condition::matches("n", 1), Condition::matches("n", 1)]);
    transport.call(query().filter(filter.clone())).await.unwrap();
    let get = || GetPoints::new(NAME, [1_u64, 2]);
    transport.call(get()).await.unwrap();
    let error = transport.call(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.message().contains("`read_rate_limit`"), "{error}");
    let wait = error.retry_after().unwrap();
    assert!((Duration::from_secs(20)..=Duration::from_secs(24)).contains(&wait), "{wait:?}");
    transport.call(UpsertPoints::new(NAME, vec![point(1), point(2)])).await.unwrap();
    let error = transport.call(DeletePoints::new(NAME).points([1_u64, 2])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let large = transport.call(UpsertPoints::new(NAME, (1..=4).map(point).collect::<Vec<_>>())).await;
    assert_eq!(large.unwrap_err().kind(), ErrorKind::InvalidRequest);
    // What is refused costs nothing, and what is about the collection is free.
    transport.call(DeletePoints::new(NAME).points([1_u64])).await.unwrap();
    let off = UpdateCollection::new(NAME).strict_mode_config(strict().enabled(false));
    transport.call(off).await.unwrap();
    transport.call(get()).await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn writes_stop_when_the_process_takes_too_much_memory() {
    let transport = plain(3).await;
    // Anything is more than nothing at all.
    limit(&transport, strict().max_resident_memory_percent(100)).await;
    transport.call(UpsertPoints::new(NAME, vec![point(1)])).await.unwrap();
    limit(&transport, strict().max_resident_memory_percent(0)).await;
    let outcome = transport.call(UpsertPoints::new(NAME, vec![point(1)])).await;
    refused(outcome, "", "max_resident_memory_percent");
    transport.call(DeletePoints::new(NAME).points([1_u64])).await.unwrap();
}

#[tokio::test]
async fn batches_vectors_groups_and_matrices_are_limited_too() {
    let transport = plain(3).await;
    limit(
        &transport,
        strict().upsert_max_batchsize(1).max_query_limit(5).unindexed_filtering_retrieve(false),
    )
    .await;
    let two = PointStructList::new(vec![point(8), point(9)]);
    let batch = UpdateBatchPoints::new(NAME, [ClearPayloadOperation::new([1]).into(), two.into()]);
    refused(transport.call(batch).await, "operations[1].points", "upsert_max_batchsize");
    let first = transport.call(GetPoints::new(NAME, [1])).await.unwrap();
    assert!(!first[0].payload.is_empty(), "no step is taken before all are checked");
    let vectors = [PointVectors::new(1, vec![1.0, 0.0]), PointVectors::new(2, vec![1.0, 0.0])];
    refused(transport.call(UpdatePointVectors::new(NAME, vectors)).await, "points", "upsert_max_batchsize");

    let groups = || QueryPointGroups::new(NAME, "parity").query(vec![1.0, 0.0]).limit(2);
    refused(transport.call(groups()).await, "group_by", "unindexed_filtering_retrieve");
    index(&transport, "parity", FieldType::Keyword).await;
    assert_eq!(transport.call(groups()).await.unwrap().len(), 2);
    refused(transport.call(groups().limit(6)).await, "limit", "max_query_limit");
    let matrix = SearchMatrixPairsRequest(SearchMatrixPoints::new(NAME).sample(6));
    refused(transport.call(matrix).await, "sample", "max_query_limit");
    let search = SearchPoints::new(NAME, vec![1.0, 0.0], 6);
    refused(transport.call(search).await, "limit", "max_query_limit");
}
