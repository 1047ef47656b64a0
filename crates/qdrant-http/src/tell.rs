//! The layer that tells the server of each attempt how long it has.

use std::task::{Context, Poll};
use std::time::Duration;

use qdrant_core::Error;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::context::{CallContext, Progress};
use crate::service::{HttpRequest, HttpResponse, HttpService};
use crate::timeouts::{client_deadline, server_seconds};
use crate::transfer::Transfer;

/// Time for the server's last answer to arrive.
const ON_THE_WAY: Duration = Duration::from_millis(100);

/// What a request tells the server about its time.
///
/// The request of a call that goes out at once says the whole time. An attempt that goes out later has less: it is
/// rewritten, so that the server ends before the client leaves.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// The seconds that the request says.
    pub seconds: u64,
    /// Writes fewer seconds into the request of one attempt.
    pub rewrite: fn(&mut HttpRequest, u64),
}

/// When the attempt that a request belongs to is given up, as an extension.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttemptEnd(pub(crate) Instant);

impl Told {
    /// Returns the seconds that the server has at this moment; at least one, and no more than it was told.
    ///
    /// It may be as long as the client still waits. An operation whose own time is longer than that of the call loses no
    /// more than what was used up of the `total`. The end of an attempt has no grace, and is told rounded up: a server
    /// that needs all of the time shall still succeed.
    fn left(self, now: Instant, deadline: Option<Instant>, total: Duration, attempt: Option<Instant>) -> u64 {
        let until = |end: Instant| end.saturating_duration_since(now);
        let mut seconds = self.seconds;
        if let Some(attempt) = attempt {
            seconds = seconds.min(server_seconds(until(attempt)));
        }
        if let Some(left) = deadline.map(until) {
            let used = total.saturating_sub(left);
            let own = client_deadline(Duration::from_secs(self.seconds)).saturating_sub(used);
            seconds = seconds.min(left.max(own).saturating_sub(ON_THE_WAY).as_secs());
        }
        seconds.max(1)
    }
}

/// Tells the server less where less is left; see [`Told`].
///
/// It stands next to the connections: waits for a place, a token or another endpoint count as well.
#[derive(Debug, Clone)]
pub(crate) struct TellLayer(());

impl TellLayer {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for TellLayer {
    type Service = Tell<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Tell { inner }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Tell<S> {
    inner: S,
}

impl<S: HttpService> Service<HttpRequest> for Tell<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        let context = request.extensions().get::<CallContext>();
        let told = context.and_then(|context| Some((context.told?, context.timeout)));
        // The time of an upload is that until its first byte, and no business of the server.
        if let Some((told, total)) = told
            && Transfer::upload_of(&request).is_none()
        {
            let deadline = Progress::of(&mut request).deadline();
            let attempt = request.extensions().get().map(|AttemptEnd(end)| *end);
            let total = total.unwrap_or_else(|| client_deadline(Duration::from_secs(told.seconds)));
            let seconds = told.left(Instant::now(), deadline, total, attempt);
            if seconds < told.seconds {
                (told.rewrite)(&mut request, seconds);
            }
        }
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::service::call;
    use crate::testing::{Mock, context, reply, request_with};
    use crate::timeouts::client_deadline;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn told(seconds: u64) -> Told {
        Told { seconds, rewrite: |request, seconds| *request.body_mut() = seconds.to_string().into() }
    }

    fn left(seconds: u64, elapsed: u64) -> u64 {
        let start = Instant::now();
        let total = client_deadline(Duration::from_secs(seconds));
        told(seconds).left(start + MS(elapsed), start.checked_add(total), total, None)
    }

    #[test]
    fn the_server_ends_before_the_client_leaves_and_has_no_less_than_is_left_of_the_time() {
        for seconds in 1..200_u64 {
            for elapsed in (0..seconds * 1_000).step_by(70) {
                let told = left(seconds, elapsed);
                let unused = (seconds * 1_000 - elapsed) / 1_000;
                assert!(told >= unused.max(1) && told <= seconds, "{seconds} s, {elapsed} ms: {told}");
                let rest = client_deadline(Duration::from_secs(seconds)) - MS(elapsed);
                assert!(
                    told == 1 || Duration::from_secs(told) + ON_THE_WAY <= rest,
                    "{seconds} s, {elapsed} ms"
                );
            }
        }
        assert_eq!([left(10, 0), left(10, 400), left(10, 9_000), left(10, 12_000)], [10, 10, 1, 1]);
        assert_eq!(
            [left(2, 390), left(2, 410), left(1, 900)],
            [2, 1, 1],
            "what the grace covers costs nothing"
        );
        assert_eq!(left(u64::MAX, 5_000), u64::MAX);
    }

    #[test]
    fn a_time_of_the_operation_is_bounded_by_the_call_or_loses_what_was_used_up() {
        let start = Instant::now();
        let total = client_deadline(Duration::from_secs(20));
        let left =
            |seconds, elapsed| told(seconds).left(start + MS(elapsed), start.checked_add(total), total, None);
        assert_eq!([left(60, 0), left(60, 4_900), left(60, 15_000)], [60, 60, 49]);
        assert_eq!([left(15, 0), left(15, 6_000), left(15, 9_000)], [15, 15, 12]);
    }

    #[test]
    fn the_end_of_an_attempt_is_told_rounded_up() {
        let now = Instant::now();
        let total = client_deadline(Duration::from_secs(10));
        for (attempt, seconds) in [(500, 1), (2_000, 2), (2_001, 3), (60_000, 10)] {
            assert_eq!(told(10).left(now, None, total, Some(now + MS(attempt))), seconds, "{attempt} ms");
        }
        assert_eq!(told(10).left(now, Some(now + MS(4_000)), total, Some(now + MS(9_000))), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn only_an_attempt_with_less_time_is_rewritten() {
        let bodies = std::sync::Arc::new(Mutex::new(Vec::new()));
        let seen = std::sync::Arc::clone(&bodies);
        let mock = Mock::new(move |request| {
            seen.lock().unwrap().push(request.into_body());
            std::future::ready(Ok(reply(200)))
        });
        let mut service = TellLayer::new().layer(mock);
        let mut request = request_with(CallContext { told: Some(told(10)), ..context() });
        Progress::start(&mut request, Instant::now().checked_add(MS(11_000)));
        call(&mut service, request.clone()).await.unwrap();
        tokio::time::advance(MS(9_000)).await;
        call(&mut service, request.clone()).await.unwrap();
        request.extensions_mut().insert(CallContext { told: None, ..context() });
        call(&mut service, request).await.unwrap();
        assert_eq!(*bodies.lock().unwrap(), ["body", "1", "body"]);
    }
}
