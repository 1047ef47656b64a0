//! The connections of a stack, and the sending of one attempt over one of them.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::PROXY_AUTHORIZATION;
use http::response::Parts;
use http::{Extensions, Request, Response, StatusCode};
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::client::legacy::Error as ClientError;
use qdrant_core::{ByteStream, Error, ErrorKind};
use tower_service::Service;

use super::lane::{self, Lane, Sent};
use crate::background::Background;
use crate::body::{CollectedBody, SentBody, collect};
use crate::config::{HttpConfig, Protocol};
use crate::connect::{self, DialError, Dialer};
use crate::context::{CallContext, Progress};
use crate::download::Landing;
use crate::encoding::refuse_packed;
use crate::failure::{Scene, lost_its_dial};
use crate::latest::Latest;
use crate::proxy::Proxy;
use crate::service::{BoxFuture, HttpRequest, HttpResponse};
use crate::sniff::Peer;
use crate::target::{Target, Targets};
use crate::transfer::Transfer;
use crate::upload::{Limits, Upload};
use crate::vigil::Vigil;

/// Sends requests over pooled connections and collects the replies, or leaves them where a download fetches them.
#[derive(Debug, Clone)]
pub(crate) struct Client(pub(super) Arc<Pool>);

#[derive(Debug)]
pub(super) struct Pool {
    targets: Targets,
    /// One for each target.
    pub(super) hosts: Box<[Arc<Host>]>,
    background: Arc<Background>,
}

/// The connections to one endpoint.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) target: Arc<Target>,
    dialer: Dialer,
    /// Empty once the stack is closed.
    lanes: RwLock<Box<[Lane]>>,
    next: AtomicUsize,
    pub(super) protocol: Protocol,
    max_response_bytes: usize,
    upload_idle: Option<Duration>,
}

impl Client {
    /// Creates a client; it connects when it is used.
    ///
    /// # Errors
    ///
    /// As [`Dialer::new`], and `Config` for a pool without connections or with too many.
    pub(crate) fn new(
        config: &HttpConfig,
        protocol: Protocol,
        background: &Arc<Background>,
    ) -> Result<Self, Error> {
        let targets = Targets::new(&config.endpoints, config.endpoint_pause, config.proxy.as_ref())?;
        let secure = connect::Secure::new(config, protocol)?;
        let hosts = targets.iter().map(|target| Host::new(config, protocol, target, &secure).map(Arc::new));
        let hosts = hosts.collect::<Result<_, Error>>()?;
        Ok(Self(Arc::new(Pool { targets, hosts, background: Arc::clone(background) })))
    }

    pub(crate) fn targets(&self) -> &Targets {
        &self.0.targets
    }

    /// Looks in the background whether endpoints that were set aside can be reached again, if it is time.
    pub(crate) fn look_at_the_ill(&self) {
        for host in &self.0.hosts {
            let Some(health) = &host.target.health else { continue };
            if health.is_well() {
                continue;
            }
            if let Some(look) = health.claim() {
                let probe = host.dialer.probe(host.target.origin.uri());
                self.0.background.start(async move {
                    probe.await;
                    drop(look);
                });
            }
        }
    }

    /// Lets go of all connections; those with running calls end with the last of them.
    pub(crate) fn close(&self) {
        for host in &self.0.hosts {
            *host.lanes.write().unwrap_or_else(PoisonError::into_inner) = Box::default();
        }
    }
}

