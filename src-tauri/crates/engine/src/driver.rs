//! Runs one turn: reads the model stream, writes checkpoints, tells the watchers, and ends with the row on the disk.

mod call;

use self::call::{Call, Clock, Wake, next_of, sleep_until};
use crate::live::Live;
use crate::outbox::{Held, Outbox};
use crate::{Ask, Effect, Event, HistoryTrouble, Machine, Model, ModelEvent, Outcome, PhaseAt};
use futures_util::future::{BoxFuture, FutureExt};
use hadal_domain::{Message, Timestamp};
use hadal_store::{AnswerEnd, Checkpoint, Seam, Store, StoreError, TailWrite};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Between two tries to write the end of an answer that the disk did not take.
const FINISH_AGAIN: Duration = Duration::from_secs(1);

pub(crate) struct Driver {
    pub(crate) store: Store,
    pub(crate) model: Arc<dyn Model>,
    /// Who is asked now: a question that waits goes to the endpoint that is chosen when it is sent.
    pub(crate) chosen: Box<dyn Fn() -> Arc<dyn Model> + Send + Sync>,
    pub(crate) outbox: Arc<Outbox>,
    /// Its row says that nothing was sent.
    pub(crate) unsent: bool,
    /// The call in hand has brought something.
    pub(crate) heard: bool,
    pub(crate) ask: Ask,
    pub(crate) answer: Message,
    pub(crate) live: Arc<Live>,
    pub(crate) machine: Machine,
    pub(crate) stop: CancellationToken,
    pub(crate) quit: CancellationToken,
    pub(crate) trouble: watch::Sender<Option<HistoryTrouble>>,
    /// A person does not want to wait for the next try.
    pub(crate) hurry: Arc<Notify>,
    /// Where the answer went on, not on the disk yet: written once the text before it is.
    pub(crate) seams: Vec<Seam>,
}

impl Driver {
    /// Runs the turn to its end and returns the answer as it stays.
    pub(crate) async fn run(mut self) -> Message {
        let clock = Clock { start: Instant::now(), from: self.machine.clock_start() };
        self.ask.is_last_try = self.machine.is_last_try();
        // Its place in the outbox is kept until the server has answered it.
        let mut place = self.unsent.then(|| Arc::new(self.outbox.hold(self.answer.id)));
        let mut call = match &place {
            Some(place) => Call::Held(Arc::clone(place), Instant::now()),
            None => Call::Asking(self.model.ask(self.ask.clone())),
        };
        let mut writing: Option<BoxFuture<'static, Result<(), StoreError>>> = None;
        let begun = Saved { text: self.machine.text.len(), reasoning: self.machine.reasoning.len(), seams: 0 };
        let (mut saved, mut sent) = (begun, begun);
        loop {
            let wake_at = self.machine.wake_at().map(|at| clock.instant(at));
            let wake = tokio::select! {
                biased;
                () = self.stop.cancelled() => Wake::Event(Event::StopAsked),
                () = self.quit.cancelled() => Wake::Event(Event::AppEnds),
                written = next_written(&mut writing) => match written {
                    Ok(()) => {
                        saved = sent;
                        // One that came while this was written is still to be written.
                        self.seams.drain(..saved.seams);
                        saved.seams = 0;
                        self.well();
                        Wake::Event(Event::CheckpointDone)
                    }
                    Err(error) => {
                        self.report(&error);
                        Wake::Event(Event::CheckpointFailed)
                    }
                },
                () = sleep_until(wake_at) => Wake::Event(Event::Tick),
                () = self.hurry.notified() => match call {
                    Call::Waiting(_) | Call::Held(..) => {
                        self.ask.now = true;
                        Wake::AskAgain
                    }
                    _ => continue,
                },
                wake = next_of(&mut call) => wake,
            };
            let Some(effects) = self.take(wake, &mut call, &mut place, clock.now()).await else { return self.answer };
            for effect in effects {
                match effect {
                    Effect::Show => self.live.grow(&self.machine.reasoning, &self.machine.text),
                    Effect::Phase(name) if !name.waits() => {
                        self.live.phase(self.phase(Duration::ZERO));
                    }
                    Effect::Phase(_) => {}
                    Effect::ServedBy => self.live.served_by(self.machine.served_by.clone()),
                    Effect::Checkpoint => {
                        sent = Saved {
                            text: self.machine.text.len(),
                            reasoning: self.machine.reasoning.len(),
                            seams: self.seams.len(),
                        };
                        writing = Some(self.checkpoint(saved));
                    }
                    Effect::Retry(after) => {
                        self.live.phase(self.phase(after));
                        call = Call::Waiting(Instant::now() + after);
                    }
                    Effect::Hold(after) => {
                        self.keep_unsent().await;
                        self.live.phase(self.phase(after));
                        let place = place.get_or_insert_with(|| Arc::new(self.outbox.hold(self.answer.id)));
                        place.again();
                        call = Call::Held(Arc::clone(place), Instant::now() + after);
                    }
                    Effect::GoOn(after, ended) => {
                        self.live.phase(self.phase(after));
                        let seam = self.seam_after(*ended);
                        self.seams.push(seam);
                        self.ask.begun = self.machine.begun();
                        call = Call::Waiting(Instant::now() + after);
                    }
                    Effect::End(outcome) => {
                        // Dropping the call closes its socket before the disk is waited for.
                        drop(std::mem::replace(&mut call, Call::Over));
                        if let Some(writing) = writing.take() {
                            let _ = writing.await;
                        }
                        return self.finish(*outcome).await;
                    }
                }
            }
        }
    }

