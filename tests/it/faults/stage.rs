//! Setting a fault up and calling into it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use qdrant_client::{Effect, Error};
use qdrant_testkit::proxy::{Damage, End, Plan};
use tokio::time::{sleep, timeout};

use super::ledger::Proxied;
use super::wire::{Tuning, Wire, call, client};
use super::{http1, http2};

/// What goes wrong.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there are not many of them")]
pub(crate) enum Stage {
    /// The host has no address.
    NoName,
    /// Nobody listens; if the fault passes, then after some attempts.
    Refused,
    /// Connections suffer between the client and a good server.
    Damaged(Damage),
    /// Calls take effect, are not answered, and their connections end if that is given.
    Unanswered(Option<End>),
    /// The connection ends after a good call, before the one that counts.
    Idle(End),
    /// The server answers in these bytes.
    Http1(Vec<u8>),
    /// The server answers so over HTTP/2.
    Http2(http2::Answer),
}

/// Whether the fault strikes once or for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    Once,
    Ever,
}

impl Span {
    fn strikes(self) -> u32 {
        match self {
            Self::Once => 1,
            Self::Ever => u32::MAX,
        }
    }

    fn plan(self, damage: Damage) -> Plan {
        match self {
            Self::Once => Plan::first(1, damage),
            Self::Ever => Plan::always(damage),
        }
    }
}

/// What came of a call.
#[derive(Debug)]
pub(crate) struct Found {
    /// The attempts of a success.
    pub(crate) result: Result<u32, Error>,
    /// How often the operation arrived at the server, whole.
    pub(crate) arrived: u32,
}

impl Stage {
    /// Calls an operation while the fault strikes.
    pub(crate) async fn strike(self, wire: Wire, effect: Effect, span: Span, tuning: &Tuning) -> Found {
        match self {
            Self::NoName => {
                let client = client(wire, "nowhere.invalid", 6333, tuning).unwrap();
                Found { result: call(&client, effect).await, arrived: 0 }
            }
            Self::Refused => refused(wire, effect, span, tuning).await,
            Self::Damaged(damage) => {
                let server = Proxied::start(wire, 0, None).await;
                server.proxy.set(span.plan(damage)).await.unwrap();
                through(&server, wire, effect, tuning).await
            }
            Self::Unanswered(end) => {
                let server = Proxied::start(wire, span.strikes(), end).await;
                through(&server, wire, effect, tuning).await
            }
            Self::Idle(end) => idle(end, wire, effect, tuning).await,
            Self::Http1(reply) => {
                scripted(http1::serve(reply, span.strikes()).await, wire, effect, tuning).await
            }
            Self::Http2(answer) => {
                scripted(http2::serve(answer, span.strikes()).await, wire, effect, tuning).await
            }
        }
    }
}

async fn through(server: &Proxied, wire: Wire, effect: Effect, tuning: &Tuning) -> Found {
    let client = client(wire, "127.0.0.1", server.proxy.addr().port(), tuning).unwrap();
    let result = call(&client, effect).await;
    Found { result, arrived: server.arrived() }
}

async fn scripted(server: http1::Scripted, wire: Wire, effect: Effect, tuning: &Tuning) -> Found {
    let client = client(wire, "127.0.0.1", server.addr.port(), tuning).unwrap();
    let result = call(&client, effect).await;
    Found { result, arrived: server.arrived.load(Ordering::SeqCst) }
}

async fn refused(wire: Wire, effect: Effect, span: Span, tuning: &Tuning) -> Found {
    let server = Proxied::start(wire, 0, None).await;
    server.proxy.set(Plan::refuse()).await.unwrap();
    if span == Span::Ever {
        return through(&server, wire, effect, tuning).await;
    }
    let stubborn = Tuning { attempts: u32::MAX, ..tuning.clone() };
    let heal = async {
        sleep(Duration::from_millis(50)).await;
        server.proxy.set(Plan::pass()).await.unwrap();
    };
    let (found, ()) = tokio::join!(through(&server, wire, effect, &stubborn), heal);
    found
}

async fn idle(end: End, wire: Wire, effect: Effect, tuning: &Tuning) -> Found {
    let server = Proxied::start(wire, 0, None).await;
    let client = client(wire, "127.0.0.1", server.proxy.addr().port(), tuning).unwrap();
    call(&client, effect).await.unwrap();
    server.proxy.end_connections(end);
    let closed = async {
        while server.proxy.traffic().open > 0 {
            sleep(Duration::from_millis(1)).await;
        }
        // The client's side hears of it a little later.
        sleep(Duration::from_millis(50)).await;
    };
    timeout(Duration::from_secs(10), closed).await.unwrap();
    let result = call(&client, effect).await;
    Found { result, arrived: server.arrived() - 1 }
}
