//! Every operation with every field set, and what it looks like over REST.

use std::time::Duration;

use qdrant_core::{
    AliasOperations, BinaryQuantization, ChangeAliases, ClearPayloadPoints, CollectionExistsRequest,
    CollectionParamsDiff, Condition, CountPoints, CreateAlias, CreateCollection, CreateFieldIndexCollection,
    DeleteAlias, DeleteCollection, DeleteFieldIndexCollection, DeletePayloadPoints, DeletePoints, Direction,
    Distance, Document, FacetCounts, Filter, Fusion, GetCollectionInfoRequest, GetPoints, HealthCheckRequest,
    HealthzRequest, HnswConfigDiff, IdTrackerParams, KeywordIndexParams, ListAliasesRequest,
    ListCollectionAliasesRequest, ListCollectionsRequest, LivezRequest, LookupLocation, Memory, Modifier,
    OptimizersConfigDiff, OrderBy, OverwritePayloadPoints, Payload, PayloadStorageParams, PointId,
    PointStruct, PrefetchQuery, QuantizationConfigDiff, QueryBatchPoints, QueryPoints, ReadConsistencyType,
    ReadyzRequest, RenameAlias, Request, ScrollPoints, SearchParams, SetPayloadPoints, ShardKeySelector,
    ShardingMethod, SparseVector, SparseVectorParams, StrictModeConfig, UpdateCollection, UpdateMode,
    UpsertPoints, Vector, VectorParams, VectorParamsDiff, WalConfigDiff, WithPayloadSelector, WriteOrdering,
};
use serde_json::{Value, json};

pub(crate) const UUID: &str = "936da01f-9abd-4d9d-80c7-02af85c822a8";

