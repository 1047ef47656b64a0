//! Payload indexes.

use qdrant_core::{
    CreateFieldIndexCollection, DeleteFieldIndexCollection, GetCollectionInfoRequest, IntegerIndexParams,
    KeywordIndexParams, PayloadIndexParams, PayloadSchemaType, TextIndexParams, TokenizerType,
};

use crate::conformance::context::{Context, Failure, same};
use crate::conformance::fixture;

pub(super) async fn every_kind(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    fixture::index(context).await?;
    let name = context.collection();
    let with_params: [(&str, PayloadIndexParams); 3] = [
        ("districts[].name", KeywordIndexParams::default().is_tenant(true).into()),
        ("districts[].size", IntegerIndexParams::default().lookup(true).range(false).into()),
        ("note", TextIndexParams::new(TokenizerType::Word).lowercase(true).min_token_len(2).into()),
    ];
    for (field, params) in with_params {
        let index = CreateFieldIndexCollection::new(name.clone(), field, params).wait(true);
        context.silently(field, index).await?;
    }
    let schema = context.silently("info", GetCollectionInfoRequest::new(name.clone())).await?.payload_schema;
    let mut kinds: Vec<_> =
        schema.iter().map(|(field, info)| (field.as_str(), info.data_type.clone())).collect();
    kinds.sort_by_key(|(field, _)| *field);
    same(
        "kinds",
        &kinds,
        &vec![
            ("capital", PayloadSchemaType::Bool),
            ("city", PayloadSchemaType::Keyword),
            ("country", PayloadSchemaType::Keyword),
            ("districts[].name", PayloadSchemaType::Keyword),
            ("districts[].size", PayloadSchemaType::Integer),
            ("founded", PayloadSchemaType::Datetime),
            ("location", PayloadSchemaType::Geo),
            ("note", PayloadSchemaType::Text),
            ("population", PayloadSchemaType::Integer),
            ("rating", PayloadSchemaType::Float),
            ("tags", PayloadSchemaType::Keyword),
            ("text", PayloadSchemaType::Text),
            ("uuid", PayloadSchemaType::Uuid),
        ],
    )?;
    same("indexed points", &schema.get("country").and_then(|info| info.points), &Some(5))?;
    let text = schema.get("note").and_then(|info| info.params.clone());
    let length = match text {
        Some(PayloadIndexParams::Text(params)) => params.min_token_len,
        _ => None,
    };
    same("parameters", &length, &Some(2))?;

    let delete = DeleteFieldIndexCollection::new(name.clone(), "districts[].name").wait(true);
    context.silently("delete", delete).await?;
    let schema = context.silently("info after", GetCollectionInfoRequest::new(name)).await?.payload_schema;
    same("deleted", &schema.contains_key("districts[].name"), &false)
}
