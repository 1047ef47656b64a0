//! A server of HTTP/1.1 that answers from a script, byte by byte.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A server that goes with the value.
#[derive(Debug)]
pub(crate) struct Scripted {
    pub(crate) addr: SocketAddr,
    pub(crate) arrived: Arc<AtomicU32>,
    pub(crate) _tasks: JoinSet<()>,
}

/// Starts a server that gives `reply` to the first requests and hangs up, and good answers to the others.
pub(crate) async fn serve(reply: Vec<u8>, strikes: u32) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let arrived = Arc::<AtomicU32>::default();
    let mut tasks = JoinSet::new();
    let counter = Arc::clone(&arrived);
    tasks.spawn(async move {
        let reply: Arc<[u8]> = reply.into();
        let mut connections = JoinSet::new();
        while let Ok((socket, _)) = listener.accept().await {
            connections.spawn(connection(socket, Arc::clone(&counter), Arc::clone(&reply), strikes));
        }
    });
    Scripted { addr, arrived, _tasks: tasks }
}

async fn connection(mut socket: TcpStream, arrived: Arc<AtomicU32>, reply: Arc<[u8]>, strikes: u32) {
    let mut unread = Vec::new();
    while let Some(line) = request(&mut socket, &mut unread).await {
        if arrived.fetch_add(1, Ordering::SeqCst) < strikes {
            let _ = socket.write_all(&reply).await;
            let _ = socket.shutdown().await;
            // An unread byte would turn the end into a reset.
            while matches!(socket.read(&mut [0; 1024]).await, Ok(1..)) {}
            return;
        }
        if socket.write_all(&good(&line)).await.is_err() {
            return;
        }
    }
}

/// Reads a whole request; returns its first line.
async fn request(socket: &mut TcpStream, unread: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = unread.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&unread[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            let total = end + 4 + length.unwrap_or(0);
            if unread.len() >= total {
                unread.drain(..total);
                return head.lines().next().map(str::to_owned);
            }
        }
        if socket.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    }
}

fn good(line: &str) -> Vec<u8> {
    const UPDATED: &str = r#"{"operation_id":1,"status":"completed"}"#;
    let result = match line {
        line if line.starts_with("put ") => UPDATED.to_owned(),
        line if line.contains("/batch") => format!("[{UPDATED}]"),
        _ => "[]".to_owned(),
    };
    reply("200 OK", "", &format!(r#"{{"result":{result},"status":"ok","time":0.001}}"#))
}

/// Writes a reply of JSON; `headers` are lines with their ends.
pub(crate) fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    (head + body).into_bytes()
}
