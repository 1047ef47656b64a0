//! Carrying calls over HTTP.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response};
use qdrant_core::{
    ByteStream, Call, CallOptions, Error, ErrorKind, OperationKind, Reply, Transport, TransportInfo,
};
use qdrant_http::timeouts::Timeouts;
use qdrant_http::{
    CallContext, Classify, Download, HttpResponse, HttpStack, Told, Trail, Verdict, classify_status,
    effect_of_method,
};

use crate::body::Body;
use crate::call::HttpCall;
use crate::dispatch::{NAME, capabilities, decode, encode};
use crate::{download, timeout};

/// Replies longer than this are read on a thread of their own, in bytes.
///
/// JSON is read at about 300 MB/s, so that this is 3 ms of an async worker, while a thread costs some 10 µs.
const LONG_REPLY: usize = 1 << 20;

/// Carries every operation over Qdrant's REST API.
///
/// It is cheap to clone; clones share the connections.
///
/// # Timeouts
///
/// A time of the call, or one of the operation, goes to the server as `?timeout=` in whole seconds, rounded up; the
/// client waits a little longer, so that the answer of a server that gives up arrives. An attempt that is repeated, or
/// given up before the call is, tells what it has. Without either, the times of the
/// [configuration](qdrant_http::HttpConfig::timeout) bound the call, and the server is told nothing.
/// [`timeouts`](qdrant_http::timeouts) has the rule.
///
/// # Streams
///
/// Snapshots are never held in memory, neither on their way here nor there.
///
/// - The answer of a download comes with the head of the reply, and the time of the call ends with it. From there on
///   the file may take as long as it moves; silence for `download_idle_timeout` ends it with `Timeout`. What is
///   refused is an error of the call.
/// - The time of an upload is that until its first byte is sent; then the file may take as long as it moves, within
///   `upload_idle_timeout`. After the last byte, a time that was given for the call runs once more, for the answer;
///   that of the configuration does not, because the server restores the whole collection before it answers.
/// - A file that can be read once is not sent again, however often the call could be repeated.
///
/// # Examples
///
/// ```no_run
/// use qdrant_core::{CountPoints, TransportExt};
/// use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol};
/// use qdrant_rest::RestTransport;
///
/// # async fn run() -> Result<(), qdrant_core::Error> {
/// let config = HttpConfig::new(Endpoint::http("localhost", 6333));
/// let transport = RestTransport::new(HttpStack::new(config, Protocol::Http1)?);
/// let count = transport.call(CountPoints::new("cities")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RestTransport {
    stack: HttpStack,
}

impl RestTransport {
    /// Creates a transport on a stack that speaks HTTP/1.1.
    pub fn new(stack: HttpStack) -> Self {
        Self { stack }
    }

    /// Returns the stack, which can be closed.
    pub fn stack(&self) -> &HttpStack {
        &self.stack
    }

    /// Closes the stack and all of its clones: later calls fail with `Closed`.
    ///
    /// It returns when the last running call has ended, at the latest at its deadline; an upload may last as long as
    /// it moves. Downloads whose answer has come end at once, with `Closed`.
    pub async fn close(&self) {
        self.stack.close().await;
    }

    /// Sends any HTTP request under the same authentication, deadline and retries as every call.
    ///
    /// The target is a path, such as `/telemetry?details_level=2`. What may be repeated follows from the method: a
    /// `POST` is sent once unless it is certain that it never left.
    ///
    /// # Errors
    ///
    /// What kept the reply from coming. A reply that reports a failure is no error here.
    pub async fn raw(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
        self.raw_with(request, CallOptions::default()).await
    }

    /// Sends any HTTP request with options of its own.
    ///
    /// The time bounds the call to the letter, with all of its attempts, and the server is not told it: a request to a
    /// route that takes a `timeout` may say one. A header `api-key` or `authorization` takes the place of the credentials
    /// of the client.
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
    /// # async fn run(transport: qdrant_rest::RestTransport) -> Result<(), Box<dyn std::error::Error>> {
    /// let options = CallOptions::default().timeout(Duration::from_secs(5)).header("api-key", "key-of-a-user");
    /// let request = http::Request::get("/telemetry").body(Bytes::new())?;
    /// let reply = transport.raw_with(request, options).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn raw_with(
        &self,
        mut request: Request<Bytes>,
        options: CallOptions,
    ) -> Result<Response<Bytes>, Error> {
        let CallOptions { timeout, headers, .. } = options;
        let effect = effect_of_method(request.method());
        request.extensions_mut().insert(CallContext {
            operation: None,
            effect,
            timeout,
            told: None,
            headers,
            classify: classify_status,
        });
        let reply = self.stack.send(request).await.map_err(|error| error.with_transport(NAME))?;
        Ok(reply.map(|body| body.into_parts().0))
    }

    /// Sends an encoded operation, each kind of body in its way, and reads the reply.
    async fn send(&self, operation: OperationKind, request: Request<Body>) -> Result<Reply, Error> {
        let (parts, body) = request.into_parts();
        let body = match body {
            Body::Multipart(form) => {
                let source = form.into_source().map_err(Error::with_not_sent)?;
                let response = self.stack.upload(Request::from_parts(parts, source)).await?;
                return read(operation, response).await;
            }
            Body::Json(body) => body,
            Body::None => Bytes::new(),
        };
        let request = Request::from_parts(parts, body);
        if !download::is_file(operation) {
            return read(operation, self.stack.send(request).await?).await;
        }
        match self.stack.download(request).await? {
            Download::Stream(response) => read_file(operation, response),
            Download::Refused(response) => read(operation, response).await,
        }
    }
}

