//! Choice of a transport by what it can carry.

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
    transports: Vec<(Capabilities, SharedTransport)>,
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
            transports.into_iter().map(|transport| (transport.info().capabilities, transport)).collect();
        let Some((_, first)) = transports.first() else {
            return Err(Error::new(ErrorKind::Config, "a route needs at least one transport"));
        };
        let mut info = first.info();
        info.capabilities =
            transports.iter().fold(Capabilities::none(), |all, (capabilities, _)| all.union(*capabilities));
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
        match self.transports.iter().find(|(capabilities, _)| capabilities.contains(kind)) {
            Some((_, transport)) => transport.execute(call).await,
            None => Err(Error::unsupported(kind, self.info.name.clone())),
        }
    }
}
