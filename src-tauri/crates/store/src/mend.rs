//! After a salvage: what points to lost rows points elsewhere, and words that broke become words again.

use crate::{OpenError, shown};
use hadal_domain::ModelId;
use rusqlite::Connection;

/// In this order: each step relies on those before it.
const STEPS: &[&str] = &[
    // Messages without their conversation get one.
    "INSERT INTO conversations (id, title, created_at, updated_at)
     SELECT m.conversation_id, 'Recovered', min(m.created_at), max(m.updated_at) FROM messages AS m
     WHERE length(m.conversation_id) = 16 AND m.conversation_id NOT IN (SELECT id FROM conversations)
     GROUP BY m.conversation_id",
    "DELETE FROM messages WHERE conversation_id NOT IN (SELECT id FROM conversations)",
    // A message whose parent is lost begins a path of its own.
    "UPDATE messages SET parent_id = NULL WHERE parent_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM messages AS p WHERE p.conversation_id = messages.conversation_id AND p.id = messages.parent_id)",
    "UPDATE conversations SET active_leaf =
        (SELECT max(m.id) FROM messages AS m WHERE m.conversation_id = conversations.id)
     WHERE active_leaf IS NULL OR NOT EXISTS (
        SELECT 1 FROM messages AS m WHERE m.conversation_id = conversations.id AND m.id = conversations.active_leaf)",
    "DELETE FROM parts WHERE message_id NOT IN (SELECT id FROM messages)",
    "DELETE FROM tails WHERE message_id NOT IN (SELECT id FROM messages)",
    "DELETE FROM seams WHERE message_id NOT IN (SELECT id FROM messages)",
    "UPDATE parts SET attachment_id = NULL WHERE attachment_id NOT IN (SELECT id FROM attachments)",
    "UPDATE conversations SET folder_id = NULL WHERE folder_id NOT IN (SELECT id FROM folders)",
    "UPDATE folders SET parent_id = NULL WHERE parent_id NOT IN (SELECT id FROM folders)",
    "DELETE FROM conversation_tags WHERE conversation_id NOT IN (SELECT id FROM conversations)
        OR tag_id NOT IN (SELECT id FROM tags)",
    // Words of fixed lists: one that cannot be read would hide its whole conversation.
    "UPDATE messages SET status = 'interrupted'
     WHERE status NOT IN ('streaming', 'done', 'stopped', 'interrupted', 'failed')",
    "UPDATE messages SET role = 'user' WHERE role NOT IN ('system', 'user', 'assistant', 'tool')",
    "UPDATE conversations SET thinking = 'high' WHERE thinking NOT IN ('off', 'low', 'high', 'max')",
    "UPDATE change_counter SET rev = 1 + max(rev,
        (SELECT coalesce(max(rev), 0) FROM conversations), (SELECT coalesce(max(rev), 0) FROM messages),
        (SELECT coalesce(max(rev), 0) FROM settings), (SELECT coalesce(max(rev), 0) FROM tombstones))",
];

pub(crate) fn mend(db: &Connection) -> Result<(), OpenError> {
    for step in STEPS {
        db.execute_batch(step)?;
    }
    // Rows of an older schema get their flags from the migration that follows.
    if db.prepare("SELECT on_path FROM messages").is_ok() {
        db.execute_batch(shown::MEND)?;
    }
    db.execute("UPDATE conversations SET model = ?1 WHERE model = ''", [ModelId::DEFAULT])?;
    let dangling: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if dangling > 0 {
        // A defect of this list: better a history that opens than none.
        tracing::error!(dangling, "rows of the recovered history point to nothing");
    }
    Ok(())
}
