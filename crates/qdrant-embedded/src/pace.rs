//! Writers wait for the optimizer when they outrun it.
//!
//! The engine optimizes until nothing is left to do, and cannot be told to stop. Writers that fill segments faster than
//! they are indexed would keep it at work for ever, and other collections, changes of the configuration and closing
//! would wait in vain. So a run has an allowance: about as many points as there were to be indexed when it began may be
//! written meanwhile at full speed. Beyond it writers take turns, and between two writes is a multiple of the time that
//! the first one took; the multiple grows sixteenfold with every further allowance, until the run ends. That bounds a
//! run to a small multiple of the work that it began with, and leaves writers alone that are no faster than the
//! optimizer.
//!
//! Whoever waits has not written yet and holds nothing that others need, so that a timeout means what it says.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};

use crate::sync::lock;

/// Points that may always be written during a run.
const LEAST_ALLOWANCE: usize = 1_000;

/// By what the multiple grows with every allowance.
const GROWTH: f64 = 16.0;

/// The largest multiple; with the shortest time of a write it means to wait for the end of the run.
const LARGEST: f64 = 1e6;
const SHORTEST: Duration = Duration::from_micros(100);

/// Has writers of a collection wait for its optimizer.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    state: Mutex<State>,
    changed: Condvar,
    /// Held by the writer whose turn it is.
    turn: Arc<AsyncMutex<()>>,
    /// Whether the files are being copied, for which writes wait.
    frozen: watch::Sender<bool>,
}

/// Keeps writers waiting until it is dropped.
#[derive(Debug)]
pub(crate) struct Frozen<'a>(&'a Pace);

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        self.0.frozen.send_replace(false);
    }
}

#[derive(Debug, Default)]
struct State {
    run: Option<Run>,
    /// Nobody waits any more.
    waived: bool,
}

#[derive(Debug)]
struct Run {
    allowance: usize,
    written: usize,
    /// When the next write may begin.
    next: Instant,
}

impl State {
    /// Returns how long the next write has to wait, if writes take turns.
    fn wait(&self) -> Option<Duration> {
        let run = self.run.as_ref().filter(|run| run.written > run.allowance && !self.waived)?;
        Some(run.next.saturating_duration_since(Instant::now()))
    }
}

impl Pace {
    /// Begins a run over so many points.
    pub(crate) fn begin(&self, points: usize) {
        let run = Run { allowance: points.max(LEAST_ALLOWANCE), written: 0, next: Instant::now() };
        lock(&self.state).run = Some(run);
    }

    /// Ends the run; whoever waits goes on.
    pub(crate) fn end(&self) {
        lock(&self.state).run = None;
        self.changed.notify_all();
    }

    /// Lets everybody go on, from now on.
    pub(crate) fn waive(&self) {
        lock(&self.state).waived = true;
        self.changed.notify_all();
    }

    /// Has writers wait where they are in nobody's way; they would wait for the files anyhow.
    ///
    /// One at a time.
    pub(crate) fn freeze(&self) -> Frozen<'_> {
        self.frozen.send_replace(true);
        Frozen(self)
    }

    /// Returns whether the files are being copied.
    pub(crate) fn is_frozen(&self) -> bool {
        *self.frozen.borrow()
    }

    /// Waits until the files are not being copied.
    pub(crate) async fn thaw(&self) {
        // The sender is ours, so that there is no error.
        let _ = self.frozen.subscribe().wait_for(|frozen| !*frozen).await;
    }

    /// Takes a turn if writes take turns; [`wait`](Self::wait) then, and keep it until the write is done.
    pub(crate) async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        let slow = lock(&self.state).wait().is_some();
        if slow { Some(Arc::clone(&self.turn).lock_owned().await) } else { None }
    }

    /// Waits until the next write may begin.
    pub(crate) fn wait(&self) {
        let mut state = lock(&self.state);
        while let Some(wait) = state.wait().filter(|wait| !wait.is_zero()) {
            state = self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Counts a write of so many points, which took so long.
    pub(crate) fn count(&self, points: usize, took: Duration) {
        let mut state = lock(&self.state);
        let Some(run) = &mut state.run else { return };
        // Changes that are not counted in points move some as well.
        run.written = run.written.saturating_add(points.max(1));
        let pause = took.max(SHORTEST).mul_f64(multiple(run.written, run.allowance));
        let now = Instant::now();
        // Writes that began before turns were taken add up.
        run.next = run.next.max(now).checked_add(pause).unwrap_or(now);
    }
}

/// Returns what multiple of its time a write gives back.
fn multiple(written: usize, allowance: usize) -> f64 {
    if written <= allowance {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rough share is enough")]
    let share = written as f64 / allowance as f64;
    GROWTH.powf(share - 1.0).min(LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn within_the_allowance_nothing_is_owed_and_beyond_it_more_and_more() {
        assert_eq!(multiple(100, 100), 0.0);
        assert!((1.0..1.1).contains(&multiple(101, 100)));
        assert!((multiple(300, 100) - 256.0).abs() < 1e-9);
        assert_eq!(multiple(1_000_000, 1), LARGEST);
    }

    #[tokio::test]
    async fn without_a_run_and_within_the_allowance_nobody_waits() {
        let pace = Pace::default();
        pace.count(1_000_000, LONG);
        assert!(pace.turn().await.is_none());
        pace.begin(5_000);
        pace.count(5_000, LONG);
        assert!(pace.turn().await.is_none());
        pace.count(1, LONG);
        assert!(pace.turn().await.is_some());
        pace.end();
        assert!(pace.turn().await.is_none());
        pace.wait();
    }

    #[tokio::test]
    async fn whoever_is_ahead_takes_turns_and_pauses() {
        let pace = Pace::default();
        pace.begin(0);
        let begun = Instant::now();
        pace.count(2 * LEAST_ALLOWANCE, Duration::from_millis(5));
        let turn = pace.turn().await;
        assert!(turn.is_some());
        pace.wait();
        assert!((Duration::from_millis(80)..Duration::from_secs(10)).contains(&begun.elapsed()));
        assert!(tokio::time::timeout(Duration::from_millis(50), pace.turn()).await.is_err());
        drop(turn);
        assert!(pace.turn().await.is_some());
    }

    #[test]
    fn the_end_of_the_run_and_closing_release_everybody() {
        for release in [Pace::end, Pace::waive] {
            let pace = Arc::new(Pace::default());
            pace.begin(0);
            pace.count(100 * LEAST_ALLOWANCE, LONG);
            let waiting = Arc::clone(&pace);
            let writer = std::thread::spawn(move || waiting.wait());
            std::thread::sleep(Duration::from_millis(50));
            assert!(!writer.is_finished());
            release(&pace);
            writer.join().unwrap();
        }
    }
}
