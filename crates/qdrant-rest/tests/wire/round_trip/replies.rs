//! Replies arrive, whatever is in them.

use proptest::prelude::*;
use qdrant_core::{
    DiscoverBatchPoints, DiscoverPoints, GetPoint, GroupId, Operation, OrderValue, PointGroup,
    QueryPointGroups, RecommendBatchPoints, RecommendPointGroups, RecommendPoints, Reply, RetrievedPoint,
    ScoredPoint, SearchBatchPoints, SearchMatrixOffsets, SearchMatrixOffsetsRequest, SearchMatrixPair,
    SearchMatrixPairs, SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, ShardKey,
    UpdateBatchPoints, UpdateResult, UpdateStatus, VectorOutput, VectorsOutput,
};

use super::answered;
use crate::strategies::{finite, id, ids, payload, sparse};

fn vector_output() -> impl Strategy<Value = VectorOutput> {
    prop_oneof![
        prop::collection::vec(finite(), 1..5).prop_map(|values| VectorOutput::Dense(values.into())),
        sparse().prop_map(VectorOutput::Sparse),
        prop::collection::vec(prop::collection::vec(finite(), 2), 1..3)
            .prop_map(|vectors| VectorOutput::MultiDense(vectors.into())),
    ]
}

fn vectors_output() -> impl Strategy<Value = VectorsOutput> {
    let unnamed = vector_output()
        .prop_filter("REST has no unnamed sparse vectors", |v| !matches!(v, VectorOutput::Sparse(_)));
    prop_oneof![
        unnamed.prop_map(VectorsOutput::Single),
        prop::collection::btree_map(".{0,4}", vector_output(), 0..3).prop_map(VectorsOutput::Named),
    ]
}

fn order_value() -> impl Strategy<Value = OrderValue> {
    prop_oneof![any::<i64>().prop_map(OrderValue::Int), (-1e9..1e9_f64).prop_map(OrderValue::Float)]
}

fn shard_key() -> impl Strategy<Value = ShardKey> {
    prop_oneof![any::<u64>().prop_map(ShardKey::from), ".{0,4}".prop_map(|key| ShardKey::from(key.as_str()))]
}

fn retrieved() -> impl Strategy<Value = RetrievedPoint> {
    let vectors = prop::option::of(vectors_output());
    (id(), payload(), vectors, prop::option::of(shard_key()), prop::option::of(order_value())).prop_map(
        |(id, payload, vectors, shard_key, order_value)| RetrievedPoint {
            id,
            payload,
            vectors,
            shard_key,
            order_value,
        },
    )
}

fn scored() -> impl Strategy<Value = ScoredPoint> {
    (retrieved(), any::<u64>(), finite()).prop_map(|(point, version, score)| {
        let RetrievedPoint { id, payload, vectors, shard_key, order_value } = point;
        ScoredPoint { id, version, score, payload, vectors, shard_key, order_value }
    })
}

fn group() -> impl Strategy<Value = PointGroup> {
    let id = prop_oneof![
        any::<u64>().prop_map(GroupId::from),
        any::<i64>().prop_map(GroupId::from),
        ".{0,6}".prop_map(GroupId::from),
    ];
    (id, prop::collection::vec(scored(), 0..3), prop::option::of(retrieved()))
        .prop_map(|(id, hits, lookup)| PointGroup { id, hits, lookup })
}

fn pairs() -> impl Strategy<Value = SearchMatrixPairs> {
    let pair = (id(), id(), finite()).prop_map(|(a, b, score)| SearchMatrixPair { a, b, score });
    prop::collection::vec(pair, 0..5).prop_map(|pairs| SearchMatrixPairs { pairs })
}

fn offsets() -> impl Strategy<Value = SearchMatrixOffsets> {
    (prop::collection::vec((any::<u64>(), any::<u64>(), finite()), 0..5), ids()).prop_map(|(entries, ids)| {
        let mut matrix = SearchMatrixOffsets { ids, ..SearchMatrixOffsets::default() };
        for (row, col, score) in entries {
            matrix.offsets_row.push(row);
            matrix.offsets_col.push(col);
            matrix.scores.push(score);
        }
        matrix
    })
}

fn updates() -> impl Strategy<Value = Vec<UpdateResult>> {
    let update = (any::<Option<u64>>(), prop::sample::select(UpdateStatus::ALL))
        .prop_map(|(operation_id, status)| UpdateResult { operation_id, status });
    prop::collection::vec(update, 0..4)
}

fn arrives<O: Operation>(output: O::Output) -> Result<(), TestCaseError> {
    let reply = Reply::new(O::into_response(output));
    let mut arrived = answered(&reply);
    // A server always tells a time.
    arrived.meta.time = None;
    prop_assert_eq!(arrived, reply);
    Ok(())
}

proptest! {
    #[test]
    fn single_points(point in retrieved()) {
        arrives::<GetPoint>(point)?;
    }

    #[test]
    fn results_of_updates(updates in updates()) {
        arrives::<UpdateBatchPoints>(updates)?;
    }

    #[test]
    fn points_with_scores(batch in prop::collection::vec(prop::collection::vec(scored(), 0..3), 0..3)) {
        let first = batch.first().cloned().unwrap_or_default();
        arrives::<SearchPoints>(first.clone())?;
        arrives::<RecommendPoints>(first.clone())?;
        arrives::<DiscoverPoints>(first)?;
        arrives::<SearchBatchPoints>(batch.clone())?;
        arrives::<RecommendBatchPoints>(batch.clone())?;
        arrives::<DiscoverBatchPoints>(batch)?;
    }

    #[test]
    fn groups(groups in prop::collection::vec(group(), 0..3)) {
        arrives::<QueryPointGroups>(groups.clone())?;
        arrives::<SearchPointGroups>(groups.clone())?;
        arrives::<RecommendPointGroups>(groups)?;
    }

    #[test]
    fn matrices_bit_for_bit(pairs in pairs(), offsets in offsets()) {
        arrives::<SearchMatrixPairsRequest>(pairs)?;
        arrives::<SearchMatrixOffsetsRequest>(offsets)?;
    }
}
