//! What a wire tells the stack about a call, and what the layers tell each other.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, Method, StatusCode};
use qdrant_core::{Effect, Error, OperationKind, Secret};
use tokio::time::Instant;

use crate::retry::retry_after;
use crate::service::{HttpRequest, HttpResponse};
use crate::target::{Mask, Target};
use crate::tell::Told;

/// Judges a whole reply: head, body and trailers.
pub type Classify = fn(&Parts, &Bytes, Option<&HeaderMap>) -> Verdict;

/// What the wire knows about a call, as an extension of the request.
///
/// A request without one is judged by its method and the status of the reply.
#[derive(Debug, Clone)]
pub struct CallContext {
    /// Which operation is called; errors name it. `None` for what is no operation of this crate.
    pub operation: Option<OperationKind>,
    /// What repeating the call may do; it decides on retries.
    pub effect: Effect,
    /// Time for the whole call; wins over that of the configuration.
    pub timeout: Option<Duration>,
    /// What the request tells the server about its time; `None` if it tells nothing.
    pub told: Option<Told>,
    /// Headers of this call; they win over those of the configuration.
    ///
    /// With `api-key` or `authorization` among them, the credentials of the configuration stay away, of either scheme.
    pub headers: Vec<(String, Secret)>,
    /// Judges a reply.
    pub classify: Classify,
}

/// What a reply means to the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The reply is final, be it good or bad.
    Done,
    /// The same call may succeed later; whether a write was applied is not known.
    Retry {
        /// How long the server asks to wait.
        after: Option<Duration>,
    },
    /// The same call may succeed later; the server did nothing of it, because there are too many.
    Limited {
        /// How long the server asks to wait.
        after: Option<Duration>,
    },
    /// The server, or something on the way to it, gave up waiting; a write may still be applied.
    TimedOut,
    /// The credentials were refused; fresh ones may help.
    Unauthenticated,
}

/// How often a call was sent, as an extension of the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts(pub u32);

/// Judges a reply by its HTTP status alone.
pub fn classify_status(parts: &Parts, _: &Bytes, _: Option<&HeaderMap>) -> Verdict {
    match parts.status {
        StatusCode::UNAUTHORIZED => Verdict::Unauthenticated,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Verdict::TimedOut,
        StatusCode::TOO_MANY_REQUESTS => Verdict::Limited { after: retry_after(&parts.headers) },
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE => {
            Verdict::Retry { after: retry_after(&parts.headers) }
        }
        _ => Verdict::Done,
    }
}

/// The wire's judgement, without the rest of the context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge(Classify);

impl Judge {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        Self(request.extensions().get::<CallContext>().map_or(classify_status, |context| context.classify))
    }

    /// Judges the reply and gives it back.
    pub(crate) fn judge(self, response: HttpResponse) -> (Verdict, HttpResponse) {
        let (parts, body) = response.into_parts();
        let verdict = (self.0)(&parts, body.data(), body.trailers());
        (verdict, HttpResponse::from_parts(parts, body))
    }
}

/// Returns what repeating the request may do.
pub(crate) fn effect_of(request: &HttpRequest) -> Effect {
    let context = request.extensions().get::<CallContext>();
    context.map_or_else(|| effect_of_method(request.method()), |context| context.effect)
}

/// Returns what repeating a request may do, as far as its method tells.
pub fn effect_of_method(method: &Method) -> Effect {
    match *method {
        Method::GET | Method::HEAD | Method::OPTIONS => Effect::Read,
        Method::PUT | Method::DELETE => Effect::Idempotent,
        _ => Effect::Once,
    }
}

/// How far a call has come; the layers of one call share it as an extension of its requests.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    deadline: Option<Instant>,
    attempts: AtomicU32,
    last: Mutex<Option<Error>>,
    /// Whether the latest attempt failed on a connection that had been used before.
    stale: AtomicBool,
    /// Whether the attempt at hand is given up because its time is over.
    expired: AtomicBool,
    /// Whether an attempt that may have taken effect is repeated.
    may_be_done: AtomicBool,
    /// Endpoints that attempts went to, as a [`Mask`].
    tried: AtomicU64,
    /// Where the latest attempt went.
    target: Mutex<Option<Arc<Target>>>,
}

