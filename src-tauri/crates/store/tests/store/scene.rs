//! What the tests have in common: a directory, a conversation, a turn.

use hadal_domain::{ClientId, Conversation, Message, MessageId, ModelId, Status, Thinking, Timestamp, Timings};
use hadal_store::{AnswerEnd, Checkpoint, NewTurn, Opened, Store, TailWrite};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) struct Scene {
    pub(crate) dir: TempDir,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path().join("history.db")
    }

    pub(crate) fn open(&self) -> Opened {
        Store::open(self.path()).unwrap()
    }

    pub(crate) fn store(&self) -> Store {
        self.open().store
    }

    pub(crate) fn files_like(&self, part: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains(part))
            .collect();
        names.sort();
        names
    }
}

pub(crate) const fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(crate) fn conversation(title: &str, millis: i64) -> Conversation {
    Conversation::new(title.to_owned(), ModelId::default(), Thinking::default(), at(millis))
}

/// A question after `parent` and the answer to come.
pub(crate) fn turn(conversation: &Conversation, parent: Option<MessageId>, question: &str) -> NewTurn {
    let question = Message::user(conversation.id, parent, question.to_owned(), conversation.updated_at);
    let answer = Message::answer(conversation.id, question.id, ModelId::default(), conversation.updated_at);
    NewTurn { conversation: conversation.clone(), question: Some(question), answer, client_id: ClientId::new() }
}

pub(crate) fn checkpoint(id: MessageId, from_byte: u64, text: &str) -> Checkpoint {
    Checkpoint {
        id,
        text: TailWrite { from_byte, text: text.to_owned() },
        reasoning: TailWrite::default(),
        timings: Timings::default(),
        served_model: None,
        served_by: None,
        trace_id: None,
    }
}

pub(crate) fn end(answer: &Message, status: Status, text: &str, millis: i64) -> AnswerEnd {
    let mut answer = answer.clone();
    answer.status = status;
    text.clone_into(&mut answer.text);
    answer.updated_at = at(millis);
    AnswerEnd::of(&answer)
}

/// A conversation with one finished turn; answers with its last message.
pub(crate) async fn finished(store: &Store, title: &str, millis: i64, text: &str) -> (Conversation, MessageId) {
    let conversation = conversation(title, millis);
    let turn = turn(&conversation, None, "What lives down there?");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    store.finish(end(&answer, Status::Done, text, millis)).await.unwrap();
    (conversation, answer.id)
}
