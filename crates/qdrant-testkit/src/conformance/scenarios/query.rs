//! The universal query.

use qdrant_core::{
    Condition, Direction, ErrorKind, Filter, Fusion, OrderBy, OrderValue, PointId, PrefetchQuery, Query,
    QueryBatchPoints, QueryPoints, Rrf, Sample, ScoredPoint, ScrollPoints, SearchParams, SparseVector,
    StartFrom, VectorInput,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture::{self, LARGE, UUID};

fn names(points: &[ScoredPoint]) -> Vec<&'static str> {
    points.iter().map(|point| fixture::name(point.id)).collect()
}

fn text(context: &Context) -> QueryPoints {
    QueryPoints::new(context.collection()).using("text")
}

pub(super) async fn nearest(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let dense = text(context).query([0.9, 0.1, 0.1, 0.3]).limit(3);
    let found = context.ok("dense", dense).await?;
    same("dense", &names(&found), &vec!["Berlin", "Hamburg", "Oslo"])?;
    holds("dense", (found[0].score - 1.0).abs() < 1e-5, || format!("score {}", found[0].score))?;

    let sparse =
        QueryPoints::new(context.collection()).using("words").query(SparseVector::from([(5, 1.0), (1, 0.1)]));
    let found = context.ok("sparse", sparse).await?;
    same("sparse", &names(&found), &vec!["Berlin", "Paris", "Hamburg"])?;

    let multi = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
    let multi = QueryPoints::new(context.collection()).using("tokens").query(multi).limit(2);
    let found = context.ok("multi", multi).await?;
    same("multi", &names(&found), &vec!["Berlin", "Atlantis"])?;

    let by_id = context.ok("by id", text(context).query(PointId::from(1)).limit(10)).await?;
    same("by id leaves the point itself out", &names(&by_id).contains(&"Berlin"), &false)?;
    same("by id", &names(&by_id)[0], &"Hamburg")?;
    let by_uuid = context.ok("by uuid", text(context).query(UUID).limit(1)).await?;
    same("by uuid", &by_uuid.len(), &1)?;
    context
        .fails("by an id of none", &[ErrorKind::NotFound], text(context).query(PointId::from(404)))
        .await?;
    Ok(())
}

pub(super) async fn selection(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let vector = [0.9, 0.1, 0.1, 0.3];
    let french = Filter::must([Condition::matches("country", "France")]);
    let filtered = text(context).query(vector).filter(french).with_payload(["city"]);
    let found = context.ok("filter", filtered).await?;
    same("filter", &names(&found), &vec!["Lyon", "Paris"])?;
    same("payload", &found[0].payload.len(), &1)?;

    let exact = SearchParams::default().exact(true).hnsw_ef(64);
    let all = context.ok("all", text(context).query(vector).params(exact.clone()).limit(6)).await?;
    same("all", &all.len(), &6)?;
    let page = context.ok("page", text(context).query(vector).params(exact).limit(2).offset(2)).await?;
    same("page", &names(&page), &names(&all[2..4]).to_vec())?;
    let above = context.ok("threshold", text(context).query(vector).score_threshold(0.9)).await?;
    same("threshold", &names(&above), &vec!["Berlin", "Hamburg"])?;

    let bare = context.ok("bare", text(context).query(vector).limit(1)).await?;
    holds("bare", bare[0].payload.is_empty() && bare[0].vectors.is_none(), || format!("{bare:?}"))?;
    let full = text(context).query(vector).limit(1).with_payload(true).with_vectors(["text", "words"]);
    let full = context.ok("full", full).await?;
    let vectors = full[0].vectors.as_ref();
    let given = ["text", "words", "tokens"].map(|name| vectors.is_some_and(|v| v.get(name).is_some()));
    same("vectors", &given, &[true, true, false])?;
    let some = qdrant_core::WithPayloadSelector::exclude(["text", "tags", "districts"]);
    let some = context.ok("excluded", text(context).query(vector).limit(1).with_payload(some)).await?;
    holds("excluded", !some[0].payload.contains_key("tags"), || format!("{:?}", some[0].payload))?;

    let no_query = context.ok("no query", QueryPoints::new(context.collection()).limit(2)).await?;
    same("no query goes by id", &names(&no_query), &vec!["Berlin", "Hamburg"])
}

