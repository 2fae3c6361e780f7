//! Characters that mislead the eye or the parser: made visible, made plain, or recognised.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Stands for one byte of something the block parser must not look into. Never in a source:
/// [`normalised`] turns it into a picture.
pub(crate) const VEIL: char = '\u{1}';

/// Line ends become `\n`, control characters their pictures (`␛`), NUL the replacement character.
pub(crate) fn normalised(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_ascii_control() && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push('\n');
            }
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            '\n' | '\t' => out.push(c),
            '\u{7f}' => out.push('\u{2421}'),
            c if c.is_ascii_control() => {
                out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Running text: the two overrides, which reverse what is read, become markers.
pub(crate) fn visible_text(text: &str) -> Cow<'_, str> {
    marked(text, |c| matches!(c, '\u{202d}' | '\u{202e}'))
}

/// Code: every bidi control becomes a marker, since code has no honest use for one.
pub(crate) fn visible_code(text: &str) -> Cow<'_, str> {
    marked(text, is_bidi_control)
}

fn marked(text: &str, mut is_bad: impl FnMut(char) -> bool) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(&mut is_bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_bad(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\u{27e6}U+{:04X}\u{27e7}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Marks, embeddings, overrides and isolates that change the direction of what follows.
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}') || turns_lines(c)
}

/// Embeddings, overrides and isolates: what follows one of them runs another way. Where a text is shown as it was typed they
/// are left out.
#[must_use]
pub const fn turns_lines(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Takes no room or steers the text: must not stay in an address.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || is_bidi_control(c)
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}' | '\u{1160}'
                | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2028}' | '\u{2029}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Writing of East Asia, letters and punctuation alike.
pub(crate) fn is_cjk(c: char) -> bool {
    is_cjk_letter(c) || is_wide_punctuation(c)
}

/// Ideographs, kana, hangul, bopomofo.
pub(crate) fn is_cjk_letter(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11ff}'
            | '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{3029}'
            | '\u{3031}'..='\u{3035}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3105}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{a000}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// Punctuation as Chinese and Japanese set it, and the curly quotes they share with the West.
pub(crate) fn is_wide_punctuation(c: char) -> bool {
    matches!(
        c,
        '\u{b7}'
            | '\u{2014}'
            | '\u{2018}'..='\u{201f}'
            | '\u{2026}'
            | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3020}'
            | '\u{3030}'
            | '\u{303d}'
            | '\u{30fb}'
            | '\u{fe10}'..='\u{fe1f}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}'
            | '\u{ffe0}'..='\u{ffee}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_becomes_visible_and_an_isolate_in_text_stays() {
        assert_eq!(visible_text("a\u{202e}b\u{2067}c"), "a\u{27e6}U+202E\u{27e7}b\u{2067}c");
    }

    #[test]
    fn every_bidi_control_in_code_becomes_visible() {
        assert_eq!(
            visible_code("\u{61c}\u{200f}\u{2066}"),
            "\u{27e6}U+061C\u{27e7}\u{27e6}U+200F\u{27e7}\u{27e6}U+2066\u{27e7}"
        );
    }

    #[test]
    fn line_ends_and_controls_are_made_plain() {
        assert_eq!(normalised("a\r\nb\rc\0\u{1b}\u{1}\td"), "a\nb\nc\u{fffd}\u{241b}\u{2401}\td");
    }
}
