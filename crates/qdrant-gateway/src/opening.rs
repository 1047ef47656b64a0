//! Connections that have to begin.
//!
//! Which version of HTTP a client speaks is known from its first bytes, and only then does anybody watch how long it
//! takes. A client that sends none, or the beginning of what HTTP/2 begins with, would keep its connection for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// What HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A socket that fails if the version of HTTP is not known in time.
pub(crate) struct Opening<S> {
    socket: S,
    /// What is left of the preface, and the time that is left for it, until the version is known.
    wait: Option<(&'static [u8], Pin<Box<Sleep>>)>,
}

impl<S> Opening<S> {
    pub(crate) fn new(socket: S, time: Duration) -> Self {
        Self { socket, wait: Some((PREFACE, Box::pin(tokio::time::sleep(time)))) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Opening<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { socket, wait } = &mut *self;
        let before = into.filled().len();
        let read = Pin::new(socket).poll_read(cx, into);
        let Some((left, time)) = wait else { return read };
        if read.is_pending() {
            return time.as_mut().poll(cx).map(|()| {
                let text = "the client did not say in time which version of HTTP it speaks";
                Err(io::Error::new(io::ErrorKind::TimedOut, text))
            });
        }
        let new = into.filled().get(before..).unwrap_or_default();
        match left.strip_prefix(new).filter(|rest| !new.is_empty() && !rest.is_empty()) {
            Some(rest) => *left = rest,
            None => *wait = None,
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Opening<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const TIME: Duration = Duration::from_secs(30);

    /// Sends the beginning of a connection, waits much longer than is allowed, and sends the rest.
    async fn read(first: &[u8], rest: &[u8]) -> io::Result<Vec<u8>> {
        let (mut client, server) = duplex(1_024);
        let mut server = Opening::new(server, TIME);
        client.write_all(first).await?;
        let mut read = vec![0; first.len()];
        server.read_exact(&mut read).await?;
        let sending = tokio::spawn({
            let rest = rest.to_owned();
            async move {
                tokio::time::sleep(10 * TIME).await;
                client.write_all(&rest).await
            }
        });
        let outcome = server.read_to_end(&mut read).await;
        drop(server);
        drop(sending.await);
        outcome.map(|_| read)
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_begin_is_not_waited_for() {
        for first in [&b""[..], b"P", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r"] {
            let error = read(first, b"\n").await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{first:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_begun_is_somebody_elses_business() {
        let longer = [PREFACE, b"more"].concat();
        for first in [&b"G"[..], b"PRX", b"POST / HTTP/1.1", PREFACE, &longer] {
            assert_eq!(read(first, b"rest").await.unwrap(), [first, b"rest"].concat(), "{first:?}");
        }
    }
}
