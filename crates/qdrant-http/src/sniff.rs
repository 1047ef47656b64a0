//! What a peer speaks, seen from its first bytes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

/// Bytes that are looked at; the head of a frame of HTTP/2 has nine.
const LOOK: usize = 16;

/// What a peer speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speech {
    /// It has said nothing yet.
    Silent,
    /// Something else than the others.
    Other,
    Http1,
    Http2,
    Tls,
}

impl Speech {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [b'H', b'T', b'T', b'P', b'/', ..] => Self::Http1,
            // A frame of settings (4) or of farewell (7) on stream 0 is what every server of HTTP/2 says first.
            [0, _, _, 4 | 7, _, 0, 0, 0, 0, ..] => Self::Http2,
            // An alert (21) or handshake (22) record of TLS or SSL 3.
            [21 | 22, 3, ..] => Self::Tls,
            _ => Self::Other,
        }
    }
}

/// What the peer of the latest connection speaks.
///
/// Connections to one endpoint share it: when one of them fails, this tells whether the peer is of the right sort.
#[derive(Debug, Default)]
pub(crate) struct Peer(AtomicU8);

impl Peer {
    pub(crate) fn speech(&self) -> Speech {
        match self.0.load(Ordering::Acquire) {
            0 => Speech::Silent,
            1 => Speech::Http1,
            2 => Speech::Http2,
            3 => Speech::Tls,
            _ => Speech::Other,
        }
    }

    fn hear(&self, speech: Speech) {
        let code = match speech {
            Speech::Silent => 0,
            Speech::Http1 => 1,
            Speech::Http2 => 2,
            Speech::Tls => 3,
            Speech::Other => 4,
        };
        self.0.store(code, Ordering::Release);
    }
}

/// A connection whose first bytes are looked at.
#[derive(Debug)]
pub(crate) struct Sniffed<T> {
    io: T,
    peer: Arc<Peer>,
    silent: bool,
}

impl<T> Sniffed<T> {
    pub(crate) fn new(io: T, peer: Arc<Peer>) -> Self {
        peer.hear(Speech::Silent);
        Self { io, peer, silent: true }
    }
}

impl<T: Read + Unpin> Read for Sniffed<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if !this.silent {
            return Pin::new(&mut this.io).poll_read(cx, buffer);
        }
        let mut first = [0; LOOK];
        let room = buffer.remaining().min(LOOK);
        let mut look = ReadBuf::new(&mut first[..room]);
        ready!(Pin::new(&mut this.io).poll_read(cx, look.unfilled()))?;
        if !look.filled().is_empty() {
            this.silent = false;
            this.peer.hear(Speech::of(look.filled()));
            buffer.put_slice(look.filled());
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: Write + Unpin> Write for Sniffed<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
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
        Pin::new(&mut self.io).poll_write_vectored(cx, slices)
    }
}

impl<T: Connection> Connection for Sniffed<T> {
    fn connected(&self) -> Connected {
        self.io.connected()
    }
}

#[cfg(test)]
mod tests {
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[test]
    fn the_first_bytes_tell_the_protocol() {
        assert_eq!(Speech::of(b"HTTP/1.1 400 Bad"), Speech::Http1);
        assert_eq!(Speech::of(&[0, 0, 18, 4, 0, 0, 0, 0, 0, 1]), Speech::Http2);
        assert_eq!(Speech::of(&[0, 0, 8, 7, 0, 0, 0, 0, 0]), Speech::Http2);
        assert_eq!(Speech::of(&[21, 3, 3, 0, 2]), Speech::Tls);
        assert_eq!(Speech::of(b"SSH-2.0"), Speech::Other);
        assert_eq!(Speech::of(b"H"), Speech::Other);
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
}
