//! The real program without its window: what a script sees of it, and what a sudden death leaves behind.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asking;
mod kills;
mod program;
mod reading;
mod refusals;
mod stopping;
