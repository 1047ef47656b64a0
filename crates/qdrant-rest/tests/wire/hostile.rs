//! Requests from people who mean no good: an answer is all they get.

use proptest::prelude::*;
use qdrant_core::OperationKind;
use qdrant_rest::{ROUTES, decode_request, encode_error};
use serde_json::{Value, json};

use crate::samples;

/// Returns the placeholders of a path with these values.
fn names<'a>(template: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let name = |segment: &'a str| segment.strip_prefix('{')?.strip_suffix('}');
    template.split('/').filter_map(name).map(|name| (name, value)).collect()
}

/// Sends a body to every operation; each either takes it or tells the client that it is wrong.
fn send_everywhere(query: &str, body: &[u8]) {
    for (_, template, operation) in ROUTES {
        // Their bodies are streams and no JSON.
        if matches!(operation, OperationKind::UploadSnapshot | OperationKind::UploadShardSnapshot) {
            continue;
        }
        for value in ["c", "7", ""] {
            if let Err(error) = decode_request(*operation, &names(template, value), query, body) {
                let status = encode_error(&error).status();
                assert!(matches!(status.as_u16(), 400 | 422), "{operation} {status} {error}");
            }
        }
    }
}

#[test]
fn text_that_is_no_request_is_refused() {
    let deep = "[".repeat(10_000);
    let deep_filter = r#"{"filter":{"must":"#.repeat(1_000);
    let deep_prefetch = r#"{"prefetch":"#.repeat(1_000);
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "7",
        "\"x\"",
        "{\"points\":",
        "\u{feff}{}",
        "{\"a\":1e999}",
        "{\"limit\":18446744073709551616}",
        "<html>",
        &deep,
        &deep_filter,
        &deep_prefetch,
    ] {
        send_everywhere("", body.as_bytes());
        send_everywhere(
            "wait=&timeout=99999999999999999999&consistency=0&ordering=x&%ff=%f",
            body.as_bytes(),
        );
    }
    send_everywhere("", b"\xff\xfe{\"points\":[\"\xc3\x28\"]}");
}

#[test]
fn every_sample_may_be_cut_anywhere() {
    for (request, _, body) in samples::all() {
        let text = body.to_string();
        let (_, template, operation) = ROUTES.iter().find(|(_, _, kind)| *kind == request.kind()).unwrap();
        for end in 0..text.len() {
            // Some bodies are not read at all, and a number may be cut to a shorter one; nothing more is asked for.
            let _ = decode_request(*operation, &names(template, "7"), "", &text.as_bytes()[..end]);
        }
    }
}

/// Values that some operation has some use for.
fn fragment() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,6}".prop_map(Value::from),
        Just(json!([0.5, 1.0])),
        Just(json!({"indices": [1, 1], "values": [0.5]})),
        Just(json!({"text": "a", "model": "m"})),
    ];
    let keys = prop::sample::select(vec![
        "points",
        "filter",
        "vector",
        "vectors",
        "operations",
        "upsert",
        "delete",
        "set_payload",
        "delete_vectors",
        "update_vectors",
        "clear_payload",
        "batch",
        "ids",
        "id",
        "payload",
        "payloads",
        "searches",
        "positive",
        "negative",
        "target",
        "context",
        "limit",
        "group_by",
        "group_size",
        "with_lookup",
        "collection",
        "name",
        "indices",
        "values",
        "prefetch",
        "query",
        "nearest",
        "recommend",
        "must",
        "should",
        "key",
        "match",
        "has_id",
        "nested",
        "dense",
        "sparse",
        "size",
        "distance",
        "sample",
        "shard_key",
        "strategy",
        "params",
        "with_payload",
        "with_vector",
        "lookup_from",
        "keys",
        "update_filter",
        "update_mode",
        "",
        "\u{0}",
    ]);
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let map = prop::collection::vec((keys.clone(), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            map.prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// Puts a value in the place of the one that a walk through the tree arrives at.
fn put(tree: &mut Value, walk: &[usize], value: Value) {
    let child = match (walk.first(), &mut *tree) {
        (Some(step), Value::Array(items)) if !items.is_empty() => {
            let index = step % items.len();
            items.get_mut(index)
        }
        (Some(step), Value::Object(map)) if !map.is_empty() => {
            let index = step % map.len();
            map.values_mut().nth(index)
        }
        _ => None,
    };
    match child {
        Some(child) => put(child, &walk[1..], value),
        None => *tree = value,
    }
}

proptest! {
    #[test]
    fn any_json_is_taken_or_refused(body in fragment(), query in ".{0,12}") {
        send_everywhere(&query, body.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_answered(body in prop::collection::vec(any::<u8>(), 0..64)) {
        send_everywhere("", &body);
    }

    #[test]
    fn a_sample_with_one_strange_value_is_taken_or_refused(
        sample in any::<prop::sample::Index>(), walk in prop::collection::vec(any::<usize>(), 1..8), value in fragment(),
    ) {
        let samples = samples::all();
        let (request, _, body) = sample.get(&samples);
        prop_assume!(!matches!(request.kind(), OperationKind::UploadSnapshot | OperationKind::UploadShardSnapshot));
        let mut body = body.clone();
        put(&mut body, &walk, value);
        let (_, template, operation) = ROUTES.iter().find(|(_, _, kind)| *kind == request.kind()).unwrap();
        if let Err(error) = decode_request(*operation, &names(template, "7"), "", body.to_string().as_bytes()) {
            prop_assert!(matches!(encode_error(&error).status().as_u16(), 400 | 422), "{error}");
        }
    }
}
