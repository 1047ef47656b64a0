//! How far an upload has come.

use std::collections::BTreeMap;
use std::ops::Range;

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct UploadProgress {
    /// Points that the server has acknowledged.
    pub points: u64,
    /// Batches that the server has acknowledged.
    pub batches: u64,
    /// How many points from the beginning of the source are acknowledged without a gap.
    ///
    /// An upload that failed or was dropped goes on from there: give the same source to a new one, and this number to
    /// [`Upload::resume_from`](crate::Upload::resume_from). With several batches in parallel, some of the points behind
    /// it may be sent twice, which changes nothing.
    pub resume_from: u64,
}

/// Knows which points were taken from the source and not acknowledged: at most as many ranges as batches in parallel.
#[derive(Debug)]
pub(super) struct Ledger {
    progress: UploadProgress,
    taken: u64,
    open: BTreeMap<u64, u64>,
}

impl Ledger {
    /// Starts behind so many points that are left out.
    pub(super) fn new(resume_from: u64) -> Self {
        let progress = UploadProgress { resume_from, ..UploadProgress::default() };
        Self { progress, taken: resume_from, open: BTreeMap::new() }
    }

    /// Notes that a batch of so many points was taken, and returns where it begins.
    pub(super) fn begin(&mut self, points: usize) -> u64 {
        let start = self.taken;
        self.taken += points as u64;
        self.open.insert(start, self.taken);
        start
    }

    /// Notes that the batch that begins there was acknowledged.
    pub(super) fn acknowledge(&mut self, start: u64) -> UploadProgress {
        if let Some(end) = self.open.remove(&start) {
            self.progress.points += end - start;
            self.progress.batches += 1;
            self.progress.resume_from = self.open.keys().next().copied().unwrap_or(self.taken);
        }
        self.progress
    }

    pub(super) fn progress(&self) -> UploadProgress {
        self.progress
    }

    pub(super) fn into_unconfirmed(self) -> Vec<Range<u64>> {
        self.open.into_iter().map(|(start, end)| start..end).collect()
    }
}
