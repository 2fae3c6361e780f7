//! The turns of a conversation as the API wants them.

use serde::{Serialize, Serializer, ser::SerializeMap};

pub use part::{Detail, Part};

mod part;

/// One turn. Text travels as a plain string: older models and several hosts refuse arrays.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// Standing instructions.
    System {
        /// The text.
        content: String,
    },
    /// What the person wrote.
    User {
        /// The text.
        content: String,
    },
    /// What the person wrote, with pictures or files. Flash reads them, Pro refuses them (2026-09-18).
    UserParts {
        /// Texts, pictures and files in their order.
        parts: Vec<Part>,
    },
    /// What the model answered.
    Assistant {
        /// The text; may be empty when there are tool calls.
        content: String,
        /// Its reasoning, byte for byte as it came. It is sent only where the API wants it back.
        reasoning: Option<String>,
        /// The calls it made.
        tool_calls: Vec<ToolCall>,
        /// The answer is to be continued from here (beta). Only the last message may have it.
        prefix: bool,
    },
    /// What a tool gave back. One for each call, right after the turn that made the calls.
    Tool {
        /// The result as text.
        content: String,
        /// The call it answers.
        tool_call_id: String,
    },
    /// What a tool gave back, with pictures (since September 2026).
    ToolParts {
        /// Texts, pictures and files in their order.
        parts: Vec<Part>,
        /// The call it answers.
        tool_call_id: String,
    },
    /// A turn with the name of who speaks, where several share a role. See [`Message::named`].
    Named {
        /// The name.
        name: String,
        /// The turn: of the system, a person or the model, without a name of its own.
        turn: Box<Message>,
    },
}

/// A whole tool call of an earlier turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The id that its result refers to.
    pub id: String,
    /// The function's name.
    pub name: String,
    /// The arguments' JSON text as the model wrote it.
    pub arguments: String,
}

impl Message {
    /// Standing instructions.
    #[must_use]
    pub fn system(content: impl Into<String>) -> Self {
        Self::System { content: content.into() }
    }

    /// What the person wrote.
    #[must_use]
    pub fn user(content: impl Into<String>) -> Self {
        Self::User { content: content.into() }
    }

    /// What the person wrote, with pictures or files. Text alone travels as a plain string all the same.
    #[must_use]
    pub fn user_parts(parts: Vec<Part>) -> Self {
        match parts.as_slice() {
            [Part::Text { text }] => Self::user(text.clone()),
            _ => Self::UserParts { parts },
        }
    }

    /// What the model answered, with its reasoning if there was one.
    #[must_use]
    pub fn assistant(content: impl Into<String>, reasoning: Option<String>) -> Self {
        Self::Assistant { content: content.into(), reasoning, tool_calls: Vec::new(), prefix: false }
    }

    /// A tool's result.
    #[must_use]
    pub fn tool(tool_call_id: impl Into<String>, content: impl Into<String>) -> Self {
        Self::Tool { content: content.into(), tool_call_id: tool_call_id.into() }
    }

    /// A tool's result with pictures. Text alone travels as a plain string all the same.
    #[must_use]
    pub fn tool_parts(tool_call_id: impl Into<String>, parts: Vec<Part>) -> Self {
        match parts.as_slice() {
            [Part::Text { text }] => Self::tool(tool_call_id, text.clone()),
            _ => Self::ToolParts { parts, tool_call_id: tool_call_id.into() },
        }
    }

    /// The same turn with the name of who speaks; a second name takes the place of the first. A tool's
    /// result has none, so it stays as it is.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        match self {
            Self::Tool { .. } | Self::ToolParts { .. } => self,
            Self::Named { turn, .. } => Self::Named { name: name.into(), turn },
            turn => Self::Named { name: name.into(), turn: Box::new(turn) },
        }
    }

    /// The turn itself, without its name.
    pub(crate) fn turn(&self) -> &Self {
        if let Self::Named { turn, .. } = self { turn.turn() } else { self }
    }

    pub(crate) fn is_prefix(&self) -> bool {
        matches!(self.turn(), Self::Assistant { prefix: true, .. })
    }

    /// The parts of a turn that has some.
    pub(crate) fn parts(&self) -> &[Part] {
        match self.turn() {
            Self::UserParts { parts } | Self::ToolParts { parts, .. } => parts,
            _ => &[],
        }
    }
}

/// A message on its way out. Reasoning goes along only if the request has tools (all of it must come
/// back then, else 400) or the turn is to be continued; otherwise the server ignores it and it is
/// saved. Source: Thinking guide of 2026-08-27.
pub(crate) struct Outgoing<'a> {
    pub(crate) message: &'a Message,
    pub(crate) with_reasoning: bool,
}

impl Serialize for Outgoing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Message::Named { name, .. } = self.message {
            map.serialize_entry("name", name)?;
        }
        match self.message.turn() {
            Message::System { content } => {
                map.serialize_entry("role", "system")?;
                map.serialize_entry("content", content)?;
            }
            Message::User { content } => {
                map.serialize_entry("role", "user")?;
                map.serialize_entry("content", content)?;
            }
            Message::UserParts { parts } => {
                map.serialize_entry("role", "user")?;
                map.serialize_entry("content", parts)?;
            }
            Message::Assistant { content, reasoning, tool_calls, prefix } => {
                map.serialize_entry("role", "assistant")?;
                map.serialize_entry("content", content)?;
                if let Some(reasoning) = reasoning.as_ref().filter(|_| self.with_reasoning || *prefix) {
                    map.serialize_entry("reasoning_content", reasoning)?;
                }
                if !tool_calls.is_empty() {
                    let calls: Vec<_> = tool_calls.iter().map(OutgoingCall).collect();
                    map.serialize_entry("tool_calls", &calls)?;
                }
                if *prefix {
                    map.serialize_entry("prefix", &true)?;
                }
            }
            Message::Tool { content, tool_call_id } => {
                map.serialize_entry("role", "tool")?;
                map.serialize_entry("tool_call_id", tool_call_id)?;
                map.serialize_entry("content", content)?;
            }
            Message::ToolParts { parts, tool_call_id } => {
                map.serialize_entry("role", "tool")?;
                map.serialize_entry("tool_call_id", tool_call_id)?;
                map.serialize_entry("content", parts)?;
            }
            // `turn` has taken it off.
            Message::Named { .. } => {}
        }
        map.end()
    }
}

struct OutgoingCall<'a>(&'a ToolCall);

impl Serialize for OutgoingCall<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Function<'a> {
            name: &'a str,
            arguments: &'a str,
        }
        let ToolCall { id, name, arguments } = self.0;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", id)?;
        map.serialize_entry("type", "function")?;
        map.serialize_entry("function", &Function { name, arguments })?;
        map.end()
    }
}
