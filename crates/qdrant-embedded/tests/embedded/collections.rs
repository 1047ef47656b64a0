//! Collections and aliases.

use qdrant_core::{
    AliasDescription, AliasOperations, ChangeAliases, CollectionExistsRequest, CollectionStatus, CountPoints,
    CreateAlias, CreateCollection, CreateFieldIndexCollection, DeleteAlias, DeleteCollection, Distance,
    ErrorKind, GetCollectionInfoRequest, HnswConfigDiff, KeywordIndexParams, ListAliasesRequest,
    ListCollectionAliasesRequest, ListCollectionsRequest, Memory, OptimizersConfigDiff,
    QuantizationConfigDiff, QueryPoints, RenameAlias, ScalarQuantization, ShardingMethod, SparseIndexConfig,
    SparseVectorParams, StrictModeConfig, TransportExt, UpdateCollection, UpsertPoints, VectorParams,
    VectorParamsDiff, VectorsConfig, WalConfigDiff, json,
};

use crate::support::{NAME, create_plain, ids, in_memory, info, payload, plain, point, text};

#[tokio::test]
async fn a_collection_lives_from_creation_to_deletion() {
    let transport = in_memory();
    let exists = || transport.call(CollectionExistsRequest::new(NAME));
    assert!(!exists().await.unwrap());
    create_plain(&transport).await;
    assert!(exists().await.unwrap());
    let names = transport.call(ListCollectionsRequest::default()).await.unwrap();
    assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), [NAME]);
    assert!(transport.call(DeleteCollection::new(NAME)).await.unwrap());
    assert!(!transport.call(DeleteCollection::new(NAME)).await.unwrap());
    assert!(!exists().await.unwrap());
    // The name is free again, and nothing of before is there.
    create_plain(&transport).await;
    assert_eq!(info(&transport).await.points_count, Some(0));
}

#[tokio::test]
async fn what_exists_already_and_what_does_not_exist_is_said_in_the_words_of_the_server() {
    let transport = in_memory();
    create_plain(&transport).await;
    let again = transport.call(CreateCollection::new(NAME)).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::AlreadyExists);
    assert_eq!(again.message(), "Wrong input: Collection `things` already exists!");
    let missing = transport.call(GetCollectionInfoRequest::new("other")).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert_eq!(missing.message(), "Not found: Collection `other` doesn't exist!");
    assert_eq!(missing.transport(), Some("embedded"));
    for call in [
        text(transport.call(UpsertPoints::new("other", vec![point(1)])).await),
        text(transport.call(CountPoints::new("other")).await),
        text(transport.call(QueryPoints::new("other")).await),
        text(transport.call(UpdateCollection::new("other")).await),
    ] {
        assert_eq!(call, "not found: Not found: Collection `other` doesn't exist!");
    }
}

#[tokio::test]
async fn an_unknown_memory_is_refused_and_changes_nothing() {
    let transport = in_memory();
    let refused = |error: qdrant_core::Error, field: &str| {
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some(field)));
    };
    let vector = VectorParams::new(4, Distance::Dot).memory("mauve");
    let create = CreateCollection::new(NAME).vectors_config(vector);
    refused(transport.call(create).await.unwrap_err(), "vectors_config.memory");
    assert!(!transport.call(CollectionExistsRequest::new(NAME)).await.unwrap());

    create_plain(&transport).await;
    let before = info(&transport).await.config;
    let update = UpdateCollection::new(NAME).hnsw_config(HnswConfigDiff::default().memory("mauve"));
    refused(transport.call(update).await.unwrap_err(), "hnsw_config.memory");
    let scalar = ScalarQuantization::default().memory("mauve");
    let update = UpdateCollection::new(NAME).quantization_config(scalar);
    refused(transport.call(update).await.unwrap_err(), "quantization_config.scalar.memory");
    let index = KeywordIndexParams::default().memory("mauve");
    let create = CreateFieldIndexCollection::new(NAME, "word", index);
    refused(transport.call(create).await.unwrap_err(), "field_schema.memory");
    let after = info(&transport).await;
    assert_eq!(after.config, before);
    assert!(after.payload_schema.is_empty());
}

