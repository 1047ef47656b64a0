use std::sync::Arc;

use qdrant_core::{
    AliasDescription, ChangeAliases, CollectionConfig, CollectionDescription, CollectionInfo,
    CollectionParams, CollectionStatus, CountPoints, CreateCollection, CreateFieldIndexCollection,
    DeleteCollection, Error, ErrorKind, GetCollectionInfoRequest, ListAliasesRequest, ListCollectionsRequest,
    OperationKind, OptimizerStatus, PayloadSchemaInfo, PayloadSchemaType, Request, ScrollPoints,
    ScrollResult, ShardingMethod, UpdateResult, UpdateStatus,
};
use qdrant_testkit::MockTransport;

use super::config::requests;
use crate::Qdrant;

fn client() -> (Arc<MockTransport>, Qdrant) {
    let mock = Arc::new(MockTransport::new());
    (Arc::clone(&mock), Qdrant::from_transport(mock))
}

fn described(names: &[&str]) -> Vec<CollectionDescription> {
    names.iter().map(|name| CollectionDescription { name: (*name).to_owned() }).collect()
}

fn info(params: CollectionParams) -> CollectionInfo {
    CollectionInfo {
        status: CollectionStatus::Green,
        optimizer_status: OptimizerStatus::Ok,
        segments_count: 1,
        config: CollectionConfig { params, ..CollectionConfig::default() },
        payload_schema: Default::default(),
        points_count: None,
        indexed_vectors_count: None,
        warnings: Vec::new(),
        update_queue: None,
        created_at: None,
    }
}

fn only_read(mock: &MockTransport) -> bool {
    let read = |kind| {
        matches!(
            kind,
            OperationKind::ListCollections | OperationKind::GetCollectionInfo | OperationKind::ListAliases
        )
    };
    mock.calls().iter().all(|call| read(call.request.kind()))
}

#[tokio::test]
async fn a_collision_is_found_before_anything_is_changed() {
    let ((source, from), (destination, to)) = (client(), client());
    source.push::<ListCollectionsRequest>(Ok(described(&["a", "b", "c"])));
    destination.push::<ListCollectionsRequest>(Ok(described(&["c", "b", "z"])));
    let error = from.migrate(&to).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::AlreadyExists, Some("collections")));
    assert!(error.message().contains("b, c"), "{error}");
    assert!(only_read(&source) && only_read(&destination));
}

#[tokio::test]
async fn custom_sharding_is_refused_before_anything_is_changed() {
    let ((source, from), (destination, to)) = (client(), client());
    destination.push::<ListCollectionsRequest>(Ok(Vec::new()));
    let custom =
        CollectionParams { sharding_method: Some(ShardingMethod::Custom), ..CollectionParams::default() };
    source.push::<GetCollectionInfoRequest>(Ok(info(custom)));
    let error = from.migrate(&to).collections(["a"]).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("sharding_method")));
    assert!(error.message().contains("collection `a`"), "{error}");
    assert!(only_read(&source) && only_read(&destination));
}

#[tokio::test]
async fn an_alias_that_leads_elsewhere_is_found_before_anything_is_changed() {
    let ((source, from), (destination, to)) = (client(), client());
    destination.push::<ListCollectionsRequest>(Ok(described(&["z"])));
    source.push::<GetCollectionInfoRequest>(Ok(info(CollectionParams::default())));
    destination.push::<ListAliasesRequest>(Ok(vec![AliasDescription::new("live", "z")]));
    source.push::<ListAliasesRequest>(Ok(vec![AliasDescription::new("live", "a")]));
    let error = from.migrate(&to).collections(["a"]).aliases(true).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::AlreadyExists, Some("aliases")));
    assert!(error.message().contains("`live` leads to `z`"), "{error}");
    assert!(only_read(&source) && only_read(&destination));
}

#[tokio::test]
async fn a_client_is_no_destination_for_itself() {
    let (mock, client) = client();
    let error = client.migrate(&client.with_api_key("other")).recreate(true).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some("destination")));
    assert!(mock.calls().is_empty());
    #[cfg(feature = "rest")]
    {
        let client = || Qdrant::from_url("http://localhost:1").build().unwrap();
        assert_eq!(client().migrate(&client()).await.unwrap_err().field(), Some("destination"));
    }
}

