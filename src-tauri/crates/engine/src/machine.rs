//! One turn as a machine without I/O: events with the time they happened go in, effects come out.
//!
//! It knows when to show, when to write, when to try again and how it ended. It never reads a clock, so its tests need none.

mod again;
mod step;

pub use step::{Effect, Event, Outcome, Pace, Persistence};

use crate::{Begun, Failure, FailureKind, ModelEvent, PhaseName};
use hadal_domain::{FinishReason, Message, Status, Timings, Usage};
use std::time::Duration;

/// A turn between its first request and its end.
#[derive(Debug)]
pub struct Machine {
    pace: Pace,
    persistence: Persistence,
    attempt: u32,
    /// Tries since words last came.
    tries: usize,
    /// How often it had to wait because nothing could be sent.
    holds: u32,
    past: Past,
    phase: PhaseName,
    /// The answer so far.
    pub text: String,
    /// The thinking so far.
    pub reasoning: String,
    /// The model that answers.
    pub served_model: Option<String>,
    /// The server's trace id.
    pub trace_id: Option<String>,
    /// The standby that answers in the place of the chosen server.
    pub served_by: Option<String>,
    /// Tokens of all calls, when the API has told.
    pub usage: Option<Usage>,
    usage_before: Option<Usage>,
    /// Bytes of text and reasoning that the call in hand found there.
    before: (usize, usize),
    /// The API's usage object as it came.
    pub usage_raw: Option<String>,
    /// What arrived when, from the first request on.
    pub timings: Timings,
    finish_reason: Option<FinishReason>,
    /// White space before the first word: it belongs to a text only when words follow.
    blank_text: String,
    blank_reasoning: String,
    last_byte: Duration,
    last_shown: Option<Duration>,
    unshown: bool,
    unsaved_since: Option<Duration>,
    checkpoint_in_flight: bool,
    ended: bool,
}

/// What the calls so far have shown.
#[derive(Debug, Default)]
struct Past {
    /// It has waited for a way to the server, and waits on until the server itself has spoken.
    waited: bool,
    /// Why nothing could be sent the last time.
    in_the_way: Option<FailureKind>,
    /// An earlier call left and nothing says what became of it.
    may_be_taken: bool,
    /// The call in hand has told its tokens.
    heard_usage: bool,
}

impl Machine {
    /// A turn at its start.
    #[must_use]
    pub fn new(pace: Pace, persistence: Persistence) -> Self {
        Self {
            pace,
            persistence,
            attempt: 1,
            tries: 0,
            holds: 0,
            past: Past::default(),
            phase: PhaseName::Connecting,
            text: String::new(),
            reasoning: String::new(),
            served_model: None,
            trace_id: None,
            served_by: None,
            usage: None,
            usage_before: None,
            before: (0, 0),
            usage_raw: None,
            timings: Timings::default(),
            finish_reason: None,
            blank_text: String::new(),
            blank_reasoning: String::new(),
            last_byte: Duration::ZERO,
            last_shown: None,
            unshown: false,
            unsaved_since: None,
            checkpoint_in_flight: false,
            ended: false,
        }
    }

    /// A turn that goes on with an answer that had ended. Its clock starts at [`Machine::clock_start`].
    #[must_use]
    pub fn resumed(pace: Pace, persistence: Persistence, answer: &Message) -> Self {
        let mut machine = Self::new(pace, persistence);
        machine.text.clone_from(&answer.text);
        machine.reasoning.clone_from(&answer.reasoning);
        machine.before = (answer.text.len(), answer.reasoning.len());
        machine.served_model.clone_from(&answer.served_model);
        machine.usage = answer.usage;
        machine.usage_before = answer.usage;
        machine.usage_raw.clone_from(&answer.usage_raw);
        // The pause between both parts belongs to nobody: what follows is timed as if it had not been.
        machine.timings = answer.timings;
        machine.last_byte = machine.clock_start();
        machine
    }

    /// The time that the first event may have: zero, or where an earlier part of the answer ended.
    #[must_use]
    pub fn clock_start(&self) -> Duration {
        let Timings { first_byte_ms, first_reasoning_ms, first_content_ms, end_ms } = self.timings;
        let last = [first_byte_ms, first_reasoning_ms, first_content_ms, end_ms].into_iter().flatten().max();
        Duration::from_millis(last.unwrap_or_default())
    }

