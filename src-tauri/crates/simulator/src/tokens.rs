//! Text cut into token-like pieces, and the documented rule of thumb for counting them.

/// Longest run of letters or digits in one piece; English then comes near 0.3 token a character.
const LETTERS: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Han,
    Space,
    Newline,
    Other,
}

fn kind(letter: char) -> Kind {
    match letter {
        '\n' | '\r' => Kind::Newline,
        ' ' | '\t' => Kind::Space,
        _ if is_wide(letter) => Kind::Han,
        _ if letter.is_alphanumeric() => Kind::Word,
        _ => Kind::Other,
    }
}

/// Han, kana, Hangul and full-width signs: what the rule of thumb calls a Chinese character.
fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter),
        0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xff00..=0xffef | 0x20000..=0x3ffff)
}

/// Cuts `text` into pieces of about one token; joined they are `text` again.
///
/// A word takes its leading space along and breaks after five letters; two Han characters make a
/// piece; every other sign stands alone.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut last = None;
    let mut run = 0_usize;
    for letter in text.chars() {
        let now = kind(letter);
        let joins = match (last, now) {
            (Some(Kind::Space), Kind::Word) => piece.chars().count() == 1,
            (Some(Kind::Word), Kind::Word) => run < LETTERS,
            (Some(Kind::Han), Kind::Han) | (Some(Kind::Newline), Kind::Newline) => run < 2,
            (Some(Kind::Space), Kind::Space) => run < 8,
            _ => false,
        };
        if !joins && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        run = if joins && last == Some(now) { run + 1 } else { 1 };
        piece.push(letter);
        last = Some(now);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// Tenths of a token for one character: 0.6 for a Chinese one, 0.3 for any other.
pub(crate) fn tenths(letter: char) -> u64 {
    if is_wide(letter) { 6 } else { 3 }
}

/// Tokens of `text` by the documented rule: 0.3 for an English character, 0.6 for a Chinese one.
///
/// Source: the token page of the API documentation, as of 2026-11.
#[must_use]
pub fn estimate(text: &str) -> u64 {
    text.chars().map(tenths).sum::<u64>().div_ceil(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_take_their_space_along_and_han_goes_by_twos() {
        assert_eq!(
            split("Hello, deep sea 深海之光 1+1"),
            ["Hello", ",", " deep", " sea", " ", "深海", "之光", " 1", "+", "1"]
        );
    }

    #[test]
    fn the_estimate_follows_the_documented_rule() {
        assert_eq!(estimate("abcdefghij"), 3);
        assert_eq!(estimate("深海之光深"), 3);
        assert_eq!(estimate(""), 0);
    }

    proptest! {
        #[test]
        fn the_pieces_of_any_text_join_to_it(text in "\\PC*|[ \\n\\ta-z深海🌊é]{0,200}") {
            let pieces = split(&text);
            prop_assert!(pieces.iter().all(|piece| !piece.is_empty()));
            prop_assert_eq!(pieces.concat(), text);
        }
    }
}
