//! The path that a conversation shows, as flags of its messages: they follow the leaf, and cost what changes with it.

use crate::StoreError;
use crate::row::Id;
use hadal_domain::{ConversationId, MessageId};
use rusqlite::{Connection, OptionalExtension, params};

/// All flags made anew from the leaves, after rows were lost.
pub(crate) const MEND: &str = "WITH RECURSIVE shown (id) AS (
        SELECT active_leaf FROM conversations WHERE active_leaf IS NOT NULL
        UNION
        SELECT m.parent_id FROM shown JOIN messages AS m ON m.id = shown.id WHERE m.parent_id IS NOT NULL
    )
    UPDATE messages SET on_path = id IN (SELECT id FROM shown)";

/// Moves the flags to the path that ends with `leaf`. One that is not in the conversation changes nothing that stays:
/// the commit fails.
pub(crate) fn follow(db: &Connection, conversation: ConversationId, leaf: MessageId) -> Result<(), StoreError> {
    let mut on = db.prepare_cached(
        "UPDATE messages SET on_path = 1 WHERE conversation_id = ?1 AND id = ?2 AND on_path = 0 RETURNING parent_id",
    )?;
    // Up to where the two paths part; below it, `taken` is the first of the new one.
    let (mut parting, mut taken) = (Some(leaf), None);
    while let Some(id) = parting {
        let parent =
            on.query_row(params![Id(conversation), Id(id)], |row| row.get::<_, Option<Id<_>>>(0)).optional()?;
        let Some(parent) = parent else { break };
        (parting, taken) = (parent.map(|id| id.0), Some(id));
    }
    let mut off = db.prepare_cached("UPDATE messages SET on_path = 0 WHERE conversation_id = ?1 AND id = ?2")?;
    let mut left = next(db, conversation, parting, taken)?;
    while let Some(id) = left {
        off.execute(params![Id(conversation), Id(id)])?;
        left = next(db, conversation, Some(id), taken)?;
    }
    Ok(())
}

/// The message that follows on the path that is shown; `None` asks for its first. Not `but`.
pub(crate) fn next(
    db: &Connection,
    conversation: ConversationId,
    after: Option<MessageId>,
    but: Option<MessageId>,
) -> Result<Option<MessageId>, StoreError> {
    let id = db
        .prepare_cached(
            "SELECT id FROM messages INDEXED BY messages_path
             WHERE conversation_id = ?1 AND parent_id IS ?2 AND on_path = 1 AND id IS NOT ?3 LIMIT 1",
        )?
        .query_row(params![Id(conversation), after.map(Id), but.map(Id)], |row| row.get::<_, Id<_>>(0))
        .optional()?;
    Ok(id.map(|id| id.0))
}
