//! What the workers do and see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use qdrant_client::{
    DeletePointsOperation, Error, ErrorKind, GetPoints, Payload, PointStruct, PointsUpdateOperation, Qdrant,
    UpdateBatchPoints, UpsertPoints,
};

/// Points of each worker; they are written again and again, always alike, so that a late write does no harm.
const POINTS: u64 = 100;

pub(super) const COLLECTION: &str = "soak";

/// What a worker saw.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) acknowledged: BTreeSet<u64>,
    pub(super) calls: u64,
    pub(super) repeated: u64,
    pub(super) errors: BTreeMap<String, u64>,
    /// What may never happen.
    pub(super) wrong: Vec<String>,
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

    pub(super) fn merge(&mut self, other: Self) {
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

pub(super) fn point(id: u64) -> PointStruct {
    let vector = [(id % 7) as f32, (id % 11) as f32, 1.0, 0.5];
    PointStruct::new(id, vector, Payload::from([("id", id)]))
}

pub(super) async fn work(client: Qdrant, worker: u64, stop: Arc<AtomicBool>) -> Log {
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
