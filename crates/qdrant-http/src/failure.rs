//! Failures of connections in the words of our errors.

use std::error::Error as StdError;
use std::io;

use hyper_util::client::legacy::Error as ClientError;
use qdrant_core::{Error, ErrorKind};

use crate::body::{CollectError, too_large};
use crate::config::Protocol;
use crate::connect::DialError;
use crate::sniff::Speech;

/// Returns whether a request waited for the connection that another one was making, and that came to nothing.
pub(crate) fn lost_its_dial(error: &ClientError) -> bool {
    error.is_connect() && !causes(error).any(|cause| cause.is::<DialError>())
}

/// What is known about the peer when a request fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// Host and port.
    pub(crate) address: &'a str,
    /// What the stack speaks.
    pub(crate) protocol: Protocol,
    /// Whether over TLS.
    pub(crate) https: bool,
    /// What the peer speaks.
    pub(crate) speech: Speech,
}

impl Scene<'_> {
    /// Explains why a request had no reply.
    pub(crate) fn request_failed(self, error: ClientError) -> Error {
        if let Some(dial) = causes(&error).find_map(|cause| cause.downcast_ref::<DialError>()) {
            return dial.to_error();
        }
        if error.is_connect() {
            return Error::new(ErrorKind::Connect, format!("no connection to {}", self.address))
                .with_not_sent()
                .with_source(error);
        }
        if is_unprocessed(&error) {
            let message = format!("{} turned the request away without looking at it", self.address);
            return Error::new(ErrorKind::Unavailable, message).with_not_sent().with_source(error);
        }
        // hyper says `canceled` only of requests that it never began to write. And it names the connection of every
        // request that it handed over: without one, the connection ended before it was ready to take any.
        let unsent =
            error.connect_info().is_none() || hyper_cause(&error).is_some_and(hyper::Error::is_canceled);
        let explained = self.explain(&error).with_source(error);
        if unsent { explained.with_not_sent() } else { explained }
    }

    /// Explains why a reply broke off.
    pub(crate) fn stream_failed(self, error: hyper::Error) -> Error {
        self.explain(&error).with_source(error)
    }

    /// Explains why a reply could not be collected.
    pub(crate) fn body_failed(self, error: CollectError<hyper::Error>, limit: usize) -> Error {
        match error {
            CollectError::TooLarge => too_large(limit),
            CollectError::Broken(error) => self.stream_failed(error),
        }
    }

    fn explain(self, error: &(dyn StdError + 'static)) -> Error {
        let Self { address, .. } = self;
        if let Some(message) = self.wrong_protocol() {
            return Error::new(ErrorKind::WrongProtocol, message);
        }
        if self.speech == Speech::BrokenTls {
            return Error::new(ErrorKind::Tls, format!("{address} broke off the encrypted connection"));
        }
        let hyper = hyper_cause(error);
        if hyper.is_some_and(hyper::Error::is_parse) {
            return match self.speech {
                Speech::Http1 => {
                    Error::new(ErrorKind::Decode, format!("the head of the reply of {address} is damaged"))
                }
                Speech::Silent | Speech::Other | Speech::Http2 | Speech::Tls | Speech::BrokenTls => {
                    Error::new(ErrorKind::WrongProtocol, format!("{address} does not answer in HTTP/1.1"))
                }
            };
        }
        if hyper.is_some_and(hyper::Error::is_timeout) {
            return Error::new(
                ErrorKind::Connect,
                format!("{address} went silent in the middle of the call"),
            );
        }
        if hyper.is_some_and(hyper::Error::is_user) {
            // That of the call still runs: a client may be shared by several.
            return Error::new(
                ErrorKind::Connect,
                format!("the runtime of the connection to {address} ended in the middle of the call"),
            );
        }
        if let Some(what) = damage(error) {
            return Error::new(ErrorKind::Decode, format!("{what} of {address} is damaged"));
        }
        if let Some(reason) = given_up(error) {
            return Error::new(ErrorKind::Connect, format!("{address} gave the call up ({reason:?})"));
        }
        let reset = causes(error)
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|io| matches!(io.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted));
        let message = match (self.protocol, self.speech) {
            // Servers of HTTP/2 speak first.
            (Protocol::Http2, Speech::Silent) => {
                format!("{address} hung up without a word: is this the gRPC port (6334)?")
            }
            _ if reset => format!("the connection was reset by {address} in the middle of the call"),
            _ => format!("the server {address} went away in the middle of the call"),
        };
        Error::new(ErrorKind::Connect, message)
    }

    /// Says what is wrong when the peer speaks something else.
    fn wrong_protocol(self) -> Option<String> {
        let Self { address, protocol, https, speech } = self;
        match (protocol, speech) {
            (Protocol::Http2, Speech::Http1) => Some(format!(
                "{address} answers in HTTP/1, not gRPC: is this the REST port (6333)? gRPC is usually 6334"
            )),
            (Protocol::Http1, Speech::Http2) => Some(format!(
                "{address} answers in HTTP/2, not HTTP/1.1: is this the gRPC port (6334)? REST is usually 6333"
            )),
            (Protocol::Http1 | Protocol::Http2, Speech::Tls) if !https => {
                Some(format!("{address} wants an encrypted connection: use https"))
            }
            (Protocol::Http2, Speech::Other) => Some(format!("{address} does not answer in HTTP/2")),
            (Protocol::Http1, Speech::Other | Speech::Http1)
            | (Protocol::Http2, Speech::Http2)
            | (_, Speech::Silent | Speech::Tls | Speech::BrokenTls) => None,
        }
    }
}

