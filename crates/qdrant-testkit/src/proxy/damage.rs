//! What a connection can suffer.

use std::time::Duration;

/// One of the two ways of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Reply,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// In order, as when the peer closes its socket (FIN).
    Close,
    /// At once, as when the peer crashes (RST).
    Reset,
    /// One direction closes in order, the other goes on.
    HalfClose,
    /// Not at all: nothing passes any more, and nobody is told.
    Stall,
}

/// What happens to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// It is accepted and closed.
    Close,
    /// It is accepted and reset.
    Reset,
    /// It is accepted, and never answered; the server does not hear of it.
    Silence,
    /// The client gets these bytes once it has spoken, then the end; the server does not hear of it.
    Answer(Vec<u8>),
    /// It ends when more than so many bytes of one direction want to pass.
    Cut {
        /// The direction that is counted.
        direction: Direction,
        /// Bytes that pass.
        after: u64,
        /// How the connection ends; a half-close is that of the direction.
        end: End,
    },
    /// Some bytes arrive with every bit turned over.
    Corrupt {
        /// The direction of the bytes.
        direction: Direction,
        /// Bytes before them.
        after: u64,
        /// How many.
        length: u64,
    },
    /// Every piece is held back for a time.
    Delay {
        /// The direction that is held back.
        direction: Direction,
        /// For how long, each piece.
        time: Duration,
    },
    /// No more than so many bytes pass in a second.
    Throttle {
        /// The direction that is slow.
        direction: Direction,
        /// Bytes a second, at least 1.
        bytes_per_second: u32,
    },
}

impl Damage {
    /// Ends the connection when more than so many bytes of requests want to pass.
    pub fn cut_request(after: u64, end: End) -> Self {
        Self::Cut { direction: Direction::Request, after, end }
    }

    /// Ends the connection when more than so many bytes of replies want to pass.
    pub fn cut_reply(after: u64, end: End) -> Self {
        Self::Cut { direction: Direction::Reply, after, end }
    }

    /// Answers over HTTP/1.1 in the place of the server, as proxies do when they do not reach it.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_testkit::proxy::Damage;
    ///
    /// let page = Damage::http(502, "Bad Gateway", "text/html", "<h1>Bad Gateway</h1>");
    /// let Damage::Answer(bytes) = page else { panic!() };
    /// assert!(bytes.starts_with(b"HTTP/1.1 502 Bad Gateway\r\n"));
    /// ```
    pub fn http(status: u16, reason: &str, content_type: &str, body: &str) -> Self {
        let head = format!(
            "HTTP/1.1 {status} {reason}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        Self::Answer((head + body).into_bytes())
    }

    /// Answers 503 over HTTP/1.1 in the place of the server.
    pub fn service_unavailable() -> Self {
        Self::http(503, "Service Unavailable", "text/plain", "no healthy upstream")
    }
}
