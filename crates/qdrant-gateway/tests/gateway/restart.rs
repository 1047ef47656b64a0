//! A server that is killed in the middle of traffic and comes back, as clients with the default settings see it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use qdrant_client::{
    CreateAlias, CreateCollection, Distance, ErrorKind, Payload, PointId, PointStruct, Qdrant, ScrollPoints,
    UpsertPoints, VectorParams,
};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::sleep;

use crate::program::{Serving, program};

const COLLECTION: &str = "restarted";

/// Writers on each wire.
const WRITERS: u64 = 4;

/// Time between two restarts.
const TRAFFIC: Duration = Duration::from_millis(500);

/// Time without a server, in which calls fail at once.
const GAP: Duration = Duration::from_millis(300);

async fn start(path: &Path, rest: SocketAddr, grpc: SocketAddr) -> Serving {
    let command = program(&["--path", path.to_str().unwrap()]);
    spawn_blocking(move || Serving::start_at(command, rest, grpc)).await.unwrap()
}

/// A server on free ports with an empty collection, and a client for each wire.
async fn fresh(path: &Path) -> (Serving, [Qdrant; 2]) {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let serving = start(path, any, any).await;
    let url = format!("http://{}", serving.rest);
    let rest = Qdrant::from_url(&url).build().unwrap();
    let grpc = Qdrant::from_url(&url).grpc_port(serving.grpc.port()).prefer_grpc(true).build().unwrap();
    let vectors = VectorParams::new(2, Distance::Dot);
    rest.create_collection(CreateCollection::new(COLLECTION).vectors_config(vectors)).await.unwrap();
    (serving, [rest, grpc])
}

fn point(id: u64) -> PointStruct {
    PointStruct::new(id, [id as f32, 1.0], Payload::from([("id", id)]))
}

/// Writes one point after the other until it is told to stop; returns those that the server has acknowledged.
async fn write(client: Qdrant, first: u64, stop: Arc<AtomicBool>) -> BTreeSet<u64> {
    let mut acknowledged = BTreeSet::new();
    for id in first.. {
        if stop.load(Ordering::Acquire) {
            break;
        }
        let upsert = UpsertPoints::new(COLLECTION, vec![point(id)]).wait(true);
        match client.upsert_points(upsert).await {
            Ok(_) => drop(acknowledged.insert(id)),
            Err(error) => assert!(
                matches!(error.kind(), ErrorKind::Connect | ErrorKind::Unavailable | ErrorKind::Timeout),
                "{error} ({error:?})"
            ),
        }
    }
    acknowledged
}

async fn all_ids(client: &Qdrant) -> BTreeSet<PointId> {
    let mut found = BTreeSet::new();
    let mut page = ScrollPoints::new(COLLECTION).limit(1000_u32).with_payload(false);
    loop {
        let result = client.scroll(page.clone()).await.unwrap();
        found.extend(result.points.into_iter().map(|point| point.id));
        match result.next_page_offset {
            Some(next) => page = page.offset(next),
            None => return found,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_of_traffic_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let (mut serving, clients) = fresh(&path).await;
    let (rest, grpc) = (serving.rest, serving.grpc);

    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for (client, wire) in clients.iter().zip(0..) {
        for writer in 0..WRITERS {
            let first = 1_000_000 * (wire * WRITERS + writer);
            writers.spawn(write(client.clone(), first, Arc::clone(&stop)));
        }
    }
    for signal in ["KILL", "TERM", "KILL"] {
        sleep(TRAFFIC).await;
        serving.signal(signal);
        spawn_blocking(|| serving.end()).await.unwrap();
        sleep(GAP).await;
        serving = start(&path, rest, grpc).await;
        // By itself: nothing is built anew, and the first call after the restart succeeds.
        for client in &clients {
            client.collection_info(COLLECTION).await.unwrap();
        }
    }
    sleep(TRAFFIC).await;
    stop.store(true, Ordering::Release);
    let mut acknowledged = BTreeSet::new();
    for part in writers.join_all().await {
        assert!(!part.is_empty(), "a writer got nothing through");
        acknowledged.extend(part);
    }
    for client in &clients {
        let found = all_ids(client).await;
        let lost: Vec<_> = acknowledged.iter().filter(|id| !found.contains(&PointId::from(**id))).collect();
        assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), acknowledged.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_died_while_idle_cost_no_call_even_one_that_is_sent_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let (mut serving, clients) = fresh(&path).await;
    let (rest, grpc) = (serving.rest, serving.grpc);
    for round in 0..3 {
        for (client, wire) in clients.iter().zip(["rest", "grpc"]) {
            client.create_alias(CreateAlias::new(COLLECTION, format!("{wire}-{round}"))).await.unwrap();
        }
        serving.signal("KILL");
        spawn_blocking(|| serving.end()).await.unwrap();
        serving = start(&path, rest, grpc).await;
    }
    for client in &clients {
        assert_eq!(client.list_aliases().await.unwrap().len(), 6);
    }
}
