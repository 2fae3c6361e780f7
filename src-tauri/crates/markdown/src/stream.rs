//! A text that grows: push what comes, take a patch once a frame.

use crate::build::{self, Ending};
use crate::caps::Ledger;
use crate::closing;
use crate::diff;
use crate::document;
use crate::fence::Fence;
use crate::node::Block;
use crate::patch::{Op, Patch};
use crate::span::{from, part};
use crate::structure::Definitions;
use crate::tail;
use crate::unicode::normalised;

/// Turns a growing text into blocks.
///
/// Only the open end is read again. What is shown of it is a guess made calm (see `closing.rs`);
/// [`Stream::finish`] puts right whatever only the whole text could tell, so that the end state
/// always equals [`crate::parse`] of the same text.
#[derive(Debug)]
pub struct Stream {
    text: String,
    /// The last byte pushed was a carriage return: a line feed that follows belongs to it.
    after_cr: bool,
    /// The text passed the size cap.
    is_cut: bool,
    is_finished: bool,
    /// The state that the patches so far lead to.
    blocks: Vec<Block>,
    /// Bytes whose blocks are final, and how many blocks these are.
    committed: usize,
    done: usize,
    /// Counts and definitions of the final part.
    ledger: Ledger,
    known: Definitions,
    /// Length of the text when the final part was last looked for, and when it was last shown.
    seen_lines: usize,
    shown: usize,
    /// Open code at the outermost level, always the last block.
    fence: Option<Fence>,
}

impl Default for Stream {
    fn default() -> Self {
        Self::new()
    }
}

impl Stream {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self {
            text: String::new(),
            after_cr: false,
            is_cut: false,
            is_finished: false,
            blocks: Vec::new(),
            committed: 0,
            done: 0,
            ledger: Ledger::new(),
            known: Definitions::new(),
            seen_lines: 0,
            shown: 0,
            fence: None,
        }
    }

    /// Appends text. It may be cut anywhere between two characters. After [`Stream::finish`], or
    /// beyond the size cap, it is ignored.
    pub fn push(&mut self, text: &str) {
        if self.is_finished || self.is_cut || text.is_empty() {
            return;
        }
        let fresh = if self.after_cr { text.strip_prefix('\n').unwrap_or(text) } else { text };
        self.after_cr = text.ends_with('\r');
        self.text.push_str(&normalised(fresh));
        self.is_cut = document::limit(&mut self.text);
    }

    /// What changed since the last patch.
    pub fn patch(&mut self) -> Patch {
        let mut ops = Vec::new();
        if self.is_finished || self.text.len() == self.shown {
            return Patch { ops };
        }
        if self.fence.is_some() {
            self.grow_fence(&mut ops);
        }
        if self.fence.is_none() {
            self.read_tail(&mut ops);
        }
        Patch { ops }
    }

    /// Ends the text and reads it once as a whole.
    pub fn finish(&mut self) -> Patch {
        if self.is_finished {
            return Patch::default();
        }
        self.is_finished = true;
        self.fence = None;
        let blocks = document::whole(&self.text, self.is_cut);
        let ops = diff::ops(0, &self.blocks, &blocks);
        self.blocks = blocks;
        Patch { ops }
    }

    /// The state that all patches so far lead to: the snapshot for someone who comes later.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// How many of the blocks no later text changes, save for link and footnote definitions that
    /// come after their use: these are put right at the end.
    #[must_use]
    pub fn settled(&self) -> usize {
        if self.is_finished { self.blocks.len() } else { self.done }
    }

    fn grow_fence(&mut self, ops: &mut Vec<Op>) {
        let Some(fence) = &mut self.fence else {
            return;
        };
        let growth = fence.grow(&self.text);
        self.shown = self.text.len();
        let index = diff::number(self.done);
        let Some(Block::Code { text, closed, .. }) = self.blocks.get_mut(self.done) else {
            self.fence = None;
            return;
        };
        text.push_str(&growth.text);
        if let Some(end) = growth.closed_at {
            *closed = true;
            self.fence = None;
            self.committed = end;
            self.seen_lines = end;
            self.shown = end;
            self.ledger.node();
            if let Some(block) = self.blocks.get(self.done) {
                ops.push(Op::Put { index, block: block.clone() });
            }
            self.done += 1;
        } else if !growth.text.is_empty() {
            ops.push(Op::AppendText { index, text: growth.text });
        }
    }

    fn read_tail(&mut self, ops: &mut Vec<Op>) {
        let open = self.text.len() - self.committed;
        if !tail::is_due(open, self.text.len() - self.shown.max(self.committed)) {
            return;
        }
        self.shown = self.text.len();
        let mut fresh = self.commit();
        let settled = fresh.len();
        fresh.extend(self.open_blocks());
        let old = self.blocks.get(self.done..).unwrap_or(&[]);
        ops.extend(diff::ops(self.done, old, &fresh));
        self.blocks.truncate(self.done);
        self.blocks.extend(fresh);
        self.done += settled;
    }

    /// Moves the border of the final part; returns the blocks that became final.
    fn commit(&mut self) -> Vec<Block> {
        if !from(&self.text, self.seen_lines).contains('\n') {
            return Vec::new();
        }
        self.seen_lines = self.text.len();
        let open = tail::open_part(&self.text, self.committed);
        let end = self.committed + tail::final_part(open, &self.known, self.ledger.formulas_left);
        if end == self.committed {
            return Vec::new();
        }
        let source = part(&self.text, self.committed..end);
        // Definitions first: a text may use a label before the line that defines it.
        let before = self.known.clone();
        tail::keep_definitions(source, &mut self.known);
        let blocks = build::blocks(source, Ending::Final, &before, &mut self.ledger);
        self.committed = end;
        blocks
    }

    /// The open end as it is shown now.
    fn open_blocks(&mut self) -> Vec<Block> {
        let source = tail::open_part(&self.text, self.committed);
        let shown = closing::shown(source, &self.known);
        let mut ledger = self.ledger.clone();
        let blocks = build::blocks(&shown.text, Ending::Growing(shown.end), &self.known, &mut ledger);
        if !matches!(blocks.as_slice(), [Block::Code { closed: false, .. }]) {
            return blocks;
        }
        let Some(mut fence) = Fence::opening(&self.text, self.committed) else {
            return blocks;
        };
        let growth = fence.grow(&self.text);
        if growth.closed_at.is_some() {
            return blocks;
        }
        let block = Block::Code { language: fence.language.clone(), text: growth.text, closed: false };
        self.fence = Some(fence);
        vec![block]
    }
}
