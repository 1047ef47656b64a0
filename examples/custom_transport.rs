//! A transport of one's own: it caches reads in front of any other transport.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qdrant_client::{
    Call, Effect, Error, Family, Qdrant, Reply, SharedTransport, Transport, TransportInfo, async_trait,
};

/// Replies that are kept; then it begins anew.
const MOST: usize = 1_000;

/// Answers a read from memory when nothing was written since it was asked before.
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
    replies: HashMap<String, Reply>,
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
        let kind = call.request.kind();
        if kind.effect() != Effect::Read {
            let _write = Write(self);
            return self.inner.execute(call).await;
        }
        // The bytes of a snapshot can be read once.
        if kind.family() == Family::Snapshots || !call.options.headers.is_empty() {
            return self.inner.execute(call).await;
        }
        let key = format!("{:?}", call.request);
        let writes = {
            let kept = self.kept();
            if let Some(reply) = kept.replies.get(&key) {
                return Ok(reply.clone());
            }
            kept.writes
        };
        let reply = self.inner.execute(call).await?;
        let mut kept = self.kept();
        // What was written meanwhile may be missing from the reply.
        if kept.writes == writes {
            if kept.replies.len() >= MOST {
                kept.replies.clear();
            }
            kept.replies.insert(key, reply.clone());
        }
        Ok(reply)
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program talks to its user")]
async fn main() -> Result<(), Error> {
    let client = Qdrant::builder().in_memory().layer(Cache::layer).build()?;
    for _ in 0..2 {
        println!("{} collections", client.list_collections().await?.len());
    }
    client.close().await
}
