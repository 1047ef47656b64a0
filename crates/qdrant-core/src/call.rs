//! A call and its reply.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::model::Usage;
use crate::operation::Operation;
use crate::secret::Secret;
pub use crate::table::{Request, Response};

/// An operation with the options of this one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What to do.
    pub request: Request,
    /// How to do it.
    pub options: CallOptions,
}

impl Call {
    /// Creates a call with default options.
    pub fn new(operation: impl Operation) -> Self {
        Self { request: operation.into_request(), options: CallOptions::default() }
    }

    /// Replaces the options.
    #[must_use]
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }
}

impl From<Request> for Call {
    fn from(request: Request) -> Self {
        Self { request, options: CallOptions::default() }
    }
}

/// Options of one call; what is not set is taken from the client's configuration.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use qdrant_core::CallOptions;
///
/// let options = CallOptions::default().timeout(Duration::from_secs(60)).header("x-request-id", "42");
/// assert_eq!(options.timeout, Some(Duration::from_secs(60)));
/// ```
#[derive(Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// Time for the whole call with all of its attempts; wins over the client's.
    pub timeout: Option<Duration>,
    /// Headers (REST) or metadata (gRPC) of this call; they win over the client's of the same name.
    pub headers: Vec<(String, Secret)>,
}

impl CallOptions {
    /// Sets the time for the whole call.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Adds a header; its value is treated as a secret.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timeout, headers } = self;
        f.debug_struct("CallOptions").field("timeout", timeout).field("headers", headers).finish()
    }
}

/// A transport's answer to a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// What the server answered.
    pub response: Response,
    /// What else is known about the call.
    pub meta: ReplyMeta,
}

impl Reply {
    /// Creates a reply without further facts.
    pub fn new(response: Response) -> Self {
        Self { response, meta: ReplyMeta::default() }
    }
}

/// Facts about a call besides its output.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ReplyMeta {
    /// Time that the server spent, as it says.
    pub time: Option<Duration>,
    /// Hardware and inference that the call used, if the server reports it.
    pub usage: Option<Usage>,
    /// How often the call was sent; 1 without retries.
    pub attempts: u32,
    /// The name of the transport that carried the call, if it says it.
    pub transport: Option<Cow<'static, str>>,
    /// The address that answered, such as `https://db.example:6333`, if the transport says it.
    pub address: Option<Arc<str>>,
    /// The name that the client gave the call, by which it is found in the server's log.
    ///
    /// Only clients that are told to give names have one. A name that came as a header of the call is not repeated
    /// here.
    pub request_id: Option<Arc<str>>,
}

impl Default for ReplyMeta {
    fn default() -> Self {
        Self { time: None, usage: None, attempts: 1, transport: None, address: None, request_id: None }
    }
}

impl ReplyMeta {
    /// Sets the server's time from seconds; values that are no time are left out.
    #[must_use]
    pub fn with_time_secs(mut self, seconds: f64) -> Self {
        self.time = Duration::try_from_secs_f64(seconds).ok();
        self
    }

    /// Sets the usage.
    #[must_use]
    pub fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.usage = usage;
        self
    }

    /// Sets the number of attempts.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the name of the transport.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Into<Cow<'static, str>>) -> Self {
        self.transport = Some(transport.into());
        self
    }

    /// Sets the address that answered.
    #[must_use]
    pub fn with_address(mut self, address: Option<Arc<str>>) -> Self {
        self.address = address;
        self
    }

    /// Sets the name of the call.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<Arc<str>>) -> Self {
        self.request_id = id;
        self
    }
}

/// An operation's output with the facts about its call.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// What the operation answers.
    pub output: T,
    /// Facts about the call.
    pub meta: ReplyMeta,
}

impl<T> Answer<T> {
    pub(crate) fn from_reply<O: Operation<Output = T>>(reply: Reply) -> Result<Self, Error> {
        let Reply { response, meta } = reply;
        Ok(Self { output: O::output(response)?, meta })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_are_not_shown() {
        let options = CallOptions::default().header("api-key", "hush");
        assert!(!format!("{options:?}").contains("hush"));
    }

    #[test]
    fn a_time_that_is_none_is_left_out() {
        for seconds in [f64::NAN, -1.0, f64::INFINITY] {
            assert_eq!(ReplyMeta::default().with_time_secs(seconds).time, None);
        }
        assert_eq!(ReplyMeta::default().with_time_secs(0.5).time, Some(Duration::from_millis(500)));
    }
}