/// Returns whether a server of HTTP/2 says that it did not touch the request, which is as good as not sent.
///
/// It says so by refusing the stream, or by a farewell that names an earlier stream as its last; h2 gives the farewell
/// as the error of none but the streams after that one.
fn is_unprocessed(error: &(dyn StdError + 'static)) -> bool {
    causes(error).find_map(|cause| cause.downcast_ref::<h2::Error>()).is_some_and(|error| {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (refused || error.is_go_away())
    })
}

/// Returns what the server wrote against the rules of its protocol.
fn damage(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    use h2::Reason;
    const FAULTS: [Reason; 5] = [
        Reason::PROTOCOL_ERROR,
        Reason::FRAME_SIZE_ERROR,
        Reason::COMPRESSION_ERROR,
        Reason::FLOW_CONTROL_ERROR,
        Reason::STREAM_CLOSED,
    ];
    causes(error).find_map(|cause| {
        if let Some(error) = cause.downcast_ref::<h2::Error>() {
            let is_fault = error.is_library() && error.reason().is_some_and(|it| FAULTS.contains(&it));
            return is_fault.then_some("the HTTP/2");
        }
        // How hyper reports a body that is not in the chunks that were announced.
        let kind = cause.downcast_ref::<io::Error>()?.kind();
        matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
            .then_some("the body of the reply")
    })
}

/// Returns the reason for which a server of HTTP/2 ended a call.
fn given_up(error: &(dyn StdError + 'static)) -> Option<h2::Reason> {
    let error = causes(error).find_map(|cause| cause.downcast_ref::<h2::Error>())?;
    error.reason().filter(|_| error.is_remote() && error.is_reset())
}

fn hyper_cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a hyper::Error> {
    causes(error).find_map(|cause| cause.downcast_ref::<hyper::Error>())
}

/// Returns an error and all of its causes, those inside of `io::Error` too.
pub(crate) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| next_cause(*error))
}

fn next_cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    // An `io::Error` passes over the error that it wraps.
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http::{Request, Uri};
    use hyper::rt::{Read, ReadBufCursor, Write};
    use hyper_util::client::legacy::Client;
    use hyper_util::client::legacy::connect::{Connected, Connection};
    use hyper_util::rt::TokioExecutor;
    use tower_service::Service;

    use super::*;
    use crate::body::CollectedBody;

    fn scene(protocol: Protocol, https: bool, speech: Speech) -> Option<String> {
        Scene { address: "db:1", protocol, https, speech }.wrong_protocol()
    }

    #[test]
    fn the_wrong_port_is_named() {
        assert!(scene(Protocol::Http2, false, Speech::Http1).unwrap().contains("gRPC is usually 6334"));
        assert!(scene(Protocol::Http1, false, Speech::Http2).unwrap().contains("REST is usually 6333"));
        assert!(scene(Protocol::Http1, false, Speech::Tls).unwrap().contains("use https"));
        assert_eq!(scene(Protocol::Http1, true, Speech::Tls), None);
        assert_eq!(scene(Protocol::Http1, false, Speech::Http1), None);
        assert_eq!(scene(Protocol::Http2, false, Speech::Http2), None);
        assert_eq!(scene(Protocol::Http2, false, Speech::Silent), None);
    }

    #[test]
    fn causes_inside_of_io_errors_are_found() {
        let dial = io::Error::other(io::Error::from(io::ErrorKind::ConnectionReset));
        let kinds: Vec<_> = causes(&dial)
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .map(io::Error::kind)
            .collect();
        assert_eq!(kinds, [io::ErrorKind::Other, io::ErrorKind::ConnectionReset]);
    }

    /// A connection that was made and ends before anything can be sent.
    #[derive(Debug)]
    struct Stillborn;

    impl Read for Stillborn {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: ReadBufCursor<'_>,
        ) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    impl Write for Stillborn {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    impl Connection for Stillborn {
        fn connected(&self) -> Connected {
            Connected::new()
        }
    }

    #[derive(Debug, Clone)]
    struct Midwife;

    impl Service<Uri> for Midwife {
        type Response = Stillborn;
        type Error = io::Error;
        type Future = Ready<io::Result<Stillborn>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Uri) -> Self::Future {
            ready(Ok(Stillborn))
        }
    }

    #[tokio::test]
    async fn what_was_never_handed_to_a_connection_was_not_sent() {
        for (protocol, http2) in [(Protocol::Http1, false), (Protocol::Http2, true)] {
            let client = Client::builder(TokioExecutor::new()).http2_only(http2).build(Midwife);
            let mut request = Request::new(CollectedBody::new("body", None));
            *request.uri_mut() = Uri::from_static("http://db:1/");
            let error = client.request(request).await.unwrap_err();
            assert!(!error.is_connect(), "{error:?}");
            let scene = Scene { address: "db:1", protocol, https: false, speech: Speech::Silent };
            let error = scene.request_failed(error);
            assert_eq!(error.kind(), ErrorKind::Connect);
            assert!(error.is_not_sent(), "{protocol:?}: {error:?}");
        }
    }
}
