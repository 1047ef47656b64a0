//! The entrance of every call: counts those that run, so that closing can wait for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use qdrant_core::{
    Call, CallOptions, Error, ErrorKind, OperationKind, Reply, Response, SharedTransport, Transport,
    TransportInfo,
};
use tokio::sync::Notify;

use crate::credentials::PlainText;
use crate::server_version::ServerVersion;
use crate::version::Compatibility;

/// The highest bit says that the gate is closed, the others count running calls.
const CLOSED: usize = 1 << (usize::BITS - 1);

/// Lets calls through until it is closed.
#[derive(Debug)]
pub(crate) struct Gate {
    inner: SharedTransport,
    /// The transport beneath the decorators of the user, who shall see calls of the user only.
    bare: SharedTransport,
    state: AtomicUsize,
    idle: Notify,
    version: ServerVersion,
    plain_text: PlainText,
}

impl Gate {
    pub(crate) fn new(
        inner: SharedTransport,
        bare: SharedTransport,
        check: bool,
        plain_text: PlainText,
    ) -> Arc<Self> {
        Arc::new(Self {
            inner,
            bare,
            state: AtomicUsize::new(0),
            idle: Notify::new(),
            version: ServerVersion::new(check),
            plain_text,
        })
    }

    pub(crate) fn compatibility(&self) -> Option<Compatibility> {
        self.version.known().map(Compatibility::new)
    }

    pub(crate) async fn check_compatibility(&self, options: CallOptions) -> Result<Compatibility, Error> {
        let _pass = self.pass(OperationKind::GetVersionInfo)?;
        self.plain_text.look_at(&options);
        self.version.get(options, &*self.bare).await.map(Compatibility::new)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state.load(Ordering::Acquire) & CLOSED != 0
    }

    /// Refuses new calls and waits for those that run.
    pub(crate) async fn close(&self) {
        self.state.fetch_or(CLOSED, Ordering::AcqRel);
        loop {
            let idle = self.idle.notified();
            if self.state.load(Ordering::Acquire) == CLOSED {
                // Nobody is left who could put the question again.
                self.version.give_up();
                return;
            }
            idle.await;
        }
    }

    fn enter(&self) -> Option<Pass<'_>> {
        let before = self.state.fetch_add(1, Ordering::AcqRel);
        let pass = Pass(self);
        (before & CLOSED == 0).then_some(pass)
    }

    fn pass(&self, operation: OperationKind) -> Result<Pass<'_>, Error> {
        self.enter().ok_or_else(|| {
            Error::new(ErrorKind::Closed, "the client was closed; create a new one")
                .with_operation(operation)
                .with_not_sent()
        })
    }
}

/// A running call; leaving is by drop, so that an abandoned call leaves as well.
struct Pass<'a>(&'a Gate);

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.0.state.fetch_sub(1, Ordering::AcqRel) == CLOSED + 1 {
            self.0.idle.notify_waiters();
        }
    }
}

#[async_trait]
impl Transport for Gate {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let (kind, options) = (call.request.kind(), call.options.clone());
        let _pass = self.pass(kind)?;
        self.plain_text.look_at(&options);
        let answering = self.inner.execute(call);
        let answered = if kind == OperationKind::GetVersionInfo {
            answering.await
        } else {
            self.version.beside(options.clone(), &self.bare, answering).await
        };
        match answered {
            Ok(reply) => {
                if let Response::GetVersionInfo(info) = &reply.response {
                    self.version.learn(info);
                }
                Ok(reply)
            }
            Err(error) => Err(self.version.explain(error, kind, options, &*self.bare).await),
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Capabilities, CountPoints, Operation, TransportExt};
    use tokio::sync::Semaphore;

    use super::*;

    /// Answers when it is given a permit.
    #[derive(Debug)]
    struct Patient(Arc<Semaphore>);

    #[async_trait]
    impl Transport for Patient {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("patient", Capabilities::all())
        }

        async fn execute(&self, _: Call) -> Result<Reply, Error> {
            self.0.acquire().await.unwrap().forget();
            Ok(Reply::new(CountPoints::into_response(1)))
        }
    }

    #[tokio::test]
    async fn closing_waits_for_running_calls_and_refuses_new_ones() {
        let permits = Arc::new(Semaphore::new(0));
        let patient: SharedTransport = Arc::new(Patient(Arc::clone(&permits)));
        let gate = Gate::new(Arc::clone(&patient), patient, false, PlainText::default());
        let running = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.call(CountPoints::new("c")).await }
        });
        let abandoned = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.call(CountPoints::new("c")).await }
        });
        tokio::task::yield_now().await;
        abandoned.abort();

        let closing = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.close().await }
        });
        tokio::task::yield_now().await;
        assert!(gate.is_closed() && !closing.is_finished());
        assert_eq!(gate.call(CountPoints::new("c")).await.unwrap_err().kind(), ErrorKind::Closed);

        permits.add_permits(1);
        assert_eq!(running.await.unwrap().unwrap(), 1);
        closing.await.unwrap();
        gate.close().await;
    }
}
