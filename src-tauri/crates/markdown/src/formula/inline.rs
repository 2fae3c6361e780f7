//! Formulas within a line, and how a price differs from one.

use std::ops::Range;

use super::search::{Kind, Outcome, Search, next_at_or_after};
use crate::caps::FORMULA_BYTES;
use crate::span::{from, part, until};
use crate::unicode::is_cjk;

impl Search<'_> {
    pub(super) fn inline(&self, at: usize, kind: Kind) -> Outcome {
        let Some(leaf) = self.leaf(at) else {
            return Outcome::No;
        };
        if kind == Kind::Dollar {
            return self.dollar(at, &leaf);
        }
        let close = next_at_or_after(&self.parens, at + 2).filter(|close| *close < leaf.end);
        let Some(close) = close.filter(|close| self.is_text(close + 1)) else {
            let near = self.text.len() - at < 600;
            return if close.is_none() && near && self.reaches_end(&leaf) { Outcome::Open } else { Outcome::No };
        };
        let tex = part(self.text, at + 2..close).trim();
        if tex.is_empty() || tex.len() > FORMULA_BYTES {
            return Outcome::No;
        }
        self.formula(at..close + 2, tex, false)
    }

    fn dollar(&self, at: usize, leaf: &Range<usize>) -> Outcome {
        let inside = part(self.text, at + 1..leaf.end);
        let next = inside.chars().next();
        let before = until(self.text, at).chars().next_back();
        let glued = before.is_some_and(|c| c.is_ascii_alphanumeric()) && next != Some('\\');
        if glued || next.is_none_or(char::is_whitespace) || self.is_in_address(at) {
            // A single `$` as the last thing on screen would vanish again with the next letter.
            let is_last = next.is_none() && !glued && from(self.text, at + 1).is_empty();
            return if is_last { Outcome::Open } else { Outcome::No };
        }
        let mut from_at = at + 1;
        let close = loop {
            let Some(offset) = part(self.text, from_at..leaf.end).find(['$', '\\']) else {
                break None;
            };
            let here = from_at + offset;
            if self.text.as_bytes().get(here) == Some(&b'\\') {
                from_at = here + 2;
            } else if self.is_text(here) {
                break Some(here);
            } else {
                from_at = here + 1;
            }
        };
        let Some(close) = close else {
            return if self.reaches_end(leaf) && may_become_formula(inside) { Outcome::Open } else { Outcome::No };
        };
        let tex = part(self.text, at + 1..close);
        let after = self.text.as_bytes().get(close + 1);
        let is_formula = !tex.ends_with(char::is_whitespace)
            && !after.is_some_and(|b| b.is_ascii_digit() || *b == b'$')
            && !is_price(tex)
            && !self.crosses_cells(at, tex)
            && tex.len() <= FORMULA_BYTES;
        if is_formula { self.formula(at..close + 1, tex, false) } else { Outcome::No }
    }

    /// `https://a.example/?x=$b&y=$c`: dollars of an address.
    fn is_in_address(&self, at: usize) -> bool {
        let before = until(self.text, at).chars().rev();
        let word: String = before.take(200).take_while(|c| !c.is_whitespace()).collect();
        word.contains("//:")
    }

    /// Two prices in two cells of a table row are no formula.
    fn crosses_cells(&self, at: usize, tex: &str) -> bool {
        if !tex.contains('|') {
            return false;
        }
        let line = from(self.text, self.line_start(at));
        tex.contains('\n') || (tex.contains(" | ") && line.trim_start_matches([' ', '\t', '>']).starts_with('|'))
    }
}

/// `$5 and $`: begins with a number, goes on with words, and has nothing of a formula.
fn is_price(tex: &str) -> bool {
    if !tex.starts_with(|c: char| c.is_ascii_digit()) || has_formula_sign(tex) {
        return false;
    }
    let mut letters = 0;
    for c in tex.chars() {
        letters = if c.is_alphabetic() { letters + 1 } else { 0 };
        if letters >= 2 || is_cjk(c) || c == '|' || c == '\n' {
            return true;
        }
    }
    false
}

fn has_formula_sign(tex: &str) -> bool {
    tex.contains(['\\', '^', '_', '{', '}', '=', '<', '>', '+', '*'])
}

/// Whether text after a `$` should be held back until it is clear what it is.
fn may_become_formula(inside: &str) -> bool {
    if inside.contains('\n') || inside.contains(" | ") || inside.len() > 400 {
        return false;
    }
    if inside.starts_with(|c: char| c.is_ascii_digit()) {
        return inside.len() <= 2 || (inside.len() < 100 && has_formula_sign(inside));
    }
    has_formula_sign(inside) || inside.chars().count() <= 40
}
