//! Questions that were never sent. Their answers are rows that stream and say `unsent` where an error would stand, so that
//! a start can tell them from those that the end of the program cut.

use crate::counter::Change;
use crate::erase::bury;
use crate::row::Id;
use crate::search::index;
use crate::{NewPart, Store, StoreError, attached, belongings, conversations, messages, queue, settings};
use hadal_domain::{Conversation, ConversationId, Message, MessageId, Role, Status, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// The word in `error_code` of an answer whose question was not sent yet.
pub const UNSENT: &str = "unsent";

/// A question that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// Where it stood.
    pub conversation: ConversationId,
    /// The conversation had nothing else, and is gone.
    pub gone: bool,
    /// What was typed, and with a conversation that is gone what waited in its line; it stands in the draft now. `None`
    /// when the question stays, because it has other answers.
    pub text: Option<String>,
    /// What went along with it.
    pub parts: Vec<NewPart>,
    /// How its answer was to begin.
    pub begin_with: String,
}

impl Store {
    /// Notes that the question of an answer that streams was not sent. Durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::Settled`] when the answer has ended; see [`StoreError`].
    pub async fn keep_unsent(&self, answer: MessageId) -> Result<(), StoreError> {
        self.change(move |change| mark(change, answer, Some(UNSENT))).await
    }

    /// Notes that the question leaves now: no start sends it again. Durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::Settled`] when the answer has ended; see [`StoreError`].
    pub async fn note_sent(&self, answer: MessageId) -> Result<(), StoreError> {
        self.change(move |change| mark(change, answer, None)).await
    }

    /// Answers whose questions were not sent, the oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn unsent(&self) -> Result<Vec<Message>, StoreError> {
        self.read(|db| {
            let tx = db.transaction()?;
            let ids = ids(&tx)?;
            ids.into_iter().filter_map(|id| messages::read_one(&tx, id).transpose()).collect()
        })
        .await
    }

    /// Gives up what was not sent: after a repair, nobody knows whether it was sent since.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn give_up_unsent(&self) -> Result<(), StoreError> {
        let at = Timestamp::now();
        self.change(move |change| {
            for id in ids(&change.tx)? {
                change.tx.execute(
                    "UPDATE messages SET status = 'interrupted', error_code = NULL, updated_at = ?2, rev = ?3
                     WHERE id = ?1",
                    params![Id(id), at.as_millis(), change.rev],
                )?;
                index::add(&change.tx, id)?;
            }
            Ok(())
        })
        .await
    }

    /// The newest end of the branch that begins with a message.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn newest_leaf(&self, conversation: ConversationId, from: MessageId) -> Result<MessageId, StoreError> {
        self.read(move |db| {
            let tx = db.transaction()?;
            Ok(newest_leaf(&tx, conversation, Some(from), &[])?.unwrap_or(from))
        })
        .await
    }

    /// Takes a question back that was never sent: its answer has been stopped and has no word. Its text stands in the
    /// draft then, before what was typed since; a conversation without any other message goes.
    ///
    /// # Errors
    /// [`StoreError::Settled`] when something came for it, or follows it; see [`StoreError`].
    pub async fn take_back(&self, answer: MessageId) -> Result<TakenBack, StoreError> {
        let at = Timestamp::now();
        self.change(move |change| take_back(change, answer, at)).await
    }
}

fn mark(change: &Change<'_>, answer: MessageId, word: Option<&str>) -> Result<(), StoreError> {
    messages::require_streaming(&change.tx, answer)?;
    change.tx.prepare_cached("UPDATE messages SET error_code = ?2, rev = ?3 WHERE id = ?1")?.execute(params![
        Id(answer),
        word,
        change.rev
    ])?;
    Ok(())
}

