//! Any bytes as the body of an answer, split by themselves: never a panic, never another answer.
//!
//! `mkdir -p corpus/body && cargo +nightly fuzz run --sanitizer none body corpus/body seeds/body -- -max_total_time=600`
//! in `src-tauri/crates/deepseek/fuzz` (there is no unsafe code of ours, so no sanitizer is needed).
#![no_main]

use hadal_deepseek::fuzzing::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // The first bytes say where to split the rest; what is left over is one piece.
    let Some((count, rest)) = input.split_first() else { return };
    let (cuts, body) = rest.split_at((usize::from(*count) % 8).min(rest.len()));
    let mut pieces = Vec::new();
    let mut left = body;
    for cut in cuts {
        let (piece, after) = left.split_at(usize::from(*cut).min(left.len()));
        pieces.push(piece);
        left = after;
    }
    pieces.push(left);
    let split = read(&pieces);
    assert_eq!(split, read(&[body]), "a split changes nothing");
    assert!(split.iter().rev().skip(1).all(Result::is_ok), "an error is the last item");
    let bytes: Vec<&[u8]> = body.chunks(1).collect();
    assert_eq!(split, read(&bytes), "neither does the finest one");
});
