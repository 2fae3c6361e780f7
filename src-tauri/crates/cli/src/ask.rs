//! `hadal ask`: one question, the answer streamed to stdout as text or as one JSON object an event.

use crate::args::ThinkingArg;
use crate::events::{self, Ids};
use crate::output::Output;
use crate::signals::Signals;
use crate::{Exit, words};
use hadal_backend::Backend;
use hadal_domain::{FinishReason, Message, MessageId, Status};
use hadal_engine::{PhaseAt, PhaseName, UpdateKind, Watched};
use hadal_wire::{AppInfoGet, CommandError, ConversationOpen, ErrorCode, MESSAGE_MAX_BYTES, ThinkingWord, TurnStart};
use serde_json::Value;
use std::io::Read;

pub(crate) use crate::events::print_failure;

pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) conversation: Option<String>,
    pub(crate) thinking: Option<ThinkingArg>,
    pub(crate) model: Option<String>,
    pub(crate) json: bool,
}

/// The words of the command line, or all of standard input for `-`.
pub(crate) fn question(words: &[String]) -> Result<String, CommandError> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    let limit = MESSAGE_MAX_BYTES as u64 + 2;
    std::io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::new(ErrorCode::RequestMalformed, format!("standard input: {error}")))?;
    if bytes.len() > MESSAGE_MAX_BYTES {
        return Err(CommandError::new(ErrorCode::MessageTooLong, "the question is too long"));
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|_| CommandError::new(ErrorCode::RequestMalformed, "standard input is not UTF-8 text"))?;
    // The line end that `echo` and editors put at the end is none of the question.
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    Ok(text)
}

pub(crate) async fn run(backend: &Backend, question: Question) -> Result<Exit, CommandError> {
    let json = question.json;
    let mut signals =
        Signals::listen().map_err(|error| CommandError::new(ErrorCode::Internal, format!("signals: {error}")))?;
    let request = request(backend, question).await?;
    let started = backend.turn_start(request).await?;
    let answer: MessageId =
        started.answer_id.parse().map_err(|_| CommandError::new(ErrorCode::Internal, "the answer has no id"))?;
    let mut printer = Printer::new(json, Ids::of(&started));
    printer.started();
    let space = backend.space()?;
    let mut stops = 0;
    let message = match space.turns.attach(answer, None) {
        None => ended_before(backend, answer).await?,
        Some(mut attached) => {
            let mut watched = attached.snapshot.take().map(Watched::Snapshot);
            loop {
                if let Some(watched) = watched.take()
                    && let Some(message) = printer.show(&watched)
                {
                    break message;
                }
                tokio::select! {
                    next = attached.next() => match next {
                        Some(next) => watched = Some(next),
                        None => break ended_before(backend, answer).await?,
                    },
                    () = signals.next() => {
                        stops += 1;
                        space.turns.stop(answer);
                        if stops > 1 {
                            // The first could not end it: the disk does not take the answer. What fitted is kept.
                            space.turns.shutdown().await;
                        }
                    }
                }
            }
        }
    };
    Ok(printer.end(&message))
}

async fn request(backend: &Backend, question: Question) -> Result<TurnStart, CommandError> {
    let (parent_id, model, thinking) = if let Some(id) = &question.conversation {
        crate::show::parse_id(id)?;
        let view = backend.conversation_open(ConversationOpen { conversation_id: id.clone(), newest: None }).await?;
        (view.messages.last().map(|message| message.id.clone()), view.info.model, view.info.thinking)
    } else {
        let settings = backend.app_info(AppInfoGet {}).await?.settings;
        (None, settings.model, settings.thinking)
    };
    Ok(TurnStart {
        conversation_id: question.conversation,
        parent_id,
        text: question.text,
        pictures: Vec::new(),
        begin_with: None,
        model: question.model.unwrap_or(model),
        thinking: match question.thinking {
            None => thinking,
            Some(ThinkingArg::Off) => ThinkingWord::Off,
            Some(ThinkingArg::Low) => ThinkingWord::Low,
            Some(ThinkingArg::High) => ThinkingWord::High,
            Some(ThinkingArg::Max) => ThinkingWord::Max,
        },
        parameters: None,
        client_id: uuid::Uuid::now_v7().to_string(),
    })
}

