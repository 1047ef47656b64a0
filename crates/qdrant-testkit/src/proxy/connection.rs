//! One connection, from the accept to its end.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::counters::Counters;
use super::damage::{Damage, Direction, End};
use super::pump::{Tamper, drain, pump};

/// How long a client is waited for after the end, so that what it sends does not turn the end into a reset.
const FAREWELL: Duration = Duration::from_secs(1);

/// An order to end all connections; its number tells it from the one before.
pub(crate) type Order = (u64, End);

/// Carries a connection, and does to it what it has to suffer.
pub(crate) async fn serve(
    mut client: TcpStream,
    upstream: SocketAddr,
    damage: Option<Damage>,
    counters: &Counters,
    mut orders: watch::Receiver<Order>,
) {
    let _open = counters.open();
    let mut server = None;
    let mut end = tokio::select! {
        end = run(&mut client, &mut server, upstream, damage, counters) => end,
        end = ordered(&mut orders) => end,
    };
    if end == End::Stall {
        end = tokio::select! {
            () = drain(&mut client) => End::Close,
            end = ordered(&mut orders) => end,
        };
    }
    finish(client, server, end).await;
}

async fn run(
    client: &mut TcpStream,
    server: &mut Option<TcpStream>,
    upstream: SocketAddr,
    damage: Option<Damage>,
    counters: &Counters,
) -> End {
    match &damage {
        Some(Damage::Close) => return End::Close,
        Some(Damage::Reset) => return End::Reset,
        Some(Damage::Silence) => return End::Stall,
        Some(Damage::Answer(bytes)) => {
            // What is asked does not matter.
            let _ = client.read(&mut [0; 1024]).await;
            let _ = client.write_all(bytes).await;
            return End::Close;
        }
        Some(
            Damage::Cut { .. } | Damage::Corrupt { .. } | Damage::Delay { .. } | Damage::Throttle { .. },
        )
        | None => {}
    }
    let Ok(connected) = TcpStream::connect(upstream).await else { return End::Reset };
    let server = server.insert(connected);
    for socket in [&*client, &*server] {
        let _ = socket.set_nodelay(true);
    }
    let tamper = |direction| Tamper::of(damage.as_ref(), direction);
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let mut requests =
        pin!(pump(from_client, to_server, tamper(Direction::Request), &counters.request_bytes));
    let mut replies = pin!(pump(from_server, to_client, tamper(Direction::Reply), &counters.reply_bytes));
    let (mut asking, mut answering) = (true, true);
    while asking || answering {
        let cut = tokio::select! {
            cut = &mut requests, if asking => { asking = false; cut }
            cut = &mut replies, if answering => { answering = false; cut }
        };
        if let Some(end) = cut {
            return end;
        }
    }
    End::Close
}

/// Waits for the next order that comes after the connection was accepted.
async fn ordered(orders: &mut watch::Receiver<Order>) -> End {
    match orders.changed().await {
        Ok(()) => orders.borrow_and_update().1,
        // The proxy is gone, and drops this task.
        Err(_) => std::future::pending().await,
    }
}

async fn finish(mut client: TcpStream, server: Option<TcpStream>, end: End) {
    match end {
        End::Reset => {
            for socket in [Some(client), server].into_iter().flatten() {
                // An error means that it is closed in the other way, or already.
                let _ = socket.set_zero_linger();
            }
        }
        End::Close | End::HalfClose | End::Stall => {
            drop(server);
            let _ = client.shutdown().await;
            let _ = timeout(FAREWELL, drain(&mut client)).await;
        }
    }
}
