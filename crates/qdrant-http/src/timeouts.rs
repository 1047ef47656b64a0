//! How long a call may take, for the server and for the client.
//!
//! For authors of transports over this stack: one rule for all wires.
//!
//! - A time of the call wins over that of the client ([`HttpConfig::timeout`](crate::HttpConfig::timeout)).
//! - The server is told it in whole seconds, rounded up, at least one. If the operation has a time of its own, the
//!   server is told that one.
//! - The client waits a little longer than the server was told, so that the server's answer, which says what has
//!   become of the call, arrives. Only a time of the call below a second is kept by the client to the letter: the
//!   server cannot be told it.
//! - An attempt that goes out later tells the server what is left ([`Told`](crate::Told)), and so does one that is given
//!   up before the call is.

use std::time::Duration;

/// Least time that the client waits longer than the server.
const LEAST_GRACE: Duration = Duration::from_millis(500);

/// Most time that the client waits longer than the server.
const MOST_GRACE: Duration = Duration::from_secs(5);

/// How long a call may take.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use qdrant_http::timeouts::Timeouts;
///
/// let call = Timeouts::new(Some(Duration::from_millis(1_500)), None);
/// assert_eq!(call.server_seconds(), Some(2));
/// assert_eq!(call.client, Some(Duration::from_millis(2_500)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Timeouts {
    /// What the server is told; `None` leaves it to the server.
    pub server: Option<Duration>,
    /// What the client waits, for [`CallContext::timeout`](crate::CallContext::timeout); `None` is the client's own.
    pub client: Option<Duration>,
}

impl Timeouts {
    /// Applies the rule to the time of a call and to that of its operation, which the server is told as it is.
    pub fn new(call: Option<Duration>, operation: Option<Duration>) -> Self {
        Self {
            server: operation.or(call),
            client: match (call, operation) {
                (Some(call), None) if call < Duration::from_secs(1) => Some(call),
                (Some(call), _) => Some(client_deadline(call)),
                (None, operation) => operation.map(client_deadline),
            },
        }
    }

    /// Returns what the server is told in whole seconds, as a query parameter or a field of a message.
    pub fn server_seconds(self) -> Option<u64> {
        self.server.map(server_seconds)
    }
}

/// Returns a time in the seconds that Qdrant takes: rounded up, and at least one.
pub fn server_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0)).max(1)
}

/// Returns how long the client waits for a server that was told this time.
///
/// It is a tenth more, but no less than half a second and no more than five seconds.
pub fn client_deadline(server: Duration) -> Duration {
    let told = Duration::from_secs(server_seconds(server));
    told.saturating_add((told / 10).clamp(LEAST_GRACE, MOST_GRACE))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use proptest::prelude::{any, proptest};
    use qdrant_core::ErrorKind;
    use tokio::time::{Instant, sleep};
    use tower_layer::Layer;

    use super::*;
    use crate::deadline::DeadlineLayer;
    use crate::service::call;
    use crate::testing::{Mock, context, reply, request_with};

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn seconds_are_rounded_up_and_at_least_one() {
        for (time, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (59_999, 60), (60_000, 60)] {
            assert_eq!(server_seconds(MS(time)), seconds, "{time} ms");
        }
        assert_eq!(server_seconds(Duration::MAX), u64::MAX);
    }

    #[test]
    fn the_client_waits_longer_than_the_server_was_told() {
        for (time, deadline) in
            [(0, 1_500), (1_000, 1_500), (1_001, 2_500), (5_000, 5_500), (10_000, 11_000), (600_000, 605_000)]
        {
            assert_eq!(client_deadline(MS(time)), MS(deadline), "{time} ms");
        }
    }

    #[test]
    fn the_call_wins_for_the_client_and_the_operation_for_the_server() {
        let new = |call: Option<u64>, operation: Option<u64>| {
            let timeouts = Timeouts::new(call.map(MS), operation.map(MS));
            (timeouts.server_seconds(), timeouts.client)
        };
        assert_eq!(new(None, None), (None, None));
        assert_eq!(new(Some(3_000), None), (Some(3), Some(MS(3_500))));
        assert_eq!(new(None, Some(3_000)), (Some(3), Some(MS(3_500))));
        assert_eq!(new(Some(20_000), Some(3_000)), (Some(3), Some(MS(22_000))));
        // Below a second only the client can keep it.
        assert_eq!(new(Some(100), None), (Some(1), Some(MS(100))));
        assert_eq!(new(None, Some(100)), (Some(1), Some(MS(1_500))));
    }

    proptest! {
        #[test]
        fn from_a_second_on_the_answer_of_the_server_has_its_time(time in any::<Duration>()) {
            let timeouts = Timeouts::new(Some(time), None);
            let told = Duration::from_secs(timeouts.server_seconds().unwrap());
            assert!(told >= time || told == Duration::from_secs(u64::MAX));
            if time >= Duration::from_secs(1) && time < Duration::from_secs(1 << 60) {
                let waits = timeouts.client.unwrap();
                assert!(waits >= told + LEAST_GRACE && waits <= told + MOST_GRACE);
            } else if time < Duration::from_secs(1) {
                assert_eq!(timeouts.client, Some(time));
            }
        }
    }

    /// A server that gives up when it was told to, and says so a little later.
    fn obedient(told: u64, later: Duration) -> Mock {
        Mock::new(move |_| async move {
            sleep(Duration::from_secs(told) + later).await;
            Ok(reply(408))
        })
    }

    #[tokio::test(start_paused = true)]
    async fn the_answer_of_a_server_that_gave_up_arrives() {
        for time in [1_000, 1_300, 2_000, 30_000, 100_000] {
            let timeouts = Timeouts::new(Some(MS(time)), None);
            let mut with_time = context();
            with_time.timeout = timeouts.client;
            // The client's own time is shorter, and loses.
            let layer = DeadlineLayer::new(Some(MS(10)));
            let server = obedient(timeouts.server_seconds().unwrap(), MS(400));
            let response = call(&mut layer.layer(server), request_with(with_time.clone())).await.unwrap();
            assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT, "{time} ms");

            let start = Instant::now();
            let dead = Mock::new(|_| std::future::pending());
            let error = call(&mut layer.layer(dead), request_with(with_time)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout);
            assert_eq!(Some(start.elapsed()), timeouts.client);
        }
    }
}
