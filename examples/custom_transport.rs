//! A transport of one's own: it caches reads in front of any other transport.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use qdrant_client::{Call, Effect, Error, Qdrant, Reply, SharedTransport, Transport, TransportInfo};

/// Answers a read from memory when nothing was written since it was asked before.
#[derive(Debug)]
pub(crate) struct Cache {
    inner: SharedTransport,
    replies: Mutex<HashMap<String, Reply>>,
}

impl Cache {
    /// Puts a cache in front of a transport.
    pub(crate) fn layer(inner: SharedTransport) -> SharedTransport {
        Arc::new(Self { inner, replies: Mutex::default() })
    }
}

#[async_trait]
impl Transport for Cache {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let replies = || self.replies.lock().unwrap_or_else(PoisonError::into_inner);
        if call.request.kind().effect() != Effect::Read {
            let result = self.inner.execute(call).await;
            replies().clear();
            return result;
        }
        let key = format!("{:?}", call.request);
        if let Some(reply) = replies().get(&key) {
            return Ok(reply.clone());
        }
        let reply = self.inner.execute(call).await?;
        replies().insert(key, reply.clone());
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
