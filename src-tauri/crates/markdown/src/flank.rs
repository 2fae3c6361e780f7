//! Bold marks that touch Chinese or Japanese punctuation.
//!
//! `CommonMark` takes `**重点：**内容` for plain text: a closing mark after punctuation must not be
//! followed by a letter. Scripts without spaces are written exactly so, hence models write it all
//! the time. Where the parser left such a mark as text, the punctuation beside it is veiled, which
//! makes it count as a letter. Texts without such scripts are never touched.

use std::ops::Range;

use crate::span::{from, part, until};
use crate::structure::Structure;
use crate::unicode::is_cjk;

/// The characters to veil.
pub(crate) fn find(text: &str, structure: &Structure) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    if text.is_ascii() || !(text.contains("**") || text.contains("~~")) {
        return out;
    }
    for range in &structure.texts {
        // The parser hands an unused mark out as text of its own.
        let Some(mark) = part(text, range.clone()).chars().next().filter(|c| matches!(c, '*' | '~')) else {
            continue;
        };
        let width = from(text, range.start).chars().take_while(|c| *c == mark).count();
        if !(2..=3).contains(&width) || until(text, range.start).ends_with(['\\', mark]) {
            continue;
        }
        let end = range.start + width;
        let (Some(before), Some(after)) =
            (until(text, range.start).chars().next_back(), from(text, end).chars().next())
        else {
            continue;
        };
        if before.is_whitespace() || after.is_whitespace() || !(is_cjk(before) || is_cjk(after)) {
            continue;
        }
        if is_punctuation(before) && !is_mark(before) && !is_punctuation(after) {
            out.push(range.start - before.len_utf8()..range.start);
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
