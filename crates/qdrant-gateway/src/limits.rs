//! How much a client may send.

/// The longest JSON body, as with the server.
const MAX_BODY: usize = 32 * 1024 * 1024;

/// The longest bodies of requests, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// JSON, which is held in memory; 32 MiB unless set.
    pub(crate) body: usize,
    /// Uploads, which are not; no limit unless set.
    pub(crate) upload: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: MAX_BODY, upload: None }
    }
}
