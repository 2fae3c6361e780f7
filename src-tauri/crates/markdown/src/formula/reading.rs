//! The structure as a search sees it: with every tall formula before the place it has come to out of sight.
//!
//! A tall formula may hold what looks like a list, a fence or a quotation, and may swallow what would begin one. So what
//! follows it is only known once it is veiled: formulas are decided one after the other, as they are in a text that is
//! read in pieces. Read again is only what the formula can have changed: from the block it begins in to where the blocks
//! begin as before.

use std::ops::Range;

use crate::span::{enclosing, line_start, part};
use crate::structure::{Definitions, Structure};
use crate::survey::veiled;

/// Bytes that may be read again in all, beyond a share of the text; then the structure stays as it is.
const AGAIN_BYTES: usize = 256 << 10;
const AGAIN_SHARE: usize = 8;

pub(super) struct Reading<'a> {
    pub(super) structure: Structure,
    text: &'a str,
    known: &'a Definitions,
    /// Tall formulas so far, in order.
    tall: Vec<Range<usize>>,
    left: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str, structure: Structure, known: &'a Definitions) -> Self {
        let left = AGAIN_BYTES + AGAIN_SHARE * text.len();
        Self { structure, text, known, tall: Vec::new(), left }
    }

    /// Takes a tall formula out of sight.
    pub(super) fn veil(&mut self, range: Range<usize>) {
        let end = range.end;
        let is_plain = self.is_plain(&range);
        self.tall.push(range.clone());
        if is_plain || end >= self.text.len() {
            return;
        }
        let begun = self.structure.blocks.partition_point(|block| *block <= range.start);
        let start = begun.checked_sub(1).and_then(|index| self.structure.blocks.get(index)).copied().unwrap_or(0);
        let next = self.structure.blocks.partition_point(|block| *block < end);
        let mut ahead = 1;
        loop {
            let stop = self.structure.blocks.get(next + ahead).copied().unwrap_or(self.text.len());
            let Some(left) = self.left.checked_sub(stop - start) else {
                return;
            };
            self.left = left;
            let fresh = self.read(start, stop);
            let is_whole = stop == self.text.len();
            let meets = self.meeting(&fresh, end);
            if meets.is_some() || is_whole {
                self.structure.replace(start..meets.unwrap_or(stop), fresh);
                return;
            }
            ahead *= 2;
        }
    }

    /// Nothing around it is read differently: all of it is running text of one paragraph.
    fn is_plain(&self, range: &Range<usize>) -> bool {
        let is_one = enclosing(&self.structure.leaves, range.start).is_some_and(|leaf| leaf.end >= range.end);
        // Of a table there would be less to see in the line.
        let last = part(self.text, line_start(self.text, range.end)..range.end);
        if !is_one || last.contains('|') {
            return false;
        }
        let texts = &self.structure.texts;
        let mut at = range.start;
        for text in texts.iter().skip(texts.partition_point(|text| text.end <= at)) {
            if at >= range.end || !is_margin(part(self.text, at..text.start.clamp(at, range.end))) {
                break;
            }
            at = text.end;
        }
        at >= range.end
    }

    /// The structure of a part that begins with a block.
    fn read(&self, start: usize, stop: usize) -> Structure {
        let first = self.tall.partition_point(|range| range.start < start);
        let veils: Vec<Range<usize>> =
            self.tall.iter().skip(first).map(|range| range.start - start..range.end - start).collect();
        let mut found = Structure::of(&veiled(part(self.text, start..stop), &veils), self.known);
        found.shift(start);
        found
    }

    /// The first block behind `end` that begins in `fresh` as it did before. The last one may be another with more text.
    fn meeting(&self, fresh: &Structure, end: usize) -> Option<usize> {
        let (_, closed) = fresh.blocks.split_last()?;
        let after = closed.iter().skip(closed.partition_point(|block| *block <= end));
        after.copied().find(|block| self.structure.blocks.binary_search(block).is_ok())
    }
}

/// What the parser leaves between two stretches of text of one paragraph.
fn is_margin(between: &str) -> bool {
    between.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'>' | b'\\'))
}
