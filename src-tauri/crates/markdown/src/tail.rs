//! The open end of a growing text: when it is read again, and what the part before it leaves behind.

use crate::structure::{Definitions, definition_key, events};

/// The link definitions of a final part, for the text that follows.
pub(crate) fn definitions(source: &str) -> Vec<(String, String)> {
    if !source.contains("]:") {
        return Vec::new();
    }
    let none = Definitions::new();
    events(source, &none)
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (definition_key(label), definition.dest.to_string()))
        .collect()
}

/// Whether an open tail of this size is read again: always while it is small, and when big only
/// after it grew by a share, so that the whole cost stays near linear.
///
/// A row of a table may be a few bytes and a thousand empty cells, so the events count as well.
pub(crate) fn is_due(tail_bytes: usize, events: usize, new_bytes: usize) -> bool {
    let size = tail_bytes.max(events / DENSE);
    size <= SMALL_TAIL || new_bytes >= size / GROWTH_SHARE
}

const SMALL_TAIL: usize = 16 << 10;
const GROWTH_SHARE: usize = 32;
/// Events of a byte where a text is as dense as one that is meant.
const DENSE: usize = 4;
