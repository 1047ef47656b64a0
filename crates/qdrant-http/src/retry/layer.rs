//! The layer that repeats.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use qdrant_core::layer::Repeats;
use qdrant_core::{Effect, Error, ErrorKind};
use tokio::time::{Instant, sleep};
use tower_layer::Layer;
use tower_service::Service;

use super::policy::RetryPolicy;
use crate::context::{Attempts, Judge, Progress, Verdict, effect_of};
use crate::service::{BoxFuture, HttpRequest, HttpResponse, HttpService, call};
use crate::trail::Trail;
use crate::transfer::Transfer;

/// Repeats attempts that failed for a passing reason; see [`RetryPolicy`].
#[derive(Debug, Clone)]
pub(crate) struct RetryLayer(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    policy: RetryPolicy,
    repeats: Option<Arc<Repeats>>,
}

impl RetryLayer {
    /// Creates the layer.
    ///
    /// # Errors
    ///
    /// `Config` for numbers without sense.
    pub(crate) fn new(policy: RetryPolicy) -> Result<Self, Error> {
        policy.check()?;
        let repeats = policy.budget.map(|budget| Arc::new(Repeats::new(budget, now())));
        Ok(Self(Arc::new(Rules { policy, repeats })))
    }

    /// Creates a layer that takes its repeats from the budget of this one.
    ///
    /// # Errors
    ///
    /// `Config` for numbers without sense.
    pub(crate) fn beside(&self, policy: RetryPolicy) -> Result<Self, Error> {
        policy.check()?;
        Ok(Self(Arc::new(Rules { policy, repeats: self.0.repeats.clone() })))
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retry<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Retry { inner, rules: Arc::clone(&self.0) }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Retry<S> {
    inner: S,
    rules: Arc<Rules>,
}

impl<S: HttpService> Service<HttpRequest> for Retry<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = BoxFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest) -> BoxFuture {
        Box::pin(run(self.inner.clone(), Arc::clone(&self.rules), request))
    }
}

async fn run<S: HttpService>(
    mut inner: S,
    rules: Arc<Rules>,
    mut request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let judge = Judge::of(&request);
    let effect = effect_of(&request);
    let progress = Progress::of(&mut request);
    let upload = Transfer::upload_of(&request);
    if let Some(repeats) = &rules.repeats {
        repeats.earn(now());
    }
    for attempt in 1..rules.policy.max_attempts {
        progress.count();
        let outcome = call(&mut inner, request.clone()).await.map(|response| judge.judge(response));
        if upload.as_ref().is_some_and(|upload| !upload.can_repeat()) {
            return finish(outcome.map(|(_, response)| response), &progress);
        }
        let asked = match &outcome {
            Ok((Verdict::Retry { after } | Verdict::Limited { after }, _)) if effect != Effect::Once => {
                *after
            }
            Ok((Verdict::TimedOut, _)) if effect == Effect::Read => None,
            Err(error) if may_repeat(effect, error) => error.retry_after(),
            Ok(_) | Err(_) => return finish(outcome.map(|(_, response)| response), &progress),
        };
        let stale = progress.take_stale() && outcome.is_err();
        let begun = upload.as_ref().is_some_and(|upload| upload.has_begun());
        let deadline = progress.deadline().filter(|_| !begun);
        let pause = if stale { Some(Duration::ZERO) } else { rules.pause(attempt, asked, deadline) };
        let Some(pause) = pause else {
            return finish(outcome.map(|(_, response)| response), &progress);
        };
        let (failure, turned_away) = match outcome {
            Ok((verdict, response)) => {
                let limited = matches!(verdict, Verdict::Limited { .. });
                (asked_again(&response, limited), limited)
            }
            Err(error) => {
                let turned_away = error.is_not_sent();
                (error, turned_away)
            }
        };
        if effect != Effect::Read && !turned_away {
            progress.note_may_be_done();
        }
        tracing::debug!(attempt, ?pause, error = %failure, "attempt failed, trying again");
        progress.remember(failure);
        sleep(pause).await;
    }
    progress.count();
    finish(call(&mut inner, request).await, &progress)
}

/// Returns whether another attempt does no harm.
///
/// A write that timed out may still be applied, after whatever the caller does next, so it is not sent again.
fn may_repeat(effect: Effect, error: &Error) -> bool {
    let harmless = match effect {
        Effect::Read => true,
        Effect::Idempotent => !error.is_timeout(),
        Effect::Once => false,
    };
    error.is_retryable() && (harmless || error.is_not_sent())
}

