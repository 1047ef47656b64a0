//! Searches, recommendations and discoveries as they were before the universal query.

use qdrant_core::{
    ContextExamplePair, DiscoverBatchPoints, DiscoverPoints, ErrorKind, GroupId, PointId,
    RecommendBatchPoints, RecommendPointGroups, RecommendPoints, ScoredPoint, SearchBatchPoints,
    SearchPointGroups, SearchPoints, SparseIndices, TargetVector, VectorExample,
};

use crate::conformance::context::{Context, Failure, same};
use crate::conformance::fixture;

fn names(points: &[ScoredPoint]) -> Vec<&'static str> {
    points.iter().map(|point| fixture::name(point.id)).collect()
}

fn id(number: u64) -> VectorExample {
    VectorExample::Id(PointId::from(number))
}

pub(super) async fn search(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let near = |context: &Context, limit: u64| {
        SearchPoints::new(context.collection(), vec![0.9, 0.1, 0.1, 0.3], limit).vector_name("text")
    };
    let found = context.ok("dense", near(context, 2).with_payload(true)).await?;
    same("dense", &names(&found), &vec!["Berlin", "Hamburg"])?;
    let sparse = SearchPoints::new(context.collection(), vec![1.0, 0.1], 3)
        .vector_name("words")
        .sparse_indices(SparseIndices::new([5, 1]));
    let found = context.ok("sparse", sparse).await?;
    same("sparse", &names(&found), &vec!["Berlin", "Paris", "Hamburg"])?;
    let batch =
        SearchBatchPoints::new(context.collection(), vec![near(context, 1), near(context, 3).offset(1)]);
    let found = context.ok("batch", batch).await?;
    same("batch", &found.iter().map(Vec::len).collect::<Vec<_>>(), &vec![1, 3])?;
    let groups = SearchPointGroups::new(context.collection(), vec![0.9, 0.1, 0.1, 0.3], 1, "country", 2);
    let found = context.ok("groups", groups.vector_name("text")).await?;
    same(
        "groups",
        &(found[0].id.clone(), names(&found[0].hits)),
        &(GroupId::from("Germany"), vec!["Berlin", "Hamburg"]),
    )?;
    let wrong = SearchPoints::new(context.collection(), vec![0.5], 1).vector_name("text");
    context.fails("wrong length", &[ErrorKind::InvalidRequest], wrong).await?;
    Ok(())
}

pub(super) async fn recommend_and_discover(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let like = |context: &Context| {
        RecommendPoints::new(context.collection(), 3).add_positive(id(1)).add_negative(id(3)).using("text")
    };
    let found = context.ok("recommend", like(context)).await?;
    same("recommend", &names(&found)[0], &"Hamburg")?;
    let batch = RecommendBatchPoints::new(context.collection(), vec![like(context), like(context)]);
    let found = context.ok("recommend batch", batch).await?;
    same("recommend batch", &found.iter().map(Vec::len).collect::<Vec<_>>(), &vec![3, 3])?;
    let groups =
        RecommendPointGroups::new(context.collection(), "country", 1, 2).add_positive(id(1)).using("text");
    let found = context.ok("recommend groups", groups).await?;
    same("recommend groups", &found[0].id, &GroupId::from("Germany"))?;

    let discover = |context: &Context| {
        DiscoverPoints::new(context.collection(), vec![ContextExamplePair::new(id(4), id(1))], 6)
            .target(TargetVector::Single(id(3)))
            .using("text")
    };
    let found = context.ok("discover", discover(context)).await?;
    same("discover", &found.len(), &3)?;
    let batch = DiscoverBatchPoints::new(context.collection(), vec![discover(context)]);
    let found = context.ok("discover batch", batch).await?;
    same("discover batch", &found.iter().map(Vec::len).collect::<Vec<_>>(), &vec![3])
}
