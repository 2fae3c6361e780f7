//! The body of a chat response, in any pieces, to events. No I/O and no clock: bytes in, events out.

use serde_json::Value;

use crate::{
    answer::{Answer, Outbox},
    chunk::{self, Chunk},
    error::ApiError,
    event::{ChatEvent, Note},
    guard::{Frame, Guard, Overflow},
    refusal::{self, Envelope},
    sse,
    think_tags::ThinkTags,
};

/// The largest whole (not streamed) reply: 393,216 tokens of answer are about 2 MiB.
const WHOLE_REPLY_CAP: usize = 32 << 20;
/// How much of an HTML page is read before giving up on it.
const PAGE_CAP: usize = 64 << 10;
/// How much of the beginning is kept to show what a body was that is nothing we know.
const HEAD_CAP: usize = 1 << 10;

/// Reads one response body.
#[derive(Debug)]
pub(crate) struct Reader {
    body: Body,
    answer: Answer,
    envelope: Envelope,
    head: Vec<u8>,
    /// Something that only an event stream has was seen: a comment or an event.
    is_sse: bool,
    /// Steps that cannot be faked by dripping single bytes: blanks of a wait, comments, events.
    steps: u64,
}

#[derive(Debug)]
enum Body {
    /// Only blanks so far: DeepSeek sends blank lines while a request that is not streamed waits.
    Unknown,
    Events(Guard),
    Json(Vec<u8>),
    Page(Vec<u8>),
}

impl Reader {
    pub(crate) fn new(envelope: Envelope, tags: ThinkTags, limit_bytes: u64) -> Self {
        let answer = Answer::new(tags, limit_bytes, envelope.trace_id.clone());
        Self { body: Body::Unknown, answer, envelope, head: Vec::new(), is_sse: false, steps: 0 }
    }

    /// Nothing more will come; the connection may be dropped.
    pub(crate) fn has_ended(&self) -> bool {
        self.answer.has_ended()
    }

    /// The server has said why it stopped; the rest is not worth a long wait.
    pub(crate) fn has_finish(&self) -> bool {
        self.answer.has_finish()
    }

    /// Counts what came that means progress; single bytes of a line that never ends do not.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// Takes all of these bytes.
    #[cfg(test)]
    pub(crate) fn push(&mut self, mut bytes: &[u8], out: &mut Outbox) {
        while !bytes.is_empty() {
            self.step(&mut bytes, out);
        }
    }

