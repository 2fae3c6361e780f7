//! The history as the rest of the program sees it: async questions to the threads that own the connections.

use crate::counter::Change;
use crate::desk::Desk;
use crate::files::Files;
use crate::keeper::Keeper;
use crate::search::find;
use crate::{
    AnswerEnd, BegunTurn, Checkpoint, ConversationPage, ConversationQuery, NewTurn, PathPage, PathQuery, SearchPage,
    SearchQuery, StoreError, conversations, messages, path, turns,
};
use hadal_domain::{
    Conversation, ConversationId, Message, MessageId, ModelId, Parameters, Status, Thinking, Timestamp,
};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;

/// The open history. Clones share it; it closes with [`Store::close`] or when the last clone goes.
///
/// Each write is done as a whole or not at all, and on the disk when the call returns. Dropping the future of a write that was
/// begun does not undo it.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) readers: Arc<Desk>,
    /// `None` when the history is open for reading only.
    pub(crate) writer: Option<Arc<Desk>>,
    /// `None` when it is open for reading only, and when it is in memory, where nothing has to be kept.
    pub(crate) keeper: Option<Keeper>,
    /// Damage was met: the next start shall check the file.
    pub(crate) suspect: Arc<AtomicBool>,
    /// Nobody writes to this file: a row that says `streaming` was left over and is shown as interrupted.
    pub(crate) left_over: bool,
    /// What is to be in its place while something is written.
    pub(crate) files: Option<Arc<Files>>,
    trouble: watch::Sender<Option<StoreTrouble>>,
}

/// What was met while the history was open, and does not go away by trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreTrouble {
    /// See [`StoreError::Moved`]. Over when the file is back.
    Moved,
    /// See [`StoreError::Io`] and [`StoreError::Damaged`]. Kept until the history is closed, for what failed once may
    /// fail again; the next start checks the file.
    DiskFailed,
}

impl Store {
    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// What goes wrong with the files, as it comes and goes. Every call looks.
    #[must_use]
    pub fn trouble(&self) -> watch::Receiver<Option<StoreTrouble>> {
        self.inner.trouble.subscribe()
    }

