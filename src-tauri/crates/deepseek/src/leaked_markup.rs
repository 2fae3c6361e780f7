//! Takes tool markup out of the answer where a model's template let it leak (notes, section 10).
//!
//! `<｜DSML｜tool_calls>…</｜DSML｜tool_calls>`, with one or two bars, full-width or ASCII, and split over
//! chunks. What is taken out is told as [`ChatEvent::LeakedMarkup`](crate::ChatEvent::LeakedMarkup): it is
//! not lost, not shown as the answer and never run. Inside a code fence it is text: somebody may write
//! about it.

use crate::fence::Fence;

const WORD: &str = "DSML";
/// A tag that has no end by then, in bytes, is handed over in pieces.
const LONGEST_TAG: usize = 256;

/// What a piece of the answer turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Markup(String),
}

/// Splits one answer.
#[derive(Debug, Default)]
pub(crate) struct MarkupFilter {
    fence: Fence,
    /// The beginning of a tag that may be one of ours, or the rest of one up to its `>`.
    held: String,
    /// The name of the outermost open tag.
    open: Option<String>,
}

impl MarkupFilter {
    /// Whether `text` certainly passes as it is, with nothing to remember but fences.
    fn is_plain(&self, text: &str) -> bool {
        self.open.is_none() && self.held.is_empty() && memchr::memchr(b'<', text.as_bytes()).is_none()
    }

    pub(crate) fn push(&mut self, text: String, out: &mut impl FnMut(Part)) {
        if self.is_plain(&text) {
            self.fence.push_all(&text);
            out(Part::Text(text));
            return;
        }
        let (mut plain, mut markup) = (String::new(), String::new());
        for c in text.chars() {
            self.character(c, &mut plain, &mut markup, out);
        }
        emit(plain, markup, out);
    }

    /// Gives what was held back at the end of the answer.
    pub(crate) fn finish(&mut self, out: &mut impl FnMut(Part)) {
        let held = std::mem::take(&mut self.held);
        if self.open.is_some() { emit(String::new(), held, out) } else { emit(held, String::new(), out) }
    }

    fn character(&mut self, c: char, plain: &mut String, markup: &mut String, out: &mut impl FnMut(Part)) {
        if self.held.is_empty() && c != '<' {
            if self.open.is_some() {
                markup.push(c);
            } else {
                self.fence.push(c);
                plain.push(c);
            }
            return;
        }
        if c == '<' && !self.held.is_empty() {
            self.release(plain, markup);
        }
        if c == '<' && self.open.is_none() && self.fence.is_open() {
            plain.push(c);
            return;
        }
        self.held.push(c);
        match head(&self.held) {
            Head::Maybe => {}
            Head::No => self.release(plain, markup),
            Head::Ours if c != '>' => {
                // A tag that never ends is markup all the same, but it must not be held for ever.
                if self.held.len() > LONGEST_TAG {
                    emit(std::mem::take(plain), String::new(), out);
                    self.open.get_or_insert_default();
                    markup.push_str(&std::mem::take(&mut self.held));
                }
            }
            Head::Ours => {
                let tag = std::mem::take(&mut self.held);
                let name = name(&tag);
                emit(std::mem::take(plain), String::new(), out);
                markup.push_str(&tag);
                if tag.starts_with("</") {
                    if self.open.as_deref().is_none_or(|open| open == name) {
                        self.open = None;
                        emit(String::new(), std::mem::take(markup), out);
                    }
                } else if self.open.is_none() {
                    self.open = Some(name);
                }
            }
        }
    }

    /// What was held back is no tag of ours.
    fn release(&mut self, plain: &mut String, markup: &mut String) {
        let held = std::mem::take(&mut self.held);
        if self.open.is_some() {
            markup.push_str(&held);
        } else {
            self.fence.push_all(&held);
            plain.push_str(&held);
        }
    }
}

enum Head {
    /// Too short to tell.
    Maybe,
    Ours,
    No,
}

