//! Bodies that are held in memory, and what connections take and give.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use qdrant_core::{Error, ErrorKind};

use crate::upload::{Halt, UploadBody};

/// Room that is made at once on the word of a `content-length`, in bytes.
const TRUSTED_LENGTH: u64 = 16 << 20;

/// The whole body of a reply, with the trailers that came after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CollectedBody {
    data: Bytes,
    trailers: Option<HeaderMap>,
}

impl CollectedBody {
    /// Creates a body.
    pub fn new(data: impl Into<Bytes>, trailers: Option<HeaderMap>) -> Self {
        Self { data: data.into(), trailers }
    }

    /// Returns the bytes.
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Returns the trailers, if there were any.
    pub fn trailers(&self) -> Option<&HeaderMap> {
        self.trailers.as_ref()
    }

    /// Takes the body apart, without copying.
    pub fn into_parts(self) -> (Bytes, Option<HeaderMap>) {
        (self.data, self.trailers)
    }
}

impl Body for CollectedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        Poll::Ready(self.trailers.take().map(|trailers| Ok(Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.data.len() as u64)
    }
}

/// The body of a request, as the connections take it.
#[derive(Debug)]
pub(crate) enum SentBody {
    Whole(CollectedBody),
    Streamed(UploadBody),
}

impl Body for SentBody {
    type Data = Bytes;
    type Error = Halt;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(cx).map_err(|never: Infallible| match never {}),
            Self::Streamed(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Streamed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Streamed(body) => body.size_hint(),
        }
    }
}

/// Why a body could not be collected.
#[derive(Debug)]
pub(crate) enum CollectError<E> {
    TooLarge,
    Broken(E),
}

/// Reads a body to its end. One that comes in a single piece is not copied.
pub(crate) async fn collect<B>(body: B, limit: usize) -> Result<CollectedBody, CollectError<B::Error>>
where
    B: Body<Data = Bytes>,
{
    let hint = body.size_hint();
    if hint.lower() > limit as u64 {
        return Err(CollectError::TooLarge);
    }
    let expected = usize::try_from(hint.lower().min(TRUSTED_LENGTH)).unwrap_or_default();
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let mut trailers = None;
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let frame = match frame.map_err(CollectError::Broken)?.into_data() {
            Ok(data) => {
                if data.len() > limit - first.len() - rest.len() {
                    return Err(CollectError::TooLarge);
                }
                if rest.is_empty() && first.is_empty() {
                    first = data;
                } else {
                    if rest.is_empty() {
                        rest.reserve(expected.max(first.len() + data.len()));
                        rest.extend_from_slice(&std::mem::take(&mut first));
                    }
                    rest.extend_from_slice(&data);
                }
                continue;
            }
            Err(frame) => frame,
        };
        if let Ok(headers) = frame.into_trailers() {
            trailers = Some(headers);
        }
    }
    Ok(CollectedBody::new(if rest.is_empty() { first } else { rest.freeze() }, trailers))
}

/// The error of a reply that is larger than `max_response_bytes`.
pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the reply is larger than the limit of {limit} bytes (`max_response_bytes`)"),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use http::HeaderValue;

    use super::*;

    /// A body of prepared frames, without a length.
    struct Frames(VecDeque<Frame<Bytes>>);

    impl Body for Frames {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.pop_front().map(Ok))
        }
    }

    fn frames(chunks: &[&'static str]) -> Frames {
        Frames(chunks.iter().map(|chunk| Frame::data(Bytes::from_static(chunk.as_bytes()))).collect())
    }

    #[tokio::test]
    async fn chunks_and_trailers_are_put_together() {
        let mut body = frames(&["ab", "", "cd", "e"]);
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", HeaderValue::from_static("0"));
        body.0.push_back(Frame::trailers(trailers.clone()));
        let body = collect(body, 5).await.unwrap();
        assert_eq!(body.into_parts(), (Bytes::from_static(b"abcde"), Some(trailers)));
    }

    #[tokio::test]
    async fn a_single_chunk_is_not_copied() {
        let chunk = Bytes::from(vec![7; 100]);
        let body = collect(CollectedBody::new(chunk.clone(), None), 100).await.unwrap();
        assert_eq!(body.data().as_ptr(), chunk.as_ptr());
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_refused() {
        assert!(matches!(collect(frames(&["ab", "cd"]), 3).await, Err(CollectError::TooLarge)));
        assert!(collect(frames(&["ab", "cd"]), 4).await.is_ok());
        let announced = CollectedBody::new(vec![0; 10], None);
        assert!(matches!(collect(announced, 9).await, Err(CollectError::TooLarge)));
    }

    #[tokio::test]
    async fn a_collected_body_gives_back_what_it_holds() {
        let mut trailers = HeaderMap::new();
        trailers.insert("x", HeaderValue::from_static("y"));
        let body = CollectedBody::new("data", Some(trailers));
        assert_eq!(collect(body.clone(), 100).await.unwrap(), body);
    }
}
