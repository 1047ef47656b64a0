//! Aliases: change and list.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{AliasOperations, CreateAlias, DeleteAlias, RenameAlias};
use crate::validate;

/// Creates, renames and deletes aliases in one atomic step.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ChangeAliases, CreateAlias};
///
/// let change = ChangeAliases::new([CreateAlias::new("docs_v2", "docs")]);
/// assert_eq!(change, CreateAlias::new("docs_v2", "docs").into());
/// ```
///
/// # Support
///
/// REST `POST /collections/aliases`, rpc `qdrant.Collections/UpdateAliases`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChangeAliases {
    /// The steps, in order.
    pub actions: Vec<AliasOperations>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl ChangeAliases {
    /// Creates a change of several steps.
    pub fn new(actions: impl IntoIterator<Item = impl Into<AliasOperations>>) -> Self {
        Self { actions: actions.into_iter().map(Into::into).collect(), timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::timeout(self.timeout)?;
        validate::each("actions", &self.actions, AliasOperations::check)
    }
}

setters! {
    impl ChangeAliases { timeout: Option<Duration> }
}

impl From<AliasOperations> for ChangeAliases {
    fn from(action: AliasOperations) -> Self {
        Self::new([action])
    }
}

impl From<CreateAlias> for ChangeAliases {
    fn from(action: CreateAlias) -> Self {
        Self::new([action])
    }
}

impl From<RenameAlias> for ChangeAliases {
    fn from(action: RenameAlias) -> Self {
        Self::new([action])
    }
}

impl From<DeleteAlias> for ChangeAliases {
    fn from(action: DeleteAlias) -> Self {
        Self::new([action])
    }
}

/// Lists the aliases of one collection.
///
/// # Support
///
/// REST `GET /collections/{collection_name}/aliases`, rpc `qdrant.Collections/ListCollectionAliases`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListCollectionAliasesRequest {
    /// The collection.
    pub collection_name: String,
}

impl ListCollectionAliasesRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

impl<S: Into<String>> From<S> for ListCollectionAliasesRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Lists the aliases of all collections.
///
/// # Support
///
/// REST `GET /aliases`, rpc `qdrant.Collections/ListAliases`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListAliasesRequest {}

impl ListAliasesRequest {
    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn a_record_holds_every_step() {
        let change = golden::<ChangeAliases>(
            r#"{"actions":[{"delete_alias":{"alias_name":"a"}},
                {"create_alias":{"collection_name":"c","alias_name":"a"}}],"timeout":{"secs":5,"nanos":0}}"#,
        );
        let built = ChangeAliases::new([
            AliasOperations::from(DeleteAlias::new("a")),
            AliasOperations::from(CreateAlias::new("c", "a")),
        ]);
        assert_eq!(change, built.timeout(Duration::from_secs(5)));
    }

    #[test]
    fn one_step_is_a_change() {
        let rename = RenameAlias::new("a", "b");
        assert_eq!(ChangeAliases::from(rename.clone()), ChangeAliases::new([rename]));
        let delete = AliasOperations::from(DeleteAlias::new("a"));
        assert_eq!(ChangeAliases::from(delete.clone()), ChangeAliases::new([delete]));
    }

    #[test]
    fn a_faulty_step_is_named() {
        let change = ChangeAliases::new([CreateAlias::new("c", "a"), CreateAlias::new("c", "")]);
        assert_eq!(change.check().unwrap_err().field(), Some("actions[1].alias_name"));
        let change = ChangeAliases::from(DeleteAlias::new("a"));
        assert_eq!(change.clone().timeout(Duration::ZERO).check().unwrap_err().field(), Some("timeout"));
        change.check().unwrap();
    }

    #[test]
    fn names_become_requests() {
        assert_eq!(ListCollectionAliasesRequest::from("c"), ListCollectionAliasesRequest::new("c"));
        ListCollectionAliasesRequest::new("").check().unwrap_err();
        ListAliasesRequest::default().check().unwrap();
    }
}
