//! All turns that run: starting, watching, stopping, and ending them in order when the app ends.

use crate::driver::Driver;
use crate::live::{Attached, Live};
use crate::{
    Ask, AskMessage, HistoryTrouble, Machine, Model, Pace, Persistence, PhaseAt, PhaseName, Started, TurnError,
    TurnRequest, Wanted,
};
use hadal_deepseek::{ApiError, RetryPolicy};
use hadal_domain::{
    Conversation, ConversationId, Message, MessageId, Role, Status, Thinking, Timestamp, path_to, title_from,
};
use hadal_store::{NewTurn, Store};
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
    conversation: ConversationId,
}

struct Inner {
    store: Store,
    model: RwLock<Arc<dyn Model>>,
    pace: Pace,
    retries: u32,
    go_ons: AtomicU32,
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
            running: Mutex::new(HashMap::new()),
            tracker: TaskTracker::new(),
            quit: CancellationToken::new(),
            changed: broadcast::channel(256).0,
            trouble: watch::channel(None).0,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Ask another model (another endpoint) from the next turn on; running turns are not touched.
    pub fn set_model(&self, model: Arc<dyn Model>) {
        *self.inner.model.write().unwrap_or_else(PoisonError::into_inner) = model;
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

    /// Begins a turn: both rows are durable when this returns, and only then the request leaves.
    ///
    /// A caller that goes away in the middle changes nothing: rows without a request would be an answer that nobody
    /// writes.
    ///
    /// # Errors
    /// [`TurnError`]; nothing was written or sent then.
    pub async fn start(&self, request: TurnRequest) -> Result<Started, TurnError> {
        let turns = self.clone();
        let begun = self.inner.tracker.spawn(async move { turns.begin(request).await });
        begun.await.unwrap_or(Err(TurnError::Ended))
    }

    async fn begin(&self, request: TurnRequest) -> Result<Started, TurnError> {
        let now = Timestamp::now();
        let (conversation, before, question) = self.place(&request, now).await?;
        let question_id = question.last_id();
        let mut answer = Message::answer(conversation.id, question_id, request.model.clone(), now);
        answer.client_id = Some(request.client_id);
        let mut path: Vec<AskMessage> = before.iter().filter_map(ask_message).collect();
        let new_question = match question {
            Question::New(message) => {
                path.extend(ask_message(&message));
                Some(*message)
            }
            Question::Old(_) => None,
        };
        let started = Started { conversation: conversation.id, question: question_id, answer: answer.id };
        let parameters = conversation.parameters.clone();
        // Before the row is there: whoever finds a row that streams finds its turn, too.
        let Some(seat) = self.seat(&answer) else { return Err(TurnError::Running) };
        let turn =
            NewTurn { conversation, question: new_question, answer: answer.clone(), client_id: request.client_id };
        let begun = self.inner.store.begin_turn(turn).await?;
        if begun.repeated {
            drop(seat);
            return self.started_before(begun.answer).await;
        }
        let ask = Ask {
            model: request.model,
            thinking: request.thinking,
            parameters,
            messages: path,
            begun: None,
            now: false,
        };
        let machine = Machine::new(self.inner.pace, self.persistence());
        self.drive(seat, answer, ask, machine);
        Ok(started)
    }

    /// Goes on with an answer that ended before its end, in its own row: no word is written or paid for twice. One that
    /// is being written is left alone, so that asking twice is asking once.
    ///
    /// # Errors
    /// [`TurnError::Whole`] when there is nothing to go on from, [`TurnError::NoPrefix`] when the endpoint cannot.
    pub async fn go_on(&self, answer: MessageId) -> Result<Started, TurnError> {
        let turns = self.clone();
        let begun = self.inner.tracker.spawn(async move { turns.begin_again(answer).await });
        begun.await.unwrap_or(Err(TurnError::Ended))
    }

    async fn begin_again(&self, id: MessageId) -> Result<Started, TurnError> {
        let answer = self.inner.store.message(id).await?.ok_or(TurnError::NotFound)?;
        let question = answer.parent_id.ok_or(TurnError::NotFound)?;
        let started = Started { conversation: answer.conversation_id, question, answer: id };
        if self.is_running(id) {
            return Ok(started);
        }
        if !TurnRequest::can_go_on(&answer) {
            return Err(TurnError::Whole);
        }
        if !self.model().can_go_on() {
            return Err(TurnError::NoPrefix);
        }
        let conversation = self.inner.store.conversation(started.conversation).await?.ok_or(TurnError::NotFound)?;
        let messages = self.inner.store.messages(started.conversation).await?;
        let path = path_to(&messages, question)?.into_iter().filter_map(ask_message).collect();
        let Some(seat) = self.seat(&answer) else { return Ok(started) };
        let mut answer = self.inner.store.resume(id, Timestamp::now()).await?;
        let machine = Machine::resumed(self.inner.pace, self.persistence(), &answer);
        let ask = Ask {
            model: answer.model.clone().unwrap_or(conversation.model),
            // An answer that was not thought about is gone on with in the same way.
            thinking: match conversation.thinking {
                _ if answer.reasoning.is_empty() => Thinking::Off,
                Thinking::Off => Thinking::default(),
                on @ Thinking::On(_) => on,
            },
            parameters: conversation.parameters,
            messages: path,
            begun: machine.begun(),
            now: false,
        };
        (answer.status, answer.finish_reason) = (Status::Streaming, None);
        (answer.error_code, answer.error_detail) = (None, None);
        self.drive(seat, answer, ask, machine);
        Ok(started)
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
        Persistence { delays: delays(self.inner.retries), go_ons }
    }

    /// The conversation, the path before the question, and the question itself.
    async fn place(
        &self,
        request: &TurnRequest,
        now: Timestamp,
    ) -> Result<(Conversation, Vec<Message>, Question), TurnError> {
        let conversation = if let Some(id) = request.conversation {
            let mut found = self.inner.store.conversation(id).await?.ok_or(TurnError::NotFound)?;
            found.model = request.model.clone();
            found.thinking = request.thinking;
            found.updated_at = now;
            found
        } else {
            let Wanted::Words { text, .. } = &request.wanted else { return Err(TurnError::NotFound) };
            let mut new = Conversation::new(title_from(text), request.model.clone(), request.thinking, now);
            new.parameters = request.parameters.clone();
            new
        };
        let messages = match request.conversation {
            Some(id) => self.inner.store.messages(id).await?,
            None => Vec::new(),
        };
        match &request.wanted {
            Wanted::Words { parent, text } => {
                if text.trim().is_empty() {
                    return Err(TurnError::Blank);
                }
                let before = match parent {
                    Some(parent) => owned(path_to(&messages, *parent)?),
                    None => Vec::new(),
                };
                if before.iter().any(|m| m.status == Status::Streaming && self.is_running(m.id)) {
                    return Err(TurnError::Running);
                }
                let question = Message::user(conversation.id, *parent, text.clone(), now);
                Ok((conversation, before, Question::New(Box::new(question))))
            }
            Wanted::Again { answer } => {
                let old = messages.iter().find(|m| m.id == *answer).ok_or(TurnError::NotFound)?;
                let (Role::Assistant, Some(question)) = (old.role, old.parent_id) else {
                    return Err(TurnError::NotFound);
                };
                Ok((conversation, owned(path_to(&messages, question)?), Question::Old(question)))
            }
        }
    }

    async fn started_before(&self, answer: MessageId) -> Result<Started, TurnError> {
        let row = self.inner.store.message(answer).await?.ok_or(TurnError::NotFound)?;
        let question = row.parent_id.ok_or(TurnError::NotFound)?;
        Ok(Started { conversation: row.conversation_id, question, answer })
    }

    /// A place for a turn; `None` when the answer has one.
    fn seat(&self, answer: &Message) -> Option<Seat> {
        let phase = PhaseAt { name: PhaseName::Connecting, since: Timestamp::now(), attempt: 1 };
        let live = Live::new(answer.clone(), phase);
        let stop = CancellationToken::new();
        let conversation = answer.conversation_id;
        let mut all = self.running();
        let Entry::Vacant(place) = all.entry(answer.id) else { return None };
        let hurry = Arc::new(Notify::new());
        place.insert(Running { live: Arc::clone(&live), stop: stop.clone(), hurry: Arc::clone(&hurry), conversation });
        Some(Seat { turns: self.clone(), id: answer.id, conversation, live, stop, hurry, driven: false })
    }

    fn drive(&self, mut seat: Seat, answer: Message, ask: Ask, machine: Machine) {
        let driver = Driver {
            store: self.inner.store.clone(),
            model: self.model(),
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
            running.hurry.notify_waiters();
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
    /// Its rows are in the history.
    driven: bool,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.turns.running().remove(&self.id);
        self.live.close();
        if self.driven {
            self.turns.tell(self.conversation);
        }
    }
}

enum Question {
    New(Box<Message>),
    Old(MessageId),
}

impl Question {
    fn last_id(&self) -> MessageId {
        match self {
            Self::New(message) => message.id,
            Self::Old(id) => *id,
        }
    }
}

fn owned(path: Vec<&Message>) -> Vec<Message> {
    path.into_iter().cloned().collect()
}

fn ask_message(message: &Message) -> Option<AskMessage> {
    match message.role {
        Role::System => Some(AskMessage::System(message.text.clone())),
        Role::User => Some(AskMessage::User(message.text.clone())),
        // An answer without a word would be refused, and a failed one has nothing to tell the model.
        Role::Assistant => (!message.text.trim().is_empty()).then(|| AskMessage::Assistant(message.text.clone())),
        Role::Tool => None,
    }
}

/// The waits before each retry. An empty answer stands for every error that another try can mend.
fn delays(retries: u32) -> Vec<Duration> {
    let policy = RetryPolicy::with_retries(retries);
    let mendable = ApiError::Empty { trace_id: None };
    (1..=retries).map_while(|attempt| policy.next_delay(attempt, &mendable, RetryPolicy::random())).collect()
}
