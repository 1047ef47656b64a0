//! Choice of a transport by what it can carry.

use std::sync::Arc;

use async_trait::async_trait;

use crate::call::{Call, Reply};
use crate::capability::Capabilities;
use crate::error::{Error, ErrorKind};
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Sends each call to the first transport that can carry it.
///
/// The choice is made before anything is sent. An operation that none carries is refused with
/// [`ErrorKind::Unsupported`], in the name of the first transport.
#[derive(Debug)]
pub struct Route {
    transports: Vec<(TransportInfo, SharedTransport)>,
    info: TransportInfo,
}

impl Route {
    /// Creates a route over transports, the preferred one first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when the list is empty.
    pub fn new(transports: impl IntoIterator<Item = SharedTransport>) -> Result<Self, Error> {
        let transports: Vec<_> =
            transports.into_iter().map(|transport| (transport.info(), transport)).collect();
        let Some((first, _)) = transports.first() else {
            return Err(Error::new(ErrorKind::Config, "a route needs at least one transport"));
        };
        let mut info = first.clone();
        info.several |= transports.len() > 1;
        info.capabilities =
            transports.iter().fold(Capabilities::none(), |all, (info, _)| all.union(info.capabilities));
        Ok(Self { transports, info })
    }
}

#[async_trait]
impl Transport for Route {
    fn info(&self) -> TransportInfo {
        self.info.clone()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        match self.transports.iter().find(|(info, _)| info.capabilities.contains(kind)) {
            Some((info, transport)) => signed(transport.execute(call).await, info),
            None => Err(Error::unsupported(kind, self.info.name.clone())),
        }
    }
}

/// Adds where a call went, unless the transport said so itself.
pub(super) fn signed(result: Result<Reply, Error>, info: &TransportInfo) -> Result<Reply, Error> {
    let address = || info.address.as_deref().filter(|_| !info.several).map(Arc::<str>::from);
    match result {
        Ok(mut reply) if reply.meta.transport.is_none() => {
            reply.meta.transport = Some(info.name.clone());
            reply.meta.address = reply.meta.address.take().or_else(address);
            Ok(reply)
        }
        Err(error) if error.transport().is_none() => {
            let error = error.with_transport(info.name.clone());
            Err(match address().filter(|_| error.address().is_none()) {
                Some(address) => error.with_address(address),
                None => error,
            })
        }
        result => result,
    }
}