    /// One page of the library: newest first, without the archive and the trash.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn conversations(&self, query: ConversationQuery) -> Result<ConversationPage, StoreError> {
        let mut page = self.read(move |db| conversations::page(db, &query)).await?;
        if self.inner.left_over {
            page.rows.iter_mut().for_each(|row| row.running = false);
        }
        Ok(page)
    }

    /// One conversation, also from the trash; `None` if there is none of this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        self.read(move |db| conversations::one(db, id)).await
    }

    /// All messages of a conversation in the order in which they were made; empty if there is none of this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn messages(&self, conversation: ConversationId) -> Result<Vec<Message>, StoreError> {
        let mut messages = self.read(move |db| messages::of_conversation(db, conversation)).await?;
        for message in &mut messages {
            self.settle(message);
        }
        Ok(messages)
    }

    /// A page of the path that a conversation shows, without reading the rest of it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such conversation or the message is not in it; see [`StoreError`].
    pub async fn path_page(&self, conversation: ConversationId, query: PathQuery) -> Result<PathPage, StoreError> {
        let mut page = self.read(move |db| path::page(db, conversation, query)).await?;
        for row in &mut page.rows {
            self.settle(&mut row.message);
        }
        Ok(page)
    }

    /// One message; `None` if there is none of this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        let mut message = self.read(move |db| messages::one(db, id)).await?;
        if let Some(message) = &mut message {
            self.settle(message);
        }
        Ok(message)
    }

    /// Messages and titles with these words, the best first, without the trash. An answer that is still arriving is
    /// found from its end on.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn search(&self, query: SearchQuery) -> Result<SearchPage, StoreError> {
        self.read(move |db| find::page(db, &query)).await
    }

    /// The rows of a turn in one transaction: the conversation if it is new, the question, the answer that will
    /// stream; the leaf moves to the answer, and the draft that was sent is cleared.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the conversation is in the trash or a parent is not in it; see [`StoreError`].
    pub async fn begin_turn(&self, turn: NewTurn) -> Result<BegunTurn, StoreError> {
        self.share(move |db| turns::begin(db, &turn, &[])).await
    }

    /// Adds new text to an answer that is arriving; the cost follows the new bytes, not the answer.
    ///
    /// # Errors
    /// [`StoreError::Gap`] when text between the stored and the new is missing, [`StoreError::Settled`] when the
    /// answer had ended; see [`StoreError`].
    pub async fn checkpoint(&self, checkpoint: Checkpoint) -> Result<(), StoreError> {
        self.share(move |db| turns::checkpoint(db, &checkpoint)).await
    }

    /// Ends an answer.
    ///
    /// # Errors
    /// [`StoreError::Settled`] when it had ended; see [`StoreError`].
    pub async fn finish(&self, end: AnswerEnd) -> Result<(), StoreError> {
        self.share(move |db| turns::finish(db, &end, &[])).await
    }

    /// Gives a conversation a title. `by_user`: a person chose it, and nothing of ours may change it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn rename(&self, id: ConversationId, title: &str, by_user: bool) -> Result<(), StoreError> {
        let title = title.to_owned();
        self.change(move |change| conversations::rename(change, id, &title, by_user)).await
    }

    /// Sets what the next turn of a conversation is asked with; `None` leaves its parameters.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn configure(
        &self,
        id: ConversationId,
        model: ModelId,
        thinking: Thinking,
        parameters: Option<Parameters>,
    ) -> Result<(), StoreError> {
        self.change(move |change| {
            conversations::configure(change, id, &model, thinking)?;
            let Some(parameters) = &parameters else { return Ok(()) };
            conversations::set_parameters(change, id, &conversations::written_parameters(parameters))
        })
        .await
    }

    /// The parameters of a conversation, as JSON; `{}` when none were chosen.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn parameters(&self, id: ConversationId) -> Result<String, StoreError> {
        self.read(move |db| conversations::parameters(db, id)).await
    }

    /// Sets the parameters for the next turns of a conversation, as JSON.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn set_parameters(&self, id: ConversationId, json: &str) -> Result<(), StoreError> {
        let json = json.to_owned();
        self.change(move |change| conversations::set_parameters(change, id, &json)).await
    }

    /// Puts a conversation into the trash.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete(&self, id: ConversationId) -> Result<(), StoreError> {
        let at = Timestamp::now();
        self.change(move |change| conversations::set_deleted(change, id, Some(at))).await
    }

    /// Takes a conversation out of the trash.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn restore(&self, id: ConversationId) -> Result<(), StoreError> {
        self.change(move |change| conversations::set_deleted(change, id, None)).await
    }

    /// Keeps what was typed into a conversation and not sent.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn keep_draft(&self, id: ConversationId, draft: &str) -> Result<(), StoreError> {
        let draft = draft.to_owned();
        self.change(move |change| conversations::set_draft(change, id, &draft)).await
    }

    /// Shows another path of a conversation.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the leaf is not a message of this conversation; see [`StoreError`].
    pub async fn set_active_leaf(&self, id: ConversationId, leaf: MessageId) -> Result<(), StoreError> {
        self.change(move |change| conversations::set_active_leaf(change, id, leaf)).await
    }

    /// Finishes the queued work, folds the log into the database, notes the clean end and waits for the threads.
    /// Blocks; other clones get [`StoreError::Closed`] from then on.
    pub fn close(self) {
        self.inner.close();
    }

    pub(crate) fn settle(&self, message: &mut Message) {
        if self.inner.left_over && message.status == Status::Streaming {
            message.status = Status::Interrupted;
        }
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let read = self.noted(self.inner.readers.ask(work).await);
        // What was opened can be read to the end, wherever it is now.
        self.inner.look();
        read
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.noted(self.inner.writer.as_ref().ok_or(StoreError::ReadOnly)?.ask(work).await)
    }

    /// Remembers what went wrong with the files.
    pub(crate) fn noted<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        match &result {
            // SQLite calls a page that the disk does not give damaged.
            Err(StoreError::Damaged(_) | StoreError::Io(_)) => {
                self.inner.suspect.store(true, Ordering::Relaxed);
                self.inner.tell(Some(StoreTrouble::DiskFailed));
            }
            Err(StoreError::Moved) => self.inner.tell(Some(StoreTrouble::Moved)),
            Ok(_) if *self.inner.trouble.borrow() == Some(StoreTrouble::Moved) => self.inner.look(),
            _ => {}
        }
        result
    }

    /// A write that is one unit and nothing else, which may share its transaction with others.
    pub(crate) async fn share<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.noted(self.inner.writer.as_ref().ok_or(StoreError::ReadOnly)?.ask_sharing(work).await)
    }

    pub(crate) async fn change<T: Send + 'static>(
        &self,
        work: impl Fn(&Change<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.share(move |db| {
            let change = Change::begin(db)?;
            let done = work(&change)?;
            change.commit()?;
            Ok(done)
        })
        .await
    }
}

