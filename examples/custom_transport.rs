//! A transport of one's own: it caches some reads in front of any other transport.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qdrant_client::layer::MetricsLayer;
use qdrant_client::{
    Call, CreateCollection, Distance, Effect, Error, OperationKind, Payload, PointStruct, Qdrant, Query,
    Reply, Request, SharedTransport, Transport, TransportInfo, VectorParams, async_trait,
};

/// Replies that are kept; the oldest goes first.
const MOST: usize = 100;

/// Answers a read of points from memory when nothing was written since it was asked before.
///
/// It sees the writes that go through it and take effect before they are answered: those with `wait`. Calls with
/// headers of their own, credentials say, are between the caller and the server.
#[derive(Debug)]
pub(crate) struct Cache {
    inner: SharedTransport,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    writes: u64,
    replies: VecDeque<(Request, Reply)>,
}

/// Returns whether the answer stays the same until something is written.
///
/// Health, metrics and random samples do not, and the bytes of a snapshot can be read once: so this names what is kept,
/// and leaves out the rest.
fn lasts(request: &Request) -> bool {
    if let Request::QueryPoints(query) = request {
        return query.prefetch.is_empty() && matches!(query.query, Some(Query::Nearest(_)));
    }
    matches!(request, Request::GetPoints(_) | Request::ScrollPoints(_) | Request::CountPoints(_))
}

/// Forgets everything when a write ends, and as well when nobody waits for its end any more.
struct Write<'a>(&'a Cache);

impl Cache {
    /// Puts a cache in front of a transport.
    pub(crate) fn layer(inner: SharedTransport) -> SharedTransport {
        Arc::new(Self { inner, kept: Mutex::default() })
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Write<'_> {
    fn drop(&mut self) {
        let mut kept = self.0.kept();
        kept.writes += 1;
        kept.replies.clear();
    }
}

#[async_trait]
impl Transport for Cache {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if call.request.kind().effect() != Effect::Read {
            let _write = Write(self);
            return self.inner.execute(call).await;
        }
        if !lasts(&call.request) || !call.options.headers.is_empty() {
            return self.inner.execute(call).await;
        }
        let writes = {
            let kept = self.kept();
            // Whole requests are compared: their text would not do, because it hides the keys of model providers.
            if let Some((_, reply)) = kept.replies.iter().find(|(request, _)| *request == call.request) {
                return Ok(reply.clone());
            }
            kept.writes
        };
        let request = call.request.clone();
        let reply = self.inner.execute(call).await?;
        let mut kept = self.kept();
        // What was written meanwhile may be missing from the reply.
        if kept.writes == writes {
            kept.replies.truncate(MOST - 1);
            kept.replies.push_front((request, reply.clone()));
        }
        Ok(reply)
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program talks to its user")]
async fn main() -> Result<(), Error> {
    let asked = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&asked);
    let count = MetricsLayer::new(move |event| {
        if event.operation == OperationKind::CountPoints {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    // The layer that is added last sees a call first: what the cache answers is not counted.
    let client = Qdrant::builder().in_memory().layer(count).layer(Cache::layer).build()?;

    let cities = client.collection("cities");
    cities.create(CreateCollection::new(&cities).vectors_config(VectorParams::new(2, Distance::Dot))).await?;
    cities.upsert(vec![PointStruct::new(1, [0.2, 0.9], Payload::new())]).await?;
    let answers = [cities.count_all().await?, cities.count_all().await?];
    println!("{} answers, {} of them from the engine", answers.len(), asked.load(Ordering::Relaxed));
    client.close().await
}
