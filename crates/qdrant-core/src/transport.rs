//! The trait that every wire implements.

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::call::{Answer, Call, CallOptions, Reply};
use crate::capability::Capabilities;
use crate::error::Error;
use crate::operation::Operation;

/// A transport behind a shared pointer, as decorators and the facade hold it.
pub type SharedTransport = Arc<dyn Transport>;

/// Carries operations to a Qdrant, wherever that is.
///
/// A transport answers each operation that its [`Capabilities`] name and declines every other with
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported). There are no default methods, so that a decorator
/// cannot skip the transport that it wraps by forgetting one.
///
/// # Cancellation
///
/// Dropping the future gives up waiting. It does not take back what was sent: a write whose future was dropped may
/// still be applied, now or later.
///
/// # Examples
///
/// ```
/// use async_trait::async_trait;
/// use qdrant_core::{Call, Capabilities, Error, OperationKind, Operation, Reply, Transport, TransportInfo};
/// use qdrant_core::ops::HealthzRequest;
///
/// /// Answers health checks and nothing else.
/// #[derive(Debug)]
/// struct AlwaysWell;
///
/// #[async_trait]
/// impl Transport for AlwaysWell {
///     fn info(&self) -> TransportInfo {
///         TransportInfo::new("always-well", Capabilities::none().with(OperationKind::Healthz))
///     }
///
///     async fn execute(&self, call: Call) -> Result<Reply, Error> {
///         match call.request.kind() {
///             OperationKind::Healthz => Ok(Reply::new(HealthzRequest::into_response("well".into()))),
///             other => Err(Error::unsupported(other, "always-well")),
///         }
///     }
/// }
/// ```
#[async_trait]
pub trait Transport: Debug + Send + Sync + 'static {
    /// Says what the transport is and which operations it carries; cheap.
    fn info(&self) -> TransportInfo;

    /// Executes one call.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; `Unsupported` for operations outside of the capabilities, before anything is sent.
    async fn execute(&self, call: Call) -> Result<Reply, Error>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn info(&self) -> TransportInfo {
        (**self).info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        (**self).execute(call).await
    }
}

/// What a transport says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportInfo {
    /// A short name, such as `rest`, `grpc` or `embedded`.
    pub name: Cow<'static, str>,
    /// Where calls go, such as `https://db.example:6333` or a folder; without secrets.
    pub address: Option<String>,
    /// Whether calls may go elsewhere too: over another transport, or to another address.
    ///
    /// Where one went stands in its [`ReplyMeta`](crate::ReplyMeta), or in its [`Error`].
    pub several: bool,
    /// The operations that the transport carries.
    pub capabilities: Capabilities,
}

impl TransportInfo {
    /// Creates the description of a transport.
    pub fn new(name: impl Into<Cow<'static, str>>, capabilities: Capabilities) -> Self {
        Self { name: name.into(), address: None, several: false, capabilities }
    }

    /// Says where calls go.
    #[must_use]
    pub fn with_address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Says whether calls may go elsewhere too.
    #[must_use]
    pub fn with_several(mut self, several: bool) -> Self {
        self.several = several;
        self
    }
}

/// Typed calls on any transport.
#[async_trait]
pub trait TransportExt: Transport {
    /// Calls an operation and returns its output.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when [`Operation::validate`] refuses it, else what the transport answers.
    async fn call<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        Ok(self.call_with(operation, CallOptions::default()).await?.output)
    }

    /// Calls an operation with options and returns its output with the facts about the call.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    async fn call_with<O: Operation>(
        &self,
        operation: O,
        options: CallOptions,
    ) -> Result<Answer<O::Output>, Error> {
        operation.validate().map_err(|error| error.with_operation(O::KIND))?;
        let reply = self.execute(Call::new(operation).with_options(options)).await?;
        Answer::from_reply::<O>(reply)
    }
}

impl<T: Transport + ?Sized> TransportExt for T {}