/// Tells with the outcome how many attempts it took, and the rest of its trail.
fn finish(result: Result<HttpResponse, Error>, progress: &Arc<Progress>) -> Result<HttpResponse, Error> {
    match result {
        Ok(mut response) => {
            response.extensions_mut().insert(Attempts(progress.attempts()));
            response.extensions_mut().insert(Arc::clone(progress));
            Ok(response)
        }
        Err(error) => Err(Trail::so_far(progress).sign(error)),
    }
}

/// Puts a reply that asks to try again in the words of an error.
fn asked_again(response: &HttpResponse, limited: bool) -> Error {
    let status = response.status().as_u16();
    let kind = if limited { ErrorKind::RateLimited } else { ErrorKind::Unavailable };
    Error::new(kind, format!("the server asks to try again (HTTP {status})"))
}

fn now() -> std::time::Instant {
    Instant::now().into_std()
}

impl Rules {
    /// Returns how long to wait before the next attempt, or that there is to be none.
    fn pause(&self, attempt: u32, asked: Option<Duration>, deadline: Option<Instant>) -> Option<Duration> {
        let asked = asked.unwrap_or_default();
        if asked > self.policy.max_retry_after {
            return None;
        }
        // On top of what the server asks for, so that the clients that it turned away do not return all at once.
        let pause = asked.saturating_add(self.policy.backoff(attempt).mul_f64(fastrand::f64()));
        if deadline.is_some_and(|deadline| deadline.saturating_duration_since(Instant::now()) <= pause) {
            return None;
        }
        if self.repeats.as_ref().is_some_and(|repeats| !repeats.take(now())) {
            return None;
        }
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use http::HeaderValue;
    use http::header::RETRY_AFTER;

    use qdrant_core::layer::RetryBudget;

    use super::*;
    use crate::deadline::DeadlineLayer;
    use crate::testing::{Mock, context_of, reply, request_with};

    /// Fails so often with an error, then succeeds.
    fn failing(times: u32, error: impl Fn() -> Error + Send + Sync + 'static) -> (Mock, Arc<AtomicU32>) {
        let calls = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&calls);
        let mock = Mock::new(move |_| {
            let failed = counter.fetch_add(1, Ordering::SeqCst) < times;
            std::future::ready(if failed { Err(error()) } else { Ok(reply(200)) })
        });
        (mock, calls)
    }

    fn reset() -> Error {
        Error::new(ErrorKind::Connect, "reset")
    }

    fn refused() -> Error {
        reset().with_not_sent()
    }

    fn stubborn() -> RetryPolicy {
        RetryPolicy { max_attempts: u32::MAX, budget: None, ..RetryPolicy::default() }
    }

    async fn run_with(policy: RetryPolicy, inner: Mock, effect: Effect) -> Result<HttpResponse, Error> {
        let mut service = RetryLayer::new(policy).unwrap().layer(inner);
        call(&mut service, request_with(context_of(effect))).await
    }

