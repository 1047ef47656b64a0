//! Asking a proxy for a tunnel.
//!
//! hyper-util has a tunnel as well. It throws away what comes with the proxy's answer, and a server of HTTP/2 speaks
//! first, so its greeting may be there.

use bytes::BytesMut;
use http::HeaderValue;
use hyper_util::rt::TokioIo;
use qdrant_core::ErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::error::DialError;
use super::line::Line;
use super::secure::HopIo;

/// The longest answer of a proxy, in bytes.
const LONGEST: usize = 16 << 10;

/// Asks the proxy at the other end to connect to `address`.
pub(super) async fn open(
    io: HopIo,
    address: &str,
    authorization: Option<&HeaderValue>,
    proxy: &str,
) -> Result<Line, DialError> {
    let mut io = TokioIo::new(io);
    let lost = |error: std::io::Error| {
        DialError::connect(format!("{proxy} hung up instead of connecting to {address}")).because(error)
    };
    let mut request = format!("CONNECT {address} HTTP/1.1\r\nhost: {address}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend_from_slice(b"proxy-authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    io.write_all(&request).await.map_err(lost)?;
    io.flush().await.map_err(lost)?;

    let mut answer = BytesMut::with_capacity(1024);
    let end = loop {
        if io.read_buf(&mut answer).await.map_err(lost)? == 0 {
            return Err(lost(std::io::ErrorKind::UnexpectedEof.into()));
        }
        if let Some(position) = answer.windows(4).position(|window| window == b"\r\n\r\n") {
            break position + 4;
        }
        if answer.len() > LONGEST || !b"HTTP/1.".starts_with(&answer[..answer.len().min(7)]) {
            return Err(not_a_proxy(proxy));
        }
    };
    let head = answer.split_to(end);
    match status(&head) {
        Some(200..=299) => Ok(Line::tunnel(io.into_inner(), answer.freeze())),
        Some(407) => Err(DialError::of_proxy_credentials(proxy)),
        Some(status) => {
            let message = format!("{proxy} does not connect to {address} (HTTP {status})");
            Err(DialError::connect(message))
        }
        None => Err(not_a_proxy(proxy)),
    }
}

fn not_a_proxy(proxy: &str) -> DialError {
    DialError::new(ErrorKind::WrongProtocol, format!("{proxy} does not answer as an HTTP proxy"))
}

/// Reads the status out of the first line, such as `HTTP/1.1 200 OK`.
fn status(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.")?;
    let (digits, after) = rest.get(1..)?.strip_prefix(b" ")?.split_at_checked(3)?;
    let is_status = digits.iter().all(u8::is_ascii_digit) && matches!(after.first(), Some(b' ' | b'\r'));
    if is_status { std::str::from_utf8(digits).ok()?.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_read_out_of_the_first_line() {
        assert_eq!(status(b"HTTP/1.1 200 Connection established\r\n\r\n"), Some(200));
        assert_eq!(status(b"HTTP/1.0 407\r\n\r\n"), Some(407));
        for line in
            ["HTTP/1.1 2000 OK\r\n", "HTTP/2 200 OK\r\n", "HTTP/1.1 +20 \r\n", "HTTP/1.1", "HTTP/1. 200 "]
        {
            assert_eq!(status(line.as_bytes()), None, "{line}");
        }
    }
}
