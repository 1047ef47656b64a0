//! What came of the latest attempt to connect.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::connect::DialError;
use crate::sniff::Peer;

/// The latest connection of a pool, for errors that do not tell which one they are of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latest(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// `None` until there was a connection.
    peer: Option<Arc<Peer>>,
    /// Why there is no newer one.
    failure: Option<DialError>,
}

impl Latest {
    /// Returns the peer of the latest connection.
    pub(crate) fn peer(&self) -> Arc<Peer> {
        self.state().peer.clone().unwrap_or_default()
    }

    /// Returns whether the latest connection still stands.
    pub(crate) fn is_up(&self) -> bool {
        self.state().peer.as_ref().is_some_and(|peer| !peer.is_gone())
    }

    /// Returns why the latest attempt failed; `None` if it did not, still runs or was given up.
    pub(crate) fn failure(&self) -> Option<DialError> {
        self.state().failure.clone()
    }

    /// Notes that another attempt begins.
    pub(crate) fn begin(&self) {
        self.state().failure = None;
    }

    /// Notes that the attempt failed.
    pub(crate) fn fail(&self, error: &DialError) {
        self.state().failure = Some(error.clone());
    }

    /// Notes that the attempt succeeded, and returns the new peer.
    pub(crate) fn replace(&self) -> Arc<Peer> {
        let peer = Arc::<Peer>::default();
        self.state().peer = Some(Arc::clone(&peer));
        peer
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
