//! Which way text runs. Source: Unicode Standard Annex 9 (bidirectional algorithm), P2 and P3, read 2026-11-22; the
//! scripts are told by their blocks, which is all that a document for Word needs.

/// Letters that run from right to left: Hebrew, Arabic and their neighbours.
const fn is_leftward(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// Whether the first letter that has a direction runs from right to left.
pub(crate) fn begins_leftward(text: &str) -> bool {
    text.chars().find(|c| is_leftward(*c) || c.is_alphabetic()).is_some_and(is_leftward)
}

/// The text in stretches of one direction; signs and spaces go with the letters before them.
pub(crate) fn stretches(text: &str) -> Vec<(&str, bool)> {
    let mut out = Vec::new();
    let (mut from, mut leftward) = (0, begins_leftward(text));
    for (at, c) in text.char_indices() {
        let turns = if leftward { c.is_alphabetic() && !is_leftward(c) } else { is_leftward(c) };
        if turns {
            if at > from {
                out.push((text.get(from..at).unwrap_or_default(), leftward));
            }
            (from, leftward) = (at, !leftward);
        }
    }
    out.push((text.get(from..).unwrap_or_default(), leftward));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_runs_as_its_first_letter_and_changes_at_letters_only() {
        assert!(begins_leftward("1990, «שלום»") && !begins_leftward("深 שלום") && !begins_leftward("12 + 3"));
        assert_eq!(stretches("plain, 42"), [("plain, 42", false)]);
        assert_eq!(stretches("مع English, 深 ثم"), [("مع ", true), ("English, 深 ", false), ("ثم", true)]);
        assert_eq!(stretches(""), [("", false)]);
    }
}
