//! Replies that are damaged, too large, or not what was asked for.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use h2::Reason;
use qdrant_client::ErrorKind::{Connect, Decode, Unavailable, WrongProtocol};

use super::expect::Class::{Final, Passing, Unsent};
use super::expect::Expect;
use super::http1;
use super::http2::{self, Answer, Reply, frame};
use super::stage::Stage::{self, Http1, Http2};
use super::table::{Fault, strike};

/// How deep the nested replies are.
const DEPTH: usize = 10_000;

/// More than the limit on replies that the tests set.
const LARGE: usize = 2 << 20;

/// A reply of HTTP/1.1; `headers` are lines with their ends.
fn bytes(headers: &str, body: &[u8]) -> Stage {
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}\r\n");
    Http1([head.as_bytes(), body].concat())
}

/// A whole reply of HTTP/1.1 with an honest length.
fn json(body: &str) -> Stage {
    Http1(http1::reply("200 OK", "connection: close\r\n", body))
}

/// A reply of gRPC with a good status.
fn grpc(headers: &str, body: Bytes) -> Stage {
    Http2(Answer::Reply(Reply {
        status: 200,
        headers: http2::headers(&format!("content-type: application/grpc\n{headers}")),
        body,
        trailers: Some(http2::headers("grpc-status: 0")),
    }))
}

fn unended(trailers: Option<&str>) -> Stage {
    Http2(Answer::Reply(Reply {
        status: 200,
        headers: http2::headers("content-type: application/grpc"),
        body: frame(0, &[]),
        trailers: trailers.map(http2::headers),
    }))
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// A point whose payload is a list in a list in a list, as JSON.
fn nested_json() -> Stage {
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    let point = format!(r#"[{{"id":1,"version":1,"payload":{{"deep":{open}{close}}}}}]"#);
    json(&format!(r#"{{"result":{point},"status":"ok","time":0.001}}"#))
}

/// The same as a message.
fn nested_message() -> Stage {
    // Built from the inside, in reverse, so that nothing is moved.
    let mut reversed = Vec::new();
    let wrap = |tag: u8, reversed: &mut Vec<u8>| {
        let mut length = reversed.len();
        let mut varint = Vec::new();
        while length >= 0x80 {
            varint.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        varint.push(u8::try_from(length).unwrap());
        reversed.extend(varint.iter().rev());
        reversed.push(tag << 3 | 2);
    };
    for _ in 0..DEPTH {
        // `Value.list_value` of `ListValue.values`.
        wrap(1, &mut reversed);
        wrap(7, &mut reversed);
    }
    // The value of a map entry, the payload of a point, a result.
    for tag in [2, 2, 1] {
        wrap(tag, &mut reversed);
    }
    reversed.reverse();
    grpc("", frame(0, &reversed))
}

pub(crate) fn faults() -> Vec<Fault> {
    let decode = |stage| strike(stage, Expect::arrived(Final, Decode));
    let broken = |stage| strike(stage, Expect::arrived(Passing, Connect));
    let hinting = |stage, hint| strike(stage, Expect::arrived(Final, Decode).hinting(hint));
    let foreign = |stage, hint| strike(stage, Expect::arrived(Final, WrongProtocol).hinting(hint));
    let turned_away = |stage| strike(stage, Expect::lost(Unsent, Unavailable));
    let page = Http2(Answer::Reply(Reply {
        status: 200,
        headers: http2::headers("content-type: text/html"),
        body: "<html></html>".into(),
        trailers: None,
    }));
    let bomb = gzip(&vec![b' '; LARGE]);
    let gzip_head = |length: usize| format!("content-encoding: gzip\r\ncontent-length: {length}\r\n");
    vec![
        Fault::pair(
            "200 with a page, from the server",
            foreign(json("<html><title>Sign in</title></html>"), "6333 unless configured: Sign in"),
            foreign(page, "6334 unless configured"),
        ),
        Fault::rest(
            "200 with a text that is no JSON",
            foreign(
                Http1(
                    b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: 8\r\n\r\nIt works"
                        .to_vec(),
                ),
                "It works",
            ),
        ),
        Fault::rest("JSON that breaks off, of an honest length", decode(json(r#"{"result":[{"id":"#))),
        Fault::rest("200 without a body", decode(json(""))),
        Fault::rest(
            "JSON of another shape",
            decode(json(r#"{"result":{"unexpected":7},"status":"ok","time":0}"#)),
        ),
        Fault::pair(
            "no JSON, no message",
            decode(json("\u{1}\u{2}\u{3}")),
            decode(grpc("", frame(0, &[0xff; 20]))),
        ),
        Fault::rest("a head that is damaged", decode(Http1(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n".to_vec()))),
        Fault::rest(
            "shorter than its `Content-Length`",
            broken(bytes("content-length: 100\r\n", b"{\"result\":")),
        ),
        Fault::rest(
            "longer than its `Content-Length`",
            decode(bytes("content-length: 5\r\n", b"{\"result\":[]}")),
        ),
        Fault::rest(
            "broken off between chunks",
            broken(bytes("transfer-encoding: chunked\r\n", b"a\r\n{\"result\":\r\n")),
        ),
        Fault::rest(
            "a chunk without a length",
            decode(bytes("transfer-encoding: chunked\r\n", b"zz\r\n{\"result\":\r\n0\r\n\r\n")),
        ),
        Fault::grpc(
            "another `Content-Length` than it has, over HTTP/2",
            decode(grpc("content-length: 3", frame(0, &[]))),
        ),
        Fault::grpc("no trailers", hinting(unended(None), "a proxy on the way may have dropped the trailers")),
        Fault::grpc("trailers without a status", decode(unended(Some("x-other: 1")))),
        Fault::grpc("a status that is no number", decode(unended(Some("grpc-status: ok")))),
        Fault::grpc(
            "a frame that is shorter than it says",
            decode(grpc("", frame(0, &[0; 100]).slice(..50))),
        ),
        Fault::grpc("a frame that is cut in its head", decode(grpc("", frame(0, &[]).slice(..3)))),
        Fault::grpc("two messages", decode(grpc("", [frame(0, &[]), frame(0, &[])].concat().into()))),
        Fault::pair(
            "compressed, and damaged",
            decode(bytes(&gzip_head(20), &[0x1f; 20])),
            decode(grpc("grpc-encoding: gzip", frame(1, &[0x1f; 20]))),
        ),
        Fault::pair(
            "larger than the limit",
            hinting(json(&" ".repeat(LARGE)), "max_response_bytes"),
            hinting(grpc("", frame(0, &vec![0; LARGE])), "max_response_bytes"),
        ),
        Fault::pair(
            "larger than the limit when unpacked",
            decode(bytes(&gzip_head(bomb.len()), &bomb)),
            hinting(grpc("grpc-encoding: gzip", frame(1, &bomb)), "max_message_bytes"),
        ),
        Fault::pair("nested 10,000 deep", decode(nested_json()), decode(nested_message())),
        Fault::grpc("REFUSED_STREAM", turned_away(Http2(Answer::Refuse))),
        Fault::grpc("GOAWAY before the request was looked at", turned_away(Http2(Answer::Leave))),
        Fault::grpc(
            "the stream is reset, INTERNAL_ERROR",
            broken(Http2(Answer::Reset(Reason::INTERNAL_ERROR))),
        ),
        Fault::grpc("the stream is reset, CANCEL", broken(Http2(Answer::Reset(Reason::CANCEL)))),
        Fault::grpc(
            "the stream is reset, ENHANCE_YOUR_CALM",
            broken(Http2(Answer::Reset(Reason::ENHANCE_YOUR_CALM))),
        ),
    ]
}
