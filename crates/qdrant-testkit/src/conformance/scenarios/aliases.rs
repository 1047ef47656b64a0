//! Other names of collections.

use qdrant_core::{
    AliasOperations, ChangeAliases, CountPoints, CreateAlias, CreateCollection, DeleteAlias, Distance,
    ErrorKind, ListAliasesRequest, ListCollectionAliasesRequest, RenameAlias, VectorParams,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

pub(super) async fn switch(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let (full, empty) = (context.collection(), context.other_collection("empty"));
    let (alias, renamed) = (format!("{full}-alias"), format!("{full}-renamed"));
    let create = CreateCollection::new(empty.clone()).vectors_config(VectorParams::new(4, Distance::Cosine));
    context.ok("create the other", create).await?;

    context.ok("alias", ChangeAliases::new([CreateAlias::new(full.clone(), alias.clone())])).await?;
    same("count by alias", &context.ok("count by alias", CountPoints::new(alias.clone())).await?, &6)?;
    let of_full = context.ok("aliases of one", ListCollectionAliasesRequest::new(full.clone())).await;
    let names: Vec<_> = of_full?.into_iter().map(|description| description.alias_name).collect();
    same("aliases of one", &names, &vec![alias.clone()])?;

    let actions = [
        AliasOperations::from(DeleteAlias::new(alias.clone())),
        CreateAlias::new(empty.clone(), alias.clone()).into(),
    ];
    context.ok("switch", ChangeAliases::new(actions)).await?;
    same("count after", &context.ok("count after", CountPoints::new(alias.clone())).await?, &0)?;

    context.ok("rename", ChangeAliases::new([RenameAlias::new(alias.clone(), renamed.clone())])).await?;
    let all = context.silently("all aliases", ListAliasesRequest {}).await?;
    let leads = all.iter().any(|entry| entry.alias_name == renamed && entry.collection_name == empty);
    holds("all aliases", leads, || format!("{all:?}"))?;
    context.fails("old name", &[ErrorKind::NotFound], CountPoints::new(alias)).await?;

    let missing = ChangeAliases::new([CreateAlias::new(format!("{full}-missing"), "conformance-nothing")]);
    context.fails("alias of none", &[ErrorKind::NotFound], missing).await?;
    context.ok("delete", ChangeAliases::new([DeleteAlias::new(renamed.clone())])).await?;
    context.fails("deleted name", &[ErrorKind::NotFound], CountPoints::new(renamed)).await?;
    Ok(())
}
