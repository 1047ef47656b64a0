use official::qdrant as q;
use q::alias_operations::Action;
use qdrant_core as core;
use qdrant_interop::{answered, sent};

use crate::{TIME, timeout};

#[test]
pub(crate) fn change() {
    let actions = [
        Action::CreateAlias(q::CreateAlias { collection_name: "c".into(), alias_name: "a".into() }),
        Action::RenameAlias(q::RenameAlias { old_alias_name: "a".into(), new_alias_name: "b".into() }),
        Action::DeleteAlias(q::DeleteAlias { alias_name: "b".into() }),
    ];
    let operation = core::ChangeAliases {
        actions: vec![
            core::CreateAlias::new("c", "a").into(),
            core::RenameAlias::new("a", "b").into(),
            core::DeleteAlias::new("b").into(),
        ],
        timeout: timeout().0,
    };
    let actions = actions.map(|action| q::AliasOperations { action: Some(action) }).into();
    sent(operation, "/qdrant.Collections/UpdateAliases", q::ChangeAliases { actions, timeout: timeout().1 });
    for result in [true, false] {
        let official = q::CollectionOperationResponse { result, time: TIME };
        answered::<core::ChangeAliases, _>(result, None, official);
    }
}

#[test]
pub(crate) fn lists() {
    let core = || vec![core::AliasDescription::new("a", "c"), core::AliasDescription::new("b", "d")];
    let description = |alias: &str, name: &str| q::AliasDescription {
        alias_name: alias.into(),
        collection_name: name.into(),
    };
    let official =
        || q::ListAliasesResponse { aliases: vec![description("a", "c"), description("b", "d")], time: TIME };
    sent(core::ListAliasesRequest::default(), "/qdrant.Collections/ListAliases", q::ListAliasesRequest {});
    answered::<core::ListAliasesRequest, _>(core(), None, official());
    sent(
        core::ListCollectionAliasesRequest::new("c"),
        "/qdrant.Collections/ListCollectionAliases",
        q::ListCollectionAliasesRequest { collection_name: "c".into() },
    );
    answered::<core::ListCollectionAliasesRequest, _>(core(), None, official());
}
