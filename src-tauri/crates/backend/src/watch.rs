//! Watches: events that flow to one window until it leaves or there are no more.

use crate::entered::Watches;
use crate::{Backend, Space, problem};
use hadal_domain::{Message, MessageId, Status};
use hadal_engine::{Attached, PhaseAt, PhaseName as At, Snapshot, Update, UpdateKind, Watched};
use hadal_wire::{
    CommandError, Done, ErrorCode, LibraryEvent, LibraryWatch, Phase, PhaseName, TurnAttach, TurnEvent, TurnEventKind,
    WatchLeave,
};
use tokio::sync::broadcast;

/// Where events go; `false` when the watcher is gone.
pub type Sink<T> = Box<dyn FnMut(T) -> bool + Send>;

/// Why a watch of an answer is over.
enum Over {
    /// It ended, or nobody watches any more.
    Told,
    /// A defect ended it without a word: its row is all there is.
    Untold,
}

impl Backend {
    /// Runs until the answer has ended or the watcher leaves.
    ///
    /// # Errors
    /// [`CommandError`] when there is no such answer.
    pub async fn turn_attach(&self, request: TurnAttach, mut sink: Sink<TurnEvent>) -> Result<(), CommandError> {
        let entered = Watches::enter(&self.inner.watches, &request.watch_id, &self.inner.quit)?;
        let id = request.message_id.parse().map_err(problem::of_id)?;
        let space = self.space()?;
        let Some(mut attached) = space.turns.attach(id, request.after_seq) else {
            return self.tell_row(&space, id, &mut sink).await;
        };
        let conversation = space.turns.conversation_of(id);
        let all = match conversation {
            Some(conversation) => space.store.messages(conversation).await.map_err(|e| problem::of_store(&e))?,
            None => Vec::new(),
        };
        if let Some(snapshot) = attached.snapshot.take()
            && !self.send_snapshot(&snapshot, &all, &mut sink)
        {
            return Ok(());
        }
        let over = tokio::select! {
            over = self.follow(&mut attached, &all, &mut sink) => over,
            () = entered.left() => Over::Told,
        };
        match over {
            Over::Told => Ok(()),
            Over::Untold => self.tell_row(&space, id, &mut sink).await,
        }
    }

    /// Tells of an answer that does not run (any more).
    async fn tell_row(&self, space: &Space, id: MessageId, sink: &mut Sink<TurnEvent>) -> Result<(), CommandError> {
        let found = space.store.message(id).await.map_err(|e| problem::of_store(&e))?;
        let mut message = found.ok_or_else(problem::not_found)?;
        if message.status == Status::Streaming && !space.turns.is_running(id) {
            // Only a defect leaves such a row; the next start makes it interrupted on the disk, too.
            message.status = Status::Interrupted;
        }
        let all = space.store.messages(message.conversation_id).await.map_err(|e| problem::of_store(&e))?;
        let view = Box::new(self.viewer().message(&message, &all));
        let phase =
            Phase { name: PhaseName::Answering, since_ms: message.updated_at.as_millis(), attempt: 1, why: None };
        if sink(TurnEvent { seq: 0, kind: TurnEventKind::Snapshot { message: view, phase } }) {
            sink(TurnEvent { seq: 1, kind: self.ended(&message, &all) });
        }
        Ok(())
    }

    async fn follow(&self, attached: &mut Attached, all: &[Message], sink: &mut Sink<TurnEvent>) -> Over {
        while let Some(watched) = attached.next().await {
            let go_on = match watched {
                Watched::Snapshot(snapshot) => self.send_snapshot(&snapshot, all, sink),
                Watched::Update(update) => {
                    let last = matches!(update.kind, UpdateKind::Ended(_));
                    sink(TurnEvent { seq: update.seq, kind: self.turn_event(&update, all) }) && !last
                }
            };
            if !go_on {
                return Over::Told;
            }
        }
        Over::Untold
    }

    /// Sends all there is; `false` when nothing follows it.
    fn send_snapshot(&self, snapshot: &Snapshot, all: &[Message], sink: &mut Sink<TurnEvent>) -> bool {
        let message = &snapshot.message;
        let view = if message.status == Status::Streaming {
            let versions = hadal_domain::siblings(all, message).iter().map(ToString::to_string).collect();
            self.viewer().with_blocks(message, versions, snapshot.answer.clone(), snapshot.reasoning.clone())
        } else {
            self.viewer().message(message, all)
        };
        let kind = TurnEventKind::Snapshot { message: Box::new(view), phase: phase(snapshot.phase) };
        let there = sink(TurnEvent { seq: snapshot.seq, kind });
        if message.status == Status::Streaming {
            return there;
        }
        if there {
            sink(TurnEvent { seq: snapshot.seq + 1, kind: self.ended(message, all) });
        }
        false
    }

    fn turn_event(&self, update: &Update, all: &[Message]) -> TurnEventKind {
        match &update.kind {
            UpdateKind::Phase(at) => TurnEventKind::Phase { phase: phase(*at) },
            UpdateKind::ServedBy(host) => TurnEventKind::ServedBy { host: host.clone() },
            UpdateKind::Patch { reasoning, answer, .. } => {
                TurnEventKind::Patch { reasoning: reasoning.clone(), answer: answer.clone() }
            }
            UpdateKind::Ended(message) => self.ended(message, all),
        }
    }

    fn ended(&self, message: &Message, all: &[Message]) -> TurnEventKind {
        let versions = hadal_domain::siblings(all, message).iter().map(ToString::to_string).collect();
        TurnEventKind::Ended { message: Box::new(self.viewer().with_blocks(message, versions, Vec::new(), Vec::new())) }
    }

    /// Runs until the watcher leaves.
    ///
    /// # Errors
    /// None at present.
    pub async fn library_watch(&self, request: LibraryWatch, mut sink: Sink<LibraryEvent>) -> Result<(), CommandError> {
        let entered = Watches::enter(&self.inner.watches, &request.watch_id, &self.inner.quit)?;
        let given = self.inner.since_answers.lock().ok().and_then(|mut since| since.take());
        let mut events = given.unwrap_or_else(|| self.inner.library.subscribe());
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = entered.left() => break,
            };
            let there = match event {
                Ok(event) => sink(event),
                Err(broadcast::error::RecvError::Lagged(_)) => sink(LibraryEvent::Stale),
                Err(broadcast::error::RecvError::Closed) => false,
            };
            if !there {
                break;
            }
        }
        Ok(())
    }

    /// Leaves a watch.
    ///
    /// # Errors
    /// None: a watch that has ended is left already.
    pub async fn watch_leave(&self, request: WatchLeave) -> Result<Done, CommandError> {
        Watches::leave(&self.inner.watches, &request.watch_id);
        Ok(Done {})
    }
}

fn phase(at: PhaseAt) -> Phase {
    let name = match at.name {
        At::Connecting => PhaseName::Connecting,
        At::Queued => PhaseName::Queued,
        At::Thinking => PhaseName::Thinking,
        At::Answering => PhaseName::Answering,
        At::Stalled => PhaseName::Stalled,
        At::Retrying => PhaseName::Retrying,
        At::Paused => PhaseName::Paused,
        At::Waiting => PhaseName::Waiting,
    };
    let why = at.why.and_then(|kind| ErrorCode::from_word(kind.word()));
    Phase { name, since_ms: at.since.as_millis(), attempt: at.attempt, why }
}
