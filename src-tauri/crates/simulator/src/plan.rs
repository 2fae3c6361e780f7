//! A script laid out as the pieces of one reply, before anything goes wrong with it.

use std::time::Duration;

use crate::identity::Dice;
use crate::script::Script;
use crate::tokens;

/// One thing to send or do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The delta with the role.
    Open,
    /// One token of reasoning.
    Reasoning(String),
    /// One token of the answer.
    Content(String),
    /// A tool call begins.
    CallOpen { index: usize, id: String, name: String },
    /// One token of its arguments.
    CallArguments { index: usize, fragment: String },
    /// The last delta, with finish reason and usage.
    Finish(Option<String>),
    /// Usage in a chunk of its own.
    UsageOnly,
    /// `[DONE]`.
    Done,
    /// `delta:null`.
    DeltaNull,
    /// No `delta`.
    DeltaMissing,
    /// A `data:` line with this text.
    Data(String),
    /// A line with this text, no `data:` before it.
    Line(String),
    /// A whole reply that is not streamed.
    Whole(String),
    /// A comment line.
    Comment(&'static str),
    /// A blank line before a whole reply.
    Blank,
    /// A pause.
    Wait(Duration),
    /// Silence until the client leaves.
    Stall,
    /// The body ends here.
    Cut,
}

impl Piece {
    /// Counts as an event: a `data:` line.
    pub(crate) const fn is_event(&self) -> bool {
        !matches!(self, Self::Comment(_) | Self::Blank | Self::Wait(_) | Self::Stall | Self::Cut | Self::Line(_))
    }

    /// Counts as a token: paced and billed.
    pub(crate) const fn is_token(&self) -> bool {
        matches!(self, Self::Reasoning(_) | Self::Content(_) | Self::CallArguments { .. })
    }
}

/// A reply laid out.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) reasoning_tokens: u64,
    pub(crate) completion_tokens: u64,
}

/// What the request allows.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    pub(crate) thinking: bool,
    pub(crate) token_limit: u64,
    pub(crate) stop: Vec<String>,
}

impl Plan {
    pub(crate) fn new(script: &Script, bounds: &Bounds, dice: &mut Dice) -> Self {
        let mut body = Vec::new();
        if bounds.thinking {
            body.extend(script.reasoning_pieces().into_iter().map(Piece::Reasoning));
        }
        let (answer, stopped) = until_stop(script.answer_pieces(), &bounds.stop);
        body.extend(answer.into_iter().map(Piece::Content));
        if !stopped {
            for (index, tool) in script.tools.iter().enumerate() {
                body.push(Piece::CallOpen { index, id: dice.call_id(index), name: tool.name.clone() });
                let fragments = tokens::split(&tool.arguments).into_iter();
                body.extend(fragments.map(|fragment| Piece::CallArguments { index, fragment }));
            }
        }
        let usual = if script.tools.is_empty() || stopped { "stop" } else { "tool_calls" };
        let finish = script.finish.clone().unwrap_or_else(|| usual.to_owned());
        let mut plan = Self { pieces: body, reasoning_tokens: 0, completion_tokens: 0 };
        plan.pieces.insert(0, Piece::Open);
        plan.pieces.push(Piece::Finish(Some(finish)));
        plan.pieces.push(Piece::Done);
        plan.cut_after(usize::try_from(bounds.token_limit).unwrap_or(usize::MAX), "length");
        plan
    }

    /// Ends the answer after `limit` tokens with `reason`, if it is longer than that.
    pub(crate) fn cut_after(&mut self, limit: usize, reason: &str) {
        let mut seen = 0;
        let over = self.pieces.iter().position(|piece| {
            seen += usize::from(piece.is_token());
            seen > limit
        });
        if let Some(over) = over {
            self.pieces.truncate(over);
            self.pieces.push(Piece::Finish(Some(reason.to_owned())));
            self.pieces.push(Piece::Done);
        }
        self.count();
    }

    /// Counts tokens anew after the pieces changed.
    pub(crate) fn count(&mut self) {
        let count = |wanted: fn(&Piece) -> bool| {
            let found = self.pieces.iter().filter(|piece| wanted(piece)).count();
            u64::try_from(found).unwrap_or_default()
        };
        self.reasoning_tokens = count(|piece| matches!(piece, Piece::Reasoning(_)));
        self.completion_tokens = count(Piece::is_token);
    }

    /// The answer's text as it stands in the pieces.
    pub(crate) fn answer(&self) -> String {
        let text = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Content(token) => Some(token.as_str()),
            _ => None,
        });
        text.collect()
    }

    /// The reasoning's text as it stands in the pieces.
    pub(crate) fn reasoning(&self) -> String {
        let text = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Reasoning(token) => Some(token.as_str()),
            _ => None,
        });
        text.collect()
    }
}

/// The tokens before the first stop string, which itself is not returned; and whether one came.
fn until_stop(answer: Vec<String>, stop: &[String]) -> (Vec<String>, bool) {
    if stop.is_empty() {
        return (answer, false);
    }
    let text = answer.concat();
    let words = stop.iter().filter(|word| !word.is_empty());
    let end = words.filter_map(|word| text.find(word.as_str())).min();
    match end.and_then(|end| text.get(..end)) {
        Some(kept) => (tokens::split(kept), true),
        None => (answer, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> Bounds {
        Bounds { thinking: true, token_limit: 100, stop: Vec::new() }
    }

    #[test]
    fn the_limit_counts_reasoning_and_ends_with_length() {
        let script = Script::answer("a b c").reasoning("d e");
        let short = Bounds { token_limit: 3, ..bounds() };
        let plan = Plan::new(&script, &short, &mut Dice::new(1));
        assert_eq!((plan.reasoning_tokens, plan.completion_tokens), (2, 3));
        assert_eq!(plan.answer(), "a");
        assert!(plan.pieces.contains(&Piece::Finish(Some("length".into()))));
    }

    #[test]
    fn a_stop_string_ends_the_answer_before_itself() {
        let script = Script::answer("one two END three");
        let stop = Bounds { stop: vec!["END".into()], ..bounds() };
        assert_eq!(Plan::new(&script, &stop, &mut Dice::new(1)).answer(), "one two ");
    }
}
