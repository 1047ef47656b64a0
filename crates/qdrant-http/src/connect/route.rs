//! The way to a server: directly or through a proxy.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use tower_service::Service;

use super::Connecting;
use super::error::DialError;
use super::line::Line;
use super::secure::{Hop, HopIo};
use super::tcp::Tcp;
use super::tunnel;
use crate::proxy::Proxy;

/// Makes the connection below the server's own TLS.
#[derive(Clone)]
pub(crate) enum Route {
    Direct(Tcp),
    Proxy { hop: Hop, proxy: Arc<Proxy>, tunnel: bool },
}

impl Service<Uri> for Route {
    type Response = Line;
    type Error = DialError;
    type Future = Connecting<Line, DialError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        match self {
            Self::Direct(tcp) => {
                let connecting = tcp.call(target);
                Box::pin(async move { connecting.await.map(|io| Line::new(HopIo::from(io))) })
            }
            Self::Proxy { hop, proxy, tunnel } => {
                let connecting = hop.call(proxy.uri.clone());
                let (proxy, tunnel) = (Arc::clone(proxy), *tunnel);
                Box::pin(async move {
                    let io = connecting.await.map_err(|error| DialError::from_inner(error, &proxy.name))?;
                    if !tunnel {
                        return Ok(Line::forwarded(io));
                    }
                    let address = target.authority().map_or("", |authority| authority.as_str());
                    tunnel::open(io, address, proxy.authorization.as_ref(), &proxy.name).await
                })
            }
        }
    }
}
