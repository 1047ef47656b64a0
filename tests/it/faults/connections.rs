//! Connections that fail, and peers that are not a Qdrant.

use std::time::Duration;

use qdrant_client::ErrorKind::{Connect, Decode, InvalidRequest, Timeout, Unavailable, WrongProtocol};
use qdrant_testkit::proxy::{Damage, Direction, End};

use super::expect::Class::{Final, Overdue, Passing, Race, Unsent};
use super::expect::Expect;
use super::http2;
use super::stage::Stage;
use super::stage::Stage::{Damaged, Http2, Idle, NoName, Refused, Unanswered};
use super::table::{Fault, strike};
use super::wire::Tuning;

/// Within the head of every request, after the preface of HTTP/2.
const MIDDLE_OF_REQUEST: u64 = 100;

/// Within the head of every reply of HTTP/1.1.
const MIDDLE_OF_REPLY: u64 = 40;

/// Within the body of every reply of HTTP/1.1.
const BODY_OF_REPLY: u64 = 160;

fn garbled(direction: Direction, after: u64, length: u64) -> Stage {
    Damaged(Damage::Corrupt { direction, after, length })
}

fn impatient() -> Tuning {
    Tuning { attempt: Some(Duration::from_millis(700)), ..Tuning::default() }
}

fn hurried() -> Tuning {
    Tuning { call: Duration::from_millis(700), ..Tuning::default() }
}

