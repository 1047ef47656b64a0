//! Collections and their configuration.

use qdrant_core::{
    BinaryQuantization, BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CollectionInfo,
    CollectionStatus, CompressionRatio, CreateCollection, Distance, GetCollectionInfoRequest,
    MaxOptimizationThreads, MaxOptimizationThreadsSetting, Memory, MultiVectorComparator, MultiVectorConfig,
    Operation, OperationKind, OptimizerStatus, OptimizersConfigDiff, Payload, ProductQuantization,
    QuantizationConfigDiff, ScalarQuantization, SparseVectorConfig, SparseVectorParams, StrictModeConfig,
    TurboQuantBitSize, TurboQuantization, UpdateCollection, Value, VectorParams, VectorParamsDiff,
    VectorsConfig, VectorsConfigDiff, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_refusal, grpc_reply, grpc_server, rest_body, rest_refusal, rest_result, rest_server,
    through_grpc, through_rest,
};

fn create(vectors: impl Into<VectorsConfig>) -> CreateCollection {
    CreateCollection::new("c").vectors_config(vectors)
}

fn info(result: proto::CollectionInfo) -> CollectionInfo {
    let message = proto::GetCollectionInfoResponse { result: Some(result), time: 0.0 };
    grpc_reply::<GetCollectionInfoRequest>(&message).unwrap()
}