    /// Takes bytes off `input` until something comes out or `input` is used up.
    pub(crate) fn step(&mut self, input: &mut &[u8], out: &mut Outbox) {
        if self.has_ended() {
            *input = &[];
            return;
        }
        if matches!(self.body, Body::Unknown) {
            // A byte order mark is skipped with the blanks; its bytes begin nothing else here.
            let is_padding = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF);
            let skipped = input.iter().take_while(|byte| is_padding(byte)).count();
            self.steps += u64::from(skipped > 0);
            *input = input.get(skipped..).unwrap_or_default();
            self.body = match input.first() {
                None => return,
                Some(b'{' | b'[') => Body::Json(Vec::new()),
                Some(b'<') => Body::Page(Vec::new()),
                Some(_) => Body::Events(Guard::default()),
            };
        }
        let bytes = *input;
        match &mut self.body {
            Body::Unknown => {}
            Body::Events(_) => self.push_events(input, out),
            Body::Json(json) if json.len() + bytes.len() > WHOLE_REPLY_CAP => self.too_large(WHOLE_REPLY_CAP, out),
            Body::Json(json) => {
                json.extend_from_slice(bytes);
                *input = &[];
            }
            Body::Page(page) => {
                page.extend_from_slice(bytes);
                *input = &[];
                if page.len() >= PAGE_CAP {
                    self.end(out);
                }
            }
        }
        if !self.is_sse && self.head.len() < HEAD_CAP {
            let used = bytes.len() - input.len();
            self.head.extend(bytes.iter().take(used.min(HEAD_CAP - self.head.len())));
        }
        if self.has_ended() {
            *input = &[];
        }
    }

    /// The body ended in order.
    pub(crate) fn end(&mut self, out: &mut Outbox) {
        if self.has_ended() {
            return;
        }
        match std::mem::replace(&mut self.body, Body::Unknown) {
            Body::Unknown => self.answer.fail(out, |_, trace_id| ApiError::Empty { trace_id }),
            Body::Page(page) => self.not_an_api(&page, out),
            Body::Json(json) => self.whole(&json, out),
            Body::Events(_) if self.has_finish() => self.answer.complete(Some(Note::NoDoneMarker), out),
            Body::Events(_) if self.is_sse => self.cut(out),
            Body::Events(_) => {
                let head = std::mem::take(&mut self.head);
                // A first event cut in its middle is a broken stream, not a foreign page.
                if [b"data".as_slice(), b"event", b"id:", b"retry", b":"].iter().any(|field| head.starts_with(field)) {
                    self.cut(out);
                } else {
                    self.not_an_api(&head, out);
                }
            }
        }
    }

    /// The connection broke. After a finish reason nothing of the answer is missing.
    pub(crate) fn broke(&mut self, out: &mut Outbox) {
        if self.has_finish() {
            self.answer.complete(Some(Note::NoDoneMarker), out);
        } else {
            self.cut(out);
        }
    }

    /// Nothing came for too long.
    pub(crate) fn fell_silent(&mut self, any_byte: bool, out: &mut Outbox) {
        if self.has_finish() {
            self.answer.complete(Some(Note::NoDoneMarker), out);
        } else if any_byte {
            self.answer.fail(out, |seen_bytes, trace_id| ApiError::IdleTimeout { seen_bytes, trace_id });
        } else {
            self.answer.fail(out, |_, _| ApiError::FirstByteTimeout);
        }
    }

    fn push_events(&mut self, input: &mut &[u8], out: &mut Outbox) {
        let Body::Events(guard) = &mut self.body else { return };
        let before = out.len();
        while out.len() == before && !self.answer.has_ended() {
            if guard.is_between_events()
                && let Some(data) = sse::simple(input)
            {
                self.is_sse = true;
                self.steps += 1;
                self.answer.plain_data(data, out);
                continue;
            }
            match guard.next(input) {
                Ok(None) => return,
                Ok(Some(Frame::Comment)) => {
                    self.is_sse = true;
                    self.steps += 1;
                    out.push_back(Ok(ChatEvent::KeepAlive));
                }
                Ok(Some(Frame::Event(lines))) => {
                    self.steps += 1;
                    if let Some(event) = sse::decode(lines) {
                        self.is_sse = true;
                        self.answer.data(&event.name, &event.data, out);
                    }
                }
                Err(Overflow(limit)) => {
                    self.too_large(limit, out);
                    return;
                }
            }
        }
    }

    /// A whole reply, or an error report with status 200.
    fn whole(&mut self, json: &[u8], out: &mut Outbox) {
        let text = String::from_utf8_lossy(json);
        let value = match chunk::read::<Value>(&text) {
            Ok(value) => value,
            Err(error) if error.is_eof() => return self.cut(out),
            Err(_) => return self.not_an_api(json, out),
        };
        let value = match value {
            Value::Array(items) => items.into_iter().next().unwrap_or_default(),
            other => other,
        };
        if refusal::is_error(&value) {
            let envelope = self.envelope.clone();
            self.answer.fail(out, |_, _| refusal::disguised(&value, envelope));
            return;
        }
        match serde_json::from_value::<Chunk>(value) {
            Ok(reply) if !reply.choices.is_empty() => {
                self.answer.chunk(reply, out);
                self.answer.complete(None, out);
            }
            _ => self.not_an_api(json, out),
        }
    }

    fn cut(&mut self, out: &mut Outbox) {
        self.answer.fail(out, |seen_bytes, trace_id| ApiError::Cut { seen_bytes, trace_id });
    }

    fn too_large(&mut self, limit: usize, out: &mut Outbox) {
        self.overflow(limit as u64, out);
    }

    /// More came than an answer can need.
    pub(crate) fn overflow(&mut self, limit_bytes: u64, out: &mut Outbox) {
        self.answer.fail(out, |seen_bytes, trace_id| ApiError::TooLarge { limit_bytes, seen_bytes, trace_id });
    }

    fn not_an_api(&mut self, body: &[u8], out: &mut Outbox) {
        let envelope = self.envelope.clone();
        let body = body.get(..body.len().min(PAGE_CAP)).unwrap_or_default();
        self.answer.fail(out, |_, _| refusal::not_an_api(envelope, body));
    }
}

#[cfg(test)]
mod tests;
