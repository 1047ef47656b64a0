//! Reports of servers that are newer than this code: what is a name or a union in them is kept as it came.

use qdrant_core::{
    CollectionTelemetryEntry, ErrorKind, Operation, OperationKind, Reply, TelemetryRequest, Value, json,
};

use crate::drift::{full_cluster, places};
use crate::wires::{json, rest_whole};

/// Reads a result and writes it again.
fn again(operation: OperationKind, result: &Value) -> Result<Value, qdrant_core::Error> {
    let read: Reply = rest_whole(operation, &json!({"result": result, "status": "ok", "time": 0.5}))?;
    let written = json(qdrant_rest::encode_reply(&read)?.body());
    Ok(written["result"].clone())
}

/// A report of each kind with every name and union that is in it.
fn reports() -> Vec<(OperationKind, Value)> {
    vec![
        (OperationKind::ClusterStatus, cluster_status()),
        (OperationKind::CollectionClusterInfo, full_cluster()),
        (OperationKind::ClusterTelemetry, cluster_telemetry()),
        (OperationKind::GetOptimizations, optimizations()),
        (OperationKind::Telemetry, telemetry()),
        (OperationKind::UpsertPoints, json!({"operation_id": 1, "status": "completed"})),
    ]
}

fn working() -> Value {
    json!({"consensus_thread_status": "working", "last_update": "2026-01-31T10:00:00Z"})
}

fn cluster_status() -> Value {
    json!({
        "status": "enabled", "peer_id": 1, "peers": {"1": {"uri": "http://a:6335/"}},
        "raft_info": {"term": 1, "commit": 2, "pending_operations": 0, "leader": 1, "role": "Leader",
            "is_voter": true},
        "consensus_thread_status": working(), "message_send_failures": {},
    })
}

fn cluster_telemetry() -> Value {
    json!({
        "collections": {"c": {
            "id": "c",
            "shards": [{"id": 0, "replicas": [
                {"peer_id": 1, "state": "Active", "status": "green", "shard_cleaning_status": "started"},
            ]}],
            "reshardings": [{"direction": "up", "shard_id": 0, "peer_id": 1}],
            "shard_transfers": [{"shard_id": 0, "from": 1, "to": 2, "sync": true, "method": "snapshot"}],
        }},
        "cluster": {"enabled": true, "peers": {"1": {"uri": "http://a:6335/", "responsive": true, "details": {
            "version": "1.20.0", "role": "Leader", "is_voter": true, "term": 1, "commit": 2,
            "num_pending_operations": 0, "consensus_thread_status": working(),
        }}}},
    })
}

fn optimizations() -> Value {
    let one = json!({
        "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "optimizer": "merge", "status": "optimizing",
        "segments": [], "progress": {"name": "all"},
    });
    let mut failed = one.clone();
    failed["status"] = json!({"error": "disk"});
    json!({
        "summary": {"queued_optimizations": 0, "queued_segments": 0, "queued_points": 0, "idle_segments": 0},
        "running": [one], "completed": [failed],
    })
}

fn telemetry() -> Value {
    json!({
        "id": "4f0b", "collections": {"number_of_collections": 1, "collections": [{
            "id": "c", "shard_clean_tasks": {"1": "done", "2": {"progress": {"deleted_points": 5}}},
            "transfers": [{"shard_id": 0, "from": 1, "to": 2, "sync": true, "method": "snapshot"}],
            "resharding": [{"direction": "up", "shard_id": 0, "peer_id": 1}],
            "shards": [{"id": 0, "local": {"status": "green", "total_optimized_points": 0}, "remote": [],
                "replicate_states": {"1": "Active"}}],
        }]},
        "cluster": {"enabled": true, "status": {"number_of_peers": 1, "term": 1, "commit": 2,
            "pending_operations": 0, "role": "Leader", "is_voter": true, "consensus_thread_status": working()}},
    })
}

/// Whether a place holds a name or a union that a server may extend.
fn is_open(operation: OperationKind, place: &str) -> bool {
    const KEYS: [&str; 7] = [
        "status",
        "state",
        "direction",
        "method",
        "role",
        "consensus_thread_status",
        "shard_cleaning_status",
    ];
    const MAPS: [&str; 2] = ["replicate_states", "shard_clean_tasks"];
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    // This status is a model.
    let model = operation == OperationKind::Telemetry && place == "/cluster/status";
    !model && (KEYS.contains(&key) || MAPS.iter().any(|map| parent.ends_with(map)))
}

