//! What has gone through a proxy.

use std::sync::atomic::{AtomicU64, Ordering};

/// What has gone through a proxy since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// Connections that were accepted.
    pub connections: u64,
    /// Those of them that were to suffer.
    pub damaged: u64,
    /// Connections that are open now.
    pub open: u64,
    /// Bytes that reached the server.
    pub request_bytes: u64,
    /// Bytes of the server that reached the client.
    pub reply_bytes: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) connections: AtomicU64,
    pub(crate) damaged: AtomicU64,
    pub(crate) open: AtomicU64,
    pub(crate) request_bytes: AtomicU64,
    pub(crate) reply_bytes: AtomicU64,
}

impl Counters {
    pub(crate) fn traffic(&self) -> Traffic {
        let read = |counter: &AtomicU64| counter.load(Ordering::Acquire);
        Traffic {
            connections: read(&self.connections),
            damaged: read(&self.damaged),
            open: read(&self.open),
            request_bytes: read(&self.request_bytes),
            reply_bytes: read(&self.reply_bytes),
        }
    }

    /// Counts an open connection until the guard is dropped.
    pub(crate) fn open(&self) -> Open<'_> {
        self.open.fetch_add(1, Ordering::AcqRel);
        Open(self)
    }
}

#[derive(Debug)]
pub(crate) struct Open<'a>(&'a Counters);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}
