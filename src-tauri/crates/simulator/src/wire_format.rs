//! Pieces turned into bytes: events as `data:` lines, with the line ends a fault asks for.

use bytes::Bytes;

use crate::chunk::{CallDelta, ChatChoice, Chunk, Delta, Field, FunctionDelta, Head, TextChoice};
use crate::faults::Fault;
use crate::logprobs;
use crate::plan::Piece;
use crate::refusal::error_object;
use crate::usage::Usage;

/// Which route's chunks they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Chat { thinking: bool },
    Fim,
}

/// Writes the events of one reply.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) head: Head,
    pub(crate) shape: Shape,
    pub(crate) usage: Usage,
    pub(crate) include_usage: bool,
    /// Alternatives for each token; `None` if no log probabilities are asked for.
    pub(crate) logprobs: Option<u8>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) started: bool,
}

impl Writer {
    fn has(&self, fault: &Fault) -> bool {
        self.faults.contains(fault)
    }

    /// The bytes of one piece; none for pauses.
    pub(crate) fn bytes(&mut self, piece: &Piece) -> Bytes {
        let mut text = String::new();
        if !self.started {
            self.started = true;
            if self.has(&Fault::Bom) {
                text.push('\u{feff}');
            }
        }
        match piece {
            Piece::Comment(comment) => {
                text.push_str(": ");
                text.push_str(comment);
                text.push_str("\n\n");
            }
            Piece::Line(line) => {
                text.push_str(line);
                text.push_str("\n\n");
            }
            Piece::Blank => text.push('\n'),
            Piece::Whole(json) => text.push_str(json),
            Piece::Wait(_) | Piece::Stall | Piece::Cut => {}
            _ => self.event(piece, &mut text),
        }
        if self.has(&Fault::Crlf) {
            text = text.replace('\n', "\r\n");
        } else if self.has(&Fault::Cr) {
            text = text.replace('\n', "\r");
        }
        Bytes::from(text)
    }

    fn event(&self, piece: &Piece, text: &mut String) {
        if self.has(&Fault::NamedEvents) {
            text.push_str("event: message\nid: 1\n");
        }
        text.push_str(if self.has(&Fault::NoSpaceAfterData) { "data:" } else { "data: " });
        match piece {
            Piece::Done => text.push_str("[DONE]"),
            Piece::Data(data) => text.push_str(data),
            _ => text.push_str(&self.chunk(piece)),
        }
        let last = matches!(piece, Piece::Done) || matches!(piece, Piece::Finish(_) if self.has(&Fault::NoDone));
        if !(last && self.has(&Fault::UnterminatedEnd)) {
            text.push_str("\n\n");
        }
    }

    fn chunk(&self, piece: &Piece) -> String {
        match self.shape {
            Shape::Chat { thinking } => self.json("chat.completion.chunk", piece, || ChatChoice {
                index: 0,
                delta: match piece {
                    Piece::DeltaNull => Field::Null,
                    Piece::DeltaMissing => Field::Absent,
                    _ => Field::Value(self.delta(piece, thinking)),
                },
                logprobs: self.logprobs.and_then(|most| logprobs::of(std::slice::from_ref(piece), most)),
                finish_reason: finish(piece),
            }),
            Shape::Fim => self.json("text_completion", piece, || TextChoice {
                text: match piece {
                    Piece::Content(token) => token.clone(),
                    _ => String::new(),
                },
                index: 0,
                logprobs: None,
                finish_reason: finish(piece),
            }),
        }
    }

    fn json<C: serde::Serialize>(&self, object: &'static str, piece: &Piece, choice: impl FnOnce() -> C) -> String {
        let apart = self.usage_apart();
        let carries_usage = match piece {
            Piece::Finish(_) => !apart,
            Piece::UsageOnly => true,
            _ => false,
        };
        let chunk = Chunk {
            id: &self.head.id,
            object,
            created: self.head.created,
            model: self.head.model,
            system_fingerprint: &self.head.fingerprint,
            choices: match piece {
                Piece::UsageOnly if self.has(&Fault::ChoicesNull) => Field::Null,
                Piece::UsageOnly => Field::Value(Vec::new()),
                _ => Field::Value(vec![choice()]),
            },
            usage: if carries_usage {
                Field::Value(self.usage.clone())
            } else if self.include_usage {
                Field::Null
            } else {
                Field::Absent
            },
        };
        serde_json::to_string(&chunk).unwrap_or_default()
    }

    /// Usage has a chunk of its own: by fault, or on the FIM route when it was asked for.
    pub(crate) fn usage_apart(&self) -> bool {
        self.has(&Fault::UsageOnlyChunk)
            || self.has(&Fault::ChoicesNull)
            || (self.shape == Shape::Fim && self.include_usage)
    }

    fn delta(&self, piece: &Piece, thinking: bool) -> Delta {
        let empty_calls = self.has(&Fault::EmptyToolCalls).then(Vec::new);
        let other = if thinking { Field::Null } else { Field::Absent };
        let mut delta = match piece {
            Piece::Open => Delta {
                role: Some("assistant"),
                content: if thinking { Field::Null } else { Field::Value(String::new()) },
                reasoning_content: if thinking { Field::Value(String::new()) } else { Field::Absent },
                ..Delta::default()
            },
            Piece::Reasoning(token) => {
                Delta { content: Field::Null, reasoning_content: Field::Value(token.clone()), ..Delta::default() }
            }
            Piece::Content(token) => {
                Delta { content: Field::Value(token.clone()), reasoning_content: other, ..Delta::default() }
            }
            Piece::Finish(_) => {
                Delta { content: Field::Value(String::new()), reasoning_content: other, ..Delta::default() }
            }
            _ => Delta::default(),
        };
        delta.tool_calls = call(piece).map(|call| vec![call]).or(empty_calls);
        if self.has(&Fault::ReasoningField) {
            delta.reasoning = std::mem::take(&mut delta.reasoning_content);
        }
        delta
    }
}

fn finish(piece: &Piece) -> Option<String> {
    match piece {
        Piece::Finish(reason) => reason.clone(),
        _ => None,
    }
}

fn call(piece: &Piece) -> Option<CallDelta> {
    match piece {
        Piece::CallOpen { index, id, name } => Some(CallDelta {
            index: *index,
            id: Some(id.clone()),
            r#type: Some("function"),
            function: FunctionDelta { name: Some(name.clone()), arguments: String::new() },
        }),
        Piece::CallArguments { index, fragment } => Some(CallDelta {
            index: *index,
            id: None,
            r#type: None,
            function: FunctionDelta { name: None, arguments: fragment.clone() },
        }),
        _ => None,
    }
}

/// The error that breaks a stream off, as gateways send it.
pub(crate) fn stream_error() -> String {
    error_object("Internal server error", "server_error", "internal_error")
}
