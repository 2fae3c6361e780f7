//! A whole text, read at once.

use crate::build::{self, Ending};
use crate::caps::{self, Ledger};
use crate::node::{Block, OmitReason};
use crate::structure::Definitions;
use crate::unicode::normalised;

/// The blocks of a text that is complete.
///
/// A text beyond 4 MiB ends there with [`Block::Omitted`].
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    let mut source = normalised(text).into_owned();
    let cut = limit(&mut source);
    whole(&source, cut)
}

/// The blocks of a normalised text; `cut` says that its end was left out.
pub(crate) fn whole(source: &str, cut: bool) -> Vec<Block> {
    let mut ledger = Ledger::new();
    let mut blocks = build::blocks(source, Ending::Final, &Definitions::new(), &mut ledger);
    if cut && !ledger.is_full() {
        blocks.push(Block::Omitted { reason: OmitReason::Size });
    }
    blocks
}

/// Cuts a source at the cap; tells whether something was lost.
pub(crate) fn limit(source: &mut String) -> bool {
    if source.len() <= caps::SOURCE_BYTES {
        return false;
    }
    let mut end = caps::SOURCE_BYTES;
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    source.truncate(end);
    true
}