#[async_trait]
impl Transport for RestTransport {
    fn info(&self) -> TransportInfo {
        TransportInfo::new(NAME, capabilities())
            .with_address(self.stack.endpoint().to_string())
            .with_several(self.stack.endpoints().len() > 1)
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let Call { request, options } = call;
        let operation = request.kind();
        let own_timeout = request.timeout();
        let request = encode(request).and_then(|call| http_request(operation, own_timeout, call, options))?;
        self.send(operation, request).await.map_err(|error| {
            let error = error.with_transport(NAME);
            if error.operation().is_none() { error.with_operation(operation) } else { error }
        })
    }
}

/// Reads a reply that is in memory.
async fn read(operation: OperationKind, response: HttpResponse) -> Result<Reply, Error> {
    let (parts, body) = response.into_parts();
    let (body, _trailers) = body.into_parts();
    let trail = Trail::of(&parts.extensions);
    let is_long = body.len() > LONG_REPLY;
    let read = move || decode(operation, parts.status, &parts.headers, &body);
    let reply = if is_long { off_the_worker(read).await } else { read() };
    told(reply, trail)
}

/// Reads the head of a reply whose body is a file.
fn read_file(operation: OperationKind, response: Response<ByteStream>) -> Result<Reply, Error> {
    let (parts, content) = response.into_parts();
    let trail = Trail::of(&parts.extensions);
    told(download::reply(operation, parts.status, &parts.headers, content), trail)
}

/// Adds to a reply, or to what is wrong with it, on what way it came.
fn told(reply: Result<Reply, Error>, trail: Trail) -> Result<Reply, Error> {
    match reply {
        Ok(Reply { response, meta }) => Ok(Reply { response, meta: trail.tell(meta).with_transport(NAME) }),
        Err(error) => Err(trail.sign(error)),
    }
}

/// Gives a call the shape that the stack takes.
fn http_request(
    operation: OperationKind,
    own_timeout: Option<Duration>,
    mut call: HttpCall,
    options: CallOptions,
) -> Result<Request<Body>, Error> {
    let timeouts = Timeouts::new(options.timeout, own_timeout);
    if let Some(seconds) = timeouts.server_seconds() {
        call.tell_timeout(seconds);
    }
    let target = call.path_and_query();
    let HttpCall { method, body, .. } = call;
    let content_type = body.content_type();
    let mut request = Request::new(body);
    *request.uri_mut() = target.parse().map_err(|error: http::uri::InvalidUri| {
        Error::new(ErrorKind::Encode, "the names are too long for a URL")
            .with_source(error)
            .with_operation(operation)
            .with_transport(NAME)
            .with_not_sent()
    })?;
    *request.method_mut() = method;
    if let Some(content_type) = content_type {
        request.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    request.extensions_mut().insert(CallContext {
        operation: Some(operation),
        effect: operation.effect(),
        timeout: timeouts.client,
        told: timeouts.server_seconds().map(|seconds| Told { seconds, rewrite: timeout::rewrite }),
        headers: options.headers,
        classify: classify(operation),
    });
    Ok(request)
}

/// Returns who judges the replies to an operation.
fn classify(operation: OperationKind) -> Classify {
    if matches!(operation, OperationKind::Healthz | OperationKind::Livez | OperationKind::Readyz) {
        // That a server is not ready is the answer; waiting for another one is up to the caller.
        return |_, _, _| Verdict::Done;
    }
    // REST tells everything in the status.
    classify_status
}

/// Runs long work where it holds up no other task.
async fn off_the_worker(
    read: impl FnOnce() -> Result<Reply, Error> + Send + 'static,
) -> Result<Reply, Error> {
    match tokio::task::spawn_blocking(read).await {
        Ok(reply) => reply,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => {
                Err(Error::new(ErrorKind::Cancelled, "the runtime shut down while the reply was being read"))
            }
        },
    }
}
