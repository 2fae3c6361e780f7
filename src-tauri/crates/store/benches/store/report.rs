//! Figures as lines of text.

use std::time::{Duration, Instant};

/// A column of figures.
pub(crate) struct Report {
    width: usize,
}

impl Report {
    pub(crate) fn new(messages: usize) -> Self {
        println!("\n== {messages} messages");
        Self { width: 44 }
    }

    pub(crate) fn line(&self, what: &str, figure: &str) {
        println!("{what:<width$} {figure}", width = self.width);
    }

    /// Middle, 99th of a hundred and worst of some times, and the work of one on average.
    pub(crate) fn times(&self, what: &str, times: impl IntoIterator<Item = Duration>) {
        let begun = work_done();
        let mut times: Vec<Duration> = times.into_iter().collect();
        let each = work_done().saturating_sub(begun).as_secs_f64() * 1e3 / times.len() as f64;
        times.sort_unstable();
        let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
        let (middle, late, worst) = (at(50), at(99), at(100));
        self.line(
            what,
            &format!(
                "p50 {middle:8.2} ms   p99 {late:8.2} ms   max {worst:8.2} ms   work {each:7.2} ms   n {}",
                times.len()
            ),
        );
    }
}

pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed())
}

/// What all threads of this process have computed, where the system tells: the machine may have other things to do.
fn work_done() -> Duration {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let nanos = |thread: std::fs::DirEntry| -> u64 {
        let line = std::fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        line.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0)
    };
    Duration::from_nanos(threads.flatten().map(nanos).sum())
}
