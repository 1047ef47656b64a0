//! The run.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use qdrant_client::layer::TransportLayer;
use qdrant_client::{CountPoints, CreateCollection, Distance, GetPoints, PointId, Qdrant, VectorParams};
use qdrant_http::Protocol;
use qdrant_testkit::proxy::{End, Plan};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::ledger::OnceLedger;
use super::memory::Memory;
use super::server::{Server, client};
use super::work::{COLLECTION, Log, work};

/// Calls at the same time, half of them on each wire.
const WORKERS: u64 = 32;

/// How long the client may take to find out by itself that all is well again.
const RECOVERY: Duration = Duration::from_secs(60);

/// How much the memory may grow from the fourth to the last sixth of a run that is alone in its process.
///
/// A run of a minute grows by a third of a MiB to one there, at 300 to 800 calls a second on a busy machine: the list of
/// the calls that must not be repeated, and what the engine keeps, some 55 bytes a call. Who makes more has more.
fn growth_allowed(calls: u64) -> u64 {
    (4 << 20).max(calls / 3 * 120)
}

/// Sets new plans and breaks connections until the time is over; restarts the server after a quarter of it.
async fn wreak(server: &mut Server, time: Duration) -> Memory {
    let mut random = fastrand::Rng::with_seed(11);
    let started = Instant::now();
    let mut memory = Memory::start();
    let mut restarted = false;
    while started.elapsed() < time {
        for proxy in server.proxies() {
            let plan = if random.u8(..10) == 0 { Plan::refuse() } else { Plan::random(random.u64(..), 0.5) };
            proxy.set(plan).await.unwrap();
            let end = random.choice([End::Close, End::Reset, End::Stall]).unwrap();
            proxy.end_connections(end);
        }
        sleep(Duration::from_millis(random.u64(50..300))).await;
        memory.sample();
        if !restarted && started.elapsed() > time / 4 {
            server.restart().await;
            restarted = true;
        }
    }
    memory
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

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_and_a_restart_lose_no_acknowledged_point_and_leave_nothing_behind() {
    let asked =
        std::env::var("SOAK_SECONDS").ok().map(|text| text.parse().expect("SOAK_SECONDS is a number"));
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
    let memory = wreak(&mut server, time).await;
    let growth = memory.growth(time);
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
         {recoveries:?}; {} calls that must not be repeated",
        log.calls,
        log.acknowledged.len(),
        log.errors,
        log.repeated,
        server.rest.traffic(),
        server.grpc.traffic(),
        ledger.arrived(),
    );
    if let Some(growth) = growth {
        println!("{growth}");
    }

    assert_eq!(log.wrong, Vec::<String>::new());
    assert!(log.acknowledged.len() as u64 > WORKERS, "hardly anything went through");
    for proxy in server.proxies() {
        assert!(proxy.traffic().damaged > 0, "no connection suffered");
    }
    for client in &clients {
        assert_eq!(missing(client, &log.acknowledged).await, Vec::<u64>::new());
    }
    assert!(ledger.arrived() as u64 > WORKERS, "hardly anything that must not be repeated went through");
    assert_eq!(ledger.twice(), Vec::<PointId>::new(), "arrived more than once");
    if asked.is_some() {
        let growth = growth.expect("the system tells how much memory the process has");
        assert!(growth.bytes() < growth_allowed(log.calls), "the memory grows: {growth}");
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
