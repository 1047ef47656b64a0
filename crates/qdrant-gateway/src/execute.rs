//! One call, from the decoded request to the reply.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use http::HeaderMap;
use qdrant_core::{Call, CallOptions, Error, ErrorKind, Reply, Request, SharedTransport};
use tracing::Instrument;

/// How much longer than the server behind it the gateway waits, when the request says how long that may take.
const SLACK: Duration = Duration::from_secs(5);

/// Headers that a server behind the gateway has a use for.
const PASSED_ON: [&str; 5] =
    ["x-request-id", "x-tracing-id", "traceparent", "tracestate", "x-qdrant-route-affinity"];

/// Headers that end in this carry keys of embedding services; `api-key` itself does not end in it.
const KEY_OF_ANOTHER: &str = "-api-key";

/// Which protocol a request came over; it is told in traces.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wire {
    Rest,
    Grpc,
}

/// What is known about a request besides the operation.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) wire: Wire,
    pub(crate) started: Instant,
    pub(crate) options: CallOptions,
}

impl Context {
    pub(crate) fn new(wire: Wire, headers: &HeaderMap) -> Self {
        Self { wire, started: Instant::now(), options: options(headers) }
    }
}

/// Takes over the headers that concern the server behind the gateway; never the key for the gateway itself.
fn options(headers: &HeaderMap) -> CallOptions {
    let mut options = CallOptions::default();
    for (name, value) in headers {
        let name = name.as_str();
        if (PASSED_ON.contains(&name) || name.ends_with(KEY_OF_ANOTHER))
            && let Ok(value) = value.to_str()
        {
            options = options.header(name, value);
        }
    }
    options
}

/// Sends a request through the transport.
pub(crate) async fn execute(
    transport: &SharedTransport,
    request: Request,
    context: Context,
) -> Result<Reply, Error> {
    let Context { wire, started, mut options } = context;
    if options.timeout.is_none() {
        options.timeout = request.timeout().map(|timeout| timeout.saturating_add(SLACK));
    }
    let operation = request.kind();
    let span = tracing::debug_span!(
        "qdrant.gateway.call",
        db.system.name = "qdrant",
        db.operation.name = operation.name(),
        db.collection.name = request.collection_name(),
        otel.kind = "server",
        wire = ?wire,
    );
    let call = Call::from(request).with_options(options);
    let result = transport.execute(call).instrument(span.clone()).await;
    span.in_scope(|| match &result {
        Ok(_) => tracing::debug!(elapsed = ?started.elapsed(), "answered"),
        Err(error) => tracing::debug!(elapsed = ?started.elapsed(), %error, "refused"),
    });
    let mut reply = result?;
    let answered = reply.response.kind();
    if answered != operation {
        let message = format!("the transport answered `{answered}` to `{operation}`");
        return Err(Error::new(ErrorKind::Decode, message).with_operation(operation));
    }
    reply.meta.time.get_or_insert_with(|| started.elapsed());
    Ok(reply)
}

/// Runs a handler; a panic in it becomes an error, so that it ends one request and not the server.
pub(crate) async fn guarded<T>(handler: impl Future<Output = T>) -> Result<T, Error> {
    AssertUnwindSafe(handler).catch_unwind().await.map_err(|panic| {
        tracing::error!(panic = panic_text(&*panic), "a request made the gateway panic");
        Error::new(ErrorKind::Server, "the gateway failed on this request")
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "without a text",
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn headers_for_the_server_behind_are_passed_on_and_keys_for_the_gateway_are_not() {
        let mut headers = HeaderMap::new();
        for name in [
            "api-key",
            "authorization",
            "cookie",
            "content-type",
            "x-request-id",
            "traceparent",
            "openai-api-key",
        ] {
            headers.insert(name, HeaderValue::from_static("v"));
        }
        let mut names: Vec<_> = options(&headers).headers.into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["openai-api-key", "traceparent", "x-request-id"]);
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        let error = guarded(async { panic!("oh {}", "no") }).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server);
        assert!(!error.to_string().contains("oh no"), "{error}");
        assert_eq!(guarded(async { 1 }).await.unwrap(), 1);
    }
}
