//! The words of a text, as the index knows them and as a query asks for them.
//!
//! Text is brought to one form (compatibility forms, case and accents gone) and cut: one word per character where a
//! script has no spaces, one per emoji or other sign beyond ASCII, and runs of letters and digits elsewhere.
//! Each word knows its place in the original, so what a query found can be marked there.

use std::collections::HashSet;
use std::ops::{ControlFlow, Range};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Longer words are cut: encoded files in a message would fill the index with what nobody types.
const WORD_MAX_CHARS: usize = 64;

/// Names the rules of this file. An index made by others is made anew.
pub(crate) fn rules() -> String {
    let (major, minor, patch) = unicode_normalization::UNICODE_VERSION;
    format!("2 unicode {major}.{minor}.{patch}")
}

/// Calls `found` with each word and its place in the text, until it breaks.
pub(crate) fn each_word<B>(text: &str, mut found: impl FnMut(&str, Range<usize>) -> ControlFlow<B>) -> ControlFlow<B> {
    let mut cutter = Cutter { word: String::new(), chars: 0, place: 0..0, found: &mut found };
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let mut end = start + first.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        if !next.is_some_and(joins) && (first.is_ascii() || is_plain_han(first)) {
            cutter.plain(first.to_ascii_lowercase(), next, start..end)?;
            continue;
        }
        while let Some((at, c)) = chars.next_if(|(_, c)| joins(*c)) {
            end = at + c.len_utf8();
        }
        for c in
            text.get(start..end).unwrap_or_default().nfkd().flat_map(char::to_lowercase).filter(|c| is_kept(*c)).nfc()
        {
            cutter.plain(if c == 'ς' { 'σ' } else { c }, None, start..end)?;
        }
    }
    cutter.flush()
}

/// What the index is given of a text: its words with spaces between them, and the characters of Chinese in it.
///
/// Where each character is a word, the index is given pairs, each with the next character, and the last one alone: two
/// characters that are common each are rare side by side, so that a phrase is found without reading what has both
/// somewhere. A single character is found among `characters`, where each stands once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Indexed {
    pub(crate) words: String,
    pub(crate) characters: String,
}

/// The words of a text for the index.
pub(crate) fn indexed(text: &str) -> Indexed {
    let mut indexed = Indexed { words: String::with_capacity(text.len() + text.len() / 2), ..Indexed::default() };
    let mut seen = HashSet::new();
    let mut before: Option<(char, usize)> = None;
    let add = |words: &mut String, word: &str| {
        words.push_str(word);
        words.push(' ');
    };
    let _ = each_word::<()>(text, |word, place| {
        let character = word.chars().next().filter(|c| stands_alone(*c));
        let joined = before.is_some_and(|(_, end)| character.is_some() && are_joined(text, end, place.start));
        if let Some((c, _)) = before {
            indexed.words.push(c);
            if !joined {
                indexed.words.push(' ');
            }
        }
        if let Some(c) = character {
            if joined {
                add(&mut indexed.words, word);
            }
            if seen.insert(c) {
                add(&mut indexed.characters, word);
            }
        } else {
            add(&mut indexed.words, word);
        }
        before = character.map(|c| (c, place.end));
        ControlFlow::Continue(())
    });
    if let Some((c, _)) = before {
        indexed.words.push(c);
    }
    indexed
}

/// Two characters stand side by side, or have nothing but marks of Markdown between them.
pub(crate) fn are_joined(text: &str, end: usize, start: usize) -> bool {
    text.get(end..start)
        .is_some_and(|between| between.chars().all(|c| matches!(c, '*' | '_' | '`' | '~') || is_invisible(c)))
}

/// A word of a script without spaces: one character.
pub(crate) fn is_character(word: &str) -> bool {
    word.chars().next().is_some_and(stands_alone)
}

