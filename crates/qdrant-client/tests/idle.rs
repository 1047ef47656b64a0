//! Nothing is computed for the log when nobody listens. It is a program of its own, for there is one listener in it.

#![cfg(all(feature = "rest", feature = "grpc"))]

use std::sync::atomic::{AtomicUsize, Ordering};

use qdrant_client::{CountPoints, Qdrant, RetryPolicy};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

static PLACES: AtomicUsize = AtomicUsize::new(0);
static QUESTIONS: AtomicUsize = AtomicUsize::new(0);

/// Says once for each place in the code that it does not care, and counts if it is asked all the same.
///
/// The macros of `tracing` compute the fields of a span or an event after they have asked, and only then.
struct Deaf;

impl Deaf {
    fn asked() {
        QUESTIONS.fetch_add(1, Ordering::SeqCst);
    }
}

impl Subscriber for Deaf {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        PLACES.fetch_add(1, Ordering::SeqCst);
        Interest::never()
    }
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        Self::asked();
        false
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Self::asked();
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {
        Self::asked();
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {
        Self::asked();
    }
    fn event(&self, _: &Event<'_>) {
        Self::asked();
    }
    fn enter(&self, _: &Id) {
        Self::asked();
    }
    fn exit(&self, _: &Id) {
        Self::asked();
    }
    fn clone_span(&self, id: &Id) -> Id {
        Self::asked();
        id.clone()
    }
}

#[tokio::test]
async fn a_log_that_is_off_costs_a_call_one_question_for_each_place_in_the_code() {
    tracing::subscriber::set_global_default(Deaf).unwrap();
    // Nobody listens at this port: all layers are passed, and the call fails.
    for url in ["http://127.0.0.1:1", "grpc://127.0.0.1:1"] {
        let builder = Qdrant::from_url(url).retry(RetryPolicy::none()).request_ids(true);
        let client = builder.build().unwrap().with_api_key("k");
        client.count(CountPoints::new("c")).await.unwrap_err();
        let places = PLACES.load(Ordering::SeqCst);
        assert!(places > 0, "there is something to listen to");
        for _ in 0..100 {
            client.count(CountPoints::new("c")).await.unwrap_err();
        }
        assert_eq!(QUESTIONS.load(Ordering::SeqCst), 0);
    }
}