pub(crate) fn faults() -> Vec<Fault> {
    let page = |status, reason| Damaged(Damage::http(status, reason, "text/html", "<h1>Hello</h1>"));
    let half = http2::Reply {
        status: 200,
        headers: http2::headers("content-type: application/grpc"),
        body: http2::frame(0, &[0; 100]).slice(..50),
        trailers: None,
    };
    vec![
        Fault::both(
            "the name of the host does not resolve",
            strike(NoName, Expect::lost(Unsent, Connect).hinting("the host of nowhere.invalid")),
        ),
        Fault::both(
            "the connection is refused",
            strike(Refused, Expect::lost(Unsent, Connect).hinting("is the server up?")),
        ),
        Fault::both(
            "the connection is closed when accepted",
            strike(Damaged(Damage::Close), Expect::lost(Race, Connect)),
        ),
        Fault::both(
            "the connection is reset when accepted",
            strike(Damaged(Damage::Reset), Expect::lost(Race, Connect)),
        ),
        Fault::both(
            "closed in the middle of the request",
            strike(
                Damaged(Damage::cut_request(MIDDLE_OF_REQUEST, End::Close)),
                Expect::lost(Passing, Connect),
            ),
        ),
        Fault::both(
            "reset in the middle of the request",
            strike(
                Damaged(Damage::cut_request(MIDDLE_OF_REQUEST, End::Reset)),
                Expect::lost(Passing, Connect),
            ),
        ),
        Fault::both(
            "half closed in the middle of the request",
            strike(
                Damaged(Damage::cut_request(MIDDLE_OF_REQUEST, End::HalfClose)),
                Expect::lost(Passing, Connect),
            ),
        ),
        Fault::both(
            "closed after the operation took effect",
            strike(Unanswered(Some(End::Close)), Expect::arrived(Passing, Connect)),
        ),
        Fault::both(
            "reset after the operation took effect",
            strike(Unanswered(Some(End::Reset)), Expect::arrived(Passing, Connect)),
        ),
        Fault::pair(
            "broken off in the middle of the reply",
            strike(
                Damaged(Damage::cut_reply(MIDDLE_OF_REPLY, End::Close)),
                Expect::arrived(Passing, Connect),
            ),
            strike(Http2(http2::Answer::Vanish(half)), Expect::arrived(Passing, Connect)),
        ),
        Fault::rest(
            "half closed in the middle of the reply",
            strike(
                Damaged(Damage::cut_reply(MIDDLE_OF_REPLY, End::HalfClose)),
                Expect::arrived(Passing, Connect),
            ),
        ),
        Fault::both("closed while idle", strike(Idle(End::Close), Expect::harmless())),
        Fault::both("reset while idle", strike(Idle(End::Reset), Expect::harmless())),
        Fault::both(
            "silence, to the end of the attempt",
            strike(Damaged(Damage::Silence), Expect::lost(Overdue, Timeout)).tuned(impatient()),
        ),
        Fault::both(
            "silence after the operation took effect, to the end of the attempt",
            strike(Unanswered(None), Expect::arrived(Overdue, Timeout)).tuned(impatient()),
        ),
        Fault::both(
            "silence, to the end of the call",
            strike(Unanswered(None), Expect::arrived(Final, Timeout)).tuned(hurried()),
        ),
        Fault::both(
            "every piece of the reply is late",
            strike(
                Damaged(Damage::Delay { direction: Direction::Reply, time: Duration::from_millis(30) }),
                Expect::harmless(),
            ),
        ),
        Fault::both(
            "every piece of the request is late",
            strike(
                Damaged(Damage::Delay { direction: Direction::Request, time: Duration::from_millis(30) }),
                Expect::harmless(),
            ),
        ),
        Fault::both(
            "the connection is slow",
            strike(
                Damaged(Damage::Throttle { direction: Direction::Request, bytes_per_second: 20_000 }),
                Expect::harmless(),
            ),
        ),
        Fault::both(
            "the connection is slow on the way back",
            strike(
                Damaged(Damage::Throttle { direction: Direction::Reply, bytes_per_second: 2_000 }),
                Expect::harmless(),
            ),
        ),
        Fault::pair(
            "the first bytes of the request are garbled",
            strike(garbled(Direction::Request, 0, 9), Expect::lost(Final, InvalidRequest)),
            strike(garbled(Direction::Request, 0, 9), Expect::lost(Final, WrongProtocol)),
        ),
        Fault::rest(
            "bytes in the body of the reply are garbled",
            strike(garbled(Direction::Reply, BODY_OF_REPLY, 4), Expect::arrived(Final, Decode)),
        ),
        Fault::both(
            "the first bytes of the reply are garbled",
            strike(garbled(Direction::Reply, 0, 9), Expect::unclear(Final, WrongProtocol)),
        ),
        Fault::both(
            "the peer answers in no known protocol",
            strike(
                Damaged(Damage::Answer(b"220 mail.example ESMTP\r\n".to_vec())),
                Expect::lost(Final, WrongProtocol),
            ),
        ),
        Fault::both(
            "the peer wants TLS",
            strike(
                Damaged(Damage::Answer(vec![21, 3, 1, 0, 2, 2, 70])),
                Expect::lost(Final, WrongProtocol).hinting("use https"),
            ),
        ),
        Fault::rest(
            "HTTP/2 where HTTP/1.1 is expected",
            strike(
                Damaged(Damage::Answer(vec![0, 0, 0, 4, 0, 0, 0, 0, 0])),
                Expect::lost(Final, WrongProtocol).hinting("gRPC port (6334)? REST is usually 6333"),
            ),
        ),
        Fault::grpc(
            "HTTP/1.1 where HTTP/2 is expected",
            strike(
                Damaged(Damage::http(400, "Bad Request", "text/plain", "")),
                Expect::lost(Final, WrongProtocol).hinting("REST port (6333)? gRPC is usually 6334"),
            ),
        ),
        Fault::pair(
            "a proxy answers 200 with a page, over HTTP/1.1",
            strike(
                page(200, "OK"),
                Expect::lost(Final, WrongProtocol).hinting("a proxy may stand in between"),
            ),
            strike(page(200, "OK"), Expect::lost(Final, WrongProtocol)),
        ),
        Fault::pair(
            "a proxy answers 502 with a page, over HTTP/1.1",
            strike(page(502, "Bad Gateway"), Expect::lost(Passing, Unavailable)),
            strike(page(502, "Bad Gateway"), Expect::lost(Final, WrongProtocol)),
        ),
        Fault::pair(
            "a proxy answers 503 in plain text, over HTTP/1.1",
            strike(Damaged(Damage::service_unavailable()), Expect::lost(Passing, Unavailable)),
            strike(Damaged(Damage::service_unavailable()), Expect::lost(Final, WrongProtocol)),
        ),
    ]
}
