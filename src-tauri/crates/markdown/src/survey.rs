//! Formulas and structure of a source, found in the order in which they depend on each other.
//!
//! A display formula of several lines may look like lists or quotations to the block parser. So
//! these are found and veiled first; only then do blocks and inline content stand as they will.

use std::borrow::Cow;
use std::ops::Range;

use crate::flank;
use crate::formula::{self, Formula, Which};
use crate::span::part;
use crate::structure::{Definitions, Structure};
use crate::unicode::VEIL;

/// What there is in a source.
#[derive(Debug)]
pub(crate) struct Survey {
    /// As it is once the formulas of several lines are veiled.
    pub(crate) structure: Structure,
    /// Punctuation to veil; see `flank.rs`.
    pub(crate) flanks: Vec<Range<usize>>,
    /// In order.
    pub(crate) formulas: Vec<Formula>,
    /// Where an inline formula begins that more text may still close.
    pub(crate) open_inline: Option<usize>,
}

impl Survey {
    /// See [`formula::find`] for `growing`. Formulas beyond `limit` are text.
    pub(crate) fn of(text: &str, known: &Definitions, growing: bool, limit: usize) -> Self {
        let mut structure = Structure::of(text, known);
        if !formula::possible(text) {
            let flanks = flank::find(text, &structure);
            return Self { structure, flanks, formulas: Vec::new(), open_inline: None };
        }
        let mut formulas = formula::find(text, &structure, Which::Tall, growing).found;
        let ranges: Vec<Range<usize>> = formulas.iter().map(|formula| formula.range.clone()).collect();
        let shown = veiled(text, &ranges);
        if !formulas.is_empty() {
            structure = Structure::of(&shown, known);
        }
        let rest = formula::find(&shown, &structure, Which::All, growing);
        formulas.extend(rest.found);
        formulas.sort_by_key(|formula| formula.range.start);
        // The first ones in the text, whatever their kind: a text read in pieces keeps the same.
        formulas.truncate(limit);
        let mut flanks = flank::find(text, &structure);
        flanks.retain(|flank| {
            let next = formulas.partition_point(|formula| formula.range.end <= flank.start);
            formulas.get(next).is_none_or(|formula| formula.range.start > flank.start)
        });
        Self { structure, flanks, formulas, open_inline: rest.open_inline }
    }

    /// Everything the block parser should not look into, in order.
    pub(crate) fn veils(&self) -> Vec<Range<usize>> {
        let formulas = self.formulas.iter().map(|formula| formula.range.clone());
        let mut veils: Vec<Range<usize>> = self.flanks.iter().cloned().chain(formulas).collect();
        veils.sort_by_key(|veil| veil.start);
        veils
    }
}

/// `source` with each byte of `veils`, which are sorted, replaced.
pub(crate) fn veiled<'a>(source: &'a str, veils: &[Range<usize>]) -> Cow<'a, str> {
    if veils.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for veil in veils {
        if veil.start < at {
            continue;
        }
        out.push_str(part(source, at..veil.start));
        out.extend(std::iter::repeat_n(VEIL, veil.len()));
        at = veil.end;
    }
    out.push_str(part(source, at..source.len()));
    Cow::Owned(out)
}
