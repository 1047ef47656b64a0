//! Input that would harm the engine.

use qdrant_core::{
    Call, Condition, CountPoints, CreateCollection, DeletePoints, DenseVector, Distance, ErrorKind,
    FieldType, Filter, Match, MultiDenseVector, Payload, PointStruct, Query, QueryPoints, Request,
    SparseVector, Transport, TransportExt, UpsertPoints, Vector, VectorParams, Vectors,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{NAME, ids, index, plain, point, rich, rich_point, upsert};

/// Sends a request that nobody has checked, as a decorator or a gateway might.
async fn refused(transport: &EmbeddedTransport, request: impl Into<Request>) -> (Option<String>, String) {
    let error = transport.execute(Call::from(request.into())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
    (error.field().map(str::to_owned), error.message().to_owned())
}

fn sparse(indices: &[u32], values: &[f32]) -> Vector {
    SparseVector::new(indices, values).into()
}

fn ragged() -> MultiDenseVector {
    MultiDenseVector { vectors: vec![DenseVector { data: vec![1.0, 2.0] }, DenseVector { data: vec![1.0] }] }
}

/// Returns vectors that no engine could bear, with their place.
fn hostile() -> Vec<(&'static str, Vector)> {
    vec![
        ("dense", Vec::<f32>::new().into()),
        ("dense", vec![1.0].into()),
        ("dense", vec![1.0, 2.0, 3.0].into()),
        ("dense", vec![f32::NAN, 1.0].into()),
        ("dense", vec![f32::INFINITY, 1.0].into()),
        ("dense", sparse(&[1], &[1.0])),
        ("dense", vec![vec![1.0, 2.0]].into()),
        ("multi", Vec::<Vec<f32>>::new().into()),
        ("multi", ragged().into()),
        ("multi", vec![vec![1.0, 2.0, 3.0]].into()),
        ("multi", vec![Vec::<f32>::new()].into()),
        ("multi", vec![vec![1.0, f32::NAN]].into()),
        ("multi", sparse(&[1], &[1.0])),
        ("words", sparse(&[1, 2], &[1.0])),
        ("words", sparse(&[1], &[1.0, 2.0])),
        ("words", sparse(&[3, 3], &[1.0, 2.0])),
        ("words", sparse(&[1], &[f32::NAN])),
        ("words", vec![1.0, 2.0].into()),
        ("words", vec![vec![1.0, 2.0]].into()),
        ("nothing", vec![1.0, 2.0].into()),
        ("", vec![1.0, 2.0].into()),
    ]
}

async fn still_works(transport: &EmbeddedTransport, points: u64) {
    upsert(transport, [rich_point(points, 0.5, 0.5)]).await;
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), points);
    let query = QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("dense").limit(100);
    assert!(ids(&transport.call(query).await.unwrap()).contains(&points));
}

#[tokio::test]
async fn hostile_vectors_are_refused_and_the_engine_goes_on() {
    let transport = rich().await;
    let mut points = 0;
    for (name, vector) in hostile() {
        let good = rich_point(1_000, 1.0, 1.0);
        let bad = PointStruct::new(1_001, [(name, vector.clone())], Payload::new());
        let (field, _) = refused(&transport, UpsertPoints::new(NAME, vec![good, bad]).wait(true)).await;
        assert!(
            field.as_ref().is_some_and(|field| field.starts_with("points[1].vector")),
            "{vector:?}: {field:?}"
        );
        points += 1;
        still_works(&transport, points).await;
    }
}

#[tokio::test]
async fn hostile_queries_are_refused_and_the_engine_goes_on() {
    let transport = rich().await;
    let mut points = 0;
    for (name, vector) in hostile() {
        let query = qdrant_core::VectorInput::from(vector.clone());
        let (field, _) = refused(&transport, QueryPoints::new(NAME).query(query).using(name)).await;
        assert!(field.is_some_and(|field| field.starts_with("query")), "{vector:?}");
        points += 1;
        still_works(&transport, points).await;
    }
}

#[tokio::test]
async fn an_unnamed_vector_needs_an_unnamed_place() {
    let transport = rich().await;
    for vectors in [Vectors::from(vec![1.0, 2.0]), Vectors::from(ragged()), Vectors::from(vec![(1, 1.0)])] {
        let point = PointStruct::new(1, vectors, Payload::new());
        let (field, _) = refused(&transport, UpsertPoints::new(NAME, vec![point])).await;
        assert!(field.is_some_and(|field| field.starts_with("points[0].vector")));
    }
    let point = PointStruct::new(1, vec![1.0, 2.0], Payload::new());
    let (_, message) = refused(&transport, UpsertPoints::new(NAME, vec![point])).await;
    assert_eq!(message, "Wrong input: Not existing vector name error: ");
    still_works(&transport, 1).await;
}

