//! A message: who said it, what came of it, and what is known about how it came.

use crate::{ClientId, ConversationId, MessageId, ModelId, Timestamp, Usage};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A stored or typed word that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// The stable word for this value in rows, files and on the wire.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word { $($word => Ok(Self::$variant),)+ _ => Err(UnknownWord) }
            }
        }
    };
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Instructions for the whole conversation.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// The result of a tool call.
    Tool,
}
words!(Role { System = "system", User = "user", Assistant = "assistant", Tool = "tool" });

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Text is still arriving.
    Streaming,
    /// Whole.
    Done,
    /// The person stopped it; the text so far is kept.
    Stopped,
    /// It was cut by the network, the server or the end of the app; the text so far is kept.
    Interrupted,
    /// No usable answer; `error_code` says why, and text that came before is kept.
    Failed,
}
words!(Status {
    Streaming = "streaming",
    Done = "done",
    Stopped = "stopped",
    Interrupted = "interrupted",
    Failed = "failed",
});

/// Why the model ended, in the API's own words. Unknown words are kept.
///
/// Source: DeepSeek chat reference, read 2026-11-22.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FinishReason {
    /// It had said all, or met a stop text.
    Stop,
    /// `max_tokens` or the context was reached.
    Length,
    /// It wants tools to run.
    ToolCalls,
    /// Text was withheld.
    ContentFilter,
    /// The server ran out of capacity in the middle.
    InsufficientSystemResource,
    /// The server broke off.
    Aborted,
    /// A word this version does not know.
    Other(String),
}

impl FinishReason {
    /// The API's word.
    #[must_use]
    pub fn word(&self) -> &str {
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

    /// The reason of the API's word; never fails, unknown words become [`FinishReason::Other`].
    #[must_use]
    pub fn from_word(word: &str) -> Self {
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
}

impl fmt::Display for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Milliseconds from the sending of the request, measured from stream events and never by a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timings {
    /// Until the first byte of the answer.
    pub first_byte_ms: Option<u64>,
    /// Until the first reasoning text.
    pub first_reasoning_ms: Option<u64>,
    /// Until the first answer text: thinking ended here.
    pub first_content_ms: Option<u64>,
    /// Until the end, whatever it was.
    pub end_ms: Option<u64>,
}

/// One message of a conversation's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// What it answers or follows; `None` for the first.
    pub parent_id: Option<MessageId>,
    /// Who speaks.
    pub role: Role,
    /// What became of it.
    pub status: Status,
    /// The text as it was written or came, byte for byte.
    pub text: String,
    /// The model's thinking, byte for byte; empty when it did not think.
    pub reasoning: String,
    /// The model that was asked (assistant only).
    pub model: Option<ModelId>,
    /// The model that answered, as the server named it.
    pub served_model: Option<String>,
    /// The host of the standby that answered in the place of the server that was chosen.
    pub served_by: Option<String>,
    /// Why the model ended.
    pub finish_reason: Option<FinishReason>,
    /// Code of the error that ended it, from the list in `wire`.
    pub error_code: Option<String>,
    /// The server's own words on the error, masked and capped.
    pub error_detail: Option<String>,
    /// Tokens as counted by the API.
    pub usage: Option<Usage>,
    /// The API's usage object as it came, for what this version does not read.
    pub usage_raw: Option<String>,
    /// The server's trace id, to quote to support.
    pub trace_id: Option<String>,
    /// When what arrived.
    pub timings: Timings,
    /// Makes a repeated send harmless.
    pub client_id: Option<ClientId>,
    /// When the person bookmarked it.
    pub bookmarked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Message {
    /// A message that is whole from the start: what a person typed.
    #[must_use]
    pub fn user(conversation_id: ConversationId, parent_id: Option<MessageId>, text: String, at: Timestamp) -> Self {
        Self::bare(conversation_id, parent_id, Role::User, Status::Done, text, at)
    }

    /// The empty row that an answer streams into.
    #[must_use]
    pub fn answer(conversation_id: ConversationId, parent_id: MessageId, model: ModelId, at: Timestamp) -> Self {
        let mut message =
            Self::bare(conversation_id, Some(parent_id), Role::Assistant, Status::Streaming, String::new(), at);
        message.model = Some(model);
        message
    }

    fn bare(
        conversation_id: ConversationId,
        parent_id: Option<MessageId>,
        role: Role,
        status: Status,
        text: String,
        at: Timestamp,
    ) -> Self {
        Self {
            id: MessageId::new(),
            conversation_id,
            parent_id,
            role,
            status,
            text,
            reasoning: String::new(),
            model: None,
            served_model: None,
            served_by: None,
            finish_reason: None,
            error_code: None,
            error_detail: None,
            usage: None,
            usage_raw: None,
            trace_id: None,
            timings: Timings::default(),
            client_id: None,
            bookmarked_at: None,
            created_at: at,
            updated_at: at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_finish_reason_is_kept_as_it_came() {
        assert_eq!(FinishReason::from_word("sleepy").word(), "sleepy");
        assert_eq!(FinishReason::from_word("length"), FinishReason::Length);
    }

    #[test]
    fn every_status_word_reads_back() {
        for status in [Status::Streaming, Status::Done, Status::Stopped, Status::Interrupted, Status::Failed] {
            assert_eq!(status.word().parse(), Ok(status));
        }
        assert_eq!("gone".parse::<Status>(), Err(UnknownWord));
    }
}
