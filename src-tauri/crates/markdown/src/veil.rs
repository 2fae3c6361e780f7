//! The source as the block parser gets to see it: of the same length, with formulas veiled.
//!
//! Each byte of a formula becomes a veil character, which is inert everywhere. Positions stay what
//! they are, so text is always read from the source itself, and a formula may hold pipes, list
//! marks and blank lines without breaking the block around it.

use std::borrow::Cow;
use std::ops::Range;

use crate::formula::{self, Formula};
use crate::span::part;
use crate::structure::Definitions;
use crate::survey::{Survey, veiled};
use crate::unicode::VEIL;

/// A source and its veiled twin.
#[derive(Debug)]
pub(crate) struct Veiled<'a> {
    source: &'a str,
    shown: Cow<'a, str>,
    formulas: Vec<Formula>,
}

/// A piece of running text.
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Formula(&'a Formula),
}

impl<'a> Veiled<'a> {
    /// Veils what needs it in `source`; see [`Survey::of`] for `growing` and `limit`.
    pub(crate) fn new(source: &'a str, known: &Definitions, growing: bool, limit: usize) -> Self {
        let needs_look = formula::possible(source) || (!source.is_ascii() && source.contains(['*', '~']));
        if !needs_look {
            return Self { source, shown: Cow::Borrowed(source), formulas: Vec::new() };
        }
        let survey = Survey::of(source, known, growing, limit);
        Self { source, shown: veiled(source, &survey.veils()), formulas: survey.formulas }
    }

    /// What the parser reads.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The pieces of a text that the parser handed out; `text` is its own reading of it, which
    /// differs from the source where an entity was resolved.
    pub(crate) fn pieces<'b>(&'b self, range: Range<usize>, text: &'b str) -> Vec<Piece<'b>> {
        if part(&self.shown, range.clone()) != text {
            return vec![Piece::Text(text)];
        }
        if !text.contains(VEIL) {
            return vec![Piece::Text(text)];
        }
        let mut out = Vec::new();
        let mut at = range.start;
        let first = self.formulas.partition_point(|formula| formula.range.end <= range.start);
        for formula in self.formulas.iter().skip(first) {
            if formula.range.start >= range.end {
                break;
            }
            if at < formula.range.start {
                out.push(Piece::Text(part(self.source, at..formula.range.start)));
            }
            out.push(Piece::Formula(formula));
            at = formula.range.end;
        }
        if at < range.end {
            out.push(Piece::Text(part(self.source, at..range.end)));
        }
        out
    }
}
