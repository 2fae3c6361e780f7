//! Takes `<think>…</think>` apart for hosts that put the reasoning inside the answer.
//!
//! A tag counts only at the start of a reply; after the answer has begun it is text. Inside a code
//! fence a closing tag is text too. Tags may be split anywhere.

use crate::fence::Fence;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
/// More blanks than this before a tag are an answer that happens to be blank.
const MAX_LEADING_BLANKS: usize = 256;

/// How a host writes reasoning into the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ThinkTags {
    /// Reasoning stands between `<think>` and `</think>` at the start of a reply, or nowhere.
    #[default]
    Paired,
    /// The host's template has opened the tag itself: a reply begins with reasoning, up to `</think>`.
    ClosingOnly,
    /// Tags are ordinary text.
    Ignored,
}

/// What a piece of the answer turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Reasoning(String),
    Text(String),
}

/// Splits one reply.
#[derive(Debug)]
pub(crate) struct TagSplitter {
    state: State,
    /// Start: blanks and the beginning of an opening tag.
    held: String,
    /// Inside: how many characters of the closing tag have matched.
    matched: usize,
    fence: Fence,
    starts_inside: bool,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum State {
    Start,
    Inside,
    /// The tag is closed; blanks before the answer are layout.
    Closed,
    Answer,
}

impl TagSplitter {
    pub(crate) fn new(tags: ThinkTags) -> Self {
        Self {
            state: if tags == ThinkTags::Ignored { State::Answer } else { State::Start },
            held: String::new(),
            matched: 0,
            fence: Fence::default(),
            starts_inside: tags == ThinkTags::ClosingOnly,
        }
    }

    /// Takes the next piece of `content` and gives what is certain by now.
    pub(crate) fn push(&mut self, text: String, out: &mut impl FnMut(Piece)) {
        if self.state == State::Answer {
            emit_text(text, out);
            return;
        }
        let mut reasoning = String::new();
        let mut rest = text.as_str();
        while self.state != State::Answer {
            let Some(c) = rest.chars().next() else { break };
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            match self.state {
                State::Start => self.at_start(c, &mut reasoning),
                State::Inside => self.inside(c, &mut reasoning),
                State::Closed if c.is_whitespace() => {}
                State::Closed | State::Answer => {
                    self.state = State::Answer;
                    self.held.push(c);
                }
            }
        }
        emit_reasoning(reasoning, out);
        if self.state == State::Answer {
            let mut answer = std::mem::take(&mut self.held);
            answer.push_str(rest);
            emit_text(answer, out);
        }
    }

    /// A separate reasoning field has appeared: from now on tags are text.
    pub(crate) fn disable(&mut self, out: &mut impl FnMut(Piece)) {
        if self.state != State::Answer {
            self.finish(out);
            self.state = State::Answer;
        }
    }

    /// Gives what was held back at the end of the reply. Reasoning that was never closed stays reasoning.
    pub(crate) fn finish(&mut self, out: &mut impl FnMut(Piece)) {
        let held = std::mem::take(&mut self.held);
        let matched = CLOSE.get(..std::mem::take(&mut self.matched)).unwrap_or_default();
        match self.state {
            State::Start | State::Closed | State::Answer => emit_text(held, out),
            State::Inside => emit_reasoning(matched.to_owned(), out),
        }
    }

    fn at_start(&mut self, c: char, reasoning: &mut String) {
        self.held.push(c);
        let seen = self.held.trim_start();
        if seen == OPEN {
            self.held.clear();
            self.state = State::Inside;
        } else if !OPEN.starts_with(seen) || self.held.len() > MAX_LEADING_BLANKS {
            if self.starts_inside {
                self.state = State::Inside;
                for c in std::mem::take(&mut self.held).chars() {
                    // The held text may itself begin or hold the closing tag.
                    if self.state == State::Inside {
                        self.inside(c, reasoning);
                    } else {
                        self.held.push(c);
                    }
                }
            } else {
                self.state = State::Answer;
            }
        }
    }

