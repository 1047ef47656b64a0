//! The transport that repeats.

use async_trait::async_trait;

use super::layer::RetryLayer;
use crate::call::{Call, Reply, Request};
use crate::error::{Error, ErrorKind};
use crate::layer::timeout::{no_answer, within};
use crate::operation::{Effect, OperationKind};
use crate::stream::ByteSource;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Repeats the calls of another transport; see [`RetryLayer`].
#[derive(Debug)]
pub(super) struct Retry {
    inner: SharedTransport,
    layer: RetryLayer,
}

impl Retry {
    pub(super) fn new(inner: SharedTransport, layer: RetryLayer) -> Self {
        Self { inner, layer }
    }
}

#[async_trait]
impl Transport for Retry {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let Self { inner, layer } = self;
        let operation = call.request.kind();
        let limit = call.options.timeout;
        let start = layer.timer.now();
        // A limit beyond the range of the clock is none.
        let deadline = limit.and_then(|limit| start.checked_add(limit));
        if let Some(repeats) = &layer.repeats {
            repeats.earn(start);
        }
        let mut left = limit;
        let mut attempts = 0_u32;
        let mut attempt = 1;
        let mut last = None;
        // Whether an attempt that may have taken effect was repeated.
        let mut may_be_done = false;
        let mut next = call;
        loop {
            let kept = (attempt < layer.max_attempts).then(|| next.clone());
            next.options.timeout = left;
            let result = match left.filter(|_| deadline.is_some()) {
                None => inner.execute(next).await,
                Some(left) => match within(left, &*layer.timer, inner.execute(next)).await {
                    Some(result) => result,
                    None => {
                        let error = no_answer(limit.unwrap_or(left), operation);
                        let error = error.with_attempts(attempts.saturating_add(1));
                        let error = if may_be_done { error.with_may_be_done() } else { error };
                        return Err(match last {
                            Some(last) => error.with_source(last),
                            None => error,
                        });
                    }
                },
            };
            let error = match result {
                Ok(mut reply) => {
                    reply.meta.attempts = reply.meta.attempts.saturating_add(attempts);
                    return Ok(reply);
                }
                Err(error) => error,
            };
            attempts = attempts.saturating_add(error.attempts().unwrap_or(1));
            let error = error.with_attempts(attempts);
            let error = if may_be_done { error.with_may_be_done() } else { error };
            let Some(kept) = kept.filter(|call| may_repeat(&call.request, &error)) else { return Err(error) };
            let Some(pause) = layer.pause(attempt, &error, deadline) else { return Err(error) };
            tracing::debug!(operation = operation.name(), attempt, ?pause, %error, "attempt failed, trying again");
            layer.timer.sleep(pause).await;
            if let Some(deadline) = deadline {
                let rest = deadline.saturating_duration_since(layer.timer.now());
                if rest.is_zero() {
                    // The timer came late; nothing is sent that could not be waited for.
                    return Err(error);
                }
                left = Some(rest);
            }
            may_be_done |= leaves_it_open(operation, &error);
            last = Some(error);
            next = kept;
            attempt += 1;
        }
    }
}

/// Returns whether another attempt does no harm and may succeed.
fn may_repeat(request: &Request, error: &Error) -> bool {
    let harmless = match request.kind().effect() {
        Effect::Read => true,
        Effect::Idempotent => !error.is_timeout(),
        Effect::Once => false,
    };
    error.is_retryable()
        && (harmless || error.is_not_sent())
        && !source_of(request).is_some_and(ByteSource::is_spent)
}

/// Returns whether an attempt that failed may have done what was asked.
fn leaves_it_open(operation: OperationKind, error: &Error) -> bool {
    let turned_away = error.is_not_sent() || error.kind() == ErrorKind::RateLimited;
    operation.effect() != Effect::Read && (!turned_away || error.may_be_done())
}

