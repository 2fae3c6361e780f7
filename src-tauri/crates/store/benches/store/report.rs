//! Figures as lines of text, kept for the verdict at the end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The figures of one history.
pub(crate) struct Report {
    pub(crate) messages: usize,
    figures: RefCell<BTreeMap<String, Figure>>,
}

/// Milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figure {
    pub(crate) middle: f64,
    pub(crate) late: f64,
    /// What all threads computed for one, on average: other programs do not change it much.
    pub(crate) work: f64,
    pub(crate) late_work: f64,
    pub(crate) count: usize,
}

impl Report {
    pub(crate) fn new(messages: usize) -> Self {
        println!("\n== {messages} messages, machine load {}", load());
        Self { messages, figures: RefCell::default() }
    }

    pub(crate) fn figure(&self, what: &str) -> Figure {
        self.figures.borrow().get(what).copied().unwrap_or_default()
    }

    /// Figures whose names begin so.
    pub(crate) fn figures(&self, beginning: &str) -> Vec<(String, Figure)> {
        let figures = self.figures.borrow();
        figures.iter().filter(|(name, _)| name.starts_with(beginning)).map(|(name, f)| (name.clone(), *f)).collect()
    }

    /// A figure that is no time.
    pub(crate) fn keep(&self, what: &str, value: f64) {
        self.figures.borrow_mut().insert(what.to_owned(), Figure { middle: value, ..Figure::default() });
    }

    /// Middle, 99th of a hundred and worst of some times, and the work of one on average.
    pub(crate) fn times(&self, what: &str, times: impl IntoIterator<Item = Duration>) {
        let mut done = work_done();
        let mut works = Vec::new();
        let each = times.into_iter().inspect(|_| {
            let now = work_done();
            works.push(now.saturating_sub(done));
            done = now;
        });
        let mut times: Vec<Duration> = each.collect();
        let count = times.len();
        times.sort_unstable();
        works.sort_unstable();
        let at = |times: &[Duration], part: usize| times[(count * part / 100).min(count - 1)].as_secs_f64() * 1e3;
        let work = works.iter().sum::<Duration>().as_secs_f64() * 1e3 / count as f64;
        let late_work = at(&works, 99);
        let figure = Figure { middle: at(&times, 50), late: at(&times, 99), work, late_work, count };
        line(
            what,
            &format!(
                "p50 {:8.2} ms   p99 {:8.2} ms   max {:8.2} ms   work {work:7.2} ms, p99 {late_work:7.2} ms   n {count}",
                figure.middle,
                figure.late,
                at(&times, 100),
            ),
        );
        self.figures.borrow_mut().insert(what.to_owned(), figure);
    }
}

pub(crate) fn line(what: &str, text: &str) {
    println!("{what:<44} {text}");
}

pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed())
}

/// How many programs wanted to run in the last minute, where the system tells.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
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
