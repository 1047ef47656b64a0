//! Collections, aliases and indexes.

use std::time::Duration;

use qdrant_core::{
    AliasOperations, BinaryQuantization, ChangeAliases, CollectionExistsRequest, CollectionParamsDiff,
    CreateAlias, CreateCollection, CreateFieldIndexCollection, DeleteAlias, DeleteCollection,
    DeleteFieldIndexCollection, Distance, GetCollectionInfoRequest, HnswConfigDiff, IdTrackerParams,
    KeywordIndexParams, ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, Memory,
    Modifier, OptimizersConfigDiff, PayloadStorageParams, QuantizationConfigDiff, RenameAlias,
    ShardingMethod, SparseVectorParams, StrictModeConfig, UpdateCollection, VectorParams, VectorParamsDiff,
    WalConfigDiff, WriteOrdering,
};
use serde_json::{Value, json};

use super::{Sample, sample};

pub(super) fn collections() -> Vec<Sample> {
    vec![
        sample(ListCollectionsRequest {}, "GET /collections", Value::Null),
        sample(GetCollectionInfoRequest::new("a/b ü"), "GET /collections/a%2Fb%20%C3%BC", Value::Null),
        sample(CollectionExistsRequest::new("c"), "GET /collections/c/exists", Value::Null),
        sample(
            DeleteCollection::new("c").timeout(Duration::from_secs(5)),
            "DELETE /collections/c?timeout=5",
            Value::Null,
        ),
        sample(
            CreateCollection::new("c")
                .vectors_config(VectorParams::new(4, Distance::Cosine))
                .sparse_vectors_config([("words", SparseVectorParams::default().modifier(Modifier::Idf))])
                .shard_number(2)
                .sharding_method(ShardingMethod::Custom)
                .replication_factor(3)
                .write_consistency_factor(1)
                .on_disk_payload(true)
                .payload(PayloadStorageParams::default().memory(Memory::Cold))
                .id_tracker(IdTrackerParams::default().memory(Memory::Cached))
                .hnsw_config(HnswConfigDiff::default().m(32))
                .wal_config(WalConfigDiff::default().wal_capacity_mb(64))
                .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(9))
                .quantization_config(BinaryQuantization::default())
                .strict_mode_config(StrictModeConfig::default().enabled(true))
                .metadata([("owner", "search")])
                .timeout(Duration::from_millis(1_500)),
            "PUT /collections/c?timeout=2",
            json!({
                "vectors": {"size": 4, "distance": "Cosine"},
                "sparse_vectors": {"words": {"modifier": "idf"}},
                "shard_number": 2, "sharding_method": "custom", "replication_factor": 3, "write_consistency_factor": 1,
                "on_disk_payload": true, "payload": {"memory": "cold"}, "id_tracker": {"memory": "cached"},
                "hnsw_config": {"m": 32}, "wal_config": {"wal_capacity_mb": 64},
                "optimizers_config": {"indexing_threshold": 9}, "quantization_config": {"binary": {}},
                "strict_mode_config": {"enabled": true}, "metadata": {"owner": "search"},
            }),
        ),
        sample(
            CreateCollection::new("c").vectors_config([("a", VectorParams::new(4, Distance::Dot))]),
            "PUT /collections/c",
            json!({"vectors": {"a": {"size": 4, "distance": "Dot"}}}),
        ),
        sample(CreateCollection::new("c"), "PUT /collections/c", json!({})),
        sample(
            UpdateCollection::new("c")
                .vectors_config(VectorParamsDiff::default().memory(Memory::Cold))
                .sparse_vectors_config([("words", SparseVectorParams::default())])
                .params(CollectionParamsDiff::default().replication_factor(2))
                .hnsw_config(HnswConfigDiff::default().m(8))
                .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(9))
                .quantization_config(QuantizationConfigDiff::Disabled)
                .strict_mode_config(StrictModeConfig::default().enabled(false))
                .metadata([("owner", Value::Null)])
                .timeout(Duration::from_secs(7)),
            "PATCH /collections/c?timeout=7",
            json!({
                "vectors": {"": {"memory": "cold"}}, "sparse_vectors": {"words": {}},
                "params": {"replication_factor": 2}, "hnsw_config": {"m": 8},
                "optimizers_config": {"indexing_threshold": 9}, "quantization_config": "Disabled",
                "strict_mode_config": {"enabled": false}, "metadata": {"owner": null},
            }),
        ),
    ]
}

pub(super) fn aliases() -> Vec<Sample> {
    let actions = [
        AliasOperations::from(CreateAlias::new("c", "a")),
        AliasOperations::from(RenameAlias::new("a", "b")),
        AliasOperations::from(DeleteAlias::new("b")),
    ];
    vec![
        sample(
            ChangeAliases::new(actions).timeout(Duration::from_secs(3)),
            "POST /collections/aliases?timeout=3",
            json!({"actions": [
                {"create_alias": {"collection_name": "c", "alias_name": "a"}},
                {"rename_alias": {"old_alias_name": "a", "new_alias_name": "b"}},
                {"delete_alias": {"alias_name": "b"}},
            ]}),
        ),
        sample(ListCollectionAliasesRequest::new("c"), "GET /collections/c/aliases", Value::Null),
        sample(ListAliasesRequest {}, "GET /aliases", Value::Null),
    ]
}

pub(super) fn indexes() -> Vec<Sample> {
    vec![
        sample(
            CreateFieldIndexCollection::new("c", "a.b[]", KeywordIndexParams::default().is_tenant(true))
                .wait(true)
                .ordering(WriteOrdering::Strong)
                .timeout(Duration::from_secs(9)),
            "PUT /collections/c/index?wait=true&ordering=strong&timeout=9",
            json!({"field_name": "a.b[]", "field_schema": {"type": "keyword", "is_tenant": true}}),
        ),
        sample(
            DeleteFieldIndexCollection::new("c", "a/b[].c")
                .wait(false)
                .ordering(WriteOrdering::Weak)
                .timeout(Duration::from_secs(9)),
            "DELETE /collections/c/index/a%2Fb%5B%5D.c?wait=false&ordering=weak&timeout=9",
            Value::Null,
        ),
    ]
}
