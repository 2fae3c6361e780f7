//! Bold marks that touch Chinese or Japanese punctuation.
//!
//! `CommonMark` takes `**重点：**内容` for plain text: a closing mark after punctuation must not be
//! followed by a letter. Scripts without spaces are written exactly so, hence models write it all
//! the time. The punctuation beside such a mark is veiled, which makes it count as a letter, so that
//! the mark can open and close. Texts without such scripts are never touched.

use std::ops::Range;

use crate::span::{from, until};
use crate::structure::Structure;
use crate::unicode::is_cjk;

/// The characters to veil.
pub(crate) fn find(text: &str, structure: &Structure) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    if text.is_ascii() || !(text.contains("**") || text.contains("~~")) {
        return out;
    }
    // The parser hands an unused mark out as text of its own.
    let unused = structure.texts.iter().map(|range| range.start);
    let mut places: Vec<usize> = unused.chain(structure.marks.iter().copied()).collect();
    places.sort_unstable();
    let mut read = 0;
    for place in places {
        let Some(mark) = from(text, place).chars().next().filter(|c| matches!(c, '*' | '~')) else {
            continue;
        };
        if place < read {
            continue;
        }
        let earlier = until(text, place).chars().rev().take_while(|c| *c == mark).count();
        let start = place - earlier;
        let width = from(text, start).chars().take_while(|c| *c == mark).count();
        let end = start + width;
        read = end;
        if !(2..=3).contains(&width) || until(text, start).ends_with('\\') {
            continue;
        }
        let (Some(before), Some(after)) = (until(text, start).chars().next_back(), from(text, end).chars().next())
        else {
            continue;
        };
        if before.is_whitespace() || after.is_whitespace() || !(is_cjk(before) || is_cjk(after)) {
            continue;
        }
        if is_punctuation(before) && !is_mark(before) && !is_punctuation(after) {
            out.push(start - before.len_utf8()..start);
        } else if is_punctuation(after) && !is_mark(after) && !is_punctuation(before) {
            out.push(end..end + after.len_utf8());
        }
    }
    out.dedup();
    out
}

/// Everything that is no letter, digit or space: close to the parser's own view.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace())
}

/// Has a meaning to the parser, so it must stay in sight.
fn is_mark(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`' | '[' | ']' | '<' | '>' | '\\' | '&' | '!' | '|' | '\n')
}
