//! Bare addresses in running text: `https://…`, `http://…` and `www.…`.
//!
//! After GFM's extended autolinks, with two changes: Chinese and Japanese text touches an address
//! without a space, so wide punctuation ends it, and so does an ideograph that no path asked for.
//! `www.` leads to `https`.

use crate::link::{self, Address};
use crate::span::{from, part, until};
use crate::unicode::{is_cjk_letter, is_invisible, is_wide_punctuation};

/// A piece of running text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Link(&'a str, Address),
}

/// Cuts `text` at its bare addresses. With `open_end` more text may follow at once: an address
/// that touches the end is not a link yet, since half an address leads elsewhere.
pub(crate) fn pieces(text: &str, open_end: bool) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        let found = from(text, start);
        let end = start + length(found);
        let word = part(text, start..end);
        if open_end && end == text.len() {
            break;
        }
        at = end.max(start + 4);
        if !has_dotted_host(word) {
            continue;
        }
        let full = if starts_with_ignoring_case(word, "www.") { format!("https://{word}") } else { word.to_owned() };
        if let Some(address) = link::address(&full) {
            if plain < start {
                out.push(Piece::Text(part(text, plain..start)));
            }
            out.push(Piece::Link(word, address));
            plain = end;
        }
    }
    if plain < text.len() {
        out.push(Piece::Text(from(text, plain)));
    }
    out
}

const STARTS: [&str; 3] = ["https://", "http://", "www."];

fn next_start(text: &str, from_at: usize) -> Option<usize> {
    let mut at = from_at;
    loop {
        let (offset, _) = from(text, at).char_indices().find(|(_, c)| matches!(c, 'h' | 'H' | 'w' | 'W'))?;
        let start = at + offset;
        let rest = from(text, start);
        let before = until(text, start).chars().next_back();
        let free = before.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '@' | '.' | '-' | '_'))
            || before == Some('_');
        if free && STARTS.iter().any(|word| starts_with_ignoring_case(rest, word)) {
            return Some(start);
        }
        at = start + 1;
    }
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// How many bytes of `text`, which begins with an address, belong to it.
fn length(text: &str) -> usize {
    let mut end = text.len();
    let mut before = ' ';
    let mut in_path = false;
    // `www.` has none, and looking for it would read the rest of the text once for each.
    let authority = until(text, 8).find("//").map_or(0, |at| at + 2);
    for (at, c) in text.char_indices() {
        if c.is_whitespace()
            || is_wide_punctuation(c)
            || is_invisible(c)
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}')
            || (is_cjk_letter(c)
                && !(in_path && (is_cjk_letter(before) || matches!(before, '/' | '=' | '_' | '-' | '+'))))
        {
            end = at;
            break;
        }
        in_path |= at >= authority && matches!(c, '/' | '?' | '#');
        before = c;
    }
    trimmed(until(text, end)).len()
}

/// Without the punctuation that belongs to the sentence around it.
fn trimmed(mut word: &str) -> &str {
    let mut surplus = word.bytes().filter(|b| *b == b')').count();
    surplus = surplus.saturating_sub(word.bytes().filter(|b| *b == b'(').count());
    while let Some(last) = word.chars().next_back() {
        let drop = match last {
            // `&copy;` or what looks like it.
            ';' if entity(word) > 0 => {
                word = until(word, word.len() - entity(word));
                continue;
            }
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | ']' | '[' => true,
            ')' if surplus > 0 => {
                surplus -= 1;
                true
            }
            _ => false,
        };
        if !drop {
            break;
        }
        word = until(word, word.len() - last.len_utf8());
    }
    word
}

/// Bytes of an entity at the end.
fn entity(word: &str) -> usize {
    let name = word.strip_suffix(';').unwrap_or(word).trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let length = word.len() - name.len();
    if length > 1 && name.ends_with('&') { length + 1 } else { 0 }
}

fn has_dotted_host(word: &str) -> bool {
    let rest = word.find("://").map_or(word, |at| from(word, at + 3));
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.split(':').next().unwrap_or("");
    host.eq_ignore_ascii_case("localhost")
        || (host.split('.').filter(|label| !label.is_empty()).count() >= 2 && !host.ends_with("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        pieces(text, false)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(word, _) => Some(word),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn punctuation_of_the_sentence_stays_outside() {
        for (text, link) in [
            ("see https://a.example/b.", "https://a.example/b"),
            ("(https://a.example/b)", "https://a.example/b"),
            ("https://a.example/b_(c)", "https://a.example/b_(c)"),
            ("\u{89c1}https://a.example/b\u{3002}\u{7136}\u{540e}", "https://a.example/b"),
            ("\u{89c1}https://a.example/b\u{ff0c}c", "https://a.example/b"),
            ("\u{ff08}https://a.example\u{ff09}", "https://a.example"),
            ("https://a.example\u{67e5}\u{770b}", "https://a.example"),
            ("https://a.example/b\u{67e5}\u{770b}", "https://a.example/b"),
            ("https://zh.a.example/wiki/\u{6df1}\u{5ea6}\u{3002}", "https://zh.a.example/wiki/\u{6df1}\u{5ea6}"),
            ("www.a.example, b", "www.a.example"),
            ("HTTPS://A.example!", "HTTPS://A.example"),
            ("http://localhost:3000/x", "http://localhost:3000/x"),
            ("https://a.example/?a=1&b=2'", "https://a.example/?a=1&b=2"),
        ] {
            assert_eq!(links(text), [link], "{text}");
        }
    }

    #[test]
    fn what_is_no_address_stays_text() {
        for text in [
            "xhttps://a.example",
            "https://",
            "https://.",
            "https://nodot",
            "www.",
            "www.x",
            "awww.b.example",
            "ftp://a.example",
        ] {
            let found = links(text);
            assert!(found.is_empty() || text == "www.x", "{text} gave {found:?}");
        }
    }

    #[test]
    fn half_an_address_is_no_link_yet() {
        assert_eq!(pieces("see https://a.exam", true), [Piece::Text("see https://a.exam")]);
        assert_eq!(pieces("https://a.example b", true).len(), 2);
    }
}
