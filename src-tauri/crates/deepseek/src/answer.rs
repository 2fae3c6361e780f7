//! Chunks in, events out: what one answer has said so far, and whether it is whole.

use std::collections::VecDeque;

use serde_json::Value;

use crate::{
    chunk::{self, Choice, Chunk, Delta, ToolFragment},
    error::ApiError,
    event::{ChatEvent, FinishReason, Note, ToolCallDelta},
    reasoning::ReasoningField,
    refusal,
    think_tags::{Piece, TagSplitter, ThinkTags},
    usage::Usage,
};

/// Where finished events wait for the one who asked.
pub(crate) type Outbox = VecDeque<Result<ChatEvent, ApiError>>;

/// More calls than this in one answer are not taken seriously.
const MAX_TOOL_CALLS: usize = 1024;

/// One answer while it comes in.
#[derive(Debug)]
pub(crate) struct Answer {
    trace_id: Option<String>,
    limit_bytes: u64,
    started: bool,
    reasoning: ReasoningField,
    tags: TagSplitter,
    /// Indexes of the tool calls seen, in order of appearance.
    calls: Vec<u32>,
    finish: Option<FinishReason>,
    said: Said,
    ended: bool,
}

/// What has been handed over.
#[derive(Debug, Default)]
struct Said {
    bytes: u64,
    text: bool,
    reasoning: bool,
    calls: bool,
}

impl Answer {
    pub(crate) fn new(tags: ThinkTags, limit_bytes: u64, trace_id: Option<String>) -> Self {
        Self {
            trace_id,
            limit_bytes,
            started: false,
            reasoning: ReasoningField::default(),
            tags: TagSplitter::new(tags),
            calls: Vec::new(),
            finish: None,
            said: Said::default(),
            ended: false,
        }
    }

    /// Nothing more will come out of this answer.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// The server has said why it stopped; only usage and `[DONE]` can follow.
    pub(crate) fn has_finish(&self) -> bool {
        self.finish.is_some()
    }

    /// Takes the data of one event.
    pub(crate) fn data(&mut self, name: &str, data: &str, out: &mut Outbox) {
        let data = data.trim();
        if data.is_empty() || self.ended {
            return;
        }
        if data == "[DONE]" {
            self.complete(None, out);
            return;
        }
        let Ok(chunk) = chunk::read::<Chunk>(data) else {
            // `event: error` with plain text is still the server's word.
            if name == "error" {
                self.fail_with(&Value::from(data), out);
            } else {
                out.push_back(Ok(ChatEvent::Note(Note::UnreadableEvent)));
            }
            return;
        };
        let bare = chunk.choices.is_empty() && chunk.usage.is_null();
        if !chunk.error.is_null() || bare || name == "error" {
            let value = chunk::read::<Value>(data).unwrap_or_default();
            if refusal::is_error(&value) || name == "error" {
                self.fail_with(&value, out);
                return;
            }
        }
        self.chunk(chunk, out);
    }

    /// Takes a chunk of a stream or a whole reply.
    pub(crate) fn chunk(&mut self, chunk: Chunk, out: &mut Outbox) {
        if !self.started {
            self.started = true;
            out.push_back(Ok(ChatEvent::Started {
                id: chunk.id.unwrap_or_default(),
                model: chunk.model.unwrap_or_default(),
                trace_id: self.trace_id.clone(),
            }));
        }
        for choice in chunk.choices {
            // Only one choice is ever asked for; others would garble the text.
            if choice.index.unwrap_or(0) == 0 {
                self.choice(choice, out);
            }
        }
        if let Some(usage) = Usage::from_wire(chunk.usage) {
            out.push_back(Ok(ChatEvent::Usage(usage)));
        }
        if self.said.bytes > self.limit_bytes && !self.ended {
            let limit_bytes = self.limit_bytes;
            self.fail(out, |seen_bytes, trace_id| ApiError::TooLarge { limit_bytes, seen_bytes, trace_id });
        }
    }

