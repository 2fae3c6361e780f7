//! The colours of code in HTML. Grammars live in a crate beside this one, so they are handed in.

use super::writer::Writer;

/// Knows the tokens of code.
pub trait Paint {
    /// A reader for code in this language; `None` leaves it plain.
    fn reader(&self, language: &str) -> Option<Box<dyn LinePainter>>;
}

/// Reads one block of code, line by line.
pub trait LinePainter {
    /// The tokens of the next line: the name of a class, empty for none, and for how many UTF-16 units it holds. What
    /// they do not reach is plain.
    fn line(&mut self, line: &str) -> Vec<(&'static str, usize)>;
}

/// No colours.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPaint;

impl Paint for NoPaint {
    fn reader(&self, _: &str) -> Option<Box<dyn LinePainter>> {
        None
    }
}

/// Writes code with its colours.
pub(super) fn write(out: &mut Writer, text: &str, reader: Option<Box<dyn LinePainter>>) {
    let Some(mut reader) = reader else {
        return out.text(text);
    };
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.line_end();
        }
        let tokens = if out.may_paint() { reader.line(line) } else { Vec::new() };
        let mut rest = line;
        for (class, units) in tokens {
            let (piece, after) = rest.split_at_checked(bytes_of(rest, units)).unwrap_or((rest, ""));
            if class.is_empty() {
                out.text(piece);
            } else {
                out.open("span", &[("class", &format!("tok-{class}"))]);
                out.text(piece);
                out.close("span");
            }
            rest = after;
        }
        out.text(rest);
    }
}

fn bytes_of(text: &str, units: usize) -> usize {
    let mut left = units;
    text.char_indices()
        .find_map(|(at, c)| {
            if left == 0 {
                return Some(at);
            }
            left = left.saturating_sub(c.len_utf16());
            None
        })
        .unwrap_or(text.len())
}
