//! The stack: all layers around the connections.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header::ACCEPT_ENCODING;
use qdrant_core::{ByteSource, Error, ErrorKind, OperationKind};
use tower_layer::Layer;
use tower_service::Service;

use crate::aim::{Aim, AimLayer};
use crate::attempt_timeout::{AttemptTimeout, AttemptTimeoutLayer};
use crate::auth::{Authorize, AuthorizeLayer};
use crate::background::Background;
use crate::client::Client;
use crate::config::{HttpConfig, Protocol};
use crate::context::CallContext;
use crate::deadline::{Deadline, DeadlineLayer};
use crate::download::{Download, Landing};
use crate::encoding::{Encoding, EncodingLayer};
use crate::endpoint::Endpoint;
use crate::gate::Gate;
use crate::headers::{Headers, HeadersLayer};
use crate::limit::{Limit, LimitLayer};
use crate::range;
use crate::request_id::{self, X_REQUEST_ID};
use crate::retry::{Retry, RetryLayer};
use crate::service::{BoxFuture, HttpRequest, HttpResponse, call};
use crate::tell::{Tell, TellLayer};
use crate::trace::{Trace, TraceLayer};
use crate::transfer::Transfer;
use crate::upload::Upload;

/// From the outermost layer to the connections.
type Pipeline =
    Deadline<Retry<Limit<AttemptTimeout<Authorize<Headers<Encoding<Aim<Tell<Trace<Client>>>>>>>>>>;

/// One HTTP client for both wires, with authentication, deadline, retries and TLS.
///
/// It is cheap to clone; clones share the connections. Targets of requests are paths, such as `/collections`: scheme,
/// host and prefix are those of the endpoint. A request may carry a [`CallContext`], and its reply carries
/// [`Attempts`](crate::Attempts) and a [`Trail`](crate::Trail).
///
/// The futures have to be polled inside of a tokio runtime with time and I/O.
///
/// # Cancellation
///
/// Dropping the future gives up waiting; what was sent may still be carried out.
///
/// # Examples
///
/// ```no_run
/// use bytes::Bytes;
/// use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol};
///
/// # async fn run() -> Result<(), qdrant_core::Error> {
/// let stack = HttpStack::new(HttpConfig::new(Endpoint::http("localhost", 6333)), Protocol::Http1)?;
/// let mut request = http::Request::new(Bytes::new());
/// *request.uri_mut() = http::Uri::from_static("/collections");
/// let (parts, body) = stack.send(request).await?.into_parts();
/// assert_eq!(parts.status, 200);
/// drop(body);
/// stack.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HttpStack {
    pipeline: Pipeline,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    protocol: Protocol,
    client: Client,
    gate: Arc<Gate>,
    background: Arc<Background>,
    limit: LimitLayer,
    retry: RetryLayer,
    download_idle: Option<Duration>,
    max_request_bytes: Option<usize>,
    max_response_bytes: usize,
    timeout: Option<Duration>,
    request_ids: bool,
}

impl Shared {
    /// Checks a request before anything is done with it.
    fn accept(&self, request: &HttpRequest) -> Result<(), Error> {
        self.client.targets().accept(request.uri())?;
        let size = request.body().len();
        match self.max_request_bytes {
            Some(limit) if size > limit => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the request has {size} bytes, which is more than {limit} (`max_request_bytes`)"),
            )),
            Some(_) | None => Ok(()),
        }
    }

    fn shut(&self) {
        self.gate.shut();
        self.background.end();
        self.client.close();
    }
}

/// Shuts a stack when nobody waits for its end any more, or it has come.
struct Shut<'a>(&'a Shared);

impl Drop for Shut<'_> {
    fn drop(&mut self) {
        self.0.shut();
    }
}

impl HttpStack {
    /// Creates a stack. It needs no runtime and connects when it is first used.
    ///
    /// # Errors
    ///
    /// `Config` that names the setting at fault; `FeatureDisabled` for what was not compiled in.
    pub fn new(config: HttpConfig, protocol: Protocol) -> Result<Self, Error> {
        let limit = LimitLayer::new(config.concurrency_limit)?;
        let retry = RetryLayer::new(config.retry.clone())?;
        Self::within(config, protocol, limit, retry)
    }

