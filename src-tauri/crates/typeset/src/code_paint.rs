//! The colours of code on paper.

use crate::ink::Color;

/// Bytes of one block up to which it is coloured; more would take a grammar too long.
const BLOCK_MAX_BYTES: usize = 256 << 10;
/// A longer line stays plain.
const LINE_MAX_BYTES: usize = 4 << 10;

/// Whether a line of this code is coloured.
pub(crate) const fn is_painted(code: &str, line: &str) -> bool {
    code.len() <= BLOCK_MAX_BYTES && line.len() <= LINE_MAX_BYTES
}

/// The line in pieces of one colour; `None` is the colour of the text.
pub(crate) fn pieces<'a>(line: &'a str, tokens: &[(&'static str, usize)]) -> Vec<(&'a str, Option<Color>)> {
    let mut out = Vec::with_capacity(tokens.len() + 1);
    let mut rest = line;
    for (class, units) in tokens {
        let (piece, after) = rest.split_at_checked(bytes_of(rest, *units)).unwrap_or((rest, ""));
        out.push((piece, color(class)));
        rest = after;
    }
    out.push((rest, None));
    out
}

fn color(class: &str) -> Option<Color> {
    Some(match class {
        "keyword" => Color(176, 38, 107),
        "string" | "inserted" => Color(22, 110, 62),
        "escape" | "number" | "constant" => Color(158, 80, 0),
        "comment" => Color(106, 115, 125),
        "function" => Color(84, 56, 178),
        "type" | "tag" | "heading" => Color(5, 99, 166),
        "variable" | "attribute" => Color(3, 105, 120),
        "deleted" => Color(179, 29, 40),
        _ => return None,
    })
}

/// Tokens are counted in UTF-16 units.
fn bytes_of(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    text.len()
}
