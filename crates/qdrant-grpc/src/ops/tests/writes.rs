//! Writes of vectors, and batches of updates.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use prost::Message;
use qdrant_core::{
    Batch, ClearPayloadOperation, CreateVectorNameRequest, Datatype, DeletePayloadOperation,
    DeletePointVectors, DeletePointsOperation, DeleteVectorNameRequest, DeleteVectorsOperation,
    DenseVectorCreationConfig, Distance, Modifier, MultiVectorComparator, MultiVectorConfig, PointStructList,
    PointsUpdateOperation, SetPayloadOperation, SparseVectorCreationConfig, UpdateBatchPoints, UpdateMode,
    UpdatePointVectors, UpdateVectorsOperation, VectorNameConfig, VectorsSelector,
};

use super::strategies::{ordering, point, point_vectors, points_selector, shards, timeout, update_result};
use super::{answers_with_usage, survives};
use crate::convert::tests::basics::{name, payload, wire};
use crate::convert::tests::filters::filter;
use crate::proto::qdrant as proto;
use crate::server::Served;

fn vector_config() -> impl Strategy<Value = VectorNameConfig> {
    let datatype = || of(wire(Datatype::ALL, Datatype::Unknown));
    let multi = wire(MultiVectorComparator::ALL, MultiVectorComparator::Unknown)
        .prop_map(|comparator| MultiVectorConfig { comparator });
    let dense = (any::<u64>(), wire(Distance::ALL, Distance::Unknown), of(multi), datatype()).prop_map(
        |(size, distance, multivector_config, datatype)| DenseVectorCreationConfig {
            size,
            distance,
            multivector_config,
            datatype,
        },
    );
    let sparse = (of(wire(Modifier::ALL, Modifier::Unknown)), datatype())
        .prop_map(|(modifier, datatype)| SparseVectorCreationConfig { modifier, datatype });
    prop_oneof![dense.prop_map(VectorNameConfig::Dense), sparse.prop_map(VectorNameConfig::Sparse)]
}

fn selector() -> impl Strategy<Value = VectorsSelector> {
    vec(name(), 0..3).prop_map(VectorsSelector::from)
}

fn step() -> BoxedStrategy<PointsUpdateOperation> {
    let set = || {
        (payload(), points_selector(), shards(), of(name())).prop_map(
            |(payload, points_selector, shard_key_selector, key)| SetPayloadOperation {
                payload,
                points_selector,
                shard_key_selector,
                key,
            },
        )
    };
    prop_oneof![
        (vec(point(), 0..3), shards(), of(filter()), of(select(UpdateMode::ALL))).prop_map(
            |(points, shard_key_selector, update_filter, update_mode)| {
                let points = Batch::from(points);
                PointStructList { points, shard_key_selector, update_filter, update_mode }.into()
            }
        ),
        (points_selector(), shards()).prop_map(|(points, shard_key_selector)| {
            DeletePointsOperation { points, shard_key_selector }.into()
        }),
        set().prop_map(PointsUpdateOperation::SetPayload),
        set().prop_map(PointsUpdateOperation::OverwritePayload),
        (vec(name(), 0..3), points_selector(), shards()).prop_map(
            |(keys, points_selector, shard_key_selector)| {
                DeletePayloadOperation { keys, points_selector, shard_key_selector }.into()
            }
        ),
        (points_selector(), shards()).prop_map(|(points, shard_key_selector)| {
            ClearPayloadOperation { points, shard_key_selector }.into()
        }),
        (vec(point_vectors(), 0..3), shards(), of(filter())).prop_map(
            |(points, shard_key_selector, update_filter)| {
                let points = Batch::from(points);
                UpdateVectorsOperation { points, shard_key_selector, update_filter }.into()
            }
        ),
        (points_selector(), selector(), shards()).prop_map(
            |(points_selector, vectors, shard_key_selector)| {
                DeleteVectorsOperation { points_selector, vectors, shard_key_selector }.into()
            }
        ),
    ]
    .boxed()
}

