//! The lines of `hadal ask --json`. Fields are only ever added.

use crate::output::Output;
use crate::words;
use hadal_domain::{FinishReason, Message, Timestamp};
use hadal_engine::{PhaseAt, PhaseName};
use hadal_wire::{CommandError, ErrorCode, TurnStarted};
use serde_json::{Value, json};

/// What was made, to go on with.
pub(crate) struct Ids {
    conversation: String,
    question: String,
    answer: String,
}

impl Ids {
    pub(crate) fn of(started: &TurnStarted) -> Self {
        Self {
            conversation: started.view.info.id.clone(),
            question: started.question_id.clone(),
            answer: started.answer_id.clone(),
        }
    }
}

fn now() -> i64 {
    Timestamp::now().as_millis()
}

pub(crate) fn started(ids: &Ids) -> Value {
    json!({ "type": "started", "at_ms": now(), "conversation": ids.conversation, "question": ids.question,
        "answer": ids.answer })
}

pub(crate) fn phase(at: &PhaseAt) -> Value {
    json!({ "type": "phase", "at_ms": now(), "phase": word(at.name), "attempt": at.attempt })
}

const fn word(phase: PhaseName) -> &'static str {
    match phase {
        PhaseName::Connecting => "connecting",
        PhaseName::Queued => "queued",
        PhaseName::Thinking => "thinking",
        PhaseName::Answering => "answering",
        PhaseName::Stalled => "stalled",
        PhaseName::Retrying => "retrying",
        PhaseName::Paused => "paused",
        PhaseName::Waiting => "waiting",
    }
}

pub(crate) fn served_by(host: Option<&str>) -> Value {
    json!({ "type": "served_by", "at_ms": now(), "host": host })
}

/// `kind` is `reasoning` or `text`.
pub(crate) fn text(kind: &str, text: &str) -> Value {
    json!({ "type": kind, "at_ms": now(), "text": text })
}

pub(crate) fn end(message: &Message, outcome: &str, code: Option<ErrorCode>, ids: &Ids) -> Value {
    let error = code
        .map(|code| error(code, &words::sentence(code), message.error_detail.as_deref(), message.trace_id.as_deref()));
    let usage = message.usage.map(|usage| {
        json!({ "prompt_tokens": usage.prompt, "completion_tokens": usage.completion,
            "cache_hit_tokens": usage.cache_hit, "cache_miss_tokens": usage.cache_miss,
            "reasoning_tokens": usage.reasoning })
    });
    json!({ "type": "end", "at_ms": now(), "outcome": outcome,
        "finish_reason": message.finish_reason.as_ref().map(FinishReason::word),
        "error": error, "text": message.text, "reasoning": message.reasoning, "usage": usage,
        "served_model": message.served_model, "served_by": message.served_by, "conversation": ids.conversation, "question": ids.question,
        "answer": ids.answer })
}

/// The last line of a question that was never asked.
pub(crate) fn print_failure(failure: &CommandError) {
    let error = error(failure.code, &words::explain(failure), None, None);
    let event = json!({ "type": "end", "at_ms": now(), "outcome": "failed", "finish_reason": null, "error": error,
        "text": "", "reasoning": "", "usage": null, "served_model": null, "served_by": null, "conversation": null, "question": null,
        "answer": null });
    Output::new().line(&event.to_string());
}

fn error(code: ErrorCode, message: &str, detail: Option<&str>, trace_id: Option<&str>) -> Value {
    json!({ "code": code, "message": message, "detail": detail, "trace_id": trace_id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::ASK_HELP;

    #[test]
    fn the_help_names_every_phase() {
        for phase in [
            PhaseName::Connecting,
            PhaseName::Queued,
            PhaseName::Thinking,
            PhaseName::Answering,
            PhaseName::Stalled,
            PhaseName::Retrying,
            PhaseName::Paused,
            PhaseName::Waiting,
        ] {
            assert!(ASK_HELP.contains(word(phase)), "{}", word(phase));
        }
    }
}
