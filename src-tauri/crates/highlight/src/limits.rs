//! How much is done for one block before the rest of it stays plain.

use std::time::Duration;

/// How much is done for one block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of a line; a longer one stays plain, those after it do not. The worst lines found (one sign over and
    /// over: backticks in Typst, spaces in Less) take time with the square of their length, two seconds at the limit in
    /// a build that is half optimised, measured 2026-11-22.
    pub line_chars: usize,
    /// Lines of a block.
    pub lines: usize,
    /// Time spent on a block, compiling included, by the clock on the wall: a busy machine needs several times as much
    /// as it works. It is looked at between lines: one line cannot be broken off.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line_chars: 1_000, lines: 5_000, time: Duration::from_secs(10) }
    }
}
