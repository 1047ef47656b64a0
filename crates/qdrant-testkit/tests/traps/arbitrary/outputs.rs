//! An arbitrary answer to each operation.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test sees to it that no operation is left out")]

use proptest::bool::ANY as flag;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    AliasDescription, CollectionDescription, FacetHit, FacetValue, GroupId, Operation, OperationKind,
    OrderValue, Outcome, PointGroup, Response, RetrievedPoint, ScoredPoint, ScrollResult,
    SearchMatrixOffsets, SearchMatrixPair, SearchMatrixPairs, ShardKeyDescription, SnapshotDescription,
    Timestamp, UpdateResult, UpdateStatus, VectorOutput, VectorsOutput, VersionInfo, ops,
};

use super::basics::{double, name, payload, point_id, shard_key, single, text};
use super::collections::info;
use super::points::{dense, multi, sparse};
use super::sharding::cluster_info;

fn update_result() -> impl Strategy<Value = UpdateResult> {
    (of(any::<u64>()), select(UpdateStatus::ALL))
        .prop_map(|(operation_id, status)| UpdateResult { operation_id, status })
}

pub(super) fn vectors() -> impl Strategy<Value = VectorsOutput> {
    // REST has no unnamed sparse vectors.
    let unnamed =
        || prop_oneof![dense().prop_map(VectorOutput::Dense), multi().prop_map(VectorOutput::MultiDense)];
    let vector = prop_oneof![unnamed(), sparse().prop_map(VectorOutput::Sparse)];
    let key = prop_oneof![name(), select(vec!["", "indices"]).prop_map(String::from)];
    prop_oneof![
        unnamed().prop_map(VectorsOutput::Single),
        btree_map(key, vector, 0..3).prop_map(VectorsOutput::Named),
    ]
}

pub(super) fn retrieved() -> BoxedStrategy<RetrievedPoint> {
    let order = prop_oneof![any::<i64>().prop_map(OrderValue::Int), double().prop_map(OrderValue::Float)];
    (point_id(), payload(), of(vectors()), of(shard_key()), of(order))
        .prop_map(|(id, payload, vectors, shard_key, order_value)| RetrievedPoint {
            id,
            payload,
            vectors,
            shard_key,
            order_value,
        })
        .boxed()
}

fn scored() -> BoxedStrategy<ScoredPoint> {
    (retrieved(), any::<u64>(), single())
        .prop_map(|(point, version, score)| {
            let RetrievedPoint { id, payload, vectors, shard_key, order_value } = point;
            ScoredPoint { id, version, score, payload, vectors, shard_key, order_value }
        })
        .boxed()
}

pub(super) fn group() -> impl Strategy<Value = PointGroup> {
    let id = prop_oneof![
        any::<u64>().prop_map(GroupId::Unsigned),
        // JSON does not tell a number that is not negative from an unsigned one.
        (i64::MIN..0).prop_map(GroupId::Integer),
        text().prop_map(GroupId::String),
    ];
    (id, vec(scored(), 0..3), of(retrieved())).prop_map(|(id, hits, lookup)| PointGroup { id, hits, lookup })
}

fn snapshot() -> impl Strategy<Value = SnapshotDescription> {
    let time = (0_i64..4_000_000_000).prop_map(|seconds| Timestamp::from_unix(seconds, 0).unwrap());
    (name(), of(time), 0..=i64::MAX.unsigned_abs(), of("[0-9a-f]{64}")).prop_map(
        |(name, creation_time, size, checksum)| SnapshotDescription { name, creation_time, size, checksum },
    )
}

pub(super) fn facet_hit() -> impl Strategy<Value = FacetHit> {
    let value = prop_oneof![
        text().prop_map(FacetValue::String),
        any::<i64>().prop_map(FacetValue::Integer),
        flag.prop_map(FacetValue::Bool),
    ];
    (value, any::<u64>()).prop_map(|(value, count)| FacetHit { value, count })
}

fn pairs() -> impl Strategy<Value = SearchMatrixPairs> {
    let pair = (point_id(), point_id(), single()).prop_map(|(a, b, score)| SearchMatrixPair { a, b, score });
    vec(pair, 0..4).prop_map(|pairs| SearchMatrixPairs { pairs })
}

fn offsets() -> impl Strategy<Value = SearchMatrixOffsets> {
    (vec(any::<u64>(), 0..4), vec(any::<u64>(), 0..4), vec(single(), 0..4), vec(point_id(), 0..4)).prop_map(
        |(offsets_row, offsets_col, scores, ids)| SearchMatrixOffsets {
            offsets_row,
            offsets_col,
            scores,
            ids,
        },
    )
}

fn aliases() -> impl Strategy<Value = Vec<AliasDescription>> {
    let alias = (name(), name())
        .prop_map(|(alias_name, collection_name)| AliasDescription { alias_name, collection_name });
    vec(alias, 0..3)
}

fn collections() -> impl Strategy<Value = Vec<CollectionDescription>> {
    vec(name().prop_map(|name| CollectionDescription { name }), 0..3)
}

fn version() -> impl Strategy<Value = VersionInfo> {
    (text(), text(), of(name())).prop_map(|(title, version, commit)| VersionInfo { title, version, commit })
}

fn scrolled() -> impl Strategy<Value = ScrollResult> {
    (vec(retrieved(), 0..3), of(point_id()))
        .prop_map(|(points, next_page_offset)| ScrollResult { points, next_page_offset })
}

fn answer<O: Operation>(
    output: impl Strategy<Value = O::Output> + 'static,
) -> Option<BoxedStrategy<Response>> {
    Some(output.prop_map(O::into_response).boxed())
}

