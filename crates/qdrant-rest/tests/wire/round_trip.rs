//! What a client sends is what a server receives, and the other way round.

use http::Method;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use qdrant_core::{
    Condition, Document, Filter, Operation, OperationKind, PointId, PointStruct, PrefetchQuery, QueryPoints,
    Range, Reply, Request, ScrollPoints, SparseVector, UpsertPoints, Uuid, Value, Vector, Vectors,
};
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
    decode_request(operation, &names, &call.query, &call.body.unwrap_or_default()).unwrap()
}

/// Writes a reply as a server does and reads it as a client does.
fn answered(reply: &Reply) -> Reply {
    let response = encode_reply(reply).unwrap();
    decode(reply.response.kind(), response.status(), response.headers(), response.body()).unwrap()
}

#[test]
fn every_sample_arrives_as_it_was_sent() {
    for (request, line, _) in samples::all() {
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
    fn check<O: Operation>(json: &str)
    where
        O::Output: serde::de::DeserializeOwned,
    {
        let mut reply = Reply::new(O::into_response(serde_json::from_str(json).unwrap()));
        let bare = matches!(O::KIND.name(), "get_version_info" | "healthz" | "livez" | "readyz");
        if !bare {
            let usage = serde_json::from_str(r#"{"hardware":{"cpu":7},"inference":null}"#).unwrap();
            reply.meta = reply.meta.with_time_secs(0.25).with_usage(Some(usage));
        }
        assert_eq!(answered(&reply), reply, "{}", O::KIND);
    }
    use qdrant_core::ops::*;
    check::<HealthCheckRequest>(r#"{"title":"t","version":"1.20.0"}"#);
    check::<HealthzRequest>(r#""healthz check passed""#);
    check::<LivezRequest>(r#""healthz check passed""#);
    check::<ReadyzRequest>(r#""all shards are ready""#);
    check::<ListCollectionsRequest>(r#"[{"name":"a"}]"#);
    check::<GetCollectionInfoRequest>(
        r#"{"status":"green","optimizer_status":"ok","segments_count":1,"config":{"params":{}},"payload_schema":{}}"#,
    );
    check::<CreateCollection>("true");
    check::<UpdateCollection>("true");
    check::<DeleteCollection>("false");
    check::<CollectionExistsRequest>("true");
    check::<ChangeAliases>("true");
    let aliases = r#"[{"alias_name":"a","collection_name":"c"}]"#;
    check::<ListAliasesRequest>(aliases);
    check::<ListCollectionAliasesRequest>(aliases);
    let updated = r#"{"operation_id":7,"status":"completed"}"#;
    check::<CreateFieldIndexCollection>(updated);
    check::<DeleteFieldIndexCollection>(updated);
    check::<UpsertPoints>(updated);
    check::<DeletePoints>(updated);
    check::<SetPayloadPoints>(updated);
    check::<OverwritePayloadPoints>(updated);
    check::<DeletePayloadPoints>(updated);
    check::<ClearPayloadPoints>(r#"{"status":"acknowledged"}"#);
    check::<GetPoints>(r#"[{"id":1,"payload":{"a":1},"vector":{"d":[0.1]},"order_value":2}]"#);
    check::<ScrollPoints>(r#"{"points":[{"id":1}],"next_page_offset":2}"#);
    check::<CountPoints>("18446744073709551615");
    let points = r#"[{"id":1,"version":2,"score":0.1}]"#;
    check::<QueryPoints>(points);
    check::<QueryBatchPoints>(&format!("[{points},[]]"));
    check::<FacetCounts>(r#"[{"value":true,"count":1}]"#);
}

fn finite() -> impl Strategy<Value = f32> {
    prop_oneof![any::<f32>(), Just(0.1), Just(-0.0), Just(f32::MAX), Just(f32::MIN_POSITIVE)]
        .prop_filter("vectors are finite", |value| value.is_finite())
}

fn id() -> impl Strategy<Value = PointId> {
    prop_oneof![any::<u64>().prop_map(PointId::from), any::<u128>().prop_map(|n| Uuid::from_u128(n).into())]
}

fn sparse() -> impl Strategy<Value = SparseVector> {
    prop::collection::btree_map(any::<u32>(), finite(), 0..5).prop_map(|map| map.into_iter().collect())
}

fn vector() -> impl Strategy<Value = Vector> {
    prop_oneof![
        prop::collection::vec(finite(), 1..8).prop_map(Vector::from),
        sparse().prop_map(Vector::from),
        prop::collection::vec(prop::collection::vec(finite(), 2), 1..4).prop_map(Vector::from),
        (".*", "[a-z/]+").prop_map(|(text, model)| Document::new(text, model).into()),
    ]
}

fn vectors() -> impl Strategy<Value = Vectors> {
    let unnamed = vector()
        .prop_filter("REST has no unnamed sparse vectors", |vector| !matches!(vector, Vector::Sparse(_)));
    prop_oneof![
        unnamed.prop_map(Vectors::Single),
        prop::collection::btree_map(".{0,6}", vector(), 0..4).prop_map(Vectors::Named),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 4.0)),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn point() -> impl Strategy<Value = PointStruct> {
    let payload = prop::collection::btree_map(".{0,4}", json(), 0..4);
    (id(), vectors(), payload).prop_map(|(id, vectors, payload)| {
        PointStruct::new(id, vectors, payload.into_iter().collect::<qdrant_core::Payload>())
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (".{1,5}", ".*").prop_map(|(key, text)| Condition::matches(key, text)),
        (".{1,5}", any::<i64>()).prop_map(|(key, number)| Condition::matches(key, number)),
        (".{1,5}", -1e6..1e6_f64)
            .prop_map(|(key, from)| Condition::range(key, Range { gte: Some(from), ..Range::default() })),
        prop::collection::vec(id(), 0..3).prop_map(Condition::has_id),
        ".{1,5}".prop_map(Condition::is_empty),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let inner = prop::collection::vec(inner, 1..3);
        prop_oneof![
            inner.clone().prop_map(|conditions| Condition::filter(Filter::must_not(conditions))),
            ("[a-z]{1,5}", inner)
                .prop_map(|(key, conditions)| Condition::nested(key, Filter::should(conditions))),
        ]
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    let some = || prop::collection::vec(condition(), 0..3);
    (some(), some(), some())
        .prop_map(|(must, should, must_not)| Filter::must(must).and_should(should).and_must_not(must_not))
}

fn query() -> impl Strategy<Value = QueryPoints> {
    let dense = prop::collection::vec(finite(), 1..8);
    (dense, sparse(), prop::option::of(filter()), prop::option::of(finite()), 1..100_u64, any::<bool>())
        .prop_map(|(dense, sparse, filter, score_threshold, limit, with_payload)| QueryPoints {
            filter,
            score_threshold,
            ..QueryPoints::new("c")
                .add_prefetch(PrefetchQuery::default().query(sparse).using("s"))
                .query(dense)
                .limit(limit)
                .with_payload(with_payload)
                .with_vectors(!with_payload)
        })
}

proptest! {
    #[test]
    fn points_arrive_bit_for_bit(points in prop::collection::vec(point(), 0..4), wait in any::<Option<bool>>()) {
        let upsert = UpsertPoints { wait, ..UpsertPoints::new("c", points) };
        let request = Request::from(upsert);
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn queries_with_filters_arrive(query in query()) {
        let request = Request::from(query);
        prop_assert_eq!(received(request.clone()), request);
    }

    #[test]
    fn names_of_collections_arrive(name in "[^/\\PC]{1,12}|.{1,8}") {
        prop_assume!(name != "." && name != "..");
        let request = Request::from(ScrollPoints::new(name).with_payload(true).with_vectors(false));
        prop_assert_eq!(received(request.clone()), request);
    }
}
