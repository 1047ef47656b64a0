//! Aliases of collections.

use qdrant_core::{AliasOperations, Error};

use super::traits::{FromProto, invalid, same_fields, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::alias_operations::Action;

same_fields! {
    AliasDescription { alias_name, collection_name }
    CreateAlias { collection_name, alias_name }
    RenameAlias { old_alias_name, new_alias_name }
    DeleteAlias { alias_name }
}

impl From<AliasOperations> for proto::AliasOperations {
    fn from(operation: AliasOperations) -> Self {
        let action = match operation {
            AliasOperations::Create(action) => Action::CreateAlias(action.into()),
            AliasOperations::Rename(action) => Action::RenameAlias(action.into()),
            AliasOperations::Delete(action) => Action::DeleteAlias(action.into()),
        };
        Self { action: Some(action) }
    }
}

impl FromProto<proto::AliasOperations> for AliasOperations {
    fn from_proto(message: proto::AliasOperations) -> Result<Self, Error> {
        let proto::AliasOperations { action } = message;
        match action {
            Some(Action::CreateAlias(action)) => Ok(Self::Create(action.into())),
            Some(Action::RenameAlias(action)) => Ok(Self::Rename(action.into())),
            Some(Action::DeleteAlias(action)) => Ok(Self::Delete(action.into())),
            None => Err(invalid("the action is empty, or of a kind that this version does not know")),
        }
    }
}

total!(into: AliasOperations => proto::AliasOperations);

#[cfg(test)]
mod tests {
    use qdrant_core::{AliasDescription, CreateAlias, DeleteAlias, RenameAlias};

    use super::*;

    #[test]
    fn names_do_not_change_places() {
        let message = proto::CreateAlias::from(CreateAlias::new("collection", "alias"));
        assert_eq!((message.collection_name.as_str(), message.alias_name.as_str()), ("collection", "alias"));
        let message = proto::AliasDescription::from(AliasDescription::new("alias", "collection"));
        assert_eq!((message.collection_name.as_str(), message.alias_name.as_str()), ("collection", "alias"));
    }

    #[test]
    fn actions_survive_the_way_there_and_back() {
        for action in [
            AliasOperations::from(CreateAlias::new("c", "a")),
            RenameAlias::new("a", "b").into(),
            DeleteAlias::new("a").into(),
        ] {
            let message = proto::AliasOperations::from(action.clone());
            assert_eq!(AliasOperations::from_proto(message).unwrap(), action);
        }
        AliasOperations::from_proto(proto::AliasOperations { action: None }).unwrap_err();
    }
}