/// Whether a text that begins with `<` is one of our tags.
fn head(held: &str) -> Head {
    let is_bar = |c: char| c == '｜' || c == '|';
    let rest = held.trim_start_matches('<');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let after = rest.trim_start_matches(is_bar);
    let bars = rest.chars().count() - after.chars().count();
    if bars > 2 || (bars == 0 && !after.is_empty()) {
        return Head::No;
    }
    if after.len() < WORD.len() {
        return if WORD.starts_with(after) { Head::Maybe } else { Head::No };
    }
    match after.strip_prefix(WORD) {
        Some("") => Head::Maybe,
        Some(tail) if tail.starts_with(is_bar) => Head::Ours,
        _ => Head::No,
    }
}

/// `tool_calls` of `</｜DSML｜tool_calls>`.
fn name(tag: &str) -> String {
    let after = tag.split_once(WORD).map_or("", |(_, after)| after);
    let after = after.trim_start_matches(['｜', '|']);
    after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

fn emit(plain: String, markup: String, out: &mut impl FnMut(Part)) {
    // `character` hands text over before it begins markup, so text that is left stands behind it.
    if !markup.is_empty() {
        out(Part::Markup(markup));
    }
    if !plain.is_empty() {
        out(Part::Text(plain));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(answer: &str, size: usize) -> (String, String) {
        let mut filter = MarkupFilter::default();
        let (mut text, mut markup) = (String::new(), String::new());
        let mut take = |part: Part| match part {
            Part::Text(part) => text.push_str(&part),
            Part::Markup(part) => markup.push_str(&part),
        };
        let chars: Vec<char> = answer.chars().collect();
        for piece in chars.chunks(size) {
            filter.push(piece.iter().collect(), &mut take);
        }
        filter.finish(&mut take);
        (text, markup)
    }

    #[test]
    fn leaked_tool_markup_is_folded_away_however_it_is_spelled_and_split() {
        let leak = |bar: &str| {
            format!(
                "<{bar}DSML{bar}tool_calls>\n<{bar}DSML{bar}invoke name=\"f\">x < y</{bar}DSML{bar}invoke>\n</{bar}DSML{bar}tool_calls>"
            )
        };
        for bar in ["｜", "|", "｜｜", "||"] {
            let leak = leak(bar);
            let fenced = format!("```\n{leak}\n```\n");
            let table = [
                (format!("before {leak} after"), "before  after".to_owned(), leak.clone()),
                (leak.clone(), String::new(), leak.clone()),
                (format!("a{leak}b{leak}c"), "abc".to_owned(), format!("{leak}{leak}")),
                (fenced.clone(), fenced, String::new()),
                (
                    format!("cut <{bar}DSML{bar}tool_calls>\nrest"),
                    "cut ".to_owned(),
                    format!("<{bar}DSML{bar}tool_calls>\nrest"),
                ),
                (format!("odd end </{bar}DSML{bar}x> more"), "odd end  more".to_owned(), format!("</{bar}DSML{bar}x>")),
            ];
            for (answer, text, markup) in table {
                for size in [1, 2, 3, 7, 1000] {
                    assert_eq!(split(&answer, size), (text.clone(), markup.clone()), "{answer}, {size} at a time");
                }
            }
        }
    }

    #[test]
    fn what_only_looks_like_it_stays_text() {
        for answer in [
            "a < b",
            "<",
            "<｜",
            "<|DSM",
            "<｜DSMX｜>",
            "<|||DSML|x>",
            "if a<b {}",
            "<DSML>",
            "<b>bold</b>",
            "x <|end|> y",
            "<｜DSML",
        ] {
            for size in [1, 2, 1000] {
                assert_eq!(split(answer, size), (answer.to_owned(), String::new()), "{answer}");
            }
        }
    }

    proptest! {
        #[test]
        fn not_a_character_is_lost_and_splitting_changes_nothing(
            answer in "(<|</|｜|\\||DSML|tool_calls|>|`|\n|a| ){0,40}",
            size in 1..9_usize,
        ) {
            let whole = split(&answer, 10_000);
            prop_assert_eq!(split(&answer, size), whole.clone());
            prop_assert_eq!(whole.0.chars().count() + whole.1.chars().count(), answer.chars().count());
        }
    }
}
