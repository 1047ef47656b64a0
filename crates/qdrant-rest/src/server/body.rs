//! Bodies of replies.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use qdrant_core::{ByteStream, Error};

/// The body of a reply, which a web server can send as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServedBody {
    /// All of it.
    Bytes(Bytes),
    /// A file that is on its way; clones share it.
    Stream(ByteStream),
}

impl From<Bytes> for ServedBody {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl Body for ServedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut *self {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Stream(stream) => {
                let chunk = futures_core::Stream::poll_next(Pin::new(stream), cx);
                chunk.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Stream(stream) => stream.length() == Some(0),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            // Right only before the first chunk, which is when a web server asks.
            Self::Stream(stream) => stream.length().map(SizeHint::with_exact).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn both_kinds_are_sent_whole() {
        let chunks = || ByteStream::from_chunks(["ab", "", "c"]);
        for (body, length) in [
            (ServedBody::from(Bytes::from_static(b"abc")), Some(3)),
            (ServedBody::Stream(chunks()), None),
            (ServedBody::Stream(chunks().with_length(3)), Some(3)),
        ] {
            assert_eq!((body.size_hint().exact(), body.is_end_stream()), (length, false));
            assert_eq!(body.collect().await.unwrap().to_bytes(), "abc");
        }
        assert!(ServedBody::from(Bytes::new()).is_end_stream());
        assert!(ServedBody::Stream(Vec::new().into()).is_end_stream());
        assert_eq!(ServedBody::from(Bytes::new()).collect().await.unwrap().to_bytes(), "");
    }

    #[tokio::test]
    async fn a_file_that_breaks_is_an_error() {
        let stream = ByteStream::from(vec![1]);
        drop(stream.clone().next_chunk().await);
        assert!(ServedBody::Stream(stream).collect().await.is_err());
    }
}
