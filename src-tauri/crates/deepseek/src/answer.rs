//! Chunks in, events out: what one answer has said so far, and whether it is whole.

use std::collections::VecDeque;

use serde_json::Value;

use crate::{
    chunk::{self, Choice, Chunk, Delta, Head, ToolFragment},
    error::ApiError,
    event::{ChatEvent, FinishReason, Note, ToolCallDelta},
    leaked_markup::{MarkupFilter, Part},
    logprobs::Logprobs,
    plain_chunk::{Field, PlainChunk, Sibling},
    reasoning::ReasoningField,
    refusal::{self, Envelope},
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
    /// The name of this answer, and whether a chunk had another.
    id: String,
    other_id: bool,
    reasoning: ReasoningField,
    tags: TagSplitter,
    /// How the last plain chunk looked; the next one differs in its text alone, nearly always.
    sibling: Option<Sibling>,
    /// Indexes of the tool calls seen, in order of appearance.
    calls: Vec<u32>,
    finish: Option<FinishReason>,
    said: Said,
    ended: bool,
}

/// What has been handed over.
#[derive(Debug, Default)]
struct Said {
    markup: MarkupFilter,
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
            id: String::new(),
            other_id: false,
            reasoning: ReasoningField::default(),
            tags: TagSplitter::new(tags),
            sibling: None,
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

    /// Takes the data of one event without a name. What the fast ways do not understand in full goes the
    /// slow one, so they never change what comes out; a property test compares them.
    pub(crate) fn plain_data(&mut self, data: &str, out: &mut Outbox) {
        if self.ended {
            return;
        }
        if let Some(sibling) = &self.sibling
            && let Some(text) = sibling.text_of(data)
        {
            let (field, text) = (sibling.field(), text.into_owned());
            self.plain_words(field, text, out);
            self.check_size(out);
            return;
        }
        let Some(chunk) = PlainChunk::read(data) else {
            self.data("message", data, out);
            return;
        };
        if !self.belongs(chunk.head(), out) {
            return;
        }
        if let Some((field, text)) = chunk.words() {
            self.sibling = Sibling::learn(data, &chunk);
            let text = text.to_owned();
            self.plain_words(field, text, out);
        }
        self.finish_word(chunk.finish_reason());
        push_usage(chunk.into_usage(), out);
        self.check_size(out);
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
        if !self.belongs(chunk.head(), out) {
            return;
        }
        for choice in chunk.choices {
            // Only one choice is ever asked for; others would garble the text.
            if choice.index.unwrap_or(0) == 0 {
                self.choice(choice, out);
            }
        }
        push_usage(chunk.usage, out);
        self.check_size(out);
    }

    /// Tells the beginning once, and whether this chunk belongs to the same answer. Gateways may name every
    /// chunk anew; only a name that comes back after another one proves that two answers are mixed.
    fn belongs(&mut self, head: Head<'_>, out: &mut Outbox) -> bool {
        let Head { id, model, created, fingerprint } = head;
        if !std::mem::replace(&mut self.started, true) {
            out.push_back(Ok(ChatEvent::Started {
                id: id.to_owned(),
                model: model.to_owned(),
                trace_id: self.trace_id.clone(),
                created,
                system_fingerprint: Some(fingerprint).filter(|text| !text.is_empty()).map(str::to_owned),
            }));
            id.clone_into(&mut self.id);
        } else if !id.is_empty() && id != self.id {
            self.other_id = true;
            // A sibling would let the first name pass unseen.
            self.sibling = None;
        } else if self.other_id && !id.is_empty() {
            self.fail(out, |seen_bytes, trace_id| ApiError::Garbled { seen_bytes, trace_id });
            return false;
        }
        true
    }

    fn finish_word(&mut self, word: &str) {
        if !word.is_empty() {
            self.finish = Some(FinishReason::from_wire(word));
        }
    }

