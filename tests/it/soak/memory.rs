//! The memory of the process while it runs.

use std::fmt;
use std::time::{Duration, Instant};

/// Samples of the memory that the process has taken for itself: its heap, and not the files that the engine maps.
#[derive(Debug)]
pub(super) struct Memory {
    started: Instant,
    samples: Vec<(Duration, u64)>,
}

/// What the samples say, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Growth {
    /// Usual in the fourth sixth of the time, after half of it to warm up.
    pub(super) warm: u64,
    /// Usual in the last sixth.
    pub(super) end: u64,
}

impl Memory {
    pub(super) fn start() -> Self {
        Self { started: Instant::now(), samples: Vec::new() }
    }

    /// Takes a sample, where the system tells.
    pub(super) fn sample(&mut self) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let bytes = anonymous(&status);
        self.samples.extend(bytes.map(|bytes| (self.started.elapsed(), bytes)));
    }

    /// Compares the memory before the end with that after the first half; `None` where the system does not tell.
    pub(super) fn growth(&self, time: Duration) -> Option<Growth> {
        let within = |from: u32, to: u32| {
            let span = time / 6 * from..time / 6 * to;
            let samples = self.samples.iter().filter(|(at, _)| span.contains(at)).map(|(_, bytes)| *bytes);
            median(samples.collect())
        };
        Some(Growth { warm: within(3, 4)?, end: within(5, 6)? })
    }
}

impl Growth {
    pub(super) fn bytes(self) -> u64 {
        self.end.saturating_sub(self.warm)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} KiB of memory after half the time, {} KiB at the end", self.warm >> 10, self.end >> 10)
    }
}

/// Reads the line `RssAnon:  1234 kB`.
fn anonymous(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

fn median(mut samples: Vec<u64>) -> Option<u64> {
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leak_is_growth_and_a_peak_is_none() {
        let samples = |bytes: fn(u64) -> u64| Memory {
            started: Instant::now(),
            samples: (0..600).map(|tenth| (Duration::from_millis(tenth * 100), bytes(tenth))).collect(),
        };
        let growth = |memory: Memory| memory.growth(Duration::from_secs(60)).unwrap().bytes();
        assert_eq!(growth(samples(|tenth| 1_000 + tenth)), 200, "1000 in 100 s, in the 20 s between");
        assert_eq!(growth(samples(|tenth| 1_000 * tenth.min(250))), 0, "warming up");
        assert_eq!(growth(samples(|tenth| 1_000 * u64::from(tenth % 7 == 0))), 0, "peaks");
        assert_eq!(growth(samples(|tenth| 9_000 - tenth)), 0, "it may shrink");
        assert_eq!(samples(|_| 1).growth(Duration::from_secs(600)), None, "nothing was seen of the end");
    }

    #[test]
    fn the_system_tells() {
        assert_eq!(anonymous("VmRSS:\t  9 kB\nRssAnon:\t     112 kB\nRssFile:\t 1 kB\n"), Some(112 << 10));
        assert_eq!(anonymous("VmRSS:\t  9 kB\n"), None);
    }
}