    fn inside(&mut self, c: char, reasoning: &mut String) {
        let inert = self.fence.is_open();
        self.fence.push(c);
        if !inert && CLOSE.chars().nth(self.matched) == Some(c) {
            self.matched += 1;
            if self.matched == CLOSE.len() {
                self.matched = 0;
                self.state = State::Closed;
            }
            return;
        }
        if self.matched > 0 {
            reasoning.push_str(CLOSE.get(..self.matched).unwrap_or_default());
            self.matched = 0;
            // `<` begins the tag anew; no other character of it repeats.
            if c == '<' {
                self.matched = 1;
                return;
            }
        }
        reasoning.push(c);
    }
}

fn emit_text(text: String, out: &mut impl FnMut(Piece)) {
    if !text.is_empty() {
        out(Piece::Text(text));
    }
}

fn emit_reasoning(text: String, out: &mut impl FnMut(Piece)) {
    if !text.is_empty() {
        out(Piece::Reasoning(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reasoning and text of a reply that arrives in pieces of `size` characters.
    fn split(tags: ThinkTags, reply: &str, size: usize) -> (String, String) {
        let mut splitter = TagSplitter::new(tags);
        let (mut reasoning, mut text) = (String::new(), String::new());
        let mut take = |piece: Piece| match piece {
            Piece::Reasoning(piece) => reasoning.push_str(&piece),
            Piece::Text(piece) => text.push_str(&piece),
        };
        let chars: Vec<char> = reply.chars().collect();
        for piece in chars.chunks(size) {
            splitter.push(piece.iter().collect(), &mut take);
        }
        splitter.finish(&mut take);
        (reasoning, text)
    }

    #[test]
    fn every_rule_of_inline_reasoning_holds_however_the_reply_is_split() {
        use ThinkTags::{ClosingOnly, Ignored, Paired};
        let table = [
            ("a plain pair", Paired, "<think>why</think>\n\nso", "why", "so"),
            ("blanks before the tag", Paired, " \n<think>why</think>so", "why", "so"),
            ("no tag", Paired, "hello <b>", "", "hello <b>"),
            ("almost a tag", Paired, "<thin ice", "", "<thin ice"),
            ("only the beginning of a tag", Paired, "<thi", "", "<thi"),
            ("a tag after the answer began", Paired, "Use <think>x</think>", "", "Use <think>x</think>"),
            ("a second pair", Paired, "<think>a</think>b<think>c</think>", "a", "b<think>c</think>"),
            ("never closed", Paired, "<think>on and on </thi", "on and on </thi", ""),
            ("almost closed", Paired, "<think>a </b <</think>c", "a </b <", "c"),
            ("in a code fence", Paired, "<think>a\n```\n</think>\n```\nb</think>c", "a\n```\n</think>\n```\nb", "c"),
            ("empty reasoning", Paired, "<think>\n</think>hi", "\n", "hi"),
            ("opened by the template", ClosingOnly, "why</think>so", "why", "so"),
            ("opened twice", ClosingOnly, "<think>why</think>so", "why", "so"),
            ("closed at once", ClosingOnly, "</think>so", "", "so"),
            ("opened by the template, never closed", ClosingOnly, "why", "why", ""),
            ("ignored", Ignored, "<think>a</think>b", "", "<think>a</think>b"),
            ("Chinese", Paired, "<think>想</think>答", "想", "答"),
        ];
        for (name, tags, reply, reasoning, text) in table {
            for size in [1, 2, 3, 5, 7, 1000] {
                assert_eq!(
                    split(tags, reply, size),
                    (reasoning.to_owned(), text.to_owned()),
                    "{name}, {size} at a time"
                );
            }
        }
    }

    #[test]
    fn a_reply_of_blanks_is_not_held_back_for_ever() {
        let blanks = " ".repeat(1000);
        let mut splitter = TagSplitter::new(ThinkTags::Paired);
        let mut seen = 0;
        splitter.push(blanks, &mut |piece| {
            if let Piece::Text(text) = piece {
                seen += text.len();
            }
        });
        assert_eq!(seen, 1000);
    }
}
