//! What a peer speaks, seen from its first bytes.

use std::future::Future;
use std::io;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::time::{Instant, Sleep, sleep};

use crate::config::Protocol;

/// Bytes that are looked at: as many as the head of a frame of HTTP/2 has.
const LOOK: usize = 9;

/// Most bytes that are read at once while they are looked at.
const ROOM: usize = 16;

/// Time in which a reply is looked for after a request could not be written to its end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What a peer speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speech {
    /// It has said nothing yet, or too little to tell.
    Silent,
    /// Something else than the others.
    Other,
    Http1,
    Http2,
    /// TLS, where plain text was expected.
    Tls,
    /// TLS, which it broke off.
    BrokenTls,
}

impl Speech {
    /// Judges the first bytes; `None` as long as there are too few of them to tell.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'H', b'T', b'T', b'P', b'/', ..] => Some(Self::Http1),
            // A frame of settings (4) or of farewell (7) on stream 0 is what every server of HTTP/2 says first.
            [0, _, _, 4 | 7, _, 0, 0, 0, 0, ..] => Some(Self::Http2),
            // An alert (21) or handshake (22) record of TLS or SSL 3.
            [21 | 22, 3, ..] => Some(Self::Tls),
            [21 | 22] | [] => None,
            [0] | [0, _] | [0, _, _] | [0, _, _, 4 | 7] => None,
            [0, _, _, 4 | 7, _, zeros @ ..] if zeros.len() < 4 && zeros.iter().all(|byte| *byte == 0) => None,
            _ if b"HTTP/".starts_with(bytes) => None,
            _ => Some(Self::Other),
        }
    }
}

/// The first bytes of a peer, in as many pieces as they come.
#[derive(Debug, Default)]
struct Words {
    bytes: [u8; LOOK],
    length: usize,
}

impl Words {
    /// Takes what was read next, and judges all of it; `None` as long as that is too little.
    fn add(&mut self, read: &[u8]) -> Option<Speech> {
        let free = &mut self.bytes[self.length..];
        let taken = free.len().min(read.len());
        free[..taken].copy_from_slice(&read[..taken]);
        self.length += taken;
        Speech::of(&self.bytes[..self.length])
    }
}

/// What the peer of one connection speaks; it comes with the replies and errors of the connection.
#[derive(Debug)]
pub(crate) struct Peer {
    speech: AtomicU8,
    since: Instant,
    /// When it was heard last, in milliseconds since the connection was made.
    heard: AtomicU64,
    /// Whether it has answered a request.
    has_served: AtomicBool,
    /// Whether the connection is no more.
    is_gone: AtomicBool,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            speech: AtomicU8::new(0),
            since: Instant::now(),
            heard: AtomicU64::new(0),
            has_served: AtomicBool::new(false),
            is_gone: AtomicBool::new(false),
        }
    }
}

impl Peer {
    /// Returns when it was heard last; at first that is when the connection was made.
    pub(crate) fn heard(&self) -> Instant {
        self.since + Duration::from_millis(self.heard.load(Ordering::Relaxed))
    }

    fn note_sound(&self) {
        let milliseconds = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.heard.store(milliseconds, Ordering::Relaxed);
    }

    /// Returns whether it has answered a request before.
    pub(crate) fn has_served(&self) -> bool {
        self.has_served.load(Ordering::Relaxed)
    }

