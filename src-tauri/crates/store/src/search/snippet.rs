//! Snippets: the place in a text where the first hit is, in plain text on one line, with the hits marked.

use crate::search::ask::Phrase;
use crate::search::page::SnippetPart;
use crate::search::words;
use std::ops::{ControlFlow, Range};

/// Columns shown before the first hit, and in all. A Chinese character takes two.
const BEFORE: usize = 40;
const WIDTH: usize = 160;

/// Bytes looked at behind the first hit for others that are shown with it.
const BEHIND: usize = 4 * WIDTH;

/// The snippet of a text; `None` when no phrase is in it.
pub(crate) fn cut(text: &str, phrases: &[Phrase]) -> Option<Vec<SnippetPart>> {
    let marks = marks(text, phrases);
    let first = marks.first()?.start;
    Some(parts(text, begin_before(text, first), &marks))
}

/// Whether one of the phrases is in a text.
pub(crate) fn has(text: &str, phrases: &[Phrase]) -> bool {
    !marks(text, phrases).is_empty()
}

/// Which of the phrases are in a text, read once for all of them.
pub(crate) fn which(text: &str, phrases: &[Phrase]) -> Vec<bool> {
    let mut found = vec![false; phrases.len()];
    let mut left = phrases.len();
    let mut begun: Vec<(usize, usize)> = Vec::new();
    let mut end = 0;
    let _ = words::each_word(text, |word, place| {
        let is_joined = words::are_joined(text, end, place.start);
        end = place.end;
        begun.extend((0..phrases.len()).map(|phrase| (phrase, 0)));
        begun.retain_mut(|(phrase, next)| {
            let Some(seen) = found.get_mut(*phrase).filter(|seen| !**seen) else { return false };
            let Some(of) = phrases.get(*phrase).filter(|of| of.meets(*next, word, is_joined)) else { return false };
            *next += 1;
            let whole = *next == of.words.len();
            if whole {
                *seen = true;
                left -= 1;
            }
            !whole
        });
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// The beginning of a text, without marks.
pub(crate) fn beginning(text: &str) -> Vec<SnippetPart> {
    parts(text, 0, &[])
}

/// Where the phrases are, from the first on and not far beyond it; in order and apart.
fn marks(text: &str, phrases: &[Phrase]) -> Vec<Range<usize>> {
    let mut begun: Vec<(usize, usize, usize)> = Vec::new();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    let _ = words::each_word(text, |word, place| {
        if found.first().is_some_and(|first| place.start > first.end + BEHIND) {
            return ControlFlow::Break(());
        }
        let is_joined = words::are_joined(text, end, place.start);
        end = place.end;
        begun.extend((0..phrases.len()).map(|phrase| (phrase, 0, place.start)));
        begun.retain_mut(|(phrase, next, start)| {
            let Some(of) = phrases.get(*phrase).filter(|of| of.meets(*next, word, is_joined)) else { return false };
            *next += 1;
            let whole = *next == of.words.len();
            if whole {
                found.push(*start..place.end);
            }
            !whole
        });
        ControlFlow::Continue(())
    });
    found.sort_by_key(|mark| (mark.start, mark.end));
    found.dedup_by(|later, earlier| {
        let overlap = later.start < earlier.end;
        if overlap {
            earlier.end = earlier.end.max(later.end);
        }
        overlap
    });
    found
}

/// Some columns before the hit, at the beginning of a word if there is one on the way.
fn begin_before(text: &str, hit: usize) -> usize {
    let before = text.get(..hit).unwrap_or_default();
    let mut width = 0;
    let mut begin = hit;
    for (at, c) in before.char_indices().rev() {
        width += columns(c);
        if width > BEFORE {
            let word = text.get(begin..hit).unwrap_or_default().find(char::is_whitespace);
            return begin + word.filter(|at| *at < BEFORE / 2).unwrap_or(0);
        }
        begin = at;
    }
    0
}

fn parts(text: &str, begin: usize, marks: &[Range<usize>]) -> Vec<SnippetPart> {
    let mut line = Line { parts: Vec::new(), blank: true, width: 0 };
    if begin > 0 {
        line.push('…', false);
        line.blank = false;
    }
    let mut marks = marks.iter().peekable();
    for (at, c) in text.get(begin..).unwrap_or_default().char_indices() {
        let at = begin + at;
        while marks.next_if(|mark| mark.end <= at).is_some() {}
        if line.width >= WIDTH {
            line.push('…', false);
            break;
        }
        line.take(c, marks.peek().is_some_and(|mark| mark.contains(&at)));
    }
    line.parts
}

struct Line {
    parts: Vec<SnippetPart>,
    /// The last character was a space, or there is none yet.
    blank: bool,
    width: usize,
}

impl Line {
    fn take(&mut self, c: char, hit: bool) {
        if c.is_whitespace() {
            if !std::mem::replace(&mut self.blank, true) {
                self.push(' ', hit);
            }
            return;
        }
        // Marks of Markdown are no text, and signs that turn the direction of writing would turn what stands around.
        let marks = c == '`' || c == '*' || (!hit && self.blank && matches!(c, '#' | '>' | '|'));
        let hidden = c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        if !marks && !hidden {
            self.blank = false;
            self.push(c, hit);
        }
    }

    fn push(&mut self, c: char, hit: bool) {
        self.width += columns(c);
        match self.parts.last_mut() {
            Some(last) if last.hit == hit => last.text.push(c),
            _ => self.parts.push(SnippetPart { text: c.to_string(), hit }),
        }
    }
}

const fn columns(c: char) -> usize {
    if matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFF}')
    {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::ask::phrases;

    fn shown(text: &str, query: &str) -> String {
        let parts = cut(text, &phrases(query)).unwrap();
        parts.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_in_the_words_of_the_original() {
        assert_eq!(shown("The Deep　ＳＥＡ, deeper", "deep sea"), "The [Deep] [ＳＥＡ], [deeper]");
        assert_eq!(shown("深海里的鱼，深海", "深海"), "[深海]里的鱼，[深海]");
        assert_eq!(shown("用 Rust 写", "rust写"), "用 [Rust 写]");
        assert_eq!(shown("哈哈哈", "哈哈"), "[哈哈哈]", "hits that overlap are one");
        assert_eq!(shown("深，海，深**海**", "深海"), "深，海，[深海]", "side by side only");
        assert_eq!(cut("nothing here", &phrases("deep")), None);
    }

    #[test]
    fn a_snippet_is_one_line_of_plain_text_around_the_first_hit() {
        let text = format!("{}\n## The **needle**\n\n`code` {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = shown(&text, "needle");
        assert!(shown.starts_with("…") && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("hay The [needle] code straw straw"), "{shown}");
        assert!((WIDTH..WIDTH + 8).contains(&shown.chars().count()), "{}", shown.chars().count());
    }

    #[test]
    fn signs_that_turn_the_direction_are_left_out() {
        assert_eq!(shown("a\u{202E}b needle\u{0}", "needle"), "ab [needle]");
    }

    #[test]
    fn a_title_or_a_text_without_a_query_is_shown_from_its_beginning() {
        assert_eq!(beginning("# One\ntwo"), [SnippetPart { text: "One two".into(), hit: false }]);
        assert_eq!(beginning(""), []);
    }
}