pub(super) async fn fusion(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let dense = || PrefetchQuery::default().query([0.9, 0.1, 0.1, 0.3]).using("text").limit(4);
    let sparse =
        || PrefetchQuery::default().query(SparseVector::from([(5, 1.0), (2, 0.2)])).using("words").limit(4);
    let fused = |context: &Context, fusion: Query| {
        QueryPoints::new(context.collection()).prefetch(vec![dense(), sparse()]).query(fusion)
    };
    let rrf = context.ok("rrf", fused(context, Query::new_fusion(Fusion::Rrf)).limit(1)).await?;
    same("rrf", &names(&rrf), &vec!["Berlin"])?;
    let dbsf = context.ok("dbsf", fused(context, Query::new_fusion(Fusion::Dbsf)).limit(1)).await?;
    same("dbsf", &names(&dbsf), &vec!["Berlin"])?;
    let weighted = Rrf { k: Some(10), weights: vec![0.1, 3.0] };
    let weighted = context.ok("weighted rrf", fused(context, Query::new_rrf(weighted)).limit(1)).await?;
    same("weighted rrf", &names(&weighted), &vec!["Berlin"])?;

    let inner = PrefetchQuery::default().query([0.1, 0.9, 0.2, 0.2]).using("text").limit(2);
    let nested =
        PrefetchQuery::default().add_prefetch(inner).query([0.9, 0.1, 0.1, 0.3]).using("text").limit(2);
    let rescored = QueryPoints::new(context.collection())
        .add_prefetch(nested)
        .query(vec![vec![0.0, 1.0]])
        .using("tokens");
    let found = context.ok("nested prefetch", rescored).await?;
    same("nested prefetch", &names(&found), &vec!["Paris", "Lyon"])?;

    let only_french = dense().filter(Filter::must([Condition::matches("country", "France")]));
    let filtered = QueryPoints::new(context.collection())
        .add_prefetch(only_french)
        .query([0.9, 0.1, 0.1, 0.3])
        .using("text");
    same(
        "filtered prefetch",
        &names(&context.ok("filtered prefetch", filtered).await?),
        &vec!["Lyon", "Paris"],
    )
}

pub(super) async fn order_and_sample(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    fixture::index(context).await?;
    let by = |order: OrderBy| Query::new_order_by(order);
    let ascending = QueryPoints::new(context.collection()).query(by(OrderBy::new("population"))).limit(3);
    let found = context.ok("ascending", ascending).await?;
    same("ascending", &names(&found), &vec!["Atlantis", "Lyon", "Oslo"])?;
    let descending = OrderBy::new("population").direction(Direction::Desc).start_from(2_102_650_i64);
    let found = context
        .ok("descending", QueryPoints::new(context.collection()).query(by(descending)).limit(2))
        .await?;
    same("descending", &names(&found), &vec!["Paris", "Hamburg"])?;

    let order = OrderBy::new("founded").direction(Direction::Desc).start_from(StartFrom::from(
        "1100-01-01"
            .parse::<qdrant_core::Timestamp>()
            .map_err(|error| Failure { step: "time".to_owned(), message: error.to_string() })?,
    ));
    let scroll = ScrollPoints::new(context.collection()).order_by(order).limit(2).with_payload(false);
    let page = context.ok("scroll by time", scroll).await?;
    let ids: Vec<_> = page.points.iter().map(|point| fixture::name(point.id)).collect();
    same("scroll by time", &ids, &vec!["Oslo", "Hamburg"])?;
    same("no next page", &page.next_page_offset, &None)?;

    let scroll = ScrollPoints::new(context.collection()).order_by("rating").limit(1).with_payload(false);
    let page = context.ok("scroll by rating", scroll).await?;
    same("order value", &page.points[0].order_value, &Some(OrderValue::Float(-1.5)))?;
    same("lowest rating", &page.points[0].id, &LARGE.into())?;

    let sample = QueryPoints::new(context.collection()).query(Query::new_sample(Sample::Random)).limit(4);
    let mut ids: Vec<_> =
        context.silently("sample", sample).await?.into_iter().map(|point| point.id).collect();
    ids.sort_unstable();
    ids.dedup();
    same("sample", &ids.len(), &4)
}

pub(super) async fn batch(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let queries = vec![
        text(context).query([0.9, 0.1, 0.1, 0.3]).limit(1),
        text(context).query(VectorInput::from(PointId::from(3))).limit(2).with_payload(true),
        QueryPoints::new(context.collection()).limit(6),
    ];
    let found = context.ok("batch", QueryBatchPoints::new(context.collection(), queries)).await?;
    let lengths: Vec<_> = found.iter().map(Vec::len).collect();
    same("batch", &lengths, &vec![1, 2, 6])?;
    same("first", &names(&found[0]), &vec!["Berlin"])?;
    let bad = vec![text(context).query([0.9, 0.1, 0.1, 0.3]), text(context).query([0.5])];
    context
        .fails("one is bad", &[ErrorKind::InvalidRequest], QueryBatchPoints::new(context.collection(), bad))
        .await?;
    Ok(())
}
