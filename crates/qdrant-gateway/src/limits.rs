//! How much clients may send, and how many there may be.

/// The longest JSON body, as with the server.
const BODY: usize = 32 << 20;

/// The longest message of gRPC.
const MESSAGE: usize = 256 << 20;

/// Connections at once; systems often let a process open 1024 files, and the engine needs some of them.
const CONNECTIONS: usize = 512;

/// How much clients may send, in bytes, and how many there may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// JSON, which is held in memory.
    pub(crate) body: usize,
    /// A message of gRPC, which is held in memory, after it was decompressed.
    pub(crate) message: usize,
    /// Uploads, which are not; no limit unless set.
    pub(crate) upload: Option<u64>,
    /// Connections of both ports at once; further ones wait.
    pub(crate) connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: BODY, message: MESSAGE, upload: None, connections: CONNECTIONS }
    }
}