/// Whether a word is a part of a longer one when more is typed: only where words are runs of letters, and from three on.
/// Half of all texts have a word that begins with any two letters, and AI, Go or 7B are words that people look for.
pub(crate) fn may_grow(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|first| !stands_alone(first) && is_word_char(first)) && chars.nth(1).is_some()
}

struct Cutter<'a, F> {
    word: String,
    chars: usize,
    place: Range<usize>,
    found: &'a mut F,
}

impl<B, F: FnMut(&str, Range<usize>) -> ControlFlow<B>> Cutter<'_, F> {
    /// Takes one character in its final form. `next` is what follows it in the text, where that matters.
    fn plain(&mut self, c: char, next: Option<char>, place: Range<usize>) -> ControlFlow<B> {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                self.push(c, place);
                return ControlFlow::Continue(());
            }
            return self.ascii_sign(c, next, place.end);
        }
        if stands_alone(c) || is_sign(c) {
            self.flush()?;
            return (self.found)(c.encode_utf8(&mut [0; 4]), place);
        }
        if is_word_char(c) {
            self.push(c, place);
            return ControlFlow::Continue(());
        }
        if is_invisible(c) { ControlFlow::Continue(()) } else { self.flush() }
    }

    /// C#, F#, C++ and g++ are words; elsewhere these signs end one.
    fn ascii_sign(&mut self, sign: char, next: Option<char>, end: usize) -> ControlFlow<B> {
        let ends_here = !next.is_some_and(char::is_alphanumeric);
        let belongs = match sign {
            '#' => ends_here && matches!(self.word.as_str(), "c" | "f"),
            '+' if next == Some('+') => matches!(self.word.as_str(), "c" | "g"),
            '+' => ends_here && matches!(self.word.as_str(), "c+" | "g+"),
            _ => false,
        };
        if belongs {
            self.word.push(sign);
            self.place.end = end;
            return ControlFlow::Continue(());
        }
        self.flush()
    }

    fn push(&mut self, c: char, place: Range<usize>) {
        if self.word.is_empty() {
            self.place.start = place.start;
            self.chars = 0;
        }
        self.place.end = place.end;
        if self.chars < WORD_MAX_CHARS {
            self.word.push(c);
            self.chars += 1;
        }
    }

    fn flush(&mut self) -> ControlFlow<B> {
        if self.word.is_empty() {
            return ControlFlow::Continue(());
        }
        let answer = (self.found)(&self.word, self.place.clone());
        self.word.clear();
        answer
    }
}

/// The common Chinese characters: no form of them needs to be looked up.
const fn is_plain_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Characters that form one with what stands before them.
fn joins(c: char) -> bool {
    !c.is_ascii()
        && (canonical_combining_class(c) != 0
            || is_combining_mark(c)
            || matches!(c, '\u{1160}'..='\u{11FF}' | '\u{FF9E}' | '\u{FF9F}'))
}

/// Scripts without spaces between words: each character is a word, and a query of any length finds exactly what
/// contains it.
const fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{312F}'
        | '\u{3131}'..='\u{318E}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        && !matches!(c, '\u{3099}'..='\u{30A0}' | '\u{30FB}')
        || matches!(c, '\u{309D}'..='\u{309F}')
}

