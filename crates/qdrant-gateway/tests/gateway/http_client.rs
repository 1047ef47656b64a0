//! HTTP/1.1 by hand, so that the tests see what is on the wire.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use qdrant_core::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Longer than any test should take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A reply; the names of its headers are in lower case.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The text of the error in the envelope.
    pub(crate) fn error(&self) -> String {
        let json = self.json();
        assert!(json["time"].is_f64(), "{json}");
        json["status"]["error"].as_str().unwrap_or_else(|| panic!("{json}")).to_owned()
    }
}

/// One connection.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(address).await.unwrap()))
    }

    /// Sends a request; `head` is its first line and further headers, without the ends of lines at the end.
    pub(crate) async fn send(&mut self, head: &str, body: &[u8]) {
        let length =
            if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let head = head.replace('\n', "\r\n");
        self.write(format!("{head}\r\nhost: gateway\r\n{length}\r\n").as_bytes()).await;
        self.write(body).await;
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).await.unwrap();
    }

    /// Reads a reply, or nothing if the other side has closed.
    pub(crate) async fn receive(&mut self, has_body: bool) -> Option<Reply> {
        tokio::time::timeout(PATIENCE, self.read(has_body)).await.expect("there is no reply")
    }

    async fn read(&mut self, has_body: bool) -> Option<Reply> {
        let mut reply = self.head().await?;
        if has_body {
            reply.body = self.body(&reply).await.unwrap();
        }
        Some(reply)
    }

    /// Reads the head of a reply, or nothing if the other side has closed.
    pub(crate) async fn head(&mut self) -> Option<Reply> {
        let mut line = String::new();
        if self.0.read_line(&mut line).await.unwrap_or(0) == 0 {
            return None;
        }
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = BTreeMap::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        Some(Reply { status, headers, body: Vec::new() })
    }

    /// Reads the body of a reply to its good end.
    pub(crate) async fn body(&mut self, reply: &Reply) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        if reply.headers.get("transfer-encoding").is_none_or(|coding| coding != "chunked") {
            body.resize(reply.headers.get("content-length").map_or(0, |length| length.parse().unwrap()), 0);
            self.0.read_exact(&mut body).await?;
            return Ok(body);
        }
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let length = usize::from_str_radix(line.trim_end(), 16).unwrap();
            let start = body.len();
            body.resize(start + length + 2, 0);
            self.0.read_exact(&mut body[start..]).await?;
            assert!(body.ends_with(b"\r\n"));
            body.truncate(start + length);
            if length == 0 {
                return Ok(body);
            }
        }
    }

    /// Closes the direction to the server.
    pub(crate) async fn finish(&mut self) {
        self.0.get_mut().shutdown().await.unwrap();
    }

    /// Sends as much of the bytes as the other side takes within a time that is short.
    pub(crate) async fn write_some(&mut self, bytes: &[u8]) -> usize {
        let socket = self.0.get_mut();
        match tokio::time::timeout(Duration::from_millis(300), socket.write(bytes)).await {
            Ok(written) => written.unwrap(),
            Err(_) => 0,
        }
    }

    pub(crate) async fn exchange(&mut self, head: &str, body: &[u8]) -> Reply {
        self.send(head, body).await;
        self.receive(!head.starts_with("HEAD")).await.expect("the connection was closed")
    }
}

/// Sends one request over a connection of its own.
pub(crate) async fn exchange(address: SocketAddr, head: &str, body: &[u8]) -> Reply {
    Connection::open(address).await.exchange(head, body).await
}

/// Sends JSON over a connection of its own.
pub(crate) async fn send_json(address: SocketAddr, line: &str, body: &str) -> Reply {
    exchange(address, &format!("{line} HTTP/1.1\ncontent-type: application/json"), body.as_bytes()).await
}

/// Asks for a path over a connection of its own.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Reply {
    exchange(address, &format!("GET {path} HTTP/1.1"), b"").await
}