#[tokio::test]
async fn the_whole_configuration_is_kept_with_the_servers_defaults() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME)
        .vectors_config([("a", VectorParams::new(4, Distance::Cosine).memory(Memory::Cold))])
        .sparse_vectors_config([("s", SparseIndexConfig::default().full_scan_threshold(500))])
        .hnsw_config(HnswConfigDiff::default().m(24))
        .wal_config(WalConfigDiff::default().wal_capacity_mb(4))
        .quantization_config(ScalarQuantization::default().quantile(0.99))
        .strict_mode_config(StrictModeConfig::default().enabled(true).max_query_limit(7))
        .metadata(payload(json!({"owner": {"team": "search"}})))
        .shard_number(3)
        .replication_factor(2);
    transport.call(create.clone()).await.unwrap();
    let info = info(&transport).await;
    let config = &info.config;
    assert_eq!(config.params.vectors_config, create.vectors_config);
    assert_eq!(config.params.sparse_vectors_config, create.sparse_vectors_config);
    assert_eq!((config.params.shard_number, config.params.replication_factor), (Some(3), Some(2)));
    assert_eq!(config.params.on_disk_payload, Some(true));
    let graph = &config.hnsw_config;
    assert_eq!((graph.m, graph.ef_construct, graph.full_scan_threshold), (Some(24), Some(100), Some(10_000)));
    assert_eq!(config.wal_config.unwrap().wal_capacity_mb, Some(4));
    assert_eq!(config.quantization_config, create.quantization_config);
    assert_eq!(config.strict_mode_config, create.strict_mode_config);
    assert_eq!(config.metadata, create.metadata);
    assert_eq!(config.optimizer_config.flush_interval_sec, Some(5));
    assert_eq!((info.status, info.segments_count), (CollectionStatus::Green, 1));
    assert_eq!((info.points_count, info.indexed_vectors_count), (Some(0), Some(0)));
    assert!(info.created_at.is_some() && info.payload_schema.is_empty() && info.optimizer_status.is_ok());
}

#[tokio::test]
async fn a_collection_can_do_without_vectors() {
    let transport = in_memory();
    transport.call(CreateCollection::new(NAME)).await.unwrap();
    assert_eq!(info(&transport).await.config.params.vectors_config, Some(VectorsConfig::default()));
    let point = qdrant_core::PointStruct::new(1, qdrant_core::Vectors::none(), [("a", 1)]);
    transport.call(UpsertPoints::new(NAME, vec![point]).wait(true)).await.unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 1);
}

#[tokio::test]
async fn custom_sharding_is_unsupported() {
    let create = CreateCollection::new(NAME).sharding_method(ShardingMethod::Custom);
    let error = in_memory().call(create).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("sharding_method")));
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_the_points_stay() {
    let transport = plain(5).await;
    let update = UpdateCollection::new(NAME)
        .hnsw_config(HnswConfigDiff::default().m(8))
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(50))
        .metadata(payload(json!({"a": 1, "b": {"c": 2}})));
    assert!(transport.call(update).await.unwrap());
    // These make the engine open its files anew.
    let update = UpdateCollection::new(NAME)
        .quantization_config(ScalarQuantization::default())
        .vectors_config(VectorParamsDiff::default().on_disk(true).hnsw_config(HnswConfigDiff::default().m(4)))
        .metadata(payload(json!({"a": null, "d": 3})));
    assert!(transport.call(update).await.unwrap());
    let config = info(&transport).await.config;
    assert_eq!((config.hnsw_config.m, config.hnsw_config.ef_construct), (Some(8), Some(100)));
    assert_eq!(config.optimizer_config.indexing_threshold, Some(50));
    assert_eq!(config.quantization_config, Some(ScalarQuantization::default().into()));
    let vectors = config.params.vectors_config.unwrap();
    let vector = vectors.get("").unwrap();
    assert_eq!((vector.on_disk, vector.hnsw_config.as_ref().unwrap().m), (Some(true), Some(4)));
    assert_eq!(config.metadata, payload(json!({"b": {"c": 2}, "d": 3})));
    let found = transport.call(QueryPoints::new(NAME).query(vec![1.0, 0.0])).await.unwrap();
    assert_eq!(ids(&found), [5, 4, 3, 2, 1]);
    transport.call(UpsertPoints::new(NAME, vec![point(6)]).wait(true)).await.unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 6);

    let disabled = UpdateCollection::new(NAME).quantization_config(QuantizationConfigDiff::Disabled);
    transport.call(disabled).await.unwrap();
    assert_eq!(info(&transport).await.config.quantization_config, None);
    let unknown = UpdateCollection::new(NAME).vectors_config([("x", VectorParamsDiff::default())]);
    let error = transport.call(unknown).await.unwrap_err();
    assert_eq!(error.message(), "Wrong input: Not existing vector name error: x");
}

