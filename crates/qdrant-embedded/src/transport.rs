//! The transport itself: takes calls, runs them on blocking threads, enforces their time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use qdrant_core::{
    Call, CallOptions, Effect, Error, ErrorKind, Family, OperationKind, Reply, ReplyMeta, Request, Response,
    Transport, TransportInfo,
};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use crate::blocking::{blocking, start};
use crate::builder::EmbeddedBuilder;
use crate::failure::{TRANSPORT, closed};
use crate::maintain::Maintenance;
use crate::ops::{Transfer, accepted, capabilities, dispatch, immediate};
use crate::options::{Location, Options};
use crate::pace::Pace;
use crate::registry::Registry;
use crate::root::{Root, sweep_temporary};
use crate::snapshot::recover_full;
use crate::stats::{EmbeddedStats, collect};
use crate::sync::lock;

/// Most permits that the semaphore can give out at once.
const MAX_PERMITS: usize = u32::MAX as usize >> 3;

/// Qdrant's engine in this process.
///
/// It is one node without shards and replicas: what chooses among them is accepted and ignored, or `Unsupported` where
/// ignoring it would change the result.
///
/// # Durability
///
/// With a path, a write with `wait` is on disk when it is answered, so that it survives the end of the process and of
/// the machine. Other writes follow within the flush interval. In memory nothing outlives the transport.
///
/// # Cancellation
///
/// Dropping a call's future, and a timeout, give up waiting: what runs goes on to its end. The runtime must have its
/// timers enabled for timeouts.
///
/// Dropping the transport without [`close`](Self::close) writes everything to disk on the dropping thread. If segments
/// are being optimized at that time, the folder stays locked until that has ended.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CreateCollection, Distance, PointStruct, QueryPoints, TransportExt, UpsertPoints, VectorParams};
/// use qdrant_embedded::EmbeddedTransport;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), qdrant_core::Error> {
/// let transport = EmbeddedTransport::in_memory()?;
/// transport.call(CreateCollection::new("c").vectors_config(VectorParams::new(2, Distance::Dot))).await?;
/// let point = PointStruct::new(1, vec![0.5, 0.5], [("colour", "red")]);
/// transport.call(UpsertPoints::new("c", vec![point]).wait(true)).await?;
/// let found = transport.call(QueryPoints::new("c").query(vec![1.0, 0.0])).await?;
/// assert_eq!(found[0].score, 0.5);
/// transport.close().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct EmbeddedTransport {
    registry: Arc<Registry>,
    address: String,
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
    permits: u32,
    closed: AtomicBool,
    maintenance: Mutex<Option<Maintenance>>,
}

