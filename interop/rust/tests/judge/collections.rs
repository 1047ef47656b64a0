use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::strict::strict_mode;
use qdrant_interop::model::value::{payload, time};
use qdrant_interop::model::{collection, index, map};
use qdrant_interop::{Pair, answered, sent};

use crate::{TIME, timeout};

#[test]
pub(crate) fn names() {
    sent(core::ListCollectionsRequest::default(), "/qdrant.Collections/List", q::ListCollectionsRequest {});
    answered::<core::ListCollectionsRequest, _>(
        vec![core::CollectionDescription::new("a"), core::CollectionDescription::new("ü")],
        None,
        q::ListCollectionsResponse {
            collections: vec![
                q::CollectionDescription { name: "a".into() },
                q::CollectionDescription { name: "ü".into() },
            ],
            time: TIME,
        },
    );
    let official = q::CollectionExistsRequest { collection_name: "c".into() };
    sent(core::CollectionExistsRequest::new("c"), "/qdrant.Collections/CollectionExists", official);
    for exists in [true, false] {
        let official =
            q::CollectionExistsResponse { result: Some(q::CollectionExists { exists }), time: TIME };
        answered::<core::CollectionExistsRequest, _>(exists, None, official);
    }
}

fn create(
    vectors: Pair<core::VectorsConfig, q::VectorsConfig>,
    optimizers: Pair<core::OptimizersConfigDiff, q::OptimizersConfigDiff>,
    sharding: Pair<core::ShardingMethod, q::ShardingMethod>,
) -> Pair<core::CreateCollection, q::CreateCollection> {
    let core = core::CreateCollection {
        collection_name: "c".into(),
        hnsw_config: Some(collection::hnsw().0),
        wal_config: Some(collection::wal().0),
        optimizers_config: Some(optimizers.0),
        shard_number: Some(2),
        on_disk_payload: Some(false),
        timeout: timeout().0,
        vectors_config: Some(vectors.0),
        replication_factor: Some(3),
        write_consistency_factor: Some(4),
        quantization_config: Some(collection::quantizations().swap_remove(0).0),
        sharding_method: Some(sharding.0),
        sparse_vectors_config: Some(collection::sparse_config().0),
        strict_mode_config: Some(strict_mode().0),
        metadata: payload().0,
        payload: Some(collection::payload_storage().0),
        id_tracker: Some(collection::id_tracker().0),
    };
    let official = q::CreateCollection {
        collection_name: "c".into(),
        hnsw_config: Some(collection::hnsw().1),
        wal_config: Some(collection::wal().1),
        optimizers_config: Some(optimizers.1),
        shard_number: Some(2),
        on_disk_payload: Some(false),
        timeout: timeout().1,
        vectors_config: Some(vectors.1),
        replication_factor: Some(3),
        write_consistency_factor: Some(4),
        quantization_config: Some(collection::quantizations().swap_remove(0).1),
        sharding_method: Some(sharding.1.into()),
        sparse_vectors_config: Some(collection::sparse_config().1),
        strict_mode_config: Some(strict_mode().1),
        metadata: payload().1,
        payload: Some(collection::payload_storage().1),
        id_tracker: Some(collection::id_tracker().1),
    };
    (core, official)
}

const AUTO: Pair<core::ShardingMethod, q::ShardingMethod> =
    (core::ShardingMethod::Auto, q::ShardingMethod::Auto);
const CUSTOM: Pair<core::ShardingMethod, q::ShardingMethod> =
    (core::ShardingMethod::Custom, q::ShardingMethod::Custom);

#[test]
pub(crate) fn creation() {
    let path = "/qdrant.Collections/Create";
    for vectors in collection::vectors_configs() {
        for optimizers in collection::optimizers() {
            for sharding in [AUTO, CUSTOM] {
                let (core, official) = create(vectors.clone(), optimizers.clone(), sharding);
                sent(core, path, official);
            }
        }
    }
    let official = q::CreateCollection { collection_name: "c".into(), ..Default::default() };
    sent(core::CreateCollection::new("c"), path, official);
    answered::<core::CreateCollection, _>(
        true,
        None,
        q::CollectionOperationResponse { result: true, time: TIME },
    );
}

