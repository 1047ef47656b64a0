//! Groups and matrices.

use qdrant_core::{
    CreateCollection, Distance, ErrorKind, GroupId, Payload, PointGroup, PointStruct, QueryPointGroups,
    SearchMatrixOffsetsRequest, SearchMatrixPairsRequest, SearchMatrixPoints, UpsertPoints, VectorParams,
    WithLookup, json,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

fn shape(groups: &[PointGroup]) -> Vec<(GroupId, Vec<&'static str>)> {
    let hits = |group: &PointGroup| group.hits.iter().map(|point| fixture::name(point.id)).collect();
    groups.iter().map(|group| (group.id.clone(), hits(group))).collect()
}

pub(super) async fn by_payload(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    fixture::index(context).await?;
    let grouped = |context: &Context, field: &str| {
        QueryPointGroups::new(context.collection(), field).query([0.9, 0.1, 0.1, 0.3]).using("text")
    };
    let found = context.ok("by country", grouped(context, "country").limit(3).group_size(2)).await?;
    let expected = vec![
        (GroupId::from("Germany"), vec!["Berlin", "Hamburg"]),
        (GroupId::from("Norway"), vec!["Oslo"]),
        (GroupId::from("France"), vec!["Lyon", "Paris"]),
    ];
    same("by country", &shape(&found), &expected)?;
    let one = context.ok("one of each", grouped(context, "country").limit(2).group_size(1)).await?;
    same(
        "one of each",
        &shape(&one),
        &vec![(GroupId::from("Germany"), vec!["Berlin"]), (GroupId::from("Norway"), vec!["Oslo"])],
    )?;
    let number = grouped(context, "population").limit(1).with_payload(["city"]).with_vectors(["text"]);
    let found = context.ok("by a number", number).await?;
    same("by a number", &shape(&found), &vec![(GroupId::from(3_677_472_u64), vec!["Berlin"])])?;
    same("payload", &found[0].hits[0].payload.len(), &1)?;
    holds("vectors", found[0].hits[0].vectors.is_some(), || format!("{found:?}"))?;
    let none = context.ok("by nothing", grouped(context, "nowhere")).await?;
    same("by nothing", &none.len(), &0)?;
    let missing = QueryPointGroups::new("no such collection", "country").query([0.5]);
    context.fails("no collection", &[ErrorKind::NotFound], missing).await?;
    Ok(())
}

pub(super) async fn lookup(context: &mut Context) -> Result<(), Failure> {
    let documents = context.other_collection("documents");
    context
        .silently(
            "create the chunks",
            CreateCollection::new(context.collection()).vectors_config(VectorParams::new(2, Distance::Dot)),
        )
        .await?;
    context
        .silently(
            "create the documents",
            CreateCollection::new(&documents).vectors_config(VectorParams::new(2, Distance::Dot)),
        )
        .await?;
    let chunk =
        |id: u64, vector: [f32; 2], document: u64| PointStruct::new(id, vector, [("document", document)]);
    let chunks = [chunk(1, [1.0, 0.0], 7), chunk(2, [0.9, 0.0], 7), chunk(3, [0.8, 0.0], 8)];
    context.silently("chunks", UpsertPoints::new(context.collection(), chunks).wait(true)).await?;
    let payload = Payload::try_from(json!({"title": "On snow", "year": 1999})).unwrap_or_default();
    let document = PointStruct::new(7, [0.5, 0.5], payload);
    context.silently("documents", UpsertPoints::new(&documents, [document]).wait(true)).await?;

    let grouped =
        |context: &Context| QueryPointGroups::new(context.collection(), "document").query([1.0, 0.0]);
    let found = context.ok("with documents", grouped(context).with_lookup(documents.as_str())).await?;
    same("groups", &shape(&found).len(), &2)?;
    let title =
        |group: &PointGroup| group.lookup.as_ref().and_then(|point| point.payload.get("title")).cloned();
    same("the document of the first", &title(&found[0]), &Some(json!("On snow")))?;
    same("a document that is none", &found[1].lookup, &None)?;
    let chosen = WithLookup::new(&documents).with_payload(["year"]).with_vectors(true);
    let found = context.ok("with chosen fields", grouped(context).with_lookup(chosen)).await?;
    let lookup = found[0].lookup.as_ref();
    same("chosen payload", &lookup.map(|point| point.payload.len()), &Some(1))?;
    same("chosen vectors", &lookup.is_some_and(|point| point.vectors.is_some()), &true)
}

pub(super) async fn matrix(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let sample =
        |context: &Context| SearchMatrixPoints::new(context.collection()).using("text").sample(6).limit(2);
    let pairs = context.silently("pairs", SearchMatrixPairsRequest(sample(context))).await?.pairs;
    same("two neighbours of six points", &pairs.len(), &12)?;
    holds("no point is its own neighbour", pairs.iter().all(|pair| pair.a != pair.b), || {
        format!("{pairs:?}")
    })?;
    let nearest = pairs
        .iter()
        .filter(|pair| fixture::name(pair.a) == "Berlin")
        .max_by(|left, right| left.score.total_cmp(&right.score));
    same("nearest to Berlin", &nearest.map(|pair| fixture::name(pair.b)), &Some("Hamburg"))?;

    let matrix = context.silently("offsets", SearchMatrixOffsetsRequest(sample(context))).await?;
    same("ids", &matrix.ids.len(), &6)?;
    let lengths = (matrix.offsets_row.len(), matrix.offsets_col.len(), matrix.scores.len());
    same("entries", &lengths, &(12, 12, 12))?;
    holds(
        "offsets point into ids",
        matrix.offsets_row.iter().chain(&matrix.offsets_col).all(|offset| *offset < 6),
        || format!("{matrix:?}"),
    )?;
    let german = sample(context).filter(qdrant_core::Condition::matches("country", "Germany"));
    let pairs = context.silently("filtered", SearchMatrixPairsRequest(german)).await?.pairs;
    same("filtered", &pairs.len(), &2)
}
