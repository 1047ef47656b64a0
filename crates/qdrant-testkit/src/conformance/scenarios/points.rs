//! Points: upsert, get, scroll, count, delete.

use qdrant_core::{
    Condition, CountPoints, CreateCollection, DeletePoints, Distance, ErrorKind, Filter, GetPoints, Payload,
    PointId, PointStruct, QueryPoints, ScrollPoints, UpdateMode, UpsertPoints, VectorParams, Vectors, json,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture::{self, LARGE, UUID};

pub(super) async fn write_and_read(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let name = context.collection();
    same("count", &context.ok("count", CountPoints::new(name.clone()).exact(true)).await?, &6)?;

    let ids = [PointId::from(1), UUID.into(), LARGE.into(), 404.into()];
    let get = GetPoints::new(name.clone(), ids).with_vectors(true);
    let found = context.ok("get with vectors", get).await?;
    let ids: Vec<_> = found.iter().map(|point| point.id).collect();
    same("ids", &ids, &vec![1.into(), UUID.into(), LARGE.into()])?;
    for point in &found {
        let expected =
            fixture::cities().into_iter().find(|city| city.id == point.id).map(|city| city.payload);
        same("payload", &Some(point.payload.clone()), &expected)?;
        let vectors = point.vectors.as_ref();
        let all =
            ["text", "words", "tokens"].iter().all(|name| vectors.is_some_and(|v| v.get(name).is_some()));
        holds("vectors", all, || format!("{vectors:?}"))?;
    }

    let get = GetPoints::new(name.clone(), [3_u64]).with_payload(["city", "tags"]).with_vectors(["words"]);
    let found = context.ok("get parts", get).await?;
    let keys: Vec<_> = found.iter().flat_map(|point| point.payload.keys().cloned()).collect();
    holds("keys", keys.len() == 2 && keys.iter().all(|key| key == "city" || key == "tags"), || {
        format!("{keys:?}")
    })?;
    let bare = context.ok("get bare", GetPoints::new(name.clone(), [3_u64]).with_payload(false)).await?;
    holds("bare", bare[0].payload.is_empty() && bare[0].vectors.is_none(), || format!("{bare:?}"))?;

    let replaced = PointStruct::new(1, Vectors::none(), [("city", "New Berlin")]);
    context.silently("replace", UpsertPoints::new(name.clone(), vec![replaced]).wait(true)).await?;
    let found = context.ok("get replaced", GetPoints::new(name, [1_u64]).with_vectors(true)).await?;
    same("replaced payload", &found[0].payload, &Payload::from([("city", "New Berlin")]))
}

pub(super) async fn pages(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let mut seen = Vec::new();
    let mut offset = None;
    for page in 0..4 {
        let mut scroll = ScrollPoints::new(context.collection()).limit(2);
        scroll.offset = offset;
        let result = context.ok(&format!("page {page}"), scroll).await?;
        seen.extend(result.points.into_iter().map(|point| point.id));
        offset = result.next_page_offset;
        if offset.is_none() {
            break;
        }
    }
    same("all pages", &seen.len(), &6)?;
    let mut unique = seen.clone();
    unique.sort_unstable();
    unique.dedup();
    same("no point twice", &unique.len(), &6)?;
    let german = Filter::must([Condition::matches("country", "Germany")]);
    let scroll =
        ScrollPoints::new(context.collection()).filter(german).with_payload(["city"]).with_vectors(["text"]);
    same("filtered", &context.ok("filtered", scroll).await?.points.len(), &2)
}

pub(super) async fn deletion(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let name = context.collection();
    let by_id = DeletePoints::new(name.clone()).points([PointId::from(1), UUID.into()]).wait(true);
    context.silently("delete by id", by_id).await?;
    same("count", &context.ok("count", CountPoints::new(name.clone())).await?, &4)?;
    let by_filter = Filter::must([Condition::matches("country", "France")]);
    context
        .silently("delete by filter", DeletePoints::new(name.clone()).points(by_filter).wait(true))
        .await?;
    let rest = context.ok("rest", ScrollPoints::new(name.clone()).with_payload(false)).await?;
    let mut rest: Vec<_> = rest.points.into_iter().map(|point| point.id).collect();
    rest.sort_unstable();
    same("rest", &rest, &vec![2.into(), LARGE.into()])?;
    let nothing = DeletePoints::new(name.clone()).points([404_u64]).wait(true);
    context.silently("delete what is not there", nothing).await?;
    same("count again", &context.ok("count again", CountPoints::new(name)).await?, &2)
}

pub(super) async fn conditional_upsert(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let name = context.collection();
    let pair = |city: &str| {
        vec![
            PointStruct::new(1, Vectors::none(), [("city", city)]),
            PointStruct::new(100, Vectors::none(), [("city", city)]),
        ]
    };
    let cities = async |context: &mut Context, step: &str| {
        let points = context.ok(step, GetPoints::new(name.clone(), [1_u64, 100])).await?;
        Ok::<_, Failure>(points.into_iter().map(|point| point.payload["city"].clone()).collect::<Vec<_>>())
    };
    let insert =
        UpsertPoints::new(name.clone(), pair("inserted")).update_mode(UpdateMode::InsertOnly).wait(true);
    context.silently("insert only", insert).await?;
    same(
        "insert only",
        &cities(context, "after insert only").await?,
        &vec![json!("Berlin"), json!("inserted")],
    )?;

    context.silently("delete", DeletePoints::new(name.clone()).points([100_u64]).wait(true)).await?;
    let update =
        UpsertPoints::new(name.clone(), pair("updated")).update_mode(UpdateMode::UpdateOnly).wait(true);
    context.silently("update only", update).await?;
    same("update only", &cities(context, "after update only").await?, &vec![json!("updated")])?;

    let only_others = Filter::must([Condition::matches("city", "somewhere else")]);
    let conditional =
        UpsertPoints::new(name.clone(), pair("conditional")).update_filter(only_others).wait(true);
    context.silently("update filter", conditional).await?;
    same(
        "update filter",
        &cities(context, "after update filter").await?,
        &vec![json!("updated"), json!("conditional")],
    )
}

pub(super) async fn unnamed_vector(context: &mut Context) -> Result<(), Failure> {
    let name = context.collection();
    let create = CreateCollection::new(name.clone()).vectors_config(VectorParams::new(3, Distance::Dot));
    context.ok("create", create).await?;
    let points = vec![
        PointStruct::new(1, [1.0, 0.0, 0.5], Payload::new()),
        PointStruct::new(2, [0.1, 0.7, -0.2], Payload::new()),
        PointStruct::new(3, [("", vec![0.25, 0.125, 3.5])], Payload::new()),
    ];
    context.silently("upsert", UpsertPoints::new(name.clone(), points).wait(true)).await?;
    let found = context.ok("get", GetPoints::new(name.clone(), [1_u64, 2, 3]).with_vectors(true)).await?;
    let third =
        found.get(2).and_then(|point| point.vectors.as_ref()?.get("")?.as_dense().map(<[f32]>::to_vec));
    same("vector", &third, &Some(vec![0.25, 0.125, 3.5]))?;
    let nearest = context.ok("query", QueryPoints::new(name.clone()).query([1.0, 1.0, 0.0])).await?;
    same(
        "order",
        &nearest.iter().map(|point| point.id).collect::<Vec<_>>(),
        &vec![1.into(), 2.into(), 3.into()],
    )?;
    let named = QueryPoints::new(name).query([1.0, 1.0, 0.0]).using("nobody");
    context.fails("unknown vector", &[ErrorKind::InvalidRequest], named).await?;
    Ok(())
}
