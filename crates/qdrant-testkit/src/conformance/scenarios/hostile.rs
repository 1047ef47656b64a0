//! Input that must be refused, and must lose nothing.

use qdrant_core::{
    Condition, CountPoints, CreateCollection, Distance, ErrorKind, Filter, GetCollectionInfoRequest,
    OverwritePayloadPoints, Payload, PointStruct, QueryPoints, ScrollPoints, SetPayloadPoints, SparseVector,
    UpsertPoints, Vector, VectorParams, Vectors,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

const INVALID: &[ErrorKind] = &[ErrorKind::InvalidRequest];

async fn nothing_is_lost(context: &mut Context) -> Result<(), Failure> {
    let count = CountPoints::new(context.collection()).exact(true);
    same("nothing is lost", &context.ok("count at the end", count).await?, &6)
}

pub(super) async fn names(context: &mut Context) -> Result<(), Failure> {
    let long = "x".repeat(256);
    for name in ["", "a/b", "..", "a\\b", "a:b", "a?b", "a\0b", long.as_str()] {
        let create = CreateCollection::new(name).vectors_config(VectorParams::new(4, Distance::Dot));
        let error = context.fails(&format!("create {name:.16?}"), INVALID, create).await?;
        holds("field", error.to_string().contains("name"), || error.to_string())?;
    }
    for name in ["", ".", ".."] {
        context.fails(&format!("count in {name:?}"), INVALID, CountPoints::new(name)).await?;
    }
    let missing = format!("{}-missing", context.collection());
    context
        .fails("info of none", &[ErrorKind::NotFound], GetCollectionInfoRequest::new(missing.clone()))
        .await?;
    let point = PointStruct::new(1, vec![1.0], Payload::new());
    context.fails("upsert to none", &[ErrorKind::NotFound], UpsertPoints::new(missing, vec![point])).await?;
    Ok(())
}

pub(super) async fn vectors(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let good = [0.1, 0.2, 0.3, 0.4];
    let cases: Vec<(&str, Vectors)> = vec![
        ("a wrong dimension", [("text", vec![1.0, 2.0, 3.0])].into()),
        ("a vector without values", [("text", Vec::<f32>::new())].into()),
        ("NaN", [("text", vec![0.1, f32::NAN, 0.3, 0.4])].into()),
        ("infinity", [("text", vec![0.1, f32::INFINITY, 0.3, 0.4])].into()),
        ("an unknown name", [("nobody", good.to_vec())].into()),
        ("an unnamed vector", good.into()),
        ("more indices than values", [("words", SparseVector::new([1, 2, 3], [1.0]))].into()),
        ("an index twice", [("words", SparseVector::new([7, 7], [1.0, 2.0]))].into()),
        ("NaN in a sparse vector", [("words", SparseVector::new([1], [f32::NAN]))].into()),
        ("a ragged multi-vector", [("tokens", vec![vec![1.0, 2.0], vec![1.0]])].into()),
        ("a multi-vector without rows", [("tokens", Vec::<Vec<f32>>::new())].into()),
        ("a multi-vector with an empty row", [("tokens", vec![Vec::<f32>::new()])].into()),
        ("a dense vector for a sparse one", [("words", good.to_vec())].into()),
        ("a sparse vector for a dense one", [("text", SparseVector::from([(1, 1.0)]))].into()),
    ];
    for (step, vectors) in cases {
        let points = vec![
            PointStruct::new(1000, [("text", Vector::from(good))], Payload::new()),
            PointStruct::new(1001, vectors, Payload::new()),
        ];
        context.fails(step, INVALID, UpsertPoints::new(context.collection(), points).wait(true)).await?;
    }
    for (step, query) in [
        ("query of a wrong dimension", QueryPoints::new(context.collection()).using("text").query([1.0])),
        (
            "query with NaN",
            QueryPoints::new(context.collection()).using("text").query([f32::NAN, 0.0, 0.0, 0.0]),
        ),
        ("query by an unknown name", QueryPoints::new(context.collection()).using("nobody").query(good)),
        (
            "query with more values than indices",
            QueryPoints::new(context.collection()).using("words").query(SparseVector::new([1], [1.0, 2.0])),
        ),
        (
            "query with a ragged multi-vector",
            QueryPoints::new(context.collection()).using("tokens").query(vec![vec![1.0, 0.0], vec![1.0]]),
        ),
    ] {
        context.fails(step, INVALID, query).await?;
    }
    nothing_is_lost(context).await
}

pub(super) async fn requests(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let name = context.collection();
    context.fails("page of none", INVALID, ScrollPoints::new(name.clone()).limit(0)).await?;
    context.fails("query of none", INVALID, QueryPoints::new(name.clone()).limit(0)).await?;
    let empty = Filter::must([Condition::filter(Filter::default())]);
    context.fails("empty condition", INVALID, CountPoints::new(name.clone()).filter(empty)).await?;
    let nan = Filter::must([Condition::range("rating", f64::NAN..)]);
    context.fails("range from NaN", INVALID, CountPoints::new(name.clone()).filter(nan)).await?;
    let slice = Filter::must([Condition::slice(2, 2)]);
    context.fails("slice beyond the last", INVALID, CountPoints::new(name.clone()).filter(slice)).await?;
    let to_none = SetPayloadPoints::new(name.clone(), [("a", 1)]);
    context.fails("payload of no points in particular", INVALID, to_none).await?;
    let to_none = OverwritePayloadPoints::new(name, [("a", 1)]);
    context.fails("overwrite of no points in particular", INVALID, to_none).await?;
    nothing_is_lost(context).await
}
