//! A text that grows: push what comes, take a patch once a frame.

use crate::build::{self, Ending};
use crate::closing;
use crate::diff;
use crate::document;
use crate::fence::Fence;
use crate::merge;
use crate::node::Block;
use crate::open::Open;
use crate::patch::{Flag, Op, Patch};
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
    /// What of the text is final, and what is read again.
    open: Open,
    /// Length of the text when it was last shown.
    shown: usize,
    /// Events of the parser over the open end when it was last read.
    events: usize,
    /// Bytes that were read so far, repeated ones included.
    work: u64,
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
            open: Open::new(),
            shown: 0,
            events: 0,
            work: 0,
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
        if self.is_finished { self.blocks.len() } else { self.open.done }
    }

    /// Bytes that were read so far, those that were read again included: what the growth has cost, on any machine.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    fn grow_fence(&mut self, ops: &mut Vec<Op>) {
        let Some(fence) = &mut self.fence else {
            return;
        };
        let growth = fence.grow(&self.text);
        self.shown = self.text.len();
        let index = diff::number(self.open.done);
        let Some(Block::Code { text, closed, .. }) = self.blocks.get_mut(self.open.done) else {
            self.fence = None;
            return;
        };
        if !growth.text.is_empty() {
            text.push_str(&growth.text);
            ops.push(Op::AppendText { index, text: growth.text });
        }
        if let Some(end) = growth.closed_at {
            *closed = true;
            ops.push(Op::Mark { path: vec![index], flag: Flag::Closed, on: true });
            self.fence = None;
            self.open.commit_one(end);
            self.shown = end;
        }
    }

    fn read_tail(&mut self, ops: &mut Vec<Op>) {
        let start = self.open.start();
        if !tail::is_due(self.text.len() - start, self.events, self.text.len() - self.shown.max(start))
            || self.open.ledger.is_full()
        {
            return;
        }
        self.shown = self.text.len();
        let mut fresh = self.open_blocks();
        if !merge::fits(&self.blocks, self.open.done, &fresh, &self.open.levels) {
            self.open.back(&self.text);
            fresh = self.open_blocks();
        }
        ops.extend(merge::merge(&mut self.blocks, self.open.done, fresh, &self.open.levels));
        if self.fence.is_none() {
            let border = self.open.done;
            if let Some(mut blocks) = self.open.advance(&self.text, &self.blocks, &mut self.work) {
                blocks.extend(self.open_blocks());
                ops.extend(merge::merge(&mut self.blocks, border, blocks, &[]));
            }
            if self.open.start() != start {
                self.events = 0;
            }
        }
    }

    /// The open end as it is shown now.
    fn open_blocks(&mut self) -> Vec<Block> {
        let source = self.open.source(&self.text);
        self.work += source.len() as u64;
        let shown = closing::shown(&source, &self.open.known);
        self.events = shown.events;
        let mut ledger = self.open.ledger.clone();
        let ending = Ending::Growing(shown.end);
        let blocks = build::rest(&shown.text, ending, &self.open.known, &mut ledger, self.open.cells());
        if !matches!(blocks.as_slice(), [Block::Code { closed: false, .. }]) {
            return blocks;
        }
        let Some(mut fence) = self.open.fence(&self.text) else {
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
