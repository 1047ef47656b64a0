//! The layer that traces each attempt.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Version;
use pin_project_lite::pin_project;
use qdrant_core::Error;
use tower_layer::Layer;
use tower_service::Service;
use tracing::Span;
use tracing::field::{Empty, display};

use crate::context::Progress;
use crate::request_id::RequestId;
use crate::service::{HttpRequest, HttpResponse, HttpService};

/// Opens a span for each attempt, with the names of OpenTelemetry. Neither headers nor bodies get in.
#[derive(Debug, Clone)]
pub(crate) struct TraceLayer(());

impl TraceLayer {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for TraceLayer {
    type Service = Trace<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Trace { inner }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Trace<S> {
    inner: S,
}

impl<S: HttpService> Service<HttpRequest> for Trace<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = TraceFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        let span = tracing::trace_span!(
            "qdrant.attempt",
            otel.kind = "client",
            otel.name = request.method().as_str(),
            otel.status_code = Empty,
            error.r#type = Empty,
            http.request.method = request.method().as_str(),
            http.request.resend_count = Empty,
            "http.request.header.x-request-id" = Empty,
            http.response.status_code = Empty,
            network.protocol.version = Empty,
            server.address = Empty,
            server.port = Empty,
            url.path = request.uri().path(),
        );
        if !span.is_disabled() {
            let progress = Progress::of(&mut request);
            if let Some(target) = progress.target() {
                span.record("server.address", target.endpoint.host.as_str());
                span.record("server.port", target.endpoint.port);
            }
            if let Some(id) = request.extensions().get::<RequestId>() {
                span.record("http.request.header.x-request-id", id.as_str());
            }
            let repeats = progress.attempts().saturating_sub(1);
            if repeats > 0 {
                span.record("http.request.resend_count", repeats);
            }
        }
        let inner = span.in_scope(|| self.inner.call(request));
        TraceFuture { inner, span }
    }
}

pin_project! {
    pub(crate) struct TraceFuture<F> {
        #[pin]
        inner: F,
        span: Span,
    }
}

impl<F: Future<Output = Result<HttpResponse, Error>>> Future for TraceFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _entered = this.span.enter();
        let result = this.inner.poll(cx);
        match &result {
            Poll::Ready(Ok(response)) => {
                note_reply(this.span, response);
            }
            Poll::Ready(Err(error)) => {
                this.span.record("otel.status_code", "error");
                this.span.record("error.type", display(error.kind()));
            }
            Poll::Pending => {}
        }
        result
    }
}

fn note_reply(span: &Span, response: &HttpResponse) {
    if span.is_disabled() {
        return;
    }
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_client_error() || status.is_server_error() {
        span.record("otel.status_code", "error");
        span.record("error.type", status.as_str());
    }
    let version = match response.version() {
        Version::HTTP_10 => "1.0",
        Version::HTTP_11 => "1.1",
        Version::HTTP_2 => "2",
        _ => return,
    };
    span.record("network.protocol.version", version);
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::sync::{Arc, Mutex};

    use qdrant_core::ErrorKind;
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::subscriber::with_default;
    use tracing::{Event, Level, Metadata, Subscriber};

    use super::*;
    use crate::config::Protocol;
    use crate::endpoint::Endpoint;
    use crate::request_id;
    use crate::service::call;
    use crate::target::Targets;
    use crate::testing::{Mock, context, reply, request_with};

    /// Writes down the fields of all spans.
    #[derive(Clone, Default)]
    struct Notes(Arc<Mutex<Vec<String>>>);

    impl Visit for Notes {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            self.0.lock().unwrap().push(format!("{field}={value:?}"));
        }
    }

    impl Subscriber for Notes {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            assert_eq!(span.metadata().level(), &Level::TRACE);
            self.0.lock().unwrap().push(span.metadata().name().to_owned());
            span.record(&mut self.clone());
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, values: &Record<'_>) {
            values.record(&mut self.clone());
        }
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, _: &Event<'_>) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    fn trace(mock: Mock) -> String {
        let notes = Notes::default();
        let endpoint = Endpoint::parse("http://db:7000", Protocol::Http1).unwrap();
        let targets = Targets::new(&[endpoint], std::time::Duration::ZERO, None).unwrap();
        let mut service = TraceLayer::new().layer(mock);
        let mut request = request_with(context());
        *request.uri_mut() = "/collections/books?api_key=hush".parse().unwrap();
        request.headers_mut().insert("api-key", "hush".parse().unwrap());
        request_id::name(&mut request).unwrap();
        let progress = Progress::of(&mut request);
        progress.aim(targets.first());
        (0..3).for_each(|_| progress.count());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        with_default(notes.clone(), || runtime.block_on(async { call(&mut service, request).await.ok() }));
        let notes = notes.0.lock().unwrap();
        notes.join(" ")
    }

    #[test]
    fn a_span_tells_where_and_how_without_secrets() {
        let notes = trace(Mock::new(|_| std::future::ready(Ok(reply(404)))));
        assert!(notes.starts_with("qdrant.attempt "), "{notes}");
        for fact in [
            r#"http.request.method="GET""#,
            r#"url.path="/collections/books""#,
            r#"server.address="db""#,
            "server.port=7000",
            "http.response.status_code=404",
            r#"error.type="404""#,
            r#"otel.status_code="error""#,
            r#"network.protocol.version="1.1""#,
            r#"http.request.header.x-request-id=""#,
            "http.request.resend_count=2",
        ] {
            assert!(notes.contains(fact), "{fact} in {notes}");
        }
        assert!(!notes.contains("hush"), "{notes}");
    }

    #[test]
    fn a_success_is_no_error() {
        let notes = trace(Mock::new(|_| std::future::ready(Ok(reply(200)))));
        assert!(!notes.contains("error"), "{notes}");
    }

    #[test]
    fn a_failure_leaves_its_kind() {
        let notes = trace(Mock::new(|_| std::future::ready(Err(Error::new(ErrorKind::Connect, "no")))));
        assert!(notes.contains("error.type=connection failed"), "{notes}");
    }
}
