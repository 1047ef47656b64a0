//! How much memory this process uses, as Linux tells it.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::sync::lock;

/// How long a reading of the share of memory is good for.
const FRESH: Duration = Duration::from_secs(1);

static LAST_SHARE: Mutex<Option<(Instant, Option<u32>)>> = Mutex::new(None);

/// Memory and threads of this process; what the system does not tell is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProcessStats {
    /// Memory that is not swapped out, in bytes.
    pub resident_bytes: Option<u64>,
    /// Part of it that is backed by no file, in bytes.
    pub anonymous_bytes: Option<u64>,
    /// Memory of the machine, in bytes.
    pub machine_bytes: Option<u64>,
    /// Threads.
    pub threads: Option<u64>,
    /// Open files.
    pub open_files: Option<u64>,
}

impl ProcessStats {
    /// Reads them; they are there on Linux only.
    pub(crate) fn read() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let machine = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let open_files = std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count);
        Self {
            resident_bytes: kibibytes(&status, "VmRSS:"),
            anonymous_bytes: kibibytes(&status, "RssAnon:"),
            machine_bytes: kibibytes(&machine, "MemTotal:"),
            threads: number(&status, "Threads:"),
            open_files: open_files.and_then(|count| u64::try_from(count).ok()),
        }
    }
}

/// Returns the resident share of the machine's memory in percent, at most a second old.
pub(crate) fn resident_percent() -> Option<u32> {
    let mut last = lock(&LAST_SHARE);
    match *last {
        Some((read, share)) if read.elapsed() < FRESH => share,
        Some(_) | None => {
            let ProcessStats { resident_bytes, machine_bytes, .. } = ProcessStats::read();
            let share = resident_bytes.zip(machine_bytes).and_then(|(used, all)| percent(used, all));
            *last = Some((Instant::now(), share));
            share
        }
    }
}

fn percent(used: u64, all: u64) -> Option<u32> {
    used.saturating_mul(100).checked_div(all).and_then(|share| u32::try_from(share).ok())
}

fn number(text: &str, key: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse().ok()
}

fn kibibytes(text: &str, key: &str) -> Option<u64> {
    number(text, key).map(|kibibytes| kibibytes.saturating_mul(1 << 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_name() {
        let text = "VmPeak:\t  9 kB\nVmRSS:\t   2048 kB\nThreads:\t7\n";
        assert_eq!(kibibytes(text, "VmRSS:"), Some(2 << 20));
        assert_eq!(number(text, "Threads:"), Some(7));
        assert_eq!(number(text, "RssAnon:"), None);
        assert_eq!((percent(1, 4), percent(1, 0)), (Some(25), None));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_tells_everything() {
        let ProcessStats { resident_bytes, anonymous_bytes, machine_bytes, threads, open_files } =
            ProcessStats::read();
        assert!(resident_bytes.is_some_and(|bytes| bytes > 0 && Some(bytes) < machine_bytes));
        assert!(anonymous_bytes <= resident_bytes && threads > Some(0) && open_files > Some(0));
        assert!(resident_percent().is_some_and(|percent| percent <= 100));
    }
}
