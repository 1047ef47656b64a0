//! One input at a time, and what it may not do.

use std::cell::RefCell;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::targets::Target;

/// What one input may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long it may run; default 10 seconds.
    pub time: Duration,
    /// Memory that any input may take, in bytes; default 2 MiB.
    pub memory: usize,
    /// Memory that it may take for each byte of its own, in bytes; default 128.
    pub memory_per_byte: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), memory: 2 << 20, memory_per_byte: 128 }
    }
}

/// Tells the memory of the process, which only an allocator knows.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    /// Returns the bytes in use now.
    pub now: fn() -> usize,
    /// Returns the most bytes in use since the last reset.
    pub peak: fn() -> usize,
    /// Forgets the peak.
    pub reset: fn(),
}

/// An input that broke an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The name of the target.
    pub target: &'static str,
    /// The input.
    pub input: Vec<u8>,
    /// What went wrong.
    pub reason: String,
}

impl Failure {
    pub(super) fn new(target: &Target, input: &[u8], reason: &str) -> Self {
        Self { target: target.name, input: input.to_vec(), reason: reason.to_owned() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, input, reason } = self;
        let shown = input[..input.len().min(400)].escape_ascii();
        write!(f, "{target}: {reason}\n  on an input of {} bytes: {shown}", input.len())
    }
}

impl std::error::Error for Failure {}

thread_local! {
    /// The panics of this thread while it runs a target, also those that were caught by whom they happened to.
    static PANICS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs a target on one input at a time.
pub(super) struct Guard<'a> {
    target: &'a Target,
    limits: Limits,
    meter: Option<Meter>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(target: &'a Target, limits: Limits, meter: Option<Meter>) -> Self {
        listen();
        Self { target, limits, meter }
    }

    /// Returns the memory that the input took at most.
    pub(super) fn run(&self, input: &[u8]) -> Result<usize, Failure> {
        let failed = |reason: &str| Err(Failure::new(self.target, input, reason));
        let before = self.meter.map_or(0, |meter| {
            (meter.reset)();
            (meter.now)()
        });
        PANICS.set(Some(Vec::new()));
        let started = Instant::now();
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| (self.target.run)(input)));
        let took = started.elapsed();
        let peak = self.meter.map_or(0, |meter| (meter.peak)().saturating_sub(before));
        if let Some(panic) = PANICS.take().unwrap_or_default().first() {
            return failed(panic);
        }
        if outcome.is_err() {
            return failed("a panic without a message");
        }
        if took > self.limits.time {
            return failed(&format!("it took {took:?}"));
        }
        let allowed = self.limits.memory + self.limits.memory_per_byte * input.len();
        if peak > allowed {
            return failed(&format!("it took {peak} bytes of memory, {allowed} are allowed"));
        }
        Ok(peak)
    }
}

/// Takes note of every panic inside of a target, and leaves the others to whoever listened before.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let noted = PANICS.with_borrow_mut(|panics| {
                panics.as_mut().map(|panics| panics.push(panic.to_string())).is_some()
            });
            if !noted {
                before(panic);
            }
        }));
    });
}
