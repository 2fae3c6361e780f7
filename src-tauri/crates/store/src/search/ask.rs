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
    /// The words as [`words::indexed`] gives them: pairs where each character is a word.
    indexed: Vec<String>,
    /// A character that stands alone at the end: the index knows it by itself, not beside the others.
    character: Option<String>,
    /// For each word, whether it has to follow the one before without a break.
    tight: Vec<bool>,
    /// The last word may be the beginning of a longer one.
    pub(crate) grows: bool,
}

impl Phrase {
    /// The same, the last word as it was typed.
    pub(crate) fn exact(&self) -> Self {
        Self { grows: false, ..self.clone() }
    }

    /// The index does not tell whether its words stand side by side: a single character follows a word.
    pub(crate) const fn is_loose(&self) -> bool {
        self.character.is_some() && !self.indexed.is_empty()
    }

    /// Whether the word at this place of the phrase is met by a word of a text, which may follow the one before it
    /// without a break.
    pub(crate) fn meets(&self, place: usize, word: &str, is_joined: bool) -> bool {
        let Some(wanted) = self.words.get(place) else { return false };
        if !is_joined && self.tight.get(place) == Some(&true) {
            return false;
        }
        wanted == word || (self.grows && place + 1 == self.words.len() && word.starts_with(wanted.as_str()))
    }

    /// Its words side by side in these columns; `None` when it is a single character and nothing else.
    fn side_by_side(&self, columns: &str, may_grow: bool) -> Option<String> {
        let grows = if may_grow && self.grows { "*" } else { "" };
        (!self.indexed.is_empty()).then(|| format!("{columns} : \"{}\"{grows}", self.indexed.join(" ")))
    }

    /// Each of its words for itself.
    pub(crate) fn expressions(&self) -> Vec<String> {
        let last = self.indexed.len().saturating_sub(1);
        let grows = |place: usize| if self.grows && place == last { "*" } else { "" };
        let words = self.indexed.iter().enumerate();
        words.map(|(place, word)| format!("{ANYWHERE} : \"{word}\"{}", grows(place))).collect()
    }

    /// `joined`: for each word, whether it follows the one before without a break.
    fn new(words: Vec<String>, joined: &[bool], grows: bool) -> Self {
        let (mut indexed, mut character) = (Vec::new(), None);
        let mut rest = words.iter().zip(joined).peekable();
        let mut inside = false;
        while let Some((word, _)) = rest.next() {
            if !words::is_character(word) {
                indexed.push(word.clone());
                continue;
            }
            match rest.peek() {
                Some((next, true)) if words::is_character(next) => {
                    indexed.push(format!("{word}{next}"));
                    inside = true;
                    continue;
                }
                Some(_) => indexed.push(word.clone()),
                // The last pair has it already.
                None if inside => {}
                None => character = Some(word.clone()),
            }
            inside = false;
        }
        let tight = |(place, joined): (usize, &bool)| {
            let is_character =
                |place: Option<usize>| place.and_then(|at| words.get(at)).is_some_and(|word| words::is_character(word));
            *joined && is_character(Some(place)) && is_character(place.checked_sub(1))
        };
        let tight = joined.iter().enumerate().map(tight).collect();
        Self { words, indexed, character, tight, grows }
    }
}

const ANYWHERE: &str = "{text reasoning}";
const TEXT: &str = "text";

