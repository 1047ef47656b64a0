//! The proxy.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpSocket, TcpStream, ToSocketAddrs};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::connection::{Order, serve};
use super::counters::{Counters, Traffic};
use super::damage::{Damage, End};
use super::plan::Plan;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A TCP proxy on a free port of this machine, whose connections suffer what its plan says.
///
/// Without a plan it passes everything on. Dropping it ends its connections.
///
/// # Examples
///
/// ```no_run
/// # async fn example(server: std::net::SocketAddr) -> std::io::Result<()> {
/// use qdrant_testkit::proxy::{Damage, End, FaultProxy, Plan};
///
/// let proxy = FaultProxy::start(server).await?;
/// // Give `proxy.url()` to the client that is tested, then make its first connection break.
/// proxy.set(Plan::first(1, Damage::cut_reply(100, End::Reset))).await?;
/// // Nobody listens for a while.
/// proxy.set(Plan::refuse()).await?;
/// proxy.set(Plan::pass()).await?;
/// // All connections that are open break now.
/// proxy.end_connections(End::Reset);
/// println!("{:?}", proxy.traffic());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct FaultProxy {
    addr: SocketAddr,
    shared: Arc<Shared>,
    listening: mpsc::UnboundedSender<Listening>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    upstream: Mutex<SocketAddr>,
    /// With the number of its next connection.
    plan: Mutex<(Plan, u64)>,
    ends: watch::Sender<Order>,
    counters: Counters,
}

/// Tells the task whether to listen, and is told when it is so.
#[derive(Debug)]
struct Listening {
    wanted: bool,
    done: oneshot::Sender<io::Result<()>>,
}

impl FaultProxy {
    /// Starts a proxy in front of a server.
    ///
    /// # Errors
    ///
    /// When the address of the server makes no sense, or no port can be opened.
    pub async fn start(upstream: impl ToSocketAddrs) -> io::Result<Self> {
        let upstream = resolve(upstream).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let shared = Arc::new(Shared {
            upstream: Mutex::new(upstream),
            plan: Mutex::default(),
            ends: watch::Sender::new((0, End::Close)),
            counters: Counters::default(),
        });
        let (listening, orders) = mpsc::unbounded_channel();
        let task = tokio::spawn(accept(listener, addr, Arc::clone(&shared), orders));
        Ok(Self { addr, shared, listening, task })
    }

    /// Returns the address to connect to.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Returns the address as a URL, such as `http://127.0.0.1:43210`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Sets what new connections suffer; those that are open go on as they are.
    ///
    /// # Errors
    ///
    /// When the port cannot be opened again after a time of [`Plan::refuse`].
    pub async fn set(&self, plan: impl Into<Plan>) -> io::Result<()> {
        let plan = plan.into();
        let wanted = !plan.refuses();
        *lock(&self.shared.plan) = (plan, 0);
        let (done, told) = oneshot::channel();
        let gone = || io::Error::other("the proxy has stopped");
        self.listening.send(Listening { wanted, done }).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }

    /// Sends new connections to another server.
    ///
    /// # Errors
    ///
    /// When the address makes no sense.
    pub async fn set_upstream(&self, upstream: impl ToSocketAddrs) -> io::Result<()> {
        *lock(&self.shared.upstream) = resolve(upstream).await?;
        Ok(())
    }

    /// Ends all connections that are open; new ones are not concerned.
    ///
    /// After a [`Stall`](End::Stall) they may be ended once more in another way.
    pub fn end_connections(&self, end: End) {
        self.shared.ends.send_modify(|order| *order = (order.0 + 1, end));
    }

    /// Returns what has gone through the proxy.
    pub fn traffic(&self) -> Traffic {
        self.shared.counters.traffic()
    }

    /// Stops the proxy, and returns when its port and connections are closed.
    pub async fn stop(self) {
        drop(self.listening);
        // It ends by itself; a panic in it would have been seen by the clients.
        let _ = self.task.await;
    }
}

async fn resolve(addr: impl ToSocketAddrs) -> io::Result<SocketAddr> {
    let mut found = tokio::net::lookup_host(addr).await?;
    found.next().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such server"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Accepts connections until the proxy is dropped.
async fn accept(
    listener: TcpListener,
    addr: SocketAddr,
    shared: Arc<Shared>,
    mut orders: mpsc::UnboundedReceiver<Listening>,
) {
    let mut door = Door::Open(listener);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => {
                let Some(Listening { wanted, done }) = order else { break };
                let moved;
                (door, moved) = door.turn(addr, wanted);
                let _ = done.send(moved);
            }
            client = door.next() => {
                let shared = Arc::clone(&shared);
                let damage = shared.damage();
                // Before the task runs, so that no order is missed.
                let ends = shared.ends.subscribe();
                connections.spawn(async move {
                    let upstream = *lock(&shared.upstream);
                    serve(client, upstream, damage, &shared.counters, ends).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(door);
    connections.shutdown().await;
}

impl Shared {
    /// Counts a new connection and decides what it suffers.
    fn damage(&self) -> Option<Damage> {
        let damage = {
            let mut plan = lock(&self.plan);
            let number = plan.1;
            plan.1 += 1;
            plan.0.decide(number)
        };
        self.counters.connections.fetch_add(1, Ordering::AcqRel);
        self.counters.damaged.fetch_add(u64::from(damage.is_some()), Ordering::AcqRel);
        damage
    }
}

/// The port of the proxy.
#[derive(Debug)]
enum Door {
    Open(TcpListener),
    /// Bound but not listening: connections are refused, and nobody else gets the port.
    Shut(TcpSocket),
    Broken,
}

impl Door {
    /// Opens or shuts the door; one that failed to is broken.
    fn turn(self, addr: SocketAddr, open: bool) -> (Self, io::Result<()>) {
        let turned = match (self, open) {
            (Self::Open(listener), false) => {
                drop(listener);
                reserve(addr).map(Self::Shut)
            }
            (Self::Shut(socket), true) => open_up(socket).map(Self::Open),
            (Self::Broken, true) => reserve(addr).and_then(open_up).map(Self::Open),
            (same @ (Self::Open(_) | Self::Shut(_) | Self::Broken), _) => Ok(same),
        };
        match turned {
            Ok(door) => (door, Ok(())),
            Err(error) => (Self::Broken, Err(error)),
        }
    }

    /// Waits for the next connection; for ever if nobody listens.
    async fn next(&self) -> TcpStream {
        let Self::Open(listener) = self else { return std::future::pending().await };
        loop {
            match listener.accept().await {
                Ok((client, _)) => return client,
                // Such as a client that has gone already, or a lack of file handles.
                Err(_) => tokio::task::yield_now().await,
            }
        }
    }
}

fn reserve(addr: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections of a moment ago may still linger at the port; but nobody else is to share it.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.set_reuseaddr(false)?;
    Ok(socket)
}

fn open_up(socket: TcpSocket) -> io::Result<TcpListener> {
    socket.set_reuseaddr(true)?;
    socket.listen(BACKLOG)
}

#[cfg(test)]
mod tests;
