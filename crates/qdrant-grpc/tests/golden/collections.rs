use std::time::Duration;

use qdrant_core::{
    CollectionDescription, CollectionExistsRequest, CollectionParamsDiff, CollectionStatus, CreateCollection,
    DeleteCollection, Distance, GetCollectionInfoRequest, HnswConfigDiff, IdTrackerParams,
    ListCollectionsRequest, Memory, Modifier, OperationKind, OptimizersConfigDiff, PayloadStorageParams,
    QuantizationConfig, QuantizationConfigDiff, ScalarQuantization, ShardingMethod, SparseVectorParams,
    StrictModeConfig, UpdateCollection, VectorParams, VectorParamsDiff, WalConfigDiff,
};

use super::{answered, proto, refused, sent, text};

fn sparse_message() -> proto::SparseVectorConfig {
    let params = proto::SparseVectorParams { modifier: Some(proto::Modifier::Idf.into()), index: None };
    proto::SparseVectorConfig { map: [("words".to_owned(), params)].into() }
}

fn int8() -> proto::ScalarQuantization {
    proto::ScalarQuantization { r#type: proto::QuantizationType::Int8.into(), ..Default::default() }
}

#[test]
fn create() {
    let create = CreateCollection::new("c")
        .hnsw_config(HnswConfigDiff::default().m(16))
        .wal_config(WalConfigDiff::default().wal_capacity_mb(32))
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(1_000))
        .shard_number(2)
        .on_disk_payload(true)
        .timeout(Duration::from_secs(5))
        .vectors_config(VectorParams::new(64, Distance::Cosine))
        .replication_factor(3)
        .write_consistency_factor(1)
        .quantization_config(QuantizationConfig::from(ScalarQuantization::default()))
        .sharding_method(ShardingMethod::Custom)
        .sparse_vectors_config([("words", SparseVectorParams::default().modifier(Modifier::Idf))])
        .strict_mode_config(StrictModeConfig::default().enabled(true))
        .metadata([("owner", "me")])
        .payload(PayloadStorageParams { memory: Some(Memory::Cached) })
        .id_tracker(IdTrackerParams { memory: Some(Memory::Pinned) });
    let message: proto::CreateCollection = sent(create, "/qdrant.Collections/Create");
    let vectors =
        proto::VectorParams { size: 64, distance: proto::Distance::Cosine.into(), ..Default::default() };
    let quantization = proto::quantization_config::Quantization::Scalar(int8());
    let expected = proto::CreateCollection {
        collection_name: "c".into(),
        hnsw_config: Some(proto::HnswConfigDiff { m: Some(16), ..Default::default() }),
        wal_config: Some(proto::WalConfigDiff { wal_capacity_mb: Some(32), ..Default::default() }),
        optimizers_config: Some(proto::OptimizersConfigDiff {
            indexing_threshold: Some(1_000),
            ..Default::default()
        }),
        shard_number: Some(2),
        on_disk_payload: Some(true),
        timeout: Some(5),
        vectors_config: Some(proto::VectorsConfig {
            config: Some(proto::vectors_config::Config::Params(vectors)),
        }),
        replication_factor: Some(3),
        write_consistency_factor: Some(1),
        quantization_config: Some(proto::QuantizationConfig { quantization: Some(quantization) }),
        sharding_method: Some(proto::ShardingMethod::Custom.into()),
        sparse_vectors_config: Some(sparse_message()),
        strict_mode_config: Some(proto::StrictModeConfig { enabled: Some(true), ..Default::default() }),
        metadata: [("owner".to_owned(), text("me"))].into(),
        payload: Some(proto::PayloadStorageParams { memory: Some(proto::Memory::Cached.into()) }),
        id_tracker: Some(proto::IdTrackerParams { memory: Some(proto::Memory::Pinned.into()) }),
    };
    assert_eq!(message, expected);
}

