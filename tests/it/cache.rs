//! What the cache of the examples may keep, and what it may not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use qdrant_client::{
    Call, Capabilities, CountPoints, CreateCollection, DeleteCollection, Distance, Document,
    DownloadSnapshot, Error, HealthzRequest, Operation, PrefetchQuery, Qdrant, QueryPoints, Reply, Request,
    Sample, Transport, TransportInfo, VectorParams,
};
use qdrant_testkit::MockTransport;
use tokio::sync::Semaphore;

use crate::custom_transport::Cache;

/// Counts how often it was asked to count. Each count and each deletion waits until it is let through.
#[derive(Debug)]
struct Counting {
    asked: AtomicU64,
    arrived: Semaphore,
    reads: Semaphore,
    writes: Semaphore,
}

#[async_trait]
impl Transport for Counting {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("counting", Capabilities::all())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        self.arrived.add_permits(1);
        let Request::CountPoints(_) = call.request else {
            self.writes.acquire().await.unwrap().forget();
            return Ok(Reply::new(DeleteCollection::into_response(true)));
        };
        let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.reads.acquire().await.unwrap().forget();
        Ok(Reply::new(CountPoints::into_response(asked)))
    }
}

impl Counting {
    fn client() -> (Arc<Self>, Qdrant) {
        let counting = Arc::new(Self {
            asked: AtomicU64::new(0),
            arrived: Semaphore::new(0),
            reads: Semaphore::new(100),
            writes: Semaphore::new(100),
        });
        let cached = Cache::layer(Arc::<Self>::clone(&counting));
        (counting, Qdrant::from_transport(cached))
    }
}

async fn count(client: &Qdrant) -> u64 {
    client.count(CountPoints::new("c")).await.unwrap()
}

#[tokio::test]
async fn a_read_is_answered_from_memory_until_something_is_written() {
    let (_, client) = Counting::client();
    assert_eq!((count(&client).await, count(&client).await), (1, 1));
    assert_eq!(client.count(CountPoints::new("other")).await.unwrap(), 2);
    client.delete_collection("other").await.unwrap();
    assert_eq!((count(&client).await, count(&client).await), (3, 3));
}

#[tokio::test]
async fn what_one_user_may_see_is_not_shown_to_another() {
    let (_, client) = Counting::client();
    let (ann, bob) = (client.with_api_key("ann"), client.with_bearer_token("bob"));
    let counts = [count(&client).await, count(&ann).await, count(&bob).await, count(&client).await];
    assert_eq!(counts, [1, 2, 3, 1]);
}

#[tokio::test]
async fn a_read_that_was_under_way_during_a_write_is_not_kept() {
    let (counting, client) = Counting::client();
    counting.reads.forget_permits(100);
    let reader = client.clone();
    let early = tokio::spawn(async move { count(&reader).await });
    counting.arrived.acquire().await.unwrap().forget();
    client.delete_collection("c").await.unwrap();
    counting.reads.add_permits(100);
    assert_eq!(early.await.unwrap(), 1);
    assert_eq!(count(&client).await, 2);
}

#[tokio::test]
async fn a_write_that_nobody_waits_for_is_one() {
    let (counting, client) = Counting::client();
    assert_eq!(count(&client).await, 1);
    counting.arrived.forget_permits(1);
    counting.writes.forget_permits(100);
    let writer = client.clone();
    let write = tokio::spawn(async move { writer.delete_collection("c").await });
    counting.arrived.acquire().await.unwrap().forget();
    write.abort();
    assert!(write.await.unwrap_err().is_cancelled());
    assert_eq!(count(&client).await, 2);
}

/// A client of a cache in front of a mock, which sees what the cache lets through.
fn mocked() -> (Arc<MockTransport>, Qdrant) {
    let mock = Arc::new(MockTransport::new());
    let cached = Cache::layer(Arc::<MockTransport>::clone(&mock));
    (mock, Qdrant::from_transport(cached))
}

#[tokio::test]
async fn queries_with_two_keys_of_a_model_provider_are_two() {
    let (mock, client) = mocked();
    for key in ["one", "another", "one"] {
        mock.push::<QueryPoints>(Ok(Vec::new()));
        let document = Document::new("text", "openai/model").options([("openai-api-key", key)]);
        client.query(QueryPoints::new("c").query(document)).await.unwrap();
    }
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test]
async fn health_and_random_samples_are_asked_for_each_time() {
    let (mock, client) = mocked();
    for _ in 0..2 {
        mock.push::<HealthzRequest>(Ok("passed".to_owned()));
        mock.push::<QueryPoints>(Ok(Vec::new()));
        mock.push::<QueryPoints>(Ok(Vec::new()));
        client.healthz().await.unwrap();
        client.query(QueryPoints::new("c").query(Sample::Random)).await.unwrap();
        let sample = PrefetchQuery::default().query(Sample::Random);
        client.query(QueryPoints::new("c").add_prefetch(sample).query([1.0, 0.0])).await.unwrap();
    }
    assert_eq!(mock.calls().len(), 6);
}

#[tokio::test]
async fn the_replies_that_are_kept_are_bounded() {
    let (counting, client) = Counting::client();
    counting.reads.add_permits(100);
    for name in 0..101 {
        client.count(CountPoints::new(name.to_string())).await.unwrap();
    }
    assert_eq!(client.count(CountPoints::new("1")).await.unwrap(), 2);
    assert_eq!(client.count(CountPoints::new("0")).await.unwrap(), 102);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_download_has_its_own_bytes() {
    let client = Qdrant::builder().in_memory().layer(Cache::layer).build().unwrap();
    let config = CreateCollection::new("c").vectors_config(VectorParams::new(2, Distance::Dot));
    client.create_collection(config).await.unwrap();
    let snapshot = client.create_snapshot("c").await.unwrap().into_completed().unwrap();
    for _ in 0..2 {
        let file = client.download_snapshot(DownloadSnapshot::new("c", &*snapshot.name)).await.unwrap();
        assert_eq!(file.content.collect(64 << 20).await.unwrap().len() as u64, snapshot.size);
    }
    client.close().await.unwrap();
}
