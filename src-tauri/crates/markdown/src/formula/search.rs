//! One search for formulas: landmarks of the source, and the walk over its openers.

use std::ops::Range;

use super::reading::Reading;
use super::{Formula, Formulas};
use crate::span::{enclosing, from, holds, line_end, part};

/// The delimiter that opens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Dollar,
    Dollars,
    Paren,
    Bracket,
}

/// What a try to open a formula led to.
pub(super) enum Outcome {
    Formula(Formula),
    /// More text may close it.
    Open,
    /// Text, whatever follows.
    No,
}

pub(super) struct Search<'a> {
    pub(super) text: &'a str,
    pub(super) reading: Reading<'a>,
    pub(super) growing: bool,
    /// Positions of `$$`, of `\)`, of `\]`, unescaped: looked up instead of searched again, so that
    /// many openers without closers cost no more than one.
    pub(super) dollars: Vec<usize>,
    pub(super) parens: Vec<usize>,
    pub(super) brackets: Vec<usize>,
    pub(super) blank_lines: Vec<usize>,
    pub(super) line_ends: Vec<usize>,
}

impl<'a> Search<'a> {
    pub(super) fn new(text: &'a str, reading: Reading<'a>, growing: bool) -> Self {
        let mut search = Self {
            text,
            reading,
            growing,
            dollars: Vec::new(),
            parens: Vec::new(),
            brackets: Vec::new(),
            blank_lines: Vec::new(),
            line_ends: Vec::new(),
        };
        search.index();
        search
    }

    fn index(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let next = bytes.get(at + 1);
            match (byte, next) {
                (b'\\', Some(b')')) => self.parens.push(at),
                (b'\\', Some(b']')) => self.brackets.push(at),
                (b'$', Some(b'$')) => self.dollars.push(at),
                (b'\n', _) => {
                    self.line_ends.push(at);
                    let line = part(self.text, at + 1..line_end(self.text, at + 1));
                    if at + 1 < self.text.len() && line.trim_start_matches([' ', '\t', '>']).is_empty() {
                        self.blank_lines.push(at + 1);
                    }
                }
                _ => {}
            }
            at += match (byte, next) {
                (b'\\' | b'$', Some(b'$')) | (b'\\', Some(b'\\' | b')' | b']')) => 2,
                _ => 1,
            };
        }
    }

    pub(super) fn run(mut self, limit: usize) -> Formulas {
        let mut found: Vec<Formula> = Vec::new();
        let mut open_inline = None;
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = 0;
        while found.len() < limit
            && let Some(offset) = from(text, at).find(['$', '\\'])
        {
            at += offset;
            let (outcome, width) = match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'\\'), Some(b'(')) if self.is_text(at + 1) => (self.inline(at, Kind::Paren), 2),
                (Some(b'\\'), Some(b'[')) if self.is_text(at + 1) => (self.display(at, Kind::Bracket), 2),
                (Some(b'\\'), Some(next)) if next.is_ascii_punctuation() && self.is_text(at + 1) => (Outcome::No, 2),
                (Some(b'$'), Some(b'$')) if self.is_text(at) => {
                    (self.display(at, Kind::Dollars), self.run_of_dollars(at))
                }
                (Some(b'$'), _) if self.is_text(at) => (self.inline(at, Kind::Dollar), 1),
                _ => (Outcome::No, 1),
            };
            match outcome {
                Outcome::Formula(mut formula) => {
                    let source = part(text, formula.range.clone());
                    // One within a line ends with its paragraph, so that it cannot look like a block.
                    formula.tall =
                        formula.display && (source.contains('\n') || !formula.closed) && self.begins_line(at);
                    if formula.tall {
                        self.reading.veil(formula.range.clone());
                    }
                    at = formula.range.end;
                    found.push(formula);
                }
                Outcome::Open if self.growing => {
                    if open_inline.is_none() {
                        open_inline = Some(at);
                    }
                    at += width;
                }
                Outcome::Open | Outcome::No => at += width,
            }
        }
        let structure = (!found.iter().any(|formula| formula.tall)).then_some(self.reading.structure);
        Formulas { found, open_inline, structure }
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        let before = self.line_ends.partition_point(|end| *end < at);
        before.checked_sub(1).and_then(|index| self.line_ends.get(index)).map_or(0, |end| end + 1)
    }

    pub(super) fn line_end(&self, at: usize) -> usize {
        next_at_or_after(&self.line_ends, at).unwrap_or(self.text.len())
    }

    pub(super) fn is_text(&self, at: usize) -> bool {
        holds(&self.reading.structure.texts, at)
    }

    fn run_of_dollars(&self, at: usize) -> usize {
        from(self.text, at).bytes().take_while(|b| *b == b'$').count()
    }

    /// The stretch of inline content around an opener. The parser drops the backslash of `\(`, so
    /// its stretch may begin one byte late.
    pub(super) fn leaf(&self, at: usize) -> Option<Range<usize>> {
        enclosing(&self.reading.structure.leaves, at)
            .or_else(|| enclosing(&self.reading.structure.leaves, at + 1))
            .cloned()
    }

    pub(super) fn reaches_end(&self, leaf: &Range<usize>) -> bool {
        from(self.text, leaf.end).trim().is_empty() && !self.text.ends_with("\n\n")
    }

    pub(super) fn formula(&self, range: Range<usize>, tex: &str, display: bool) -> Outcome {
        debug_assert!(range.end <= self.text.len(), "a formula ends inside its text");
        Outcome::Formula(Formula { range, tex: tex.to_owned(), display, closed: true, tall: false })
    }
}

/// The first of `positions` that is not before `at`.
pub(super) fn next_at_or_after(positions: &[usize], at: usize) -> Option<usize> {
    positions.get(positions.partition_point(|position| *position < at)).copied()
}