    /// What a call that goes on begins with; `None` when there is not a word yet.
    #[must_use]
    pub fn begun(&self) -> Option<Begun> {
        self.has_words().then(|| Begun { text: self.text.clone(), reasoning: self.reasoning.clone() })
    }

    /// Where it stands.
    #[must_use]
    pub const fn phase(&self) -> PhaseName {
        self.phase
    }

    /// What is in the way of a question that waits.
    #[must_use]
    pub const fn waits_for(&self) -> Option<FailureKind> {
        if matches!(self.phase, PhaseName::Waiting) { self.past.in_the_way } else { None }
    }

    /// Which try this is, from 1.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Whether nobody asks again by itself, should the call in hand fail.
    #[must_use]
    pub const fn is_last_try(&self) -> bool {
        self.tries >= self.persistence.delays.len()
    }

    /// Whether the server that was asked may be at work on it, whatever the last call says: nobody else is asked then, and
    /// no other start sends it.
    #[must_use]
    pub const fn may_be_taken(&self) -> bool {
        self.past.may_be_taken
    }

    /// Whether no server has had anything to do with this answer.
    #[must_use]
    pub const fn is_untouched(&self) -> bool {
        !self.past.may_be_taken && self.timings.first_byte_ms.is_none() && self.timings.first_content_ms.is_none()
    }

    /// When [`Event::Tick`] is wanted at the latest; `None` when nothing waits for time.
    #[must_use]
    pub fn wake_at(&self) -> Option<Duration> {
        if self.ended {
            return None;
        }
        let show = self.unshown.then(|| self.last_shown.map_or(Duration::ZERO, |at| at + self.pace.frame));
        let save = match self.unsaved_since {
            Some(since) if !self.checkpoint_in_flight => Some(since + self.pace.checkpoint),
            _ => None,
        };
        let stall = match self.phase {
            PhaseName::Stalled | PhaseName::Retrying | PhaseName::Paused | PhaseName::Waiting => None,
            _ => Some(self.last_byte + self.pace.stalled_after),
        };
        [show, save, stall].into_iter().flatten().min()
    }

    /// Takes one event that happened `now` after the start and tells what to do, in order.
    pub fn on(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        if self.ended {
            return Vec::new();
        }
        let mut effects = Vec::new();
        match event {
            Event::Model(said) => self.hear(said, now, &mut effects),
            Event::Completed => self.complete(now, &mut effects),
            Event::Failed(failure) => self.fail(failure, now, &mut effects),
            Event::StopAsked => self.end(Status::Stopped, None, now, &mut effects),
            Event::AppEnds => self.end(Status::Interrupted, None, now, &mut effects),
            Event::CheckpointDone => self.checkpoint_in_flight = false,
            Event::CheckpointFailed => {
                self.checkpoint_in_flight = false;
                self.unsaved_since.get_or_insert(now);
            }
            Event::Tick => {}
        }
        self.due(now, &mut effects);
        effects
    }

    fn hear(&mut self, said: ModelEvent, now: Duration, effects: &mut Vec<Effect>) {
        self.last_byte = now;
        let ms = millis(now);
        if self.timings.first_byte_ms.is_none() {
            self.timings.first_byte_ms = Some(ms);
        }
        match said {
            ModelEvent::Started { served_model, trace_id } => {
                self.served_model = served_model.or(self.served_model.take());
                self.trace_id = trace_id.or(self.trace_id.take());
                self.go(PhaseName::Queued, effects);
            }
            ModelEvent::ServedBy(host) => {
                self.served_by = Some(host);
                // Whoever has the question is the last to be asked: two would answer, and one would be a stranger's words.
                self.persistence = Persistence::default();
                effects.push(Effect::ServedBy);
            }
            ModelEvent::KeepAlive => {
                // While words come, a keep-alive only says that the line lives.
                if self.call_has_words() { self.resume(effects) } else { self.go(PhaseName::Queued, effects) }
            }
            ModelEvent::Reasoning(more) => {
                if append(&mut self.reasoning, &mut self.blank_reasoning, &more) {
                    self.timings.first_reasoning_ms.get_or_insert(ms);
                    self.go(PhaseName::Thinking, effects);
                    self.grew(now);
                }
            }
            ModelEvent::Text(more) => {
                if append(&mut self.text, &mut self.blank_text, &more) {
                    self.timings.first_content_ms.get_or_insert(ms);
                    self.go(PhaseName::Answering, effects);
                    self.grew(now);
                }
            }
            ModelEvent::Usage { usage, raw } => {
                self.usage = Some(self.usage_before.map_or(usage, |before| before.plus(usage)));
                self.usage_raw = Some(raw);
                self.past.heard_usage = true;
            }
            ModelEvent::Finished(reason) => self.finish_reason = Some(reason),
        }
    }

