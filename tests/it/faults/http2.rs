//! A server of HTTP/2 that answers from a script.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::server::{Connection, SendResponse};
use h2::{Reason, RecvStream, SendStream};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::http1::Scripted;

/// How a request is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// The stream is refused; the request does not count as arrived.
    Refuse,
    /// The connection says farewell and names no stream that was looked at; nor does this request count.
    Leave,
    /// The request is read and its stream reset.
    Reset(Reason),
    /// A head, bytes and trailers; without trailers the stream ends with the bytes.
    Reply(Reply),
    /// The head and the bytes of a reply, then the connection is gone.
    Vanish(Reply),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: Option<HeaderMap>,
}

/// Reads `name: value` lines.
pub(crate) fn headers(lines: &str) -> HeaderMap {
    let pairs = lines.lines().filter_map(|line| line.trim().split_once(": "));
    pairs
        .map(|(name, value)| {
            (HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value.to_owned()).unwrap())
        })
        .collect()
}

/// Starts a server that gives `answer` to the first requests, and good answers to the others.
pub(crate) async fn serve(answer: Answer, strikes: u32) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let arrived = Arc::<AtomicU32>::default();
    let script = Script { answer, strikes, asked: Arc::default(), arrived: Arc::clone(&arrived) };
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((socket, _)) = listener.accept().await {
            connections.spawn(connection(socket, script.clone()));
        }
    });
    Scripted { addr, arrived, _tasks: tasks }
}

#[derive(Debug, Clone)]
struct Script {
    answer: Answer,
    strikes: u32,
    asked: Arc<AtomicU32>,
    arrived: Arc<AtomicU32>,
}

impl Script {
    /// Returns whether the fault strikes this time.
    fn strikes(&self) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst) < self.strikes
    }
}

/// The kind of frame that opens a request.
const HEADERS: u8 = 1;

/// What every client of HTTP/2 says first.
const PREFACE: usize = 24;

/// Reads up to the first request, and leaves.
async fn leave(mut socket: TcpStream) -> io::Result<()> {
    // Settings, all of them the default.
    socket.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await?;
    socket.read_exact(&mut [0; PREFACE]).await?;
    let mut head = [0; 9];
    while head[3] != HEADERS {
        socket.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        tokio::io::copy(&mut (&mut socket).take(length.into()), &mut tokio::io::sink()).await?;
    }
    // The last stream that was looked at is 0, the reason is that there is no error.
    socket.write_all(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).await?;
    socket.shutdown().await?;
    // An unread byte would turn the end into a reset.
    tokio::io::copy(&mut socket, &mut tokio::io::sink()).await?;
    Ok(())
}

async fn connection(socket: TcpStream, script: Script) {
    if matches!(script.answer, Answer::Leave) && script.strikes() {
        let _ = leave(socket).await;
        return;
    }
    let Ok(mut connection) = h2::server::handshake(socket).await else { return };
    let mut exchanges = JoinSet::new();
    loop {
        tokio::select! {
            request = connection.accept() => {
                let Some(Ok((request, respond))) = request else { return };
                exchanges.spawn(exchange(request, respond, script.clone()));
            }
            Some(unended) = exchanges.join_next() => if let Ok(Some(_stream)) = unended {
                flush(&mut connection).await;
                return;
            }
        }
    }
}

/// Gives what is queued a moment to leave.
async fn flush(connection: &mut Connection<TcpStream, Bytes>) {
    let _ = timeout(Duration::from_millis(50), poll_fn(|cx| connection.poll_closed(cx))).await;
}

/// Answers one request; returns its stream if the connection is to vanish before that has ended.
async fn exchange(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    script: Script,
) -> Option<SendStream<Bytes>> {
    let strikes = script.strikes();
    if strikes && matches!(script.answer, Answer::Refuse) {
        respond.send_reset(Reason::REFUSED_STREAM);
        return None;
    }
    let (head, mut body) = request.into_parts();
    while let Some(Ok(data)) = body.data().await {
        let _ = body.flow_control().release_capacity(data.len());
    }
    script.arrived.fetch_add(1, Ordering::SeqCst);
    match script.answer {
        _ if !strikes => drop(send(&mut respond, good(head.uri.path()), true)),
        Answer::Refuse | Answer::Leave => {}
        Answer::Reset(reason) => respond.send_reset(reason),
        Answer::Reply(reply) => drop(send(&mut respond, reply, true)),
        Answer::Vanish(reply) => return send(&mut respond, reply, false),
    }
    None
}

/// Sends a reply; a client that has gone is no matter.
fn send(respond: &mut SendResponse<Bytes>, reply: Reply, ends: bool) -> Option<SendStream<Bytes>> {
    let Reply { status, headers, body, trailers } = reply;
    let mut response = Response::new(());
    *response.status_mut() = status.try_into().unwrap();
    *response.headers_mut() = headers;
    let only_head = ends && body.is_empty() && trailers.is_none();
    let mut stream = respond.send_response(response, only_head).ok()?;
    if only_head {
        return None;
    }
    let _ = stream.send_data(body, ends && trailers.is_none());
    if let Some(trailers) = trailers {
        let _ = stream.send_trailers(trailers);
    }
    Some(stream)
}

fn good(path: &str) -> Reply {
    let message: &[u8] = match path {
        // An empty list of points.
        "/qdrant.Points/Get" => &[],
        // One result: operation 1, completed. That of a batch and that of a single write have the same bytes.
        _ => &[0x0a, 4, 0x08, 1, 0x10, 2],
    };
    Reply {
        status: 200,
        headers: headers("content-type: application/grpc"),
        body: frame(0, message),
        trailers: Some(headers("grpc-status: 0")),
    }
}

/// Puts the five bytes in front of a message.
pub(crate) fn frame(flag: u8, message: &[u8]) -> Bytes {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[flag], &length[..], message].concat().into()
}