    /// Tells the machine what happened; `None` when nothing is left to do.
    async fn take(
        &mut self,
        wake: Wake,
        call: &mut Call,
        place: &mut Option<Arc<Held>>,
        now: Duration,
    ) -> Option<Vec<Effect>> {
        let effects = match wake {
            // Its row says all there is: the next start sends it.
            Wake::Event(Event::AppEnds) if self.unsent => return None,
            Wake::Event(event) => {
                let is_answered = match &event {
                    // The first word tells: a stream that only opened may be the login page of a network.
                    Event::Model(_) | Event::Completed => !std::mem::replace(&mut self.heard, true),
                    Event::Failed(failure) => failure.is_of_the_server(),
                    _ => false,
                };
                let effects = self.machine.on(event, now);
                // What left has no place among those that wait.
                if is_answered || effects.iter().any(|effect| matches!(effect, Effect::Retry(_))) {
                    *place = None;
                }
                if is_answered {
                    self.outbox.answered();
                }
                effects
            }
            Wake::Opened(stream) => {
                *call = Call::Streaming(stream);
                self.machine.on(Event::Model(ModelEvent::Started { served_model: None, trace_id: None }), now)
            }
            Wake::AskAgain if !self.may_leave(matches!(call, Call::Held(..))).await => {
                *call = Call::Waiting(Instant::now() + FINISH_AGAIN);
                Vec::new()
            }
            Wake::AskAgain => {
                self.ask.is_last_try = self.machine.is_last_try();
                self.ask.may_be_taken = self.machine.may_be_taken();
                *call = Call::Asking(self.model.ask(self.ask.clone()));
                self.ask.now = false;
                self.heard = false;
                self.machine.asked_again(now)
            }
        };
        Some(effects)
    }

    /// Notes in its row that nothing was sent, so that another start sends it. Not when an earlier try may have arrived.
    async fn keep_unsent(&mut self) {
        if self.unsent || self.machine.begun().is_some() || self.machine.may_be_taken() {
            return;
        }
        match self.store.keep_unsent(self.answer.id).await {
            Ok(()) => self.unsent = true,
            // It waits all the same; should the app end, its row says that it was interrupted.
            Err(error) => self.report(&error),
        }
    }

    /// Before the question leaves, its row says so: whatever happens next, no other start sends it again. `false`: the
    /// history did not take that.
    ///
    /// What no server has had anything to do with goes to the one that is chosen now; all else stays with whom it was
    /// asked of, as words of one are no business of another.
    async fn may_leave(&mut self, held: bool) -> bool {
        if self.unsent || (held && self.machine.is_untouched()) {
            let chosen = (self.chosen)();
            if self.ask.begun.is_none() || chosen.can_go_on() {
                self.model = chosen;
            }
        }
        if !self.unsent {
            return true;
        }
        match self.store.note_sent(self.answer.id).await {
            Ok(()) => {
                self.unsent = false;
                self.well();
                true
            }
            Err(error) => {
                self.report(&error);
                false
            }
        }
    }

    fn phase(&self, after: Duration) -> PhaseAt {
        let ahead = i64::try_from(after.as_millis()).unwrap_or(0);
        let since = Timestamp::from_millis(Timestamp::now().as_millis() + ahead);
        PhaseAt { name: self.machine.phase(), since, attempt: self.machine.attempt(), why: self.machine.waits_for() }
    }

