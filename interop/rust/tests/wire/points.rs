//! Points, which this workspace writes and reads by hand: any that the core has, through the public functions.

use std::fmt::Debug;

use official::qdrant as q;
use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;
use qdrant_core::{
    GetPoints, Operation, QueryBatchPoints, QueryPoints, Reply, RetrievedPoint, ScoredPoint, ScrollPoints,
    ScrollResult, ShardKeySelector, UpdateMode, UpsertPoints,
};
use qdrant_interop::{answered, sent};

use crate::descriptors::official;
use crate::layout::sorted;
use crate::{plain, strategies};

/// Checks that the official client writes our bytes again as they are, but for the order of maps.
fn rewritten<M: Message + Default>(name: &str, ours: &[u8]) {
    let message = official().get_message_by_name(name).expect("a message of the API");
    let theirs = M::decode(ours).expect("the official client reads the message").encode_to_vec();
    assert_eq!(theirs.len(), ours.len());
    assert_eq!(sorted(&message, &theirs), sorted(&message, ours));
}

/// Checks a reply in both directions, and its bytes.
fn reply<O, M>(name: &str, output: O::Output, message: M)
where
    O: Operation,
    O::Output: Clone,
    M: Message + Default + PartialEq + Debug + Clone,
{
    answered::<O, M>(output.clone(), None, message);
    let bytes =
        qdrant_grpc::encode_reply(Reply::new(O::into_response(output))).expect("the reply can be sent");
    rewritten::<M>(name, &bytes);
}

const TIME: f64 = 0.125;

fn scored(points: &[ScoredPoint]) -> Vec<q::ScoredPoint> {
    points.iter().map(plain::scored).collect()
}

fn retrieved(points: &[RetrievedPoint]) -> Vec<q::RetrievedPoint> {
    points.iter().map(plain::retrieved).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn upserts(
        points in vec(strategies::point(), 0..5),
        collection_name in "[a-zé]{1,9}",
        wait in any::<Option<bool>>(),
        keys in vec(strategies::shard_key(), 0..3),
        timeout in prop::option::of(1..u64::from(u32::MAX)),
        is_insert in any::<bool>(),
    ) {
        let mut upsert = UpsertPoints::new(collection_name.clone(), points.clone());
        upsert.wait = wait;
        upsert.timeout = timeout.map(std::time::Duration::from_secs);
        upsert.update_mode = is_insert.then_some(UpdateMode::InsertOnly);
        upsert.shard_key_selector = (!keys.is_empty()).then(|| ShardKeySelector::Keys(keys.clone()));
        let selector =
            q::ShardKeySelector { shard_keys: keys.iter().map(plain::shard_key).collect(), fallback: None };
        let message = q::UpsertPoints {
            collection_name,
            wait,
            points: points.iter().map(plain::point).collect(),
            ordering: None,
            shard_key_selector: (!keys.is_empty()).then_some(selector),
            update_filter: None,
            timeout,
            update_mode: is_insert.then_some(q::UpdateMode::InsertOnly.into()),
        };
        let (_, bytes) = qdrant_grpc::encode(upsert.clone().into_request()).expect("the points can be sent");
        rewritten::<q::UpsertPoints>("qdrant.UpsertPoints", &bytes);
        sent(upsert, "/qdrant.Points/Upsert", message);
    }

    #[test]
    fn hits(points in vec(strategies::scored(), 0..5)) {
        let message = q::QueryResponse { result: scored(&points), time: TIME, usage: None };
        reply::<QueryPoints, _>("qdrant.QueryResponse", points, message);
    }

    #[test]
    fn hits_of_batches(batches in vec(vec(strategies::scored(), 0..3), 0..4)) {
        let result = batches.iter().map(|points| q::BatchResult { result: scored(points) }).collect();
        let message = q::QueryBatchResponse { result, time: TIME, usage: None };
        reply::<QueryBatchPoints, _>("qdrant.QueryBatchResponse", batches, message);
    }

    #[test]
    fn records(points in vec(strategies::retrieved(), 0..5)) {
        let message = q::GetResponse { result: retrieved(&points), time: TIME, usage: None };
        reply::<GetPoints, _>("qdrant.GetResponse", points, message);
    }

    #[test]
    fn pages(points in vec(strategies::retrieved(), 0..5), next in prop::option::of(strategies::id())) {
        let message = q::ScrollResponse {
            next_page_offset: next.map(plain::id),
            result: retrieved(&points),
            time: TIME,
            usage: None,
        };
        reply::<ScrollPoints, _>("qdrant.ScrollResponse", ScrollResult { points, next_page_offset: next }, message);
    }
}
