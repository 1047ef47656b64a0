//! Recording of calls, and their replay without a server.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize};

use super::TransportLayer;
use crate::call::{Call, Reply, Request, Response};
use crate::capability::Capabilities;
use crate::error::{Error, ErrorKind};
use crate::operation::OperationKind;
use crate::redact;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// A request and the response that it got.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub response: Response,
}

impl Serialize for Exchange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { request, response } = self;
        let whole = || {
            let mut exchange = serializer.serialize_struct("Exchange", 2)?;
            exchange.serialize_field("request", request)?;
            exchange.serialize_field("response", response)?;
            exchange.end()
        };
        redact::hiding(whole).0
    }
}

/// A list of exchanges, shared between a recorder and whoever reads it.
///
/// It serialises, so that a test can keep it as a file. Options of calls are not on it, so no header and no key is; nor
/// are the keys that operations carry, such as [`RecoverSnapshot::api_key`](field@crate::RecoverSnapshot::api_key), the
/// user and query of the [location](field@crate::RecoverSnapshot::location) of a snapshot, and the values of
/// [options of models](field@crate::Document::options) whose names say that they are secret. Everything else is, as it
/// was given, payload among it.
#[derive(Debug, Clone, Default)]
pub struct Tape(Arc<Mutex<Vec<Exchange>>>);

impl Tape {
    /// Creates an empty tape.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a copy of what is on the tape.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Exchange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Vec<Exchange>> for Tape {
    fn from(exchanges: Vec<Exchange>) -> Self {
        Self(Arc::new(Mutex::new(exchanges)))
    }
}

impl Serialize for Tape {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.lock().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tape {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|exchanges: Vec<Exchange>| exchanges.into())
    }
}

/// Records every call that succeeds.
///
/// Calls that [stream](OperationKind::streams), such as the download of a snapshot, pass through unrecorded.
#[derive(Debug, Clone)]
pub struct RecordLayer(Tape);

impl RecordLayer {
    /// Creates a layer that records onto a tape.
    pub fn new(tape: Tape) -> Self {
        Self(tape)
    }
}

impl TransportLayer for RecordLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Record { inner, tape: self.0.clone() })
    }
}

#[derive(Debug)]
struct Record {
    inner: SharedTransport,
    tape: Tape,
}

#[async_trait]
impl Transport for Record {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if call.request.kind().streams() {
            return self.inner.execute(call).await;
        }
        let request = without_secrets(call.request.clone())?;
        let reply = self.inner.execute(call).await?;
        self.tape.lock().push(Exchange { request, response: reply.response.clone() });
        Ok(reply)
    }
}

/// Removes what must not be on a tape.
///
/// # Errors
///
/// `InvalidRequest` for a request with secrets that cannot be read back without them.
fn without_secrets(request: Request) -> Result<Request, Error> {
    let request = without_keys(request);
    // Most requests have none; only those that do are written and read again.
    let (written, hidden) = redact::hiding(|| serde_json::to_writer(io::sink(), &request));
    if written.is_ok() && hidden == 0 {
        return Ok(request);
    }
    let (json, _) = redact::hiding(|| serde_json::to_value(&request));
    json.and_then(serde_json::from_value).map_err(|error| {
        Error::new(ErrorKind::InvalidRequest, "the request cannot be kept on a tape without its secrets")
            .with_source(error)
            .with_operation(request.kind())
            .with_not_sent()
    })
}

fn without_keys(mut request: Request) -> Request {
    if let Request::RecoverSnapshot(recover) = &mut request {
        recover.api_key = None;
    }
    if let Request::RecoverShardSnapshot(recover) = &mut request {
        recover.api_key = None;
    }
    request
}

/// Answers calls from a tape, in the order of the tape.
///
/// Each call must equal the next recorded one but for its secrets; a call that does not is refused with
/// [`ErrorKind::InvalidRequest`], a call after the end with [`ErrorKind::Unavailable`], and a call that
/// [streams](OperationKind::streams) with [`ErrorKind::Unsupported`].
#[derive(Debug)]
pub struct Replay {
    rest: Mutex<std::vec::IntoIter<Exchange>>,
}

impl Replay {
    /// Creates a transport that plays a tape.
    pub fn new(tape: &Tape) -> Self {
        Self { rest: Mutex::new(tape.exchanges().into_iter()) }
    }
}

#[async_trait]
impl Transport for Replay {
    fn info(&self) -> TransportInfo {
        let recorded = OperationKind::ALL.iter().copied().filter(|kind| !kind.streams());
        TransportInfo::new("replay", recorded.collect::<Capabilities>())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        if kind.streams() {
            return Err(Error::unsupported(kind, "replay"));
        }
        let request = without_secrets(call.request)?;
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let error = match rest.as_slice().first() {
            None => Error::new(ErrorKind::Unavailable, "the tape has ended"),
            Some(exchange) if without_secrets(exchange.request.clone())? != request => Error::new(
                ErrorKind::InvalidRequest,
                format!("the tape goes on with another `{}` request", exchange.request.kind()),
            ),
            Some(_) => match rest.next() {
                Some(exchange) => return Ok(Reply::new(exchange.response)),
                None => Error::new(ErrorKind::Unavailable, "the tape has ended"),
            },
        };
        Err(error.with_operation(kind).with_transport("replay"))
    }
}
