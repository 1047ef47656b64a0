//! How many reads and writes a minute there may be.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use qdrant_core::{Error, ErrorKind};

use super::check::{Limits, refused};
use crate::sync::lock;

/// A bucket that holds what may be used in a minute and is filled again steadily.
#[derive(Debug)]
pub(super) struct Bucket {
    per_minute: u32,
    left: f64,
    filled: Instant,
}

/// Why something cannot be taken out of a bucket.
#[derive(Debug, PartialEq)]
enum Empty {
    /// It will be there after this time.
    Until(Duration),
    /// It is more than the bucket holds.
    Never,
}

impl Bucket {
    fn new(per_minute: u32, now: Instant) -> Self {
        Self { per_minute, left: f64::from(per_minute), filled: now }
    }

    fn take(&mut self, cost: f64, now: Instant) -> Result<(), Empty> {
        let size = f64::from(self.per_minute);
        if cost > size {
            return Err(Empty::Never);
        }
        let a_second = size / 60.0;
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        self.left = (self.left + since * a_second).min(size);
        self.filled = now;
        if self.left < cost {
            return Err(Empty::Until(Duration::from_secs_f64((cost - self.left) / a_second)));
        }
        self.left -= cost;
        Ok(())
    }
}

impl Limits<'_> {
    /// Counts a read against `read_rate_limit`; the cost is asked for only if there is one.
    pub(super) fn reads(&self, cost: impl FnOnce() -> usize) -> Result<(), Error> {
        take(&self.state().reads, "read_rate_limit", self.config.read_rate_limit, cost)
    }

    /// Counts a write against `write_rate_limit`; the cost is asked for only if there is one.
    pub(super) fn writes(&self, cost: impl FnOnce() -> usize) -> Result<(), Error> {
        take(&self.state().writes, "write_rate_limit", self.config.write_rate_limit, cost)
    }
}

fn take(
    bucket: &Mutex<Option<Bucket>>,
    name: &str,
    limit: Option<u32>,
    cost: impl FnOnce() -> usize,
) -> Result<(), Error> {
    // A rate of nothing at all is no rate: the server does not take it either.
    let Some(per_minute) = limit.filter(|limit| *limit > 0) else {
        return Ok(());
    };
    let cost = u32::try_from(cost().max(1)).unwrap_or(u32::MAX);
    let now = Instant::now();
    let mut bucket = lock(bucket);
    let bucket = match &mut *bucket {
        Some(bucket) if bucket.per_minute == per_minute => bucket,
        // A new limit begins full.
        other => other.insert(Bucket::new(per_minute, now)),
    };
    bucket.take(f64::from(cost), now).map_err(|empty| match empty {
        Empty::Until(wait) => {
            let text =
                format!("strict mode: `{name}` of {per_minute} a minute is used up; this costs {cost}");
            Error::new(ErrorKind::RateLimited, text).with_retry_after(wait)
        }
        Empty::Never => refused(format_args!(
            "this costs {cost} at once, which is more than `{name}` allows a minute ({per_minute}); split it"
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_begins_full_and_fills_steadily() {
        let start = Instant::now();
        let mut bucket = Bucket::new(60, start);
        assert_eq!(bucket.take(60.0, start), Ok(()));
        assert_eq!(bucket.take(3.0, start), Err(Empty::Until(Duration::from_secs(3))));
        let later = start + Duration::from_secs(3);
        assert_eq!(bucket.take(3.0, later), Ok(()));
        assert!(matches!(bucket.take(1.0, later), Err(Empty::Until(_))));
    }

    #[test]
    fn it_never_holds_more_than_a_minute() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, start);
        let later = start + Duration::from_secs(3_600);
        assert_eq!(bucket.take(10.0, later), Ok(()));
        assert!(bucket.take(1.0, later).is_err());
        assert_eq!(bucket.take(11.0, later), Err(Empty::Never));
    }

    #[test]
    fn a_new_limit_counts_at_once() {
        let bucket = Mutex::new(None);
        take(&bucket, "read_rate_limit", Some(1), || 1).unwrap();
        let error = take(&bucket, "read_rate_limit", Some(1), || 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(50)));
        take(&bucket, "read_rate_limit", Some(2), || 1).unwrap();
        let error = take(&bucket, "read_rate_limit", Some(2), || 3).unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::InvalidRequest, None));
        take(&bucket, "read_rate_limit", None, || 1_000).unwrap();
    }
}