/// A reply with nothing but what every server tells.
fn bare() -> proto::CollectionInfo {
    proto::CollectionInfo {
        status: 1,
        optimizer_status: Some(proto::OptimizerStatus { ok: true, error: String::new() }),
        config: Some(proto::CollectionConfig {
            params: Some(proto::CollectionParams::default()),
            hnsw_config: Some(proto::HnswConfigDiff::default()),
            optimizer_config: Some(proto::OptimizersConfigDiff::default()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[test]
fn vectors_may_be_called_size_and_distance() {
    let params = || VectorParams::new(4, Distance::Dot);
    let request = create([("size", params()), ("distance", params())]).into_request();
    assert_eq!(through_rest(request.clone()).unwrap(), request);
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
}

#[test]
fn the_unnamed_vector_of_a_collection_may_have_the_empty_name() {
    let request = create([("", VectorParams::new(4, Distance::Dot))]).into_request();
    assert_eq!(through_rest(request.clone()).unwrap(), request);
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
}

#[test]
fn a_configuration_without_content_is_none() {
    let message = proto::CreateCollection {
        collection_name: "c".into(),
        vectors_config: Some(proto::VectorsConfig { config: None }),
        ..Default::default()
    };
    let received = grpc_server(OperationKind::CreateCollection, &message).unwrap();
    assert_eq!(received, CreateCollection::new("c").into_request());
}

#[test]
fn dense_vectors_have_dimensions_and_are_not_pinned() {
    let none = create(VectorParams::new(0, Distance::Dot));
    assert_eq!(rest_refusal(none.clone()).field(), Some("vectors_config.size"));
    assert_eq!(grpc_refusal(none).field(), Some("vectors_config.size"));
    let pinned = create(VectorParams::new(4, Distance::Dot).memory(Memory::Pinned));
    assert_eq!(rest_refusal(pinned.clone()).field(), Some("vectors_config.memory"));
    assert_eq!(grpc_refusal(pinned).field(), Some("vectors_config.memory"));
}

#[test]
fn a_distance_that_was_not_set_is_refused() {
    let params = proto::VectorParams { size: 4, ..Default::default() };
    let config = proto::vectors_config::Config::Params(params);
    let message = proto::CreateCollection {
        collection_name: "c".into(),
        vectors_config: Some(proto::VectorsConfig { config: Some(config) }),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::CreateCollection, &message).unwrap_err();
    assert!(error.field().unwrap().ends_with("distance"), "{error}");
    let body = json!({"vectors": {"size": 4}});
    assert!(rest_server(OperationKind::CreateCollection, &body).is_err());
}

#[test]
fn vectors_have_short_keys_here_and_long_fields_there() {
    let sparse = SparseVectorConfig::from([("s", SparseVectorParams::default())]);
    let request = create([("d", VectorParams::new(4, Distance::Cosine))]).sparse_vectors_config(sparse);
    assert_eq!(
        rest_body(request.clone()),
        json!({"vectors": {"d": {"size": 4, "distance": "Cosine"}}, "sparse_vectors": {"s": {}}})
    );
    let message: proto::CreateCollection = grpc_message(request);
    assert!(message.vectors_config.is_some());
    assert_eq!(message.sparse_vectors_config.unwrap().map.len(), 1);
}

#[test]
fn copies_and_shards_of_zero_are_refused() {
    for (create, field) in [
        (CreateCollection::new("c").shard_number(0), "shard_number"),
        (CreateCollection::new("c").replication_factor(0), "replication_factor"),
        (CreateCollection::new("c").write_consistency_factor(0), "write_consistency_factor"),
    ] {
        assert_eq!(rest_refusal(create.clone()).field(), Some(field));
        assert_eq!(grpc_refusal(create).field(), Some(field));
    }
}

#[test]
fn the_unnamed_vector_is_changed_under_the_empty_name_or_as_no_map() {
    let diff = VectorsConfigDiff::from([("", VectorParamsDiff::default().on_disk(true))]);
    let update = UpdateCollection::new("c").vectors_config(diff);
    assert_eq!(rest_body(update.clone()), json!({"vectors": {"": {"on_disk": true}}}));
    let config = grpc_message::<proto::UpdateCollection>(update.clone()).vectors_config.unwrap().config;
    assert!(matches!(config, Some(proto::vectors_config_diff::Config::Params(_))), "{config:?}");
    let request = update.into_request();
    assert_eq!(through_rest(request.clone()).unwrap(), request);
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
}

#[test]
fn a_null_in_metadata_is_sent_because_it_removes_the_key() {
    let update = UpdateCollection::new("c").metadata([("old", Value::Null)]);
    assert_eq!(rest_body(update.clone()), json!({"metadata": {"old": null}}));
    let request = update.into_request();
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
    assert_eq!(through_rest(request.clone()).unwrap(), request);
}

#[test]
fn metadata_that_is_empty_or_null_is_none() {
    let create = CreateCollection::new("c").metadata(Payload::new());
    assert_eq!(rest_body(create.clone()), json!({}));
    let received = rest_server(OperationKind::CreateCollection, &json!({"metadata": null})).unwrap();
    assert_eq!(received, create.into_request());
}

#[test]
fn fields_without_absence_are_told_as_far_as_that_goes() {
    let params = info(bare()).config.params;
    assert_eq!((params.shard_number, params.on_disk_payload), (None, Some(false)));
    let mut result = bare();
    if let Some(params) = result.config.as_mut().and_then(|config| config.params.as_mut()) {
        (params.shard_number, params.on_disk_payload) = (2, true);
    }
    let params = info(result).config.params;
    assert_eq!((params.shard_number, params.on_disk_payload), (Some(2), Some(true)));
}

#[test]
fn threads_of_the_optimizers_are_auto_or_a_number_in_one_of_two_fields() {
    let with = |threads: MaxOptimizationThreads| {
        let optimizers = OptimizersConfigDiff::default().max_optimization_threads(threads);
        UpdateCollection::new("c").optimizers_config(optimizers)
    };
    let auto = with(MaxOptimizationThreadsSetting::Auto.into());
    assert_eq!(rest_body(auto.clone()), json!({"optimizers_config": {"max_optimization_threads": "auto"}}));
    let sent = grpc_message::<proto::UpdateCollection>(auto).optimizers_config.unwrap();
    assert!(sent.max_optimization_threads.is_some());
    let disabled = with(MaxOptimizationThreads::Value(0));
    assert_eq!(rest_body(disabled)["optimizers_config"]["max_optimization_threads"], 0);
    // An old server fills the old field only.
    let old =
        proto::OptimizersConfigDiff { deprecated_max_optimization_threads: Some(3), ..Default::default() };
    let mut result = bare();
    result.config.as_mut().unwrap().optimizer_config = Some(old);
    let threads = info(result).config.optimizer_config.max_optimization_threads;
    assert_eq!(threads, Some(MaxOptimizationThreads::Value(3)));
}

#[test]
fn kinds_of_quantization_have_their_keys_and_their_numbers() {
    let sent = |kind: QuantizationConfigDiff| {
        let update = UpdateCollection::new("c").quantization_config(kind);
        let message: proto::UpdateCollection = grpc_message(update.clone());
        (
            rest_body(update)["quantization_config"].clone(),
            message.quantization_config.unwrap().quantization.unwrap(),
        )
    };
    use proto::quantization_config_diff::Quantization;
    let (body, message) = sent(ScalarQuantization::default().into());
    assert_eq!(body, json!({"scalar": {"type": "int8"}}));
    assert!(matches!(message, Quantization::Scalar(scalar) if scalar.r#type == 1));

    let (body, message) = sent(ProductQuantization::new(CompressionRatio::X4).into());
    assert_eq!(body, json!({"product": {"compression": "x4"}}));
    assert!(matches!(message, Quantization::Product(product) if product.compression == 0));

    let binary = BinaryQuantization::default()
        .encoding(BinaryQuantizationEncoding::OneAndHalfBits)
        .query_encoding(BinaryQuantizationQueryEncoding::Scalar8Bits);
    let (body, message) = sent(binary.into());
    assert_eq!(body, json!({"binary": {"encoding": "one_and_half_bits", "query_encoding": "scalar8bits"}}));
    use proto::binary_quantization_query_encoding::Variant;
    let Quantization::Binary(message) = message else { panic!("is binary") };
    assert_eq!(message.encoding, Some(2));
    assert_eq!(message.query_encoding.unwrap().variant, Some(Variant::Setting(3)));

    let (body, message) = sent(TurboQuantization::default().bits(TurboQuantBitSize::Bits1_5).into());
    assert_eq!(body, json!({"turbo": {"bits": "bits1_5"}}));
    assert!(matches!(message, Quantization::Turboquant(turbo) if turbo.bits == Some(1)));

    let (body, message) = sent(QuantizationConfigDiff::Disabled);
    assert_eq!(body, json!("Disabled"));
    assert_eq!(message, Quantization::Disabled(proto::Disabled {}));
}

#[test]
fn a_scalar_quantization_without_its_type_is_refused() {
    let kind = proto::quantization_config::Quantization::Scalar(proto::ScalarQuantization::default());
    let message = proto::CreateCollection {
        collection_name: "c".into(),
        quantization_config: Some(proto::QuantizationConfig { quantization: Some(kind) }),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::CreateCollection, &message).unwrap_err();
    assert!(error.field().unwrap().ends_with("scalar.type"), "{error}");
}

#[test]
fn the_first_value_of_an_enum_is_not_taken_for_unset() {
    let multi = VectorParams::new(4, Distance::Dot)
        .multivector_config(MultiVectorConfig { comparator: MultiVectorComparator::MaxSim })
        .quantization_config(ProductQuantization::new(CompressionRatio::X4));
    let request = create(multi).into_request();
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
    assert_eq!(through_rest(request.clone()).unwrap(), request);
}

#[test]
fn a_memory_of_zero_is_none() {
    let params = proto::VectorParams { size: 4, distance: 3, memory: Some(0), ..Default::default() };
    let config = proto::vectors_config::Config::Params(params);
    let message = proto::CreateCollection {
        collection_name: "c".into(),
        vectors_config: Some(proto::VectorsConfig { config: Some(config) }),
        ..Default::default()
    };
    let received = grpc_server(OperationKind::CreateCollection, &message).unwrap();
    assert_eq!(received, create(VectorParams::new(4, Distance::Dot)).into_request());
}

#[test]
fn limits_by_vector_are_a_map_here_and_wrapped_there() {
    let body = json!({"strict_mode_config": {
        "multivector_config": {"m": {"max_vectors": 2}}, "sparse_config": {"s": {"max_length": 3}},
    }});
    let received = rest_server(OperationKind::CreateCollection, &body).unwrap();
    assert_eq!(rest_body(received.clone()), body);
    let message = grpc_message::<proto::CreateCollection>(received).strict_mode_config.unwrap();
    assert_eq!(message.multivector_config.unwrap().multivector_config["m"].max_vectors, Some(2));
    assert_eq!(message.sparse_config.unwrap().sparse_config["s"].max_length, Some(3));
}

#[test]
fn limits_that_are_off_differ_from_limits_that_are_not_set() {
    let create = CreateCollection::new("c").strict_mode_config(StrictModeConfig::default().enabled(false));
    assert_eq!(rest_body(create.clone()), json!({"strict_mode_config": {"enabled": false}}));
    assert_eq!(through_grpc(create.clone().into_request()).unwrap(), create.into_request());
}

#[test]
fn colours_of_a_collection_are_not_in_the_order_of_rest() {
    for (status, name, number) in [
        (CollectionStatus::Green, "green", 1),
        (CollectionStatus::Yellow, "yellow", 2),
        (CollectionStatus::Red, "red", 3),
        (CollectionStatus::Grey, "grey", 4),
    ] {
        assert_eq!(info(proto::CollectionInfo { status: number, ..bare() }).status, status);
        let body = json!({"status": name, "optimizer_status": "ok", "segments_count": 1,
            "config": {"params": {}}, "payload_schema": {}});
        assert_eq!(rest_result::<GetCollectionInfoRequest>(&body).unwrap().status, status);
    }
}

#[test]
fn optimizers_are_ok_or_tell_what_went_wrong() {
    let failed = proto::OptimizerStatus { ok: false, error: "full".into() };
    let told = info(proto::CollectionInfo { optimizer_status: Some(failed), ..bare() });
    assert_eq!(told.optimizer_status, OptimizerStatus::Error("full".into()));
    let body = json!({"status": "red", "optimizer_status": {"error": "full"}, "config": {"params": {}}});
    let read = rest_result::<GetCollectionInfoRequest>(&body).unwrap();
    assert_eq!(read.optimizer_status, told.optimizer_status);
}

#[test]
fn what_an_index_configuration_lacks_stays_absent() {
    let config = info(bare()).config;
    assert_eq!(config.hnsw_config, Default::default());
    assert_eq!((config.wal_config, config.quantization_config), (None, None));
}
