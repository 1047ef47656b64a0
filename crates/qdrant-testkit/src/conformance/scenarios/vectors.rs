//! Vectors of points, and the named vectors of a collection.

use qdrant_core::{
    Condition, CreateVectorNameRequest, DeletePointVectors, DeleteVectorNameRequest,
    DenseVectorCreationConfig, Distance, ErrorKind, Filter, GetCollectionInfoRequest, GetPoints, PointId,
    PointVectors, QueryPoints, SparseVector, SparseVectorCreationConfig, UpdatePointVectors, Vector,
    VectorsOutput,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

async fn of(context: &mut Context, step: &str, id: u64) -> Result<Option<VectorsOutput>, Failure> {
    let get =
        GetPoints::new(context.collection(), [PointId::from(id)]).with_vectors(true).with_payload(false);
    Ok(context.ok(step, get).await?.pop().and_then(|point| point.vectors))
}

pub(super) async fn of_points(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let update = UpdatePointVectors::new(
        context.collection(),
        [
            PointVectors::new(1, [("text", Vector::from([0.0, 0.0, 0.0, 1.0]))]),
            PointVectors::new(2, [("words", Vector::from(SparseVector::from([(3, 0.5)])))]),
        ],
    );
    context.silently("update", update.wait(true)).await?;
    let first = of(context, "after the update", 1).await?;
    holds("other vectors stay", first.as_ref().is_some_and(|v| v.get("words").is_some()), || {
        format!("{first:?}")
    })?;
    let nearest = QueryPoints::new(context.collection()).using("text").query([0.0, 0.0, 0.0, 1.0]).limit(1);
    same("the new vector is found", &context.ok("nearest", nearest).await?[0].id, &PointId::from(1))?;

    let only_french = UpdatePointVectors::new(
        context.collection(),
        [
            PointVectors::new(1, [("text", vec![1.0, 0.0, 0.0, 0.0])]),
            PointVectors::new(3, [("text", vec![0.0, 1.0, 0.0, 0.0])]),
        ],
    )
    .update_filter(Filter::must([Condition::matches("country", "France")]));
    context.silently("conditional update", only_french.wait(true)).await?;
    of(context, "Berlin is as before", 1).await?;
    of(context, "Paris has changed", 3).await?;

    let delete =
        DeletePointVectors::new(context.collection()).points_selector([1, 4]).vectors(["words", "tokens"]);
    context.silently("delete", delete.wait(true)).await?;
    let left = of(context, "after the deletion", 1).await?;
    let has = ["text", "words", "tokens"].map(|name| left.as_ref().is_some_and(|v| v.get(name).is_some()));
    same("what is left", &has, &[true, false, false])?;
    let german = Filter::must([Condition::matches("country", "Germany")]);
    let by_filter = DeletePointVectors::new(context.collection()).points_selector(german).vectors(["tokens"]);
    context.silently("delete by filter", by_filter.wait(true)).await?;
    let left = of(context, "after the deletion by filter", 2).await?;
    same("Hamburg", &left.is_some_and(|vectors| vectors.get("tokens").is_some()), &false)?;

    let wrong = PointVectors::new(1, [("text", vec![1.0])]);
    context
        .fails(
            "wrong length",
            &[ErrorKind::InvalidRequest],
            UpdatePointVectors::new(context.collection(), [wrong]).wait(true),
        )
        .await?;
    let unknown = PointVectors::new(1, [("nowhere", vec![1.0])]);
    context
        .fails(
            "unknown name",
            &[ErrorKind::InvalidRequest],
            UpdatePointVectors::new(context.collection(), [unknown]).wait(true),
        )
        .await?;
    Ok(())
}

pub(super) async fn names(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let dense = DenseVectorCreationConfig::new(3, Distance::Euclid);
    let create = CreateVectorNameRequest::new(context.collection(), "image", dense).wait(true);
    context.silently("add a dense vector", create.clone()).await?;
    let sparse =
        CreateVectorNameRequest::new(context.collection(), "keywords", SparseVectorCreationConfig::new());
    context.silently("add a sparse vector", sparse.wait(true)).await?;
    let point = PointVectors::new(1, [("image", vec![1.0, 2.0, 3.0])]);
    context.silently("use it", UpdatePointVectors::new(context.collection(), [point]).wait(true)).await?;
    let nearest = QueryPoints::new(context.collection()).using("image").query([1.0, 2.0, 3.0]);
    let found = context.ok("search it", nearest.clone()).await?;
    same("search it", &found.iter().map(|point| point.id).collect::<Vec<_>>(), &vec![PointId::from(1)])?;
    let info = context.silently("info", GetCollectionInfoRequest::new(context.collection())).await?;
    context.note("vectors", &info.config.params)?;

    let delete = DeleteVectorNameRequest::new(context.collection(), "image").wait(true);
    context.silently("remove it", delete).await?;
    context.fails("search what is gone", &[ErrorKind::InvalidRequest], nearest).await?;
    let info = context.silently("info", GetCollectionInfoRequest::new(context.collection())).await?;
    context.note("vectors without it", &info.config.params)
}