/// Those that a start may send: not in the trash.
pub(crate) fn ids(db: &Connection) -> Result<Vec<MessageId>, StoreError> {
    let ids = db
        .prepare(
            "SELECT m.id FROM messages AS m INDEXED BY messages_streaming
             JOIN conversations AS c ON c.id = m.conversation_id
             WHERE m.status = 'streaming' AND m.error_code = ?1 AND c.deleted_at IS NULL ORDER BY m.id",
        )?
        .query_map([UNSENT], |row| row.get::<_, Id<_>>(0).map(|id| id.0))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

fn take_back(change: &Change<'_>, id: MessageId, at: Timestamp) -> Result<TakenBack, StoreError> {
    let tx = &change.tx;
    let answer = messages::read_one(tx, id)?.ok_or(StoreError::NotFound)?;
    // Words that stand there before any came were given to it; one that went on has a seam.
    let is_given = answer.timings.first_content_ms.is_none() && !has_seam(tx, id)?;
    let is_bare = (answer.text.is_empty() || is_given) && answer.reasoning.is_empty() && answer.usage.is_none();
    if answer.role != Role::Assistant || answer.status != Status::Stopped || !is_bare || has_children(tx, id, id)? {
        return Err(StoreError::Settled);
    }
    let conversation = answer.conversation_id;
    let stored = conversations::one(tx, conversation)?.ok_or(StoreError::NotFound)?;
    let question = answer.parent_id.ok_or(StoreError::NotFound)?;
    let asked = messages::read_one(tx, question)?.ok_or(StoreError::NotFound)?;
    let goes = asked.role == Role::User && !has_children(tx, question, id)?;
    let (from, going) = if goes { (asked.parent_id, vec![question, id]) } else { (Some(question), vec![id]) };
    let parts = if goes { belongings::parts(tx, question)? } else { Vec::new() };
    let begin_with = if goes { answer.text } else { String::new() };
    let mut text = goes.then_some(asked.text);
    if let Some(leaf) = newest_leaf(tx, conversation, from, &going)? {
        conversations::set_active_leaf(change, conversation, leaf)?;
        remove(change, &going, at)?;
        if let Some(text) = &text {
            conversations::set_draft(change, conversation, &joined([text.as_str(), &stored.draft]))?;
        }
        return Ok(TakenBack { conversation, gone: false, text, parts, begin_with });
    }
    tx.execute("UPDATE conversations SET active_leaf = NULL WHERE id = ?1", params![Id(conversation)])?;
    remove(change, &going, at)?;
    let line = queue::read(tx, conversation)?;
    text = text.map(|text| joined([text.as_str()].into_iter().chain(line.iter().map(|queued| queued.text.as_str()))));
    let typed = joined([text.as_deref().unwrap_or_default(), &stored.draft, &settings::new_draft(tx)?]);
    settings::put_new_draft(tx, &typed, at, change.rev)?;
    queue::forget(tx, conversation)?;
    forget(change, &stored, at)?;
    Ok(TakenBack { conversation, gone: true, text, parts, begin_with })
}

fn has_seam(tx: &Connection, answer: MessageId) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT 1 FROM seams WHERE message_id = ?1")?.exists([Id(answer)])?)
}

/// Whether anything but `except` follows a message.
fn has_children(tx: &Connection, parent: MessageId, except: MessageId) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT 1 FROM messages WHERE parent_id = ?1 AND id <> ?2
             AND conversation_id = (SELECT conversation_id FROM messages WHERE id = ?1)",
        )?
        .exists(params![Id(parent), Id(except)])?)
}

/// The newest end of the branch that begins with `from`, or of the conversation; not through those that go.
pub(crate) fn newest_leaf(
    tx: &Connection,
    conversation: ConversationId,
    from: Option<MessageId>,
    going: &[MessageId],
) -> Result<Option<MessageId>, StoreError> {
    let (first, second) = (going.first().copied(), going.last().copied());
    let mut newest = tx.prepare_cached(
        "SELECT id FROM messages WHERE conversation_id = ?1 AND parent_id IS ?2 AND id IS NOT ?3 AND id IS NOT ?4
         AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
    )?;
    let mut leaf = from;
    loop {
        let child = newest
            .query_row(params![Id(conversation), leaf.map(Id), first.map(Id), second.map(Id)], |row| {
                row.get::<_, Id<MessageId>>(0).map(|id| id.0)
            })
            .optional()?;
        match child {
            // A message has one parent: a circle that damage made can only close where it began.
            Some(child) if Some(child) != from => leaf = Some(child),
            _ => return Ok(leaf),
        }
    }
}

fn remove(change: &Change<'_>, going: &[MessageId], at: Timestamp) -> Result<(), StoreError> {
    for id in going.iter().rev() {
        let row: i64 = change
            .tx
            .prepare_cached("SELECT row FROM messages WHERE id = ?1")?
            .query_row(params![Id(*id)], |row| row.get(0))?;
        index::remove(&change.tx, row)?;
        change.tx.prepare_cached("DELETE FROM messages WHERE row = ?1")?.execute([row])?;
        bury(change, "message", id.as_bytes(), at)?;
    }
    attached::drop_unheld(&change.tx)
}

fn forget(change: &Change<'_>, conversation: &Conversation, at: Timestamp) -> Result<(), StoreError> {
    if let Some((row, title)) = index::title_of(&change.tx, conversation.id)? {
        index::retitle(&change.tx, row, &title, "")?;
    }
    change.tx.execute("DELETE FROM conversations WHERE id = ?1", params![Id(conversation.id)])?;
    bury(change, "conversation", conversation.id.as_bytes(), at)
}

/// Those that say something, each a paragraph of its own.
fn joined<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let said: Vec<&str> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    said.join("\n\n")
}
