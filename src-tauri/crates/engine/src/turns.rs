//! All turns that run: starting, watching, stopping, and ending them in order when the app ends.

mod begin;
mod outbox;
mod path;

use crate::driver::Driver;
use crate::live::{Attached, Live};
use crate::outbox::Outbox;
use crate::{Ask, HistoryTrouble, Machine, Model, Pace, Persistence, PhaseAt, PhaseName};
use hadal_deepseek::{ApiError, RetryPolicy};
use hadal_domain::{ConversationId, Message, MessageId, Timestamp};
use hadal_store::{Store, UNSENT};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

struct Running {
    live: Arc<Live>,
    stop: CancellationToken,
    hurry: Arc<Notify>,
    /// Cancelled when its place is given up.
    gone: CancellationToken,
    conversation: ConversationId,
}

struct Inner {
    store: Store,
    model: RwLock<Arc<dyn Model>>,
    pace: Pace,
    retries: u32,
    go_ons: AtomicU32,
    outbox: Arc<Outbox>,
    outbox_first: Mutex<Option<Duration>>,
    running: Mutex<HashMap<MessageId, Running>>,
    tracker: TaskTracker,
    quit: CancellationToken,
    changed: broadcast::Sender<ConversationId>,
    trouble: watch::Sender<Option<HistoryTrouble>>,
}

/// All turns of one history. Cheap to clone.
#[derive(Clone)]
pub struct Turns {
    inner: Arc<Inner>,
}