#[test]
pub(crate) fn quantizations() {
    for (quantization, official) in collection::quantizations() {
        let mut core = core::CreateCollection::new("c");
        core.quantization_config = Some(quantization);
        let official = q::CreateCollection {
            collection_name: "c".into(),
            quantization_config: Some(official),
            ..Default::default()
        };
        sent(core, "/qdrant.Collections/Create", official);
    }
}

#[test]
pub(crate) fn update() {
    let (optimizers, official_optimizers) = collection::optimizers().swap_remove(0);
    for (quantization, official_quantization) in collection::quantization_diffs() {
        let core = core::UpdateCollection {
            collection_name: "c".into(),
            optimizers_config: Some(optimizers.clone()),
            timeout: timeout().0,
            params: Some(core::CollectionParamsDiff {
                replication_factor: Some(1),
                write_consistency_factor: Some(2),
                on_disk_payload: Some(true),
                read_fan_out_factor: Some(3),
                read_fan_out_delay_ms: Some(4),
                payload: Some(collection::payload_storage().0),
                id_tracker: Some(collection::id_tracker().0),
            }),
            hnsw_config: Some(collection::hnsw().0),
            vectors_config: Some(collection::vectors_diff().0),
            quantization_config: Some(quantization),
            sparse_vectors_config: Some(collection::sparse_config().0),
            strict_mode_config: Some(strict_mode().0),
            metadata: payload().0,
        };
        let official = q::UpdateCollection {
            collection_name: "c".into(),
            optimizers_config: Some(official_optimizers),
            timeout: timeout().1,
            params: Some(q::CollectionParamsDiff {
                replication_factor: Some(1),
                write_consistency_factor: Some(2),
                on_disk_payload: Some(true),
                read_fan_out_factor: Some(3),
                read_fan_out_delay_ms: Some(4),
                payload: Some(collection::payload_storage().1),
                id_tracker: Some(collection::id_tracker().1),
            }),
            hnsw_config: Some(collection::hnsw().1),
            vectors_config: Some(collection::vectors_diff().1),
            quantization_config: Some(official_quantization),
            sparse_vectors_config: Some(collection::sparse_config().1),
            strict_mode_config: Some(strict_mode().1),
            metadata: payload().1,
        };
        sent(core, "/qdrant.Collections/Update", official);
    }
    let official = q::CollectionOperationResponse { result: true, time: TIME };
    answered::<core::UpdateCollection, _>(true, None, official);
}

#[test]
pub(crate) fn deletion() {
    let mut core = core::DeleteCollection::new("c");
    core.timeout = timeout().0;
    let official = q::DeleteCollection { collection_name: "c".into(), timeout: timeout().1 };
    sent(core, "/qdrant.Collections/Delete", official);
    for result in [true, false] {
        let official = q::CollectionOperationResponse { result, time: TIME };
        answered::<core::DeleteCollection, _>(result, None, official);
    }
}

