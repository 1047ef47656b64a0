//! Points, their payload and their vectors arrive.

use proptest::prelude::*;
use qdrant_core::{
    ClearPayloadOperation, CreateVectorNameRequest, Datatype, DeletePayloadOperation, DeletePointVectors,
    DeletePointsOperation, DeleteVectorNameRequest, DeleteVectorsOperation, DenseVectorCreationConfig,
    Distance, GetPoint, Modifier, MultiVectorConfig, PointStructList, PointsUpdateOperation, Request,
    ScrollPoints, SetPayloadOperation, SparseVectorCreationConfig, UpdateBatchPoints, UpdateMode,
    UpdatePointVectors, UpdateVectorsOperation, UpsertPoints, VectorNameConfig, VectorsSelector,
};

use super::received;
use crate::strategies::{
    consistency, filter, id, names, ordering, payload, point, point_vectors, points_selector, segment,
    shards, timeout,
};

fn set_payload() -> impl Strategy<Value = SetPayloadOperation> {
    (payload(), points_selector(), prop::option::of(shards()), prop::option::of(".{1,4}")).prop_map(
        |(payload, points_selector, shard_key_selector, key)| SetPayloadOperation {
            payload,
            points_selector,
            shard_key_selector,
            key,
        },
    )
}

fn upsert() -> impl Strategy<Value = PointStructList> {
    let mode = prop::option::of(prop::sample::select(UpdateMode::ALL));
    let points = prop::collection::vec(point(), 0..3);
    (points, prop::option::of(shards()), prop::option::of(filter()), mode).prop_map(
        |(points, shard_key_selector, update_filter, update_mode)| PointStructList {
            points: points.into(),
            shard_key_selector,
            update_filter,
            update_mode,
        },
    )
}

fn step() -> impl Strategy<Value = PointsUpdateOperation> {
    let shards = || prop::option::of(shards());
    let update = (prop::collection::vec(point_vectors(), 0..3), shards(), prop::option::of(filter()))
        .prop_map(|(points, shard_key_selector, update_filter)| UpdateVectorsOperation {
            points: points.into(),
            shard_key_selector,
            update_filter,
        });
    prop_oneof![
        upsert().prop_map(PointsUpdateOperation::Upsert),
        (points_selector(), shards()).prop_map(|(points, shard_key_selector)| {
            DeletePointsOperation { points, shard_key_selector }.into()
        }),
        set_payload().prop_map(PointsUpdateOperation::SetPayload),
        set_payload().prop_map(PointsUpdateOperation::OverwritePayload),
        (names(), points_selector(), shards()).prop_map(|(keys, points_selector, shard_key_selector)| {
            DeletePayloadOperation { keys, points_selector, shard_key_selector }.into()
        }),
        (points_selector(), shards()).prop_map(|(points, shard_key_selector)| {
            ClearPayloadOperation { points, shard_key_selector }.into()
        }),
        update.prop_map(PointsUpdateOperation::UpdateVectors),
        (names(), points_selector(), shards()).prop_map(|(names, points_selector, shard_key_selector)| {
            DeleteVectorsOperation { points_selector, vectors: VectorsSelector { names }, shard_key_selector }
                .into()
        }),
    ]
}

fn vector_config() -> impl Strategy<Value = VectorNameConfig> {
    let datatype = || prop::option::of(prop::sample::select(Datatype::ALL));
    let dense = (1..u64::MAX, prop::sample::select(Distance::ALL), any::<bool>(), datatype()).prop_map(
        |(size, distance, multi, datatype)| DenseVectorCreationConfig {
            size,
            distance,
            multivector_config: multi.then(MultiVectorConfig::default),
            datatype,
        },
    );
    let sparse = (prop::option::of(prop::sample::select(Modifier::ALL)), datatype())
        .prop_map(|(modifier, datatype)| SparseVectorCreationConfig { modifier, datatype });
    prop_oneof![dense.prop_map(VectorNameConfig::Dense), sparse.prop_map(VectorNameConfig::Sparse)]
}

proptest! {
    #[test]
    fn points_arrive_bit_for_bit(points in prop::collection::vec(point(), 0..4), wait in any::<Option<bool>>()) {
        let upsert = UpsertPoints { wait, ..UpsertPoints::new("c", points) };
        let request = Request::from(upsert);
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn names_of_collections_arrive(name in "[^/\\PC]{1,12}|.{1,8}") {
        prop_assume!(name != "." && name != "..");
        let request = Request::from(ScrollPoints::new(name).with_payload(true).with_vectors(false));
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn one_point_is_found_by_its_id(
        collection_name in segment(), id in id(), read_consistency in prop::option::of(consistency()),
        timeout in prop::option::of(timeout()),
    ) {
        let request = Request::from(GetPoint { collection_name, id, read_consistency, timeout });
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn batches_arrive(
        operations in prop::collection::vec(step(), 0..4), wait in any::<Option<bool>>(),
        ordering in prop::option::of(ordering()), timeout in prop::option::of(timeout()),
    ) {
        let request =
            Request::from(UpdateBatchPoints { wait, ordering, timeout, ..UpdateBatchPoints::new("c", operations) });
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn vectors_of_points_arrive(
        points in prop::collection::vec(point_vectors(), 0..4), wait in any::<Option<bool>>(),
        ordering in prop::option::of(ordering()), shard_key_selector in prop::option::of(shards()),
        update_filter in prop::option::of(filter()), timeout in prop::option::of(timeout()),
    ) {
        let request = Request::from(UpdatePointVectors {
            wait, ordering, shard_key_selector, update_filter, timeout, ..UpdatePointVectors::new("c", points)
        });
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn removals_of_vectors_arrive(
        points_selector in points_selector(), names in names(), wait in any::<Option<bool>>(),
        ordering in prop::option::of(ordering()), shard_key_selector in prop::option::of(shards()),
        timeout in prop::option::of(timeout()),
    ) {
        let request = Request::from(DeletePointVectors {
            points_selector: Some(points_selector), vectors: VectorsSelector { names }, wait, ordering,
            shard_key_selector, timeout,
            ..DeletePointVectors::new("c")
        });
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn names_of_vectors_arrive(
        name in segment(), config in vector_config(), wait in any::<Option<bool>>(),
        ordering in prop::option::of(ordering()), timeout in prop::option::of(timeout()),
    ) {
        let create = CreateVectorNameRequest {
            wait, ordering, timeout, ..CreateVectorNameRequest::new("c", name.as_str(), config)
        };
        let request = Request::from(create);
        prop_assert_eq!(received(request.clone()), request);
        let delete = DeleteVectorNameRequest { wait, ordering, timeout, ..DeleteVectorNameRequest::new("c", name) };
        let request = Request::from(delete);
        prop_assert_eq!(received(request.clone()), request);
    }
}