    /// Creates a stack for the other wire of the same client.
    ///
    /// Together the two keep to the [concurrency limit](HttpConfig::concurrency_limit) and to the budget of repeats of
    /// this one, whatever the configuration says of them. They are closed one by one.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn beside(&self, config: HttpConfig, protocol: Protocol) -> Result<Self, Error> {
        let retry = self.shared.retry.beside(config.retry.clone())?;
        Self::within(config, protocol, self.shared.limit.clone(), retry)
    }

    fn within(
        config: HttpConfig,
        protocol: Protocol,
        limit: LimitLayer,
        retry: RetryLayer,
    ) -> Result<Self, Error> {
        range::check(&config)?;
        let background = Arc::<Background>::default();
        let headers = HeadersLayer::new(config.user_agent.as_deref(), &config.headers)?;
        let authorize = AuthorizeLayer::new(config.auth.as_ref(), &background)?;
        if authorize.header().is_some_and(|name| headers.contains(name)) {
            return Err(
                Error::new(ErrorKind::Config, "the headers have the credentials as well").with_field("auth")
            );
        }
        let request_ids = config.request_ids && !headers.contains(&X_REQUEST_ID);
        let compression = config.compression && protocol == Protocol::Http1;
        let encoding = EncodingLayer::new(compression, config.max_response_bytes)?;
        let client = Client::new(&config, protocol, &background)?;
        warn_if_insecure(&config);

        let attempt = TellLayer::new().layer(TraceLayer::new().layer(client.clone()));
        let attempt = AimLayer::new(client.clone()).layer(attempt);
        let attempt = authorize.layer(headers.layer(encoding.layer(attempt)));
        let attempt = limit.layer(AttemptTimeoutLayer::new(config.attempt_timeout).layer(attempt));
        let pipeline = DeadlineLayer::new(config.timeout).layer(retry.layer(attempt));
        Ok(Self {
            pipeline,
            shared: Arc::new(Shared {
                protocol,
                client,
                gate: Arc::default(),
                background,
                limit,
                retry,
                download_idle: config.download_idle_timeout,
                max_request_bytes: config.max_request_bytes,
                max_response_bytes: config.max_response_bytes,
                timeout: config.timeout,
                request_ids,
            }),
        })
    }

    /// Returns where requests go; the first one if there are several endpoints.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.client.targets().first().endpoint
    }

    /// Returns all endpoints.
    pub fn endpoints(&self) -> impl ExactSizeIterator<Item = &Endpoint> {
        self.shared.client.targets().iter().map(|target| &target.endpoint)
    }

    /// Returns which version of HTTP is spoken.
    pub fn protocol(&self) -> Protocol {
        self.shared.protocol
    }

    /// Returns the largest reply in bytes, unpacked; a wire that unpacks by itself keeps to it as well.
    pub fn max_response_bytes(&self) -> usize {
        self.shared.max_response_bytes
    }

    /// Makes the connections to every endpoint that calls would use, and has each answer once.
    ///
    /// A stack connects by itself when it is first used. This does it beforehand, and tells early what is wrong with
    /// address, port, TLS or proxy. Any answer will do: neither credentials are sent, nor is the health of the server
    /// judged. With several endpoints one that can be used is enough; the others are set aside.
    ///
    /// # Errors
    ///
    /// What keeps the first endpoint from being used; `Timeout` after [`timeout`](crate::HttpConfig::timeout).
    pub async fn connect(&self) -> Result<(), Error> {
        let _pass = self.shared.gate.enter()?;
        let connecting = self.shared.client.connect();
        match self.shared.timeout {
            None => connecting.await,
            Some(limit) => tokio::time::timeout(limit, connecting).await.unwrap_or_else(|_| {
                Err(Error::new(ErrorKind::Timeout, format!("no answer within {limit:?}")))
            }),
        }
    }

    /// Sends a request and waits for the whole reply.
    ///
    /// # Errors
    ///
    /// What kept the reply from coming. A reply that reports a failure is no error here: the wire reads it.
    pub async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, Error> {
        let operation = operation_of(&request);
        let id = if self.shared.request_ids { request_id::name(&mut request) } else { None };
        let mut result = match self.shared.gate.enter() {
            Err(closed) => Err(closed),
            Ok(_pass) => match self.shared.accept(&request) {
                Err(refused) => Err(refused.with_not_sent()),
                Ok(()) => call(&mut self.pipeline.clone(), request).await,
            },
        };
        if let Some(id) = id {
            result = match result {
                Ok(mut response) => {
                    response.extensions_mut().insert(id);
                    Ok(response)
                }
                Err(error) => Err(error.with_request_id(id.as_str())),
            };
        }
        result.map_err(|error| match operation {
            Some(operation) if error.operation().is_none() => error.with_operation(operation),
            Some(_) | None => error,
        })
    }

    /// Sends a request and waits for the head of the reply; the body of a success is streamed.
    ///
    /// Up to the head all is as in [`send`](Self::send): deadline, retries, credentials. A reply that is no success
    /// is collected and judged like any other, and handed over whole. A success is judged by its head alone.
    ///
    /// The stream has no deadline, but ends with `Timeout` when the server is silent for
    /// [`download_idle_timeout`](crate::HttpConfig::download_idle_timeout). It ends with `Connect` when the connection
    /// breaks or less comes than was announced, and with `Closed` after [`close`](Self::close): only a stream that
    /// ends without an error is whole. It counts as a running attempt for the concurrency limit, and holds one
    /// connection, until it ends or is dropped.
    ///
    /// The server is asked for plain bytes; a success in a content coding is a `Decode` error.
    ///
    /// # Errors
    ///
    /// What kept the head from coming.
    pub async fn download(&self, mut request: HttpRequest) -> Result<Download, Error> {
        let operation = operation_of(&request);
        let landing = Arc::<Landing>::default();
        request.extensions_mut().insert(Transfer::Download(Arc::clone(&landing)));
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let response = self.send(request).await?;
        let Some(landed) = landing.take() else { return Ok(Download::Refused(response)) };
        let chunks = landed.guarded(self.shared.download_idle, Arc::clone(&self.shared.gate), operation);
        Ok(Download::Stream(response.map(|_| chunks)))
    }

    /// Sends a request whose body is streamed, and waits for the whole reply.
    ///
    /// Every attempt opens the source. A call that could be repeated is repeated only if the source is replayable, or
    /// if no byte was taken from it. The body has a `content-length` if the stream says how long it is, and is sent
    /// in chunks otherwise; a stream that is shorter or longer than it says is an `Io` error.
    ///
    /// The time of the call bounds the wait until the first byte is sent, and, if the call itself has one, that from
    /// the last byte to the reply. In between the upload may last as long as it moves: it ends with `Timeout` when
    /// nothing is sent for [`upload_idle_timeout`](crate::HttpConfig::upload_idle_timeout).
    ///
    /// The reply of a server that refuses before it has read the body is an ordinary reply.
    ///
    /// # Errors
    ///
    /// What kept the reply from coming, or the error of the source as it is.
    pub async fn upload(&self, request: http::Request<ByteSource>) -> Result<HttpResponse, Error> {
        let (parts, source) = request.into_parts();
        let mut request = HttpRequest::from_parts(parts, Bytes::new());
        request.extensions_mut().insert(Transfer::Upload(Arc::new(Upload::new(source))));
        self.send(request).await
    }

    /// Closes the stack and all of its clones: later calls fail with `Closed`.
    ///
    /// It returns when the last running call has ended, at the latest at its deadline, or when an upload is through or
    /// stands still. Downloads whose head has come end at once, with `Closed`. Without a
    /// [`timeout`](crate::HttpConfig::timeout) a server that never answers keeps it waiting for ever: a limit around it,
    /// such as tokio's `timeout`, bounds that. Dropping the future does what [`shut`](Self::shut) does.
    pub async fn close(&self) {
        let _shut = Shut(&self.shared);
        self.shared.gate.close().await;
    }

    /// Closes the stack and all of its clones without waiting: later calls fail with `Closed`.
    ///
    /// The tasks in the background end at once, and idle connections with the last running call at the latest. Calls that
    /// wait for an answer go on, and end as they would have; what they would try again, or have a token fetched for, fails
    /// with `Closed`.
    pub fn shut(&self) {
        self.shared.shut();
    }

    /// Returns whether [`close`](Self::close) or [`shut`](Self::shut) was called.
    pub fn is_closed(&self) -> bool {
        self.shared.gate.is_closed()
    }
}

