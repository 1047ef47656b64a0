//! What a client sends is what a server receives, and the other way round.

mod legacy;
mod points;
mod query;
mod replies;
mod reports;
mod snapshots;

use std::collections::BTreeSet;

use http::Method;
use percent_encoding::percent_decode_str;
use qdrant_core::{Operation, OperationKind, Reply, Request};
use qdrant_rest::{HttpCall, ROUTES, decode, decode_request, encode, encode_reply};

use crate::samples;

/// Finds the route of a call as a router does, and the values of its placeholders.
fn route(call: &HttpCall) -> (OperationKind, Vec<(&'static str, String)>) {
    let fits = |(method, template, operation): &(Method, &'static str, OperationKind)| {
        let (template, path): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), call.path.split('/').collect());
        if *method != call.method || template.len() != path.len() {
            return None;
        }
        let mut names = Vec::new();
        for (expected, segment) in template.into_iter().zip(path) {
            match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => {
                    names.push((name, percent_decode_str(segment).decode_utf8().unwrap().into_owned()))
                }
                None if expected == segment => {}
                None => return None,
            }
        }
        Some((*operation, names))
    };
    ROUTES.iter().find_map(fits).unwrap()
}

fn received(request: Request) -> Request {
    let call = encode(request).unwrap();
    let (operation, names) = route(&call);
    let names: Vec<_> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = call.body.json().map_or(&[][..], |body| &body[..]);
    decode_request(operation, &names, &call.query, body).unwrap()
}

/// Writes a reply as a server does and reads it as a client does.
fn answered(reply: &Reply) -> Reply {
    let response = encode_reply(reply).unwrap();
    decode(reply.response.kind(), response.status(), response.headers(), response.body()).unwrap()
}

#[test]
fn every_sample_arrives_as_it_was_sent() {
    for (request, line, _) in samples::all() {
        if matches!(request, Request::UploadSnapshot(_) | Request::UploadShardSnapshot(_)) {
            // Files are streamed, which `snapshots` looks at.
            continue;
        }
        // Times arrive in whole seconds.
        let rounded = line == "PUT /collections/c?timeout=2";
        // Payload and vectors are told even if they are not asked for; the samples tell both where they can be told.
        match (received(request.clone()), request) {
            (Request::CreateCollection(mut arrived), Request::CreateCollection(sent)) if rounded => {
                assert_eq!(arrived.timeout.map(|timeout| timeout.as_secs()), Some(2));
                arrived.timeout = sent.timeout;
                assert_eq!(arrived, sent);
            }
            (arrived, sent) => assert_eq!(arrived, sent, "{line}"),
        }
    }
}

