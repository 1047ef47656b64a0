//! What can be seen of calls from outside.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use http::HeaderValue;
use http::header::RETRY_AFTER;
use qdrant_core::Effect;
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol, RequestId};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_default;
use tracing::{Event, Metadata, Subscriber};

use crate::server::{Server, context, get, reply, request};

/// Refuses the first request, and notes the names of all.
async fn naming() -> (Server, Arc<Mutex<Vec<String>>>) {
    let names = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&names);
    let server = Server::http(Protocol::Http1, move |request| {
        let mut seen = seen.lock().unwrap();
        let name = request.headers().get("x-request-id").map_or("", |name| name.to_str().unwrap());
        seen.push(name.to_owned());
        let first = seen.len() == 1;
        async move {
            let mut response = reply(if first { 503 } else { 200 }, "");
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("0"));
            response
        }
    })
    .await;
    (server, names)
}

#[tokio::test]
async fn a_call_has_one_name_over_all_of_its_attempts() {
    let (server, names) = naming().await;
    let stack = HttpStack::new(server.config().request_ids(true), Protocol::Http1).unwrap();
    let response = stack.send(get("/")).await.unwrap();
    let id = response.extensions().get::<RequestId>().unwrap().as_str().to_owned();
    stack.send(get("/")).await.unwrap();
    let mut own = context(Effect::Read);
    own.headers.push(("x-request-id".to_owned(), "own".into()));
    let response = stack.send(request("/", own)).await.unwrap();
    assert_eq!(response.extensions().get::<RequestId>(), None);
    let names = names.lock().unwrap().clone();
    assert_eq!((&names[0], &names[1], names[3].as_str()), (&id, &id, "own"));
    assert!(names[2].len() == 36 && names[2] != id);
}

#[tokio::test]
async fn calls_have_no_name_unless_it_is_wanted_and_that_of_the_configuration_stays() {
    let (server, names) = naming().await;
    server.stack(Protocol::Http1).send(get("/")).await.unwrap();
    let config = server.config().request_ids(true).header("X-Request-Id", "fixed");
    HttpStack::new(config, Protocol::Http1).unwrap().send(get("/")).await.unwrap();
    assert_eq!(*names.lock().unwrap(), ["", "", "fixed"]);
}

/// Writes down all spans and events.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("qdrant_http")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        let mut notes = self.0.lock().unwrap();
        notes.push(line.0);
        Id::from_u64(notes.len() as u64)
    }
    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        let index = usize::try_from(id.into_u64()).unwrap() - 1;
        self.0.lock().unwrap()[index].push_str(&line.0);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn every_attempt_has_a_span_with_the_endpoint_it_went_to() {
    let dead = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let (server, _) = naming().await;
    let port = server.address.port();
    let mut config = HttpConfig::default().header("x-token", "hush");
    config.endpoints = vec![Endpoint::http("127.0.0.1", dead), Endpoint::http("127.0.0.1", port)];
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let notes = Notes::default();
    let guard = set_default(notes.clone());
    stack.send(get("/x?y=hush")).await.unwrap();
    drop(guard);
    let notes = notes.0.lock().unwrap();
    assert!(!notes.concat().contains("hush"), "{notes:#?}");
    let attempts: Vec<_> = notes.iter().filter(|line| line.starts_with("qdrant.attempt")).collect();
    assert_eq!(attempts.len(), 3, "{notes:#?}");
    let has = |line: &str, facts: &[String]| {
        for fact in facts {
            assert!(line.contains(fact.as_str()), "{fact} in {line}");
        }
    };
    let at = |port: u16| format!("server.port={port}");
    has(
        attempts[0],
        &[at(dead), "error.type=connection failed".into(), "server.address=\"127.0.0.1\"".into()],
    );
    has(attempts[1], &[at(port), "error.type=\"503\"".into(), "http.request.resend_count=1".into()]);
    has(attempts[2], &[at(port), "status_code=200".into(), "http.request.resend_count=2".into()]);
    assert!(!attempts[2].contains("error.type"), "{}", attempts[2]);
    let aside = notes.iter().filter(|line| line.contains("the endpoint is set aside")).count();
    assert_eq!(aside, 1, "{notes:#?}");
}
