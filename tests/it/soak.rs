//! Random faults for a while, with a restart of the server in the middle.
//!
//! Three seconds of it are part of every run. For longer ones, alone in its process so that the memory can be judged:
//!
//! ```text
//! SOAK_SECONDS=60 cargo test --workspace --test it soak -- --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use qdrant_client::layer::TransportLayer;
use qdrant_client::{
    Call, CountPoints, CreateCollection, DeletePointsOperation, Distance, Error, ErrorKind, GetPoints,
    Payload, PointId, PointStruct, PointsSelector, PointsUpdateOperation, Qdrant, Reply, Request,
    RetryPolicy, SharedTransport, Transport, TransportInfo, UpdateBatchPoints, UpsertPoints, VectorParams,
};
use qdrant_gateway::{Gateway, Running};
use qdrant_grpc::GrpcTransport;
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol};
use qdrant_rest::RestTransport;
use qdrant_testkit::proxy::{End, FaultProxy, Plan};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Calls at the same time, half of them on each wire.
const WORKERS: u64 = 32;

/// Points of each worker; they are written again and again, always alike, so that a late write does no harm.
const POINTS: u64 = 100;

/// How long the client may take to find out by itself that all is well again.
const RECOVERY: Duration = Duration::from_secs(60);

/// How much the memory may grow in the second half of a run that is alone in its process.
const GROWTH: u64 = 64 << 20;

const COLLECTION: &str = "soak";

/// Remembers which calls that must not be repeated arrived; each deletes one point of its own.
#[derive(Debug, Clone, Default)]
struct OnceLedger(Arc<Mutex<BTreeMap<PointId, u32>>>);

#[derive(Debug)]
struct Watched {
    inner: SharedTransport,
    ledger: OnceLedger,
}

impl TransportLayer for OnceLedger {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Watched { inner, ledger: self.clone() })
    }
}

#[async_trait]
impl Transport for Watched {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if let Request::UpdateBatchPoints(batch) = &call.request
            && let [PointsUpdateOperation::DeletePoints(delete)] = batch.operations.as_slice()
            && let PointsSelector::Points(ids) = &delete.points
        {
            let mut arrived = self.ledger.0.lock().unwrap();
            for id in ids {
                *arrived.entry(*id).or_default() += 1;
            }
        }
        self.inner.execute(call).await
    }
}

/// The server, which can be restarted, behind a proxy for each wire.
struct Server {
    transport: SharedTransport,
    running: Running,
    rest: FaultProxy,
    grpc: FaultProxy,
}

impl Server {
    async fn start(transport: SharedTransport) -> Self {
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = bind(&transport, free, free).await.unwrap();
        let rest = FaultProxy::start(running.rest_addr()).await.unwrap();
        let grpc = FaultProxy::start(running.grpc_addr()).await.unwrap();
        Self { transport, running, rest, grpc }
    }

    fn proxies(&self) -> [&FaultProxy; 2] {
        [&self.rest, &self.grpc]
    }

    /// Stops the gateway in the middle of its calls, and starts another one at the same ports.
    async fn restart(&mut self) {
        let (rest, grpc) = (self.running.rest_addr(), self.running.grpc_addr());
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let next = bind(&self.transport, free, free).await.unwrap();
        std::mem::replace(&mut self.running, next).shutdown().await;
        sleep(Duration::from_millis(50)).await;
        // Another test may have got one of the ports in the meantime; then the server has moved.
        if let Ok(again) = bind(&self.transport, rest, grpc).await {
            std::mem::replace(&mut self.running, again).shutdown().await;
        }
        self.rest.set_upstream(self.running.rest_addr()).await.unwrap();
        self.grpc.set_upstream(self.running.grpc_addr()).await.unwrap();
    }
}

async fn bind(transport: &SharedTransport, rest: SocketAddr, grpc: SocketAddr) -> Result<Running, Error> {
    let gateway = Gateway::new(SharedTransport::clone(transport));
    gateway.shutdown_grace(Duration::from_millis(200)).bind(rest, grpc).await
}

