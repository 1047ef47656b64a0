//! Making connections: name lookup, TCP, TLS.

mod dialer;
mod error;
mod secure;
mod tcp;

use std::future::Future;
use std::pin::Pin;

pub(crate) use self::dialer::Dialer;
pub(crate) use self::error::DialError;
pub(crate) use self::secure::Secure;

/// A connection on its way.
type Connecting<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;
