//! Which part of a growing text is final.

use crate::span::{part, until};
use crate::structure::{Definitions, Structure, definition_key, events};
use crate::veil::Veiled;

/// How much of `tail` no later text can change: everything before its last top-level block.
///
/// Only complete lines count: half a line reads as something else than the whole one (a table's
/// delimiter row, a setext underline).
pub(crate) fn final_part(tail: &str, known: &Definitions, formulas_left: usize) -> usize {
    let Some(end) = tail.rfind('\n') else {
        return 0;
    };
    let veiled = Veiled::new(until(tail, end + 1), known, true, formulas_left);
    let structure = Structure::of(veiled.shown(), known);
    structure.blocks.last().copied().unwrap_or(0)
}

/// Keeps the link definitions of a final part for the text that follows. The first one wins.
pub(crate) fn keep_definitions(source: &str, known: &mut Definitions) {
    if !source.contains("]:") {
        return;
    }
    let none = Definitions::new();
    let found: Vec<(String, String)> = events(source, &none)
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (definition_key(label), definition.dest.to_string()))
        .collect();
    for (label, address) in found {
        known.entry(label).or_insert(address);
    }
}

/// Whether an open tail of this size is read again: always while it is small, and when big only
/// after it grew by a share, so that the whole cost stays near linear.
pub(crate) fn is_due(tail_bytes: usize, new_bytes: usize) -> bool {
    tail_bytes <= SMALL_TAIL || new_bytes >= tail_bytes / GROWTH_SHARE
}

const SMALL_TAIL: usize = 16 << 10;
const GROWTH_SHARE: usize = 32;

/// The part of `text` that is still open.
pub(crate) fn open_part(text: &str, committed: usize) -> &str {
    part(text, committed..text.len())
}