impl Turns {
    /// Turns that write to `store` and ask `model`, again up to `retries` times before the first word.
    #[must_use]
    pub fn new(store: Store, model: Arc<dyn Model>, pace: Pace, retries: u32) -> Self {
        let inner = Inner {
            store,
            model: RwLock::new(model),
            pace,
            retries,
            go_ons: AtomicU32::new(0),
            outbox: Arc::default(),
            outbox_first: Mutex::new(None),
            running: Mutex::new(HashMap::new()),
            tracker: TaskTracker::new(),
            quit: CancellationToken::new(),
            changed: broadcast::channel(256).0,
            trouble: watch::channel(None).0,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Ask another model (another endpoint) from the next turn on; running turns are not touched. What waits to be sent
    /// goes there, too.
    pub fn set_model(&self, model: Arc<dyn Model>) {
        *self.inner.model.write().unwrap_or_else(PoisonError::into_inner) = model;
        self.inner.outbox.answered();
    }

    /// Conversations whose row changed because a turn began or ended.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<ConversationId> {
        self.inner.changed.subscribe()
    }

    /// What keeps the history from being written at present.
    #[must_use]
    pub fn trouble(&self) -> watch::Receiver<Option<HistoryTrouble>> {
        self.inner.trouble.subscribe()
    }

    fn model(&self) -> Arc<dyn Model> {
        Arc::clone(&self.inner.model.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From the next turn on, goes on with an answer that was cut after its first word up to so many times by itself.
    pub fn set_go_ons(&self, go_ons: u32) {
        self.inner.go_ons.store(go_ons, Ordering::Relaxed);
    }

    fn persistence(&self) -> Persistence {
        let go_ons = if self.model().can_go_on() { self.inner.go_ons.load(Ordering::Relaxed) } else { 0 };
        let outbox = *self.inner.outbox_first.lock().unwrap_or_else(PoisonError::into_inner);
        Persistence { delays: delays(self.inner.retries), go_ons, outbox }
    }

    /// A place for a turn; `None` when the answer has one.
    fn seat(&self, answer: &Message, phase: PhaseName) -> Option<Seat> {
        let phase = PhaseAt { name: phase, since: Timestamp::now(), attempt: 1, why: None };
        let live = Live::new(answer.clone(), phase);
        let stop = CancellationToken::new();
        let conversation = answer.conversation_id;
        let mut all = self.running();
        let Entry::Vacant(place) = all.entry(answer.id) else { return None };
        let hurry = Arc::new(Notify::new());
        let gone = CancellationToken::new();
        place.insert(Running {
            live: Arc::clone(&live),
            stop: stop.clone(),
            hurry: Arc::clone(&hurry),
            gone: gone.clone(),
            conversation,
        });
        Some(Seat { turns: self.clone(), id: answer.id, conversation, live, stop, hurry, gone, driven: false })
    }

    fn drive(&self, mut seat: Seat, mut answer: Message, ask: Ask, machine: Machine) {
        let turns = self.clone();
        let unsent = answer.error_code.take().as_deref() == Some(UNSENT);
        let driver = Driver {
            store: self.inner.store.clone(),
            model: self.model(),
            chosen: Box::new(move || turns.model()),
            outbox: Arc::clone(&self.inner.outbox),
            unsent,
            heard: false,
            ask,
            answer,
            live: Arc::clone(&seat.live),
            machine,
            hurry: Arc::clone(&seat.hurry),
            seams: Vec::new(),
            stop: seat.stop.clone(),
            quit: self.inner.quit.clone(),
            trouble: self.inner.trouble.clone(),
        };
        seat.driven = true;
        self.tell(seat.conversation);
        self.inner.tracker.spawn(async move {
            // Held to the end: it gives the turn's place up even if the driver panics.
            let _seat = seat;
            driver.run().await;
        });
    }

    /// Watches an answer; `None` when it does not run (any more): its row has all of it.
    #[must_use]
    pub fn attach(&self, answer: MessageId, after_seq: Option<u64>) -> Option<Attached> {
        let live = self.running().get(&answer).map(|running| Arc::clone(&running.live))?;
        Some(live.attach(after_seq))
    }

    /// Stops an answer; what came is kept. Nothing happens when it does not run.
    pub fn stop(&self, answer: MessageId) {
        if let Some(running) = self.running().get(&answer) {
            running.stop.cancel();
        }
    }

    /// Ends the wait for the next try of an answer, whoever it waits for. Nothing happens when it does not wait.
    pub fn hurry(&self, answer: MessageId) {
        if let Some(running) = self.running().get(&answer) {
            running.hurry.notify_one();
        }
    }

    /// Stops every answer of a conversation.
    pub fn stop_all_of(&self, conversation: ConversationId) {
        for running in self.running().values().filter(|running| running.conversation == conversation) {
            running.stop.cancel();
        }
    }

    /// Whether this answer is being written.
    #[must_use]
    pub fn is_running(&self, answer: MessageId) -> bool {
        self.running().contains_key(&answer)
    }

    /// Whether an answer is being written into this conversation.
    #[must_use]
    pub fn is_running_in(&self, conversation: ConversationId) -> bool {
        self.running().values().any(|running| running.conversation == conversation)
    }

    /// The conversation that a running answer belongs to.
    #[must_use]
    pub fn conversation_of(&self, answer: MessageId) -> Option<ConversationId> {
        self.running().get(&answer).map(|running| running.conversation)
    }

    /// Whether the endpoint can go on with answers that were cut.
    #[must_use]
    pub fn can_go_on(&self) -> bool {
        self.model().can_go_on()
    }

    /// The answers that are being written; those that wait to be sent are not among them.
    #[must_use]
    pub fn writing(&self) -> Vec<MessageId> {
        let all = self.running();
        let waits = |live: &Live| live.phase_now() == PhaseName::Waiting;
        all.iter().filter(|(_, running)| !waits(&running.live)).map(|(id, _)| *id).collect()
    }

    /// How many answers are being written.
    #[must_use]
    pub fn count(&self) -> usize {
        self.running().len()
    }

    /// Ends all turns as interrupted, with every word on the disk, and waits for that.
    pub async fn shutdown(&self) {
        self.inner.quit.cancel();
        self.inner.tracker.close();
        self.inner.tracker.wait().await;
    }

    fn running(&self) -> MutexGuard<'_, HashMap<MessageId, Running>> {
        self.inner.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, conversation: ConversationId) {
        // No receiver is no error: nobody looks at present.
        let _ = self.inner.changed.send(conversation);
    }
}

/// A turn's place in the list; given up when this goes, however the turn ended. A defect leaves no ghost that runs for
/// ever and no watcher that waits for ever.
struct Seat {
    turns: Turns,
    id: MessageId,
    conversation: ConversationId,
    live: Arc<Live>,
    stop: CancellationToken,
    hurry: Arc<Notify>,
    gone: CancellationToken,
    /// Its rows are in the history.
    driven: bool,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.turns.running().remove(&self.id);
        self.live.close();
        self.gone.cancel();
        if self.driven {
            self.turns.tell(self.conversation);
        }
    }
}

/// The waits before each retry. An empty answer stands for every error that another try can mend.
fn delays(retries: u32) -> Vec<Duration> {
    let policy = RetryPolicy::with_retries(retries);
    let mendable = ApiError::Empty { trace_id: None };
    (1..=retries).map_while(|attempt| policy.next_delay(attempt, &mendable, RetryPolicy::random())).collect()
}
