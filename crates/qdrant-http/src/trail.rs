//! What is known about the way of a call when it has ended.

use std::sync::Arc;

use http::Extensions;
use qdrant_core::{Error, ReplyMeta};

use crate::context::Progress;
use crate::request_id::RequestId;

/// What is known about the way of a call, apart from its answer.
///
/// The replies of a stack carry it, and its errors have it in them. A wire that makes an error of a reply, or an answer,
/// adds it with [`sign`](Self::sign) or [`tell`](Self::tell).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trail {
    attempts: Option<u32>,
    address: Option<Arc<str>>,
    may_be_done: bool,
    request_id: Option<Arc<str>>,
}

impl Trail {
    /// Reads the trail of the reply that has these extensions.
    pub fn of(extensions: &Extensions) -> Self {
        let progress = extensions.get::<Arc<Progress>>();
        let request_id = extensions.get::<RequestId>();
        Self {
            request_id: request_id.map(|id| Arc::from(id.as_str())),
            ..progress.map(|progress| Self::so_far(progress)).unwrap_or_default()
        }
    }

    /// Returns what is known before the call has ended.
    pub(crate) fn so_far(progress: &Progress) -> Self {
        Self {
            attempts: Some(progress.attempts()),
            address: progress.target().map(|target| Arc::clone(&target.url)),
            may_be_done: progress.may_be_done(),
            request_id: None,
        }
    }

    /// Adds the trail to an error.
    #[must_use]
    pub fn sign(self, error: Error) -> Error {
        let Self { attempts, address, may_be_done, request_id } = self;
        let mut error = error;
        if let Some(attempts) = attempts {
            error = error.with_attempts(attempts);
        }
        if let Some(address) = address {
            error = error.with_address(address);
        }
        if may_be_done {
            error = error.with_may_be_done();
        }
        if let Some(request_id) = request_id {
            error = error.with_request_id(request_id);
        }
        error
    }

    /// Adds the trail to the facts about a reply.
    #[must_use]
    pub fn tell(self, meta: ReplyMeta) -> ReplyMeta {
        let Self { attempts, address, may_be_done: _, request_id } = self;
        meta.with_attempts(attempts.unwrap_or(1)).with_address(address).with_request_id(request_id)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use qdrant_core::ErrorKind;

    use super::*;
    use crate::config::Protocol;
    use crate::endpoint::Endpoint;
    use crate::request_id;
    use crate::target::Targets;
    use crate::testing::request;

    #[test]
    fn errors_and_replies_have_all_of_it() {
        let endpoint = Endpoint::parse("https://db:7000/prefix", Protocol::Http1).unwrap();
        let targets = Targets::new(&[endpoint], Duration::ZERO, None).unwrap();
        let mut request = request();
        let id = request_id::name(&mut request).unwrap();
        let progress = Progress::of(&mut request);
        progress.aim(targets.first());
        (0..3).for_each(|_| progress.count());
        progress.note_may_be_done();

        let trail = Trail::of(request.extensions());
        let error = trail.clone().sign(Error::new(ErrorKind::NotFound, "gone"));
        assert_eq!((error.attempts(), error.may_be_done()), (Some(3), true));
        assert_eq!(
            (error.address(), error.request_id()),
            (Some("https://db:7000/prefix"), Some(id.as_str()))
        );
        let meta = trail.tell(ReplyMeta::default());
        assert_eq!(meta.attempts, 3);
        assert_eq!(
            (meta.address.as_deref(), meta.request_id.as_deref()),
            (error.address(), error.request_id())
        );
    }

    #[test]
    fn a_reply_without_a_trail_is_that_of_one_attempt() {
        let trail = Trail::of(&Extensions::new());
        assert_eq!(trail.clone().tell(ReplyMeta::default()), ReplyMeta::default());
        assert_eq!(trail.sign(Error::new(ErrorKind::NotFound, "")).attempts(), None);
    }
}