    /// Returns whether the connection is no more.
    pub(crate) fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Acquire)
    }

    pub(crate) fn note_service(&self) {
        self.has_served.store(true, Ordering::Relaxed);
    }

    /// Returns what it speaks with a client of this protocol.
    pub(crate) fn speech_to(&self, protocol: Protocol) -> Speech {
        match (self.speech(), protocol) {
            // Whatever it began with, it has answered what it was asked.
            (Speech::Other, Protocol::Http1) if self.has_served() => Speech::Http1,
            (Speech::Other, Protocol::Http2) if self.has_served() => Speech::Http2,
            (speech, _) => speech,
        }
    }

    fn speech(&self) -> Speech {
        match self.speech.load(Ordering::Acquire) {
            0 => Speech::Silent,
            1 => Speech::Http1,
            2 => Speech::Http2,
            3 => Speech::Tls,
            4 => Speech::BrokenTls,
            _ => Speech::Other,
        }
    }

    fn hear(&self, speech: Speech) {
        let code = match speech {
            Speech::Silent => 0,
            Speech::Http1 => 1,
            Speech::Http2 => 2,
            Speech::Tls => 3,
            Speech::BrokenTls => 4,
            Speech::Other => 5,
        };
        self.speech.store(code, Ordering::Release);
    }
}

/// A connection whose first bytes are looked at.
#[derive(Debug)]
pub(crate) struct Sniffed<T> {
    io: T,
    peer: Presence,
    /// What was read so far, until it is clear what the peer speaks.
    words: Option<Words>,
    /// Whether the failure of a write was held back once.
    held: bool,
    /// Whether a reply may come before the request has been written.
    patient: bool,
    /// A failure of a write, held back while a reply may still lie there.
    broken: Option<Broken>,
}

/// The peer as its connection has it: with the one goes the other.
#[derive(Debug)]
struct Presence(Arc<Peer>);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.is_gone.store(true, Ordering::Release);
    }
}

impl Deref for Presence {
    type Target = Arc<Peer>;

    fn deref(&self) -> &Arc<Peer> {
        &self.0
    }
}

#[derive(Debug)]
struct Broken {
    error: Option<io::Error>,
    end: Pin<Box<Sleep>>,
}

impl<T> Sniffed<T> {
    pub(crate) fn new(io: T, peer: Arc<Peer>) -> Self {
        Self {
            io,
            peer: Presence(peer),
            words: Some(Words::default()),
            held: false,
            patient: false,
            broken: None,
        }
    }

    /// Lets a reply be read although the request could not be written to its end.
    ///
    /// A server of HTTP/1.1 that refuses a body may answer and hang up before it has read it. The connection's task
    /// of HTTP/1.1 reads and writes in turn, so it finds the reply, or the end, while the failure is held back.
    pub(crate) fn patient(self) -> Self {
        Self { patient: true, ..self }
    }
}

impl<T: Read + Unpin> Sniffed<T> {
    /// Reads the first bytes and looks at them.
    fn look<'a>(&mut self, cx: &mut Context<'_>, look: &'a mut ReadBuf<'_>) -> Poll<io::Result<&'a [u8]>> {
        ready!(Pin::new(&mut self.io).poll_read(cx, look.unfilled()))?;
        if !look.filled().is_empty() {
            self.peer.note_sound();
            if let Some(speech) = self.words.as_mut().and_then(|words| words.add(look.filled())) {
                self.words = None;
                self.peer.hear(speech);
            }
        }
        Poll::Ready(Ok(look.filled()))
    }

    /// Notes a failure of TLS, which not every error tells later.
    fn note<R>(&self, result: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if let Poll::Ready(Err(error)) = &result
            && is_tls(error)
        {
            self.peer.hear(Speech::BrokenTls);
        }
        result
    }

    /// Looks at what the peer said when a write fails before it is clear what that is.
    ///
    /// A peer of another protocol says so and hangs up: its words may still lie there, or be about to arrive. So the
    /// failure is held back, once, until there is something to read, be it the end.
    fn note_write<R>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if self.patient {
            let result = self.note(result);
            return self.hold(cx, result);
        }
        if matches!(result, Poll::Ready(Err(_))) && self.words.is_some() {
            let mut bytes = [0; ROOM];
            let looked = self.look(cx, &mut ReadBuf::new(&mut bytes)).is_ready();
            if !looked && !std::mem::replace(&mut self.held, true) {
                return Poll::Pending;
            }
        }
        self.note(result)
    }

    fn hold<R>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        let Poll::Ready(Err(error)) = result else { return result };
        self.broken = Some(Broken { error: Some(error), end: Box::pin(sleep(LAST_WORDS)) });
        // Whoever writes has to read once more before it waits.
        cx.waker().wake_by_ref();
        self.poll_broken(cx)
    }

    /// Returns the failure that was held back, once its time has come.
    fn poll_broken<R>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        let Some(broken) = &mut self.broken else { return Poll::Pending };
        if broken.error.is_some() {
            ready!(broken.end.as_mut().poll(cx));
        }
        Poll::Ready(Err(broken.error.take().unwrap_or_else(|| io::ErrorKind::BrokenPipe.into())))
    }
}

