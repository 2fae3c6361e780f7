//! What one request shall get: the answer, its pace, and what goes wrong.

use serde::{Deserialize, Serialize};

use crate::faults::{Fault, Rejection};
use crate::gate::Gate;
use crate::tokens;

/// The reply to one request. Everything left out is as a good reply would have it.
///
/// The serde form is the body of `POST /__sim/script`; there `gate` is a name.
///
/// A title request is one with thinking off, at most 128 `max_tokens`, and a message that speaks
/// of a title or 标题. It gets a short title and takes no script from the queue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// The reasoning; dropped when the request has thinking off.
    pub(crate) reasoning: Option<String>,
    pub(crate) reasoning_tokens: Option<Vec<String>>,
    /// The answer, to be cut into tokens.
    pub(crate) answer: Option<String>,
    /// The answer in tokens of the test's choice; wins over `answer`.
    pub(crate) tokens: Option<Vec<String>>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) finish: Option<String>,
    pub(crate) faults: Vec<Fault>,
    /// Tokens a second; 0 sends at once.
    pub(crate) rate: Option<f64>,
    pub(crate) first_ms: Option<u64>,
    #[serde(rename = "gate")]
    pub(crate) gate_name: Option<String>,
    #[serde(skip)]
    pub(crate) gate: Option<Gate>,
    pub(crate) path: Option<String>,
    pub(crate) prompt_tokens: Option<u64>,
    /// Says all it has to say, whatever limit the request or its model sets.
    pub(crate) unlimited: bool,
}

/// One tool call of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Name of the function.
    pub name: String,
    /// Its arguments: JSON as text.
    pub arguments: String,
}

impl Script {
    /// An answer, cut into tokens by [`crate::split_tokens`].
    #[must_use]
    pub fn answer(text: impl Into<String>) -> Self {
        Self { answer: Some(text.into()), ..Self::default() }
    }

    /// An answer whose tokens (one an event) the test chooses.
    #[must_use]
    pub fn tokens<T: Into<String>>(tokens: impl IntoIterator<Item = T>) -> Self {
        Self { tokens: Some(tokens.into_iter().map(Into::into).collect()), ..Self::default() }
    }

    /// A mixed text (English, Chinese, code, tables, maths) of exactly this many tokens.
    #[must_use]
    pub fn generated(tokens: usize, seed: u64) -> Self {
        Self::tokens(crate::generate::tokens(tokens, seed))
    }

    /// An error of this status and text in the usual JSON shape.
    #[must_use]
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        Self::default().fault(Fault::Reject(Rejection {
            status,
            message: message.into(),
            kind: String::new(),
            retry_after: None,
        }))
    }

    /// A script that only misbehaves; its answer is the default one of the mode.
    #[must_use]
    pub fn faulty(fault: Fault) -> Self {
        Self::default().fault(fault)
    }

    /// Reasoning before the answer.
    #[must_use]
    pub fn reasoning(mut self, text: impl Into<String>) -> Self {
        self.reasoning = Some(text.into());
        self
    }

    /// Reasoning whose tokens the test chooses.
    #[must_use]
    pub fn reasoning_tokens<T: Into<String>>(mut self, tokens: impl IntoIterator<Item = T>) -> Self {
        self.reasoning_tokens = Some(tokens.into_iter().map(Into::into).collect());
        self
    }

    /// A tool call after the answer; the finish reason becomes `tool_calls`.
    #[must_use]
    pub fn tool(mut self, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        self.tools.push(Tool { name: name.into(), arguments: arguments.into() });
        self
    }

    /// Another finish reason than `stop` or `tool_calls`, at the end of the whole answer.
    #[must_use]
    pub fn finish(mut self, reason: impl Into<String>) -> Self {
        self.finish = Some(reason.into());
        self
    }

    /// One more thing that goes wrong.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Tokens a second, instead of the pace of the simulator; 0 sends at once.
    #[must_use]
    pub const fn rate(mut self, tokens_per_second: f64) -> Self {
        self.rate = Some(tokens_per_second);
        self
    }

    /// Milliseconds from the headers to the first token.
    #[must_use]
    pub const fn first_ms(mut self, milliseconds: u64) -> Self {
        self.first_ms = Some(milliseconds);
        self
    }

    /// Sends each event only as `gate` lets it through.
    #[must_use]
    pub fn gate(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// Serves the next request to this path (`/user/balance`, `/models`) instead of a chat.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Reports this many prompt tokens instead of the estimate.
    #[must_use]
    pub const fn prompt_tokens(mut self, tokens: u64) -> Self {
        self.prompt_tokens = Some(tokens);
        self
    }

    /// Says nothing of its own: takes reasoning and answer from `other`.
    pub(crate) fn filled_from(mut self, other: impl FnOnce() -> Self) -> Self {
        let silent = self.answer.is_none() && self.tokens.is_none() && self.tools.is_empty();
        if silent {
            let other = other();
            self.answer = other.answer;
            self.tokens = other.tokens;
            if self.reasoning.is_none() && self.reasoning_tokens.is_none() {
                self.reasoning = other.reasoning;
                self.reasoning_tokens = other.reasoning_tokens;
            }
        }
        self
    }

    pub(crate) fn answer_pieces(&self) -> Vec<String> {
        pieces(self.tokens.as_ref(), self.answer.as_ref())
    }

    pub(crate) fn reasoning_pieces(&self) -> Vec<String> {
        pieces(self.reasoning_tokens.as_ref(), self.reasoning.as_ref())
    }

    /// The whole text of the answer.
    #[must_use]
    pub fn answer_text(&self) -> String {
        self.answer_pieces().concat()
    }
}

fn pieces(tokens: Option<&Vec<String>>, text: Option<&String>) -> Vec<String> {
    tokens.cloned().unwrap_or_else(|| text.map(|text| tokens::split(text)).unwrap_or_default())
}
