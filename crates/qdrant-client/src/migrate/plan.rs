//! What a migration will do, found out before anything is changed.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use qdrant_core::{AliasDescription, CreateAlias, Error, ErrorKind, ShardingMethod};

use super::config::{Blueprint, agreed};
use super::request::{Configure, Migration};
use crate::client::Qdrant;
use crate::retold::retold;

/// A collection to copy.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) blueprint: Blueprint,
    /// Whether the destination has one of this name, which is to be deleted.
    pub(super) replaces: bool,
}

/// Everything that is known beforehand.
pub(super) struct Plan {
    pub(super) items: Vec<Item>,
    /// The aliases that the destination lacks.
    pub(super) aliases: Vec<AliasDescription>,
}

impl Plan {
    pub(super) async fn make(migration: &mut Migration<'_>) -> Result<Self, Error> {
        let Migration { source, destination, collections, recreate, aliases, configure, .. } = migration;
        let configure = configure.as_mut();
        if source.is_same(destination) {
            return Err(same_place("a migration needs a destination that is not its source"));
        }
        let names: BTreeSet<String> = match collections {
            Some(names) => names.iter().cloned().collect(),
            None => names_of(source).await.map_err(|error| of_side("source", error))?,
        };
        let taken = names_of(destination).await.map_err(|error| of_side("destination", error))?;
        let collisions: Vec<&str> = names.intersection(&taken).map(String::as_str).collect();
        if !*recreate && !collisions.is_empty() {
            let message = format!("the destination has the collections {}", collisions.join(", "));
            return Err(Error::new(ErrorKind::AlreadyExists, message).with_field("collections"));
        }
        let Some(&replaced) = collisions.first() else {
            return Self::survey(source, destination, names, &taken, *aliases, configure).await;
        };
        let mark = Mark::set(destination, replaced).await.map_err(|error| of_side("destination", error))?;
        let plan = Self::survey(source, destination, names, &taken, *aliases, configure).await;
        let is_seen = mark.is_seen_by(source).await.map_err(|error| of_side("source", error));
        let removed = mark.remove(destination).await.map_err(|error| of_side("destination", error));
        if is_seen? {
            return Err(same_place("source and destination are the same server"));
        }
        removed?;
        let plan = plan?;
        for item in plan.items.iter().filter(|item| item.replaces) {
            try_out(destination, item).await.map_err(|error| of_collection(&item.name, error))?;
        }
        Ok(plan)
    }

    /// Reads what there is to copy.
    async fn survey(
        source: &Qdrant,
        destination: &Qdrant,
        names: BTreeSet<String>,
        taken: &BTreeSet<String>,
        aliases: bool,
        mut configure: Option<&mut Configure<'_>>,
    ) -> Result<Self, Error> {
        let mut items = Vec::with_capacity(names.len());
        for name in names {
            let info = source.collection_info(&name).await.map_err(|error| of_collection(&name, error))?;
            if info.config.params.sharding_method == Some(ShardingMethod::Custom) {
                let message = "a collection with custom sharding cannot be copied";
                let error = Error::new(ErrorKind::Unsupported, message).with_field("sharding_method");
                return Err(of_collection(&name, error));
            }
            let blueprint = Blueprint::new(&name, info, configure.as_deref_mut())
                .map_err(|error| of_collection(&name, error))?;
            items.push(Item { replaces: taken.contains(&name), name, blueprint });
        }
        let aliases = if aliases { wanted_aliases(source, destination, &items).await? } else { Vec::new() };
        Ok(Self { items, aliases })
    }
}

/// Makes a collection of the same kind without points, and deletes it: what the destination does not take is found out
/// while the collection that is to be replaced is still there.
async fn try_out(destination: &Qdrant, item: &Item) -> Result<(), Error> {
    let name = unused_name(&item.name);
    let built = item.blueprint.renamed(&name).build(destination).await;
    let deleted = destination.delete_collection(name).await.map(drop);
    built.and(deleted)
}

fn unused_name(seed: &str) -> String {
    format!("migration-{:016x}", RandomState::new().hash_one(seed))
}

/// An alias that tells whether two clients reach the same server, however they call it: a collection that is deleted
/// there to make room for its copy would be lost.
struct Mark(String);

impl Mark {
    async fn set(destination: &Qdrant, collection_name: &str) -> Result<Self, Error> {
        let alias = unused_name(collection_name);
        agreed(destination.create_alias(CreateAlias::new(collection_name, &alias)).await?)?;
        Ok(Self(alias))
    }

    async fn is_seen_by(&self, source: &Qdrant) -> Result<bool, Error> {
        Ok(source.list_aliases().await?.iter().any(|alias| alias.alias_name == self.0))
    }

    /// An alias that is not there any more is none that stays.
    async fn remove(self, destination: &Qdrant) -> Result<(), Error> {
        destination.delete_alias(self.0).await.map(drop)
    }
}

fn same_place(message: &'static str) -> Error {
    Error::new(ErrorKind::Config, message).with_field("destination")
}

async fn names_of(client: &Qdrant) -> Result<BTreeSet<String>, Error> {
    Ok(client.list_collections().await?.into_iter().map(|collection| collection.name).collect())
}

/// Creating an alias that exists moves it in silence, which could send the readers of another collection elsewhere.
async fn wanted_aliases(
    source: &Qdrant,
    destination: &Qdrant,
    items: &[Item],
) -> Result<Vec<AliasDescription>, Error> {
    let there = destination.list_aliases().await.map_err(|error| of_side("destination", error))?;
    let mut wanted = source.list_aliases().await.map_err(|error| of_side("source", error))?;
    wanted.retain(|alias| items.iter().any(|item| item.name == alias.collection_name));
    for AliasDescription { alias_name, collection_name } in &wanted {
        let other = there
            .iter()
            .find(|alias| alias.alias_name == *alias_name && alias.collection_name != *collection_name);
        if let Some(other) = other {
            let message =
                format!("alias `{alias_name}` leads to `{}` in the destination", other.collection_name);
            return Err(Error::new(ErrorKind::AlreadyExists, message).with_field("aliases"));
        }
    }
    Ok(wanted)
}

fn of_side(side: &str, error: Error) -> Error {
    let message = format!("{side}: {}", error.message());
    retold(error, message)
}

/// Says which collection an error is about.
pub(super) fn of_collection(name: &str, error: Error) -> Error {
    let message = format!("collection `{name}`: {}", error.message());
    retold(error, message)
}