impl Progress {
    /// Starts a call and puts its progress into the request.
    pub(crate) fn start(request: &mut HttpRequest, deadline: Option<Instant>) -> Arc<Self> {
        let progress = Arc::new(Self { deadline, ..Self::default() });
        request.extensions_mut().insert(Arc::clone(&progress));
        progress
    }

    /// Returns the progress of the call that the request belongs to; one without a deadline if nobody started any.
    pub(crate) fn of(request: &mut HttpRequest) -> Arc<Self> {
        let known = request.extensions().get::<Arc<Self>>().cloned();
        known.unwrap_or_else(|| Self::start(request, None))
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Counts one more attempt.
    pub(crate) fn count(&self) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    /// Notes where an attempt goes.
    pub(crate) fn aim(&self, target: &Arc<Target>) {
        self.tried.fetch_or(Mask::default().with(target.index).0, Ordering::Relaxed);
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(target));
    }

    /// Returns where the latest attempt went.
    pub(crate) fn target(&self) -> Option<Arc<Target>> {
        self.target.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn tried(&self) -> Mask {
        Mask(self.tried.load(Ordering::Relaxed))
    }

    /// Names the server of the latest attempt, for the end of a sentence; empty if there was none.
    pub(crate) fn whose(&self) -> String {
        self.target().map(|target| format!(" from {}", target.address)).unwrap_or_default()
    }

    /// Notes that an attempt failed because the server had let go of the connection.
    pub(crate) fn note_stale(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Returns whether the latest attempt failed because the server had let go of the connection.
    pub(crate) fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::Relaxed)
    }

    /// Notes that the attempt at hand is given up because its time is over.
    pub(crate) fn note_expired(&self) {
        self.expired.store(true, Ordering::Relaxed);
    }

    /// Returns whether the attempt at hand was given up because its time is over.
    pub(crate) fn take_expired(&self) -> bool {
        self.expired.swap(false, Ordering::Relaxed)
    }

    /// Notes that an attempt is repeated although it may have taken effect.
    pub(crate) fn note_may_be_done(&self) {
        self.may_be_done.store(true, Ordering::Relaxed);
    }

    pub(crate) fn may_be_done(&self) -> bool {
        self.may_be_done.load(Ordering::Relaxed)
    }

    /// Keeps the failure of an attempt that is going to be repeated.
    pub(crate) fn remember(&self, error: Error) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Takes the failure of the last attempt that was repeated.
    pub(crate) fn take_last(&self) -> Option<Error> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{reply, request};

    #[test]
    fn a_reply_is_judged_by_its_status_when_the_wire_does_not_say() {
        let judge = |status| Judge::of(&request()).judge(reply(status)).0;
        assert_eq!(judge(200), Verdict::Done);
        assert_eq!(judge(401), Verdict::Unauthenticated);
        assert_eq!(judge(403), Verdict::Done);
        assert_eq!(judge(503), Verdict::Retry { after: None });
        assert_eq!(judge(429), Verdict::Limited { after: None });
        assert_eq!((judge(408), judge(504)), (Verdict::TimedOut, Verdict::TimedOut));
        assert_eq!(judge(507), Verdict::Done, "no room is no rate limit");
    }

    #[test]
    fn the_method_tells_the_effect_when_the_wire_does_not_say() {
        let effect = |method| {
            let mut request = HttpRequest::default();
            *request.method_mut() = method;
            effect_of(&request)
        };
        assert_eq!(effect(Method::GET), Effect::Read);
        assert_eq!(effect(Method::PUT), Effect::Idempotent);
        assert_eq!(effect(Method::POST), Effect::Once);
        assert_eq!(effect(Method::PATCH), Effect::Once);
    }

    #[test]
    fn clones_of_a_request_share_its_progress() {
        let mut first = request();
        let progress = Progress::start(&mut first, None);
        Progress::of(&mut first.clone()).count();
        assert_eq!(progress.attempts(), 1);
    }
}
