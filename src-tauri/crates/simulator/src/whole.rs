//! A reply that is not streamed: the same pieces folded into one JSON document.

use crate::chunk::{AnswerMessage, CallDelta, Field, FunctionDelta, MessageChoice, TextChoice, Whole};
use crate::faults::Fault;
use crate::logprobs;
use crate::plan::Piece;
use crate::wire_format::{Shape, Writer};

/// The document that `pieces` add up to.
pub(crate) fn document(writer: &Writer, pieces: &[Piece]) -> String {
    let folded = Folded::of(pieces);
    let no_choices = writer.faults.contains(&Fault::ChoicesNull);
    match writer.shape {
        Shape::Chat { thinking } => {
            let renamed = writer.faults.contains(&Fault::ReasoningField);
            let reasoning = thinking.then_some(folded.reasoning);
            let (reasoning_content, reasoning) = if renamed { (None, reasoning) } else { (reasoning, None) };
            let empty_calls = writer.faults.contains(&Fault::EmptyToolCalls);
            let has_calls = empty_calls || !folded.calls.is_empty();
            let choice = MessageChoice {
                index: 0,
                message: AnswerMessage {
                    role: "assistant",
                    content: folded.content,
                    reasoning_content,
                    reasoning,
                    tool_calls: has_calls.then_some(folded.calls),
                },
                logprobs: writer.logprobs.and_then(|most| logprobs::of(pieces, most)),
                finish_reason: folded.finish,
            };
            text(writer, "chat.completion", choice, no_choices)
        }
        Shape::Fim => {
            let choice = TextChoice { text: folded.content, index: 0, logprobs: None, finish_reason: folded.finish };
            text(writer, "text_completion", choice, no_choices)
        }
    }
}

fn text<C: serde::Serialize>(writer: &Writer, object: &'static str, choice: C, no_choices: bool) -> String {
    let whole = Whole {
        id: &writer.head.id,
        object,
        created: writer.head.created,
        model: writer.head.model,
        choices: if no_choices { Field::Null } else { Field::Value(vec![choice]) },
        usage: writer.usage.clone(),
        system_fingerprint: &writer.head.fingerprint,
    };
    serde_json::to_string(&whole).unwrap_or_default()
}

#[derive(Default)]
struct Folded {
    content: String,
    reasoning: String,
    calls: Vec<CallDelta>,
    finish: Option<String>,
}

impl Folded {
    fn of(pieces: &[Piece]) -> Self {
        let mut folded = Self::default();
        for piece in pieces {
            match piece {
                Piece::Content(token) => folded.content.push_str(token),
                Piece::Reasoning(token) => folded.reasoning.push_str(token),
                Piece::CallOpen { index, id, name } => folded.calls.push(CallDelta {
                    index: *index,
                    id: Some(id.clone()),
                    r#type: Some("function"),
                    function: FunctionDelta { name: Some(name.clone()), arguments: String::new() },
                }),
                Piece::CallArguments { index, fragment } => {
                    let call = folded.calls.iter_mut().find(|call| call.index == *index);
                    if let Some(call) = call {
                        call.function.arguments.push_str(fragment);
                    }
                }
                Piece::Finish(reason) => folded.finish.clone_from(reason),
                _ => {}
            }
        }
        folded
    }
}
