//! Making connections: name lookup, TCP, proxies, TLS.

mod dialer;
mod error;
mod line;
mod route;
mod secure;
mod tcp;
mod tunnel;

use std::future::Future;
use std::pin::Pin;

pub(crate) use self::dialer::Dialer;
pub(crate) use self::error::DialError;
pub(crate) use self::secure::Secure;

/// A connection on its way.
type Connecting<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;
