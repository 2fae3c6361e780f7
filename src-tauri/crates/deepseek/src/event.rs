//! What an answer is made of, in the order it arrives.

use std::time::Duration;

use crate::{logprobs::Logprobs, usage::Usage};

/// One step of a streamed answer.
///
/// The order of a complete answer is `Started`, deltas, `Usage`, `Finished`, and then the stream ends.
/// `KeepAlive` and `Note` may stand anywhere.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChatEvent {
    /// The first chunk came: the model works. Sent once.
    Started {
        /// The server's name for this answer; empty if it gave none.
        id: String,
        /// The model that answers, which may differ from the one asked for (aliases).
        model: String,
        /// DeepSeek's trace id from the response header, for support requests.
        trace_id: Option<String>,
        /// When the server began it, in seconds since 1970.
        created: Option<u64>,
        /// The server's name for its setup, in no known form.
        system_fingerprint: Option<String>,
    },
    /// The server waits with us: one comment line. Nothing to show but "still in the queue".
    KeepAlive,
    /// More of the reasoning, from whichever field the host sends it in. Never empty.
    Reasoning(String),
    /// More of the answer. Never empty.
    Text(String),
    /// More of a tool call.
    ToolCall(ToolCallDelta),
    /// How likely the tokens of the last piece were, if the request asked
    /// ([`ChatRequest::logprobs`](crate::ChatRequest::logprobs)).
    Logprobs(Logprobs),
    /// Token counts. A host may send them more than once; the last one holds.
    Usage(Usage),
    /// The server's word on why it stopped: the last event of a complete answer, sent once.
    /// A server that ended with `[DONE]` but named no reason gives [`Note::NoFinishReason`] instead.
    Finished(FinishReason),
    /// Something odd that cost nothing.
    Note(Note),
    /// Tool markup that the model's template let slip into the answer. Not part of it, and never to be
    /// run; kept so that nothing is lost.
    LeakedMarkup(String),
    /// An attempt failed before anything of the answer came, and another will follow. Only from a
    /// [`ResilientClient`](crate::resilience::ResilientClient).
    Retrying {
        /// Attempts that failed so far.
        attempt: u32,
        /// The wait before the next.
        delay: Duration,
        /// Why, by [`ApiError::code`](crate::ApiError::code).
        code: &'static str,
    },
}

impl ChatEvent {
    /// Whether this is part of the answer: from here on another attempt would repeat it.
    #[must_use]
    pub const fn is_content(&self) -> bool {
        matches!(self, Self::Reasoning(_) | Self::Text(_) | Self::ToolCall(_) | Self::LeakedMarkup(_))
    }
}

/// Why the model stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinishReason {
    /// Done, or a stop text was met.
    Stop,
    /// `max_tokens` or the context is full: the text is cut off.
    Length,
    /// The model wants tools run.
    ToolCalls,
    /// The server withheld the rest.
    ContentFilter,
    /// The server ran out of capacity in the middle.
    InsufficientSystemResource,
    /// The server gave up in the middle (new in September 2026).
    Aborted,
    /// A word this version does not know, as it came.
    Other(String),
}

impl FinishReason {
    /// Reads the wire's word.
    #[must_use]
    pub fn from_wire(word: &str) -> Self {
        match word {
            "stop" => Self::Stop,
            "length" => Self::Length,
            "tool_calls" => Self::ToolCalls,
            "content_filter" => Self::ContentFilter,
            "insufficient_system_resource" => Self::InsufficientSystemResource,
            "aborted" => Self::Aborted,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The wire's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::InsufficientSystemResource => "insufficient_system_resource",
            Self::Aborted => "aborted",
            Self::Other(word) => word,
        }
    }
}

/// A piece of a tool call. Pieces of one call share `index`; only the first carries id and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCallDelta {
    /// Which call of this answer, counted from 0.
    pub index: u32,
    /// The call's id, in its first piece; made up when the host sent none.
    pub id: Option<String>,
    /// The function's name, in its first piece.
    pub name: Option<String>,
    /// More of the arguments' JSON text. It may never become valid JSON: check it.
    pub arguments: String,
}

/// Something odd about an answer that is complete all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// `[DONE]` came, but no reason for stopping.
    NoFinishReason,
    /// The reason for stopping came, but no `[DONE]`.
    NoDoneMarker,
    /// The answer is empty and everything was said in the reasoning: show the reasoning.
    OnlyReasoning,
    /// An event was not readable as JSON and was left out.
    UnreadableEvent,
}