impl EmbeddedTransport {
    /// Starts an engine whose data goes with it.
    ///
    /// # Errors
    ///
    /// `Io` when no place for its files can be found.
    pub fn in_memory() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Starts an engine that keeps its data in a folder, which is created if it does not exist.
    ///
    /// # Errors
    ///
    /// `Config` when another process, or another client in this one, has the folder open, when a newer version wrote
    /// it, and when there are collections whose names are missing; `Io`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::builder().path(path.as_ref()).build()
    }

    /// Starts with every setting at its default and in memory.
    pub fn builder() -> EmbeddedBuilder {
        EmbeddedBuilder::new()
    }

    pub(crate) fn start(
        location: Location,
        options: Options,
        snapshot: Option<PathBuf>,
    ) -> Result<Self, Error> {
        let (root, address) = match location {
            Location::Memory => {
                sweep_temporary();
                (Root::temporary()?, ":memory:".to_owned())
            }
            Location::Path(path) => {
                let root = Root::open(&path)?;
                let address = root.path().display().to_string();
                (root, address)
            }
        };
        let registry = Arc::new(Registry::open(root, options.durability)?);
        if let Some(path) = snapshot {
            recover_full(&registry, &path)?;
        }
        let maintenance = Maintenance::start(&registry, &options)?;
        let permits = options.max_blocking.min(MAX_PERMITS);
        Ok(Self {
            registry,
            address,
            reads: Arc::new(Semaphore::new(permits)),
            writes: Arc::new(Semaphore::new(permits)),
            permits: u32::try_from(permits).unwrap_or(u32::MAX),
            closed: AtomicBool::new(false),
            maintenance: Mutex::new(Some(maintenance)),
        })
    }

    /// Waits for the running calls, writes everything to disk and gives the folder back.
    ///
    /// Further calls answer [`ErrorKind::Closed`]. An optimization that runs is waited for. Closing twice is fine.
    ///
    /// # Errors
    ///
    /// `Io` when the last changes could not be written.
    pub async fn close(&self) -> Result<(), Error> {
        self.closed.store(true, Ordering::Release);
        self.registry.release_writers();
        for semaphore in [&self.reads, &self.writes] {
            // An error means that it is closed already.
            drop(Arc::clone(semaphore).acquire_many_owned(self.permits).await);
            semaphore.close();
        }
        let maintenance = lock(&self.maintenance).take();
        let registry = Arc::clone(&self.registry);
        blocking(move || {
            if let Some(maintenance) = maintenance {
                maintenance.join();
            }
            registry.close()
        })
        .await
    }

    /// Tells how often operations were called and how long they took, and what the collections hold.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Closed`].
    pub async fn stats(&self) -> Result<EmbeddedStats, Error> {
        if self.closed.load(Ordering::Acquire) {
            return Err(closed());
        }
        let registry = Arc::clone(&self.registry);
        blocking(move || collect(&registry)).await
    }

    async fn answer(&self, request: Request) -> Result<Response, Error> {
        if self.closed.load(Ordering::Acquire) {
            return Err(closed());
        }
        request.validate()?;
        if let Some(response) = immediate(&request) {
            return Ok(response);
        }
        let work = match Transfer::of(request) {
            Ok(transfer) => return self.transfer(transfer).await,
            Err(request) => request,
        };
        let kind = work.kind();
        let accepted = accepted(&work);
        let pace = self.pace(&work);
        let turn = turn(pace.clone()).await?;
        let permit = self.permit_once_thawed(kind, pace).await?;
        let registry = Arc::clone(&self.registry);
        self.carry_out(kind, accepted, move || {
            let (_turn, _permit) = (turn, permit);
            dispatch(&registry, work)
        })
        .await
    }

    /// Answers an operation with a stream of bytes.
    async fn transfer(&self, transfer: Transfer) -> Result<Response, Error> {
        let kind = transfer.kind();
        // What is sent may take long to arrive, and keeps nobody else waiting.
        let staged = transfer.stage(self.registry.root()?).await?;
        let accepted = staged.accepted();
        let permit = self.permit(kind).await?;
        let registry = Arc::clone(&self.registry);
        self.carry_out(kind, accepted, move || {
            let _permit = permit;
            staged.run(&registry)
        })
        .await
    }

    /// Runs work and waits for it, unless it was asked for an answer at once.
    async fn carry_out(
        &self,
        kind: OperationKind,
        accepted: Option<Response>,
        work: impl FnOnce() -> Result<Response, Error> + Send + 'static,
    ) -> Result<Response, Error> {
        let Some(accepted) = accepted else {
            return blocking(work).await;
        };
        drop(start(move || {
            work().inspect_err(|error| tracing::error!(operation = %kind, %error, "failed in the background"))
        })?);
        Ok(accepted)
    }

    /// Returns what the request waits for if it writes points.
    fn pace(&self, request: &Request) -> Option<Arc<Pace>> {
        let kind = request.kind();
        // What changes no points must not wait behind that which does.
        let points =
            matches!(kind.family(), Family::Points | Family::Payload | Family::Vectors | Family::Indexes);
        let name = request.collection_name().filter(|_| points && kind.effect() != Effect::Read)?;
        // That there is no such collection is told by the operation itself.
        self.registry.pace(name)
    }

    /// Waits for a permit, and without one while a snapshot of the collection is made.
    ///
    /// Otherwise writers who wait for that would keep those of all other collections waiting.
    async fn permit_once_thawed(
        &self,
        kind: OperationKind,
        pace: Option<Arc<Pace>>,
    ) -> Result<OwnedSemaphorePermit, Error> {
        loop {
            if let Some(pace) = &pace {
                pace.thaw().await;
            }
            let permit = self.permit(kind).await?;
            if !pace.as_ref().is_some_and(|pace| pace.is_frozen()) {
                return Ok(permit);
            }
        }
    }

    async fn permit(&self, kind: OperationKind) -> Result<OwnedSemaphorePermit, Error> {
        let semaphore = match kind.effect() {
            Effect::Read => &self.reads,
            Effect::Idempotent | Effect::Once => &self.writes,
        };
        Arc::clone(semaphore).acquire_owned().await.map_err(|_| closed())
    }
}

