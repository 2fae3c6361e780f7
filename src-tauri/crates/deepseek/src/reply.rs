//! A whole answer, collected from its events.

use futures_util::{Stream, StreamExt};

use crate::{
    error::ApiError,
    event::{ChatEvent, FinishReason, ToolCallDelta},
    logprobs::Logprobs,
    message::{Message, ToolCall},
    usage::Usage,
};

/// A whole answer.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ChatReply {
    /// The server's name for this answer.
    pub id: String,
    /// The model that answered.
    pub model: String,
    /// The answer.
    pub content: String,
    /// The reasoning before it; empty if there was none.
    pub reasoning: String,
    /// Calls the model wants made, in order.
    pub tool_calls: Vec<ToolCall>,
    /// Why it stopped; `None` if the server did not say.
    pub finish: Option<FinishReason>,
    /// Token counts, if the server sent them.
    pub usage: Option<Usage>,
    /// DeepSeek's trace id.
    pub trace_id: Option<String>,
    /// When the server began it, in seconds since 1970.
    pub created: Option<u64>,
    /// The server's name for its setup, in no known form.
    pub system_fingerprint: Option<String>,
    /// How likely each token was, if the request asked; else empty.
    pub logprobs: Logprobs,
    /// Tool markup that slipped into the answer and was taken out of it; nearly always empty.
    pub leaked_markup: String,
}

impl ChatReply {
    /// Whether the model ended it of its own will.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self.finish, Some(FinishReason::Stop | FinishReason::ToolCalls))
    }

    /// The turn to put into the next request: text, reasoning and calls, byte for byte.
    #[must_use]
    pub fn to_message(&self) -> Message {
        Message::Assistant {
            content: self.content.clone(),
            reasoning: (!self.reasoning.is_empty()).then(|| self.reasoning.clone()),
            tool_calls: self.tool_calls.clone(),
            prefix: false,
        }
    }

    /// About how much memory it takes.
    pub(crate) fn size_bytes(&self) -> usize {
        let calls: usize =
            self.tool_calls.iter().map(|call| call.id.len() + call.name.len() + call.arguments.len()).sum();
        let words = [&self.id, &self.model, &self.content, &self.reasoning, &self.leaked_markup];
        size_of::<Self>() + calls + self.logprobs.size_bytes() + words.into_iter().map(String::len).sum::<usize>()
    }

    /// Collects a stream of events to its end.
    ///
    /// # Errors
    /// The stream's own error; the text that came before it is lost, so use the stream to keep it.
    pub async fn collect(events: impl Stream<Item = Result<ChatEvent, ApiError>>) -> Result<Self, ApiError> {
        let mut events = std::pin::pin!(events);
        let mut reply = Self::default();
        let mut calls: Vec<(u32, ToolCall)> = Vec::new();
        while let Some(event) = events.next().await {
            match event? {
                ChatEvent::Started { id, model, trace_id, created, system_fingerprint } => {
                    reply.id = id;
                    reply.model = model;
                    reply.trace_id = trace_id;
                    reply.created = created;
                    reply.system_fingerprint = system_fingerprint;
                }
                ChatEvent::Reasoning(text) => reply.reasoning.push_str(&text),
                ChatEvent::Text(text) => reply.content.push_str(&text),
                ChatEvent::ToolCall(delta) => add_call(&mut calls, delta),
                ChatEvent::Logprobs(logprobs) => reply.logprobs.append(logprobs),
                ChatEvent::Usage(usage) => reply.usage = Some(usage),
                ChatEvent::Finished(reason) => reply.finish = Some(reason),
                ChatEvent::LeakedMarkup(markup) => reply.leaked_markup.push_str(&markup),
                ChatEvent::KeepAlive | ChatEvent::Note(_) | ChatEvent::Retrying { .. } => {}
            }
        }
        reply.tool_calls = calls.into_iter().map(|(_, call)| call).collect();
        Ok(reply)
    }
}

/// Pieces belong together by index; later ones carry neither id nor name.
fn add_call(calls: &mut Vec<(u32, ToolCall)>, delta: ToolCallDelta) {
    let ToolCallDelta { index, id, name, arguments } = delta;
    if let Some((_, call)) = calls.iter_mut().find(|(known, _)| *known == index) {
        call.arguments.push_str(&arguments);
        return;
    }
    let call = ToolCall { id: id.unwrap_or_default(), name: name.unwrap_or_default(), arguments };
    calls.push((index, call));
}
