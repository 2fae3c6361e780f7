//! How a turn begins: with new words, with another version of an answer, from the words of one that was cut, or out of
//! the outbox of an earlier start.

use super::Turns;
use crate::{Ask, Machine, PhaseName, Started, TurnError, TurnRequest, Wanted};
use hadal_domain::{Conversation, Message, MessageId, Role, Status, Thinking, Timestamp, path_to, title_from};
use hadal_store::NewTurn;

impl Turns {
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
        let (attached, begin_with) = match request.wanted {
            Wanted::Words { attached, begin_with, .. } => (attached, begin_with),
            Wanted::Again { .. } => (Vec::new(), String::new()),
        };
        let mut thinking = request.thinking;
        if !begin_with.trim().is_empty() {
            if !self.model().can_go_on() {
                return Err(TurnError::NoPrefix);
            }
            (answer.text, thinking) = (begin_with, Thinking::Off);
        }
        let mut path = before;
        let new_question = match question {
            Question::New(message) => {
                path.push((*message).clone());
                Some(*message)
            }
            Question::Old(_) => None,
        };
        let new = new_question.as_ref().map(|message| (message.id, attached.as_slice()));
        let messages = self.told(conversation.id, &request.model, &path, new).await?;
        let started = Started { conversation: conversation.id, question: question_id, answer: answer.id };
        let parameters = conversation.parameters.clone();
        // Before the row is there: whoever finds a row that streams finds its turn, too.
        let Some(seat) = self.seat(&answer, PhaseName::Connecting) else { return Err(TurnError::Running) };
        let turn =
            NewTurn { conversation, question: new_question, answer: answer.clone(), client_id: request.client_id };
        let begun = self.inner.store.begin_turn_with(turn, attached).await?;
        if begun.repeated {
            drop(seat);
            return self.started_before(begun.answer).await;
        }
        // One whose beginning is given goes on from there, as one that was cut does.
        let machine = Machine::resumed(self.inner.pace, self.persistence(), &answer);
        let begun = machine.begun();
        let ask = Ask {
            model: request.model,
            thinking,
            parameters,
            messages,
            begun,
            now: false,
            is_last_try: false,
            may_be_taken: false,
        };
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
        // Who attaches sees one that comes, not one that has ended.
        let Some(seat) = self.seat(&coming(answer.clone()), PhaseName::Connecting) else { return Ok(started) };
        let mut ask = self.ask_of(&answer, question, true).await?;
        let answer = self.inner.store.resume(id, Timestamp::now()).await?;
        let machine = Machine::resumed(self.inner.pace, self.persistence(), &answer);
        ask.begun = machine.begun();
        self.drive(seat, coming(answer), ask, machine);
        Ok(started)
    }

    /// What is asked for an answer whose rows are there.
    pub(super) async fn ask_of(&self, answer: &Message, question: MessageId, goes_on: bool) -> Result<Ask, TurnError> {
        let conversation = self.inner.store.conversation(answer.conversation_id).await?.ok_or(TurnError::NotFound)?;
        let messages = self.inner.store.messages(answer.conversation_id).await?;
        let thinking = match conversation.thinking {
            // An answer that was not thought about is gone on with in the same way.
            _ if goes_on && answer.reasoning.is_empty() => Thinking::Off,
            Thinking::Off if goes_on => Thinking::default(),
            as_chosen => as_chosen,
        };
        let model = answer.model.clone().unwrap_or(conversation.model);
        let path = owned(path_to(&messages, question)?);
        let messages = self.told(conversation.id, &model, &path, None).await?;
        Ok(Ask {
            model,
            thinking,
            parameters: conversation.parameters,
            messages,
            begun: None,
            now: false,
            is_last_try: false,
            may_be_taken: false,
        })
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
            let Wanted::Words { text, attached, .. } = &request.wanted else { return Err(TurnError::NotFound) };
            let mut title = title_from(text);
            if let (true, Some(first)) = (title.is_empty(), attached.first()) {
                title = title_from(&first.name);
            }
            let mut new = Conversation::new(title, request.model.clone(), request.thinking, now);
            new.parameters = request.parameters.clone();
            new
        };
        let messages = match request.conversation {
            Some(id) => self.inner.store.messages(id).await?,
            None => Vec::new(),
        };
        match &request.wanted {
            Wanted::Words { parent, text, attached, .. } => {
                if text.trim().is_empty() && attached.is_empty() {
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

/// An answer that goes on, as it is while it does.
fn coming(mut answer: Message) -> Message {
    (answer.status, answer.finish_reason) = (Status::Streaming, None);
    (answer.error_code, answer.error_detail) = (None, None);
    answer
}
