//! A transport that answers from a script.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use qdrant_core::{Call, Capabilities, Error, ErrorKind, Operation, Reply, Transport, TransportInfo};

/// Answers calls in the order of its script, and remembers them.
///
/// A call beyond the script fails with [`ErrorKind::Unavailable`].
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), qdrant_core::Error> {
/// use qdrant_core::{CountPoints, TransportExt};
/// use qdrant_testkit::MockTransport;
///
/// let mock = MockTransport::new();
/// mock.push::<CountPoints>(Ok(42));
/// assert_eq!(mock.call(CountPoints::new("cities")).await?, 42);
/// assert_eq!(mock.calls()[0].request.collection_name(), Some("cities"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct MockTransport {
    capabilities: Option<Capabilities>,
    script: Mutex<VecDeque<Result<Reply, Error>>>,
    calls: Mutex<Vec<Call>>,
}

impl MockTransport {
    /// Creates a mock with an empty script that carries every operation.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits what the mock says that it carries.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = Some(capabilities);
        self
    }

    /// Adds the answer to the next call, which is to be of operation `O`.
    pub fn push<O: Operation>(&self, answer: Result<O::Output, Error>) {
        lock(&self.script).push_back(answer.map(|output| Reply::new(O::into_response(output))));
    }

    /// Returns the calls so far.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.calls).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Transport for MockTransport {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("mock", self.capabilities.unwrap_or_else(Capabilities::all))
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        lock(&self.calls).push(call);
        lock(&self.script).pop_front().unwrap_or_else(|| {
            Err(Error::new(ErrorKind::Unavailable, "the script of the mock has ended").with_operation(kind))
        })
    }
}
