//! An answer while it comes: its blocks, and whoever watches.
//!
//! A watcher gets a snapshot and then the changes, in order and without a gap: both are taken under one lock.
//! The queue of changes is bounded; a watcher that fell behind is given a new snapshot.

use crate::FailureKind;
use hadal_domain::{Message, Timestamp};
use hadal_markdown::{Block, Op, Stream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

const QUEUE: usize = 256;

/// Where an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseName {
    /// The request is on its way.
    Connecting,
    /// The server took it and keeps the line alive.
    Queued,
    /// Thinking comes.
    Thinking,
    /// The answer comes.
    Answering,
    /// Nothing has come for a while.
    Stalled,
    /// It failed before the first word and is tried again at the phase's time.
    Retrying,
    /// The server is left alone; the phase's time is when it is asked again.
    Paused,
    /// There is no way to the server, and nothing was sent: it goes when there is one.
    Waiting,
}

impl PhaseName {
    /// No request is under way.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Retrying | Self::Paused | Self::Waiting)
    }
}

/// Where an answer stands, since when, and which try it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseAt {
    /// Where.
    pub name: PhaseName,
    /// Since when; in a phase that waits the time of the next try.
    pub since: Timestamp,
    /// From 1.
    pub attempt: u32,
    /// What [`PhaseName::Waiting`] waits for to be over, once it was tried.
    pub why: Option<FailureKind>,
}

/// One change, numbered without gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// Grows by one a change.
    pub seq: u64,
    /// What changed.
    pub kind: UpdateKind,
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub enum UpdateKind {
    /// It stands elsewhere.
    Phase(PhaseAt),
    /// More came.
    Patch {
        /// Changes of the thinking's blocks.
        reasoning: Vec<Op>,
        /// Changes of the answer's blocks.
        answer: Vec<Op>,
        /// New thinking as it came.
        reasoning_text: String,
        /// New answer as it came.
        answer_text: String,
    },
    /// The standby on this host answers.
    ServedBy(Option<String>),
    /// It has ended and its row is on the disk.
    Ended(Box<Message>),
}

/// All there is so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The change this is up to.
    pub seq: u64,
    /// The row with its text so far.
    pub message: Message,
    /// Blocks of the thinking.
    pub reasoning: Vec<Block>,
    /// Blocks of the answer.
    pub answer: Vec<Block>,
    /// Where it stands.
    pub phase: PhaseAt,
}

/// A snapshot with the changes that follow it.
#[derive(Debug)]
pub struct Attached {
    live: Arc<Live>,
    /// All there is so far; `None` when the caller was up to date.
    pub snapshot: Option<Box<Snapshot>>,
    receiver: broadcast::Receiver<Arc<Update>>,
}

#[derive(Debug)]
struct State {
    seq: u64,
    message: Message,
    phase: PhaseAt,
    reasoning: Stream,
    answer: Stream,
    shown_reasoning: usize,
    shown_answer: usize,
    /// `None` when nothing more will come: whoever still watches is told so.
    updates: Option<broadcast::Sender<Arc<Update>>>,
}

/// One answer while it comes.
#[derive(Debug)]
pub(crate) struct Live {
    state: Mutex<State>,
}