#[tokio::test]
async fn aliases_stand_for_collections_everywhere() {
    let transport = plain(3).await;
    let change = ChangeAliases::new([CreateAlias::new(NAME, "alias"), CreateAlias::new(NAME, "other")]);
    assert!(transport.call(change).await.unwrap());
    transport.call(UpsertPoints::new("alias", vec![point(4)]).wait(true)).await.unwrap();
    assert_eq!(transport.call(CountPoints::new("alias")).await.unwrap(), 4);
    let found = transport.call(QueryPoints::new("other").query(2)).await.unwrap();
    assert_eq!(ids(&found), [4, 3, 1]);
    assert!(transport.call(CollectionExistsRequest::new("alias")).await.unwrap());
    assert_eq!(transport.call(GetCollectionInfoRequest::new("alias")).await.unwrap().points_count, Some(4));
    let of = transport.call(ListCollectionAliasesRequest::new(NAME)).await.unwrap();
    assert_eq!(of, [AliasDescription::new("alias", NAME), AliasDescription::new("other", NAME)]);
    // Deleting by an alias deletes nothing; deleting the collection takes its aliases along.
    assert!(!transport.call(DeleteCollection::new("alias")).await.unwrap());
    assert!(transport.call(DeleteCollection::new(NAME)).await.unwrap());
    assert!(transport.call(ListAliasesRequest::default()).await.unwrap().is_empty());
    assert!(transport.call(CountPoints::new("alias")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_change_of_aliases_is_done_as_a_whole_or_not_at_all() {
    let transport = in_memory();
    create_plain(&transport).await;
    transport.call(CreateCollection::new("second")).await.unwrap();
    transport.call(ChangeAliases::new([CreateAlias::new(NAME, "live")])).await.unwrap();
    let broken = ChangeAliases::new([
        AliasOperations::from(CreateAlias::new("second", "live")),
        DeleteAlias::new("nothing").into(),
        RenameAlias::new("missing", "new").into(),
    ]);
    let error = transport.call(broken).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::NotFound, Some("actions[2]")));
    let aliases = transport.call(ListAliasesRequest::default()).await.unwrap();
    assert_eq!(aliases, [AliasDescription::new("live", NAME)]);
    let swap = ChangeAliases::new([
        AliasOperations::from(CreateAlias::new("second", "live")),
        RenameAlias::new("live", "now").into(),
    ]);
    transport.call(swap).await.unwrap();
    let aliases = transport.call(ListAliasesRequest::default()).await.unwrap();
    assert_eq!(aliases, [AliasDescription::new("now", "second")]);
}

#[tokio::test]
async fn names_of_collections_and_aliases_do_not_clash() {
    let transport = in_memory();
    create_plain(&transport).await;
    transport.call(ChangeAliases::new([CreateAlias::new(NAME, "alias")])).await.unwrap();
    let error = transport.call(CreateCollection::new("alias")).await.unwrap_err();
    assert!(error.is_invalid_request() && error.message().contains("Alias with the same name"), "{error}");
    let error = transport.call(ChangeAliases::new([CreateAlias::new(NAME, NAME)])).await.unwrap_err();
    assert_eq!(error.message(), "Wrong input: Collection `things` already exists!");
    let error = transport.call(ChangeAliases::new([CreateAlias::new("none", "x")])).await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn sparse_settings_can_be_changed_but_not_the_modifier() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME).sparse_vectors_config([("s", SparseVectorParams::default())]);
    transport.call(create).await.unwrap();
    let index = SparseIndexConfig::default().on_disk(true);
    transport.call(UpdateCollection::new(NAME).sparse_vectors_config([("s", index.clone())])).await.unwrap();
    let config = info(&transport).await.config.params.sparse_vectors_config.unwrap();
    assert_eq!(config.map["s"].index, Some(index));
    let idf = SparseVectorParams::default().modifier(qdrant_core::Modifier::Idf);
    let error =
        transport.call(UpdateCollection::new(NAME).sparse_vectors_config([("s", idf)])).await.unwrap_err();
    assert!(error.is_unsupported());
}