impl Inner {
    /// A history that is read, and nothing else.
    pub(crate) fn reading(readers: Arc<Desk>, suspect: Arc<AtomicBool>, left_over: bool) -> Self {
        let trouble = watch::channel(None).0;
        Self { readers, writer: None, keeper: None, suspect, left_over, files: None, trouble }
    }

    /// Looks whether the files are where they were.
    fn look(&self) {
        let Some(files) = &self.files else { return };
        let told = *self.trouble.borrow();
        match (files.are_moved(), told) {
            (true, _) => self.tell(Some(StoreTrouble::Moved)),
            (false, Some(StoreTrouble::Moved)) => self.tell(None),
            (false, _) => {}
        }
    }

    fn tell(&self, trouble: Option<StoreTrouble>) {
        self.trouble.send_if_modified(|now| std::mem::replace(now, trouble) != trouble);
    }

    /// Readers first: while one of them reads, the log cannot be folded in.
    fn close(&self) {
        if let Some(keeper) = &self.keeper {
            keeper.close();
        }
        self.readers.close();
        if let Some(writer) = &self.writer {
            writer.close();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("writes", &self.inner.writer.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TailWrite, settings};
    use hadal_domain::ClientId;

    fn limit_pages(connection: &Connection, pages: i64) -> Result<(), StoreError> {
        connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        Ok(())
    }

    #[tokio::test]
    async fn a_full_database_is_said_loses_nothing_and_goes_on_when_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap().store;
        let at = Timestamp::from_millis(1);
        let talk = Conversation::new("t".into(), ModelId::default(), Thinking::Off, at);
        let question = Message::user(talk.id, None, "q".into(), at);
        let answer = Message::answer(talk.id, question.id, ModelId::default(), at);
        let id = answer.id;
        let turn = NewTurn { conversation: talk, question: Some(question), answer, client_id: ClientId::new() };
        store.begin_turn(turn).await.unwrap();
        store.write(|db| limit_pages(db, 1)).await.unwrap();
        let piece = |from_byte, text: &str| Checkpoint {
            id,
            text: TailWrite { from_byte, text: text.to_owned() },
            reasoning: TailWrite::default(),
            timings: hadal_domain::Timings::default(),
            served_model: None,
            trace_id: None,
            served_by: None,
        };
        assert_eq!(store.checkpoint(piece(0, &"x".repeat(100_000))).await, Err(StoreError::DiskFull));
        assert_eq!(store.message(id).await.unwrap().unwrap().text, "");
        store.write(|db| limit_pages(db, 1_000_000)).await.unwrap();
        store.checkpoint(piece(0, "room")).await.unwrap();
        assert_eq!(store.message(id).await.unwrap().unwrap().text, "room");
    }

    #[tokio::test]
    async fn a_panic_in_one_piece_of_work_does_not_end_the_store() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap().store;
        let lost: Result<(), _> = store
            .write(|db| {
                let change = Change::begin(db)?;
                settings::put(&change.tx, "half", "1", Timestamp::from_millis(1), change.rev)?;
                panic!("a defect")
            })
            .await;
        assert!(lost.is_err());
        store.set_setting("after", "2").await.unwrap();
        assert_eq!(store.setting("half").await.unwrap(), None, "its transaction was rolled back");
        assert_eq!(store.setting("after").await.unwrap().as_deref(), Some("2"));
    }
}