    fn check_size(&mut self, out: &mut Outbox) {
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

    /// Before anything of the answer came, an error inside the stream is a refusal like any other.
    fn fail_with(&mut self, value: &Value, out: &mut Outbox) {
        self.fail(out, |seen_bytes, trace_id| {
            if seen_bytes > 0 {
                return refusal::in_stream(value, trace_id.as_deref(), seen_bytes);
            }
            let trace_id = trace_id.map(String::from);
            refusal::disguised(value, Envelope { status: 200, trace_id, ..Envelope::default() })
        });
    }

    fn choice(&mut self, choice: Choice, out: &mut Outbox) {
        let delta = choice.delta.or_else(|| {
            // Some gateways end a stream with the whole message once more.
            choice.message.filter(|_| self.said.bytes == 0)
        });
        let delta = delta.or_else(|| choice.text.map(|text| Delta { content: Some(text), ..Delta::default() }));
        if let Some(delta) = delta {
            self.delta(delta, out);
        }
        out.extend(Logprobs::from_wire(&choice.logprobs).map(|logprobs| Ok(ChatEvent::Logprobs(logprobs))));
        self.finish_word(choice.finish_reason.as_deref().unwrap_or_default());
    }

    fn delta(&mut self, mut delta: Delta, out: &mut Outbox) {
        if let Some(reasoning) = self.reasoning.take(&mut delta) {
            self.words(Field::Reasoning, reasoning, out);
        }
        if let Some(content) = delta.content.filter(|content| !content.is_empty()) {
            self.words(Field::Content, content, out);
        }
        for fragment in delta.tool_calls {
            self.tool(fragment, out);
        }
    }

    fn plain_words(&mut self, field: Field, text: String, out: &mut Outbox) {
        if field == Field::Reasoning {
            self.reasoning.saw_plain();
        }
        self.words(field, text, out);
    }

    /// More text, never empty, from the field it stood in.
    fn words(&mut self, field: Field, text: String, out: &mut Outbox) {
        let said = &mut self.said;
        match field {
            Field::Reasoning => {
                self.tags.disable(&mut |piece| said.push(piece, out));
                said.push(Piece::Reasoning(text), out);
            }
            Field::Content => self.tags.push(text, &mut |piece| said.push(piece, out)),
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
        said.release(out);
    }

    fn trace_for_error(&self) -> Option<Box<str>> {
        self.trace_id.as_deref().map(Box::from)
    }
}

fn push_usage(raw: Value, out: &mut Outbox) {
    out.extend(Usage::from_wire(raw).map(|usage| Ok(ChatEvent::Usage(usage))));
}

impl Said {
    fn push(&mut self, piece: Piece, out: &mut Outbox) {
        let text = match piece {
            Piece::Reasoning(text) => {
                self.bytes += text.len() as u64;
                self.reasoning |= !text.trim().is_empty();
                out.push_back(Ok(ChatEvent::Reasoning(text)));
                return;
            }
            Piece::Text(text) => text,
        };
        let (bytes, any_text) = (&mut self.bytes, &mut self.text);
        self.markup.push(text, &mut |part| out.push_back(Ok(event_of(part, bytes, any_text))));
    }

    /// Hands over what the markup filter holds back.
    fn release(&mut self, out: &mut Outbox) {
        let (bytes, any_text) = (&mut self.bytes, &mut self.text);
        self.markup.finish(&mut |part| out.push_back(Ok(event_of(part, bytes, any_text))));
    }
}

fn event_of(part: Part, bytes: &mut u64, any_text: &mut bool) -> ChatEvent {
    match part {
        Part::Text(text) => {
            *bytes += text.len() as u64;
            *any_text = *any_text || !text.trim().is_empty();
            ChatEvent::Text(text)
        }
        Part::Markup(markup) => {
            *bytes += markup.len() as u64;
            ChatEvent::LeakedMarkup(markup)
        }
    }
}