    #[tokio::test(start_paused = true)]
    async fn reads_and_idempotent_writes_are_repeated_until_they_succeed() {
        for effect in [Effect::Read, Effect::Idempotent] {
            let (mock, calls) = failing(3, reset);
            let response = run_with(RetryPolicy::default(), mock, effect).await.unwrap();
            assert_eq!(calls.load(Ordering::SeqCst), 4);
            assert_eq!(response.extensions().get::<Attempts>(), Some(&Attempts(4)));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn other_writes_are_repeated_only_if_nothing_was_sent() {
        let (mock, calls) = failing(1, reset);
        let error = run_with(RetryPolicy::default(), mock, Effect::Once).await.unwrap_err();
        assert_eq!((calls.load(Ordering::SeqCst), error.attempts()), (1, Some(1)));

        let (mock, calls) = failing(2, refused);
        run_with(RetryPolicy::default(), mock, Effect::Once).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_that_timed_out_is_repeated_and_a_write_is_not() {
        for (effect, expected) in [(Effect::Read, 2), (Effect::Idempotent, 1), (Effect::Once, 1)] {
            let (mock, calls) = failing(1, || Error::new(ErrorKind::Timeout, "slow"));
            let result = run_with(RetryPolicy::default(), mock, effect).await;
            assert_eq!(
                (calls.load(Ordering::SeqCst), result.is_ok()),
                (expected, expected == 2),
                "{effect:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn other_writes_are_not_repeated_because_the_server_asks() {
        let calls = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&calls);
        let mock = Mock::new(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
            async { Ok(reply(503)) }
        });
        let response = run_with(RetryPolicy::default(), mock, Effect::Once).await.unwrap();
        assert_eq!((calls.load(Ordering::SeqCst), response.status().as_u16()), (1, 503));
    }

    #[tokio::test(start_paused = true)]
    async fn errors_that_time_does_not_heal_are_not_repeated() {
        for kind in [ErrorKind::Tls, ErrorKind::Decode, ErrorKind::Config, ErrorKind::WrongProtocol] {
            let (mock, calls) = failing(1, move || Error::new(kind, "no"));
            run_with(RetryPolicy::default(), mock, Effect::Read).await.unwrap_err();
            assert_eq!(calls.load(Ordering::SeqCst), 1, "{kind}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_attempts_are_limited_and_counted() {
        let (mock, calls) = failing(u32::MAX, reset);
        let error = run_with(RetryPolicy::default(), mock, Effect::Read).await.unwrap_err();
        assert_eq!((calls.load(Ordering::SeqCst), error.attempts()), (4, Some(4)));

        let (mock, calls) = failing(u32::MAX, reset);
        let error = run_with(RetryPolicy::none(), mock, Effect::Read).await.unwrap_err();
        assert_eq!((calls.load(Ordering::SeqCst), error.attempts()), (1, Some(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn retry_stops_at_the_deadline_with_the_failure_at_hand() {
        let (mock, calls) = failing(u32::MAX, reset);
        let inner = RetryLayer::new(stubborn()).unwrap().layer(mock);
        let mut service = DeadlineLayer::new(Some(Duration::from_secs(60))).layer(inner);
        let start = Instant::now();
        let error = call(&mut service, request_with(context_of(Effect::Read))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "the cause says more than `timed out`");
        assert!(start.elapsed() > Duration::from_secs(50) && start.elapsed() < Duration::from_secs(60));
        assert_eq!(error.attempts(), Some(calls.load(Ordering::SeqCst)));
        assert!(calls.load(Ordering::SeqCst) > 10);
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_that_the_server_asks_for_is_kept() {
        let calls = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&calls);
        let mock = Mock::new(move |_| {
            let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
            let mut response = reply(if first { 429 } else { 200 });
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("7"));
            std::future::ready(Ok(response))
        });
        let start = Instant::now();
        let response = run_with(RetryPolicy::default(), mock, Effect::Idempotent).await.unwrap();
        assert_eq!(response.status(), 200);
        let waited = start.elapsed();
        assert!(waited >= Duration::from_secs(7) && waited <= Duration::from_millis(7110), "{waited:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_longer_wait_than_allowed_ends_the_call() {
        let mock = Mock::new(|_| {
            let mut response = reply(429);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("31"));
            std::future::ready(Ok(response))
        });
        let start = Instant::now();
        let response = run_with(RetryPolicy::default(), mock, Effect::Read).await.unwrap();
        assert_eq!((response.status().as_u16(), start.elapsed()), (429, Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn the_budget_limits_the_repeats_of_all_calls_together() {
        let budget = Some(RetryBudget { ratio: 0.2, per_second: 0.0, burst: 5 });
        let (mock, calls) = failing(u32::MAX, reset);
        let mut service = RetryLayer::new(RetryPolicy { budget, ..stubborn() }).unwrap().layer(mock);
        for _ in 0..100 {
            call(&mut service, request_with(context_of(Effect::Read))).await.unwrap_err();
        }
        let calls = calls.load(Ordering::SeqCst);
        assert!((120..=125).contains(&calls), "{calls} attempts for 100 calls");
    }

    #[tokio::test(start_paused = true)]
    async fn every_attempt_sends_the_same_bytes_without_a_copy() {
        let bodies = Arc::new(std::sync::Mutex::new(Vec::new()));
        let seen = Arc::clone(&bodies);
        let mock = Mock::new(move |request| {
            let mut seen = seen.lock().unwrap();
            seen.push(request.into_body().as_ptr() as usize);
            let failed = seen.len() < 3;
            std::future::ready(if failed { Err(reset()) } else { Ok(reply(200)) })
        });
        run_with(RetryPolicy::default(), mock, Effect::Read).await.unwrap();
        let bodies = bodies.lock().unwrap();
        assert_eq!(*bodies, [bodies[0]; 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_waits_are_spread_over_the_whole_backoff() {
        let rules = Rules { policy: RetryPolicy::default(), repeats: None };
        let pauses: Vec<_> = (0..200).map(|_| rules.pause(3, None, None).unwrap()).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_millis(400)));
        assert!(pauses.iter().any(|pause| *pause < Duration::from_millis(100)));
        assert!(pauses.iter().any(|pause| *pause > Duration::from_millis(300)));
    }
}
