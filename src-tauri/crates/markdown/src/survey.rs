//! Formulas and structure of a source, found in the order in which they depend on each other.
//!
//! A display formula of several lines may look like lists or quotations to the block parser. So these are veiled as they
//! are found; only when all of them are do blocks and inline content stand as they will.

use std::borrow::Cow;
use std::ops::Range;

use crate::flank;
use crate::formula::{self, Formula};
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
        let structure = Structure::of(text, known);
        if !formula::possible(text) {
            let flanks = flank::find(text, &structure);
            return Self { structure, flanks, formulas: Vec::new(), open_inline: None };
        }
        let formula::Formulas { found: formulas, open_inline, structure } =
            formula::find(text, structure, known, growing, limit);
        let structure = structure.unwrap_or_else(|| {
            let tall = formulas.iter().filter(|formula| formula.tall);
            let ranges: Vec<Range<usize>> = tall.map(|formula| formula.range.clone()).collect();
            Structure::of(&veiled(text, &ranges), known)
        });
        let mut flanks = flank::find(text, &structure);
        flanks.retain(|flank| {
            let next = formulas.partition_point(|formula| formula.range.end <= flank.start);
            formulas.get(next).is_none_or(|formula| formula.range.start > flank.start)
        });
        Self { structure, flanks, formulas, open_inline }
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
