//! Messages that have arrived before memory is set aside for them.
//!
//! In front of a message stands its length, for which tonic reserves memory at once. The length is anybody's claim:
//! with five bytes a client would get 4 GiB. Here they are passed on when as much has really come. Tonic also looks for
//! a second message where there is to be one alone, so that it gets no more than the first.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;
use tonic::Status;

/// The flag for compression, and the length in four bytes.
const PREFIX: usize = 5;

/// How long nothing of a message may come.
const IDLE: Duration = Duration::from_secs(60);

/// What comes of a body next.
type Arriving = Result<Frame<Bytes>, Box<dyn StdError + Send + Sync>>;

/// A body that holds its first message back until all of it has arrived.
#[derive(Debug)]
pub(super) struct Arrived<B> {
    body: Pin<Box<B>>,
    held: VecDeque<Bytes>,
    /// What is held in bytes, until it is enough.
    waiting: Option<usize>,
    /// The longest message; the beginning of a longer one is passed on, for tonic to refuse it.
    limit: usize,
    /// Runs while nothing comes.
    idle: Option<Pin<Box<Sleep>>>,
}

impl<B> Arrived<B> {
    pub(super) fn new(body: B, limit: usize) -> Self {
        Self { body: Box::pin(body), held: VecDeque::new(), waiting: Some(0), limit, idle: None }
    }

    /// Returns the length of prefix and message, or of the prefix alone as long as it is not known.
    fn wanted(&self) -> usize {
        let mut first = self.held.iter().flatten().copied();
        let prefix: [Option<u8>; PREFIX] = std::array::from_fn(|_| first.next());
        match prefix {
            [Some(_), Some(a), Some(b), Some(c), Some(d)] => {
                let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
                length.saturating_add(PREFIX)
            }
            _ => PREFIX,
        }
    }
}

impl<B> Arrived<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    /// Reads on, and fails when nothing has come for too long.
    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Option<Arriving>> {
        if let Poll::Ready(frame) = self.body.as_mut().poll_frame(cx) {
            self.idle = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let idle = self.idle.get_or_insert_with(|| Box::pin(tokio::time::sleep(IDLE)));
        ready!(idle.as_mut().poll(cx));
        let text = format!("nothing of the message came for {} seconds", IDLE.as_secs());
        Poll::Ready(Some(Err(Status::deadline_exceeded(text).into())))
    }
}

impl<B> Body for Arrived<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        while let Some(waiting) = this.waiting {
            match ready!(this.poll_body(cx)) {
                Some(Ok(frame)) => {
                    // Trailers of requests mean nothing in gRPC.
                    let Ok(mut chunk) = frame.into_data() else { continue };
                    let arrived = waiting.saturating_add(chunk.len());
                    this.held.push_back(chunk.clone());
                    let wanted = this.wanted();
                    let refused = wanted - PREFIX > this.limit;
                    this.waiting = (arrived < wanted && !refused).then_some(arrived);
                    if arrived > wanted {
                        chunk.truncate(chunk.len() - (arrived - wanted));
                        this.held.pop_back();
                        this.held.push_back(chunk);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    this.waiting = None;
                    if waiting > 0 {
                        this.held.clear();
                        let cut = Status::internal("the message ends before its length");
                        return Poll::Ready(Some(Err(cut.into())));
                    }
                }
            }
        }
        if let Some(chunk) = this.held.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        // What comes after the message is read to its end, as it would be by tonic.
        while let Some(frame) = ready!(this.poll_body(cx)) {
            if let Err(error) = frame {
                return Poll::Ready(Some(Err(error)));
            }
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = SizeHint::new();
        hint.set_lower(self.held.iter().map(|chunk| chunk.len() as u64).sum());
        hint
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::{StreamExt, stream};
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    /// Reads a body of these chunks: what comes out in one poll is one chunk, and the error is the last.
    async fn read(chunks: &[&'static [u8]]) -> Vec<Result<Bytes, String>> {
        let frames: Vec<_> =
            chunks.iter().map(|chunk| Ok::<_, Infallible>(Frame::data(Bytes::from_static(chunk)))).collect();
        let body = Arrived::new(StreamBody::new(stream::iter(frames)), usize::MAX);
        let chunks = body.into_data_stream().map(|chunk| chunk.map_err(|error| error.to_string()));
        chunks.collect().await
    }

    #[tokio::test]
    async fn a_message_passes_unchanged_however_it_is_cut() {
        for chunks in
            [&[&b"\0\0\0\0\x03abc"[..]][..], &[b"\0", b"\0\0", b"\0\x03a", b"b", b"c"], &[b"\0\0\0\0\0"]]
        {
            let whole: Vec<u8> = chunks.concat();
            let read = read(chunks).await.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
            assert_eq!(read.concat(), whole);
        }
        assert!(read(&[]).await.is_empty());
    }

    #[tokio::test]
    async fn nothing_after_the_message_is_passed_on() {
        let second = b"\0\xff\xff\xff\xff";
        for chunks in [&[&b"\0\0\0\0\x01a\0\xff\xff\xff\xff"[..]][..], &[b"\0\0\0\0\x01a", second, second]] {
            assert_eq!(read(chunks).await, [Ok(Bytes::from_static(b"\0\0\0\0\x01a"))]);
        }
    }

    #[tokio::test]
    async fn a_length_without_the_message_gets_nowhere() {
        for chunks in [&[&b"\0\xff\xff\xff\xffabc"[..]][..], &[b"\0\0"], &[b"\0\0\0\0\x04", b"abc"]] {
            let read = read(chunks).await;
            let [Err(error)] = read.as_slice() else { panic!("{read:?}") };
            assert!(error.contains("ends before its length"), "{error}");
        }
    }

    #[tokio::test]
    async fn a_message_that_is_too_long_is_not_held() {
        let frames = [&b"\0\0\0\0\x03"[..], b"a"]
            .map(|chunk| Ok::<_, Infallible>(Frame::data(Bytes::from_static(chunk))));
        let mut body = Arrived::new(StreamBody::new(stream::iter(frames).chain(stream::pending())), 2);
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "\0\0\0\0\x03");
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_does_not_come_or_end_is_not_waited_for() {
        for first in [&b""[..], b"\0\0", b"\0\0\0\0\x02a", b"\0\0\0\0\x01a"] {
            let frame = Ok::<_, Infallible>(Frame::data(Bytes::from_static(first)));
            let frames = stream::iter([frame]).chain(stream::pending());
            let mut body = Arrived::new(StreamBody::new(frames), usize::MAX);
            let error = loop {
                match body.frame().await.unwrap() {
                    Ok(frame) => assert_eq!(frame.into_data().unwrap(), first),
                    Err(error) => break error,
                }
            };
            assert!(error.to_string().contains("nothing of the message came"), "{error}");
        }
    }

    #[tokio::test]
    async fn nothing_is_passed_on_before_all_of_it_is_here() {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<&'static [u8]>();
        let frames = stream::unfold(receiver, |mut receiver| async move {
            let chunk = receiver.recv().await?;
            Some((Ok::<_, Infallible>(Frame::data(Bytes::from_static(chunk))), receiver))
        });
        let mut body = Arrived::new(StreamBody::new(frames.boxed()), 2);
        sender.send(b"\0\0\0\0\x02a").unwrap();
        let early = tokio::time::timeout(std::time::Duration::from_millis(20), body.frame()).await;
        assert!(early.is_err(), "the length was passed on before the message");
        sender.send(b"b").unwrap();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "\0\0\0\0\x02a");
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "b");
    }
}