    /// The answer is whole: `[DONE]` came, or the body ended after a finish reason.
    pub(crate) fn complete(&mut self, note: Option<Note>, out: &mut Outbox) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        self.release(out);
        out.extend(note.map(|note| Ok(ChatEvent::Note(note))));
        let plain_stop = matches!(self.finish, None | Some(FinishReason::Stop));
        if plain_stop && !self.said.text && !self.said.calls {
            if !self.said.reasoning {
                out.push_back(Err(ApiError::Empty { trace_id: self.trace_for_error() }));
                return;
            }
            out.push_back(Ok(ChatEvent::Note(Note::OnlyReasoning)));
        }
        out.push_back(Ok(match self.finish.take() {
            Some(reason) => ChatEvent::Finished(reason),
            None => ChatEvent::Note(Note::NoFinishReason),
        }));
    }

    /// The answer ends with an error; everything that was held back is handed over before it.
    pub(crate) fn fail(&mut self, out: &mut Outbox, error: impl FnOnce(u64, Option<Box<str>>) -> ApiError) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        self.release(out);
        out.push_back(Err(error(self.said.bytes, self.trace_for_error())));
    }

    fn fail_with(&mut self, value: &Value, out: &mut Outbox) {
        self.fail(out, |seen_bytes, trace_id| refusal::in_stream(value, trace_id.as_deref(), seen_bytes));
    }

    fn choice(&mut self, choice: Choice, out: &mut Outbox) {
        let delta = choice.delta.or_else(|| {
            // Some gateways end a stream with the whole message once more.
            choice.message.filter(|_| self.said.bytes == 0)
        });
        if let Some(delta) = delta {
            self.delta(delta, out);
        }
        if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
            self.finish = Some(FinishReason::from_wire(&reason));
        }
    }

    fn delta(&mut self, mut delta: Delta, out: &mut Outbox) {
        let said = &mut self.said;
        if let Some(reasoning) = self.reasoning.take(&mut delta) {
            self.tags.disable(&mut |piece| said.push(piece, out));
            said.push(Piece::Reasoning(reasoning), out);
        }
        if let Some(content) = delta.content.filter(|content| !content.is_empty()) {
            self.tags.push(content, &mut |piece| said.push(piece, out));
        }
        for fragment in delta.tool_calls {
            self.tool(fragment, out);
        }
    }

    fn tool(&mut self, fragment: ToolFragment, out: &mut Outbox) {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let id = filled(fragment.id);
        let function = fragment.function.unwrap_or_default();
        let name = filled(function.name);
        let arguments = match function.arguments {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        };
        // Hosts that send whole calls may leave the index out: a name opens the next call.
        let index = fragment.index.unwrap_or_else(|| {
            let next = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
            if name.is_some() { next } else { next.saturating_sub(1) }
        });
        let is_new = !self.calls.contains(&index);
        if is_new {
            if self.calls.len() >= MAX_TOOL_CALLS {
                return;
            }
            self.calls.push(index);
        }
        let id = if is_new { id.or_else(|| Some(format!("call_{index:02}"))) } else { None };
        if !is_new && name.is_none() && arguments.is_empty() {
            return;
        }
        let name = name.filter(|_| is_new);
        self.said.calls = true;
        self.said.bytes += arguments.len() as u64;
        out.push_back(Ok(ChatEvent::ToolCall(ToolCallDelta { index, id, name, arguments })));
    }

    /// Hands over what the tag splitter holds back.
    fn release(&mut self, out: &mut Outbox) {
        let said = &mut self.said;
        self.tags.finish(&mut |piece| said.push(piece, out));
    }

    fn trace_for_error(&self) -> Option<Box<str>> {
        self.trace_id.as_deref().map(Box::from)
    }
}

impl Said {
    fn push(&mut self, piece: Piece, out: &mut Outbox) {
        out.push_back(Ok(match piece {
            Piece::Reasoning(text) => {
                self.bytes += text.len() as u64;
                self.reasoning |= !text.trim().is_empty();
                ChatEvent::Reasoning(text)
            }
            Piece::Text(text) => {
                self.bytes += text.len() as u64;
                self.text |= !text.trim().is_empty();
                ChatEvent::Text(text)
            }
        }));
    }
}