/// An operation, its request line, and its body (`null` for none).
pub(crate) type Sample = (Request, &'static str, Value);

fn sample(operation: impl Into<Request>, line: &'static str, body: Value) -> Sample {
    (operation.into(), line, body)
}

fn berlin() -> Filter {
    Filter::must([Condition::matches("city", "Berlin")])
}

fn berlin_json() -> Value {
    json!({"must": [{"key": "city", "match": {"value": "Berlin"}}]})
}

fn uuid() -> PointId {
    UUID.parse().unwrap()
}

/// One sample an operation at least.
pub(crate) fn all() -> Vec<Sample> {
    [service(), collections(), aliases(), indexes(), points(), payload(), query()].concat()
}

fn service() -> Vec<Sample> {
    vec![
        sample(HealthCheckRequest {}, "GET /", Value::Null),
        sample(HealthzRequest {}, "GET /healthz", Value::Null),
        sample(LivezRequest {}, "GET /livez", Value::Null),
        sample(ReadyzRequest {}, "GET /readyz", Value::Null),
    ]
}

fn collections() -> Vec<Sample> {
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

fn aliases() -> Vec<Sample> {
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

fn indexes() -> Vec<Sample> {
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

fn points() -> Vec<Sample> {
    let named = [
        ("", Vector::from(vec![0.5])),
        ("d", vec![1.0, -0.25].into()),
        ("s", SparseVector::from([(7, 0.5), (3, 1.5)]).into()),
        ("m", vec![vec![1.0], vec![2.0]].into()),
        ("t", Document::new("hi", "qdrant/bm25").into()),
    ];
    vec![
        sample(
            UpsertPoints::new(
                "c",
                vec![
                    PointStruct::new(u64::MAX, vec![0.5, -1.0], [("a", json!([1, 1.0, null]))]),
                    PointStruct::new(uuid(), named, Payload::new()),
                    PointStruct::new(3, qdrant_core::Vectors::none(), Payload::new()),
                    PointStruct::new(4, Document::new("hi", "m"), Payload::new()),
                ],
            )
            .wait(true)
            .ordering(WriteOrdering::Medium)
            .shard_key_selector("k")
            .update_filter(berlin())
            .update_mode(UpdateMode::InsertOnly)
            .timeout(Duration::from_secs(30)),
            "PUT /collections/c/points?wait=true&ordering=medium&timeout=30",
            json!({
                "points": [
                    {"id": u64::MAX, "vector": [0.5, -1.0], "payload": {"a": [1, 1.0, null]}},
                    {"id": UUID, "vector": {
                        "": [0.5], "d": [1.0, -0.25], "s": {"indices": [7, 3], "values": [0.5, 1.5]},
                        "m": [[1.0], [2.0]], "t": {"text": "hi", "model": "qdrant/bm25"},
                    }},
                    {"id": 3, "vector": {}},
                    {"id": 4, "vector": {"text": "hi", "model": "m"}},
                ],
                "shard_key": "k", "update_filter": berlin_json(), "update_mode": "insert_only",
            }),
        ),
        sample(
            DeletePoints::new("c")
                .points(vec![PointId::from(1), uuid()])
                .wait(true)
                .ordering(WriteOrdering::Weak)
                .shard_key_selector(["k", "l"])
                .timeout(Duration::from_secs(1)),
            "POST /collections/c/points/delete?wait=true&ordering=weak&timeout=1",
            json!({"points": [1, UUID], "shard_key": ["k", "l"]}),
        ),
        sample(
            DeletePoints::new("c").points(berlin()),
            "POST /collections/c/points/delete",
            json!({"filter": berlin_json()}),
        ),
        sample(
            GetPoints::new("c", [1_u64, 2])
                .with_payload(WithPayloadSelector::exclude(["a"]))
                .with_vectors(["d"])
                .read_consistency(ReadConsistencyType::Majority)
                .shard_key_selector(ShardKeySelector::with_fallback("k", 7))
                .timeout(Duration::from_secs(4)),
            "POST /collections/c/points?consistency=majority&timeout=4",
            json!({
                "ids": [1, 2], "with_payload": {"exclude": ["a"]}, "with_vector": ["d"],
                "shard_key": {"target": "k", "fallback": 7},
            }),
        ),
        sample(
            ScrollPoints::new("c")
                .filter(berlin())
                .offset(uuid())
                .limit(5)
                .with_payload(["a", "b"])
                .with_vectors(true)
                .read_consistency(2)
                .shard_key_selector("k")
                .order_by(OrderBy::new("price").direction(Direction::Desc).start_from(1.5))
                .timeout(Duration::from_secs(4)),
            "POST /collections/c/points/scroll?consistency=2&timeout=4",
            json!({
                "filter": berlin_json(), "offset": UUID, "limit": 5, "with_payload": ["a", "b"], "with_vector": true,
                "shard_key": "k", "order_by": {"key": "price", "direction": "desc", "start_from": 1.5},
            }),
        ),
        sample(
            CountPoints::new("c")
                .filter(berlin())
                .exact(false)
                .read_consistency(ReadConsistencyType::All)
                .shard_key_selector("k")
                .timeout(Duration::from_secs(4)),
            "POST /collections/c/points/count?consistency=all&timeout=4",
            json!({"filter": berlin_json(), "exact": false, "shard_key": "k"}),
        ),
    ]
}

fn payload() -> Vec<Sample> {
    let set = SetPayloadPoints::new("c", [("a", json!({"b": null}))])
        .points_selector([1_u64])
        .key("k.l")
        .shard_key_selector("s")
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .timeout(Duration::from_secs(8));
    let set_json = json!({"payload": {"a": {"b": null}}, "points": [1], "key": "k.l", "shard_key": "s"});
    vec![
        sample(
            OverwritePayloadPoints::from(set.clone()),
            "PUT /collections/c/points/payload?wait=true&ordering=strong&timeout=8",
            set_json.clone(),
        ),
        sample(set, "POST /collections/c/points/payload?wait=true&ordering=strong&timeout=8", set_json),
        sample(
            SetPayloadPoints::new("c", [("a", 1)]).points_selector(Filter::default()),
            "POST /collections/c/points/payload",
            json!({"payload": {"a": 1}, "filter": {}}),
        ),
        sample(
            DeletePayloadPoints::new("c", ["a", "b.c"])
                .points_selector(berlin())
                .shard_key_selector("s")
                .wait(false)
                .ordering(WriteOrdering::Medium)
                .timeout(Duration::from_secs(8)),
            "POST /collections/c/points/payload/delete?wait=false&ordering=medium&timeout=8",
            json!({"keys": ["a", "b.c"], "filter": berlin_json(), "shard_key": "s"}),
        ),
        sample(
            ClearPayloadPoints::new("c")
                .points([1_u64])
                .shard_key_selector("s")
                .wait(true)
                .ordering(WriteOrdering::Weak)
                .timeout(Duration::from_secs(8)),
            "POST /collections/c/points/payload/clear?wait=true&ordering=weak&timeout=8",
            json!({"points": [1], "shard_key": "s"}),
        ),
    ]
}

fn query() -> Vec<Sample> {
    let query = QueryPoints::new("c")
        .add_prefetch(PrefetchQuery::default().query(vec![(1, 0.5), (8, 0.25)]).using("s").limit(20))
        .query(Fusion::Rrf)
        .using("d")
        .filter(berlin())
        .params(SearchParams::default().hnsw_ef(64))
        .score_threshold(0.5)
        .limit(3)
        .offset(1)
        .with_vectors(["d"])
        .with_payload(true)
        .shard_key_selector("k")
        .lookup_from(LookupLocation::new("other").vector_name("v"));
    let query_json = json!({
        "prefetch": [{"query": {"nearest": {"indices": [1, 8], "values": [0.5, 0.25]}}, "using": "s", "limit": 20}],
        "query": {"fusion": "rrf"}, "using": "d", "filter": berlin_json(), "params": {"hnsw_ef": 64},
        "score_threshold": 0.5, "limit": 3, "offset": 1, "with_vector": ["d"], "with_payload": true,
        "shard_key": "k", "lookup_from": {"collection": "other", "vector": "v"},
    });
    let second = QueryPoints::new("c").query(vec![0.5, 1.0]).with_payload(false).with_vectors(false);
    let second_json = json!({"query": {"nearest": [0.5, 1.0]}, "with_payload": false, "with_vector": false});
    vec![
        sample(
            query.clone().read_consistency(ReadConsistencyType::Quorum).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/query?consistency=quorum&timeout=6",
            query_json.clone(),
        ),
        sample(
            QueryBatchPoints::new("c", [query, second]).read_consistency(3).timeout(Duration::from_secs(6)),
            "POST /collections/c/points/query/batch?consistency=3&timeout=6",
            json!({"searches": [query_json, second_json]}),
        ),
        sample(
            FacetCounts::new("c", "country")
                .filter(berlin())
                .limit(20)
                .exact(true)
                .read_consistency(1)
                .shard_key_selector("k")
                .timeout(Duration::from_secs(6)),
            "POST /collections/c/facet?consistency=1&timeout=6",
            json!({"key": "country", "filter": berlin_json(), "limit": 20, "exact": true, "shard_key": "k"}),
        ),
    ]
}