fn info(
    status: Pair<core::CollectionStatus, q::CollectionStatus>,
    optimizer_status: Pair<core::OptimizerStatus, q::OptimizerStatus>,
) -> Pair<core::CollectionInfo, q::CollectionInfo> {
    let (vectors, official_vectors) = collection::vectors_configs().swap_remove(1);
    let (optimizers, official_optimizers) = collection::optimizers().swap_remove(0);
    let (quantization, official_quantization) = collection::quantizations().swap_remove(0);
    let (schema, official_schema): (Vec<_>, Vec<_>) = index::params()
        .into_iter()
        .enumerate()
        .map(|(number, (params, official))| {
            let kind = params.field_type();
            let (_, _, data_type) =
                index::kinds().into_iter().find(|(each, _, _)| *each == kind).expect("a known kind");
            let name = format!("field.{number}");
            let core = core::PayloadSchemaInfo { data_type: kind, params: Some(params), points: Some(9) };
            let official =
                q::PayloadSchemaInfo { data_type: data_type.into(), params: Some(official), points: Some(9) };
            ((name.clone(), core), (name, official))
        })
        .unzip();
    let core = core::CollectionInfo {
        status: status.0,
        optimizer_status: optimizer_status.0,
        segments_count: 1,
        config: core::CollectionConfig {
            params: core::CollectionParams {
                shard_number: Some(2),
                on_disk_payload: Some(true),
                vectors_config: Some(vectors),
                replication_factor: Some(3),
                write_consistency_factor: Some(4),
                read_fan_out_factor: Some(5),
                sharding_method: Some(core::ShardingMethod::Custom),
                sparse_vectors_config: Some(collection::sparse_config().0),
                read_fan_out_delay_ms: Some(6),
                payload: Some(collection::payload_storage().0),
                id_tracker: Some(collection::id_tracker().0),
            },
            hnsw_config: collection::hnsw().0,
            optimizer_config: optimizers,
            wal_config: Some(collection::wal().0),
            quantization_config: Some(quantization),
            strict_mode_config: Some(strict_mode().0),
            metadata: payload().0,
        },
        payload_schema: map(schema),
        points_count: Some(7),
        indexed_vectors_count: Some(8),
        warnings: vec![core::CollectionWarning::new("careful")],
        update_queue: Some(core::UpdateQueueInfo { length: 10, deferred_points: Some(11) }),
        created_at: Some(time().0),
    };
    let official = q::CollectionInfo {
        status: status.1.into(),
        optimizer_status: Some(optimizer_status.1),
        segments_count: 1,
        config: Some(q::CollectionConfig {
            params: Some(q::CollectionParams {
                shard_number: 2,
                on_disk_payload: true,
                vectors_config: Some(official_vectors),
                replication_factor: Some(3),
                write_consistency_factor: Some(4),
                read_fan_out_factor: Some(5),
                sharding_method: Some(q::ShardingMethod::Custom.into()),
                sparse_vectors_config: Some(collection::sparse_config().1),
                read_fan_out_delay_ms: Some(6),
                payload: Some(collection::payload_storage().1),
                id_tracker: Some(collection::id_tracker().1),
            }),
            hnsw_config: Some(collection::hnsw().1),
            optimizer_config: Some(official_optimizers),
            wal_config: Some(collection::wal().1),
            quantization_config: Some(official_quantization),
            strict_mode_config: Some(strict_mode().1),
            metadata: payload().1,
        }),
        payload_schema: map(official_schema),
        points_count: Some(7),
        indexed_vectors_count: Some(8),
        warnings: vec![q::CollectionWarning { message: "careful".into() }],
        update_queue: Some(q::UpdateQueueInfo { length: 10, deferred_points: Some(11) }),
        created_at: Some(time().1),
    };
    (core, official)
}

#[test]
pub(crate) fn description() {
    let official = q::GetCollectionInfoRequest { collection_name: "c".into() };
    sent(core::GetCollectionInfoRequest::new("c"), "/qdrant.Collections/Get", official);
    use core::CollectionStatus as Core;
    use q::CollectionStatus as Official;
    for status in [
        (Core::Green, Official::Green),
        (Core::Yellow, Official::Yellow),
        (Core::Red, Official::Red),
        (Core::Grey, Official::Grey),
    ] {
        let fine = (core::OptimizerStatus::Ok, q::OptimizerStatus { ok: true, error: String::new() });
        let broken = (
            core::OptimizerStatus::Error("broken".into()),
            q::OptimizerStatus { ok: false, error: "broken".into() },
        );
        for optimizer_status in [fine, broken] {
            let (core, official) = info(status.clone(), optimizer_status);
            let official = q::GetCollectionInfoResponse { result: Some(official), time: TIME };
            answered::<core::GetCollectionInfoRequest, _>(core, None, official);
        }
    }
}