/// Letters, digits, and the marks that some scripts write words with.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Accents on letters, points of vowels: many people leave them out when they search.
const fn is_kept(c: char) -> bool {
    // A stroke through a sign of mathematics is not an accent.
    !matches!(c, '\u{0300}'..='\u{0333}' | '\u{0339}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Has no shape of its own and does not end a word.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Emoji, arrows, mathematics, currencies: signs that people look for. Punctuation and the lines of drawn boxes are not.
fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{A2}'..='\u{A9}' | '\u{AC}' | '\u{AE}'..='\u{B1}' | '\u{B5}' | '\u{D7}' | '\u{F7}'
        | '\u{20A0}'..='\u{20CF}' | '\u{2100}'..='\u{24FF}' | '\u{25A0}'..='\u{2BFF}'
        | '\u{3200}'..='\u{33FF}' | '\u{1F000}'..='\u{1FBFF}')
        && c != '§'
        && !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        let _ = each_word::<()>(text, |word, _| {
            words.push(word.to_owned());
            ControlFlow::Continue(())
        });
        words
    }

    #[test]
    fn the_index_has_pairs_of_characters_and_each_character_once() {
        let of = |text: &str| indexed(text);
        let whole = of("深海里，深**海** Rust写 ok🐟");
        assert_eq!(whole.words.trim_end(), "深海 海里 里 深海 海 rust 写 ok 🐟");
        assert_eq!(whole.characters.trim_end(), "深 海 里 写");
        assert_eq!(of("深\u{200B}海").words.trim_end(), "深海 海");
        assert_eq!(of(""), Indexed::default());
    }

    #[test]
    fn chinese_is_cut_into_characters_and_english_into_words() {
        assert_eq!(words("深海里的Rust编程，2.0!"), ["深", "海", "里", "的", "rust", "编", "程", "2", "0"]);
        assert_eq!(words("begin_turn(db)"), ["begin", "turn", "db"]);
        assert_eq!(words("こんにちはカー"), ["こ", "ん", "に", "ち", "は", "カ", "ー"]);
        assert_eq!(words("한국어"), ["한", "국", "어"]);
    }

    #[test]
    fn forms_of_one_text_are_one() {
        assert_eq!(words("ＡＰＩ　１２３"), ["api", "123"]);
        assert_eq!(words("Éclair"), words("e\u{301}CLAIR"));
        assert_eq!(words("ｶﾞ"), words("ガ"));
        assert_eq!(words("ガ"), words("カ\u{3099}"));
        assert_eq!(words("ﬁle ㎏"), ["file", "kg"]);
        assert_eq!(words("soft\u{AD}hyphen zero\u{200B}width"), ["softhyphen", "zerowidth"]);
        assert_eq!(words("ΣΊΣΥΦΟΣ"), words("σίσυφος"));
        assert_eq!(words("İstanbul"), ["istanbul"]);
    }

    #[test]
    fn emoji_and_signs_are_words_and_punctuation_is_not() {
        assert_eq!(words("fish🐟🐟!"), ["fish", "🐟", "🐟"]);
        assert_eq!(words("❤\u{FE0F}"), ["❤"]);
        assert_eq!(words("a → b ≠ c € …「」—"), ["a", "→", "b", "≠", "c", "€"]);
        assert_eq!(words("C++ and C#, not c or #heading a++"), ["c++", "and", "c#", "not", "c", "or", "heading", "a"]);
    }

    #[test]
    fn places_lead_back_to_the_original() {
        let text = "Ｆｕｌｌ 深海 e\u{301}t";
        let mut places = Vec::new();
        let _ = each_word::<()>(text, |word, place| {
            places.push((word.to_owned(), text.get(place).unwrap()));
            ControlFlow::Continue(())
        });
        let expected = [("full", "Ｆｕｌｌ"), ("深", "深"), ("海", "海"), ("et", "e\u{301}t")];
        assert_eq!(places, expected.map(|(word, place)| (word.to_owned(), place)));
    }

    #[test]
    fn long_words_are_cut_and_all_text_ends() {
        assert_eq!(words(&"x".repeat(10_000))[0].len(), WORD_MAX_CHARS);
        assert_eq!(words("\u{301}\u{FE0F}\0\u{200D}"), Vec::<String>::new());
        assert_eq!(words("क्षत्रिय"), words("क्षत्रिय"));
    }

    #[test]
    fn only_runs_of_three_and_more_letters_may_grow() {
        assert!(may_grow("str") && may_grow("202"));
        assert!(!may_grow("st") && !may_grow("深") && !may_grow("🐟") && !may_grow("→"));
    }
}