/// Answers to an operation; none for those that only one wire has, and for files.
pub(crate) fn output(operation: OperationKind) -> Option<BoxedStrategy<Response>> {
    use OperationKind as Kind;
    match operation {
        Kind::GetVersionInfo => answer::<ops::HealthCheckRequest>(version()),
        Kind::ListCollections => answer::<ops::ListCollectionsRequest>(collections()),
        Kind::GetCollectionInfo => answer::<ops::GetCollectionInfoRequest>(info()),
        Kind::CreateCollection => answer::<ops::CreateCollection>(flag),
        Kind::UpdateCollection => answer::<ops::UpdateCollection>(flag),
        Kind::DeleteCollection => answer::<ops::DeleteCollection>(flag),
        Kind::CollectionExists => answer::<ops::CollectionExistsRequest>(flag),
        Kind::UpdateAliases => answer::<ops::ChangeAliases>(flag),
        Kind::ListCollectionAliases => answer::<ops::ListCollectionAliasesRequest>(aliases()),
        Kind::ListAliases => answer::<ops::ListAliasesRequest>(aliases()),
        Kind::CreateFieldIndex => answer::<ops::CreateFieldIndexCollection>(update_result()),
        Kind::DeleteFieldIndex => answer::<ops::DeleteFieldIndexCollection>(update_result()),
        Kind::UpsertPoints => answer::<ops::UpsertPoints>(update_result()),
        Kind::DeletePoints => answer::<ops::DeletePoints>(update_result()),
        Kind::GetPoints => answer::<ops::GetPoints>(vec(retrieved(), 0..3)),
        Kind::ScrollPoints => answer::<ops::ScrollPoints>(scrolled()),
        Kind::CountPoints => answer::<ops::CountPoints>(any::<u64>()),
        Kind::UpdateBatchPoints => answer::<ops::UpdateBatchPoints>(vec(update_result(), 0..3)),
        Kind::CreateVectorName => answer::<ops::CreateVectorNameRequest>(update_result()),
        Kind::DeleteVectorName => answer::<ops::DeleteVectorNameRequest>(update_result()),
        Kind::UpdateVectors => answer::<ops::UpdatePointVectors>(update_result()),
        Kind::DeleteVectors => answer::<ops::DeletePointVectors>(update_result()),
        Kind::SetPayload => answer::<ops::SetPayloadPoints>(update_result()),
        Kind::OverwritePayload => answer::<ops::OverwritePayloadPoints>(update_result()),
        Kind::DeletePayload => answer::<ops::DeletePayloadPoints>(update_result()),
        Kind::ClearPayload => answer::<ops::ClearPayloadPoints>(update_result()),
        Kind::QueryPoints => answer::<ops::QueryPoints>(vec(scored(), 0..3)),
        Kind::QueryBatchPoints => answer::<ops::QueryBatchPoints>(vec(vec(scored(), 0..3), 0..3)),
        Kind::QueryPointsGroups => answer::<ops::QueryPointGroups>(vec(group(), 0..3)),
        Kind::SearchMatrixPairs => answer::<ops::SearchMatrixPairsRequest>(pairs()),
        Kind::SearchMatrixOffsets => answer::<ops::SearchMatrixOffsetsRequest>(offsets()),
        Kind::Facet => answer::<ops::FacetCounts>(vec(facet_hit(), 0..4)),
        Kind::SearchPoints => answer::<ops::SearchPoints>(vec(scored(), 0..3)),
        Kind::SearchBatchPoints => answer::<ops::SearchBatchPoints>(vec(vec(scored(), 0..3), 0..3)),
        Kind::SearchPointsGroups => answer::<ops::SearchPointGroups>(vec(group(), 0..3)),
        Kind::RecommendPoints => answer::<ops::RecommendPoints>(vec(scored(), 0..3)),
        Kind::RecommendBatchPoints => answer::<ops::RecommendBatchPoints>(vec(vec(scored(), 0..3), 0..3)),
        Kind::RecommendPointsGroups => answer::<ops::RecommendPointGroups>(vec(group(), 0..3)),
        Kind::DiscoverPoints => answer::<ops::DiscoverPoints>(vec(scored(), 0..3)),
        Kind::DiscoverBatchPoints => answer::<ops::DiscoverBatchPoints>(vec(vec(scored(), 0..3), 0..3)),
        Kind::CollectionClusterInfo => answer::<ops::CollectionClusterInfoRequest>(cluster_info()),
        Kind::UpdateCollectionCluster => answer::<ops::UpdateCollectionClusterSetupRequest>(flag),
        Kind::CreateShardKey => answer::<ops::CreateShardKeyRequest>(flag),
        Kind::DeleteShardKey => answer::<ops::DeleteShardKeyRequest>(flag),
        Kind::ListShardKeys => answer::<ops::ListShardKeysRequest>(vec(
            shard_key().prop_map(|key| ShardKeyDescription { key }),
            0..3,
        )),
        Kind::CreateSnapshot => answer::<ops::CreateSnapshotRequest>(snapshot().prop_map(Outcome::Completed)),
        Kind::ListSnapshots => answer::<ops::ListSnapshotsRequest>(vec(snapshot(), 0..3)),
        Kind::DeleteSnapshot => answer::<ops::DeleteSnapshotRequest>(Just(Outcome::Completed(true))),
        Kind::CreateFullSnapshot => {
            answer::<ops::CreateFullSnapshotRequest>(snapshot().prop_map(Outcome::Completed))
        }
        Kind::ListFullSnapshots => answer::<ops::ListFullSnapshotsRequest>(vec(snapshot(), 0..3)),
        Kind::DeleteFullSnapshot => answer::<ops::DeleteFullSnapshotRequest>(Just(Outcome::Completed(true))),
        _ => None,
    }
}
