//! Vectors of points, and named vectors that come and go.

use std::path::Path;

use qdrant_core::{
    Condition, CountPoints, CreateCollection, CreateVectorNameRequest, Datatype, DeletePointVectors,
    DeleteVectorNameRequest, DenseVectorCreationConfig, Distance, ErrorKind, Filter, GetPoint, Modifier,
    MultiVectorComparator, MultiVectorConfig, PointVectors, PointsSelector, QueryPoints, RetrievedPoint,
    SparseVector, SparseVectorCreationConfig, TransportExt, UpdatePointVectors, UpdateStatus, UpsertPoints,
    Value, Vector, VectorNameConfig, VectorOutput, VectorParams, VectorsOutput, VectorsSelector, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{
    NAME, create_plain, get, ids, in_memory, info, odd, payload, plain, point, rich, rich_point, text, upsert,
};

fn names(point: &RetrievedPoint) -> Vec<&str> {
    match point.vectors.as_ref().unwrap() {
        VectorsOutput::Single(_) => vec![""],
        VectorsOutput::Named(vectors) => vectors.keys().map(String::as_str).collect(),
    }
}

fn dense(point: &RetrievedPoint, name: &str) -> Vec<f32> {
    let vector = match point.vectors.as_ref().unwrap() {
        VectorsOutput::Single(vector) => vector,
        VectorsOutput::Named(vectors) => &vectors[name],
    };
    match vector {
        VectorOutput::Dense(vector) => vector.data.clone(),
        VectorOutput::Sparse(_) | VectorOutput::MultiDense(_) => panic!("{vector:?}"),
    }
}

#[tokio::test]
async fn one_point_comes_with_everything_or_is_not_found() {
    let transport = plain(2).await;
    let found = transport.call(GetPoint::new(NAME, 2)).await.unwrap();
    assert_eq!((dense(&found, ""), &found.payload["n"]), (vec![2.0, 1.0], &Value::from(2)));
    let error = transport.call(GetPoint::new(NAME, 9)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.message(), "Not found: Point with id 9 does not exists!");
    assert!(transport.call(GetPoint::new("nowhere", 9)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn vectors_are_replaced_one_by_one() {
    let transport = rich().await;
    upsert(&transport, [rich_point(1, 1.0, 0.0), rich_point(2, 0.0, 1.0)]).await;
    let update = UpdatePointVectors::new(
        NAME,
        [
            PointVectors::new(1, [("dense", Vector::from(vec![5.0, 6.0]))]),
            PointVectors::new(2, [("words", Vector::from(SparseVector::from([(3, 3.0)])))]),
        ],
    );
    let result = transport.call(update.wait(true)).await.unwrap();
    assert_eq!(result.status, UpdateStatus::Completed);
    let one = get(&transport, 1).await.unwrap();
    assert_eq!((dense(&one, "dense"), dense(&one, "place")), (vec![5.0, 6.0], vec![1.0, 0.0]));
    assert_eq!(one.payload, payload(json!({"x": 1.0})));
    let by_word = QueryPoints::new(NAME).query(SparseVector::from([(3, 1.0)])).using("words");
    assert_eq!(ids(&transport.call(by_word).await.unwrap()), [2]);
}

#[tokio::test]
async fn vectors_are_replaced_only_where_a_filter_allows() {
    let transport = plain(4).await;
    let points: Vec<_> = (1..=4_u64).map(|id| PointVectors::new(id, vec![9.0, 9.0])).collect();
    let update = UpdatePointVectors::new(NAME, points).update_filter(odd()).wait(true);
    transport.call(update).await.unwrap();
    for id in 1..=4 {
        let expected = if id % 2 == 1 { vec![9.0, 9.0] } else { vec![id as f32, 1.0] };
        assert_eq!(dense(&get(&transport, id).await.unwrap(), ""), expected);
    }
}

#[tokio::test]
async fn vectors_of_points_that_are_missing_or_do_not_fit_are_refused() {
    let transport = plain(1).await;
    let update = |id: u64, vector: Vec<f32>| UpdatePointVectors::new(NAME, [PointVectors::new(id, vector)]);
    let error = transport.call(update(7, vec![1.0, 1.0]).wait(true)).await.unwrap_err();
    assert_eq!(error.message(), "Not found: No point with id 7 found");
    let error = transport.call(update(1, vec![1.0])).await.unwrap_err();
    assert_eq!(error.field(), Some("points[0].vector"));
    let unknown = UpdatePointVectors::new(NAME, [PointVectors::new(1, [("x", Vector::from(vec![1.0]))])]);
    assert!(text(transport.call(unknown).await).contains("Not existing vector name error: x"));
    let none = UpdatePointVectors::new(NAME, Vec::<PointVectors>::new());
    assert!(text(transport.call(none).await).contains("Empty update request"));
}

#[tokio::test]
async fn vectors_are_deleted_by_id_and_by_filter() {
    let transport = rich().await;
    upsert(&transport, (1..=4_u8).map(|id| rich_point(id.into(), id.into(), 1.0))).await;
    let delete = |selector: PointsSelector, names: &[&str]| {
        DeletePointVectors::new(NAME)
            .points_selector(selector)
            .vectors(VectorsSelector::from(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()))
            .wait(true)
    };
    transport.call(delete([1_u64].into(), &["dense", "idf"])).await.unwrap();
    assert_eq!(names(&get(&transport, 1).await.unwrap()), ["angle", "multi", "place", "words"]);
    let large = Filter::must([Condition::range("x", 3.0..)]);
    transport.call(delete(large.into(), &["words"])).await.unwrap();
    let having = CountPoints::new(NAME).filter(Filter::must([Condition::has_vector("words")]));
    assert_eq!(transport.call(having).await.unwrap(), 2);
    let nearest = QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("dense");
    assert_eq!(ids(&transport.call(nearest).await.unwrap()), [4, 3, 2]);

    let error = transport.call(delete([2_u64].into(), &["dense", "nothing"])).await.unwrap_err();
    assert_eq!(error.field(), Some("vectors[1]"));
    assert!(names(&get(&transport, 2).await.unwrap()).contains(&"dense"));
    let error = transport.call(delete([9_u64].into(), &["dense"])).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn a_sparse_vector_that_was_deleted_counts_for_none_that_comes_after_it() {
    let transport = rich().await;
    upsert(&transport, (1..=2_u8).map(|id| rich_point(id.into(), 3.0, 5.0))).await;
    let delete = DeletePointVectors::new(NAME).vectors(["words"]).wait(true);
    transport.call(delete.clone().points_selector([1_u64])).await.unwrap();
    let second = Filter::must([Condition::has_id([2_u64])]);
    transport.call(delete.points_selector(second)).await.unwrap();
    let words = |id: u64| PointVectors::new(id, [("words", SparseVector::from([(7, 1.0)]))]);
    transport.call(UpdatePointVectors::new(NAME, vec![words(1), words(2)]).wait(true)).await.unwrap();
    let search = |query: &[(u32, f32)]| {
        transport.call(QueryPoints::new(NAME).query(SparseVector::from(query)).using("words"))
    };
    // The second index was of the deleted vectors only.
    assert_eq!(search(&[(2, 1.0)]).await.unwrap(), []);
    let scores = search(&[(7, 1.0), (2, 1.0)]).await.unwrap();
    assert_eq!(scores.iter().map(|point| point.score).collect::<Vec<_>>(), [1.0, 1.0]);
}

async fn create(
    transport: &EmbeddedTransport,
    name: &str,
    config: impl Into<VectorNameConfig>,
) -> UpdateStatus {
    let create = CreateVectorNameRequest::new(NAME, name, config).wait(true);
    transport.call(create).await.unwrap().status
}

#[tokio::test]
async fn a_vector_comes_to_a_collection_in_use_and_goes_again() {
    let transport = plain(3).await;
    let before = info(&transport).await.config;
    let config = DenseVectorCreationConfig::new(3, Distance::Cosine).datatype(Datatype::Float16);
    assert_eq!(create(&transport, "new", config).await, UpdateStatus::Completed);
    create(&transport, "words", SparseVectorCreationConfig::new().modifier(Modifier::Idf)).await;
    let multi = DenseVectorCreationConfig::new(2, Distance::Dot)
        .multivector_config(MultiVectorConfig::from(MultiVectorComparator::MaxSim));
    create(&transport, "multi", multi).await;

    let config = info(&transport).await.config;
    assert_eq!(config.params.vectors_config.as_ref().unwrap().get("new").unwrap().size, 3);
    assert!(config.params.sparse_vectors_config.unwrap().map.contains_key("words"));
    // Points do not have it yet.
    let having = |name: &str| CountPoints::new(NAME).filter(Filter::must([Condition::has_vector(name)]));
    assert_eq!(transport.call(having("new")).await.unwrap(), 0);
    let nearest = QueryPoints::new(NAME).query(vec![0.0, 1.0, 0.0]).using("new");
    assert!(transport.call(nearest.clone()).await.unwrap().is_empty());
    let update = UpdatePointVectors::new(
        NAME,
        [
            PointVectors::new(
                2,
                [("new", Vector::from(vec![0.0, 1.0, 0.0])), ("multi", vec![vec![1.0, 1.0]].into())],
            ),
            PointVectors::new(3, [("words", Vector::from(SparseVector::from([(1, 1.0)])))]),
        ],
    );
    transport.call(update.wait(true)).await.unwrap();
    assert_eq!(ids(&transport.call(nearest).await.unwrap()), [2]);
    assert_eq!(transport.call(having("words")).await.unwrap(), 1);
    assert_eq!(names(&get(&transport, 2).await.unwrap()), ["", "multi", "new"]);
    // A point is replaced with all of its vectors.
    upsert(&transport, [point(2)]).await;
    assert_eq!(transport.call(having("new")).await.unwrap(), 0);

    for name in ["new", "words", "multi"] {
        transport.call(DeleteVectorNameRequest::new(NAME, name).wait(true)).await.unwrap();
        transport.call(DeleteVectorNameRequest::new(NAME, name).wait(true)).await.unwrap();
    }
    assert_eq!(info(&transport).await.config, before);
    let error = transport.call(having("new")).await;
    assert!(matches!(error, Ok(0) | Err(_)), "{error:?}");
    assert_eq!(dense(&get(&transport, 1).await.unwrap(), ""), [1.0, 1.0]);
}

#[tokio::test]
async fn a_vector_is_not_created_over_another() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    create(&transport, "new", DenseVectorCreationConfig::new(3, Distance::Dot)).await;
    // The same once more is fine, so that a repeated call is.
    create(&transport, "new", DenseVectorCreationConfig::new(3, Distance::Dot)).await;
    for other in [
        VectorNameConfig::from(DenseVectorCreationConfig::new(4, Distance::Dot)),
        DenseVectorCreationConfig::new(3, Distance::Cosine).into(),
        SparseVectorCreationConfig::new().into(),
    ] {
        let error = transport.call(CreateVectorNameRequest::new(NAME, "new", other)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains("Vector `new` already exists"), "{error}");
    }
    let turbo = DenseVectorCreationConfig::new(4, Distance::Dot).datatype(Datatype::Turbo4);
    let error = transport.call(CreateVectorNameRequest::new(NAME, "turbo", turbo)).await.unwrap_err();
    assert!(error.is_unsupported(), "{error}");
    let outside = DenseVectorCreationConfig::new(4, Distance::Dot);
    let error = transport.call(CreateVectorNameRequest::new(NAME, "a/../../b", outside)).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    transport.close().await.unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 0);
}

#[tokio::test]
async fn new_and_deleted_vectors_are_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    upsert(&transport, (1..=20).map(point)).await;
    create(&transport, "new", DenseVectorCreationConfig::new(3, Distance::Dot)).await;
    create(&transport, "gone", SparseVectorCreationConfig::new()).await;
    let update =
        UpdatePointVectors::new(NAME, [PointVectors::new(5, [("new", Vector::from(vec![1.0, 2.0, 3.0]))])]);
    transport.call(update.wait(true)).await.unwrap();
    transport.call(DeleteVectorNameRequest::new(NAME, "gone").wait(true)).await.unwrap();
    let before = info(&transport).await;
    transport.close().await.unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(info(&transport).await, before);
    assert_eq!(dense(&get(&transport, 5).await.unwrap(), "new"), [1.0, 2.0, 3.0]);
    upsert(&transport, [point(21)]).await;
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 21);
}

#[tokio::test]
async fn a_vector_comes_to_segments_that_are_indexed() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    let optimizers =
        qdrant_core::OptimizersConfigDiff::default().indexing_threshold(1).default_segment_number(2);
    let collection = CreateCollection::new(NAME)
        .vectors_config(VectorParams::new(32, Distance::Dot))
        .optimizers_config(optimizers);
    transport.call(collection).await.unwrap();
    let points: Vec<_> = (0..500_u64)
        .map(|id| qdrant_core::PointStruct::new(id, vec![id as f32; 32], qdrant_core::Payload::new()))
        .collect();
    transport.call(UpsertPoints::new(NAME, points).wait(true)).await.unwrap();
    for _ in 0..200 {
        if info(&transport).await.indexed_vectors_count > Some(0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(info(&transport).await.indexed_vectors_count > Some(0), "nothing was indexed");
    create(&transport, "new", DenseVectorCreationConfig::new(2, Distance::Dot)).await;
    create(&transport, "words", SparseVectorCreationConfig::new()).await;
    let update: Vec<_> =
        (0..10_u64).map(|id| PointVectors::new(id, [("new", Vector::from(vec![id as f32, 1.0]))])).collect();
    transport.call(UpdatePointVectors::new(NAME, update).wait(true)).await.unwrap();
    transport.close().await.unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    let nearest = || QueryPoints::new(NAME).query(vec![1.0, 0.0]).using("new").limit(3);
    assert_eq!(ids(&transport.call(nearest()).await.unwrap()), [9, 8, 7]);
    tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    assert_eq!(ids(&transport.call(nearest()).await.unwrap()), [9, 8, 7]);
    transport.call(DeleteVectorNameRequest::new(NAME, "new").wait(true)).await.unwrap();
    transport.close().await.unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 500);
}

/// Puts a folder into the state of a crash in the middle of creating or deleting a vector.
fn cut_short(path: &Path, strip: bool) {
    let collections = path.join("collections");
    let dir = std::fs::read_dir(collections).unwrap().next().unwrap().unwrap().path();
    std::fs::write(dir.join("vector_name.json"), "\"new\"").unwrap();
    if strip {
        // One segment has it and the settings say so, but the segment file was not written.
        for segment in std::fs::read_dir(dir.join("shard/segments")).unwrap() {
            let file = segment.unwrap().path().join("segment.json");
            let mut state: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            state["config"]["vector_data"].as_object_mut().unwrap().remove("new").unwrap();
            std::fs::write(file, state.to_string()).unwrap();
        }
    }
}

#[tokio::test]
async fn a_vector_that_was_half_created_or_half_deleted_is_gone() {
    for strip in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let transport = EmbeddedTransport::open(dir.path()).unwrap();
        create_plain(&transport).await;
        upsert(&transport, (1..=5).map(point)).await;
        let before = info(&transport).await.config;
        create(&transport, "new", DenseVectorCreationConfig::new(3, Distance::Dot)).await;
        transport.close().await.unwrap();
        cut_short(dir.path(), strip);
        for _ in 0..2 {
            let transport = EmbeddedTransport::open(dir.path()).unwrap();
            assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 5);
            assert_eq!(info(&transport).await.config, before);
            create(&transport, "other", DenseVectorCreationConfig::new(3, Distance::Dot)).await;
            transport.call(DeleteVectorNameRequest::new(NAME, "other")).await.unwrap();
            transport.close().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_collection_without_vectors_can_get_some() {
    let transport = in_memory();
    transport.call(CreateCollection::new(NAME)).await.unwrap();
    create(&transport, "a", DenseVectorCreationConfig::new(2, Distance::Dot)).await;
    let point =
        qdrant_core::PointStruct::new(1, [("a", Vector::from(vec![1.0, 2.0]))], qdrant_core::Payload::new());
    upsert(&transport, [point]).await;
    assert_eq!(dense(&get(&transport, 1).await.unwrap(), "a"), [1.0, 2.0]);
}