/// Returns where the bytes of an upload come from.
fn source_of(request: &Request) -> Option<&ByteSource> {
    if let Request::UploadSnapshot(upload) = request {
        return Some(&upload.snapshot);
    }
    if let Request::UploadShardSnapshot(upload) = request {
        return Some(&upload.snapshot);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use tokio::time;

    use super::*;
    use crate::layer::retry::testing::TestTimer;
    use crate::layer::{RetryBudget, TransportLayer};
    use crate::{
        ByteStream, CallOptions, Capabilities, CountPoints, CreateCollection, DeleteSnapshotRequest,
        Operation, Outcome, PointStruct, TransportExt, UploadSnapshot, UpsertPoints,
    };

    type Answer = dyn Fn(&Call) -> Result<Reply, Error> + Send + Sync;

    /// Answers with a function after some time and keeps the calls.
    struct Mock {
        time: Duration,
        answer: Box<Answer>,
        calls: Mutex<Vec<Call>>,
    }

    impl std::fmt::Debug for Mock {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Mock")
        }
    }

    #[async_trait]
    impl Transport for Mock {
        fn info(&self) -> TransportInfo {
            TransportInfo::new("mock", Capabilities::all())
        }

        async fn execute(&self, call: Call) -> Result<Reply, Error> {
            time::sleep(self.time).await;
            let answer = (self.answer)(&call);
            self.calls.lock().unwrap().push(call);
            answer
        }
    }

    impl Mock {
        fn new(answer: impl Fn(&Call) -> Result<Reply, Error> + Send + Sync + 'static) -> Arc<Self> {
            Self::slow(Duration::ZERO, answer)
        }

        fn slow(
            time: Duration,
            answer: impl Fn(&Call) -> Result<Reply, Error> + Send + Sync + 'static,
        ) -> Arc<Self> {
            Arc::new(Self { time, answer: Box::new(answer), calls: Mutex::default() })
        }

        /// Fails so often, then counts to 7.
        fn failing(times: usize, error: impl Fn() -> Error + Send + Sync + 'static) -> Arc<Self> {
            let failed = Mutex::new(0);
            Self::new(move |_| {
                let mut failed = failed.lock().unwrap();
                *failed += 1;
                if *failed <= times { Err(error()) } else { Ok(Reply::new(CountPoints::into_response(7))) }
            })
        }

        fn calls(&self) -> usize {
            self.calls.lock().unwrap().len()
        }
    }

    fn unavailable() -> Error {
        Error::new(ErrorKind::Unavailable, "down")
    }

    fn retry() -> RetryLayer {
        RetryLayer::new(TestTimer)
    }

    fn wrap(layer: &RetryLayer, mock: &Arc<Mock>) -> SharedTransport {
        layer.layer(Arc::clone(mock) as SharedTransport)
    }

    fn read() -> Request {
        CountPoints::new("c").into_request()
    }

    fn idempotent() -> Request {
        UpsertPoints::new("c", vec![PointStruct::new(1, vec![1.0], crate::Payload::new())]).into_request()
    }

    fn once() -> Request {
        CreateCollection::new("c").into_request()
    }

    async fn run(mock: &Arc<Mock>, request: Request) -> Result<Reply, Error> {
        wrap(&retry(), mock).execute(request.into()).await
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_no_harm_is_repeated() {
        let timeout = || Error::new(ErrorKind::Timeout, "slow");
        type Failure = fn() -> Error;
        let cases: [(Request, Failure, usize); 10] = [
            (read(), unavailable, 3),
            (idempotent(), unavailable, 3),
            (once(), unavailable, 1),
            (read(), timeout, 3),
            (idempotent(), timeout, 1),
            (once(), timeout, 1),
            (idempotent(), || Error::new(ErrorKind::Timeout, "queue").with_not_sent(), 3),
            (once(), || Error::new(ErrorKind::Connect, "refused").with_not_sent(), 3),
            (read(), || Error::new(ErrorKind::Server, "bug"), 1),
            (once(), || Error::new(ErrorKind::Tls, "no").with_not_sent(), 1),
        ];
        for (request, error, expected) in cases {
            let (mock, kind) = (Mock::failing(2, error), request.kind());
            let result = run(&mock, request).await;
            assert_eq!((mock.calls(), result.is_ok()), (expected, expected == 3), "{kind}: {}", error());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_after_an_attempt_that_may_have_worked_says_so() {
        let gone = || Error::new(ErrorKind::NotFound, "no snapshot");
        let broken = || Error::new(ErrorKind::Connect, "reset");
        type Failure = fn() -> Error;
        let limited: Failure = || Error::new(ErrorKind::RateLimited, "slow down");
        let refused: Failure = || Error::new(ErrorKind::Connect, "refused").with_not_sent();
        let delete = || DeleteSnapshotRequest::new("c", "s").into_request();
        let after = async |request: Request, failures: Vec<Failure>, end: Failure| {
            let failures = Mutex::new(failures.into_iter());
            let mock = Mock::new(move |_| {
                Err(failures.lock().unwrap().next().map_or_else(end, |failure| failure()))
            });
            run(&mock, request).await.unwrap_err()
        };
        for (request, failures, expected) in [
            (delete(), vec![], false),
            (delete(), vec![broken as Failure], true),
            (delete(), vec![refused, broken, limited], true),
            (delete(), vec![refused, limited], false),
            (
                delete(),
                vec![(|| Error::new(ErrorKind::Connect, "").with_not_sent().with_may_be_done()) as Failure],
                true,
            ),
            (read(), vec![broken], false),
        ] {
            let count = failures.len();
            let error = after(request, failures, gone).await;
            assert_eq!(
                (error.kind(), error.may_be_done()),
                (ErrorKind::NotFound, expected),
                "{count}: {error}"
            );
        }
        // What was sent once is not called unsent because the last attempt was not.
        let error = after(delete(), vec![broken], refused).await;
        assert!(error.may_be_done() && !error.is_not_sent(), "{error:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_are_limited_and_counted() {
        let mock = Mock::failing(3, unavailable);
        assert_eq!(run(&mock, read()).await.unwrap().meta.attempts, 4);
        let mock = Mock::failing(4, unavailable);
        assert_eq!((run(&mock, read()).await.unwrap_err().attempts(), mock.calls()), (Some(4), 4));
        let never = retry().max_attempts(0);
        let mock = Mock::failing(1, unavailable);
        let error = wrap(&never, &mock).execute(read().into()).await.unwrap_err();
        assert_eq!((error.attempts(), mock.calls()), (Some(1), 1));
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_of_the_transport_inside_are_added() {
        let mock = Mock::failing(2, || unavailable().with_attempts(5));
        assert_eq!(run(&mock, read()).await.unwrap().meta.attempts, 11);
        let mock = Mock::failing(9, || unavailable().with_attempts(5));
        assert_eq!(run(&mock, read()).await.unwrap_err().attempts(), Some(20));
    }

    #[tokio::test(start_paused = true)]
    async fn repeats_share_the_points_and_the_last_attempt_owns_them() {
        let mock = Mock::failing(9, unavailable);
        run(&mock, idempotent()).await.unwrap_err();
        let mut calls = std::mem::take(&mut *mock.calls.lock().unwrap());
        let points = |call: &Call| {
            let Request::UpsertPoints(upsert) = &call.request else { panic!("{call:?}") };
            upsert.points.as_ptr()
        };
        assert!(calls.len() == 4 && calls.iter().all(|call| points(call) == points(&calls[0])));
        let last = calls.pop();
        drop(calls);
        let Some(Call { request: Request::UpsertPoints(upsert), .. }) = last else { panic!() };
        assert!(upsert.points.try_into_vec().is_ok(), "the layer kept a copy");
    }

    #[tokio::test(start_paused = true)]
    async fn the_call_ends_at_once_when_a_wait_would_pass_its_time() {
        let layer = retry().max_attempts(u32::MAX).budget(None);
        let mock = Mock::failing(usize::MAX, unavailable);
        let options = CallOptions::default().timeout(Duration::from_secs(60));
        let start = time::Instant::now();
        let call = Call::from(read()).with_options(options);
        let error = wrap(&layer, &mock).execute(call).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "the cause says more than `timed out`");
        assert!(start.elapsed() > Duration::from_secs(50) && start.elapsed() < Duration::from_secs(60));
        assert!(mock.calls() > 10 && error.attempts() == u32::try_from(mock.calls()).ok());
        let calls = mock.calls.lock().unwrap();
        let left: Vec<_> = calls.iter().map(|call| call.options.timeout.unwrap()).collect();
        assert_eq!(left[0], Duration::from_secs(60));
        assert!(left.is_sorted_by(|one, next| one > next), "{left:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_that_knows_no_time_is_given_up_with_the_call() {
        let mock = Mock::slow(Duration::from_secs(4), |_| Err(unavailable()));
        let options = CallOptions::default().timeout(Duration::from_secs(10));
        let start = time::Instant::now();
        let call = Call::from(read()).with_options(options);
        let error = wrap(&retry(), &mock).execute(call).await.unwrap_err();
        // Timers have a resolution of a millisecond.
        assert!(start.elapsed().abs_diff(Duration::from_secs(10)) < Duration::from_millis(5));
        assert_eq!((error.kind(), error.attempts(), mock.calls()), (ErrorKind::Timeout, Some(3), 2));
        assert_eq!(error.message(), "no answer within 10s");
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), unavailable().to_string());
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_that_the_server_asks_for_is_kept_within_bounds() {
        let asking = |seconds| {
            move || Error::new(ErrorKind::RateLimited, "").with_retry_after(Duration::from_secs(seconds))
        };
        let start = time::Instant::now();
        run(&Mock::failing(1, asking(7)), idempotent()).await.unwrap();
        let waited = start.elapsed();
        assert!(waited >= Duration::from_secs(7) && waited <= Duration::from_millis(7110), "{waited:?}");

        let (start, mock) = (time::Instant::now(), Mock::failing(1, asking(31)));
        assert_eq!(run(&mock, read()).await.unwrap_err().kind(), ErrorKind::RateLimited);
        assert_eq!((start.elapsed(), mock.calls()), (Duration::ZERO, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn the_budget_limits_the_repeats_of_all_calls_together() {
        let layer = retry()
            .max_attempts(u32::MAX)
            .initial_backoff(Duration::ZERO)
            .budget(Some(RetryBudget { burst: 5, ..RetryBudget::default() }));
        let mock = Mock::failing(usize::MAX, unavailable);
        let (one, two) = (wrap(&layer, &mock), wrap(&layer.clone(), &mock));
        for _ in 0..50 {
            one.call(CountPoints::new("c")).await.unwrap_err();
            two.call(CountPoints::new("c")).await.unwrap_err();
        }
        assert!((120..=127).contains(&mock.calls()), "{} attempts for 100 calls", mock.calls());
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_is_repeated_while_its_source_can_be_opened() {
        // Opens the source, if it is told to, and fails as if nothing were sent.
        let failing = |open: bool| {
            Mock::new(move |call| {
                if open && let Some(source) = source_of(&call.request) {
                    drop(source.open()?);
                }
                Err(Error::new(ErrorKind::Connect, "refused").with_not_sent())
            })
        };
        let stream = || ByteStream::from_chunks(["snap", "shot"]);
        for (replayable, open, expected) in
            [(true, true, 4), (true, false, 4), (false, false, 4), (false, true, 1)]
        {
            let source = if replayable { ByteSource::replayable(stream) } else { ByteSource::once(stream()) };
            let mock = failing(open);
            let error = wrap(&retry(), &mock).call(UploadSnapshot::new("c", source)).await.unwrap_err();
            assert_eq!((mock.calls(), error.kind()), (expected, ErrorKind::Connect), "{replayable} {open}");
        }
        let done = Mock::new(|_| Ok(Reply::new(UploadSnapshot::into_response(Outcome::Completed(true)))));
        let upload = UploadSnapshot::new("c", ByteSource::once(stream()));
        assert!(wrap(&retry(), &done).call(upload).await.unwrap().completed().unwrap());
    }
}
