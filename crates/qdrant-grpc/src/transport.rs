//! Carrying calls over gRPC.

use async_trait::async_trait;
use bytes::Bytes;
use qdrant_core::{Call, CallOptions, Error, ErrorKind, OperationKind, Reply, Transport, TransportInfo};
use qdrant_http::HttpStack;
use qdrant_http::timeouts::Timeouts;

use crate::dispatch::{NAME, decode, encode_frame};
use crate::method::capabilities;
use crate::unary::{Budget, Compression, Unary};
use crate::{status, timeout};

/// Replies longer than this are read on a thread of their own, in bytes.
///
/// Payload is read at about 250 MB/s, so that this is 4 ms of an async worker, while a thread costs some 10 µs.
const LONG_REPLY: usize = 1 << 20;

/// Carries operations over Qdrant's gRPC API.
///
/// It has every operation that Qdrant has an rpc for. Only REST has the health checks of Kubernetes, telemetry, metrics,
/// what is about the cluster as a whole, snapshots of shards, and the bytes of snapshots. It is cheap to clone; clones
/// share the connections, which [`close`](Self::close) ends.
///
/// # Timeouts
///
/// A time of the call, or one of the operation, goes to the server in whole seconds, rounded up: in the message if it
/// has a field for it, else as `grpc-timeout`. The client waits a little longer, so that the answer of a server that
/// gives up arrives; beside a field, `grpc-timeout` says how long that is. An attempt that is repeated, or given up before
/// the call is, says in `grpc-timeout` what the server has, whatever the message says. Without either, the times of the
/// [configuration](qdrant_http::HttpConfig::timeout) bound the call, and the server is told nothing.
/// [`timeouts`](qdrant_http::timeouts) has the rule.
///
/// # Examples
///
/// ```no_run
/// use qdrant_core::{CountPoints, TransportExt};
/// use qdrant_grpc::GrpcTransport;
/// use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol};
///
/// # async fn run() -> Result<(), qdrant_core::Error> {
/// let config = HttpConfig::new(Endpoint::http("localhost", 6334));
/// let transport = GrpcTransport::new(HttpStack::new(config, Protocol::Http2)?);
/// let count = transport.call(CountPoints::new("cities")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct GrpcTransport {
    unary: Unary,
}

impl GrpcTransport {
    /// Creates a transport on a stack that speaks HTTP/2.
    pub fn new(stack: HttpStack) -> Self {
        let max_message_bytes = stack.max_response_bytes();
        Self { unary: Unary { stack, compression: Compression::None, max_message_bytes } }
    }

    /// Sends requests in gzip and takes replies in gzip; default no.
    ///
    /// Vectors hardly shrink: it pays on slow links with much payload.
    #[cfg(feature = "gzip")]
    #[must_use]
    pub fn gzip(mut self, gzip: bool) -> Self {
        self.unary.compression = if gzip { Compression::Gzip } else { Compression::None };
        self
    }

    /// Sets the largest reply in bytes, unpacked; default that of the stack, `max_response_bytes`.
    ///
    /// A reply is held to the limit of the stack as well, before it is unpacked.
    #[must_use]
    pub fn max_message_bytes(mut self, max_message_bytes: usize) -> Self {
        self.unary.max_message_bytes = max_message_bytes;
        self
    }

    /// Returns the stack, which can be closed.
    pub fn stack(&self) -> &HttpStack {
        &self.unary.stack
    }

    /// Closes the stack and all of its clones: later calls fail with `Closed`.
    ///
    /// It returns when the last running call has ended, at the latest at its deadline.
    pub async fn close(&self) {
        self.unary.stack.close().await;
    }

    /// Calls any unary rpc by its path, such as `/qdrant.Snapshots/List`, with encoded messages.
    ///
    /// It goes under the same authentication, deadline and retries as every call. An rpc that is no operation of this
    /// crate is sent once, unless it is certain that it never left.
    ///
    /// # Errors
    ///
    /// What kept the reply from coming, and what the server answered.
    pub async fn raw(&self, path: &str, message: Bytes) -> Result<Bytes, Error> {
        self.raw_with(path, message, CallOptions::default()).await
    }

    /// Calls any unary rpc by its path with options of its own.
    ///
    /// The server is told the time as `grpc-timeout`; the message stays as it is. A header `api-key` or `authorization`
    /// takes the place of the credentials of the client.
    ///
    /// # Errors
    ///
    /// As [`raw`](Self::raw).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use bytes::Bytes;
    /// use qdrant_core::CallOptions;
    ///
    /// # async fn run(transport: qdrant_grpc::GrpcTransport) -> Result<(), qdrant_core::Error> {
    /// let options = CallOptions::default().timeout(Duration::from_secs(5)).header("api-key", "key-of-a-user");
    /// let reply = transport.raw_with("/qdrant.Qdrant/HealthCheck", Bytes::new(), options).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn raw_with(&self, path: &str, message: Bytes, options: CallOptions) -> Result<Bytes, Error> {
        self.unary.raw(path, &message, options).await.map_err(|error| error.with_transport(NAME))
    }
}

#[async_trait]
impl Transport for GrpcTransport {
    fn info(&self) -> TransportInfo {
        let stack = &self.unary.stack;
        TransportInfo::new(NAME, capabilities())
            .with_address(stack.endpoint().to_string())
            .with_several(stack.endpoints().len() > 1)
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let Call { request, options } = call;
        let operation = request.kind();
        let own_timeout = request.timeout();
        let (path, mut frame) = encode_frame(request)?;
        let CallOptions { timeout, headers, .. } = options;
        let timeouts = Timeouts::new(timeout, own_timeout);
        let header = timeout::tell(operation, own_timeout.is_some(), timeouts, &mut frame);
        let budget = Budget { header, server: timeouts.server_seconds(), client: timeouts.client };
        let outcome = self.unary.call(operation, path, frame, budget, headers).await;
        let (message, trail) = outcome.map_err(|error| {
            status::name_missing(error, operation).with_operation(operation).with_transport(NAME)
        })?;
        let reply = if message.len() > LONG_REPLY {
            decode_off_the_worker(operation, message).await
        } else {
            decode(operation, &message)
        };
        match reply {
            Ok(Reply { response, meta }) => {
                Ok(Reply { response, meta: trail.tell(meta).with_transport(NAME) })
            }
            Err(error) => Err(trail.sign(error)),
        }
    }
}

/// Decodes a long reply where it holds up no other task.
async fn decode_off_the_worker(operation: OperationKind, message: Bytes) -> Result<Reply, Error> {
    match tokio::task::spawn_blocking(move || decode(operation, &message)).await {
        Ok(reply) => reply,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => {
                let text = "the runtime shut down while the reply was being read";
                Err(Error::new(ErrorKind::Cancelled, text).with_operation(operation).with_transport(NAME))
            }
        },
    }
}
