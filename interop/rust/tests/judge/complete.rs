//! That no rpc is left out.

use std::collections::BTreeSet;

use qdrant_core::OperationKind;
use qdrant_grpc::METHODS;
use qdrant_interop::judged;

use crate::{
    aliases, batch, collections, groups, indexes, legacy, payload, points, query, replies, service, shards,
    snapshots, vectors,
};

/// The comparisons of whole requests and replies.
const COMPARISONS: &[fn()] = &[
    aliases::change,
    aliases::lists,
    batch::every_step,
    batch::reply,
    collections::names,
    collections::creation,
    collections::quantizations,
    collections::update,
    collections::deletion,
    collections::description,
    groups::groups,
    groups::matrices,
    indexes::creation,
    indexes::deletion,
    legacy::one,
    legacy::batches,
    legacy::in_groups,
    legacy::replies,
    payload::set_and_overwrite,
    payload::delete,
    payload::clear,
    points::upsert,
    points::a_thousand_points,
    points::write_options,
    points::delete,
    points::get,
    points::scroll,
    points::count,
    points::every_condition_alone,
    query::every_query,
    query::every_parameter,
    query::batch,
    query::facet,
    replies::get,
    replies::scroll,
    replies::count,
    replies::query,
    replies::query_batch,
    replies::facet,
    replies::results_of_writes,
    replies::parts_of_the_usage,
    service::version,
    service::health,
    shards::setup,
    shards::keys,
    shards::places,
    snapshots::of_a_collection,
    snapshots::of_everything,
    snapshots::replies,
    vectors::of_points,
    vectors::of_collections,
];

#[test]
fn every_rpc_is_judged_in_both_directions() {
    for comparison in COMPARISONS {
        comparison();
    }
    let judged = judged();
    let rpcs: BTreeSet<(&str, OperationKind)> = METHODS.iter().copied().collect();
    let sent: BTreeSet<_> = judged.sent.iter().copied().collect();
    assert_eq!(sent, rpcs, "requests");
    let replied: BTreeSet<_> = rpcs.iter().map(|(_, operation)| *operation).collect();
    assert_eq!(judged.answered, replied, "replies");
}
