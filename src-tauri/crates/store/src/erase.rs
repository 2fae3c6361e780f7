//! Erasing: rows that go for good, with their words in the index, and the pages that held them.
//!
//! A conversation goes in several transactions, so that an answer that is arriving elsewhere does not wait for
//! twenty thousand messages. The first one makes it a part of the trash that is long due: a process that ends on the
//! way leaves the rest to the next start.

use crate::counter::Change;
use crate::open::INDEX_STEP;
use crate::queue;
use crate::row::Id;
use crate::search::{index, rebuild};
use crate::{StoreError, attached};
use hadal_domain::{ConversationId, MessageId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// How long the trash keeps what was put into it.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Messages of one transaction. Each takes some twenty milliseconds, for every word of it is looked up in the index, and
/// an answer that is arriving elsewhere waits for a transaction at most.
const SLICE: u32 = 8;

/// The mark of a conversation that is being erased: it was put into the trash at the beginning of time.
const BEGUN: Timestamp = Timestamp::from_millis(0);

/// Conversations whose time in the trash is over.
pub(crate) fn due(db: &Connection, now: Timestamp) -> Result<Vec<ConversationId>, StoreError> {
    let ids = db
        .prepare_cached("SELECT id FROM conversations WHERE deleted_at IS NOT NULL AND deleted_at <= ?1")?
        .query_map([now.as_millis().saturating_sub(KEPT_MS)], |row| row.get::<_, Id<_>>(0).map(|id| id.0))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Begins to erase a conversation: nobody finds it or restores it from here on.
pub(crate) fn begin(db: &mut Connection, id: ConversationId) -> Result<(), StoreError> {
    let change = Change::begin(db)?;
    let Some((row, title)) = index::title_of(&change.tx, id)? else { return Err(StoreError::NotFound) };
    index::retitle(&change.tx, row, &title, "")?;
    change.tx.execute(
        "UPDATE conversations SET title = '', draft = '', parameters = '{}', active_leaf = NULL, deleted_at = ?2,
            rev = ?3 WHERE id = ?1",
        params![Id(id), BEGUN.as_millis(), change.rev],
    )?;
    queue::forget(&change.tx, id)?;
    // Messages go in any order then.
    change.tx.execute("UPDATE messages SET parent_id = NULL WHERE conversation_id = ?1", params![Id(id)])?;
    change.commit()
}

/// Erases the next messages of a conversation, and at last its row. `false`: it is gone.
pub(crate) fn slice(db: &mut Connection, id: ConversationId, at: Timestamp) -> Result<bool, StoreError> {
    let change = Change::begin(db)?;
    let tx = &change.tx;
    let messages = tx
        .prepare_cached("SELECT row, id FROM messages WHERE conversation_id = ?1 LIMIT ?2")?
        .query_map(params![Id(id), SLICE], |row| Ok((row.get(0)?, row.get::<_, Id<MessageId>>(1)?.0)))?
        .collect::<Result<Vec<(i64, MessageId)>, _>>()?;
    for (row, message) in &messages {
        index::remove(tx, *row)?;
        tx.prepare_cached("DELETE FROM messages WHERE row = ?1")?.execute([row])?;
        bury(&change, "message", message.as_bytes(), at)?;
    }
    let more = !messages.is_empty();
    if !more {
        tx.execute("DELETE FROM conversations WHERE id = ?1", params![Id(id)])?;
        // The same image may stand in another conversation.
        attached::drop_unheld(tx)?;
        bury(&change, "conversation", id.as_bytes(), at)?;
    }
    change.commit()?;
    Ok(more)
}

/// How long a deletion of messages can be taken back.
const TAKEN_BACK_MS: i64 = 24 * 60 * 60 * 1_000;

/// Erases the next of the messages that were deleted a day before `now` or earlier. `false`: there are no more.
pub(crate) fn sweep(db: &mut Connection, now: Timestamp) -> Result<bool, StoreError> {
    let due = now.as_millis().saturating_sub(TAKEN_BACK_MS);
    let rows = db
        .prepare_cached("SELECT row, id FROM messages WHERE deleted_at <= ?1 LIMIT ?2")?
        .query_map(params![due, SLICE], |row| Ok((row.get(0)?, row.get::<_, Id<MessageId>>(1)?.0)))?
        .collect::<Result<Vec<(i64, MessageId)>, _>>()?;
    if rows.is_empty() {
        return Ok(false);
    }
    let change = Change::begin(db)?;
    // They go in any order: what follows a deleted message was deleted with it, or before.
    change
        .tx
        .execute("UPDATE messages SET parent_id = NULL WHERE deleted_at <= ?1 AND parent_id IS NOT NULL", [due])?;
    for (row, message) in &rows {
        index::remove(&change.tx, *row)?;
        change.tx.prepare_cached("DELETE FROM messages WHERE row = ?1")?.execute([row])?;
        bury(&change, "message", message.as_bytes(), now)?;
    }
    attached::drop_unheld(&change.tx)?;
    change.commit()?;
    Ok(true)
}

/// Leaves a tombstone.
pub(crate) fn bury(change: &Change<'_>, kind: &str, id: &[u8], at: Timestamp) -> Result<(), StoreError> {
    change
        .tx
        .prepare_cached(
            "INSERT INTO tombstones (kind, id, deleted_at, rev) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET deleted_at = excluded.deleted_at, rev = excluded.rev",
        )?
        .execute(params![kind, id, at.as_millis(), change.rev])?;
    Ok(())
}

/// Everything: conversations, what was spent, drafts and settings. The change counter goes on.
pub(crate) fn everything(db: &mut Connection) -> Result<(), StoreError> {
    let change = Change::begin(db)?;
    change.tx.execute_batch(
        "UPDATE conversations SET active_leaf = NULL;
         UPDATE messages SET parent_id = NULL;
         DELETE FROM tails; DELETE FROM seams; DELETE FROM parts; DELETE FROM messages; DELETE FROM conversation_tags;
         DELETE FROM conversations; DELETE FROM tags; UPDATE folders SET parent_id = NULL; DELETE FROM folders;
         DELETE FROM attachments; DELETE FROM usage_ledger; DELETE FROM settings; DELETE FROM tombstones;",
    )?;
    change.commit()?;
    rebuild::begin(db)?;
    while rebuild::step(db, INDEX_STEP)? {}
    // Pages keep remains of rows that were moved about in them; a file made anew has none.
    db.execute_batch("VACUUM")?;
    Ok(())
}

/// Puts the log into the database and empties it: what was erased stands in its older frames.
pub(crate) fn fold_log(db: &Connection) -> Result<(), StoreError> {
    let busy: Option<i64> = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).optional()?;
    if busy == Some(1) { Err(StoreError::Busy) } else { Ok(()) }
}
