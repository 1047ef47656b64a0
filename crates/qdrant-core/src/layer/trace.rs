//! A `tracing` span for each call.

use std::sync::Arc;

use async_trait::async_trait;
use tracing::Instrument;
use tracing::field::{Empty, display};

use super::TransportLayer;
use crate::call::{Call, Reply};
use crate::error::Error;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Opens a `tracing` span at debug level for each call.
///
/// Field names are those of OpenTelemetry's database conventions. Where calls may go to [several](TransportInfo::several)
/// places, the span says at its end where this one went. Bodies and headers are never recorded. When nobody
/// listens, the call goes straight through.
#[derive(Debug, Clone, Copy, Default)]
pub struct TraceLayer {}

impl TraceLayer {
    /// Creates the layer.
    pub fn new() -> Self {
        Self {}
    }
}

impl TransportLayer for TraceLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        let info = inner.info();
        let place = (!info.several).then(|| {
            let (host, port) = info.address.as_deref().map_or((None, None), host_and_port);
            Place { transport: info.name.into_owned(), host: host.map(str::to_owned), port }
        });
        Arc::new(Trace { inner, place })
    }
}

#[derive(Debug)]
struct Trace {
    inner: SharedTransport,
    /// Where all calls go; `None` if that depends on the call.
    place: Option<Place>,
}

#[derive(Debug)]
struct Place {
    transport: String,
    host: Option<String>,
    port: Option<u16>,
}

/// Takes host and port out of a URL; what has no scheme, such as a folder, has neither.
fn host_and_port(address: &str) -> (Option<&str>, Option<u16>) {
    let Some((_, rest)) = address.split_once("://") else { return (None, None) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = authority.rsplit_once('@').map_or(authority, |(_, authority)| authority);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        Some(_) | None => (authority, None),
    };
    (Some(host.trim_start_matches('[').trim_end_matches(']')), port)
}

