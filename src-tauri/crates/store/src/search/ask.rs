//! A query as expressions of the index. Only words that [`words`] cut go into them, so that no sign of a query means
//! anything to the index.

use crate::search::words;
use std::ops::ControlFlow;

/// More words than these do not make a query more exact.
const WORDS_MAX: usize = 64;

/// Words that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) words: Vec<String>,
    /// The last word may be the beginning of a longer one.
    pub(crate) grows: bool,
}

impl Phrase {
    /// Whether the word at this place of the phrase is met by a word of a text.
    pub(crate) fn meets(&self, place: usize, word: &str) -> bool {
        let Some(wanted) = self.words.get(place) else { return false };
        wanted == word || (self.grows && place + 1 == self.words.len() && word.starts_with(wanted.as_str()))
    }

    fn expression(&self, grows: bool) -> String {
        format!("\"{}\"{}", self.words.join(" "), if grows { "*" } else { "" })
    }
}

/// The phrases of what was typed; all of them are to be there.
pub(crate) fn phrases(text: &str) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let mut room = WORDS_MAX;
    for (piece, quoted) in pieces(text) {
        let mut found = Vec::new();
        let _ = words::each_word(piece, |word, _| {
            if room == 0 {
                return ControlFlow::Break(());
            }
            room -= 1;
            found.push(word.to_owned());
            ControlFlow::Continue(())
        });
        let grows = !quoted && found.last().is_some_and(|last| words::may_grow(last));
        let phrase = Phrase { words: found, grows };
        if !phrase.words.is_empty() && !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    phrases
}

/// What stands between spaces, or between quotes, which keep spaces. A quote that is not closed yet reaches to the end.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    for (n, part) in text.split(['"', '“', '”', '＂']).enumerate() {
        if n % 2 == 1 {
            pieces.push((part, true));
        } else {
            pieces.extend(part.split_whitespace().map(|piece| (piece, false)));
        }
    }
    pieces
}

/// All phrases somewhere in a message.
pub(crate) fn anywhere(phrases: &[Phrase]) -> String {
    within("{text reasoning}", phrases, true)
}

/// All phrases in what is said, not in the reasoning before it.
pub(crate) fn in_text(phrases: &[Phrase]) -> String {
    within("text", phrases, true)
}

/// All words as they were typed, none longer.
pub(crate) fn exact_words(phrases: &[Phrase]) -> String {
    within("{text reasoning}", phrases, false)
}

/// All words as they were typed, side by side.
pub(crate) fn exact_phrase(phrases: &[Phrase]) -> String {
    within("{text reasoning}", &[together(phrases)], false)
}

/// One phrase of all words.
pub(crate) fn together(phrases: &[Phrase]) -> Phrase {
    Phrase { words: phrases.iter().flat_map(|phrase| phrase.words.iter().cloned()).collect(), grows: false }
}

/// All phrases in a title.
pub(crate) fn in_title(phrases: &[Phrase]) -> String {
    joined(phrases, true)
}

/// The same, of messages that have one of each of these groups of facets.
pub(crate) fn narrowed(expression: String, facets: &[Vec<String>]) -> String {
    let mut all: Vec<String> = facets.iter().map(|any| format!("facets : ({})", any.join(" OR "))).collect();
    if !expression.is_empty() {
        all.push(expression);
    }
    all.join(" AND ")
}

fn within(columns: &str, phrases: &[Phrase], may_grow: bool) -> String {
    if phrases.is_empty() { String::new() } else { format!("{columns} : ({})", joined(phrases, may_grow)) }
}

fn joined(phrases: &[Phrase], may_grow: bool) -> String {
    let all: Vec<String> = phrases.iter().map(|phrase| phrase.expression(may_grow && phrase.grows)).collect();
    all.join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(text: &str) -> String {
        in_title(&phrases(text))
    }

    #[test]
    fn words_grow_characters_do_not_and_quotes_keep_together() {
        assert_eq!(expression("深海 fish"), "\"深 海\" AND \"fish\"*");
        assert_eq!(expression("使用Rust写"), "\"使 用 rust 写\"");
        assert_eq!(expression("vitamin C"), "\"vitamin\"* AND \"c\"");
        assert_eq!(expression("say \"deep sea\" now"), "\"say\"* AND \"deep sea\" AND \"now\"*");
        assert_eq!(expression("\"deep se"), "\"deep se\"", "the quote is still open");
        assert_eq!(expression("a a"), "\"a\"");
    }

    #[test]
    fn nothing_that_is_typed_means_anything_to_the_index() {
        assert_eq!(
            expression("NEAR(a b) OR {text}: ^x* - 'y'"),
            "\"near a\" AND \"b\" AND \"or\"* AND \"text\"* AND \"x\" AND \"y\""
        );
        assert_eq!(expression("\" * ( ) : - ^"), "");
        assert_eq!(phrases(&"word ".repeat(1_000)).len(), 1);
        let many = (0..1_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(phrases(&many).len(), WORDS_MAX);
    }
}
