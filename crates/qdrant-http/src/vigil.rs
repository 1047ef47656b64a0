//! Connections that end while a call waits on them, or whose peer has fallen silent.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Extensions, Request};
use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use tokio::time::{Instant, timeout};

use crate::context::Progress;
use crate::sniff::Peer;

/// Shortest call that says something about its connection.
const SHORT: Duration = Duration::from_millis(250);

/// Shortest silence that counts when the peer was heard during the call.
///
/// An attempt that is given up so that it can be repeated is stricter: where it went, the next one shall not go.
const SILENCE: Duration = Duration::from_secs(1);

/// Time between two looks at the connection of a call that waits.
const ROUND: Duration = Duration::from_secs(1);

/// Time in which a call learns that its connection is no more.
const NEWS: Duration = Duration::from_millis(100);

/// Watches over the connection of one call.
///
/// A call that is given up leaves its connection of HTTP/2 to the others, and takes one of HTTP/1.1 along. If nothing
/// was heard on it meanwhile, the peer may be dead, and others would wait in vain until the pings find out. So no new
/// calls begin there; those that run go on.
///
/// A request that is handed to a connection at the very moment at which that ends can be forgotten: it lies in a
/// channel that nobody reads any more, and its answer never comes. Every other way to end is told, so a request
/// that still waits when its connection is no more was never taken.
#[derive(Debug)]
pub(crate) struct Vigil<'a> {
    connection: CaptureConnection,
    progress: &'a Progress,
    since: Instant,
    is_over: bool,
}

impl<'a> Vigil<'a> {
    pub(crate) fn new<B>(request: &mut Request<B>, progress: &'a Progress) -> Self {
        Self { connection: capture_connection(request), progress, since: Instant::now(), is_over: false }
    }

    /// Waits for the answer; `None` if the request was forgotten, so that nothing of it was sent.
    pub(crate) async fn keep<T>(mut self, answer: impl Future<Output = T> + Send) -> Option<T> {
        let answer = unless(answer, || self.peer().is_some_and(|peer| peer.is_gone())).await;
        self.is_over = true;
        answer
    }

    fn peer(&self) -> Option<Arc<Peer>> {
        let connection = self.connection.connection_metadata();
        let mut extras = Extensions::new();
        connection.as_ref()?.get_extras(&mut extras);
        extras.remove()
    }
}

impl Drop for Vigil<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let least = if self.progress.take_expired() { SHORT } else { SILENCE };
        if self.peer().is_some_and(|peer| is_silent(self.since, peer.heard(), Instant::now(), least))
            && let Some(connected) = self.connection.connection_metadata().as_ref()
        {
            tracing::debug!("the peer was silent during the call, no more calls begin on its connection");
            connected.poison();
        }
    }
}

/// Waits for the answer, unless the connection is gone and nobody says so.
async fn unless<T>(answer: impl Future<Output = T> + Send, is_gone: impl Fn() -> bool + Send) -> Option<T> {
    let mut answer = pin!(answer);
    let mut pause = ROUND;
    loop {
        if let Ok(answer) = timeout(pause, answer.as_mut()).await {
            return Some(answer);
        }
        pause = match is_gone() {
            false => ROUND,
            true if pause == NEWS => return None,
            true => NEWS,
        };
    }
}

/// Returns whether a peer that was heard then said too little since the call began.
fn is_silent(since: Instant, heard: Instant, now: Instant, least: Duration) -> bool {
    let lasted = now - since;
    if heard <= since {
        return lasted >= SHORT;
    }
    now - heard >= least.max(lasted / 2)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::sleep;

    use super::*;

    #[test]
    fn silence_is_judged_by_the_length_of_the_call() {
        let since = Instant::now() + Duration::from_secs(100);
        let ms = Duration::from_millis;
        let silent = |heard: Instant, lasted: u64| is_silent(since, heard, since + ms(lasted), SILENCE);
        assert!(silent(since - ms(500), 250) && !silent(since - ms(500), 249));
        assert!(!silent(since + ms(10), 1_000) && silent(since + ms(10), 1_010));
        // An answer to a ping in the second half.
        assert!(!silent(since + ms(20_000), 30_000) && silent(since + ms(14_000), 30_000));
        // An attempt that is going to be repeated.
        let silent = |heard: u64, lasted| is_silent(since, since + ms(heard), since + ms(lasted), SHORT);
        assert!(silent(10, 700) && !silent(400, 700) && !silent(10, 200));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_nobody_takes_is_given_up_when_its_connection_is_gone() {
        let start = Instant::now();
        assert_eq!(unless(std::future::pending::<()>(), || true).await, None);
        assert_eq!(start.elapsed(), ROUND + NEWS);
        // The connection ends, and the answer says so a little later.
        let late = async { sleep(ROUND + NEWS / 2).await };
        assert_eq!(unless(late, || true).await, Some(()));
        // A new connection is made in time.
        let looks = AtomicU32::new(0);
        let slow = async { sleep(ROUND * 5).await };
        let gone_at_first = || looks.fetch_add(1, Ordering::Relaxed) == 0;
        assert_eq!(unless(slow, gone_at_first).await, Some(()));
        let slow = async { sleep(ROUND * 500).await };
        assert_eq!(unless(slow, || false).await, Some(()));
    }
}
