//! Aliases: other names of collections.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::validate;

/// An alias and the collection that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AliasDescription {
    /// The alias.
    pub alias_name: String,
    /// The collection.
    pub collection_name: String,
}

impl AliasDescription {
    /// Creates the description of an alias.
    pub fn new(alias_name: impl Into<String>, collection_name: impl Into<String>) -> Self {
        Self { alias_name: alias_name.into(), collection_name: collection_name.into() }
    }
}

/// Gives a collection an alias; an alias of this name moves over.
///
/// # Examples
///
/// ```
/// use qdrant_core::{AliasOperations, ChangeAliases, CreateAlias, DeleteAlias};
///
/// let swap = ChangeAliases::new([
///     AliasOperations::from(DeleteAlias::new("docs")),
///     AliasOperations::from(CreateAlias::new("docs_v2", "docs")),
/// ]);
/// assert_eq!(swap.actions.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreateAlias {
    /// The collection.
    pub collection_name: String,
    /// The alias.
    pub alias_name: String,
}

impl CreateAlias {
    /// Creates the action.
    pub fn new(collection_name: impl Into<String>, alias_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), alias_name: alias_name.into() }
    }
}

/// Gives an alias another name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RenameAlias {
    /// The name that it has.
    pub old_alias_name: String,
    /// The name that it gets.
    pub new_alias_name: String,
}

impl RenameAlias {
    /// Creates the action.
    pub fn new(old_alias_name: impl Into<String>, new_alias_name: impl Into<String>) -> Self {
        Self { old_alias_name: old_alias_name.into(), new_alias_name: new_alias_name.into() }
    }
}

/// Deletes an alias; the collection stays.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteAlias {
    /// The alias.
    pub alias_name: String,
}

impl DeleteAlias {
    /// Creates the action.
    pub fn new(alias_name: impl Into<String>) -> Self {
        Self { alias_name: alias_name.into() }
    }
}

impl<S: Into<String>> From<S> for DeleteAlias {
    fn from(alias_name: S) -> Self {
        Self::new(alias_name)
    }
}

/// One step of a change of aliases.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AliasOperations {
    /// Gives a collection an alias.
    #[serde(rename = "create_alias")]
    Create(CreateAlias),
    /// Gives an alias another name.
    #[serde(rename = "rename_alias")]
    Rename(RenameAlias),
    /// Deletes an alias.
    #[serde(rename = "delete_alias")]
    Delete(DeleteAlias),
}

impl AliasOperations {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Create(CreateAlias { collection_name, alias_name }) => {
                validate::collection_name(collection_name)
                    .and_then(|()| validate::new_name("alias_name", alias_name))
            }
            Self::Rename(RenameAlias { old_alias_name, new_alias_name }) => {
                validate::not_empty("old_alias_name", old_alias_name)
                    .and_then(|()| validate::new_name("new_alias_name", new_alias_name))
            }
            Self::Delete(DeleteAlias { alias_name }) => validate::not_empty("alias_name", alias_name),
        }
    }
}

impl From<CreateAlias> for AliasOperations {
    fn from(action: CreateAlias) -> Self {
        Self::Create(action)
    }
}

impl From<RenameAlias> for AliasOperations {
    fn from(action: RenameAlias) -> Self {
        Self::Rename(action)
    }
}

impl From<DeleteAlias> for AliasOperations {
    fn from(action: DeleteAlias) -> Self {
        Self::Delete(action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn actions_are_tagged_from_outside() {
        let actions = golden::<Vec<AliasOperations>>(
            r#"[{"create_alias":{"collection_name":"c","alias_name":"a"}},
                {"rename_alias":{"old_alias_name":"a","new_alias_name":"b"}},
                {"delete_alias":{"alias_name":"b"}}]"#,
        );
        let expected: [AliasOperations; 3] = [
            CreateAlias::new("c", "a").into(),
            RenameAlias::new("a", "b").into(),
            DeleteAlias::new("b").into(),
        ];
        assert_eq!(actions, expected);
    }

    #[test]
    fn a_description_is_the_rest_json() {
        let alias = golden::<AliasDescription>(r#"{"alias_name":"a","collection_name":"c"}"#);
        assert_eq!(alias, AliasDescription::new("a", "c"));
    }

    #[test]
    fn names_that_no_alias_can_have_are_refused() {
        let field = |action: AliasOperations| action.check().unwrap_err().field().unwrap().to_owned();
        assert_eq!(field(CreateAlias::new("", "a").into()), "collection_name");
        assert_eq!(field(CreateAlias::new("c", "").into()), "alias_name");
        assert_eq!(field(RenameAlias::new("", "b").into()), "old_alias_name");
        assert_eq!(field(RenameAlias::new("a", "").into()), "new_alias_name");
        assert_eq!(field(DeleteAlias::new("").into()), "alias_name");
        assert_eq!(field(CreateAlias::new("c", "a/b").into()), "alias_name");
        AliasOperations::from(RenameAlias::new("a", "b")).check().unwrap();
    }
}
