//! What this process used, as Linux tells it; zeros elsewhere.

use std::fs;

/// Linux tells processor time in hundredths of a second, on every machine.
const TICKS: f64 = 100.0;

/// Processor time of all threads.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage {
    /// Seconds in the program.
    pub(crate) user_s: f64,
    /// Seconds in the system, on its behalf.
    pub(crate) system_s: f64,
}

impl Usage {
    /// So far.
    pub(crate) fn now() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The program's name may hold spaces; user and system time are the 14th and 15th field.
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
        let mut seconds = || fields.next().and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default() / TICKS;
        Self { user_s: seconds(), system_s: seconds() }
    }

    /// Since then.
    pub(crate) fn since(self, then: Self) -> Self {
        Self { user_s: self.user_s - then.user_s, system_s: self.system_s - then.system_s }
    }
}

/// Memory in this process's hands, in KiB.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Now.
    pub(crate) now: u64,
    /// The most since the peak was forgotten.
    pub(crate) peak: u64,
}

/// Memory now, and the most there was.
pub(crate) fn memory_kib() -> Memory {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches("kB").trim().parse().ok()
    };
    Memory { now: line("VmRSS:").unwrap_or_default(), peak: line("VmHWM:").unwrap_or_default() }
}

/// The peak counts from now on.
pub(crate) fn forget_the_peak() {
    // Where it cannot be forgotten, it is too high rather than too low.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
