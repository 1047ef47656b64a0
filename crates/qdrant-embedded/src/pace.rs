//! Writers wait for the optimizer when they outrun it.
//!
//! The engine optimizes until nothing is left to do, and cannot be told to stop. Writers that fill segments faster than
//! they are indexed would keep it at work for ever, and other collections, changes of the configuration and closing
//! would wait in vain. So a run has an allowance: about as many points as there were to be indexed when it began may be
//! written meanwhile at full speed. Beyond it, every write gives back a multiple of the time that it took, and the
//! multiple grows sixteenfold with every further allowance, until the run ends. That bounds a run to a small multiple of the
//! work that it began with, and leaves writers alone that are no faster than the optimizer.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

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
}

#[derive(Debug, Default)]
struct State {
    run: Option<Run>,
    /// Runs so far.
    runs: u64,
    /// Nobody waits any more.
    waived: bool,
}

#[derive(Debug)]
struct Run {
    allowance: usize,
    written: usize,
    /// When the writers have given back what they owe.
    even: Instant,
}

impl Pace {
    /// Begins a run over so many points.
    pub(crate) fn begin(&self, points: usize) {
        let mut state = lock(&self.state);
        state.runs += 1;
        state.run = Some(Run { allowance: points.max(LEAST_ALLOWANCE), written: 0, even: Instant::now() });
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

    /// Gives back time for a write of so many points, which took so long; no lock may be held.
    pub(crate) fn give_back(&self, points: usize, took: Duration) {
        let mut state = lock(&self.state);
        let Some(run) = &mut state.run else { return };
        // Changes that are not counted in points move some as well.
        run.written = run.written.saturating_add(points.max(1));
        let owed = took.max(SHORTEST).mul_f64(multiple(run.written, run.allowance));
        if owed.is_zero() {
            return;
        }
        // Writers give back one after the other, so that more of them are not faster.
        let now = Instant::now();
        run.even = run.even.max(now).checked_add(owed).unwrap_or(now);
        let wait = run.even.saturating_duration_since(now);
        let mine = state.runs;
        let still = |state: &mut State| !state.waived && state.runs == mine && state.run.is_some();
        drop(self.changed.wait_timeout_while(state, wait, still).unwrap_or_else(PoisonError::into_inner));
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
    use std::sync::Arc;

    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn within_the_allowance_nothing_is_owed_and_beyond_it_more_and_more() {
        assert_eq!(multiple(100, 100), 0.0);
        assert!((1.0..1.1).contains(&multiple(101, 100)));
        assert!((multiple(300, 100) - 256.0).abs() < 1e-9);
        assert_eq!(multiple(1_000_000, 1), LARGEST);
    }

    #[test]
    fn without_a_run_and_within_the_allowance_nobody_waits() {
        let pace = Pace::default();
        let begun = Instant::now();
        pace.give_back(1_000_000, LONG);
        pace.begin(5_000);
        pace.give_back(5_000, LONG);
        pace.end();
        pace.give_back(1_000_000, LONG);
        assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn whoever_is_ahead_waits_its_share() {
        let pace = Pace::default();
        pace.begin(0);
        let begun = Instant::now();
        pace.give_back(2 * LEAST_ALLOWANCE, Duration::from_millis(5));
        assert!((Duration::from_millis(80)..Duration::from_secs(10)).contains(&begun.elapsed()));
    }

    #[test]
    fn the_end_of_the_run_and_closing_release_everybody() {
        for release in [Pace::end, Pace::waive] {
            let pace = Arc::new(Pace::default());
            pace.begin(0);
            let writers: Vec<_> = (0..3)
                .map(|_| {
                    let pace = Arc::clone(&pace);
                    std::thread::spawn(move || pace.give_back(100 * LEAST_ALLOWANCE, LONG))
                })
                .collect();
            std::thread::sleep(Duration::from_millis(50));
            assert!(writers.iter().all(|writer| !writer.is_finished()));
            release(&pace);
            for writer in writers {
                writer.join().unwrap();
            }
        }
    }
}
