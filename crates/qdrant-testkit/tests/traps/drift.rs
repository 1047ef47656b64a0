//! Servers that are newer or older than this code.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use prost::Message;
use qdrant_core::{
    CollectionClusterInfoRequest, CollectionStatus, DiscoverBatchPoints, DiscoverPoints, FacetCounts,
    GetCollectionInfoRequest, GetPoints, ListSnapshotsRequest, Operation, OperationKind, PointGroup,
    QueryBatchPoints, QueryPointGroups, QueryPoints, RecommendBatchPoints, RecommendPointGroups,
    RecommendPoints, Reply, RetrievedPoint, ScoredPoint, ScrollPoints, SearchBatchPoints, SearchPointGroups,
    SearchPoints, SparseVector, UnknownValue, UpdateStatus, UpsertPoints, Value, VectorOutput, VectorsOutput,
    json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::arbitrary::output;
use crate::wires::{
    grpc_reply, json, rest_reply, rest_result, rest_server, rest_whole, through_grpc, through_rest,
};

/// Values that belong to users: whatever is in there was put there by them.
const USER_DATA: [&str; 3] = ["payload", "metadata", "vector"];

/// Maps whose keys are names that users chose.
const MAPS: [&str; 5] =
    ["payload_schema", "sparse_vectors", "multivector_config", "sparse_config", "vectors"];

/// Whether an object is a map by names, and not a model.
fn is_map(key: &str, object: &serde_json::Map<String, Value>) -> bool {
    // A multi-vector has a model of that name too, and a single vector has no name.
    MAPS.contains(&key) && !object.contains_key("comparator") && !object.contains_key("distance")
}

/// Whether an object is the text of a variant, such as `{"error": "disk full"}`.
fn is_tagged_text(object: &serde_json::Map<String, Value>) -> bool {
    object.len() == 1 && ["error", "cancelled"].iter().any(|tag| object.contains_key(*tag))
}

/// Does something to every model in a reply.
fn for_models(key: &str, value: &mut Value, change: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| for_models(key, item, change)),
        Value::Object(object) => {
            let map = is_map(key, object);
            for (name, value) in object.iter_mut() {
                if map || !USER_DATA.contains(&name.as_str()) {
                    for_models(if map { "" } else { name }, value, change);
                }
            }
            if !map {
                change(object);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Runs a check on the JSON of arbitrary answers.
fn for_replies(check: impl Fn(&Reply, Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    for operation in OperationKind::ALL {
        if let Some(strategy) = output(*operation) {
            let run = TestRunner::new(config.clone()).run(&strategy, |response| {
                let reply = Reply::new(response);
                let body = json(qdrant_rest::encode_reply(&reply)?.body());
                check(&reply, body)
            });
            run.unwrap_or_else(|failure| panic!("{operation}: {failure}"));
        }
    }
}

#[test]
fn new_fields_never_fail_a_reply_of_rest_and_change_nothing() {
    for_replies(|reply, mut body| {
        for_models("", &mut body, &mut |model| {
            // What is tagged by its only key cannot have another.
            let tagged = model.len() == 1 && model.values().all(Value::is_object);
            if !tagged && !is_tagged_text(model) {
                model.insert("novel_field".into(), json!({"deep": [1, null]}));
            }
        });
        let read = rest_whole(reply.response.kind(), &body)?;
        prop_assert_eq!(&read.response, &reply.response);
        Ok(())
    });
}

/// The keys of names that a server may extend.
const WORDS: [&str; 21] = [
    "status",
    "optimizer_status",
    "distance",
    "datatype",
    "memory",
    "type",
    "compression",
    "encoding",
    "query_encoding",
    "bits",
    "comparator",
    "modifier",
    "sharding_method",
    "data_type",
    "tokenizer",
    "state",
    "direction",
    "method",
    "stopwords",
    "language",
    "role",
];

/// The keys of unions that a server may extend.
const UNIONS: [&str; 4] = ["optimizer_status", "quantization_config", "stemmer", "scoring"];

/// Whether an object describes an index by its parameters.
fn has_params_of_an_index(model: &serde_json::Map<String, Value>) -> bool {
    model.contains_key("data_type") && model.contains_key("params")
}

/// Replaces every name and every union in arbitrary replies, which are to be read and written as they come.
fn replace_all(novel: &Value) {
    for_replies(|reply, mut body| {
        let mut replaced = 0;
        for_models("", &mut body["result"], &mut |model| {
            let index = has_params_of_an_index(model);
            for (key, value) in model.iter_mut() {
                let key = key.as_str();
                let word = WORDS.contains(&key) && value.is_string();
                // A description of an index has parameters, a collection has others of that name.
                let union = (UNIONS.contains(&key) || index && key == "params") && !value.is_null();
                // The word of a cluster's status is the tag of all that is beside it.
                let tag = key == "status" && reply.response.kind() == OperationKind::ClusterStatus;
                if (word || union) && (!tag || novel.is_string()) {
                    *value = novel.clone();
                    replaced += 1;
                }
            }
        });
        let operation = reply.response.kind();
        let read = rest_whole(operation, &body)?;
        // What is kept is written as it came.
        if replaced > 0 {
            let written = json(qdrant_rest::encode_reply(&read)?.body());
            prop_assert_eq!(&written["result"], &body["result"]);
        }
        Ok(())
    });
}

#[test]
fn new_words_never_fail_a_reply_of_rest() {
    replace_all(&json!("novel"));
}

#[test]
fn new_shapes_never_fail_a_reply_of_rest() {
    for novel in [json!({"novel": {"deep": [1, null]}}), json!({}), json!(7), json!(0.5), json!(["novel"])] {
        replace_all(&novel);
    }
}

/// Names and unions whose content has a new shape.
#[test]
fn known_names_with_new_content_never_fail_a_reply_of_rest() {
    for (place, novel) in [
        ("/optimizer_status", json!({"error": {"code": 1}})),
        ("/optimizer_status", json!({"error": null})),
        ("/config/quantization_config", json!({"binary": {"query_encoding": {"x": 1}}})),
        ("/config/quantization_config", json!({"scalar": {"type": "int8", "quantile": "most"}})),
        ("/config/quantization_config", json!({"product": true})),
        ("/config/params/vectors/quantization_config", json!({"turbo": {"bits": {"of": 4}}})),
        ("/config/params/vectors/distance", json!({"minkowski": {"p": 3}})),
        ("/config/optimizer_config/max_optimization_threads", json!({"share": 0.5})),
        ("/payload_schema/t/params", json!({"type": "keyword", "prefix": {}})),
        (
            "/payload_schema/t/params",
            json!({"type": "text", "tokenizer": "word", "stopwords": {"languages": {"de": 1}}}),
        ),
        ("/payload_schema/t/params", json!({"type": {"name": "text"}})),
        ("/payload_schema/t/params/stemmer", json!({"type": "snowball", "language": {"name": "german"}})),
        ("/payload_schema/t/params/stemmer", json!({"type": "snowball"})),
    ] {
        let mut info = full_info();
        *info.pointer_mut(place).unwrap() = novel;
        let read =
            rest_result::<GetCollectionInfoRequest>(&info).unwrap_or_else(|error| panic!("{place}: {error}"));
        let written = json(
            qdrant_rest::encode_reply(&Reply::new(GetCollectionInfoRequest::into_response(read)))
                .unwrap()
                .body(),
        );
        assert_eq!(written["result"].pointer(place), info.pointer(place), "{place}");
    }
}

#[test]
fn what_is_kept_in_a_reply_is_refused_in_a_request() {
    let collection = || json!({"vectors": {"size": 4, "distance": "Dot"}});
    let index = || json!({"field_name": "f"});
    for (operation, mut body, field, novel) in [
        (OperationKind::CreateCollection, collection(), "quantization_config", json!({"product": {}})),
        (OperationKind::CreateCollection, collection(), "quantization_config", json!(7)),
        (
            OperationKind::CreateCollection,
            collection(),
            "vectors",
            json!({"size": 4, "distance": {"minkowski": {"p": 3}}}),
        ),
        (OperationKind::CreateFieldIndex, index(), "field_schema", json!({"type": "keyword", "prefix": {}})),
        (
            OperationKind::CreateFieldIndex,
            index(),
            "field_schema",
            json!({"type": "text", "stemmer": "snowball"}),
        ),
    ] {
        body[field] = novel;
        let error = rest_server(operation, &body).unwrap_err();
        assert!(error.is_invalid_request(), "{body}: {error}");
    }
}

#[test]
fn new_fields_never_fail_a_reply_of_grpc_and_change_nothing() {
    for_replies(|reply, _| {
        let mut bytes = Vec::new();
        prost::encoding::uint64::encode(900, &7, &mut bytes);
        bytes.extend(qdrant_grpc::encode_reply(reply.clone())?);
        prost::encoding::bytes::encode(901, &vec![0xff; 300], &mut bytes);
        prost::encoding::double::encode(902, &0.5, &mut bytes);
        let read = qdrant_grpc::decode(reply.response.kind(), &bytes)?;
        prop_assert_eq!(&read.response, &reply.response);
        Ok(())
    });
}

/// The places of a JSON value that are keys of models.
pub(crate) fn places(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| places(&format!("{path}/{index}"), item, found));
        }
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{path}/{key}");
                places(&path, value, found);
                found.push(path);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The keys of a result that may not be null; whatever may be null may be absent.
fn never_null<O: Operation>(result: &Value) -> Vec<String> {
    let reads = |result: &Value| rest_result::<O>(result).is_ok();
    assert!(reads(result), "{}", O::KIND);
    let mut found = Vec::new();
    places("", result, &mut found);
    found.retain(|place| {
        let mut nulled = result.clone();
        *nulled.pointer_mut(place).unwrap() = Value::Null;
        let (parent, key) = place.rsplit_once('/').unwrap();
        let mut lacking = result.clone();
        lacking.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
        assert!(!reads(&nulled) || reads(&lacking), "{}: {place} may be null and not absent", O::KIND);
        !reads(&nulled)
    });
    found.sort();
    found
}

#[test]
fn nulls_in_points_fail_a_reply_only_where_it_would_mean_nothing_without() {
    let point = json!({"id": 1, "version": 2, "score": 0.5, "payload": {"a": 1}, "vector": [0.5],
        "shard_key": "k", "order_value": 1});
    assert_eq!(
        never_null::<QueryPoints>(&json!({"points": [point]})),
        ["/points", "/points/0/id", "/points/0/score", "/points/0/version"]
    );
    let page = json!({"points": [point], "next_page_offset": 1});
    assert_eq!(never_null::<ScrollPoints>(&page), ["/points", "/points/0/id"]);
    assert_eq!(
        never_null::<QueryPointGroups>(&json!({"groups": [{"id": 1, "hits": [], "lookup": point}]})),
        ["/groups", "/groups/0/hits", "/groups/0/id", "/groups/0/lookup/id"]
    );
    assert_eq!(never_null::<UpsertPoints>(&json!({"operation_id": 1, "status": "completed"})), ["/status"]);
    assert_eq!(
        never_null::<FacetCounts>(&json!({"hits": [{"value": "a", "count": 1}]})),
        ["/hits", "/hits/0/count", "/hits/0/value"]
    );
}

#[test]
fn nulls_in_descriptions_fail_a_reply_only_where_it_would_mean_nothing_without() {
    assert_eq!(
        never_null::<GetCollectionInfoRequest>(&full_info()),
        [
            "/config",
            "/config/params",
            "/config/params/sparse_vectors/s",
            "/config/params/vectors/distance",
            "/config/params/vectors/size",
            "/config/strict_mode_config/multivector_config/m",
            "/config/strict_mode_config/sparse_config/s",
            "/payload_schema/t",
            "/payload_schema/t/data_type",
            "/status",
            "/warnings/0/message",
        ]
    );
    let optional = ["shard_key", "to_shard_id", "method", "comment"];
    let mut places_of_shards = Vec::new();
    places("", &full_cluster(), &mut places_of_shards);
    places_of_shards.retain(|place| !optional.iter().any(|key| place.ends_with(key)));
    // The lists themselves.
    places_of_shards.retain(|place| !full_cluster().pointer(place).is_some_and(Value::is_array));
    places_of_shards.sort();
    assert_eq!(never_null::<CollectionClusterInfoRequest>(&full_cluster()), places_of_shards);
    let snapshot = json!([{"name": "a", "creation_time": "2025-01-31T10:00:00", "size": 1, "checksum": "x"}]);
    assert_eq!(never_null::<ListSnapshotsRequest>(&snapshot), ["/0/name", "/0/size"]);
}

/// A description of a collection with all that there is.
fn full_info() -> Value {
    json!({
        "status": "yellow", "optimizer_status": "ok", "warnings": [{"message": "m"}],
        "indexed_vectors_count": 1, "points_count": 1, "segments_count": 1,
        "config": {
            "params": {
                "vectors": {
                    "size": 4, "distance": "Dot", "on_disk": true, "memory": "cold", "datatype": "float16",
                    "hnsw_config": {"m": 1, "ef_construct": 4, "full_scan_threshold": 1, "max_indexing_threads": 0,
                        "on_disk": true, "payload_m": 1, "inline_storage": true, "memory": "cold"},
                    "quantization_config": {"binary": {"always_ram": true, "encoding": "one_bit",
                        "query_encoding": "binary", "memory": "cold"}},
                    "multivector_config": {"comparator": "max_sim"},
                },
                "sparse_vectors": {"s": {"modifier": "idf", "index": {"full_scan_threshold": 1, "on_disk": true,
                    "datatype": "float16", "memory": "cold"}}},
                "shard_number": 1, "sharding_method": "custom", "replication_factor": 1,
                "write_consistency_factor": 1, "read_fan_out_factor": 1, "read_fan_out_delay_ms": 1,
                "on_disk_payload": true, "payload": {"memory": "cold"}, "id_tracker": {"memory": "cold"},
            },
            "hnsw_config": {"m": 1}, "wal_config": {"wal_capacity_mb": 1, "wal_segments_ahead": 1, "wal_retain_closed": 1},
            "optimizer_config": {"deleted_threshold": 0.2, "vacuum_min_vector_number": 1, "default_segment_number": 1,
                "max_segment_size": 1, "memmap_threshold": 1, "indexing_threshold": 1, "flush_interval_sec": 1,
                "max_optimization_threads": 1, "prevent_unoptimized": true},
            "quantization_config": {"scalar": {"type": "int8", "quantile": 0.9, "always_ram": true, "memory": "cold"}},
            "strict_mode_config": {"enabled": true, "multivector_config": {"m": {"max_vectors": 1}},
                "sparse_config": {"s": {"max_length": 1}}},
            "metadata": {"a": 1},
        },
        "payload_schema": {"t": {"data_type": "text", "points": 1, "params": {
            "type": "text", "tokenizer": "word", "min_token_len": 1, "max_token_len": 2, "lowercase": true,
            "ascii_folding": true, "phrase_matching": true, "on_disk": true, "memory": "cold", "enable_hnsw": true,
            "stopwords": {"languages": ["german"], "custom": ["x"]}, "nested": "a[]", "scoring": true,
            "stemmer": {"type": "snowball", "language": "german"},
        }}},
        "update_queue": {"length": 1, "deferred_points": 1}, "created_at": "2026-01-31T10:00:00Z",
    })
}

/// A description of shards with all that there is.
pub(crate) fn full_cluster() -> Value {
    json!({
        "peer_id": 1, "shard_count": 1,
        "local_shards": [{"shard_id": 0, "shard_key": "k", "points_count": 1, "state": "Active"}],
        "remote_shards": [{"shard_id": 0, "shard_key": "k", "peer_id": 1, "state": "Active"}],
        "shard_transfers": [{"shard_id": 0, "to_shard_id": 1, "from": 1, "to": 2, "sync": true,
            "method": "snapshot", "comment": "c"}],
        "resharding_operations": [{"direction": "up", "shard_id": 0, "peer_id": 1, "shard_key": "k"}],
    })
}

#[test]
fn statuses_of_a_newer_server_never_fail_a_reply_of_grpc() {
    let number = |number| UnknownValue::Number(number);
    let result = proto::UpdateResult { operation_id: Some(1), status: 99 };
    let message = proto::PointsOperationResponse { result: Some(result), ..Default::default() };
    let read = grpc_reply::<UpsertPoints>(&message).unwrap();
    assert_eq!(read.status, UpdateStatus::Unknown(number(99)));

    let vector = proto::VectorParams {
        size: 4,
        distance: 99,
        datatype: Some(98),
        memory: Some(97),
        multivector_config: Some(proto::MultiVectorConfig { comparator: 96 }),
        quantization_config: Some(proto::QuantizationConfig { quantization: None }),
        ..Default::default()
    };
    let params = proto::CollectionParams {
        vectors_config: Some(proto::VectorsConfig {
            config: Some(proto::vectors_config::Config::Params(vector)),
        }),
        sharding_method: Some(95),
        ..Default::default()
    };
    let index = proto::PayloadSchemaInfo {
        data_type: 94,
        params: Some(proto::PayloadIndexParams { index_params: None }),
        points: None,
    };
    let info = proto::CollectionInfo {
        status: 93,
        config: Some(proto::CollectionConfig { params: Some(params), ..Default::default() }),
        payload_schema: [("a".to_owned(), index)].into(),
        ..Default::default()
    };
    let message = proto::GetCollectionInfoResponse { result: Some(info), time: 0.0 };
    let read = grpc_reply::<GetCollectionInfoRequest>(&message).unwrap();
    assert_eq!(read.status, CollectionStatus::Unknown(number(93)));
    assert!(read.config.params.vectors_config.is_some() && read.payload_schema.contains_key("a"));
}

#[test]
fn counts_that_old_servers_told_are_left_out() {
    let body = json!({"status": "green", "optimizer_status": "ok", "vectors_count": 3, "segments_count": 1,
        "config": {"params": {"vectors": {"size": 4, "distance": "Dot"}, "init_from": null}}, "payload_schema": {}});
    assert!(rest_result::<GetCollectionInfoRequest>(&body).is_ok());
}

/// Vectors as servers before 1.16 send them.
fn old_vectors() -> proto::VectorsOutput {
    let vector = |data: &[f32], indices: Option<&[u32]>, vectors_count| proto::VectorOutput {
        data: data.to_vec(),
        indices: indices.map(|data| proto::SparseIndices { data: data.to_vec() }),
        vectors_count,
        vector: None,
    };
    let vectors = [
        ("dense".to_owned(), vector(&[1.0, 2.0], None, None)),
        ("multi".to_owned(), vector(&[1.0, 2.0, 3.0, 4.0], None, Some(2))),
        ("sparse".to_owned(), vector(&[1.0], Some(&[7]), None)),
    ];
    let named = proto::NamedVectorsOutput { vectors: vectors.into() };
    proto::VectorsOutput { vectors_options: Some(proto::vectors_output::VectorsOptions::Vectors(named)) }
}

fn assert_read(vectors: Option<&VectorsOutput>) {
    let expected = [
        ("dense".to_owned(), VectorOutput::Dense([1.0, 2.0].into())),
        ("multi".to_owned(), VectorOutput::MultiDense(vec![vec![1.0, 2.0], vec![3.0, 4.0]].into())),
        ("sparse".to_owned(), VectorOutput::Sparse(SparseVector::from([(7, 1.0)]))),
    ];
    assert_eq!(vectors, Some(&VectorsOutput::Named(expected.into())));
}

fn id() -> Option<proto::PointId> {
    Some(proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Num(1)) })
}

fn old_scored() -> proto::ScoredPoint {
    proto::ScoredPoint { id: id(), vectors: Some(old_vectors()), ..Default::default() }
}

fn old_retrieved() -> proto::RetrievedPoint {
    proto::RetrievedPoint { id: id(), vectors: Some(old_vectors()), ..Default::default() }
}

#[test]
fn vectors_of_old_servers_are_read_in_lists_of_points() {
    let scored = || vec![old_scored()];
    let read = |points: Vec<ScoredPoint>| assert_read(points[0].vectors.as_ref());
    let message = proto::QueryResponse { result: scored(), ..Default::default() };
    read(grpc_reply::<QueryPoints>(&message).unwrap());
    let message = proto::SearchResponse { result: scored(), ..Default::default() };
    read(grpc_reply::<SearchPoints>(&message).unwrap());
    let message = proto::RecommendResponse { result: scored(), ..Default::default() };
    read(grpc_reply::<RecommendPoints>(&message).unwrap());
    let message = proto::DiscoverResponse { result: scored(), ..Default::default() };
    read(grpc_reply::<DiscoverPoints>(&message).unwrap());

    let read = |points: Vec<RetrievedPoint>| assert_read(points[0].vectors.as_ref());
    let message = proto::GetResponse { result: vec![old_retrieved()], ..Default::default() };
    read(grpc_reply::<GetPoints>(&message).unwrap());
    let message = proto::ScrollResponse { result: vec![old_retrieved()], ..Default::default() };
    read(grpc_reply::<ScrollPoints>(&message).unwrap().points);
}

#[test]
fn vectors_of_old_servers_are_read_in_batches() {
    let batch = || vec![proto::BatchResult { result: vec![old_scored()] }];
    let read = |points: Vec<Vec<ScoredPoint>>| assert_read(points[0][0].vectors.as_ref());
    let message = proto::QueryBatchResponse { result: batch(), ..Default::default() };
    read(grpc_reply::<QueryBatchPoints>(&message).unwrap());
    let message = proto::SearchBatchResponse { result: batch(), ..Default::default() };
    read(grpc_reply::<SearchBatchPoints>(&message).unwrap());
    let message = proto::RecommendBatchResponse { result: batch(), ..Default::default() };
    read(grpc_reply::<RecommendBatchPoints>(&message).unwrap());
    let message = proto::DiscoverBatchResponse { result: batch(), ..Default::default() };
    read(grpc_reply::<DiscoverBatchPoints>(&message).unwrap());
}

#[test]
fn vectors_of_old_servers_are_read_in_groups_and_their_lookups() {
    let groups = || {
        let group = proto::PointGroup {
            id: Some(proto::GroupId { kind: Some(proto::group_id::Kind::UnsignedValue(5)) }),
            hits: vec![old_scored()],
            lookup: Some(old_retrieved()),
        };
        Some(proto::GroupsResult { groups: vec![group] })
    };
    let read = |groups: Vec<PointGroup>| {
        assert_read(groups[0].hits[0].vectors.as_ref());
        assert_read(groups[0].lookup.as_ref().unwrap().vectors.as_ref());
    };
    let message = proto::QueryGroupsResponse { result: groups(), ..Default::default() };
    read(grpc_reply::<QueryPointGroups>(&message).unwrap());
    let message = proto::SearchGroupsResponse { result: groups(), ..Default::default() };
    read(grpc_reply::<SearchPointGroups>(&message).unwrap());
    let message = proto::RecommendGroupsResponse { result: groups(), ..Default::default() };
    read(grpc_reply::<RecommendPointGroups>(&message).unwrap());
}

#[test]
fn what_no_version_can_leave_out_is_named_when_it_is_missing() {
    let point = proto::ScoredPoint { id: None, ..old_scored() };
    let message = proto::QueryResponse { result: vec![old_scored(), point], ..Default::default() };
    let error = grpc_reply::<QueryPoints>(&message).unwrap_err();
    assert_eq!(error.field(), Some("result[1].id"));
    let error = rest_reply::<QueryPoints>(&json!({"result": {"points": [{"score": 1}]}})).unwrap_err();
    assert!(error.to_string().contains("points[0]"), "{error}");
}

#[test]
fn what_1_20_added_is_on_both_wires() {
    let create = json!({
        "vectors": {
            "a": {"size": 4, "distance": "Dot", "datatype": "turbo8"},
            "b": {"size": 4, "distance": "Dot", "datatype": "turbo16", "memory": "cached"},
        },
        "quantization_config": {"turbo": {"bits": "bits8"}},
        "id_tracker": {"memory": "cold"},
    });
    let index = json!({"field_name": "f", "field_schema": {
        "type": "text", "tokenizer": "code", "nested": "a[]", "scoring": {"type": "bm25"},
    }});
    let query = json!({
        "query": {"formula": {"max": [{"min": [{"acosh": 2.0}]}]}}, "with_payload": false, "with_vector": false,
        "filter": {"must": [{"key": "a", "match": {"substring": "b"}}]},
        "prefetch": [{"query": {"text": {"query": "words", "scoring": {"bm25": {"k": 1.5}}}}, "using": "title"}],
    });
    for (operation, body) in [
        (OperationKind::CreateCollection, create),
        (OperationKind::CreateFieldIndex, index),
        (OperationKind::QueryPoints, query),
    ] {
        let request = rest_server(operation, &body).unwrap();
        assert_eq!(crate::wires::rest_body(request.clone()), body, "{operation}");
        assert_eq!(through_rest(request.clone()).unwrap(), request);
        assert_eq!(through_grpc(request.clone()).unwrap(), request);
    }
}

#[test]
fn numbers_that_1_20_added_are_those_of_the_official_files() {
    assert_eq!(proto::Datatype::Turbo8 as i32, 5);
    assert_eq!(proto::Datatype::Turbo16 as i32, 6);
    assert_eq!(proto::TurboQuantBitSize::Bits8 as i32, 4);
    assert_eq!(proto::TokenizerType::Code as i32, 5);
    let found = proto::Match { match_value: Some(proto::r#match::MatchValue::Substring("x".into())) };
    assert_eq!(found.encode_to_vec()[0], 12 << 3 | 2, "a text in field 12");
}

#[test]
fn a_route_that_an_old_server_lacks_is_unsupported_and_nothing_that_was_not_found() {
    let headers = http::HeaderMap::new();
    let operation = OperationKind::CreateVectorName;
    let error = qdrant_rest::decode(operation, http::StatusCode::NOT_FOUND, &headers, b"").unwrap_err();
    assert!(error.is_unsupported() && error.message().contains("create_vector_name"), "{error}");
    // A thing that is missing is told in JSON.
    let body = br#"{"status": {"error": "Not found: Collection `c` doesn't exist!"}, "time": 0.0}"#;
    let error = qdrant_rest::decode(operation, http::StatusCode::NOT_FOUND, &headers, body).unwrap_err();
    assert!(error.is_not_found(), "{error}");
}