    fn checkpoint(&self, saved: Saved) -> BoxFuture<'static, Result<(), StoreError>> {
        let machine = &self.machine;
        let checkpoint = Checkpoint {
            id: self.answer.id,
            text: tail(&machine.text, saved.text),
            reasoning: tail(&machine.reasoning, saved.reasoning),
            timings: machine.timings,
            served_model: machine.served_model.clone(),
            trace_id: machine.trace_id.clone(),
            served_by: machine.served_by.clone(),
        };
        let (store, seams) = (self.store.clone(), self.seams.clone());
        async move {
            let id = checkpoint.id;
            store.checkpoint(checkpoint).await?;
            for seam in seams {
                store.add_seam(id, seam).await?;
            }
            Ok(())
        }
        .boxed()
    }

    /// The seam at the end of the words there are.
    fn seam_after(&self, ended: Outcome) -> Seam {
        let machine = &self.machine;
        let in_reasoning = machine.text.is_empty();
        let failure = ended.failure;
        Seam {
            in_reasoning,
            at_byte: if in_reasoning { machine.reasoning.len() } else { machine.text.len() } as u64,
            finish_reason: ended.finish_reason,
            error_code: failure.as_ref().map(|failure| failure.kind.word().to_owned()),
            served_model: machine.served_model.clone(),
            trace_id: failure.and_then(|failure| failure.trace_id).or_else(|| machine.trace_id.clone()),
            usage_raw: None,
            created_at: Timestamp::now(),
        }
    }

    /// Writes the end. A disk that does not take it is asked again until it does or the app ends; nothing says "done" before.
    async fn finish(mut self, outcome: Outcome) -> Message {
        self.settle(outcome);
        for seam in std::mem::take(&mut self.seams) {
            // Without it the answer is no less whole.
            if let Err(error) = self.store.add_seam(self.answer.id, seam).await {
                self.report(&error);
            }
        }
        let end = AnswerEnd::of(&self.answer);
        loop {
            let Err(error) = self.store.finish(end.clone()).await else {
                self.well();
                break;
            };
            self.report(&error);
            let hopeless = matches!(error, StoreError::NotFound | StoreError::Settled | StoreError::Closed);
            if hopeless || self.quit.is_cancelled() {
                break;
            }
            tokio::select! {
                () = tokio::time::sleep(FINISH_AGAIN) => {}
                () = self.quit.cancelled() => {}
            }
        }
        self.live.end(self.answer.clone());
        self.answer
    }

    fn settle(&mut self, outcome: Outcome) {
        let machine = &mut self.machine;
        let answer = &mut self.answer;
        answer.status = outcome.status;
        answer.finish_reason = outcome.finish_reason;
        answer.text = std::mem::take(&mut machine.text);
        answer.reasoning = std::mem::take(&mut machine.reasoning);
        answer.served_model = machine.served_model.take();
        answer.trace_id = machine.trace_id.take();
        answer.served_by = machine.served_by.take();
        answer.usage = machine.usage;
        answer.usage_raw = machine.usage_raw.take();
        answer.timings = machine.timings;
        answer.updated_at = Timestamp::now();
        if let Some(failure) = outcome.failure {
            answer.error_code = Some(failure.kind.word().to_owned());
            answer.error_detail = (!failure.detail.is_empty()).then_some(failure.detail);
            answer.trace_id = failure.trace_id.or(answer.trace_id.take());
        }
    }

    fn report(&self, error: &StoreError) {
        tracing::warn!(answer = %self.answer.id, %error, "the history did not take a write");
        let trouble = HistoryTrouble::of(error);
        if trouble.is_some() {
            self.trouble.send_if_modified(|now| std::mem::replace(now, trouble) != trouble);
        }
    }

    /// The history took a write.
    fn well(&self) {
        self.trouble.send_if_modified(|trouble| trouble.take().is_some());
    }
}

/// Bytes that the disk has.
#[derive(Debug, Clone, Copy, Default)]
struct Saved {
    text: usize,
    reasoning: usize,
    /// Seams that go with a write.
    seams: usize,
}

fn tail(whole: &str, from: usize) -> TailWrite {
    TailWrite { from_byte: from as u64, text: whole.get(from..).unwrap_or_default().to_owned() }
}

async fn next_written(writing: &mut Option<BoxFuture<'static, Result<(), StoreError>>>) -> Result<(), StoreError> {
    match writing {
        Some(future) => {
            let result = future.await;
            *writing = None;
            result
        }
        None => std::future::pending().await,
    }
}
