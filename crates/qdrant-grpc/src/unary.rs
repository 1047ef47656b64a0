//! One call: a frame out, a frame and a status in.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, TE};
use http::{HeaderName, HeaderValue, Method, Uri, Version};
use qdrant_core::{CallOptions, Effect, Error, ErrorKind, OperationKind, Secret};
use qdrant_http::timeouts::Timeouts;
use qdrant_http::{CallContext, HttpRequest, HttpStack, Protocol, Told, Trail};

use crate::frame;
use crate::method::operation_at;
use crate::status;

const GRPC_ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
const GRPC_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// The largest number that `grpc-timeout` can have in any unit.
const MAX_TIMEOUT: u128 = 99_999_999;

/// What messages are compressed with, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    #[cfg(feature = "gzip")]
    Gzip,
}

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    /// What `grpc-timeout` says, if anything.
    pub(crate) header: Option<Duration>,
    /// The seconds that the server was told, in the message or by the header.
    pub(crate) server: Option<u64>,
    /// How long the client waits; `None` is as configured.
    pub(crate) client: Option<Duration>,
}

/// Makes unary calls.
#[derive(Debug, Clone)]
pub(crate) struct Unary {
    pub(crate) stack: HttpStack,
    pub(crate) compression: Compression,
    pub(crate) max_message_bytes: usize,
}

impl Unary {
    /// Sends a frame that is not sealed yet; returns the message of the reply and its trail.
    pub(crate) async fn call(
        &self,
        operation: OperationKind,
        path: &'static str,
        frame: Vec<u8>,
        budget: Budget,
        headers: Vec<(String, Secret)>,
    ) -> Result<(Bytes, Trail), Error> {
        let mut request = self.request(Uri::from_static(path), frame).await.map_err(Error::with_not_sent)?;
        describe(&mut request, Some(operation), budget, headers);
        self.send(request).await
    }

    /// Sends any message to any path.
    pub(crate) async fn raw(&self, path: &str, message: &[u8], options: CallOptions) -> Result<Bytes, Error> {
        let uri = path.parse().map_err(|error: http::uri::InvalidUri| {
            Error::new(ErrorKind::InvalidRequest, format!("{path:?} is no path of an rpc")).with_source(error)
        })?;
        let mut request = self.request(uri, frame::of_bytes(message)).await.map_err(Error::with_not_sent)?;
        let CallOptions { timeout, headers, .. } = options;
        let timeouts = Timeouts::new(timeout, None);
        let server = timeouts.server_seconds();
        let budget = Budget { header: server.map(Duration::from_secs), server, client: timeouts.client };
        describe(&mut request, operation_at(path), budget, headers);
        self.send(request).await.map(|(message, _)| message)
    }

    #[cfg_attr(
        not(feature = "gzip"),
        expect(clippy::unused_async, reason = "packing takes turns with other tasks")
    )]
    async fn request(&self, uri: Uri, frame: Vec<u8>) -> Result<HttpRequest, Error> {
        if self.stack.protocol() != Protocol::Http2 {
            return Err(Error::new(ErrorKind::Config, "gRPC needs a stack that speaks HTTP/2"));
        }
        let (body, encoding) = match self.compression {
            Compression::None => (frame::seal(frame, false)?, None),
            #[cfg(feature = "gzip")]
            Compression::Gzip => {
                let packed = crate::gzip::pack(&frame).await?;
                let is_smaller = packed.len() < frame.len();
                (frame::seal(if is_smaller { packed } else { frame }, is_smaller)?, Some("gzip"))
            }
        };
        let mut request = HttpRequest::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        *request.version_mut() = Version::HTTP_2;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        headers.insert(TE, HeaderValue::from_static("trailers"));
        if let Some(encoding) = encoding {
            headers.insert(GRPC_ENCODING, HeaderValue::from_static(encoding));
            headers.insert(GRPC_ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        }
        Ok(request)
    }

    async fn send(&self, request: HttpRequest) -> Result<(Bytes, Trail), Error> {
        let (parts, body) = self.stack.send(request).await?.into_parts();
        let trail = Trail::of(&parts.extensions);
        let (body, trailers) = body.into_parts();
        let message = match status::check(&parts, &body, trailers.as_ref()) {
            Ok(()) => {
                let encoding = parts.headers.get(GRPC_ENCODING).and_then(|encoding| encoding.to_str().ok());
                frame::open(body, encoding, self.max_message_bytes).await
            }
            Err(error) => Err(error),
        };
        match message {
            Ok(message) => Ok((message, trail)),
            Err(error) => Err(trail.sign(error)),
        }
    }
}

/// Tells the server the time of a request, and the stack what it is. What is no operation is done once.
fn describe(
    request: &mut HttpRequest,
    operation: Option<OperationKind>,
    budget: Budget,
    headers: Vec<(String, Secret)>,
) {
    let Budget { header, server, client: timeout } = budget;
    if let Some(header) = header {
        request.headers_mut().insert(GRPC_TIMEOUT, grpc_timeout(header));
    }
    // The message is shared by all attempts, and may be compressed. It keeps its number; the header is shorter.
    let rewrite = |request: &mut HttpRequest, seconds| {
        request.headers_mut().insert(GRPC_TIMEOUT, grpc_timeout(Duration::from_secs(seconds)));
    };
    request.extensions_mut().insert(CallContext {
        operation,
        effect: operation.map_or(Effect::Once, OperationKind::effect),
        timeout,
        told: server.map(|seconds| Told { seconds, rewrite }),
        headers,
        classify: status::classify,
    });
}

/// Writes a time with at most eight digits, in the finest unit that holds it, rounded up.
fn grpc_timeout(timeout: Duration) -> HeaderValue {
    const UNITS: [(u128, char); 4] =
        [(1_000, 'u'), (1_000_000, 'm'), (1_000_000_000, 'S'), (60_000_000_000, 'M')];
    let nanoseconds = timeout.as_nanos();
    let fitting = UNITS.iter().find_map(|(length, unit)| {
        let count = nanoseconds.div_ceil(*length);
        (count <= MAX_TIMEOUT).then(|| format!("{count}{unit}"))
    });
    let text = fitting.unwrap_or_else(|| format!("{MAX_TIMEOUT}H"));
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("99999999H"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_finest_unit_that_fits() {
        for (time, text) in [
            (Duration::ZERO, "0u"),
            (Duration::from_nanos(1), "1u"),
            (Duration::from_secs(5), "5000000u"),
            (Duration::from_millis(100_000), "100000m"),
            (Duration::from_nanos(100_000_000_001), "100001m"),
            (Duration::from_secs(1_000_000), "1000000S"),
            (Duration::from_secs(100_000_000), "1666667M"),
            (Duration::MAX, "99999999H"),
        ] {
            assert_eq!(grpc_timeout(time), text);
        }
    }
}
