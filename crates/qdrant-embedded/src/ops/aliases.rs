//! Aliases: change and list.

use qdrant_core::{AliasDescription, ChangeAliases, Error, ListCollectionAliasesRequest};

use crate::registry::Registry;

pub(super) fn change(registry: &Registry, operation: ChangeAliases) -> Result<bool, Error> {
    registry.change_aliases(operation.actions)?;
    Ok(true)
}

pub(super) fn list(registry: &Registry) -> Result<Vec<AliasDescription>, Error> {
    let describe = |(alias, collection): (String, String)| AliasDescription::new(alias, collection);
    Ok(registry.aliases()?.into_iter().map(describe).collect())
}

pub(super) fn of(
    registry: &Registry,
    operation: &ListCollectionAliasesRequest,
) -> Result<Vec<AliasDescription>, Error> {
    let mut aliases = list(registry)?;
    aliases.retain(|alias| alias.collection_name == operation.collection_name);
    Ok(aliases)
}