/// A client that finds silence out soon.
fn client(protocol: Protocol, proxy: &FaultProxy) -> Qdrant {
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", proxy.addr().port()))
        .timeout(Duration::from_secs(5))
        .attempt_timeout(Duration::from_secs(1))
        .http2_keep_alive_interval(Duration::from_millis(500))
        .http2_keep_alive_timeout(Duration::from_secs(1))
        .retry(RetryPolicy { budget: None, ..RetryPolicy::default() });
    let stack = HttpStack::new(config, protocol).unwrap();
    match protocol {
        Protocol::Http1 => Qdrant::from_transport(Arc::new(RestTransport::new(stack))),
        Protocol::Http2 => Qdrant::from_transport(Arc::new(GrpcTransport::new(stack))),
    }
}

/// What a worker saw.
#[derive(Debug, Default)]
struct Log {
    acknowledged: BTreeSet<u64>,
    calls: u64,
    repeated: u64,
    errors: BTreeMap<String, u64>,
    /// What may never happen.
    wrong: Vec<String>,
}

impl Log {
    fn note<T>(&mut self, what: &str, result: Result<T, Error>) -> Option<T> {
        self.calls += 1;
        match result {
            Ok(output) => Some(output),
            Err(error) => {
                let honest =
                    matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Unavailable)
                        || is_cut_short(&error);
                if !honest {
                    self.wrong.push(format!("{what}: {error} ({error:?})"));
                }
                self.repeated += u64::from(error.attempts().is_some_and(|attempts| attempts > 1));
                *self.errors.entry(format!("{:?}", error.kind())).or_default() += 1;
                None
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.calls += other.calls;
        self.repeated += other.repeated;
        self.wrong.extend(other.wrong);
        for (kind, count) in other.errors {
            *self.errors.entry(kind).or_default() += count;
        }
    }
}

/// A server of HTTP/1.1 may answer a request whose end it did not get.
fn is_cut_short(error: &Error) -> bool {
    error
        .server()
        .is_some_and(|server| server.http_status == Some(400) && server.message.contains("ended early"))
}

fn point(id: u64) -> PointStruct {
    let vector = [(id % 7) as f32, (id % 11) as f32, 1.0, 0.5];
    PointStruct::new(id, vector, Payload::from([("id", id)]))
}

async fn work(client: Qdrant, worker: u64, stop: Arc<AtomicBool>) -> Log {
    let mut log = Log::default();
    let first = worker * POINTS;
    for round in 0.. {
        if stop.load(Ordering::Acquire) {
            break;
        }
        let id = first + round % POINTS;
        match round % 5 {
            0..=2 => {
                let upsert = UpsertPoints::new(COLLECTION, vec![point(id)]).wait(true);
                if log.note("upsert", client.upsert_points(upsert).await).is_some() {
                    log.acknowledged.insert(id);
                }
            }
            3 => {
                let Some(known) = log.acknowledged.iter().next_back().copied() else { continue };
                let get = GetPoints::new(COLLECTION, [known]).with_payload(true);
                if let Some(points) = log.note("get", client.get_points(get).await)
                    && points.first().is_none_or(|found| found.payload != point(known).payload)
                {
                    log.wrong.push(format!("point {known} is {points:?}"));
                }
            }
            _ => {
                // An id of its own for each call, that no point has.
                let own = 1_000_000 * (worker + 1) + round;
                let delete = PointsUpdateOperation::DeletePoints(DeletePointsOperation::new([own]));
                let batch = UpdateBatchPoints::new(COLLECTION, vec![delete]).wait(true);
                log.note("batch", client.update_points_batch(batch).await);
            }
        }
    }
    log
}

/// Sets new plans and breaks connections until the time is over; restarts the server at half time.
async fn wreak(server: &mut Server, time: Duration) -> Option<u64> {
    let mut random = fastrand::Rng::with_seed(11);
    let started = Instant::now();
    let mut half = None;
    while started.elapsed() < time {
        for proxy in server.proxies() {
            let plan = if random.u8(..10) == 0 { Plan::refuse() } else { Plan::random(random.u64(..), 0.5) };
            proxy.set(plan).await.unwrap();
            let end = random.choice([End::Close, End::Reset, End::Stall]).unwrap();
            proxy.end_connections(end);
        }
        sleep(Duration::from_millis(random.u64(50..300))).await;
        if half.is_none() && started.elapsed() > time / 2 {
            server.restart().await;
            half = Some(resident());
        }
    }
    half
}

/// Waits until a client has had a few good calls in a row, one at least on each connection.
async fn recover(client: &Qdrant) -> Duration {
    let started = Instant::now();
    let mut good = 0;
    while good < 6 {
        assert!(started.elapsed() < RECOVERY, "the client does not recover");
        let counted = client.count(CountPoints::new(COLLECTION).exact(true)).await;
        good = if counted.is_ok() { good + 1 } else { 0 };
    }
    started.elapsed()
}

async fn missing(client: &Qdrant, acknowledged: &BTreeSet<u64>) -> Vec<u64> {
    let ids: Vec<u64> = acknowledged.iter().copied().collect();
    let mut missing = Vec::new();
    for chunk in ids.chunks(500) {
        let get = GetPoints::new(COLLECTION, chunk.iter().copied()).with_payload(true);
        let found = client.get_points(get).await.unwrap();
        let found: BTreeSet<_> = found
            .into_iter()
            .filter(|found| found.payload["id"].as_u64().map(PointId::from) == Some(found.id))
            .map(|found| found.id)
            .collect();
        missing.extend(chunk.iter().filter(|id| !found.contains(&PointId::from(**id))));
    }
    missing
}

/// Memory of the process, in bytes; 0 where that cannot be told.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default();
    pages * 4096
}

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_and_a_restart_lose_no_acknowledged_point_and_leave_nothing_behind() {
    let asked = std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok());
    let time = Duration::from_secs(asked.unwrap_or(3));
    let tasks_before = tasks();

    let engine = Qdrant::in_memory().unwrap();
    let ledger = OnceLedger::default();
    let mut server = Server::start(ledger.layer(engine.transport())).await;
    engine
        .create_collection(
            CreateCollection::new(COLLECTION).vectors_config(VectorParams::new(4, Distance::Dot)),
        )
        .await
        .unwrap();
    let clients = [client(Protocol::Http1, &server.rest), client(Protocol::Http2, &server.grpc)];

    let stop = Arc::<AtomicBool>::default();
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let client = clients[(worker % 2) as usize].clone();
        workers.spawn(work(client, worker, Arc::clone(&stop)));
    }
    let half = wreak(&mut server, time).await;
    let end = resident();
    // The connections that stand still are left for the clients to find.
    for proxy in server.proxies() {
        proxy.set(Plan::pass()).await.unwrap();
    }
    let mut recoveries = Vec::new();
    for client in &clients {
        recoveries.push(recover(client).await);
    }
    stop.store(true, Ordering::Release);
    let mut log = Log::default();
    while let Some(finished) = workers.join_next().await {
        log.merge(finished.unwrap());
    }
    println!(
        "{time:?}: {} calls, {} points acknowledged, errors {:?}, {} after repeats; REST {:?}; gRPC {:?}; recovered in \
         {recoveries:?}; memory {:?} MiB at half time, {} at the end; {} calls that must not be repeated",
        log.calls,
        log.acknowledged.len(),
        log.errors,
        log.repeated,
        server.rest.traffic(),
        server.grpc.traffic(),
        half.map(|bytes| bytes >> 20),
        end >> 20,
        ledger.0.lock().unwrap().len(),
    );

    assert_eq!(log.wrong, Vec::<String>::new());
    assert!(log.acknowledged.len() as u64 > WORKERS, "hardly anything went through");
    for proxy in server.proxies() {
        assert!(proxy.traffic().damaged > 0, "no connection suffered");
    }
    for client in &clients {
        assert_eq!(missing(client, &log.acknowledged).await, Vec::<u64>::new());
    }
    let twice: Vec<_> =
        ledger.0.lock().unwrap().iter().filter(|(_, count)| **count > 1).map(|(id, _)| *id).collect();
    assert_eq!(twice, Vec::<PointId>::new(), "arrived more than once");
    if asked.is_some() {
        let grown = end.saturating_sub(half.unwrap_or(end));
        assert!(grown < GROWTH, "the memory grew by {} MiB in half the time", grown >> 20);
    }

    for client in clients {
        client.close().await.unwrap();
    }
    let Server { transport, running, rest, grpc } = server;
    running.shutdown().await;
    rest.stop().await;
    grpc.stop().await;
    drop(transport);
    engine.close().await.unwrap();
    drop(engine);
    let gone = async {
        while tasks() > tasks_before {
            sleep(Duration::from_millis(10)).await;
        }
    };
    let left = timeout(Duration::from_secs(10), gone).await;
    assert!(left.is_ok(), "{} tasks are left, there were {tasks_before}", tasks());
}