impl Live {
    pub(crate) fn new(message: Message, phase: PhaseAt) -> Arc<Self> {
        let (updates, _) = broadcast::channel(QUEUE);
        Arc::new(Self {
            state: Mutex::new(State {
                seq: 0,
                message,
                phase,
                reasoning: Stream::new(),
                answer: Stream::new(),
                shown_reasoning: 0,
                shown_answer: 0,
                updates: Some(updates),
            }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while holding it leaves whole values behind: every change is made before the next begins.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it stands.
    pub(crate) fn phase_now(&self) -> PhaseName {
        self.lock().phase.name
    }

    pub(crate) fn phase(&self, phase: PhaseAt) {
        let mut state = self.lock();
        state.phase = phase;
        state.send(UpdateKind::Phase(phase));
    }

    /// The standby answers.
    pub(crate) fn served_by(&self, host: Option<String>) {
        let mut state = self.lock();
        state.message.served_by.clone_from(&host);
        state.send(UpdateKind::ServedBy(host));
    }

    /// Takes over what has come and tells the watchers. Without one, nothing is parsed: the next to attach pays for it.
    pub(crate) fn grow(&self, reasoning: &str, answer: &str) {
        let mut state = self.lock();
        let new_reasoning = reasoning.get(state.message.reasoning.len()..).unwrap_or_default().to_owned();
        let new_answer = answer.get(state.message.text.len()..).unwrap_or_default().to_owned();
        state.message.reasoning.push_str(&new_reasoning);
        state.message.text.push_str(&new_answer);
        if state.is_watched() {
            let kind = state.patch();
            state.send(kind);
        }
    }

    /// The row is on the disk in its last form.
    pub(crate) fn end(&self, message: Message) {
        let mut state = self.lock();
        if state.is_watched() {
            let kind = state.finish();
            state.send(kind);
        }
        state.message = message.clone();
        state.send(UpdateKind::Ended(Box::new(message)));
        state.updates = None;
    }

    /// Nothing more will come, whether or not it has ended: no watcher shall wait for ever.
    pub(crate) fn close(&self) {
        self.lock().updates = None;
    }

    pub(crate) fn attach(self: &Arc<Self>, after_seq: Option<u64>) -> Attached {
        let mut state = self.lock();
        if state.is_behind() {
            let kind = state.patch();
            state.send(kind);
        }
        let receiver = state.subscribe();
        let snapshot = (after_seq != Some(state.seq)).then(|| Box::new(state.snapshot()));
        Attached { live: Arc::clone(self), snapshot, receiver }
    }
}

impl State {
    fn is_watched(&self) -> bool {
        self.updates.as_ref().is_some_and(|updates| updates.receiver_count() > 0)
    }

    fn send(&mut self, kind: UpdateKind) {
        self.seq += 1;
        if let Some(updates) = &self.updates {
            // No receiver is no error: nobody looks at present.
            let _ = updates.send(Arc::new(Update { seq: self.seq, kind }));
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Arc<Update>> {
        // The second one has no sender: it is closed.
        self.updates.as_ref().map_or_else(|| broadcast::channel(1).1, broadcast::Sender::subscribe)
    }

    fn is_behind(&self) -> bool {
        self.shown_reasoning < self.message.reasoning.len() || self.shown_answer < self.message.text.len()
    }

    fn patch(&mut self) -> UpdateKind {
        let reasoning_text = self.message.reasoning.get(self.shown_reasoning..).unwrap_or_default().to_owned();
        let answer_text = self.message.text.get(self.shown_answer..).unwrap_or_default().to_owned();
        self.shown_reasoning = self.message.reasoning.len();
        self.shown_answer = self.message.text.len();
        self.reasoning.push(&reasoning_text);
        self.answer.push(&answer_text);
        UpdateKind::Patch {
            reasoning: self.reasoning.patch().ops,
            answer: self.answer.patch().ops,
            reasoning_text,
            answer_text,
        }
    }

    /// The last patch: what stood open mid-stream is closed, so that the shown blocks equal those of a whole parse.
    fn finish(&mut self) -> UpdateKind {
        let UpdateKind::Patch { mut reasoning, mut answer, reasoning_text, answer_text } = self.patch() else {
            return UpdateKind::Phase(self.phase);
        };
        reasoning.extend(self.reasoning.finish().ops);
        answer.extend(self.answer.finish().ops);
        UpdateKind::Patch { reasoning, answer, reasoning_text, answer_text }
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            seq: self.seq,
            message: self.message.clone(),
            reasoning: self.reasoning.blocks().to_vec(),
            answer: self.answer.blocks().to_vec(),
            phase: self.phase,
        }
    }
}

impl Attached {
    /// What comes next; `None` when nothing will. Cancel-safe: a dropped wait loses nothing.
    pub async fn next(&mut self) -> Option<Watched> {
        match self.receiver.recv().await {
            Ok(update) => Some(Watched::Update(update)),
            Err(broadcast::error::RecvError::Closed) => None,
            Err(broadcast::error::RecvError::Lagged(_)) => {
                let state = self.live.lock();
                self.receiver = state.subscribe();
                Some(Watched::Snapshot(Box::new(state.snapshot())))
            }
        }
    }
}

/// What a watcher is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// A change.
    Update(Arc<Update>),
    /// Changes were missed: forget the rest and take this.
    Snapshot(Box<Snapshot>),
}