#[cfg(feature = "_tls")]
fn is_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>())
}

#[cfg(not(feature = "_tls"))]
fn is_tls(_: &io::Error) -> bool {
    false
}

impl<T: Read + Unpin> Read for Sniffed<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.words.is_none() {
            let result = Pin::new(&mut this.io).poll_read(cx, buffer);
            // Over HTTP/1.1 nobody asks.
            if !this.patient && result.is_ready() {
                this.peer.note_sound();
            }
            return this.note(result);
        }
        let mut bytes = [0; ROOM];
        let room = buffer.remaining().min(ROOM);
        let mut look = ReadBuf::new(&mut bytes[..room]);
        let result = this.look(cx, &mut look).map_ok(|seen| buffer.put_slice(seen));
        this.note(result)
    }
}

impl<T: Read + Write + Unpin> Write for Sniffed<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.broken.is_some() {
            return self.poll_broken(cx);
        }
        let result = Pin::new(&mut self.io).poll_write(cx, bytes);
        self.note_write(cx, result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.broken.is_some() {
            return self.poll_broken(cx);
        }
        let result = Pin::new(&mut self.io).poll_flush(cx);
        self.note_write(cx, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.broken.is_some() {
            return self.poll_broken(cx);
        }
        let result = Pin::new(&mut self.io).poll_write_vectored(cx, slices);
        self.note_write(cx, result)
    }
}

impl<T: Connection> Connection for Sniffed<T> {
    fn connected(&self) -> Connected {
        let below = self.io.connected();
        let connected = Connected::new().extra(Arc::clone(&self.peer)).proxy(below.is_proxied());
        if below.is_negotiated_h2() { connected.negotiated_h2() } else { connected }
    }
}

#[cfg(test)]
mod tests {
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[test]
    fn the_first_bytes_tell_the_protocol() {
        let other = [&b"SSH-2.0"[..], b"HTTX", b"\n", &[0, 0, 18, 5], &[0, 0, 18, 4, 0, 0, 1], &[22, 1]];
        for (bytes, speech) in [
            (&b"HTTP/1.1 400 Bad"[..], Speech::Http1),
            (&[0, 0, 18, 4, 0, 0, 0, 0, 0, 1], Speech::Http2),
            (&[0, 0, 8, 7, 0, 0, 0, 0, 0], Speech::Http2),
            (&[21, 3, 3, 0, 2], Speech::Tls),
        ]
        .into_iter()
        .chain(other.map(|bytes| (bytes, Speech::Other)))
        {
            assert_eq!(Speech::of(bytes), Some(speech), "{bytes:?}");
            // In whatever pieces they come.
            for size in 1..=bytes.len() {
                let mut words = Words::default();
                let heard = bytes.chunks(size).find_map(|piece| words.add(piece));
                assert_eq!(heard, Some(speech), "{bytes:?} in pieces of {size}");
            }
        }
        for few in [&b"HTTP"[..], &[0, 0, 18], &[0, 0, 18, 4, 0, 0, 0, 0], &[21], &[]] {
            assert_eq!(Speech::of(few), None, "{few:?}");
        }
    }