proptest! {
    #[test]
    fn new_vector_names(
        (collection_name, wait, vector_name) in (name(), any::<Option<bool>>(), name()),
        (vector_config, timeout, ordering) in (vector_config(), timeout(), ordering()),
    ) {
        survives::<proto::DeleteVectorNameRequest, _>(&DeleteVectorNameRequest {
            collection_name: collection_name.clone(),
            wait,
            vector_name: vector_name.clone(),
            timeout,
            ordering,
        });
        survives::<proto::CreateVectorNameRequest, _>(&CreateVectorNameRequest {
            collection_name,
            wait,
            vector_name,
            vector_config,
            timeout,
            ordering,
        });
    }

    #[test]
    fn updates_of_vectors(
        (collection_name, wait, points) in (name(), any::<Option<bool>>(), vec(point_vectors(), 0..4)),
        (ordering, shard_key_selector, update_filter) in (ordering(), shards(), of(filter())),
        timeout in timeout(),
    ) {
        survives::<proto::UpdatePointVectors, _>(&UpdatePointVectors {
            collection_name,
            wait,
            points: points.into(),
            ordering,
            shard_key_selector,
            update_filter,
            timeout,
        });
    }

    #[test]
    fn deletions_of_vectors(
        (collection_name, wait, points_selector) in (name(), any::<Option<bool>>(), points_selector()),
        (vectors, ordering, shard_key_selector) in (selector(), ordering(), shards()),
        timeout in timeout(),
    ) {
        survives::<proto::DeletePointVectors, _>(&DeletePointVectors {
            collection_name,
            wait,
            points_selector: Some(points_selector),
            vectors,
            ordering,
            shard_key_selector,
            timeout,
        });
    }

    #[test]
    fn batches_of_updates(
        (collection_name, wait, operations) in (name(), any::<Option<bool>>(), vec(step(), 0..4)),
        (ordering, timeout) in (ordering(), timeout()),
    ) {
        survives::<proto::UpdateBatchPoints, _>(&UpdateBatchPoints {
            collection_name,
            wait,
            operations,
            ordering,
            timeout,
        });
    }

    #[test]
    fn steps_that_come_in_parts_are_put_together_as_prost_does(first in step(), second in step()) {
        let message = |step| {
            let batch = UpdateBatchPoints::new("c", [step]);
            let bytes = crate::frame::into_message(crate::rpc::Rpc::encode(batch).unwrap());
            proto::UpdateBatchPoints::decode(bytes).unwrap().operations.remove(0)
        };
        let mut bytes = message(first).encode_to_vec();
        message(second).encode_raw(&mut bytes);
        let whole = proto::PointsUpdateOperation::decode(bytes.as_slice()).unwrap();
        let batch = |step: &[u8]| {
            let mut bytes = Vec::new();
            prost::encoding::string::encode(1, &"c".to_owned(), &mut bytes);
            prost::encoding::bytes::encode(3, &step.to_vec(), &mut bytes);
            UpdateBatchPoints::receive(&bytes).map_err(|error| error.to_string())
        };
        // Two selectors may make one that is refused.
        prop_assert_eq!(batch(&bytes), batch(&whole.encode_to_vec()));
    }

    #[test]
    fn answers_to_writes(results in vec(update_result(), 1..4)) {
        answers_with_usage::<proto::UpdateBatchResponse, UpdateBatchPoints>(&results);
        answers_with_usage::<proto::PointsOperationResponse, UpdatePointVectors>(&results[0]);
        answers_with_usage::<proto::PointsOperationResponse, DeletePointVectors>(&results[0]);
        answers_with_usage::<proto::PointsOperationResponse, CreateVectorNameRequest>(&results[0]);
        answers_with_usage::<proto::PointsOperationResponse, DeleteVectorNameRequest>(&results[0]);
    }
}
