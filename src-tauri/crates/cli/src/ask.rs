//! `hadal ask`: one question, the answer streamed to stdout as text or as one JSON object an event.

use crate::args::ThinkingArg;
use crate::{Exit, words};
use hadal_backend::Backend;
use hadal_domain::{Message, MessageId, ModelId, Status};
use hadal_engine::{PhaseName, UpdateKind, Watched};
use hadal_wire::{CommandError, ErrorCode, ThinkingWord, TurnStart};
use serde_json::{Value, json};
use std::io::{Read, Write};

pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) conversation: Option<String>,
    pub(crate) thinking: ThinkingArg,
    pub(crate) model: Option<String>,
    pub(crate) json: bool,
}

pub(crate) async fn run(backend: &Backend, question: Question) -> Result<Exit, CommandError> {
    let json = question.json;
    match ask(backend, question).await {
        Ok(message) => Ok(tell_end(&message, json)),
        Err(error) if json => {
            // A script that reads events gets its last line whatever happens.
            emit(&json!({ "type": "end", "outcome": "failed", "finish_reason": null,
                "error": { "code": error.code, "message": words::explain(&error) },
                "text": "", "reasoning": "", "usage": null }));
            Err(error)
        }
        Err(error) => Err(error),
    }
}

async fn ask(backend: &Backend, question: Question) -> Result<Message, CommandError> {
    let request = request(backend, &question).await?;
    let started = backend.turn_start(request).await?;
    let answer: MessageId =
        started.answer_id.parse().map_err(|_| CommandError::new(ErrorCode::Internal, "the answer has no id"))?;
    if question.json {
        emit(&json!({ "type": "started", "conversation": started.view.info.id, "question": started.question_id,
            "answer": started.answer_id }));
    }
    let space = backend.space()?;
    let Some(mut attached) = space.turns.attach(answer, None) else {
        return ended_before(backend, answer).await;
    };
    let mut printer = Printer { json: question.json, answering: false };
    let mut snapshot = attached.snapshot.take();
    loop {
        if let Some(snapshot) = snapshot.take() {
            printer.text(&snapshot.message.reasoning, &snapshot.message.text);
            if snapshot.message.status != Status::Streaming {
                return Ok(snapshot.message);
            }
        }
        tokio::select! {
            next = attached.next() => match next {
                Some(Watched::Update(update)) => match &update.kind {
                    UpdateKind::Phase(at) => printer.phase(at.name, at.attempt),
                    UpdateKind::Patch { reasoning_text, answer_text, .. } => printer.text(reasoning_text, answer_text),
                    UpdateKind::Ended(message) => return Ok((**message).clone()),
                },
                // Lines were missed because stdout was slow: the whole text stands in the end line and in the history.
                Some(Watched::Snapshot(_)) => {}
                None => return ended_before(backend, answer).await,
            },
            interrupted = tokio::signal::ctrl_c() => if interrupted.is_ok() { space.turns.stop(answer) },
        }
    }
}

async fn request(backend: &Backend, question: &Question) -> Result<TurnStart, CommandError> {
    let text = if question.text == "-" { standard_input()? } else { question.text.clone() };
    let (parent_id, model) = match &question.conversation {
        Some(id) => {
            let open = hadal_wire::ConversationOpen { conversation_id: id.clone() };
            let view = backend.conversation_open(open).await?;
            (view.messages.last().map(|message| message.id.clone()), view.info.model)
        }
        None => (None, ModelId::DEFAULT.to_owned()),
    };
    Ok(TurnStart {
        conversation_id: question.conversation.clone(),
        parent_id,
        text,
        model: question.model.clone().unwrap_or(model),
        thinking: match question.thinking {
            ThinkingArg::Off => ThinkingWord::Off,
            ThinkingArg::Low => ThinkingWord::Low,
            ThinkingArg::High => ThinkingWord::High,
            ThinkingArg::Max => ThinkingWord::Max,
        },
        client_id: uuid::Uuid::now_v7().to_string(),
    })
}

fn standard_input() -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::new(ErrorCode::RequestMalformed, error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn ended_before(backend: &Backend, answer: MessageId) -> Result<Message, CommandError> {
    let found = backend.space()?.store.message(answer).await;
    found.ok().flatten().ok_or_else(|| CommandError::new(ErrorCode::NotFound, "the answer is gone"))
}

struct Printer {
    json: bool,
    answering: bool,
}

impl Printer {
    fn text(&mut self, reasoning: &str, answer: &str) {
        if self.json {
            for (kind, text) in [("reasoning", reasoning), ("text", answer)] {
                if !text.is_empty() {
                    emit(&json!({ "type": kind, "text": text }));
                }
            }
            return;
        }
        if !answer.is_empty() {
            self.answering = true;
            let mut out = std::io::stdout().lock();
            // A reader that closed the pipe has seen enough; the answer is kept all the same.
            let _ = out.write_all(answer.as_bytes()).and_then(|()| out.flush());
        }
    }

    fn phase(&self, name: PhaseName, attempt: u32) {
        let word = match name {
            PhaseName::Connecting => "connecting",
            PhaseName::Queued => "queued",
            PhaseName::Thinking => "thinking",
            PhaseName::Answering => "answering",
            PhaseName::Stalled => "stalled",
            PhaseName::Retrying => "retrying",
        };
        if self.json {
            emit(&json!({ "type": "phase", "phase": word, "attempt": attempt }));
        }
    }
}

fn tell_end(message: &Message, json: bool) -> Exit {
    let (outcome, exit) = match message.status {
        Status::Done => ("completed", Exit::Well),
        Status::Stopped => ("stopped", Exit::Stopped),
        Status::Streaming | Status::Interrupted => ("interrupted", Exit::Cut),
        Status::Failed => ("failed", Exit::Failed),
    };
    let code = message.error_code.as_deref().map(|word| ErrorCode::from_word(word).unwrap_or(ErrorCode::Internal));
    if json {
        emit(&end_line(message, outcome, code));
    } else if !message.text.is_empty() && !message.text.ends_with('\n') {
        let _ = writeln!(std::io::stdout().lock());
    }
    if let Some(code) = code {
        let detail = message.error_detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        eprintln!("hadal: {}{detail}", words::sentence(code));
    } else if exit == Exit::Cut {
        eprintln!("hadal: {}", words::sentence(ErrorCode::Cut));
    }
    exit
}

fn end_line(message: &Message, outcome: &str, code: Option<ErrorCode>) -> Value {
    let error = code.map(|code| {
        json!({ "code": code, "message": words::sentence(code), "detail": message.error_detail,
            "trace_id": message.trace_id })
    });
    let usage = message.usage.map(|usage| {
        json!({ "prompt_tokens": usage.prompt, "completion_tokens": usage.completion,
            "cache_hit_tokens": usage.cache_hit, "cache_miss_tokens": usage.cache_miss,
            "reasoning_tokens": usage.reasoning })
    });
    json!({ "type": "end", "outcome": outcome,
        "finish_reason": message.finish_reason.as_ref().map(|reason| reason.word()),
        "error": error, "text": message.text, "reasoning": message.reasoning, "usage": usage,
        "served_model": message.served_model })
}

fn emit(event: &Value) {
    // A reader that closed the pipe has seen enough; the answer is kept all the same.
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{event}").and_then(|()| out.flush());
}