    fn grew(&mut self, now: Duration) {
        self.unshown = true;
        self.unsaved_since.get_or_insert(now);
    }

    fn has_words(&self) -> bool {
        !self.text.is_empty() || !self.reasoning.is_empty()
    }

    fn call_has_words(&self) -> bool {
        (self.text.len(), self.reasoning.len()) != self.before
    }

    fn go(&mut self, phase: PhaseName, effects: &mut Vec<Effect>) {
        if self.phase != phase {
            self.phase = phase;
            effects.push(Effect::Phase(phase));
        }
    }

    fn resume(&mut self, effects: &mut Vec<Effect>) {
        if self.phase == PhaseName::Stalled {
            let phase = if self.text.is_empty() { PhaseName::Thinking } else { PhaseName::Answering };
            self.go(phase, effects);
        }
    }

    fn complete(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let status = match &self.finish_reason {
            Some(FinishReason::InsufficientSystemResource | FinishReason::Aborted) => Status::Interrupted,
            _ => Status::Done,
        };
        let withheld = self.finish_reason == Some(FinishReason::ContentFilter);
        if !self.has_words() {
            let kind = if withheld { FailureKind::ContentRefused } else { FailureKind::AnswerEmpty };
            let failure = Failure { trace_id: self.trace_id.clone(), ..Failure::of(kind) };
            return self.end(Status::Failed, Some(failure), now, effects);
        }
        if status == Status::Interrupted && self.call_has_words() && self.go_on(None, now, effects) {
            return;
        }
        let failure = withheld.then(|| Failure::of(FailureKind::ContentRefused));
        self.end(status, failure, now, effects);
    }

    /// The wait before a retry is over: the request goes out again.
    pub fn asked_again(&mut self, now: Duration) -> Vec<Effect> {
        self.last_byte = now;
        let mut effects = Vec::new();
        self.go(PhaseName::Connecting, &mut effects);
        effects
    }

    fn end(&mut self, status: Status, failure: Option<Failure>, now: Duration, effects: &mut Vec<Effect>) {
        self.timings.end_ms = Some(millis(now));
        if self.unshown {
            effects.push(Effect::Show);
        }
        self.ended = true;
        let finish_reason = self.finish_reason.clone();
        effects.push(Effect::End(Box::new(Outcome { status, finish_reason, failure })));
    }

    fn due(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if self.ended {
            return;
        }
        if self.unshown && self.last_shown.is_none_or(|at| now >= at + self.pace.frame) {
            self.unshown = false;
            self.last_shown = Some(now);
            effects.push(Effect::Show);
        }
        if let Some(since) = self.unsaved_since
            && !self.checkpoint_in_flight
            && now >= since + self.pace.checkpoint
        {
            self.unsaved_since = None;
            self.checkpoint_in_flight = true;
            effects.push(Effect::Checkpoint);
        }
        let quiet = now.saturating_sub(self.last_byte);
        if quiet >= self.pace.stalled_after && !self.phase.waits() {
            self.go(PhaseName::Stalled, effects);
        }
    }
}

/// Adds what came; `false` when there is still nothing to show.
fn append(words: &mut String, blank: &mut String, more: &str) -> bool {
    if more.is_empty() {
        return false;
    }
    if words.is_empty() {
        blank.push_str(more);
        if blank.trim().is_empty() {
            return false;
        }
        std::mem::swap(words, blank);
    } else {
        words.push_str(more);
    }
    true
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
