//! What one run cost.

use serde::{Deserialize, Serialize};

/// The figures of one client process.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Figures {
    pub(crate) client: String,
    pub(crate) paced: bool,
    pub(crate) n: usize,
    pub(crate) events: u64,
    /// Bytes of text, which must be the same for every client.
    pub(crate) bytes: u64,
    pub(crate) wall_s: f64,
    pub(crate) cpu_s: f64,
    /// The kernel's share of it.
    pub(crate) system_s: f64,
    pub(crate) rss_mb: f64,
    /// From the server's write to the text in hand, of all events.
    pub(crate) lag_p50_ms: f64,
    pub(crate) lag_p99_ms: f64,
    /// The same after the rush: since the last of the streams has had its first event.
    pub(crate) settled_p50_ms: f64,
    pub(crate) settled_p99_ms: f64,
    /// How long that rush was.
    pub(crate) rush_s: f64,
    pub(crate) errors: u64,
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "event counts are far below 2^52")]
    pub(crate) fn cpu_per_million(&self) -> f64 {
        self.cpu_s / self.events.max(1) as f64 * 1e6
    }

    #[expect(clippy::cast_precision_loss, reason = "event counts are far below 2^52")]
    pub(crate) fn events_per_second(&self) -> f64 {
        self.events as f64 / self.wall_s.max(1e-9)
    }
}

/// CPU seconds of this process so far, the kernel's share of them, and its peak memory in MB.
pub(crate) fn used() -> (f64, f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    // utime and stime are the 14th and 15th fields, in hundredths of a second on Linux.
    let mut ticks = after_name.split(' ').skip(11).map(|word| word.parse::<f64>().unwrap_or_default() / 100.0);
    let (user, system) = (ticks.next().unwrap_or_default(), ticks.next().unwrap_or_default());
    // A short run is a few ticks; the scheduler counts the same time in nanoseconds, thread by thread.
    let total = scheduled().unwrap_or(user + system);
    let system = system / (user + system).max(0.01) * total;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    (total, system, peak.unwrap_or_default() / 1024.0)
}

/// CPU seconds of all threads; none of this process's has ended when this is asked.
fn scheduled() -> Option<f64> {
    let mut nanos = 0.0;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let line = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        nanos += line.split(' ').next()?.parse::<f64>().ok()?;
    }
    (nanos > 0.0).then_some(nanos / 1e9)
}