#[test]
fn every_kind_of_reply_arrives_as_it_was_sent() {
    fn check<O: Operation>(checked: &mut BTreeSet<&'static str>, json: &str)
    where
        O::Output: serde::de::DeserializeOwned,
    {
        checked.insert(O::KIND.name());
        let mut reply = Reply::new(O::into_response(serde_json::from_str(json).unwrap()));
        let bare = matches!(O::KIND.name(), "get_version_info" | "healthz" | "livez" | "readyz" | "metrics");
        if !bare {
            let usage = serde_json::from_str(r#"{"hardware":{"cpu":7},"inference":null}"#).unwrap();
            reply.meta = reply.meta.with_time_secs(0.25).with_usage(Some(usage));
        }
        assert_eq!(answered(&reply), reply, "{}", O::KIND);
    }
    use qdrant_core::ops::*;
    let mut checked = BTreeSet::new();
    check::<HealthCheckRequest>(&mut checked, r#"{"title":"t","version":"1.20.0"}"#);
    check::<HealthzRequest>(&mut checked, r#""healthz check passed""#);
    check::<LivezRequest>(&mut checked, r#""healthz check passed""#);
    check::<ReadyzRequest>(&mut checked, r#""all shards are ready""#);
    check::<ListCollectionsRequest>(&mut checked, r#"[{"name":"a"}]"#);
    check::<GetCollectionInfoRequest>(
        &mut checked,
        r#"{"status":"green","optimizer_status":"ok","segments_count":1,"config":{"params":{}},"payload_schema":{}}"#,
    );
    check::<CreateCollection>(&mut checked, "true");
    check::<UpdateCollection>(&mut checked, "true");
    check::<DeleteCollection>(&mut checked, "false");
    check::<CollectionExistsRequest>(&mut checked, "true");
    check::<ChangeAliases>(&mut checked, "true");
    let aliases = r#"[{"alias_name":"a","collection_name":"c"}]"#;
    check::<ListAliasesRequest>(&mut checked, aliases);
    check::<ListCollectionAliasesRequest>(&mut checked, aliases);
    let updated = r#"{"operation_id":7,"status":"completed"}"#;
    check::<CreateFieldIndexCollection>(&mut checked, updated);
    check::<DeleteFieldIndexCollection>(&mut checked, updated);
    check::<UpsertPoints>(&mut checked, updated);
    check::<DeletePoints>(&mut checked, updated);
    check::<SetPayloadPoints>(&mut checked, updated);
    check::<OverwritePayloadPoints>(&mut checked, updated);
    check::<DeletePayloadPoints>(&mut checked, updated);
    check::<ClearPayloadPoints>(&mut checked, r#"{"status":"acknowledged"}"#);
    check::<GetPoints>(&mut checked, r#"[{"id":1,"payload":{"a":1},"vector":{"d":[0.1]},"order_value":2}]"#);
    check::<ScrollPoints>(&mut checked, r#"{"points":[{"id":1}],"next_page_offset":2}"#);
    check::<CountPoints>(&mut checked, "18446744073709551615");
    let points = r#"[{"id":1,"version":2,"score":0.1}]"#;
    check::<QueryPoints>(&mut checked, points);
    check::<QueryBatchPoints>(&mut checked, &format!("[{points},[]]"));
    check::<FacetCounts>(&mut checked, r#"[{"value":true,"count":1}]"#);
    check::<GetPoint>(&mut checked, r#"{"id":1,"payload":{"a":1},"vector":{"d":[0.1]},"shard_key":"k"}"#);
    check::<UpdateBatchPoints>(&mut checked, &format!(r#"[{updated},{{"status":"acknowledged"}}]"#));
    check::<CreateVectorNameRequest>(&mut checked, updated);
    check::<DeleteVectorNameRequest>(&mut checked, updated);
    check::<UpdatePointVectors>(&mut checked, updated);
    check::<DeletePointVectors>(&mut checked, updated);
    let groups = format!(r#"[{{"id":-5,"hits":{points},"lookup":{{"id":7}}}},{{"id":"a","hits":[]}}]"#);
    check::<QueryPointGroups>(&mut checked, &groups);
    check::<SearchMatrixPairsRequest>(&mut checked, r#"{"pairs":[{"a":1,"b":2,"score":0.1}]}"#);
    check::<SearchMatrixOffsetsRequest>(
        &mut checked,
        r#"{"offsets_row":[0],"offsets_col":[1],"scores":[0.1],"ids":[1,18446744073709551615]}"#,
    );
    check::<SearchPoints>(&mut checked, points);
    check::<SearchBatchPoints>(&mut checked, &format!("[{points},[]]"));
    check::<SearchPointGroups>(&mut checked, &groups);
    check::<RecommendPoints>(&mut checked, points);
    check::<RecommendBatchPoints>(&mut checked, &format!("[{points},[]]"));
    check::<RecommendPointGroups>(&mut checked, &groups);
    check::<DiscoverPoints>(&mut checked, points);
    check::<DiscoverBatchPoints>(&mut checked, &format!("[{points},[]]"));
    check::<TelemetryRequest>(
        &mut checked,
        r#"{"id":"x","collections":{"number_of_collections":2},"new":[1]}"#,
    );
    check::<MetricsRequest>(&mut checked, r#""app_info{} 1\n""#);
    check::<GetIssuesRequest>(&mut checked, r#"{"issues":[{"id":"a"}]}"#);
    check::<ClearIssuesRequest>(&mut checked, "true");
    check::<GetQuotasRequest>(
        &mut checked,
        r#"{"config":{"enabled":true},"usage":{"disk_usage_percent":1},"peers":{"18446744073709551615":{"exceeded":true}}}"#,
    );
    check::<UpdateQuotas>(&mut checked, "true");
    check::<GetOptimizations>(
        &mut checked,
        r#"{"summary":{"queued_optimizations":1,"queued_segments":2,"queued_points":3,"idle_segments":4},"running":[]}"#,
    );
    check::<ClusterStatusRequest>(&mut checked, r#"{"status":"disabled"}"#);
    check::<ClusterTelemetryRequest>(
        &mut checked,
        r#"{"collections":{},"cluster":{"enabled":true,"peers":{}}}"#,
    );
    check::<RecoverCurrentPeerRequest>(&mut checked, "true");
    check::<RemovePeer>(&mut checked, "true");
    check::<CollectionClusterInfoRequest>(
        &mut checked,
        r#"{"peer_id":18446744073709551615,"shard_count":1,"local_shards":[],"remote_shards":[],"shard_transfers":[]}"#,
    );
    check::<UpdateCollectionClusterSetupRequest>(&mut checked, "true");
    check::<CreateShardKeyRequest>(&mut checked, "true");
    check::<DeleteShardKeyRequest>(&mut checked, "false");
    check::<ListShardKeysRequest>(&mut checked, r#"[{"key":"a"},{"key":18446744073709551615}]"#);
    let snapshot = r#"{"name":"a","creation_time":"2025-01-31T10:00:00","size":18446744073709551615}"#;
    let created = format!(r#"{{"completed":{snapshot}}}"#);
    let (list, done) = (format!("[{snapshot}]"), r#"{"completed":true}"#);
    for created in [created.as_str(), r#""accepted""#] {
        check::<CreateSnapshotRequest>(&mut checked, created);
        check::<CreateFullSnapshotRequest>(&mut checked, created);
        check::<CreateShardSnapshotRequest>(&mut checked, created);
    }
    for done in [done, r#""accepted""#] {
        check::<DeleteSnapshotRequest>(&mut checked, done);
        check::<UploadSnapshot>(&mut checked, done);
        check::<RecoverSnapshot>(&mut checked, done);
        check::<DeleteFullSnapshotRequest>(&mut checked, done);
        check::<DeleteShardSnapshotRequest>(&mut checked, done);
        check::<UploadShardSnapshot>(&mut checked, done);
        check::<RecoverShardSnapshot>(&mut checked, done);
    }
    check::<ListSnapshotsRequest>(&mut checked, &list);
    check::<ListFullSnapshotsRequest>(&mut checked, &list);
    check::<ListShardSnapshotsRequest>(&mut checked, &list);
    // The others answer with a file, or over gRPC alone.
    let others = [
        "download_snapshot",
        "download_full_snapshot",
        "download_shard_snapshot",
        "stream_shard_snapshot",
        "grpc_health_check",
    ];
    let all: BTreeSet<_> = OperationKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(all.difference(&checked).copied().collect::<BTreeSet<_>>(), others.into());
}
