//! Inputs that somebody thought of who means harm.
//!
//! They are larger than what is worth keeping in a file, so that they are made when they are needed.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// The length of what is long, in bytes.
const LONG: usize = 1 << 20;

/// How deep what is deep is nested.
const DEEP: usize = 10_000;

/// Returns the large inputs of a target, each with a name.
pub fn large(target: &str) -> Vec<(&'static str, Vec<u8>)> {
    match target {
        "rest_reply" => replies(),
        "rest_request" => requests("").to_vec(),
        "gateway" => [&requests("content-type: application/json\n\n")[..], &bombs()].concat(),
        "grpc_reply" => messages("query_points"),
        "grpc_request" => messages("query_points"),
        "filter_json" => vec![
            ("deep", nested(r#"{"must":["#, "", "]}")),
            ("deep-nested", nested(r#"{"must":[{"nested":{"key":"a","filter":"#, "{}", "}}]}")),
            (
                "wide",
                format!(r#"{{"must":[{}{{"is_null":{{"key":"a"}}}}]}}"#, r#"{"has_id":[1]},"#.repeat(20_000))
                    .into(),
            ),
            (
                "long",
                format!(r#"{{"must":[{{"key":"{}","match":{{"value":1}}}}]}}"#, "a".repeat(LONG)).into(),
            ),
            ("brackets", "[".repeat(LONG).into()),
        ],
        "query_json" => vec![
            ("deep", nested(r#"{"formula":{"neg":"#, "1", "}}")),
            ("deep-sum", nested(r#"{"formula":{"sum":["#, "1", "]}}")),
            ("long", format!("{{\"nearest\":[{}0]}}", "0.1,".repeat(LONG / 8)).into()),
            ("digits", format!("{{\"nearest\":[0.{}]}}", "3".repeat(LONG)).into()),
        ],
        "payload_json" => vec![
            ("deep", format!("{{\"a\":{}", "[".repeat(DEEP)).into()),
            ("deep-objects", nested(r#"{"a":"#, "1", "}")),
            ("digits", format!("{{\"a\":{}}}", "9".repeat(LONG)).into()),
            ("exponent", format!("{{\"a\":1e{}}}", "9".repeat(LONG)).into()),
            ("zeros", format!("{{\"a\":[{}0]}}", "0,".repeat(LONG / 4)).into()),
            ("keys", format!("{{{}\"a\":0}}", r#""a":1,"#.repeat(50_000)).into()),
            ("escapes", format!("{{\"a\":\"{}\"}}", "\\u0000".repeat(LONG / 6)).into()),
        ],
        "retry_after" => vec![("digits", "9".repeat(LONG).into()), ("spaces", " ".repeat(LONG).into())],
        "url" => vec![
            ("host", format!("http://{}", "a".repeat(LONG)).into()),
            ("path", format!("http://h{}", "/a".repeat(LONG / 2)).into()),
            ("colons", ":".repeat(LONG).into()),
            ("digits", format!("h:{}", "1".repeat(LONG)).into()),
        ],
        "multipart" => forms(),
        _ => Vec::new(),
    }
}

fn nested(open: &str, inside: &str, close: &str) -> Vec<u8> {
    [&open.repeat(DEEP), inside, &close.repeat(DEEP)].concat().into()
}

fn replies() -> Vec<(&'static str, Vec<u8>)> {
    let reply = |line: &str, body: &[u8]| [line.as_bytes(), b"\n", body].concat();
    vec![
        ("long-page", reply("count_points 502", &vec![b'<'; LONG])),
        (
            "long-error",
            reply(
                "count_points 400",
                format!(r#"{{"status":{{"error":"{}"}}}}"#, "x\\n".repeat(LONG / 3)).as_bytes(),
            ),
        ),
        ("no-text", reply("healthz 200", &vec![0xff; LONG])),
        ("deep", reply("telemetry 200", &nested(r#"{"result":"#, "1", "}"))),
        (
            "wide",
            reply(
                "query_batch_points 200",
                format!(r#"{{"result":[{}[]]}}"#, "{\"points\":[]},".repeat(50_000)).as_bytes(),
            ),
        ),
        ("long-header", reply(&format!("upload_snapshot 302 {}", "/".repeat(60_000)), b"")),
    ]
}

fn requests(headers: &str) -> [(&'static str, Vec<u8>); 5] {
    let request = |line: &str, body: &[u8]| [line.as_bytes(), b"\n", headers.as_bytes(), body].concat();
    [
        (
            "deep-filter",
            request("POST /collections/c/points/count", &nested(r#"{"filter":{"must":["#, "", "]}}")),
        ),
        ("deep-prefetch", request("POST /collections/c/points/query", &nested(r#"{"prefetch":"#, "{}", "}"))),
        ("long-name", request(&format!("GET /collections/{}", "%41".repeat(10_000)), b"")),
        ("long-query", request(&format!("GET /collections/c/points/1?{}", "a=b&".repeat(15_000)), b"")),
        (
            "long-key",
            request(
                "POST /collections/c/points/delete",
                format!(r#"{{"{}":1}}"#, "k".repeat(60_000)).as_bytes(),
            ),
        ),
    ]
}

/// Bodies that are small until they are unpacked.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let zeros = gzip(&vec![0; 64 << 20]);
    let few = gzip(&vec![0; 1 << 20]);
    let head = "POST /collections/c/points/count\ncontent-type: application/json\ncontent-encoding: gzip\n\n";
    let rpc = "POST /qdrant.Points/Count\ncontent-type: application/grpc\ngrpc-encoding: gzip\n\n";
    let length = u32::try_from(few.len()).unwrap_or(u32::MAX).to_be_bytes();
    vec![
        ("bomb", [head.as_bytes(), &zeros].concat()),
        ("bombs", [head.as_bytes(), &zeros, &zeros, &zeros].concat()),
        // Messages of gRPC have no limit, as with the server, so that this one is unpacked.
        ("grpc-bomb", [rpc.as_bytes(), &[1], &length, &few].concat()),
    ]
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// Messages in messages, and lengths that lie.
fn messages(operation: &str) -> Vec<(&'static str, Vec<u8>)> {
    let named = |message: &[u8]| [operation.as_bytes(), b"\n", message].concat();
    let mut deep = Vec::new();
    // From the inside out, all in field 1.
    while deep.len() < 4 * DEEP {
        let mut length = deep.len();
        let mut outer = vec![0x0a];
        while length >= 0x80 {
            outer.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        outer.push(length as u8);
        outer.extend_from_slice(&deep);
        deep = outer;
    }
    vec![
        ("deep", named(&deep)),
        ("groups", named(&[0x0b].repeat(DEEP))),
        ("empty-points", named(&[0x0a, 0].repeat(50_000))),
        ("packed", named(&[&[0x0a, 0x80, 0x80, 0x10][..], &vec![0; 1 << 18]].concat())),
    ]
}

fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let head = "multipart/form-data; boundary=b\n1\n";
    let part = "--b\r\ncontent-disposition: form-data; name=\"snapshot\"\r\n\r\n";
    let form = |body: &str| format!("{head}{body}").into_bytes();
    vec![
        ("long-boundary", format!("multipart/form-data; boundary={}\n1\n--b", "b".repeat(60_000)).into()),
        ("almost-boundaries", form(&format!("{part}{}\r\n--b--", "\r\n--".repeat(40_000)))),
        ("headers", form(&format!("--b\r\n{}", "x: y\r\n".repeat(20_000)))),
        ("parts", form(&"--b\r\n\r\n\r\n".repeat(20_000))),
        ("line-ends", form(&"\r\n".repeat(80_000))),
    ]
}
