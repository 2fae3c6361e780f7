//! Any bytes as the body of an answer, split by themselves: never a panic, never another answer.
//!
//! `mkdir -p corpus/body && cargo +nightly fuzz run --sanitizer none body corpus/body seeds/body -- -max_total_time=600`
//! in `src-tauri/crates/deepseek/fuzz` (there is no unsafe code of ours, so no sanitizer is needed). The same
//! entry runs for a few seconds with every test: the test of `src/fuzzing.rs`.
#![no_main]

use hadal_deepseek::fuzzing::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