#[tokio::test]
async fn hostile_numbers_do_not_exhaust_memory() {
    let transport = rich().await;
    upsert(&transport, [rich_point(1, 1.0, 0.0)]).await;
    let base = || QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("dense");
    let huge = base().limit(u64::MAX).offset(u64::MAX);
    assert!(transport.call(huge).await.unwrap().is_empty());
    assert_eq!(transport.call(base().limit(u64::MAX)).await.unwrap().len(), 1);
    let prefetch = qdrant_core::PrefetchQuery::default().query(vec![1.0, 0.0]).using("dense").limit(u64::MAX);
    let nested =
        QueryPoints::new(NAME).add_prefetch(prefetch).query(qdrant_core::Fusion::Rrf).limit(u64::MAX);
    assert_eq!(transport.call(nested).await.unwrap().len(), 1);
    let params = qdrant_core::SearchParams::default().hnsw_ef(u64::MAX);
    assert_eq!(transport.call(base().params(params)).await.unwrap().len(), 1);
    let scroll = qdrant_core::ScrollPoints::new(NAME).limit(u32::MAX);
    assert_eq!(transport.call(scroll).await.unwrap().points.len(), 1);
    let large = CreateCollection::new("large").vectors_config(VectorParams::new(u64::MAX, Distance::Dot));
    let (field, message) = refused(&transport, large).await;
    assert_eq!(field.as_deref(), Some("vectors_config[\"\"].size"));
    assert!(message.contains("must be from 1 to 65536"), "{message}");
    still_works(&transport, 2).await;
}

#[tokio::test]
async fn deep_prefetches_are_refused() {
    let transport = rich().await;
    let mut prefetch = qdrant_core::PrefetchQuery::default().query(vec![1.0, 0.0]).using("dense");
    for _ in 0..70 {
        prefetch = qdrant_core::PrefetchQuery::default()
            .add_prefetch(prefetch)
            .query(Query::from(vec![1.0, 0.0]))
            .using("dense");
    }
    let query = QueryPoints::new(NAME).add_prefetch(prefetch).query(qdrant_core::Fusion::Rrf);
    let (_, message) = refused(&transport, query).await;
    assert!(message.contains("max depth 64"), "{message}");
    still_works(&transport, 1).await;
}

#[tokio::test]
async fn hostile_sizes_of_groups_matrices_and_facets_do_not_exhaust_memory() {
    use qdrant_core::{
        FacetCounts, FieldType, QueryPointGroups, SearchMatrixPairsRequest, SearchMatrixPoints,
    };
    let transport = rich().await;
    upsert(&transport, [rich_point(1, 1.0, 0.0), rich_point(u64::MAX, 0.5, 0.5)]).await;
    crate::support::index(&transport, "x", FieldType::Keyword).await;
    let groups = QueryPointGroups::new(NAME, "x").query(vec![1.0, 0.0]).using("dense");
    let groups = groups.limit(u64::MAX).group_size(u64::MAX);
    transport.call(groups).await.unwrap();
    let matrix = SearchMatrixPoints::new(NAME).using("dense").sample(u64::MAX).limit(u64::MAX);
    let pairs = transport.call(SearchMatrixPairsRequest(matrix)).await.unwrap();
    assert_eq!(pairs.pairs.len(), 2);
    transport.call(FacetCounts::new(NAME, "x").limit(u64::MAX)).await.unwrap();
    transport.call(FacetCounts::new(NAME, "x").limit(u64::MAX).exact(true)).await.unwrap();
    let offset = qdrant_core::ScrollPoints::new(NAME).offset(u64::MAX).limit(u32::MAX);
    assert_eq!(transport.call(offset).await.unwrap().points.len(), 1);
}

#[tokio::test]
async fn fields_of_any_name_can_be_indexed_and_stay_inside_of_the_folder() {
    use qdrant_core::{Condition, CreateFieldIndexCollection, FieldType};
    let dir = tempfile::tempdir().unwrap();
    let long = "x".repeat(400);
    let quoted = ["../../../escape", "a/b", "..", "con", "ünï"].map(|name| format!("\"{name}\""));
    let names = || quoted.iter().map(String::as_str).chain(["a", "A", "ä", long.as_str()]);
    let transport = EmbeddedTransport::open(dir.path().join("data")).unwrap();
    crate::support::create_plain(&transport).await;
    let mut indexed = Vec::new();
    for name in names() {
        let create = CreateFieldIndexCollection::new(NAME, name, FieldType::Keyword).wait(true);
        match transport.call(create).await {
            Ok(_) => indexed.push(name),
            Err(error) => assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}: {error:?}"),
        }
    }
    upsert(&transport, [crate::support::point(1)]).await;
    transport.close().await.unwrap();
    drop(transport);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    let transport = EmbeddedTransport::open(dir.path().join("data")).unwrap();
    for name in indexed {
        let count = CountPoints::new(NAME).filter(qdrant_core::Filter::must([Condition::matches(name, "x")]));
        assert_eq!(transport.call(count).await.unwrap(), 0, "{name}");
    }
    upsert(&transport, [crate::support::point(2)]).await;
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 2);
}

#[tokio::test]
async fn a_write_whose_filter_the_engine_chokes_on_leaves_the_collection_as_it_was() {
    let transport = plain(3).await;
    index(&transport, "parity", FieldType::Keyword).await;
    upsert(&transport, [point(1), point(3), point(2)]).await;
    // Of as many values as there are, one of which no point has: a debug build of the engine miscounts and panics.
    let neither = Condition::matches("parity", Match::except_keywords(["even", "neither"]));
    let delete = DeletePoints::new(NAME).points(Filter::must([neither])).wait(true);
    let deleted = transport.call(delete).await;
    assert!(deleted.is_ok() || cfg!(debug_assertions), "{deleted:?}");
    let left = transport.call(CountPoints::new(NAME)).await.unwrap();
    assert_eq!(left, if deleted.is_ok() { 1 } else { 3 });
    upsert(&transport, [point(7)]).await;
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), left + 1);
}
