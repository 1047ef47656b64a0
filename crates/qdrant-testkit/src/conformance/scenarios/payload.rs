//! Payload of points.

use qdrant_core::{
    ClearPayloadPoints, Condition, DeletePayloadPoints, Filter, GetPoints, OverwritePayloadPoints, Payload,
    PointStruct, SetPayloadPoints, UpsertPoints, Vectors, json,
};

use crate::conformance::context::{Context, Failure, same};
use crate::conformance::fixture;

async fn payload_of(context: &mut Context, step: &str, id: u64) -> Result<Payload, Failure> {
    let points = context.ok(step, GetPoints::new(context.collection(), [id])).await?;
    Ok(points.into_iter().next().map(|point| point.payload).unwrap_or_default())
}

pub(super) async fn changes(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let name = context.collection();
    let set = SetPayloadPoints::new(name.clone(), [("seen", true)]).points_selector([1_u64, 2]).wait(true);
    context.silently("set", set).await?;
    let payload = payload_of(context, "after set", 1).await?;
    same("set", &(payload["seen"].clone(), payload["city"].clone()), &(json!(true), json!("Berlin")))?;

    let german = Filter::must([Condition::matches("country", "Germany")]);
    let nested =
        SetPayloadPoints::new(name.clone(), [("alt", 34)]).points_selector(german).key("location").wait(true);
    context.silently("set by key", nested).await?;
    let payload = payload_of(context, "after set by key", 2).await?;
    same("set by key", &payload["location"]["alt"], &json!(34))?;
    same("other keys of the object", &payload["location"]["lat"], &json!(53.551_09))?;

    let delete = DeletePayloadPoints::new(name.clone(), ["seen", "location.alt", "nothing"])
        .points_selector([1_u64, 2]);
    context.silently("delete", delete.wait(true)).await?;
    let payload = payload_of(context, "after delete", 2).await?;
    same("deleted", &(payload.contains_key("seen"), payload["location"].get("alt")), &(false, None))?;

    let overwrite =
        OverwritePayloadPoints::new(name.clone(), [("city", "Bremen")]).points_selector([2_u64]).wait(true);
    context.silently("overwrite", overwrite).await?;
    same(
        "overwritten",
        &payload_of(context, "after overwrite", 2).await?,
        &Payload::from([("city", "Bremen")]),
    )?;

    context.silently("clear", ClearPayloadPoints::new(name).points([2_u64]).wait(true)).await?;
    same("cleared", &payload_of(context, "after clear", 2).await?, &Payload::new())
}

pub(super) async fn values(context: &mut Context) -> Result<(), Failure> {
    fixture::create(context).await?;
    let payload = Payload::try_from(json!({
        "null": null, "true": true, "small": -1, "large": i64::MAX, "float": 1.0, "tiny": 1.0e-300,
        "text": "ünïcode \u{1F980} \"quoted\" \\ \n", "": "empty key",
        "list": [1, 1.5, "two", null, [true], {"a": []}], "object": {"a.b": {"c": [{}]}},
    }))
    .unwrap_or_default();
    let point = PointStruct::new(1, Vectors::none(), payload.clone());
    context.silently("upsert", UpsertPoints::new(context.collection(), vec![point]).wait(true)).await?;
    same("every kind of value", &payload_of(context, "get", 1).await?, &payload)
}
