//! Small inputs that somebody thought of who means harm; the large ones are made at run time.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Seed;
use crate::golden::call;

/// Returns the inputs that mean harm.
pub(crate) fn seeds() -> Vec<Seed> {
    [json(), replies(), rest(), protobuf(), gateway(), addresses(), waits(), forms()].concat()
}

fn named(target: &'static str, seeds: &[(&str, &[u8])]) -> Vec<Seed> {
    seeds.iter().map(|(name, content)| (target, format!("hostile-{name}"), content.to_vec())).collect()
}

fn json() -> Vec<Seed> {
    let filter: &[(&str, &[u8])] = &[
        ("two-clauses", br#"{"must":[{"key":"a","match":{"value":1},"range":{"gt":1}}]}"#),
        ("no-clause", br#"{"must":[{"key":"a"}]}"#),
        ("duplicate-keys", br#"{"must":[],"must":[{"has_id":[1]}],"must":null}"#),
        ("not-numbers", br#"{"must":[{"key":"a","range":{"gt":NaN,"lt":Infinity}}]}"#),
        ("huge-numbers", br#"{"must":[{"key":"a","range":{"gt":1e400}},{"has_id":[18446744073709551616,-1]}]}"#),
        ("no-text", b"{\"must\":[{\"key\":\"\xff\xfe\",\"match\":{\"value\":\"\xc3\"}}]}"),
        ("half-a-pair", br#"{"must":[{"key":"\ud800","match":{"text":"\udfff\ud800"}}]}"#),
        ("bad-time", br#"{"must":[{"key":"a","range":{"gt":"9999-99-99T99:99:99Z","lt":"+262143-01-01"}}]}"#),
        ("bad-geo", br#"{"must":[{"key":"a","geo_polygon":{"exterior":{"points":[]},"interiors":[{"points":[{"lon":1e300,"lat":-91}]}]}}]}"#),
        ("zero-slices", br#"{"must":[{"slice":{"total":0,"index":4294967295}}]}"#),
        ("mark", b"\xef\xbb\xbf{\"must\":[]}"),
        ("cut", br#"{"must":[{"key":"a","mat"#),
        ("two-values", br#"{"must":[]} {"must":[]}"#),
    ];
    let query: &[(&str, &[u8])] = &[
        ("empty-vector", b"[]"),
        ("empty-vectors", b"[[],[0.5],[]]"),
        ("lengths", br#"{"nearest":{"indices":[1,2,3],"values":[0.5]}}"#),
        ("same-index", br#"{"nearest":{"indices":[1,1],"values":[0.5,1]}}"#),
        ("too-small-a-type", br#"{"nearest":[1e39,-1e39,1e-60]}"#),
        ("unknown", br#"{"nearest":[1],"unknown":{"a":1}}"#),
        ("two-kinds", br#"{"nearest":[1],"recommend":{"positive":[1]}}"#),
        ("id", br#"{"nearest":18446744073709551616}"#),
        ("no-id", br#""936da01f-9abd-4d9d-80c7-02af85c822aX""#),
        ("duplicate-keys", br#"{"nearest":1,"nearest":2}"#),
        ("datetime", br#"{"formula":{"datetime":"-271821-04-20T00:00:00Z"}}"#),
        ("no-text", b"{\"nearest\":{\"text\":\"\xff\",\"model\":\"m\"}}"),
    ];
    let payload: &[(&str, &[u8])] = &[
        ("duplicate-keys", br#"{"a":1,"a":{"a":2},"a":[3]}"#),
        ("not-numbers", br#"{"a":NaN}"#),
        ("zeros", br#"{"a":-0,"b":-0.0,"c":0e0,"d":00}"#),
        ("edges", br#"{"a":9223372036854775808,"b":-9223372036854775809,"c":18446744073709551616,"d":1.7976931348623157e308}"#),
        ("digits", br#"{"a":0.1000000000000000055511151231257827021181583404541015625,"b":4.9406564584124654e-324}"#),
        ("half-a-pair", br#"{"\ud800":"\udc00"}"#),
        ("no-text", b"{\"\xc0\x80\":\"\xed\xa0\x80\"}"),
        ("private-number", br#"{"a":{"$serde_json::private::Number":"1"},"b":{"$serde_json::private::RawValue":"x"}}"#),
        ("list", b"[1]"),
        ("nothing", b"null"),
    ];
    [named("filter_json", filter), named("query_json", query), named("payload_json", payload)].concat()
}

fn replies() -> Vec<Seed> {
    named(
        "rest_reply",
        &[
            ("empty", b"count_points 200\n"),
            (
                "no-text",
                b"scroll_points 200\n{\"result\":{\"points\":[{\"id\":1,\"payload\":{\"a\":\"\xff\"}}]}}",
            ),
            ("no-text-error", b"count_points 500\n\xff\xfe\x00"),
            (
                "error-with-ok",
                b"count_points 200\n{\"result\":null,\"status\":{\"error\":\"no\"},\"time\":0}",
            ),
            ("ok-with-error", b"count_points 500\n{\"result\":{\"count\":1},\"status\":\"ok\",\"time\":0}"),
            ("times", b"count_points 200\n{\"result\":{\"count\":1},\"status\":\"ok\",\"time\":1e300}"),
            ("before-time", b"count_points 200\n{\"result\":{\"count\":1},\"status\":\"ok\",\"time\":-1}"),
            ("count", b"count_points 200\n{\"result\":{\"count\":-1},\"status\":\"ok\",\"time\":0}"),
            (
                "log-line",
                b"count_points 404\n{\"status\":{\"error\":\"no\\r\\n2024 INFO all is well\\u001b[2J\"}}",
            ),
            ("status", b"count_points 999\nx"),
            ("continue", b"count_points 100\n"),
            ("not-modified", b"get_points 304 Sun, 06 Nov 1994 08:49:37 GMT\n"),
            ("file-name", b"download_snapshot 200 attachment; filename=\"../../etc/passwd\"\nx"),
            ("cut", b"query_points 200\n{\"result\":{\"points\":[{\"id\":1,\"vers"),
            (
                "scores",
                b"query_points 200\n{\"result\":{\"points\":[{\"id\":1,\"version\":1,\"score\":1e39}]}}",
            ),
            ("duplicate-keys", b"count_points 200\n{\"result\":{\"count\":1},\"result\":{\"count\":2}}"),
        ],
    )
}

fn rest() -> Vec<Seed> {
    named(
        "rest_request",
        &[
            ("empty-body", b"PUT /collections/c/points\n"),
            ("null-body", b"PUT /collections/c/points\nnull"),
            ("empty-name", b"GET /collections/\n"),
            ("slash-in-name", b"GET /collections/a%2F..%2Fb\n"),
            ("no-text", b"GET /collections/%ff%fe\n"),
            ("half-an-escape", b"GET /collections/%4\n"),
            ("two-values", b"GET /collections/c/points/1?consistency=all&consistency=1&consistency=\n"),
            ("plus", b"PUT /collections/c/points?wait=+true&ordering=%73trong\n{\"points\":[]}"),
            ("number", b"GET /collections/c/points/18446744073709551616\n"),
            ("vectors", b"PUT /collections/c/points\n{\"points\":[{\"id\":1,\"vector\":[1e39,null]},{\"id\":-1,\"vector\":{\"\":[[]]}}]}"),
            ("columns", b"PUT /collections/c/points\n{\"batch\":{\"ids\":[1,2],\"vectors\":[[1]],\"payloads\":[null]}}"),
            ("duplicate-keys", b"POST /collections/c/points/count\n{\"exact\":true,\"exact\":false}"),
        ],
    )
}

fn protobuf() -> Vec<Seed> {
    let messages: &[(&str, &[u8])] = &[
        ("empty", b""),
        ("cut", b"\x0a\x05ab"),
        ("length-of-all", b"\x0a\xff\xff\xff\xff\x0f"),
        ("length-of-more", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        ("endless-number", b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        ("field-0", b"\x00\x01"),
        ("wire-type-7", b"\x0f\x01"),
        ("open-group", b"\x0b\x0b\x0b"),
        ("closed-group", b"\x0c"),
        ("no-text", b"\x0a\x02\xff\xfe"),
        ("fixed-cut", b"\x09\x01\x02"),
        ("wrong-type", b"\x0d\x01\x02\x03\x04"),
        ("unknown-field", b"\xf8\xff\xff\xff\x0f\x01"),
        ("twice", b"\x0a\x01a\x0a\x01b"),
    ];
    let mut seeds = Vec::new();
    for (target, operations) in [
        ("grpc_request", ["upsert_points", "query_points", "create_collection"]),
        ("grpc_reply", ["query_points", "get_collection_info", "facet"]),
    ] {
        for (number, (name, message)) in messages.iter().enumerate() {
            let operation = operations[number % operations.len()];
            let content = [operation.as_bytes(), b"\n", *message].concat();
            seeds.extend(named(target, &[(name, &content)]));
        }
    }
    seeds
}

fn gateway() -> Vec<Seed> {
    let json = |headers: &str, body: &[u8]| {
        let head = format!("POST /collections/c/points/count\ncontent-type: application/json\n{headers}\n");
        [head.as_bytes(), body].concat()
    };
    let rpc = |headers: &str, frame: &[u8]| {
        let head = format!("POST /qdrant.Points/Count\ncontent-type: application/grpc\n{headers}\n");
        [head.as_bytes(), frame].concat()
    };
    let packed = gzip(b"{\"exact\":true}");
    let bomb = gzip(&vec![b' '; 1 << 20]);
    let upload = b"POST /collections/c/snapshots/upload\ncontent-type: multipart/form-data; boundary=b\n\n--b\r\ncontent-disposition: form-data; name=\"snapshot\"\r\n\r\nabc\r\n--b--";
    let damaged = [&packed[..10], b"\xff\xff\xff", &packed[13..]].concat();
    named(
        "gateway",
        &[
            ("gzip", &json("content-encoding: gzip\n", &packed)),
            ("gzip-cut", &json("content-encoding: gzip\n", &packed[..packed.len() - 4])),
            ("gzip-damaged", &json("content-encoding: gzip\n", &damaged)),
            ("gzip-twice", &json("content-encoding: gzip\n", &gzip(&packed))),
            ("gzip-bomb", &json("content-encoding: gzip\n", &bomb)),
            ("brotli", &json("content-encoding: br\n", b"x")),
            ("no-json", b"POST /collections/c/points/count\ncontent-type: text/plain\n\n{}"),
            ("key", &json("api-key: x\n", b"{}")),
            ("bearer", &json("authorization: Bearer\n", b"{}")),
            ("two-keys", &json("api-key: x\napi-key: y\nauthorization: Basic eDp5\n", b"{}")),
            ("grpc-key", &rpc("api-key: x\n", b"\0\0\0\0\x03\x0a\x01c")),
            ("wrong-method", b"PATCH /collections/c\n\n"),
            ("head", b"HEAD /collections/c\n\n"),
            ("star", b"OPTIONS *\n\n"),
            ("authority", b"CONNECT host:1\n\n"),
            ("absolute", b"GET http://other/collections/c\n\n"),
            ("no-text-name", b"GET /collections/%ff\n\n"),
            ("dots", b"GET /collections/../telemetry\n\n"),
            ("upload", upload),
            ("upload-packed", b"POST /collections/c/snapshots/upload\ncontent-type: multipart/form-data; boundary=b\ncontent-encoding: gzip\n\n--b"),
            ("upload-cut", &upload[..upload.len() - 9]),
            ("frame-cut", &rpc("", b"\0\0\0")),
            ("frame-short", &rpc("", b"\0\0\0\0\x09\x0a\x01c")),
            ("frame-long", &rpc("", b"\0\xff\xff\xff\xff\x0a\x01c")),
            ("two-frames", &rpc("", b"\0\0\0\0\x03\x0a\x01c\0\0\0\0\x03\x0a\x01d")),
            ("frame-flag", &rpc("", b"\x02\0\0\0\x03\x0a\x01c")),
            ("frame-packed", &rpc("", b"\x01\0\0\0\x03\x0a\x01c")),
            ("frame-coding", &rpc("grpc-encoding: zstd\n", b"\x01\0\0\0\x03\x0a\x01c")),
            ("timeout", &rpc("grpc-timeout: 99999999H\n", b"\0\0\0\0\x03\x0a\x01c")),
            ("no-timeout", &rpc("grpc-timeout: -1S\n", b"\0\0\0\0\x03\x0a\x01c")),
            ("unknown-rpc", &call("/qdrant.Points/None", b"")),
            ("watch-long", b"POST /grpc.health.v1.Health/Watch\ncontent-type: application/grpc\n\n\0\0\x3f\xff\xff\x0a"),
            ("watch", &call("/grpc.health.v1.Health/Watch", b"")),
        ],
    )
}

fn addresses() -> Vec<Seed> {
    named(
        "url",
        &[
            ("password", b"https://me:hush4711hush@db.example:6333"),
            ("user", b"http://good.example@evil.example"),
            ("user-in-port", b"http://good.example:80@evil.example"),
            ("backslash", b"http://good.example\\@evil.example"),
            ("line", b"http://h/a\r\nhost: evil"),
            ("tab", b"ht\ttp://h"),
            ("wide", "http://\u{ff48}/".as_bytes()),
            ("dot", "http://a\u{3002}b".as_bytes()),
            ("wide-space", "http://h/a\u{3000}/".as_bytes()),
            ("no-text", b"http://\xff"),
            ("zone", b"http://[fe80::1%25eth0]:1"),
            ("mixed", b"[::ffff:127.0.0.1]"),
            ("short-numbers", b"http://127.1"),
            ("hex", b"http://0x7f000001"),
            ("octal", b"http://0177.0.0.1"),
            ("nothing-after-colon", b"http://h:"),
            ("spaces", b" \t\n "),
            ("schemes", b"http:http://h"),
            ("nul", b"http://h\0/"),
            ("escapes", b"http://h/%00%2f%5c%zz"),
        ],
    )
}

fn waits() -> Vec<Seed> {
    named(
        "retry_after",
        &[
            ("negative", b"-1"),
            ("plus", b"+1"),
            ("fraction", b"1.5"),
            ("exponent", b"1e9"),
            ("hex", b"0x10"),
            ("two", b"1, 2"),
            ("other-digits", "\u{0661}".as_bytes()),
            ("no-text", b"\xff"),
            ("year-0", b"Sat, 01 Jan 0000 00:00:00 GMT"),
            ("before-1970", b"Wed, 31 Dec 1969 23:59:59 GMT"),
            ("leap-second", b"Fri, 30 Jun 2028 23:59:60 GMT"),
            ("no-such-day", b"Wed, 30 Feb 2028 00:00:00 GMT"),
            ("other-zone", b"Sun, 06 Nov 1994 08:49:37 EST"),
            ("wrong-weekday", b"Mon, 06 Nov 1994 08:49:37 GMT"),
            ("empty", b""),
        ],
    )
}

fn forms() -> Vec<Seed> {
    let head = "multipart/form-data; boundary=b\n12\n";
    let form = |body: &str| format!("{head}{body}").into_bytes();
    named(
        "multipart",
        &[
            ("no-boundary", b"multipart/form-data\n1\n--b"),
            ("empty-boundary", b"multipart/form-data; boundary=\n1\n--\r\n\r\n\r\n----"),
            ("two-boundaries", b"multipart/form-data; boundary=a; boundary=b\n1\n--b\r\n\r\n--b--"),
            ("open-quote", b"multipart/form-data; boundary=\"b\n1\n--b\r\n\r\n--b--"),
            ("only-end", &form("--b--")),
            ("bare-line-ends", &form("--b\ncontent-disposition: form-data; name=snapshot\n\nabc\n--b--")),
            ("no-name", &form("--b\r\ncontent-disposition: form-data\r\n\r\nabc\r\n--b--")),
            ("other-name", &form("--b\r\ncontent-disposition: form-data; name=other\r\n\r\nabc\r\n--b--")),
            (
                "two-fields",
                &form(
                    "--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\na\r\n--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\nb\r\n--b--",
                ),
            ),
            (
                "boundary-inside",
                &form("--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\na\r\n--bb\r\n--b--"),
            ),
            (
                "text-after",
                &form("--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\na\r\n--b--\r\nmore"),
            ),
            (
                "file-name",
                &form(
                    "--b\r\ncontent-disposition: form-data; name=snapshot; filename=\"../\\\"x\"\r\n\r\na\r\n--b--",
                ),
            ),
            ("not-ended", &form("--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\nabc\r\n--b")),
        ],
    )
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).and_then(|()| encoder.finish()).unwrap_or_default()
}