#[test]
fn update() {
    let update = UpdateCollection::new("c")
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(1_000))
        .timeout(Duration::from_secs(5))
        .params(CollectionParamsDiff::default().replication_factor(2))
        .hnsw_config(HnswConfigDiff::default().m(16))
        .vectors_config(VectorParamsDiff::default().hnsw_config(HnswConfigDiff::default().m(32)))
        .quantization_config(QuantizationConfigDiff::from(ScalarQuantization::default()))
        .sparse_vectors_config([("words", SparseVectorParams::default().modifier(Modifier::Idf))])
        .strict_mode_config(StrictModeConfig::default().enabled(true))
        .metadata([("owner", "me")]);
    let message: proto::UpdateCollection = sent(update, "/qdrant.Collections/Update");
    let vectors = proto::VectorParamsDiff {
        hnsw_config: Some(proto::HnswConfigDiff { m: Some(32), ..Default::default() }),
        ..Default::default()
    };
    let quantization = proto::quantization_config_diff::Quantization::Scalar(int8());
    let expected = proto::UpdateCollection {
        collection_name: "c".into(),
        optimizers_config: Some(proto::OptimizersConfigDiff {
            indexing_threshold: Some(1_000),
            ..Default::default()
        }),
        timeout: Some(5),
        params: Some(proto::CollectionParamsDiff { replication_factor: Some(2), ..Default::default() }),
        hnsw_config: Some(proto::HnswConfigDiff { m: Some(16), ..Default::default() }),
        vectors_config: Some(proto::VectorsConfigDiff {
            config: Some(proto::vectors_config_diff::Config::Params(vectors)),
        }),
        quantization_config: Some(proto::QuantizationConfigDiff { quantization: Some(quantization) }),
        sparse_vectors_config: Some(sparse_message()),
        strict_mode_config: Some(proto::StrictModeConfig { enabled: Some(true), ..Default::default() }),
        metadata: [("owner".to_owned(), text("me"))].into(),
    };
    assert_eq!(message, expected);
}

#[test]
fn delete() {
    let delete = DeleteCollection::new("c").timeout(Duration::from_secs(5));
    let message: proto::DeleteCollection = sent(delete, "/qdrant.Collections/Delete");
    assert_eq!(message, proto::DeleteCollection { collection_name: "c".into(), timeout: Some(5) });
}

#[test]
fn changes_are_answered_by_yes_or_no() {
    let reply = |result| proto::CollectionOperationResponse { result, time: 0.25 };
    for (output, meta) in
        [answered::<CreateCollection>(&reply(true)), answered::<UpdateCollection>(&reply(true))]
    {
        assert!(output);
        assert_eq!((meta.time, meta.usage), (Some(Duration::from_millis(250)), None));
    }
    assert!(!answered::<DeleteCollection>(&reply(false)).0);
}

#[test]
fn list() {
    let message: proto::ListCollectionsRequest = sent(ListCollectionsRequest {}, "/qdrant.Collections/List");
    assert_eq!(message, proto::ListCollectionsRequest {});
    let collections = ["a", "b"].map(|name| proto::CollectionDescription { name: name.into() }).into();
    let (names, _) =
        answered::<ListCollectionsRequest>(&proto::ListCollectionsResponse { collections, time: 0.25 });
    assert_eq!(names, ["a", "b"].map(|name| CollectionDescription { name: name.into() }));
}

#[test]
fn exists() {
    let message: proto::CollectionExistsRequest =
        sent(CollectionExistsRequest::new("c"), "/qdrant.Collections/CollectionExists");
    assert_eq!(message, proto::CollectionExistsRequest { collection_name: "c".into() });
    for exists in [false, true] {
        let result = Some(proto::CollectionExists { exists });
        let reply = proto::CollectionExistsResponse { result, time: 0.0 };
        assert_eq!(answered::<CollectionExistsRequest>(&reply).0, exists);
    }
    assert_eq!(refused(OperationKind::CollectionExists, &[]), "reply not understood: result: is missing");
}

#[test]
fn info() {
    let message: proto::GetCollectionInfoRequest =
        sent(GetCollectionInfoRequest::new("c"), "/qdrant.Collections/Get");
    assert_eq!(message, proto::GetCollectionInfoRequest { collection_name: "c".into() });
    let info = proto::CollectionInfo {
        status: proto::CollectionStatus::Green.into(),
        optimizer_status: Some(proto::OptimizerStatus { ok: true, error: String::new() }),
        segments_count: 2,
        config: Some(proto::CollectionConfig {
            params: Some(proto::CollectionParams { shard_number: 1, ..Default::default() }),
            hnsw_config: Some(proto::HnswConfigDiff::default()),
            optimizer_config: Some(proto::OptimizersConfigDiff::default()),
            wal_config: Some(proto::WalConfigDiff::default()),
            ..Default::default()
        }),
        points_count: Some(7),
        ..Default::default()
    };
    let reply = proto::GetCollectionInfoResponse { result: Some(info), time: 0.25 };
    let (output, _) = answered::<GetCollectionInfoRequest>(&reply);
    assert_eq!(
        (output.status, output.segments_count, output.points_count),
        (CollectionStatus::Green, 2, Some(7))
    );
    assert_eq!(refused(OperationKind::GetCollectionInfo, &[]), "reply not understood: result: is missing");
}