/// Waits for the optimizer if writers have outrun it.
async fn turn(pace: Option<Arc<Pace>>) -> Result<Option<OwnedMutexGuard<()>>, Error> {
    let Some(pace) = pace else { return Ok(None) };
    let Some(turn) = pace.turn().await else { return Ok(None) };
    // Whoever gives up waiting leaves a thread that waits; it keeps the turn, so that there is one alone.
    let wait = move || {
        pace.wait();
        Ok(turn)
    };
    blocking(wait).await.map(Some)
}

/// Returns the time that a call may take: the shorter one if two are given.
fn time_limit(request: &Request, options: &CallOptions) -> Option<Duration> {
    match (options.timeout, request.timeout()) {
        (Some(call), Some(server)) => Some(call.min(server)),
        (call, server) => call.or(server),
    }
}

#[async_trait]
impl Transport for EmbeddedTransport {
    fn info(&self) -> TransportInfo {
        TransportInfo::new(TRANSPORT, capabilities()).with_address(self.address.as_str())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let Call { request, options } = call;
        let started = Instant::now();
        let kind = request.kind();
        let outcome = match time_limit(&request, &options) {
            None => self.answer(request).await,
            Some(limit) => tokio::time::timeout(limit, self.answer(request)).await.unwrap_or_else(|_| {
                let text = format!("no answer within {limit:?}; the operation may still be carried out");
                Err(Error::new(ErrorKind::Timeout, text))
            }),
        };
        let took = started.elapsed();
        self.registry.counters().record(kind, took, outcome.as_ref().err().map(Error::kind));
        let response = outcome.map_err(|error| error.with_operation(kind).with_transport(TRANSPORT))?;
        let meta = ReplyMeta::default().with_time_secs(took.as_secs_f64());
        let mut reply = Reply::new(response);
        reply.meta = meta;
        Ok(reply)
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CreateCollection, Distance, PointStruct, TransportExt, UpsertPoints, VectorParams};

    use super::*;

    #[tokio::test]
    async fn writers_of_other_collections_go_on_while_a_snapshot_is_made() {
        let transport = EmbeddedTransport::builder().max_blocking(1).build().unwrap();
        let vectors = || VectorParams::new(2, Distance::Dot);
        for name in ["a", "b"] {
            transport.call(CreateCollection::new(name).vectors_config(vectors())).await.unwrap();
        }
        let write = |name: &str| {
            transport.call(UpsertPoints::new(name, vec![PointStruct::new(1, vec![1.0, 0.0], [("a", 1)])]))
        };
        let (begun, has_begun) = std::sync::mpsc::channel();
        let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
        let collection = transport.registry.get("a").unwrap();
        let snapshot = std::thread::spawn(move || {
            collection.frozen(|_, _| {
                begun.send(()).unwrap();
                goes_on.recv().unwrap();
                Ok(())
            })
        });
        has_begun.recv().unwrap();
        tokio::time::timeout(Duration::from_millis(100), write("a")).await.unwrap_err();
        let other = tokio::time::timeout(Duration::from_secs(10), write("b")).await;
        go_on.send(()).unwrap();
        snapshot.join().unwrap().unwrap();
        other.unwrap().unwrap();
        write("a").await.unwrap();
    }

    #[tokio::test]
    async fn who_gives_up_waiting_for_the_optimizer_keeps_the_turn_until_it_comes() {
        let transport = EmbeddedTransport::builder().optimize(false).build().unwrap();
        let vectors = VectorParams::new(2, Distance::Dot);
        transport.call(CreateCollection::new("c").vectors_config(vectors)).await.unwrap();
        let pace = transport.registry.pace("c").unwrap();
        pace.begin(0);
        pace.count(1_000_000, Duration::from_secs(1));
        let point = || PointStruct::new(1, vec![1.0, 0.0], [("a", 1)]);
        let write = || transport.call(UpsertPoints::new("c", vec![point()]));
        let short = Duration::from_millis(100);
        tokio::time::timeout(short, write()).await.unwrap_err();
        // One thread waits already; a second one would be one more for everybody who gives up.
        let second = tokio::time::timeout(short, pace.turn()).await;
        pace.end();
        assert!(second.is_err());
        write().await.unwrap();
    }
}