    #[test]
    fn a_peer_that_has_answered_speaks_what_it_was_asked_in() {
        for (protocol, own) in [(Protocol::Http1, Speech::Http1), (Protocol::Http2, Speech::Http2)] {
            let peer = Peer::default();
            peer.hear(Speech::Other);
            assert_eq!(peer.speech_to(protocol), Speech::Other);
            peer.note_service();
            assert_eq!(peer.speech_to(protocol), own);
            peer.hear(Speech::BrokenTls);
            assert_eq!(peer.speech_to(protocol), Speech::BrokenTls);
        }
    }

    #[tokio::test]
    async fn every_byte_is_passed_on() {
        let (mut server, client) = duplex(1 << 10);
        let peer = Arc::new(Peer::default());
        let mut sniffed = TokioIo::new(Sniffed::new(TokioIo::new(client), Arc::clone(&peer)));
        assert_eq!(peer.speech(), Speech::Silent);
        let text = b"HTTP/1.1 200 OK\r\nand a lot more than is looked at";
        server.write_all(text).await.unwrap();
        drop(server);
        let mut read = Vec::new();
        sniffed.read_to_end(&mut read).await.unwrap();
        assert_eq!(read, text);
        assert_eq!(peer.speech(), Speech::Http1);
    }

    #[tokio::test]
    async fn what_comes_byte_by_byte_is_judged_as_a_whole() {
        for (words, speech) in [
            (&b"HTTP/1.1 200 OK\r\n"[..], Speech::Http1),
            (&[0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 9], Speech::Http2),
            (b"HTTX", Speech::Other),
            // It breaks off too early to tell.
            (&[0, 0, 6, 4], Speech::Silent),
        ] {
            // Room for one byte, so that each is a read of its own.
            let (mut server, client) = duplex(1);
            let peer = Arc::new(Peer::default());
            let mut sniffed = TokioIo::new(Sniffed::new(TokioIo::new(client), Arc::clone(&peer)));
            let writing = async move { server.write_all(words).await.unwrap() };
            let mut read = Vec::new();
            let ((), length) = tokio::join!(writing, sniffed.read_to_end(&mut read));
            assert_eq!((length.unwrap(), read.as_slice()), (words.len(), words));
            assert_eq!(peer.speech(), speech, "{words:?}");
        }
    }

    /// Breaks when it is written to, and only then has something to read.
    struct Torn {
        broken: bool,
        words: &'static [u8],
    }

    impl Read for Torn {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            mut buffer: ReadBufCursor<'_>,
        ) -> Poll<io::Result<()>> {
            if !self.broken {
                return Poll::Pending;
            }
            let (now, later) = self.words.split_at(self.words.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.words = later;
            Poll::Ready(Ok(()))
        }
    }

    impl Write for Torn {
        fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            self.broken = true;
            Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_reply_is_found_although_the_request_could_not_be_written() {
        for (words, expected) in
            [(&b"HTTP/1.1 413 No\r\ncontent-length: 0\r\n\r\n"[..], Some(413)), (b"", None)]
        {
            let torn = Torn { broken: false, words };
            let io = Sniffed::new(torn, Arc::default()).patient();
            let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
            tokio::spawn(connection);
            let request = http::Request::new(crate::CollectedBody::new("body", None));
            let status = sender.send_request(request).await.ok().map(|response| response.status().as_u16());
            assert_eq!(status, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_to_write_is_not_held_back_for_ever() {
        let torn = Torn { broken: false, words: b"" };
        let mut sniffed = TokioIo::new(Sniffed::new(torn, Arc::default()).patient());
        let start = tokio::time::Instant::now();
        for _ in 0..2 {
            let error = sniffed.write_all(b"x").await.unwrap_err();
            assert_eq!((error.kind(), start.elapsed()), (io::ErrorKind::BrokenPipe, LAST_WORDS));
        }
    }
}