/// The phrases of what was typed; all of them are to be there.
pub(crate) fn phrases(text: &str) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let mut room = WORDS_MAX;
    for (piece, quoted) in pieces(text) {
        let (mut found, mut joined, mut end) = (Vec::<String>::new(), Vec::new(), 0);
        let _ = words::each_word(piece, |word, place| {
            if room == 0 {
                return ControlFlow::Break(());
            }
            room -= 1;
            joined.push(!found.is_empty() && words::are_joined(piece, end, place.start));
            end = place.end;
            found.push(word.to_owned());
            ControlFlow::Continue(())
        });
        let grows = !quoted && found.last().is_some_and(|last| words::may_grow(last));
        let phrase = Phrase::new(found, &joined, grows);
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

/// All phrases somewhere in a message, but for single characters.
pub(crate) fn anywhere(phrases: &[Phrase]) -> String {
    all(phrases, ANYWHERE, true)
}

/// All phrases in what is said, not in the reasoning before it.
pub(crate) fn in_text(phrases: &[Phrase]) -> String {
    all(phrases, TEXT, true)
}

/// All words as they were typed, none longer.
pub(crate) fn exact_words(phrases: &[Phrase]) -> String {
    all(phrases, ANYWHERE, false)
}

/// All phrases somewhere in a message, but not all of them as they were typed.
pub(crate) fn longer(phrases: &[Phrase]) -> String {
    format!("({}) NOT ({})", anywhere(phrases), exact_words(phrases))
}

/// All words as they were typed, side by side.
pub(crate) fn exact_phrase(phrases: &[Phrase]) -> String {
    all(&[together(phrases)], ANYWHERE, false)
}

/// One phrase of all words.
pub(crate) fn together(phrases: &[Phrase]) -> Phrase {
    let words = phrases.iter().flat_map(|phrase| phrase.words.iter().cloned()).collect();
    // What was typed with a space between is looked for with a space, or a sign, between.
    let joined: Vec<bool> = phrases.iter().flat_map(|phrase| (0..phrase.words.len()).map(|place| place > 0)).collect();
    Phrase::new(words, &joined, false)
}

/// The characters that are not beside others, for the index of characters; empty when there are none.
pub(crate) fn characters(phrases: &[Phrase]) -> String {
    let characters = phrases.iter().filter_map(|phrase| phrase.character.as_ref());
    characters.map(|character| format!("\"{character}\"")).collect::<Vec<_>>().join(" AND ")
}

/// All phrases in a title.
pub(crate) fn in_title(phrases: &[Phrase]) -> String {
    let character =
        |phrase: &Phrase| phrase.character.as_ref().map(|character| format!("characters : \"{character}\""));
    let both = phrases.iter().flat_map(|phrase| [phrase.side_by_side("title", true), character(phrase)]);
    both.flatten().collect::<Vec<_>>().join(" AND ")
}

/// The same, of messages that have one of each of these groups of facets. `column`: where these are, with a colon.
pub(crate) fn narrowed(expression: String, facets: &[Vec<String>], column: &str) -> String {
    let mut all: Vec<String> = facets.iter().map(|any| format!("{column}({})", any.join(" OR "))).collect();
    if !expression.is_empty() {
        all.push(expression);
    }
    all.join(" AND ")
}

fn all(phrases: &[Phrase], columns: &str, may_grow: bool) -> String {
    phrases.iter().filter_map(|phrase| phrase.side_by_side(columns, may_grow)).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without the names of the columns.
    fn expression(text: &str) -> String {
        in_title(&phrases(text)).replace("title : ", "").replace("characters : ", "one ")
    }

    #[test]
    fn words_grow_characters_do_not_and_quotes_keep_together() {
        assert_eq!(expression("深海 fish"), "\"深海\" AND \"fish\"*");
        assert_eq!(expression("深海鱼"), "\"深海 海鱼\"");
        assert_eq!(expression("鱼"), "one \"鱼\"");
        assert_eq!(expression("使用Rust写代码"), "\"使用 用 rust 写代 代码\"");
        assert_eq!(expression("Rust写"), "\"rust\" AND one \"写\"");
        assert_eq!(expression("深，海"), "\"深\" AND one \"海\"");
        assert_eq!(expression("vitamin C"), "\"vitamin\"* AND \"c\"");
        assert_eq!(expression("say \"deep sea\" now"), "\"say\"* AND \"deep sea\" AND \"now\"*");
        assert_eq!(expression("\"deep se"), "\"deep se\"", "the quote is still open");
        assert_eq!(expression("a a"), "\"a\"");
    }

    #[test]
    fn nothing_that_is_typed_means_anything_to_the_index() {
        assert_eq!(
            expression("NEAR(a b) AND {text}: ^x* - 'y'"),
            "\"near a\" AND \"b\" AND \"and\"* AND \"text\"* AND \"x\" AND \"y\""
        );
        assert_eq!(expression("\" * ( ) : - ^"), "");
        assert_eq!(phrases(&"word ".repeat(1_000)).len(), 1);
        let many = (0..1_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(phrases(&many).len(), WORDS_MAX);
    }
}