#[tokio::test]
async fn a_step_that_was_not_taken_ends_the_migration() {
    let (source, from) = client();
    let described_source = || {
        let mut info = info(CollectionParams::default());
        let indexed = PayloadSchemaInfo { data_type: PayloadSchemaType::Keyword, params: None, points: None };
        info.payload_schema = [("city".to_owned(), indexed)].into();
        info
    };
    // Without the mark, it cannot be seen whether both sides are one server, and a collection would be deleted.
    let (destination, to) = client();
    source.push::<GetCollectionInfoRequest>(Ok(described_source()));
    destination.push::<ListCollectionsRequest>(Ok(described(&["a"])));
    destination.push::<ChangeAliases>(Ok(false));
    let error = from.migrate(&to).collections(["a"]).recreate(true).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.message().contains("did not do as it was asked"), "{error}");

    let (destination, to) = client();
    destination.push::<ListCollectionsRequest>(Ok(Vec::new()));
    destination.push::<CreateCollection>(Ok(true));
    let rejected = UpdateResult { operation_id: None, status: UpdateStatus::ClockRejected };
    destination.push::<CreateFieldIndexCollection>(Ok(rejected));
    let error = from.migrate(&to).collections(["a"]).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Unavailable, Some(OperationKind::CreateFieldIndex))
    );
    assert!(error.message().starts_with("collection `a`: "), "{error}");
}

/// Expects what finds out that both sides are different servers.
fn two_servers(source: &MockTransport, destination: &MockTransport) {
    destination.push::<ListCollectionsRequest>(Ok(described(&["a"])));
    destination.push::<ChangeAliases>(Ok(true));
    source.push::<ListAliasesRequest>(Ok(Vec::new()));
    destination.push::<ChangeAliases>(Ok(true));
}

#[tokio::test]
async fn nothing_is_deleted_for_a_collection_that_the_destination_does_not_take() {
    let ((source, from), (destination, to)) = (client(), client());
    two_servers(&source, &destination);
    source.push::<GetCollectionInfoRequest>(Ok(info(CollectionParams::default())));
    destination.push::<CreateCollection>(Err(Error::new(ErrorKind::Unsupported, "no such vectors here")));
    destination.push::<DeleteCollection>(Ok(false));
    let error = from.migrate(&to).collections(["a"]).recreate(true).await.unwrap_err();
    assert!(error.is_unsupported() && error.message().starts_with("collection `a`: "), "{error}");
    let tried = destination.calls_of::<CreateCollection>();
    assert_ne!(tried[0].collection_name, "a");
    let deleted = destination.calls_of::<DeleteCollection>();
    assert_eq!([&deleted[0].collection_name], [&tried[0].collection_name]);
    assert_eq!(deleted.len(), 1);
    destination.assert_done();
}

#[tokio::test]
async fn a_collection_is_replaced_after_its_copy_was_tried_out() {
    let ((source, from), (destination, to)) = (client(), client());
    two_servers(&source, &destination);
    source.push::<GetCollectionInfoRequest>(Ok(info(CollectionParams::default())));
    for _ in 0..2 {
        destination.push::<CreateCollection>(Ok(true));
        destination.push::<DeleteCollection>(Ok(true));
    }
    source.push::<ScrollPoints>(Ok(ScrollResult { points: Vec::new(), next_page_offset: None }));
    destination.push::<CountPoints>(Ok(0));
    let copied = from.migrate(&to).collections(["a"]).recreate(true).await.unwrap();
    assert_eq!(copied[0].points, 0);
    let mut order = Vec::new();
    for call in destination.calls() {
        if let Request::CreateCollection(create) = &call.request {
            order.push(("create", create.collection_name == "a"));
        } else if let Request::DeleteCollection(delete) = &call.request {
            order.push(("delete", delete.collection_name == "a"));
        }
    }
    assert_eq!(order, [("create", false), ("delete", false), ("delete", true), ("create", true)]);
    destination.assert_done();
}

#[tokio::test]
async fn a_configuration_of_a_newer_server_is_refused_before_anything_is_changed() {
    let ((source, from), (destination, to)) = (client(), client());
    let mut novel = info(CollectionParams::default());
    novel.config.quantization_config =
        Some(serde_json::from_str(r#"{"scalar": {"type": "int8", "quantile": "most"}}"#).unwrap());
    source.push::<GetCollectionInfoRequest>(Ok(novel));
    destination.push::<ListCollectionsRequest>(Ok(Vec::new()));
    let error = from.migrate(&to).collections(["a"]).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("quantization_config")));
    assert!(only_read(&source) && only_read(&destination));
}

#[test]
fn what_a_creation_cannot_set_becomes_an_update() {
    let params = CollectionParams {
        shard_number: Some(3),
        read_fan_out_factor: Some(2),
        read_fan_out_delay_ms: Some(9),
        ..CollectionParams::default()
    };
    let (create, update) = requests("a", CollectionConfig { params, ..CollectionConfig::default() });
    assert_eq!(create.shard_number, Some(3));
    let params = update.unwrap().params.unwrap();
    assert_eq!((params.read_fan_out_factor, params.read_fan_out_delay_ms), (Some(2), Some(9)));
    assert_eq!(requests("a", CollectionConfig::default()).1, None);
}