impl Host {
    /// Returns how many connections take turns.
    pub(super) fn lanes(&self) -> usize {
        self.lanes.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn new(
        config: &HttpConfig,
        protocol: Protocol,
        target: &Arc<Target>,
        secure: &connect::Secure,
    ) -> Result<Self, Error> {
        let dialer = Dialer::new(config, protocol, target, secure)?;
        let lanes =
            (0..lane::count(config, protocol)?).map(|_| Lane::new(config, protocol, &dialer)).collect();
        Ok(Self {
            target: Arc::clone(target),
            dialer,
            lanes: RwLock::new(lanes),
            next: AtomicUsize::new(0),
            protocol,
            max_response_bytes: config.max_response_bytes,
            upload_idle: config.upload_idle_timeout,
        })
    }

    pub(super) fn scene<'a>(&'a self, peer: &Peer) -> Scene<'a> {
        Scene {
            address: &self.target.address,
            protocol: self.protocol,
            https: self.target.endpoint.https,
            speech: peer.speech_to(self.protocol),
        }
    }

    /// Returns the proxy that is handed every request, if there is one.
    fn forwarder(&self) -> Option<&Proxy> {
        self.target.proxy.as_deref().filter(|_| !self.target.tunnels(self.protocol))
    }

    fn send(&self, mut request: Request<SentBody>) -> Result<Sent, Error> {
        if let Some(authorization) = self.forwarder().and_then(|proxy| proxy.authorization.clone()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        let lanes = self.lanes.read().unwrap_or_else(PoisonError::into_inner);
        if lanes.is_empty() {
            return Err(Error::new(ErrorKind::Closed, "the connections are closed").with_not_sent());
        }
        let lane = &lanes[self.next.fetch_add(1, Ordering::Relaxed) % lanes.len()];
        Ok(lane.send(request))
    }

    /// Sends a request and waits for the head of the reply.
    ///
    /// Requests that need a new connection of HTTP/2 wait for the one of them that makes it. When that one is given up,
    /// another one takes its place; when it fails, it fails for all of them.
    pub(super) async fn head(
        &self,
        mut request: Request<SentBody>,
        progress: &Progress,
    ) -> Result<(Parts, Incoming, Arc<Peer>), Error> {
        loop {
            let vigil = Vigil::new(&mut request, progress);
            let Sent { response, latest, spare } = self.send(request)?;
            let Some(response) = vigil.keep(response).await else {
                progress.note_stale();
                let message =
                    format!("{} closed the connection before the request was sent", self.target.address);
                return Err(Error::new(ErrorKind::Connect, message).with_not_sent());
            };
            let error = match response {
                Ok(response) => return self.headed(response),
                Err(error) => error,
            };
            if !lost_its_dial(&error) {
                return Err(self.failed(error, &latest, progress));
            }
            if let Some(failure) = latest.failure() {
                return Err(failure.to_error());
            }
            let Some(spare) = spare else {
                progress.note_stale();
                return Err(self.failed(error, &latest, progress));
            };
            request = spare;
        }
    }

    /// Explains why a request has no reply.
    fn failed(&self, error: ClientError, latest: &Latest, progress: &Progress) -> Error {
        let own = peer_of(&error);
        let was_used = own.as_ref().is_some_and(|peer| peer.has_served());
        let peer = own.unwrap_or_else(|| latest.peer());
        let error = self.scene(&peer).request_failed(error);
        if was_used && error.kind() == ErrorKind::Connect {
            progress.note_stale();
        }
        error
    }

    /// Takes the head of a reply apart.
    fn headed(&self, response: Response<Incoming>) -> Result<(Parts, Incoming, Arc<Peer>), Error> {
        let (mut parts, body) = response.into_parts();
        let peer = parts.extensions.remove::<Arc<Peer>>().unwrap_or_default();
        peer.note_service();
        if parts.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            && let Some(proxy) = self.forwarder()
        {
            return Err(DialError::of_proxy_credentials(&proxy.name).to_error());
        }
        Ok((parts, body, peer))
    }

    async fn collected(&self, parts: Parts, body: Incoming, peer: &Peer) -> Result<HttpResponse, Error> {
        let limit = self.max_response_bytes;
        let body = collect(body, limit).await.map_err(|error| self.scene(peer).body_failed(error, limit))?;
        Ok(HttpResponse::from_parts(parts, body))
    }

    /// Sends a request and collects the reply.
    async fn exchange(&self, request: Request<SentBody>, progress: &Progress) -> Result<HttpResponse, Error> {
        let (parts, body, peer) = self.head(request, progress).await?;
        self.collected(parts, body, &peer).await
    }

    /// Sends a request, and leaves the body of a success at the landing.
    async fn download(
        self: Arc<Self>,
        request: Request<SentBody>,
        landing: Arc<Landing>,
        progress: Arc<Progress>,
    ) -> Result<HttpResponse, Error> {
        landing.clear();
        let (parts, body, peer) = self.head(request, &progress).await?;
        if !parts.status.is_success() {
            return self.collected(parts, body, &peer).await;
        }
        refuse_packed(&parts.headers)?;
        let length = body.size_hint().exact();
        let chunks = ByteStream::new(Chunks { body, peer, host: self });
        landing.leave(match length {
            Some(length) => chunks.with_length(length),
            None => chunks,
        });
        Ok(HttpResponse::from_parts(parts, CollectedBody::default()))
    }

    /// Sends a request whose body comes from a source, and collects the reply.
    async fn upload(
        &self,
        request: HttpRequest,
        upload: Arc<Upload>,
        answer: Option<Duration>,
        progress: &Progress,
    ) -> Result<HttpResponse, Error> {
        let attempt = upload.start(Limits { idle: self.upload_idle, answer })?;
        let request = request.map(|_| SentBody::Streamed(attempt.body()));
        attempt.guard(self.exchange(request, progress)).await
    }
}

/// The chunks of a reply, with failures in our words.
struct Chunks {
    body: Incoming,
    peer: Arc<Peer>,
    host: Arc<Host>,
}

impl Stream for Chunks {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(self.host.scene(&self.peer).stream_failed(error))));
                }
                None => return Poll::Ready(None),
            };
            // Trailers say nothing about bytes.
            if let Ok(data) = frame.into_data() {
                return Poll::Ready(Some(Ok(data)));
            }
        }
    }
}

impl Service<HttpRequest> for Client {
    type Response = HttpResponse;
    type Error = Error;
    type Future = BoxFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: HttpRequest) -> BoxFuture {
        let transfer = request.extensions_mut().remove::<Transfer>();
        let progress = Progress::of(&mut request);
        let index = progress.target().map_or(0, |target| target.index);
        let host = Arc::clone(&self.0.hosts[index]);
        let timeout = request.extensions().get::<CallContext>().and_then(|context| context.timeout);
        // They are ours alone, and may outlive the call inside of hyper.
        request.extensions_mut().clear();
        let whole =
            |request: HttpRequest| request.map(|data| SentBody::Whole(CollectedBody::new(data, None)));
        match transfer {
            None => Box::pin(async move { host.exchange(whole(request), &progress).await }),
            Some(Transfer::Download(landing)) => Box::pin(host.download(whole(request), landing, progress)),
            Some(Transfer::Upload(upload)) => {
                Box::pin(async move { host.upload(request, upload, timeout, &progress).await })
            }
        }
    }
}

/// Returns the peer of the connection that failed, if hyper tells which one it was.
fn peer_of(error: &ClientError) -> Option<Arc<Peer>> {
    let mut extras = Extensions::new();
    error.connect_info()?.get_extras(&mut extras);
    extras.remove()
}
