use std::time::Duration;

use qdrant_core::{
    AliasDescription, AliasOperations, ChangeAliases, CreateAlias, DeleteAlias, ListAliasesRequest,
    ListCollectionAliasesRequest, RenameAlias,
};

use super::{answered, proto, sent};

#[test]
fn change() {
    use proto::alias_operations::Action;

    let change = ChangeAliases::new([
        AliasOperations::from(CreateAlias::new("c", "a")),
        AliasOperations::from(RenameAlias::new("a", "b")),
        AliasOperations::from(DeleteAlias::new("b")),
    ])
    .timeout(Duration::from_millis(1_001));
    let message: proto::ChangeAliases = sent(change, "/qdrant.Collections/UpdateAliases");
    let actions = [
        Action::CreateAlias(proto::CreateAlias { collection_name: "c".into(), alias_name: "a".into() }),
        Action::RenameAlias(proto::RenameAlias { old_alias_name: "a".into(), new_alias_name: "b".into() }),
        Action::DeleteAlias(proto::DeleteAlias { alias_name: "b".into() }),
    ];
    let actions = actions.map(|action| proto::AliasOperations { action: Some(action) }).into();
    assert_eq!(message, proto::ChangeAliases { actions, timeout: Some(2) });
    assert!(answered::<ChangeAliases>(&proto::CollectionOperationResponse { result: true, time: 0.0 }).0);
}

#[test]
fn lists() {
    let message: proto::ListCollectionAliasesRequest =
        sent(ListCollectionAliasesRequest::new("c"), "/qdrant.Collections/ListCollectionAliases");
    assert_eq!(message, proto::ListCollectionAliasesRequest { collection_name: "c".into() });
    let message: proto::ListAliasesRequest = sent(ListAliasesRequest {}, "/qdrant.Collections/ListAliases");
    assert_eq!(message, proto::ListAliasesRequest {});

    let alias = proto::AliasDescription { alias_name: "a".into(), collection_name: "c".into() };
    let reply = proto::ListAliasesResponse { aliases: vec![alias], time: 0.25 };
    let expected = [AliasDescription { alias_name: "a".into(), collection_name: "c".into() }];
    assert_eq!(answered::<ListCollectionAliasesRequest>(&reply).0, expected);
    assert_eq!(answered::<ListAliasesRequest>(&reply).0, expected);
}