async fn ended_before(backend: &Backend, answer: MessageId) -> Result<Message, CommandError> {
    let found = backend.space()?.store.message(answer).await;
    found.ok().flatten().ok_or_else(|| CommandError::new(ErrorCode::NotFound, "the answer is gone"))
}

/// Prints each byte once, whatever was missed in between.
struct Printer {
    json: bool,
    ids: Ids,
    out: Output,
    reasoning_bytes: usize,
    text_bytes: usize,
}

impl Printer {
    fn new(json: bool, ids: Ids) -> Self {
        Self { json, ids, out: Output::new(), reasoning_bytes: 0, text_bytes: 0 }
    }

    fn started(&mut self) {
        if self.json {
            let event = events::started(&self.ids);
            self.emit(&event);
        }
    }

    /// Shows what is new; the message once it has ended.
    fn show(&mut self, watched: &Watched) -> Option<Message> {
        match watched {
            Watched::Snapshot(snapshot) => {
                // The first, or one that comes because stdout was slow and changes were missed.
                self.rest_of(&snapshot.message);
                (snapshot.message.status != Status::Streaming).then(|| snapshot.message.clone())
            }
            Watched::Update(update) => match &update.kind {
                UpdateKind::Phase(at) => {
                    self.phase(at);
                    None
                }
                UpdateKind::ServedBy(host) => {
                    self.standby(host.as_deref());
                    None
                }
                UpdateKind::Patch { reasoning_text, answer_text, .. } => {
                    self.more(reasoning_text, answer_text);
                    None
                }
                UpdateKind::Ended(message) => {
                    self.rest_of(message);
                    Some((**message).clone())
                }
            },
        }
    }

    fn rest_of(&mut self, message: &Message) {
        let reasoning = message.reasoning.get(self.reasoning_bytes..).unwrap_or_default();
        let text = message.text.get(self.text_bytes..).unwrap_or_default();
        self.more(reasoning, text);
    }

    fn more(&mut self, reasoning: &str, text: &str) {
        self.reasoning_bytes += reasoning.len();
        self.text_bytes += text.len();
        if !self.json {
            self.out.print(text);
            return;
        }
        for (kind, text) in [("reasoning", reasoning), ("text", text)] {
            if !text.is_empty() {
                self.emit(&events::text(kind, text));
            }
        }
    }

    fn phase(&mut self, at: &PhaseAt) {
        if self.json {
            self.emit(&events::phase(at));
        } else if matches!(at.name, PhaseName::Retrying | PhaseName::Paused | PhaseName::Waiting) {
            eprintln!("hadal: no answer yet, trying again (attempt {})", at.attempt);
        }
    }

    fn standby(&mut self, host: Option<&str>) {
        if self.json {
            self.emit(&events::served_by(host));
        } else if let Some(host) = host {
            eprintln!("hadal: the server cannot answer; the standby does: {host}");
        }
    }

    fn end(mut self, message: &Message) -> Exit {
        let (outcome, exit) = match message.status {
            Status::Done => ("completed", Exit::Well),
            Status::Stopped => ("stopped", Exit::Stopped),
            Status::Streaming | Status::Interrupted => ("interrupted", Exit::Cut),
            Status::Failed => ("failed", Exit::Failed),
        };
        let code = message.error_code.as_deref().map(|word| ErrorCode::from_word(word).unwrap_or(ErrorCode::Internal));
        if self.json {
            let event = events::end(message, outcome, code, &self.ids);
            self.emit(&event);
        } else if !message.text.is_empty() && !message.text.ends_with('\n') {
            self.out.print("\n");
        }
        if let Some(code) = code {
            let detail = message.error_detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            eprintln!("hadal: {}{detail}", words::sentence(code));
        } else if exit == Exit::Cut {
            eprintln!("hadal: {}", words::sentence(ErrorCode::Cut));
        } else if exit == Exit::Well && message.finish_reason == Some(FinishReason::Length) {
            eprintln!("hadal: the answer ends here because it reached the longest that the model may write");
        } else if exit == Exit::Well && message.text.is_empty() {
            eprintln!("hadal: the model only thought and gave no answer; `hadal show` prints what it thought");
        }
        exit
    }

    fn emit(&mut self, event: &Value) {
        self.out.line(&event.to_string());
    }
}