impl Service<HttpRequest> for HttpStack {
    type Response = HttpResponse;
    type Error = Error;
    type Future = BoxFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest) -> BoxFuture {
        let stack = self.clone();
        Box::pin(async move { stack.send(request).await })
    }
}

impl fmt::Debug for HttpStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpStack")
            .field("endpoint", &format_args!("{}", self.endpoint()))
            .field("protocol", &self.shared.protocol)
            .field("closed", &self.is_closed())
            .finish()
    }
}

fn operation_of(request: &HttpRequest) -> Option<OperationKind> {
    request.extensions().get::<CallContext>().and_then(|context| context.operation)
}

fn warn_if_insecure(config: &HttpConfig) {
    let in_headers = |name: &str| config.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let credentials = config.auth.is_some() || in_headers("api-key") || in_headers("authorization");
    let open = config.endpoints.iter().find(|endpoint| !endpoint.https && !endpoint.is_loopback());
    if let Some(endpoint) = open.filter(|_| credentials && config.warn_insecure) {
        tracing::warn!(
            server.address = endpoint.host,
            "credentials are sent over plain http: use https, or switch this warning off with `warn_insecure`"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_and_its_futures_go_to_other_threads() {
        fn check<T: Send>(_: &T) {}
        fn check_stack<T: Send + Sync + Clone + 'static>(_: &T) {}
        let mut stack = HttpStack::new(HttpConfig::default(), Protocol::Http1).unwrap();
        check_stack(&stack);
        check(&stack.send(HttpRequest::default()));
        check(&stack.close());
        check(&stack.connect());
        check(&stack.download(HttpRequest::default()));
        check(&stack.upload(http::Request::new(Bytes::new().into())));
        check(&stack.call(HttpRequest::default()));
    }

    #[test]
    fn debug_tells_where_it_goes() {
        let stack = HttpStack::new(HttpConfig::default(), Protocol::Http2).unwrap();
        let shown = format!("{stack:?}");
        assert_eq!(shown, "HttpStack { endpoint: http://localhost:6333, protocol: Http2, closed: false }");
    }
}
