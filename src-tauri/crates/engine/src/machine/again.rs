//! After a failure: asking again, waiting, going on from the words there are, or ending.

use super::{Effect, Machine, Outcome};
use crate::{Failure, FailureKind, PhaseName};
use hadal_domain::Status;
use std::time::Duration;

/// A server that asks for a longer wait is not tried again by itself: better to tell the person.
const LONGEST_WISH: Duration = Duration::from_mins(1);

/// Between two looks whether there is a way to the server again.
const LONGEST_HOLD: Duration = Duration::from_secs(30);

/// The same for a key, whose coming is told anyway.
const KEY_HOLD: Duration = Duration::from_mins(5);

impl Machine {
    pub(super) fn fail(&mut self, failure: Failure, now: Duration, effects: &mut Vec<Effect>) {
        self.past.may_be_taken |= !failure.unsent && failure.kind.may_be_at_the_server();
        if self.call_has_words() {
            if !failure.kind.is_of_the_line() || !self.go_on(Some(&failure), now, effects) {
                self.end(Status::Interrupted, Some(failure), now, effects);
            }
            return;
        }
        // All words were there already, only their end was missing: the model ran, and has nothing to add. The API counts
        // tokens for that; a body that is empty for other reasons has no count.
        if failure.kind == FailureKind::AnswerEmpty && self.has_words() && self.past.heard_usage {
            return self.end(Status::Done, None, now, effects);
        }
        let wish = failure.retry_after.unwrap_or_default();
        // One that waits already waits on while this computer or its network is in the way; a new one says so at once.
        if (failure.unsent || (self.past.waited && failure.kind.is_before_the_server()))
            && let Some(first) = self.persistence.outbox
        {
            return self.hold(&failure, first, now, effects);
        }
        match self.persistence.delays.get(self.tries) {
            Some(delay) if failure.retryable && wish <= LONGEST_WISH => {
                // The wish is a lower bound; what is added keeps apart those that were told the same.
                let delay = wish.saturating_add(*delay);
                self.count_a_try();
                self.wait(PhaseName::Retrying, delay, now, effects);
                effects.push(Effect::Retry(delay));
            }
            _ => {
                let status = if self.has_words() { Status::Interrupted } else { Status::Failed };
                self.end(status, Some(failure), now, effects);
            }
        }
    }

    /// Nothing was sent, so it is no try: it waits for the way to the server, or for its pause to end, however long.
    fn hold(&mut self, failure: &Failure, first: Duration, now: Duration, effects: &mut Vec<Effect>) {
        let phase = if failure.kind == FailureKind::Paused { PhaseName::Paused } else { PhaseName::Waiting };
        let wait = match failure.retry_after {
            Some(wish) => wish,
            // A locked keychain may ask the person each time.
            None if matches!(failure.kind, FailureKind::KeyMissing | FailureKind::KeychainUnavailable) => KEY_HOLD,
            None => first.saturating_mul(2_u32.saturating_pow(self.holds)).min(LONGEST_HOLD),
        };
        self.holds = self.holds.saturating_add(1);
        self.past.waited = true;
        self.past.in_the_way = Some(failure.kind);
        // What is added keeps apart those that wait for the same moment.
        let delay = wait.saturating_add(self.persistence.delays.first().copied().unwrap_or_default() / 4);
        self.wait(phase, delay, now, effects);
        effects.push(Effect::Hold(delay));
    }

    /// A question of an earlier start that was never sent: it waits from the beginning.
    pub(crate) const fn held(mut self) -> Self {
        self.phase = PhaseName::Waiting;
        self.past.waited = true;
        self
    }

    /// Goes on from the words there are, unless that was done often enough. The next call pays for the question anew,
    /// mostly from the cache, and for no word twice.
    pub(super) fn go_on(&mut self, failure: Option<&Failure>, now: Duration, effects: &mut Vec<Effect>) -> bool {
        let Some(left) = self.persistence.go_ons.checked_sub(1) else { return false };
        self.persistence.go_ons = left;
        let ended = Outcome {
            status: Status::Interrupted,
            finish_reason: self.finish_reason.take(),
            failure: failure.cloned(),
        };
        self.tries = 0;
        let delay = self.persistence.delays.first().copied().unwrap_or_default();
        self.before = (self.text.len(), self.reasoning.len());
        self.usage_before = self.usage;
        self.count_a_try();
        self.wait(PhaseName::Retrying, delay, now, effects);
        effects.push(Effect::GoOn(delay, Box::new(ended)));
        true
    }

    const fn count_a_try(&mut self) {
        self.attempt += 1;
        self.tries += 1;
    }

    fn wait(&mut self, phase: PhaseName, delay: Duration, now: Duration, effects: &mut Vec<Effect>) {
        self.forget_the_try();
        self.last_byte = now + delay;
        self.phase = phase;
        effects.push(Effect::Phase(phase));
    }

    /// What a try brought that had no words belongs to that try alone.
    fn forget_the_try(&mut self) {
        self.blank_text.clear();
        self.blank_reasoning.clear();
        self.finish_reason = None;
        self.usage = self.usage_before;
        self.usage_raw = None;
        self.past.heard_usage = false;
    }
}
