//! How much is done for one block before the rest of it stays plain.

use std::time::Duration;

/// How much is done for one block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of a line; a longer one stays plain, those after it do not.
    pub line_chars: usize,
    /// Lines of a block.
    pub lines: usize,
    /// Time spent on a block, compiling included. It is looked at between lines: one line cannot be broken off.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line_chars: 2_000, lines: 5_000, time: Duration::from_secs(4) }
    }
}