#[async_trait]
impl Transport for Trace {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let place = self.place.as_ref();
        let span = tracing::debug_span!(
            "qdrant.call",
            otel.kind = "client",
            otel.name = Empty,
            db.system.name = "qdrant",
            db.operation.name = call.request.kind().name(),
            db.collection.name = call.request.collection_name(),
            server.address = place.and_then(|place| place.host.as_deref()),
            server.port = place.and_then(|place| place.port),
            db.response.status_code = Empty,
            qdrant.transport = place.map(|place| place.transport.as_str()),
            qdrant.attempts = Empty,
            otel.status_code = Empty,
            error.type = Empty,
        );
        if span.is_disabled() {
            return self.inner.execute(call).await;
        }
        match call.request.collection_name() {
            Some(collection) => {
                span.record("otel.name", display(format_args!("{} {collection}", call.request.kind())))
            }
            None => span.record("otel.name", call.request.kind().name()),
        };
        let result = self.inner.execute(call).instrument(span.clone()).await;
        if self.place.is_none() {
            let (transport, address) = match &result {
                Ok(reply) => (reply.meta.transport.as_deref(), reply.meta.address.as_deref()),
                Err(error) => (error.transport(), error.address()),
            };
            let (host, port) = address.map_or((None, None), host_and_port);
            span.record("qdrant.transport", transport);
            span.record("server.address", host);
            span.record("server.port", port);
        }
        match &result {
            Ok(reply) => {
                span.record("qdrant.attempts", reply.meta.attempts);
                span.record("otel.status_code", "OK");
            }
            Err(error) => {
                span.record("qdrant.attempts", error.attempts());
                span.record("otel.status_code", "ERROR");
                span.record("error.type", error.kind().as_str());
                // The status is text by the conventions, whatever the wire.
                if let Some(server) = error.server() {
                    let status = server.http_status.map(i32::from).or(server.grpc_code);
                    span.record("db.response.status_code", status.map(display));
                }
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::sync::Mutex;

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::subscriber::with_default;
    use tracing::{Event, Level, Metadata, Subscriber};

    use super::*;
    use crate::error::{ErrorKind, ServerError};
    use crate::layer::{Fallback, Route};
    use crate::{Capabilities, CountPoints, HealthzRequest, Operation, TransportExt};

    /// Writes down the fields of all spans, if it listens.
    #[derive(Clone)]
    struct Notes {
        listens: bool,
        fields: Arc<Mutex<Vec<String>>>,
    }

    impl Visit for Notes {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            self.fields.lock().unwrap().push(format!("{field}={value:?}"));
        }
    }

    impl Subscriber for Notes {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            self.listens && metadata.level() <= &Level::DEBUG
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
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

    /// Answers counts, and nothing else.
    #[derive(Debug)]
    struct Server;

    #[async_trait]
    impl Transport for Server {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("rest", Capabilities::all()).with_address("https://[::1]:7000/prefix")
        }

        async fn execute(&self, call: Call) -> Result<Reply, Error> {
            match call.request.collection_name() {
                Some("c") => Ok(Reply::new(CountPoints::into_response(1))),
                _ => Err(Error::new(ErrorKind::NotFound, "no").with_server(ServerError::http(404, "hush"))),
            }
        }
    }

    fn notes_of(listens: bool, operation: impl Operation) -> Vec<String> {
        notes_over(Arc::new(Server), listens, operation)
    }

    fn notes_over(transport: SharedTransport, listens: bool, operation: impl Operation) -> Vec<String> {
        let notes = Notes { listens, fields: Arc::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        with_default(notes.clone(), || {
            let options = crate::CallOptions::default().header("api-key", "hush");
            let traced = TraceLayer::new().layer(transport);
            runtime.block_on(traced.call_with(operation, options)).ok()
        });
        let mut fields = notes.fields.lock().unwrap().clone();
        fields.sort();
        fields
    }

    #[test]
    fn a_span_has_the_fields_of_the_conventions() {
        assert_eq!(
            notes_of(true, CountPoints::new("c")),
            [
                r#"db.collection.name="c""#,
                r#"db.operation.name="count_points""#,
                r#"db.system.name="qdrant""#,
                r#"otel.kind="client""#,
                "otel.name=count_points c",
                r#"otel.status_code="OK""#,
                "qdrant.attempts=1",
                r#"qdrant.transport="rest""#,
                r#"server.address="::1""#,
                "server.port=7000",
            ]
        );
    }

    #[test]
    fn a_failure_leaves_its_kind_and_status() {
        let notes = notes_of(true, HealthzRequest {}).join(" ");
        for fact in [
            "db.response.status_code=404",
            r#"error.type="not found""#,
            r#"otel.name="healthz""#,
            r#"otel.status_code="ERROR""#,
        ] {
            assert!(notes.contains(fact), "{fact} in {notes}");
        }
        assert!(!notes.contains("hush") && !notes.contains("db.collection.name"), "{notes}");
    }

    /// Carries counts, and does not say where.
    #[derive(Debug)]
    struct Elsewhere;

    #[async_trait]
    impl Transport for Elsewhere {
        fn info(&self) -> TransportInfo {
            let counts = Capabilities::none().with(CountPoints::KIND);
            TransportInfo::new("elsewhere", counts).with_address("http://e:1")
        }

        async fn execute(&self, _: Call) -> Result<Reply, Error> {
            Err(Error::new(ErrorKind::Unavailable, "down"))
        }
    }

    #[test]
    fn over_several_transports_the_span_has_that_of_the_call() {
        let route =
            || Arc::new(Route::new([Arc::new(Elsewhere) as SharedTransport, Arc::new(Server)]).unwrap());
        let fallback = || Arc::new(Fallback::new(Arc::new(Elsewhere), Arc::new(Server)));
        let place = |notes: Vec<String>| -> Vec<String> {
            notes.into_iter().filter(|note| note.contains("server.") || note.contains("transport")).collect()
        };
        let (elsewhere, server) = (
            [r#"qdrant.transport="elsewhere""#, r#"server.address="e""#, "server.port=1"],
            [r#"qdrant.transport="rest""#, r#"server.address="::1""#, "server.port=7000"],
        );
        assert_eq!(place(notes_over(route(), true, CountPoints::new("c"))), elsewhere);
        assert_eq!(place(notes_over(route(), true, HealthzRequest {})), server);
        assert_eq!(place(notes_over(fallback(), true, CountPoints::new("c"))), server);
        assert_eq!(place(notes_over(fallback(), true, HealthzRequest {})), server);
    }

    #[test]
    fn without_a_listener_nothing_is_recorded() {
        assert!(notes_of(false, CountPoints::new("c")).is_empty());
    }

    #[test]
    fn only_urls_have_a_host() {
        for (address, host, port) in [
            ("http://h:6333", Some("h"), Some(6333)),
            ("https://[::1]", Some("::1"), None),
            ("http://user:hush@h:1/p:2", Some("h"), Some(1)),
            ("/var/lib/db:1", None, None),
        ] {
            assert_eq!(host_and_port(address), (host, port), "{address}");
        }
    }
}
