//! The open end of a growing text: what of it is final, and what is read again.

use std::borrow::Cow;

use crate::build::{self, Ending};
use crate::caps::{Cost, Ledger};
use crate::cut;
use crate::fence::Fence;
use crate::level::{self, Level};
use crate::node::Block;
use crate::outline::{self, Shape};
use crate::span::{from, until};
use crate::structure::Definitions;
use crate::tail;
use crate::veil::Veiled;

/// New bytes without a line end after which a look for a cut is worth its cost.
const LONG_LINE: usize = 1_024;

/// Where the text is open.
#[derive(Debug)]
pub(crate) struct Open {
    /// Bytes whose top-level blocks are final, how many these are, and the counts up to there.
    committed: usize,
    pub(crate) done: usize,
    /// Counts of all that is final; and up to the last top-level block, to go back to.
    pub(crate) ledger: Ledger,
    whole: Ledger,
    /// Link definitions of the final part.
    pub(crate) known: Definitions,
    /// Final levels of the last block, the opening that takes their place, what it costs, and where the rest begins.
    pub(crate) levels: Vec<Level>,
    opening: String,
    opening_cost: Cost,
    at: usize,
    /// Length of the text when a cut was last looked for.
    seen: usize,
    /// No cut inside the last block before the text is this long: one had to be taken back.
    wary_until: usize,
}

impl Open {
    pub(crate) fn new() -> Self {
        Self {
            committed: 0,
            done: 0,
            ledger: Ledger::new(),
            whole: Ledger::new(),
            known: Definitions::new(),
            levels: Vec::new(),
            opening: String::new(),
            opening_cost: Cost::default(),
            at: 0,
            seen: 0,
            wary_until: 0,
        }
    }

    /// Bytes that are read again.
    pub(crate) fn start(&self) -> usize {
        self.at
    }

    /// Cells of the open table that are final.
    pub(crate) fn cells(&self) -> usize {
        level::cells(&self.levels)
    }

    /// What is read again: the rest behind its opening.
    pub(crate) fn source<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let rest = from(text, self.at);
        if self.opening.is_empty() { Cow::Borrowed(rest) } else { Cow::Owned(format!("{}{rest}", self.opening)) }
    }

    /// The code that the last block is, if its lines can be appended as they are.
    pub(crate) fn fence(&self, text: &str) -> Option<Fence> {
        if self.levels.is_empty() { Fence::opening(text, self.committed) } else { None }
    }

    /// Takes the cuts inside the last block back: it became something else.
    pub(crate) fn back(&mut self, text: &str) {
        self.forget();
        self.at = self.committed;
        self.ledger = self.whole.clone();
        self.wary_until = text.len() + (text.len() - self.committed) / 8;
    }

    fn forget(&mut self) {
        self.levels.clear();
        self.opening.clear();
        self.opening_cost = Cost::default();
    }

    /// Everything before `end`, one more block, is final.
    pub(crate) fn commit_one(&mut self, end: usize) {
        self.forget();
        self.ledger.node();
        self.whole = self.ledger.clone();
        self.done += 1;
        (self.committed, self.at, self.seen) = (end, end, end);
    }

    /// Moves the border of what is final, and adds to `work` how many bytes it read for that. `blocks` are shown; returned
    /// are blocks to show instead of as many from the old border on: what became final is not what it looked like.
    pub(crate) fn advance(&mut self, text: &str, blocks: &[Block], work: &mut u64) -> Option<Vec<Block>> {
        let fresh = from(text, self.seen.max(self.at));
        if !fresh.contains('\n') && fresh.len() < LONG_LINE {
            return None;
        }
        self.seen = text.len();
        let source = self.source(text);
        // Half a line reads as something else than the whole one; long ones are only cut within running text.
        let whole_lines = source.rfind('\n').map_or(0, |end| end + 1);
        let is_long = source.len() - whole_lines > LONG_LINE;
        let complete = if is_long { source.as_ref() } else { until(&source, whole_lines) };
        if complete.len() <= self.opening.len() {
            return None;
        }
        *work += complete.len() as u64;
        let veiled = Veiled::new(complete, &self.known, true, self.ledger.formulas_left);
        let chain = outline::chain(veiled.shown(), &self.known);
        let root = chain.first()?;
        let end = outline::last_line(complete, root);
        if root.children >= 2 && end > self.opening.len() {
            if !self.levels.is_empty() {
                return self.advance_from_its_beginning(text, blocks, work);
            }
            // Of a line that is not complete, what it will be is not known, but what is before it is.
            return self.commit(until(complete, end), blocks);
        }
        let is_code = matches!(chain.get(1), Some(link) if link.shape == Shape::Fenced);
        if (is_code && self.fence(text).is_some()) || text.len() < self.wary_until {
            return None;
        }
        if let Some(cut) = cut::place(complete, &chain, self.opening.len()) {
            let is_text = chain.get(cut.depth).is_some_and(|link| link.shape == Shape::Paragraph);
            if !is_long || is_text {
                self.cut(until(complete, cut.at), &chain, cut, blocks);
            }
        }
        None
    }

    /// A block that seems to end behind a cut is read once more as a whole: only that tells where it ends and what it is.
    fn advance_from_its_beginning(&mut self, text: &str, blocks: &[Block], work: &mut u64) -> Option<Vec<Block>> {
        let (done, wary) = (self.done, self.wary_until);
        self.back(text);
        self.seen = self.committed;
        let read = self.advance(text, blocks, work);
        if self.done > done {
            self.wary_until = wary;
        }
        read
    }

    /// `source` holds whole blocks, from the first that is not final.
    fn commit(&mut self, source: &str, blocks: &[Block]) -> Option<Vec<Block>> {
        // Definitions come after: a text may use a label before the line that defines it.
        let definitions = tail::definitions(source);
        let read = build::blocks(source, Ending::Final, &self.known, &mut self.ledger);
        let is_new = blocks.get(self.done..self.done + read.len()) != Some(read.as_slice());
        for (label, address) in definitions {
            self.known.entry(label).or_insert(address);
        }
        self.ledger.settle();
        self.whole = self.ledger.clone();
        self.done += read.len();
        self.committed += source.len();
        self.at = self.committed;
        is_new.then_some(read)
    }

    fn cut(&mut self, source: &str, chain: &[outline::Link], cut: cut::Cut, blocks: &[Block]) {
        let mut ledger = self.ledger.clone();
        let read = build::rest(source, Ending::Final, &self.known, &mut ledger, self.cells());
        let (Some(shown), Some(links)) = (blocks.get(self.done), chain.get(1..=cut.depth)) else {
            return;
        };
        // A table beyond its cap is followed by the notice of it.
        let [read, ..] = read.as_slice() else {
            return;
        };
        let Some(levels) = level::below(&self.levels, links, read, shown, cut.gap) else {
            return;
        };
        ledger.refund(self.opening_cost);
        ledger.settle();
        self.at += source.len() - self.opening.len();
        let mut scratch = Ledger::new();
        build::blocks(&cut.opening, Ending::Final, &self.known, &mut scratch);
        self.ledger = ledger;
        self.opening_cost = scratch.cost();
        self.opening = cut.opening;
        self.levels = levels;
    }
}