fn shapes() -> [Value; 6] {
    [json!("novel"), json!({"novel": {"deep": [1, null]}}), json!({}), json!(7), json!(0.5), json!(["novel"])]
}

#[test]
fn new_names_and_shapes_never_fail_a_report_and_plain_values_of_another_type_are_told() {
    for (operation, report) in reports() {
        assert_eq!(again(operation, &report).unwrap(), report, "{operation}");
        let mut found = Vec::new();
        places("", &report, &mut found);
        assert!(found.iter().any(|place| is_open(operation, place)), "{operation}");
        for place in found {
            for novel in shapes() {
                let mut changed = report.clone();
                *changed.pointer_mut(&place).unwrap() = novel.clone();
                match again(operation, &changed) {
                    Ok(written) if is_open(operation, &place) => {
                        assert_eq!(written, changed, "{operation}: {place}: {novel}");
                    }
                    Ok(_) => {}
                    Err(error) => {
                        assert!(!is_open(operation, &place), "{operation}: {place}: {novel}: {error}");
                        assert_eq!(error.kind(), ErrorKind::Decode, "{operation}: {place}: {novel}");
                    }
                }
            }
        }
    }
    let error = again(OperationKind::GetOptimizations, &json!({"summary": {"queued_optimizations": "few"}}));
    assert!(error.unwrap_err().to_string().contains("summary.queued_optimizations"));
}

#[test]
fn known_names_with_new_content_never_fail_a_report() {
    let threads = [
        json!({"consensus_thread_status": "working"}),
        json!({"consensus_thread_status": "working", "last_update": {"at": 1}}),
        json!({"consensus_thread_status": "stopped_with_err", "err": {"code": 1}}),
    ];
    let cleanings = [json!({"progress": {"share": 0.5}}), json!({"failed": "disk"}), json!({"failed": null})];
    let trackers = [json!({"error": {"code": 1}}), json!({"cancelled": null})];
    let of = |report: &Value, operation, place: &str, novel: &Value| {
        let mut changed = report.clone();
        *changed.pointer_mut(place).unwrap() = novel.clone();
        let written = again(operation, &changed)
            .unwrap_or_else(|error| panic!("{operation}: {place}: {novel}: {error}"));
        assert_eq!(written, changed, "{operation}: {place}");
    };
    for thread in &threads {
        let place = "/consensus_thread_status";
        of(&cluster_status(), OperationKind::ClusterStatus, place, thread);
        let place = "/cluster/status/consensus_thread_status";
        of(&telemetry(), OperationKind::Telemetry, place, thread);
        let place = "/cluster/peers/1/details/consensus_thread_status";
        of(&cluster_telemetry(), OperationKind::ClusterTelemetry, place, thread);
    }
    for whole in [json!({"status": "enabled"}), json!({"status": "enabled", "peer_id": {"of": 1}})] {
        of(&cluster_status(), OperationKind::ClusterStatus, "", &whole);
    }
    for cleaning in &cleanings {
        let place = "/collections/c/shards/0/replicas/0/shard_cleaning_status";
        of(&cluster_telemetry(), OperationKind::ClusterTelemetry, place, cleaning);
        let place = "/collections/collections/0/shard_clean_tasks/1";
        of(&telemetry(), OperationKind::Telemetry, place, cleaning);
    }
    for tracker in &trackers {
        of(&optimizations(), OperationKind::GetOptimizations, "/running/0/status", tracker);
        of(&optimizations(), OperationKind::GetOptimizations, "/completed/0/status", tracker);
    }
}

#[test]
fn a_collection_stays_what_it_is_whatever_is_new_in_it() {
    let mut found = Vec::new();
    places("", &telemetry(), &mut found);
    found.retain(|place| {
        place.starts_with("/collections/collections/0/") && is_open(OperationKind::Telemetry, place)
    });
    assert_eq!(found.len(), 6, "{found:?}");
    for place in found {
        for novel in shapes() {
            let mut changed = telemetry();
            *changed.pointer_mut(&place).unwrap() = novel.clone();
            let body = json!({"result": changed, "status": "ok", "time": 0.5});
            let read = rest_whole(OperationKind::Telemetry, &body).unwrap();
            let read = TelemetryRequest::output(read.response).unwrap();
            let collections = read.collections.collections.unwrap();
            assert!(matches!(collections[..], [CollectionTelemetryEntry::Detailed(_)]), "{place}: {novel}");
        }
    }
}
