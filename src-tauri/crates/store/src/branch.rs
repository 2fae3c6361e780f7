//! Deleting a message with everything that follows it, and taking that back. The rows stay for a day, read by nobody;
//! then they go for good and leave tombstones.

use crate::counter::Change;
use crate::row::Id;
use crate::{Store, StoreError, conversations, messages, outbox};
use hadal_domain::{ConversationId, MessageId, Timestamp};
use rusqlite::params;

/// What was deleted, and what takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    /// How many messages these were.
    pub messages: u64,
    /// Takes it back.
    pub undo: Undelete,
}

/// Takes a deletion back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undelete {
    /// Where it was.
    pub conversation: ConversationId,
    /// The mark of that one deletion.
    pub at: Timestamp,
    /// The end of the path that was shown before.
    pub leaf_before: Option<MessageId>,
    /// The end of the path that was shown after.
    pub leaf_after: Option<MessageId>,
}

/// A message (the second parameter) of a conversation (the first) with everything that follows it.
const BRANCH: &str = "WITH RECURSIVE branch (id) AS (
        SELECT ?2 UNION
        SELECT m.id FROM branch JOIN messages AS m ON m.conversation_id = ?1 AND m.parent_id = branch.id
    )";

impl Store {
    /// Deletes a message with everything that follows it, on all branches. Where it was shown, the newest path beside it
    /// is shown. [`Store::restore_branch`] takes it back within a day.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such message, or its conversation is in the trash;
    /// [`StoreError::Arriving`] while one of them is being written; see [`StoreError`].
    pub async fn delete_branch(&self, message: MessageId) -> Result<Deleted, StoreError> {
        let now = Timestamp::now();
        self.change(move |change| delete(change, message, now)).await
    }

    /// Takes a deletion back. The path that was shown is shown again, unless another was chosen since.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the rows are gone for good, or what they followed was deleted too.
    pub async fn restore_branch(&self, undo: Undelete) -> Result<(), StoreError> {
        self.change(move |change| restore(change, undo)).await
    }
}

fn delete(change: &Change<'_>, id: MessageId, now: Timestamp) -> Result<Deleted, StoreError> {
    let tx = &change.tx;
    let root = messages::read_one(tx, id)?.ok_or(StoreError::NotFound)?;
    let conversation = root.conversation_id;
    let stored = conversations::one(tx, conversation)?.filter(|found| found.deleted_at.is_none());
    let leaf_before = stored.ok_or(StoreError::NotFound)?.active_leaf;
    let arriving = tx
        .prepare_cached(&format!(
            "{BRANCH} SELECT 1 FROM messages WHERE id IN (SELECT id FROM branch) AND status = 'streaming'"
        ))?
        .exists(params![Id(conversation), Id(id)])?;
    if arriving {
        return Err(StoreError::Arriving);
    }
    // Each deletion has an instant of its own, by which its rows are known.
    let last: Option<i64> = tx
        .prepare_cached("SELECT max(deleted_at) FROM messages WHERE deleted_at IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    let at = Timestamp::from_millis(now.as_millis().max(last.map_or(0, |last| last.saturating_add(1))));
    let gone = tx
        .prepare_cached(&format!(
            "{BRANCH} UPDATE messages SET deleted_at = ?3, rev = ?4
             WHERE id IN (SELECT id FROM branch) AND deleted_at IS NULL"
        ))?
        .execute(params![Id(conversation), Id(id), at.as_millis(), change.rev])?;
    conversations::note_change(change, conversation)?;
    let leaf_after = match leaf_before {
        Some(leaf) if messages::read_one(tx, leaf)?.is_none() => {
            let beside = outbox::newest_leaf(tx, conversation, root.parent_id, &[])?;
            show(change, conversation, beside)?;
            beside
        }
        unchanged => unchanged,
    };
    let undo = Undelete { conversation, at, leaf_before, leaf_after };
    Ok(Deleted { messages: gone as u64, undo })
}

fn restore(change: &Change<'_>, undo: Undelete) -> Result<(), StoreError> {
    let tx = &change.tx;
    let back = tx
        .prepare_cached(
            "UPDATE messages SET deleted_at = NULL, rev = ?3 WHERE conversation_id = ?1 AND deleted_at = ?2",
        )?
        .execute(params![Id(undo.conversation), undo.at.as_millis(), change.rev])?;
    let astray = tx
        .prepare_cached(
            "SELECT 1 FROM messages AS m
             JOIN messages AS p ON p.conversation_id = m.conversation_id AND p.id = m.parent_id
             WHERE m.conversation_id = ?1 AND m.deleted_at IS NULL AND p.deleted_at IS NOT NULL",
        )?
        .exists(params![Id(undo.conversation)])?;
    if back == 0 || astray {
        return Err(StoreError::NotFound);
    }
    conversations::note_change(change, undo.conversation)?;
    let shown = conversations::one(tx, undo.conversation)?.ok_or(StoreError::NotFound)?.active_leaf;
    if shown == undo.leaf_after && shown != undo.leaf_before {
        show(change, undo.conversation, undo.leaf_before)?;
    }
    Ok(())
}

/// Shows the path to a leaf, or nothing.
fn show(change: &Change<'_>, conversation: ConversationId, leaf: Option<MessageId>) -> Result<(), StoreError> {
    if let Some(leaf) = leaf {
        return conversations::set_active_leaf(change, conversation, leaf);
    }
    change.tx.execute(
        "UPDATE conversations SET active_leaf = NULL, rev = ?2 WHERE id = ?1",
        params![Id(conversation), change.rev],
    )?;
    change
        .tx
        .execute("UPDATE messages SET on_path = 0 WHERE conversation_id = ?1 AND on_path = 1", [Id(conversation)])?;
    Ok(())
}
